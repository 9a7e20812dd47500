import type { Posted } from '@plumbline/flow-kit'
import type { JournalBody, JournalLine } from '@plumbline/peoplesoft'
import Big from 'big.js'
import { codingOf } from '../coding/chartfields.ts'

/** What stands in one business unit, ledger group and currency: the sum of all journals there, by coding. */
export type Standing = {
  unit: string
  ledgerGroup: string
  currency: string
  /** Date of the newest journal there. */
  date: string
  /** One line a coding whose sum is not zero. */
  lines: JournalLine[]
}

/** Sums what was posted, as it was read back (BUSINESS.md: what is negated is what stands). */
export function sumPosted(posted: Posted<JournalBody>[]): Standing[] {
  const books = Map.groupBy(posted, ({ body }) =>
    JSON.stringify([body.BUSINESS_UNIT, body.LEDGER_GROUP, body.CURRENCY_CD]),
  )
  return [...books.values()].map(journals => {
    const { BUSINESS_UNIT, LEDGER_GROUP, CURRENCY_CD, JOURNAL_DATE } = journals.at(-1)!.body
    const lines = journals.flatMap(({ body }) => body.lines)
    return {
      unit: BUSINESS_UNIT,
      ledgerGroup: LEDGER_GROUP,
      currency: CURRENCY_CD,
      date: JOURNAL_DATE,
      lines: sumByCoding(lines),
    }
  })
}

/** One line a coding with the sum of its amounts; those that come to zero are left out. */
export function sumByCoding(lines: JournalLine[]): JournalLine[] {
  return [...Map.groupBy(lines, codingOf).values()]
    .map(same => ({
      ...same[0]!,
      MONETARY_AMOUNT: same.reduce((sum, line) => sum.plus(line.MONETARY_AMOUNT), Big(0)).toFixed(),
    }))
    .filter(line => !Big(line.MONETARY_AMOUNT).eq(0))
}

/** The lines taken back: amounts turned round, marked as a reversal. */
export function negate(lines: JournalLine[]): JournalLine[] {
  return lines.map(line => ({
    ...line,
    MONETARY_AMOUNT: Big(line.MONETARY_AMOUNT).times(-1).toFixed(),
    FOREIGN_AMOUNT: null,
    MOVEMENT_FLAG: 'R',
  }))
}

/**
 * What takes the books from `standing` to `wanted`: the standing lines negated plus the wanted ones, codings whose sum
 * stays the same left out on both sides. Empty when nothing changes.
 */
export function correct(standing: JournalLine[], wanted: JournalLine[]): JournalLine[] {
  const now = new Map(standing.map(line => [codingOf(line), line]))
  const then = new Map(sumByCoding(wanted).map(line => [codingOf(line), line]))
  const stays = (coding: string) => {
    const [a, b] = [now.get(coding), then.get(coding)]
    return a !== undefined && b !== undefined && Big(a.MONETARY_AMOUNT).eq(b.MONETARY_AMOUNT)
  }
  return [
    ...negate(standing.filter(line => !stays(codingOf(line)))),
    ...wanted.filter(line => !stays(codingOf(line)) && then.has(codingOf(line))),
  ]
}
