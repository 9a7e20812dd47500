import type { Posted } from '@plumbline/flow-kit'
import type { JournalBody, JournalLine } from '@plumbline/peoplesoft'
import type { DirectCost } from '@plumbline/schemas'
import Big from 'big.js'
import { toChartfields } from '../coding/chartfields.ts'
import type { Mapping } from '../coding/settings.ts'
import type { ProjectSettings, Settings } from '../connection.ts'
import { describe, readCostDate } from '../journal/marker.ts'
import { chooseDate, isOpen, periodOf } from '../journal/period.ts'
import { correct, negate, type Standing, sumPosted } from '../journal/standing.ts'
import { type CodedLine, cut, EMPTY_LINE } from './cost-lines.ts'
import type { CostContext, CostPlan } from './to-peoplesoft.ts'

/**
 * The journals that take the books from what stands to what an approved cost says. One correcting journal where period,
 * business unit, ledger and currency stay; else a full negation in the old and the new lines in the new.
 * `check` tells whether the lines may be posted on the day that was chosen.
 */
export function planChange(
  cost: DirectCost,
  ctx: CostContext,
  project: ProjectSettings,
  mapping: Mapping,
  coded: CodedLine[],
  check: (day: string) => CostPlan | null,
): CostPlan {
  const { settings, facts } = ctx
  const { ledger_group } = settings.flows['direct-cost']
  const offset = mapping.offsets.find(
    one => one.direct_cost_type === cost.direct_cost_type && one.bu_gl === project.bu_gl,
  )
  if (!offset)
    return {
      do: 'park',
      code: 'mapping-missing',
      why: `no clearing account for ${cost.direct_cost_type} costs of ${project.bu_gl}`,
      waits: [{ for: 'settings', what: 'mapping' }],
    }
  const { flow: _flow, direct_cost_type: _type, bu_gl: _unit, ...clearing } = offset
  const lines = withOffset(
    [...coded.map(one => one.line), ...taxLines(cost, coded, settings)],
    clearing,
    cost,
  )
  const costDate = cost.direct_cost_date!
  const book = { unit: project.bu_gl, ledgerGroup: ledger_group, currency: project.currency }
  const standing = sumPosted(ctx.posted).filter(one => one.lines.length > 0)
  const here = standing.find(one => sameBook(one, book))
  const periods = facts.units[project.bu_gl]!
  const before = ctx.posted.at(-1)
  const oldDate = before ? readCostDate(before.body.DESCR254) : null
  const samePeriod = oldDate === null || periodOf(periods, oldDate) === periodOf(periods, costDate)

  if (here && samePeriod && standing.length === 1) {
    const change = correct(here.lines, lines)
    if (change.length === 0) return { do: 'nothing' }
    const day = correctionDay(ctx, here)
    if ('do' in day) return day
    return check(day.date) ?? send([journal(ctx, cost, book, day.date, change, 0)])
  }
  if (lines.length === 0 && standing.length === 0) return { do: 'nothing' }
  const day = choose(ctx, project.bu_gl, costDate)
  if ('do' in day) return day
  const refused = check(day.date)
  if (refused) return refused
  const undone = planNegations(cost, ctx, standing)
  if ('do' in undone) return undone
  const anew = lines.length === 0 ? [] : [journal(ctx, cost, book, day.date, lines, undone.journals.length)]
  return send([...undone.journals, ...anew])
}

/** The journals that take a deleted or un-approved cost out of the books. */
export function planReversal(cost: DirectCost, ctx: CostContext): CostPlan {
  const standing = sumPosted(ctx.posted).filter(one => one.lines.length > 0)
  if (standing.length === 0) return { do: 'nothing' }
  const undone = planNegations(cost, ctx, standing)
  return 'do' in undone ? undone : send(undone.journals)
}

function planNegations(
  cost: DirectCost,
  ctx: CostContext,
  standing: Standing[],
): { journals: JournalBody[] } | CostPlan {
  const journals: JournalBody[] = []
  for (const one of standing) {
    const day = correctionDay(ctx, one)
    if ('do' in day) return day
    journals.push(journal(ctx, cost, one, day.date, negate(one.lines), journals.length))
  }
  return { journals }
}

/** A correction bears the prior journal's date while that period is open, else the closed-period rule's. */
function correctionDay(ctx: CostContext, { unit, ledgerGroup, date }: Standing): { date: string } | CostPlan {
  const periods = ctx.facts.units[unit]
  if (periods && isOpen(periods, ledgerGroup, date)) return { date }
  return choose(ctx, unit, date)
}

function choose(ctx: CostContext, unit: string, wanted: string): { date: string } | CostPlan {
  const { ledger_group, closed_period } = ctx.settings.flows['direct-cost']
  const choice = chooseDate({
    periods: ctx.facts.units[unit] ?? { calendar: [], open: [] },
    ledgerGroup: ledger_group,
    wanted,
    today: ctx.today,
    closedPeriod: closed_period,
    released: ctx.released,
  })
  if ('date' in choice) return choice
  if (choice.code === 'no-open-period')
    return {
      do: 'park',
      code: choice.code,
      why: choice.hold,
      waits: [{ for: 'fact', what: `open period of ${unit}` }],
    }
  return { do: 'hold', code: choice.code, why: choice.hold }
}

type Book = { unit: string; ledgerGroup: string; currency: string }

const sameBook = (a: Book, b: Book): boolean =>
  a.unit === b.unit && a.ledgerGroup === b.ledgerGroup && a.currency === b.currency

function send(journals: JournalBody[]): CostPlan {
  return { do: 'send', body: journals }
}

function journal(
  ctx: CostContext,
  cost: DirectCost,
  book: Book,
  date: string,
  lines: JournalLine[],
  part: number,
): JournalBody {
  const first: Posted<JournalBody> | undefined = ctx.posted[0]
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
      corrects: first?.targetId ?? null,
    }),
    CURRENCY_CD: book.currency,
    ADJUSTING_ENTRY: 'N',
    REVERSAL_CD: 'N',
    lines: lines.map((line, index) => ({ ...line, JOURNAL_LINE: index + 1 })),
  }
}

/** Tax on an account of its own, where the site wants that: one line a coded line, coded as that line is. */
function taxLines(cost: DirectCost, coded: CodedLine[], settings: Settings): JournalLine[] {
  const account = settings.flows['direct-cost'].tax.account
  if (account === undefined) return []
  return cost.lines.flatMap((line, index) => {
    const of = coded[index]?.line
    if (!of || line.tax_amount === null || Big(line.tax_amount).eq(0)) return []
    return [
      {
        ...of,
        ACCOUNT: account,
        MONETARY_AMOUNT: line.tax_amount,
        LINE_DESCR: cut(`Tax on line ${index + 1}`, 30),
      },
    ]
  })
}

/**
 * The clearing line that balances the journal. It never carries project fields: Project Costing would collect it and net
 * the cost to zero (BUSINESS.md, Direct costs).
 */
function withOffset(
  lines: JournalLine[],
  { account, ...chartfields }: { account: string } & Record<string, string | undefined>,
  cost: DirectCost,
): JournalLine[] {
  const sum = lines.reduce((total, line) => total.plus(line.MONETARY_AMOUNT), Big(0))
  const kept = lines.filter(line => !Big(line.MONETARY_AMOUNT).eq(0))
  if (sum.eq(0)) return kept
  const set = Object.fromEntries(
    Object.entries({ ...chartfields, account }).filter(([, value]) => value !== undefined),
  )
  const clearing: JournalLine = {
    ...EMPTY_LINE,
    ...toChartfields(set),
    MONETARY_AMOUNT: sum.times(-1).toFixed(),
    JRNL_LN_REF: kept[0]?.JRNL_LN_REF ?? null,
    LINE_DESCR: cut(cost.vendor_name ?? cost.description, 30),
  }
  return [...kept, clearing]
}
