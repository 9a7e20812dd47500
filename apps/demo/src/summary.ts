import type { Exception } from '@plumbline/ledger'
import Big from 'big.js'
import { agrees, type Compared } from './orders.ts'

type Row = Record<string, unknown>

/** Money of one project on both sides, in the currency of its books. */
export type ProjectSummary = {
  project: string
  name: string
  /** Approved costs in Procore that belong into the books. */
  costs: number
  amount: string
  /** Posted journals in PeopleSoft, and what their cost lines come to. */
  journals: number
  posted: string
  /** Costs that did not arrive, and what they come to. */
  left: number
  leftAmount: string
  agrees: boolean
}

export type Books = {
  projects: { procore_id: string; project_id: string; bu_pc: string }[]
  exceptions: Exception[]
  state: {
    projects: Row[]
    direct_costs: Row[]
    direct_cost_line_items: Row[]
    tax_codes: Row[]
    JRNL_HEADER: Row[]
    JRNL_LN: Row[]
  }
}

/**
 * Counts and amounts by project on both sides, read from the sandboxes themselves: what Procore has as approved, less
 * what is listed as not arrived, must be what PeopleSoft has posted for the project, to the cent.
 */
export function summarize({ projects, exceptions, state }: Books): ProjectSummary[] {
  const listed = new Set(exceptions.filter(one => one.entity === 'direct-cost').map(one => one.key))
  const lines = Map.groupBy(state.direct_cost_line_items, line => String(line.direct_cost_id))
  const total = (cost: Row) =>
    sum((lines.get(String(cost.id)) ?? []).map(line => lineTotal(line, state.tax_codes)))
  const posted = new Set(
    state.JRNL_HEADER.filter(one => one.JRNL_HDR_STATUS === 'P' && isCost(one)).map(journalKey),
  )
  return projects.map(({ procore_id, project_id, bu_pc }) => {
    const own = state.direct_costs.filter(
      cost => String(cost.project_id) === procore_id && cost.status === 'approved' && !cost.deleted_at,
    )
    const [left, due] = [
      own.filter(cost => listed.has(String(cost.id))),
      own.filter(cost => !listed.has(String(cost.id))),
    ]
    const booked = state.JRNL_LN.filter(
      line =>
        line.PROJECT_ID === project_id && line.BUSINESS_UNIT_PC === bu_pc && posted.has(journalKey(line)),
    )
    const amount = sum(due.map(total))
    const there = sum(booked.map(line => Big(String(line.MONETARY_AMOUNT))))
    return {
      project: procore_id,
      name: String(state.projects.find(one => String(one.id) === procore_id)?.name ?? ''),
      costs: due.length,
      amount: amount.toFixed(2),
      journals: new Set(booked.map(journalKey)).size,
      posted: there.toFixed(2),
      left: left.length,
      leftAmount: sum(left.map(total)).toFixed(2),
      agrees: amount.eq(there),
    }
  })
}

/** Journals of change orders stand in a ledger group of their own. */
const isCost = (row: Row): boolean => /direct cost/.test(String(row.DESCR254))

const journalKey = (row: Row): string =>
  [row.BUSINESS_UNIT, row.JOURNAL_ID, row.JOURNAL_DATE, row.UNPOST_SEQ ?? 0].join('/')

const sum = (amounts: Big[]): Big => amounts.reduce((total, amount) => total.plus(amount), Big(0))

/** Amount and its tax: rate × amount, rounded per line. */
function lineTotal(line: Row, taxCodes: Row[]): Big {
  const amount = Big(String(line.amount ?? 0))
  const code = line.tax_code_id ? taxCodes.find(one => String(one.id) === String(line.tax_code_id)) : null
  return amount.plus(code ? amount.times(String(code.rate1)).div(100).round(2, Big.roundHalfUp) : 0)
}

/** The summary as aligned lines. */
export function drawSummary(rows: ProjectSummary[]): string[] {
  return aligned(
    [
      ['project', 'name', 'costs', 'Procore', 'journals', 'PeopleSoft', 'not arrived', 'amount', ''],
      ...rows.map(row => [
        row.project,
        row.name.slice(0, 30),
        String(row.costs),
        row.amount,
        String(row.journals),
        row.posted,
        String(row.left),
        row.leftAmount,
        row.agrees ? 'agrees' : 'DIFFERS',
      ]),
    ],
    new Set([0, 1, 8]),
  )
}

/** Orders and change orders by project: how many, and what they come to on the side they come from and on the other. */
export function drawOrders(rows: Compared[]): string[] {
  const groups = [...Map.groupBy(rows, one => `${one.project}\n${one.what}`).values()].sort((a, b) =>
    a[0]!.project < b[0]!.project ? -1 : 1,
  )
  const total = (group: Compared[], side: 'source' | 'target') =>
    sum(group.map(one => Big(one[side] ?? 0))).toFixed(2)
  return aligned(
    [
      ['project', 'what', 'records', 'at its source', 'at its target', ''],
      ...groups.map(group => [
        group[0]!.project,
        group[0]!.what,
        String(group.length),
        total(group, 'source'),
        total(group, 'target'),
        group.every(agrees) ? 'agrees' : 'DIFFERS',
      ]),
    ],
    new Set([0, 1, 5]),
  )
}

/** Cells in columns; those in `left` begin at the left, numbers end at the right. */
function aligned(cells: string[][], left: ReadonlySet<number>): string[] {
  const widths = cells[0]!.map((_, at) => Math.max(...cells.map(line => line[at]!.length)))
  return cells.map(line =>
    line
      .map((text, at) => (left.has(at) ? text.padEnd(widths[at]!) : text.padStart(widths[at]!)))
      .join('  ')
      .trimEnd(),
  )
}

/** What did not arrive: one line a reason, the records named. */
export function drawExceptions(exceptions: Exception[]): string[] {
  const groups = Map.groupBy(exceptions, one => `${one.flow} ${one.state} ${one.code}`)
  return [...groups.values()].flatMap(group => {
    const { flow, state, code } = group[0]!
    const head = `${state.padEnd(8)} ${flow}: ${code} (${group.length})`
    if (state === 'skipped' || state === 'baseline') return [head, `         ${named(group)}`]
    return [
      head,
      ...group.map(one => `         ${one.id} ${one.key}${one.scope ? ` [${one.scope}]` : ''}: ${one.why}`),
    ]
  })
}

const named = (group: Exception[]): string => [...new Set(group.map(one => one.key))].join(', ')
