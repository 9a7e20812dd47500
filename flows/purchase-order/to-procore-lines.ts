import type { CommitmentLineUpdate } from '@plumbline/procore'
import type { WantedLine } from './to-procore-body.ts'
import { contentOf, type SeenSovLine, type SovLine } from './to-procore-seen.ts'

/** What brings the lines that stand to those that are wanted. */
export type LineChanges = {
  updates: { line: WantedLine; found: SeenSovLine | null; update: CommitmentLineUpdate }[]
  /** Ids in Procore of lines that are not wanted. */
  removals: string[]
  /** Lines that say already what they are to say. */
  kept: SeenSovLine[]
}

/**
 * A line is known by our origin id; else one without that, as in a commitment that was made by hand, by its coding and
 * amount. Lines that PeopleSoft does not have are removed: the origin owns them (DESIGN A9).
 */
export function changedLines(
  wanted: WantedLine[],
  standing: SeenSovLine[],
  { origin_id, byUnit }: { origin_id: string; byUnit: boolean },
): LineChanges {
  const left = new Map(standing.map(line => [line.line_item_id, line]))
  const take = (found: SeenSovLine | undefined): SeenSovLine | null => {
    if (!found) return null
    left.delete(found.line_item_id)
    return found
  }
  const byOrigin = wanted.map(line => take([...left.values()].find(one => one.id === line.id)))
  const pairs = wanted.map((line, at) => ({
    line,
    found:
      byOrigin[at] ?? take([...left.values()].find(one => one.origin_id === null && isSameMoney(one, line))),
  }))
  const changes: LineChanges = { updates: [], removals: [...left.keys()], kept: [] }
  for (const { line, found } of pairs) {
    const content = contentOf(line, byUnit)
    if (found && isEqual(content, contentOf(found, byUnit)))
      changes.kept.push({ ...found, ...numbersOf(line) })
    else
      changes.updates.push({
        line,
        found,
        update: {
          ...(found && { id: found.line_item_id }),
          origin_id: `${origin_id}:${line.id}`,
          ...(content as CommitmentLineUpdate),
          extended_type: 'manual',
        },
      })
  }
  return changes
}

/** Whether an approved commitment would have to refuse them: amounts, coding, lines that come or go (procore.md §6.3). */
export const touchesMoney = (wanted: WantedLine[], standing: SeenSovLine[]): boolean =>
  moneyOf(wanted) !== moneyOf(standing)

/** A line of nothing is as good as none. */
const moneyOf = (lines: SovLine[]): string =>
  lines
    .filter(line => line.amount !== '0')
    .map(keyOf)
    .sort()
    .join('\n')

const keyOf = ({ cost_code_id, line_item_type_id, amount }: SovLine): string =>
  JSON.stringify([cost_code_id, line_item_type_id, amount])

const isSameMoney = (a: SovLine, b: SovLine): boolean => keyOf(a) === keyOf(b)

const isEqual = (a: object, b: object): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Which line of PeopleSoft it is. */
export const numbersOf = ({ id, line_nbr, sched_nbr, distrib_line_num }: WantedLine) => ({
  id,
  line_nbr,
  sched_nbr,
  distrib_line_num,
})
