import { asNumber, type Fields } from '@plumbline/http'

/** A record named by another: its id, and its name where it was shown. */
export type Named = { id: string; name: string | null }

/** What a multi-currency company shows of a record's money; all null elsewhere. */
export type Currency = {
  currency_iso_code: string | null
  base_currency_iso_code: string | null
  /** A decimal text. */
  currency_exchange_rate: string | null
}

/** The time stamps that most records have, as Procore wrote them. */
export type Stamps = { created_at: string | null; updated_at: string | null }

export const readStamps = (of: Fields): Stamps => ({
  created_at: of.text('created_at'),
  updated_at: of.text('updated_at'),
})

/** The other system's key, and what it keeps with the record (procore.md §3.1). */
export type Origin = { origin_id: string | null; origin_data: string | null }

export const readOrigin = (of: Fields): Origin => ({
  origin_id: of.text('origin_id'),
  origin_data: of.text('origin_data'),
})

/**
 * The id of an object that another holds; an object without one, e.g. `parent: {id: null}`, is none
 * (procore.md §5.2).
 */
export function readNamed(of: Fields, field: string): Named | null {
  const object = of.object(field)
  const id = object?.text('id') ?? null
  return object && id ? { id, name: object.text('name') } : null
}

/** Ids of that name: `{field}_id`, or the id within the object `{field}`. */
export const readIdOf = (of: Fields, field: string): string | null =>
  of.text(`${field}_id`) ?? readNamed(of, field)?.id ?? null

export function readCurrency(of: Fields): Currency {
  const currency = of.object('currency_configuration')
  return {
    currency_iso_code: currency?.text('currency_iso_code') ?? null,
    base_currency_iso_code: currency?.text('base_currency_iso_code') ?? null,
    currency_exchange_rate: currency?.decimal('currency_exchange_rate') ?? null,
  }
}

/** The object with these ids as JSON numbers, as v1 takes them (procore.md §2.1). */
export function withNumbers(object: object, ids: readonly string[]): Record<string, unknown> {
  const entries = Object.entries(object).map(([name, value]) => [
    name,
    ids.includes(name) && typeof value === 'string' ? asNumber(value) : value,
  ])
  return Object.fromEntries(entries)
}

/** The same reading for each of some fields. */
export const readEach = <Name extends string, Value>(
  names: readonly Name[],
  read: (name: string) => Value,
): Record<Name, Value> => Object.fromEntries(names.map(name => [name, read(name)])) as Record<Name, Value>
