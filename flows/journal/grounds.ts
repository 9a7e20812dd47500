import type { JournalLine } from '@plumbline/peoplesoft'

/** What a journal line is of, and what each field of its coding rests on: a rule's place in the mapping, or in words. */
export type LineGrounds = { of: string; by: Record<string, number | string> }

/** Lines, each with its grounds by identity; a line that is not there takes back what stood. */
export type Grounded = Map<JournalLine, LineGrounds>

/** What one journal rests on; kept with the posting for ever (BUSINESS.md, Fields). */
export type JournalGrounds = {
  date: string
  date_because: string
  lines: ({ journal_line: number } & LineGrounds)[]
}

const TAKEN_BACK: LineGrounds = { of: 'what stood', by: {} }

/** The grounds of a journal whose lines are numbered from 1 in this order. */
export function groundsOf(date: string, why: string, lines: JournalLine[], known: Grounded): JournalGrounds {
  return {
    date,
    date_because: why,
    lines: lines.map((line, index) => ({ journal_line: index + 1, ...(known.get(line) ?? TAKEN_BACK) })),
  }
}
