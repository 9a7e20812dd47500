import type { JournalBody, JournalLine } from '@plumbline/peoplesoft'
import type { Mapping } from '../coding/settings.ts'
import { findClosed } from './closed.ts'
import { type Grounded, groundsOf, type JournalGrounds } from './grounds.ts'
import { describe, readCostDate } from './marker.ts'
import { chooseDate, isOpen, periodOf } from './period.ts'
import { hold, type JournalPlan, type Posting, type PostingContext, park } from './posting.ts'
import { type Book, correct, negate, type Standing, sameBook, sumPosted } from './standing.ts'

/** One journal to come. `prior`: date of the journal that it corrects; a new one bears the document's own date. */
type Step = { book: Book; lines: JournalLine[]; prior: string | null }

/**
 * The journals that take the books from what stands to what an approved document says. One correcting journal where period,
 * business unit, ledger and currency stay; else a full negation in the old and the new lines in the new.
 */
export function planChange(
  posting: Posting,
  ctx: PostingContext,
  { grounded, mapping }: { grounded: Grounded; mapping: Mapping },
): JournalPlan {
  const wanted = [...grounded.keys()]
  const { book } = posting
  const standing = sumPosted(ctx.posted)
  const here = standing.find(one => sameBook(one, book))
  const stays = here !== undefined && standing.length === 1 && !movesPeriod(posting, ctx)
  const steps: Step[] = stays
    ? [{ book, lines: correct(here.lines, wanted), prior: here.date }]
    : [...standing.map(takeBack), { book, lines: correct([], wanted), prior: null }]
  return planSteps(steps, posting, ctx, grounded, mapping.version)
}

/** The journals that take a deleted or un-approved document out of the books. */
export function planReversal(posting: Posting, ctx: PostingContext): JournalPlan {
  return planSteps(sumPosted(ctx.posted).map(takeBack), posting, ctx, new Map(), null)
}

const takeBack = (standing: Standing): Step => ({
  book: standing,
  lines: negate(standing.lines),
  prior: standing.date,
})

/** Whether the document was of another period when it was last posted. */
function movesPeriod({ dated, project }: Posting, { posted, facts }: PostingContext): boolean {
  const before = readCostDate(posted.at(-1)?.body.DESCR254 ?? '')
  const periods = facts.units[project.bu_gl]
  if (before === null || !periods) return false
  return periodOf(periods, before) !== periodOf(periods, dated!)
}

function planSteps(
  steps: Step[],
  posting: Posting,
  ctx: PostingContext,
  grounded: Grounded,
  mapping: string | null,
): JournalPlan {
  const journals: JournalBody[] = []
  const grounds: JournalGrounds[] = []
  for (const { book, lines, prior } of steps.filter(step => step.lines.length > 0)) {
    const day = chooseDay(posting, ctx, book, prior)
    if ('do' in day) return day
    const closed = findClosed(lines, book.unit, posting.project, ctx.facts, day.date)
    if (closed)
      return park([{ code: 'not-active', why: closed.why, wait: { for: 'fact', what: closed.what } }])
    journals.push(journal(posting, ctx, book, day.date, lines, journals.length))
    grounds.push(groundsOf(day.date, day.why, lines, grounded))
  }
  return journals.length === 0
    ? { do: 'nothing' }
    : { do: 'send', body: journals, grounds: { mapping, journals: grounds } }
}

/** A correction bears the prior journal's date while that period is open; else, and for a new journal, the rules of dates. */
function chooseDay(
  { dated, closedPeriod }: Posting,
  { facts, today, released }: PostingContext,
  { unit, ledgerGroup }: Book,
  prior: string | null,
): { date: string; why: string } | JournalPlan {
  const periods = facts.units[unit] ?? { calendar: [], open: [] }
  if (prior !== null && isOpen(periods, ledgerGroup, prior))
    return { date: prior, why: 'the date of the journal that it corrects, whose period is open' }
  const wanted = prior ?? dated!
  const choice = chooseDate({ periods, ledgerGroup, wanted, today, closedPeriod, released })
  if ('date' in choice) return choice
  if (!choice.missing) return hold(choice.code, choice.why)
  return park([{ ...choice, wait: { for: 'fact', what: `open period of ${unit}` } }])
}

function journal(
  { subject, dated, source }: Posting,
  { meta, posted }: PostingContext,
  book: Book,
  date: string,
  lines: JournalLine[],
  part: number,
): JournalBody {
  const corrects = posted[0]?.targetId ?? null
  return {
    BUSINESS_UNIT: book.unit,
    JOURNAL_ID: '',
    JOURNAL_DATE: date,
    LEDGER_GROUP: book.ledgerGroup,
    SOURCE: source,
    DESCR254: describe({ meta, part, subject, costDate: dated ?? date, corrects }),
    CURRENCY_CD: book.currency,
    ADJUSTING_ENTRY: 'N',
    REVERSAL_CD: 'N',
    lines: lines.map((line, index) => ({ ...line, JOURNAL_LINE: index + 1 })),
  }
}
