import type { Refused } from '@plumbline/flow-kit'
import { type HttpAnswer, OddAnswer } from '@plumbline/http'
import { refuse } from './codes.ts'

/**
 * What Procore says is wrong, whichever of its body shapes it used. `fields`: messages by field name, `base`
 * for all.
 */
export type ProcoreFault = {
  status: number
  code: string | null
  message: string | null
  fields: Record<string, string[]>
  /** Procore's own id of the call, for its support. */
  requestId: string | null
}

/** An error answer to a read. */
export class ProcoreError extends Error {
  override name = 'ProcoreError'
  readonly fault: ProcoreFault

  constructor(route: string, fault: ProcoreFault) {
    super(`${route} answered ${fault.status}: ${describeFault(fault)}`)
    this.fault = fault
  }
}

/**
 * Reads an error answer. All body shapes of procore.md §2.6 are understood; anything else leaves the parts
 * empty.
 */
export function readFault({ status, headers, body }: HttpAnswer): ProcoreFault {
  const fault: ProcoreFault = {
    status,
    code: null,
    message: null,
    fields: {},
    requestId: headers['x-request-id'] ?? null,
  }
  if (body.is === 'json') return { ...fault, ...readBody(body.value) }
  if (body.is === 'html') return { ...fault, message: 'an HTML page, not an answer of the API' }
  return body.is === 'empty' ? fault : { ...fault, message: body.text.trim().slice(0, 300) }
}

type Body = Pick<ProcoreFault, 'code' | 'message' | 'fields'>

function readBody(value: unknown): Body {
  if (typeof value === 'string') return { code: null, message: value, fields: {} }
  if (!isObject(value)) return { code: null, message: null, fields: {} }
  const { error, errors, fields, reason } = value
  const nested = isObject(error) ? error : {}
  return {
    code: text(nested.code) ?? text(value.code),
    message:
      [text(nested.message), text(value.message), text(error), text(errors), text(reason)].find(
        one => one !== null,
      ) ?? null,
    fields: { ...readFieldErrors(errors), ...readFieldErrors(fields), ...readDetails(nested.details) },
  }
}

/** `{field: [messages]}`, `{field: message}` or `[messages]`. */
export function readFieldErrors(errors: unknown): Record<string, string[]> {
  if (Array.isArray(errors)) return errors.length > 0 ? { base: errors.map(words) } : {}
  if (!isObject(errors)) return {}
  return Object.fromEntries(
    Object.entries(errors).map(([field, said]) => [
      field,
      Array.isArray(said) ? said.map(words) : [words(said)],
    ]),
  )
}

/** `[{code or reason_code, message, source}]`: `source` is a name, or an object that holds a pointer. */
function readDetails(details: unknown): Record<string, string[]> {
  const fields: Record<string, string[]> = {}
  for (const detail of Array.isArray(details) ? details.filter(isObject) : []) {
    const { source, message, code, reason_code } = detail
    const pointer = isObject(source) ? Object.values(source).map(text).find(Boolean) : text(source)
    const said = text(message) ?? text(code) ?? text(reason_code) ?? 'refused'
    ;(fields[pointer ?? 'base'] ??= []).push(said)
  }
  return fields
}

/** The sentence for the person who must act: each field with what is wrong with it. */
export function describeFault({
  code,
  message,
  fields,
}: Pick<ProcoreFault, 'code' | 'message' | 'fields'>): string {
  const named = Object.entries(fields).map(([field, said]) =>
    field === 'base' ? said.join(', ') : `${field}: ${said.join(', ')}`,
  )
  return [message, ...named].filter(Boolean).join('; ') || code || 'no reason given'
}

/**
 * Throws what an answer to a read means when it is not a good one. A list is never taken for empty because it
 * was refused: 403 and 404 mean no permission, a tool switched off, or a project that is gone for us
 * (procore.md §11.6).
 * @throws Refused, ProcoreError, OddAnswer.
 */
export function failRead(route: string, answer: HttpAnswer): never {
  const { status, body } = answer
  const fault = readFault(answer)
  if (status === 403 || status === 404) throw refuseScope(route, fault)
  if (status < 300) throw new OddAnswer(`${route} answered ${status} with ${body.is}, not JSON`)
  throw new ProcoreError(route, fault)
}

/** The scope of a route is turned down as a whole. */
export function refuseScope(route: string, fault: ProcoreFault): Refused {
  return refuse(
    'scope',
    fault.status === 403 ? 'procore-forbidden' : 'procore-not-visible',
    `${route} answered ${fault.status}: ${describeFault(fault)}. ` +
      'The service account may have lost the permission or the project, or the tool is switched off there',
  )
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const text = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value : null

const words = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
