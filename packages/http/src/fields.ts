import { OddAnswer } from './failure.ts'

/**
 * Reads one object of a parsed answer, field by field. Absent, null, empty and blank are the same: null.
 * Numbers are texts (`parseJson`). Every reader throws `OddAnswer` naming the field where the type is
 * another.
 */
export type Fields = {
  /** A text as it came, or null. */
  text(name: string): string | null
  /** An id, or any text that must be there. */
  need(name: string): string
  /** A decimal as text, e.g. `-12.50`. */
  decimal(name: string): string | null
  /** A decimal that must be there. */
  needDecimal(name: string): string
  flag(name: string): boolean | null
  object(name: string): Fields | null
  /** The objects of a list; none where it is absent. */
  list(name: string): Fields[]
  has(name: string): boolean
  /** The object itself. */
  raw: Readonly<Record<string, unknown>>
}

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/** Opens an object for reading. `what` names it in errors. */
export function readFields(raw: unknown, what: string): Fields {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    throw new OddAnswer(`${what} is not an object`)
  const at = raw as Record<string, unknown>
  const odd = (name: string, wanted: string) => new OddAnswer(`${what}.${name} is not ${wanted}`)

  const text = (name: string): string | null => {
    const value = at[name]
    if (value === null || value === undefined) return null
    if (typeof value === 'object') throw odd(name, 'a text')
    const given = String(value)
    return given.trim() === '' ? null : given
  }
  const decimal = (name: string): string | null => {
    const given = text(name)?.trim() ?? null
    if (given !== null && !DECIMAL.test(given)) throw odd(name, `a decimal: ${given.slice(0, 40)}`)
    return given
  }
  const there = (name: string, given: string | null): string => {
    if (given === null) throw odd(name, 'there')
    return given
  }
  return {
    text,
    decimal,
    need: name => there(name, text(name)),
    needDecimal: name => there(name, decimal(name)),
    flag(name) {
      const given = text(name)?.toLowerCase() ?? null
      if (given === null) return null
      if (given === 'true' || given === 'false') return given === 'true'
      throw odd(name, 'true or false')
    },
    object(name) {
      const value = at[name]
      return value === null || value === undefined ? null : readFields(value, `${what}.${name}`)
    },
    list(name) {
      const value = at[name] ?? []
      if (!Array.isArray(value)) throw odd(name, 'a list')
      return value.map((one, index) => readFields(one, `${what}.${name}[${index}]`))
    },
    has: name => at[name] !== undefined,
    raw: at,
  }
}
