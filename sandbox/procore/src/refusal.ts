/** Messages by field, as Procore's validations answer them. */
export type FieldErrors = Record<string, string[]>

/** A call, or one item of a sync, that Procore refuses. */
export class Refusal extends Error {
  readonly status: number
  /** Null where the refusal is about the call and not about fields. */
  readonly fields: FieldErrors | null
  /** True for a field that is missing or malformed: v1 answers 422 or 400 for it (switch `validationStatus`). */
  readonly malformed: boolean

  constructor(status: number, message: string, fields: FieldErrors | null = null, malformed = false) {
    super(message)
    this.status = status
    this.fields = fields
    this.malformed = malformed
  }
}

/** 404: absent, or not visible to the caller (procore.md §2.6). */
export function notFound(what = 'Item'): Refusal {
  return new Refusal(404, `${what} not found`)
}

/** 400: the call lacks a parameter or has it in a wrong form. */
export function badRequest(field: string, message: string): Refusal {
  return new Refusal(400, `${field} ${message}`, { [field]: [message] })
}

/** 422 or 400: the value of a field is missing or malformed. */
export function invalid(field: string, message: string): Refusal {
  return new Refusal(422, `${field} ${message}`, { [field]: [message] }, true)
}

/** 422: a rule of Procore's forbids it; `field` says where. */
export function forbidden(field: string, message: string): Refusal {
  return new Refusal(422, `${field} ${message}`, { [field]: [message] })
}

/** The bodies that v1 errors were seen in (procore.md §2.6); `documented` takes the one found for the status. */
export const errorShapes = [
  'documented',
  'fields',
  'base',
  'list',
  'text',
  'message',
  'error',
  'generic',
  'detailed',
] as const
/** One of `errorShapes`. */
export type ErrorShape = (typeof errorShapes)[number]

/** The body of a refusal in a v1 shape. */
export function errorBody(refusal: Refusal, shape: ErrorShape): unknown {
  const { status, message, fields } = refusal
  const sentences = fields
    ? Object.entries(fields).flatMap(([f, texts]) => texts.map(t => `${f} ${t}`))
    : [message]
  switch (shape) {
    case 'documented':
      return errorBody(refusal, documentedShape(refusal))
    case 'fields':
      return { errors: fields ?? { base: [message] } }
    case 'base':
      return { errors: { base: sentences } }
    case 'list':
      return { errors: sentences }
    case 'text':
      return { errors: message }
    case 'message':
      return { message }
    case 'error':
      return { error: message, message }
    case 'generic':
      return {
        code: status,
        message,
        fields: fields && Object.keys(fields).join(','),
        reason: codeOf(status),
        error: message,
      }
    case 'detailed': {
      const details = sourced(refusal).map(([source, text]) => ({
        code: codeOf(status),
        message: text,
        source,
      }))
      return { error: { code: codeOf(status), message, details } }
    }
  }
}

/** The one body of v2 errors (procore.md §2.1). */
export function errorBodyV2(refusal: Refusal): unknown {
  const reason = codeOf(refusal.status)
  const details = sourced(refusal).map(([source, message]) => ({ reason_code: reason, message, source }))
  return { error: { code: reason, message: refusal.message, details } }
}

function documentedShape({ status, fields }: Refusal): ErrorShape {
  if (fields) return 'fields'
  if (status === 401) return 'generic'
  if (status === 403) return 'list'
  if (status === 404 || status === 413) return 'text'
  return status === 400 || status === 422 ? 'base' : 'message'
}

function sourced({ message, fields }: Refusal): [string | null, string][] {
  if (!fields) return [[null, message]]
  return Object.entries(fields).flatMap(([field, texts]) => texts.map((t): [string, string] => [field, t]))
}

const codes: Record<number, string> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  413: 'PAYLOAD_TOO_LARGE',
  422: 'UNPROCESSABLE_ENTITY',
  429: 'TOO_MANY_REQUESTS',
  503: 'SERVICE_UNAVAILABLE',
}

function codeOf(status: number): string {
  return codes[status] ?? 'INTERNAL_SERVER_ERROR'
}
