import type { Posted } from '@plumbline/flow-kit'
import type { JournalBody, JournalLine } from '@plumbline/peoplesoft'
import { codingOf } from '../coding/chartfields.ts'
import { sumOf } from '../money.ts'

/** Where amounts add up: a business unit, a ledger group and a currency. */
export type Book = { unit: string; ledgerGroup: string; currency: string }

/** What stands in a book: the sum of all journals there, by coding. */
export type Standing = Book & {
  /** Date of the newest journal there. */
  date: string
  /** One line a coding whose sum is not zero. */
  lines: JournalLine[]
}

export const sameBook = (a: Book, b: Book): boolean =>
  a.unit === b.unit && a.ledgerGroup === b.ledgerGroup && a.currency === b.currency

/** The books in which something stands, as it was read back (BUSINESS.md: what is negated is what stands). */
export function sumPosted(posted: Posted<JournalBody>[]): Standing[] {
  const books = Map.groupBy(posted, ({ body }) =>
    JSON.stringify([body.BUSINESS_UNIT, body.LEDGER_GROUP, body.CURRENCY_CD]),
  )
  return [...books.values()]
    .map(journals => {
      const { BUSINESS_UNIT, LEDGER_GROUP, CURRENCY_CD, JOURNAL_DATE } = journals.at(-1)!.body
      return {
        unit: BUSINESS_UNIT,
        ledgerGroup: LEDGER_GROUP,
        currency: CURRENCY_CD,
        date: JOURNAL_DATE,
        lines: sumByCoding(journals.flatMap(({ body }) => body.lines)),
      }
    })
    .filter(({ lines }) => lines.length > 0)
}

/** One line a coding with the sum of its amounts; those that come to zero are left out. */
export function sumByCoding(lines: JournalLine[]): JournalLine[] {
  return [...Map.groupBy(lines, codingOf).values()]
    .map(same => ({ ...same[0]!, MONETARY_AMOUNT: amountOf(same).toFixed() }))
    .filter(line => line.MONETARY_AMOUNT !== '0')
}

const amountOf = (lines: JournalLine[]) => sumOf(lines.map(line => line.MONETARY_AMOUNT))

/** The lines taken back: amounts turned round, marked as a reversal. */
export function negate(lines: JournalLine[]): JournalLine[] {
  return lines.map(line => ({
    ...line,
    MONETARY_AMOUNT: amountOf([line]).times(-1).toFixed(),
    FOREIGN_AMOUNT: null,
    FOREIGN_CURRENCY: null,
    MOVEMENT_FLAG: 'R',
  }))
}

/**
 * What takes the books from `standing` to `wanted`: the standing lines negated plus the wanted ones, codings whose sum
 * stays the same left out on both sides. Empty when nothing changes.
 */
export function correct(standing: JournalLine[], wanted: JournalLine[]): JournalLine[] {
  const sums = (lines: JournalLine[]) =>
    new Map(sumByCoding(lines).map(line => [codingOf(line), line.MONETARY_AMOUNT]))
  const [now, then] = [sums(standing), sums(wanted)]
  const changes = (line: JournalLine) => now.get(codingOf(line)) !== then.get(codingOf(line))
  return [
    ...negate(standing.filter(changes)),
    ...wanted.filter(line => changes(line) && then.has(codingOf(line))),
  ]
}
