import type { JournalLine } from '@plumbline/peoplesoft'
import type { DirectCost } from '@plumbline/schemas'
import Big from 'big.js'
import { chartfieldNames, toChartfields } from '../coding/chartfields.ts'
import type { Mapping } from '../coding/settings.ts'
import type { Settings } from '../connection.ts'
import type { Grounded } from '../journal/grounds.ts'
import { emptyLine, lineText } from '../journal/line.ts'
import { sumOf } from '../money.ts'
import type { CodedLine } from './cost-lines.ts'

/** The clearing account of a type of cost in a business unit, with its chartfields. */
export type Clearing = Mapping['offsets'][number]

/**
 * The lines of a journal that holds the whole cost: its coded lines, tax where it has an account of its own, and the
 * clearing lines that balance them. Lines of nothing are left out.
 */
export function wantedLines(
  cost: DirectCost,
  coded: CodedLine[],
  clearing: Clearing,
  settings: Settings,
): Grounded {
  const lines = [...coded, ...taxLines(cost, coded, settings)].filter(
    ({ line }) => !Big(line.MONETARY_AMOUNT).eq(0),
  )
  const balanced = clearingLines(
    lines.map(({ line }) => line),
    clearing,
    cost,
    settings,
  )
  return new Map([
    ...lines.map(({ line, grounds }) => [line, grounds] as const),
    ...balanced.map(line => [line, { of: 'clearing account', by: { account: 'offsets' } }] as const),
  ])
}

/** Tax on an account of its own, where the site wants that: one line a coded line, coded as that line is. */
function taxLines(cost: DirectCost, coded: CodedLine[], settings: Settings): CodedLine[] {
  const { account } = settings.flows['direct-cost'].tax
  if (account === undefined) return []
  return coded.flatMap(({ line, grounds }, index) => {
    const { tax_amount } = cost.lines[index]!
    if (tax_amount === null) return []
    const tax = {
      ...line,
      ACCOUNT: account,
      MONETARY_AMOUNT: tax_amount,
      LINE_DESCR: lineText(`Tax on line ${index + 1}`),
    }
    return [
      { line: tax, grounds: { of: `tax of ${grounds.of}`, by: { ...grounds.by, account: 'tax.account' } } },
    ]
  })
}

/**
 * The lines that balance a journal, one for each combination of the balancing chartfields. They never carry project
 * fields: Project Costing would collect them and net the cost to zero (BUSINESS.md, Direct costs).
 */
function clearingLines(
  lines: JournalLine[],
  { flow: _flow, direct_cost_type: _type, bu_gl: _unit, ...fields }: Clearing,
  cost: DirectCost,
  settings: Settings,
): JournalLine[] {
  const balancing = settings.flows['direct-cost'].balancing_chartfields.map(name => chartfieldNames[name])
  const groups = Map.groupBy(lines, line => JSON.stringify(balancing.map(name => line[name])))
  return [...groups.values()].flatMap(group => {
    const sum = sumOf(group.map(line => line.MONETARY_AMOUNT))
    if (sum.eq(0)) return []
    return [
      {
        ...emptyLine,
        ...toChartfields(fields),
        ...Object.fromEntries(balancing.map(name => [name, group[0]![name]])),
        MONETARY_AMOUNT: sum.times(-1).toFixed(),
        JRNL_LN_REF: group[0]!.JRNL_LN_REF,
        LINE_DESCR: lineText(cost.vendor_name ?? cost.description),
      },
    ]
  })
}
