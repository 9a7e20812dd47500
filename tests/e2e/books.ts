import { readFileSync } from 'node:fs'
import Big from 'big.js'
import { parse } from 'yaml'
import type { TestSystem } from './system.ts'

type Row = Record<string, unknown>
type Rule = { match: Record<string, string>; to: { account?: string } }
type File = {
  projects: { procore_id: string; project_id: string; bu_gl: string }[]
  mappings: { rules: Rule[] }[]
}

/** Amounts by `project account month`, each with two decimals; zeros left out. */
export type Booked = Map<string, string>

/**
 * What Procore's approved costs come to in the books by the connection's rules, worked out here from the sandbox's rows
 * alone: not by the code under test. A cost that `left` names has not arrived.
 */
export async function bookedInProcore(system: TestSystem, left: ReadonlySet<string>): Promise<Booked> {
  const { projects, mappings } = parse(readFileSync(system.connectionFile, 'utf8')) as File
  const [costs, lines, codes, types, wbs, taxes, periods] = await Promise.all([
    ...[
      'direct_costs',
      'direct_cost_line_items',
      'cost_codes',
      'line_item_types',
      'wbs_codes',
      'tax_codes',
    ].map(name => system.state('procore', name)),
    system.state('peoplesoft', 'FIN_OPEN_PERIOD'),
  ])
  const byId = (rows: Row[] | undefined) => new Map(rows!.map(row => [String(row.id), row]))
  const [code, type, budget, tax] = [byId(codes), byId(types), byId(wbs), byId(taxes)]
  const linesOf = Map.groupBy(lines!, line => String(line.direct_cost_id))
  const booked: [string, Big][] = []
  for (const cost of costs!) {
    const project = projects.find(one => one.procore_id === String(cost.project_id))
    if (!project || cost.status !== 'approved' || cost.deleted_at || left.has(String(cost.id))) continue
    const opens = periods!.find(row => row.BUSINESS_UNIT === project.bu_gl && row.LEDGER_GROUP === 'ACTUALS')
    const month = [String(cost.direct_cost_date), String(opens!.OPEN_FROM_DATE)].sort().at(-1)!.slice(0, 7)
    for (const line of linesOf.get(String(cost.id)) ?? []) {
      const place = budget.get(String(line.wbs_code_id))!
      const costCode = fullCode(code, String(place.cost_code_id))
      const costType = String(type.get(String(place.line_item_type_id))?.code ?? '')
      const account = accountFor(mappings[0]!.rules, {
        project: project.procore_id,
        cost_code: costCode,
        cost_type: costType,
        direct_cost_type: String(cost.direct_cost_type),
      })
      // A line on the cost code of a GL account means that account, whatever its cost type.
      const linked = costCode.startsWith('GL-') ? costCode.split('-').at(-1) : null
      const rate = line.tax_code_id ? Big(String(tax.get(String(line.tax_code_id))!.rate1)).div(100) : Big(0)
      const amount = Big(String(line.amount))
      booked.push([
        `${project.project_id} ${linked ?? account} ${month}`,
        amount.plus(amount.times(rate).round(2, Big.roundHalfUp)),
      ])
    }
  }
  return summed(booked)
}

/**
 * What the posted journals of direct costs hold for projects, but for the costs that `left` names; those of change orders
 * are no actual cost.
 */
export async function bookedInPeoplesoft(
  system: TestSystem,
  left: ReadonlySet<string> = new Set(),
): Promise<Booked> {
  const nameOf = (row: Row) => [row.BUSINESS_UNIT, row.JOURNAL_ID, row.JOURNAL_DATE, row.UNPOST_SEQ].join('/')
  const headers = await system.state('peoplesoft', 'JRNL_HEADER')
  const posted = new Set(
    headers
      .filter(row => {
        const [, cost] = /direct cost (\d+)/.exec(String(row.DESCR254)) ?? []
        return row.JRNL_HDR_STATUS === 'P' && cost !== undefined && !left.has(cost)
      })
      .map(nameOf),
  )
  const lines = (await system.state('peoplesoft', 'JRNL_LN')).filter(
    row => posted.has(nameOf(row)) && String(row.PROJECT_ID).trim() !== '',
  )
  return summed(
    lines.map(row => [
      `${String(row.PROJECT_ID)} ${String(row.ACCOUNT)} ${String(row.JOURNAL_DATE).slice(0, 7)}`,
      Big(String(row.MONETARY_AMOUNT)),
    ]),
  )
}

function summed(amounts: [string, Big][]): Booked {
  const sums = new Map<string, Big>()
  for (const [name, amount] of amounts) sums.set(name, (sums.get(name) ?? Big(0)).plus(amount))
  const kept = [...sums].filter(([, sum]) => !sum.eq(0)).sort(([a], [b]) => (a < b ? -1 : 1))
  return new Map(kept.map(([name, sum]) => [name, sum.toFixed(2)]))
}

function fullCode(codes: Map<string, Row>, id: string): string {
  const row = codes.get(id)!
  const parent = row.parent_id ? `${fullCode(codes, String(row.parent_id))}-` : ''
  return `${parent}${String(row.code)}`
}

/** The account of the rule with the most criteria; of those, the one with the longest code. */
function accountFor(rules: Rule[], line: Record<string, string>): string | undefined {
  const fits = ({ match }: Rule) =>
    Object.entries(match).every(([name, wanted]) =>
      wanted.endsWith('*') ? line[name]!.startsWith(wanted.slice(0, -1)) : line[name] === wanted,
    )
  const detail = (code = '') => (code.endsWith('*') ? code.length : code.length * 100)
  const rank = ({ match }: Rule) => Object.keys(match).length * 10_000 + detail(match.cost_code)
  return rules.filter(rule => rule.to.account && fits(rule)).sort((a, b) => rank(b) - rank(a))[0]?.to.account
}
