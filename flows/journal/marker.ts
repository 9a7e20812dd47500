import { createHash } from 'node:crypto'
import type { Meta } from '@plumbline/flow-kit'

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/**
 * A JOURNAL_ID: all ten characters base32 of a digest of event, part and salt (DESIGN A5). Never a sequence, never
 * `NEXT`: the same event has the same id on every attempt.
 */
export function journalId({ eventId }: Pick<Meta, 'eventId'>, part: number, salt: number): string {
  const bytes = createHash('sha256').update(`${eventId}/${part}/${salt}`).digest()
  let bits = bytes.readBigUInt64BE(0) >> 14n // 50 bits: ten characters of five
  let id = ''
  for (let index = 0; index < 10; index++, bits >>= 5n) id = BASE32[Number(bits & 31n)] + id
  return id
}

export type Marked = {
  meta: Meta
  part: number
  /** What it is about, in words with full ids: `Procore direct cost 123 of project 456`. */
  subject: string
  /** The day of the cost, by which a change of its period is seen later. */
  costDate: string
  /** JOURNAL_ID of the first journal that this one corrects. */
  corrects: string | null
}

/** DESCR254: the full ids for a person, and the marker by which the journal is known again. At most 254 characters. */
export function describe({ meta, part, subject, costDate, corrects }: Marked): string {
  const correction = corrects ? `, corrects ${corrects}` : ''
  const text = `${subject} rev ${meta.revision}, dated ${costDate}${correction}. ${markerOf(meta.eventId, part)}`
  if (text.length > 254)
    throw new Error(`the description of the journal is ${text.length} characters long: ${text}`)
  return text
}

const markerOf = (eventId: string, part: number): string => `Plumbline ${eventId}/${part}`

/** The marker in a description; null where there is none. */
export function readMarker(descr254: string | null): string | null {
  return /Plumbline [0-9a-f]{32}\/\d+/.exec(descr254 ?? '')?.[0] ?? null
}

/** The day of the cost in a description; null where there is none. */
export function readCostDate(descr254: string): string | null {
  return /, dated (\d{4}-\d{2}-\d{2})/.exec(descr254)?.[1] ?? null
}
