import { createHash } from 'node:crypto'

/**
 * A digest of what a record says, for "unchanged" (DESIGN C4): keys in order, and what says nothing (null, '', false,
 * 'unknown', [], {}: the defaults that the schemas give) left out, so that a field added with its default changes nothing.
 */
export function contentDigest(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(essence(value)) ?? '')
    .digest('base64url')
}

/** Moves at every touch without saying anything about the record. */
const RESTLESS = new Set(['source_updated_raw', 'source_updated_at', 'actor_id'])

/** A canonical draft without what moves at every touch. */
export function comparable(draft: { header: object }): unknown {
  const header = Object.fromEntries(Object.entries(draft.header).filter(([field]) => !RESTLESS.has(field)))
  return { ...draft, header }
}

const SAYS_NOTHING: unknown[] = [null, '', false, 'unknown']

function essence(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(one => essence(one) ?? null)
  if (value !== null && typeof value === 'object') {
    const kept = Object.entries(value)
      .map(([key, one]): [string, unknown] => [key, essence(one)])
      .filter(([, one]) => one !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
    return kept.length === 0 ? undefined : Object.fromEntries(kept)
  }
  return SAYS_NOTHING.includes(value) ? undefined : value
}
