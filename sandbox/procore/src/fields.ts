import { decimal } from './decimal.ts'
import { invalid } from './refusal.ts'

/** A caller's JSON object. */
export type Input = Record<string, unknown>

/** How a field of a body is read. */
type FieldKind = 'text' | 'flag' | 'id' | 'ids' | 'date' | 'decimal' | 'whole' | 'object'

/** The fields of a body that a call may set, and how each is read. */
export type Writable<R> = { [K in keyof R]?: FieldKind }

/**
 * Takes the writable fields that the body names, and no other (unknown fields are ignored). Blank text is null; a
 * badly formed date is null too (procore.md §2.7). @throws Refusal 422 for a number that is none.
 */
export function readFields<R>(input: Input, writable: Writable<R>): Partial<R> {
  const read: Input = {}
  for (const [field, kind] of Object.entries(writable))
    if (input[field] !== undefined) read[field] = readField(field, input[field], kind as FieldKind)
  return read as Partial<R>
}

function readField(field: string, value: unknown, kind: FieldKind): unknown {
  switch (kind) {
    case 'flag':
      return value === true || value === 'true' || value === 1 || value === '1'
    case 'ids':
      return Array.isArray(value) ? value.map(String) : []
    case 'object':
      return value !== null && typeof value === 'object' ? value : {}
    case 'text':
    case 'id':
    case 'date':
    case 'decimal':
    case 'whole':
      return value === null || value === '' ? null : readScalar(field, value, kind)
  }
}

function readScalar(
  field: string,
  value: unknown,
  kind: 'text' | 'id' | 'date' | 'decimal' | 'whole',
): unknown {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  if (kind === 'text' || kind === 'id') return text
  if (kind === 'date')
    return /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text)) ? text.slice(0, 10) : null
  const number = decimal(value)
  if (number === null) throw invalid(field, 'is not a number')
  return kind === 'decimal' ? number : Number(number)
}

/** Refuses a blank or overlong value of a field that must be there. The limit is our assumption: 255, as Rails columns have. */
export function requireText(field: string, value: string | null | undefined): void {
  if (value === null || value === undefined || value.trim() === '') throw invalid(field, "can't be blank")
  if (value.length > 255) throw invalid(field, 'is too long (maximum is 255 characters)')
}

/** Refuses a value that is not among those that Procore knows. */
export function requireOneOf(
  field: string,
  value: string | null | undefined,
  known: readonly string[],
): void {
  if (!known.includes(value ?? '')) throw invalid(field, 'is not included in the list')
}
