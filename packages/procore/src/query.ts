import type { ProcoreSettings } from './settings.ts'

/** Query parameters; a list is sent as `name[]` once for each value, absent ones not at all. */
export type Query = Record<string, string | readonly string[] | undefined>

/**
 * A time window, ISO 8601 UTC instants. Whether Procore includes the edges is not known: overlap (procore.md
 * §2.3).
 */
export type Range = { from: string; to: string }

/** Values of `filters[…]`: a text, several ids, a window. */
export type Filters = Record<string, string | readonly string[] | Range | undefined>

/** `?a=b&c[]=d`, encoded; empty where there is nothing to ask. */
export function queryText(query: Query): string {
  const pairs = Object.entries(query).flatMap(([name, value]): [string, string][] => {
    if (value === undefined) return []
    return typeof value === 'string' ? [[name, value]] : value.map(one => [`${name}[]`, one])
  })
  const text = pairs
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&')
  return text && `?${text}`
}

/**
 * Filters as query parameters. Windows are widened to whole seconds, in the form `A...B` (procore.md §2.3).
 */
export function filterQuery(
  filters: Filters,
  { quoted_ranges }: Pick<ProcoreSettings, 'quoted_ranges'>,
): Query {
  return Object.fromEntries(
    Object.entries(filters).map(([name, value]) => {
      if (typeof value !== 'object' || !('from' in value)) return [`filters[${name}]`, value]
      const range = `${second(Date.parse(value.from), Math.floor)}...${second(Date.parse(value.to), Math.ceil)}`
      return [`filters[${name}]`, quoted_ranges ? `"${range}"` : range]
    }),
  )
}

function second(ms: number, round: (value: number) => number): string {
  return `${new Date(round(ms / 1000) * 1000).toISOString().slice(0, 19)}Z`
}

/**
 * A timestamp of Procore as an ISO 8601 UTC instant; null where it is none. Offsets occur (procore.md §2.7).
 */
export function readInstant(text: string | null): string | null {
  if (!text || !/^\d{4}-\d{2}-\d{2}T/.test(text)) return null
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : new Date(at).toISOString()
}
