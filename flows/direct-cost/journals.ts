import type { JournalBody, JournalLine } from '@plumbline/peoplesoft'
import type { DirectCost } from '@plumbline/schemas'
import type { Mapping } from '../coding/settings.ts'
import type { ProjectSettings } from '../connection.ts'
import { findClosed } from '../journal/closed.ts'
import { type Grounded, groundsOf, type JournalGrounds } from '../journal/grounds.ts'
import { describe, readCostDate } from '../journal/marker.ts'
import { chooseDate, isOpen, periodOf } from '../journal/period.ts'
import { type Book, correct, negate, type Standing, sameBook, sumPosted } from '../journal/standing.ts'
import { currencyOf } from './amounts.ts'
import { type Clearing, wantedLines } from './clearing.ts'
import { type CostContext, type CostPlan, hold, park } from './context.ts'
import type { CodedLine } from './cost-lines.ts'

/** One journal to come. `prior`: date of the journal that it corrects; a new one bears the cost's own date. */
type Step = { book: Book; lines: JournalLine[]; prior: string | null }

/**
 * The journals that take the books from what stands to what an approved cost says. One correcting journal where period,
 * business unit, ledger and currency stay; else a full negation in the old and the new lines in the new.
 */
export function planChange(
  cost: DirectCost,
  ctx: CostContext,
  project: ProjectSettings,
  { mapping, clearing, coded }: { mapping: Mapping; clearing: Clearing; coded: CodedLine[] },
): CostPlan {
  const grounded = wantedLines(cost, coded, clearing, ctx.settings)
  const wanted = [...grounded.keys()]
  const book: Book = {
    unit: project.bu_gl,
    ledgerGroup: ctx.settings.flows['direct-cost'].ledger_group,
    currency: currencyOf(cost, project),
  }
  const standing = sumPosted(ctx.posted)
  const here = standing.find(one => sameBook(one, book))
  const stays = here !== undefined && standing.length === 1 && !movesPeriod(cost, ctx, project)
  const steps: Step[] = stays
    ? [{ book, lines: correct(here.lines, wanted), prior: here.date }]
    : [...standing.map(takeBack), { book, lines: correct([], wanted), prior: null }]
  return planSteps(steps, cost, ctx, project, grounded, mapping.version)
}

/** The journals that take a deleted or un-approved cost out of the books. */
export function planReversal(cost: DirectCost, ctx: CostContext, project: ProjectSettings): CostPlan {
  return planSteps(sumPosted(ctx.posted).map(takeBack), cost, ctx, project, new Map(), null)
}

const takeBack = (standing: Standing): Step => ({
  book: standing,
  lines: negate(standing.lines),
  prior: standing.date,
})

/** Whether the cost was of another period when it was last posted. */
function movesPeriod(cost: DirectCost, { posted, facts }: CostContext, { bu_gl }: ProjectSettings): boolean {
  const before = readCostDate(posted.at(-1)?.body.DESCR254 ?? '')
  const periods = facts.units[bu_gl]
  if (before === null || !periods) return false
  return periodOf(periods, before) !== periodOf(periods, cost.direct_cost_date!)
}

function planSteps(
  steps: Step[],
  cost: DirectCost,
  ctx: CostContext,
  project: ProjectSettings,
  grounded: Grounded,
  mapping: string | null,
): CostPlan {
  const journals: JournalBody[] = []
  const grounds: JournalGrounds[] = []
  for (const { book, lines, prior } of steps.filter(step => step.lines.length > 0)) {
    const day = chooseDay(ctx, book, prior, cost)
    if ('do' in day) return day
    const closed = findClosed(lines, book.unit, project, ctx.facts, day.date)
    if (closed)
      return park([{ code: 'not-active', why: closed.why, wait: { for: 'fact', what: closed.what } }])
    journals.push(journal(ctx, cost, book, day.date, lines, journals.length))
    grounds.push(groundsOf(day.date, day.why, lines, grounded))
  }
  return journals.length === 0
    ? { do: 'nothing' }
    : { do: 'send', body: journals, grounds: { mapping, journals: grounds } }
}

/** A correction bears the prior journal's date while that period is open; else, and for a new journal, the rules of dates. */
function chooseDay(
  { facts, settings, today, released }: CostContext,
  { unit, ledgerGroup }: Book,
  prior: string | null,
  cost: DirectCost,
): { date: string; why: string } | CostPlan {
  const periods = facts.units[unit] ?? { calendar: [], open: [] }
  if (prior !== null && isOpen(periods, ledgerGroup, prior))
    return { date: prior, why: 'the date of the journal that it corrects, whose period is open' }
  const choice = chooseDate({
    periods,
    ledgerGroup,
    wanted: prior ?? cost.direct_cost_date!,
    today,
    closedPeriod: settings.flows['direct-cost'].closed_period,
    released,
  })
  if ('date' in choice) return choice
  if (!choice.missing) return hold(choice.code, choice.why)
  return park([{ ...choice, wait: { for: 'fact', what: `open period of ${unit}` } }])
}

function journal(
  ctx: CostContext,
  cost: DirectCost,
  book: Book,
  date: string,
  lines: JournalLine[],
  part: number,
): JournalBody {
  return {
    BUSINESS_UNIT: book.unit,
    JOURNAL_ID: '',
    JOURNAL_DATE: date,
    LEDGER_GROUP: book.ledgerGroup,
    SOURCE: ctx.settings.flows['direct-cost'].source,
    DESCR254: describe({
      meta: ctx.meta,
      part,
      subject: `Procore direct cost ${cost.direct_cost_id} of project ${cost.header.project_id}`,
      costDate: cost.direct_cost_date ?? date,
      corrects: ctx.posted[0]?.targetId ?? null,
    }),
    CURRENCY_CD: book.currency,
    ADJUSTING_ENTRY: 'N',
    REVERSAL_CD: 'N',
    lines: lines.map((line, index) => ({ ...line, JOURNAL_LINE: index + 1 })),
  }
}
