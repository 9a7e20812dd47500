import { createHash } from 'node:crypto'

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** So many numbers are tried, should another order bear ours already. */
const SALTS = 4

/**
 * PO_IDs of an order that Procore has, in the order in which they are tried: the prefix, filled up to ten characters by
 * a digest of its key (DESIGN A5). The same commitment has the same numbers on every attempt.
 */
export function orderNumbers(key: string, prefix: string): string[] {
  return Array.from({ length: SALTS }, (_, salt) => {
    let bits = createHash('sha256').update(`${key}/${salt}`).digest().readBigUInt64BE(0)
    let id = ''
    for (let at = prefix.length; at < 10; at++, bits >>= 5n) id += BASE32[Number(bits & 31n)]
    return prefix + id
  })
}

/**
 * PO_REF: names the commitment, at most 30 characters, in a form that can be read back. Procore's ids have up to 15
 * digits, which base 36 shortens to ten (procore.md §2.7). @throws for a key that is not one of Procore's
 */
export function orderMark(key: string): string {
  const [, project, commitment] = /^pc:(\d+):(\d+)$/.exec(key) ?? []
  if (!project || !commitment) throw new Error(`${key} is not the key of a commitment`)
  const mark = `PLB-${shortened(project)}-${shortened(commitment)}`
  if (mark.length > 30) throw new Error(`the mark ${mark} is longer than PO_REF`)
  return mark
}

const shortened = (id: string): string => BigInt(id).toString(36).toUpperCase()

/** The key that a PO_REF names; null where it bears no mark of ours. */
export function markedKey(ref: string | null): string | null {
  const [, project, commitment] = /^PLB-([0-9A-Z]+)-([0-9A-Z]+)$/.exec(ref?.trim() ?? '') ?? []
  return project && commitment ? `pc:${lengthened(project)}:${lengthened(commitment)}` : null
}

const lengthened = (text: string): string =>
  [...text].reduce((sum, digit) => sum * 36n + BigInt(parseInt(digit, 36)), 0n).toString()

const MARK = / \(Procore line ([0-9.]+)\)$/

/**
 * DESCR254_MIXED: what is ordered, and the commitment's line, by which the order's line is known again whatever its
 * number. The text is cut visibly, the mark never.
 */
export function markedDescription(text: string | null, lineId: string): string {
  const mark = ` (Procore line ${lineId})`
  const letters = [...(text ?? '').replace(/\s+/g, ' ').trim()]
  const room = 254 - mark.length
  const said =
    letters.length <= room
      ? letters.join('')
      : `${letters
          .slice(0, room - 2)
          .join('')
          .trimEnd()}..`
  return `${said}${mark}`.trim()
}

/** The commitment's line in a description; null where none is marked. */
export const markedLine = (description: string | null): string | null =>
  MARK.exec(` ${description?.trim() ?? ''}`)?.[1] ?? null
