import type { SourceHeader } from '@plumbline/flow-kit'
import type { QueryRow } from '@plumbline/peoplesoft'

/** A column that must be there, e.g. a key. @throws with the column's name. */
export function need(row: QueryRow, column: string): string {
  const value = row[column]
  if (value === null || value === undefined) throw new Error(`PeopleSoft gives a row without ${column}`)
  return value
}

/** PeopleSoft's Y and N, translated or not; null where the site has neither. */
export function yesNo(value: string | null | undefined): boolean | null {
  if (!value) return null
  return /^y(es)?$/i.test(value) ? true : /^no?$/i.test(value) ? false : null
}

/** The word for a code, by code or by PeopleSoft's own long name (a query may translate: peoplesoft.md §7). */
export function wordFor<W extends string>(
  codes: Readonly<Record<string, W>>,
  value: string | null | undefined,
): W | 'unknown' {
  if (!value) return 'unknown'
  const spelled = value
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-')
  return codes[value] ?? Object.values(codes).find(word => word === spelled) ?? 'unknown'
}

/** EFF_STATUS in words. */
export const effStatus = (value: string | null | undefined): 'active' | 'inactive' | 'unknown' =>
  wordFor({ A: 'active', I: 'inactive' } as const, value)

/**
 * The row in force on a day: the one with the greatest effective date not after it. Its status is judged afterwards: a
 * newest row that is inactive means inactive (peoplesoft.md §5.1).
 */
export function inForce(rows: QueryRow[], effdt: string, day: string): QueryRow | null {
  return rows.reduce<QueryRow | null>((best, row) => {
    const from = row[effdt]
    if (!from || from > day) return best
    return best === null || from > best[effdt]! ? row : best
  }, null)
}

/** The next of these days after `today`: when a record changes though no row does. */
export function nextTurn(days: (string | null | undefined)[], today: string): string | null {
  const coming = days.filter((day): day is string => typeof day === 'string' && day > today)
  return coming.sort()[0] ?? null
}

/** The header of a record that was read in PeopleSoft; `changedAt` is the site's change stamp, ISO UTC. */
export function peoplesoftHeader(changedAt: string | null): SourceHeader {
  return {
    origin_system: 'peoplesoft',
    company_id: null,
    project_id: null,
    project_number: null,
    source_created_raw: null,
    source_created_at: null,
    source_updated_raw: changedAt,
    source_updated_at: changedAt,
    actor_id: null,
    foreign_origin_id: null,
    first_approved_at: null,
    extras: {},
  }
}
