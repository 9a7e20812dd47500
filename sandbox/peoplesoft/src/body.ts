import { FieldError, type RecordShape, type Row, storedValues } from './fields.ts'

/** One fault of a document; `line` is the number of its line, null for the header. */
export type DocumentError = { line: number | null; field: string; code: string; message: string }

/** A document that a handler refuses: the body of the 4xx answer (peoplesoft.md §6.6). */
export class DocumentRefusal extends Error {
  readonly status: 400 | 404 | 409 | 422
  readonly code: string
  readonly errors: DocumentError[]

  constructor(
    status: DocumentRefusal['status'],
    code: string,
    message: string,
    errors: DocumentError[] = [],
  ) {
    super(message)
    this.status = status
    this.code = code
    this.errors = errors
  }
}

/** Given fields in stored form; what a field cannot hold, and what is not among the known, goes to `errors`. */
export function readFields(
  shape: RecordShape,
  given: Record<string, unknown>,
  known: readonly string[],
  line: number | null,
  errors: DocumentError[],
): Row {
  let row: Row = {}
  for (const [field, value] of Object.entries(given)) {
    if (value === null) continue
    try {
      if (!known.includes(field)) throw new FieldError(field, 'UNKNOWN_FIELD', `${field} is not taken here`)
      row = { ...row, ...storedValues(shape, { [field]: value }) }
    } catch (error) {
      if (!(error instanceof FieldError)) throw error
      errors.push({ line, field, code: error.code, message: error.message })
    }
  }
  return row
}

/** An error for each of the fields that is blank and has none yet. */
export function needFields(
  row: Row,
  fields: readonly string[],
  line: number | null,
  errors: DocumentError[],
): void {
  for (const field of fields)
    if (!row[field]?.trim() && !errors.some(error => error.line === line && error.field === field))
      errors.push({ line, field, code: 'REQUIRED', message: `${field} is required` })
}

/** An error where the field has a value that is not among the allowed. */
export function choice(
  row: Row,
  field: string,
  allowed: string[],
  line: number | null,
  errors: DocumentError[],
): void {
  const value = row[field]
  if (value && value !== ' ' && !allowed.includes(value))
    errors.push({ line, field, code: 'NOT_ALLOWED', message: `${field} takes ${allowed.join(' or ')}` })
}

/* `context.source` stands in Node 22's V8, not yet in TypeScript's libraries. */
const parse = JSON.parse as (
  text: string,
  reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
) => unknown

/**
 * The object of a body; numbers arrive as their texts, so that no digit of an amount is lost.
 * @throws DocumentRefusal 400 where it is anything else
 */
export function readObject(body: string): Record<string, unknown> {
  try {
    const value = parse(body, (_key, one, { source }) => (typeof one === 'number' ? source : one))
    if (isObject(value)) return value
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw new DocumentRefusal(400, 'NOT_JSON', 'The body is not a JSON object')
}

/** Whether a value of a body is an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
