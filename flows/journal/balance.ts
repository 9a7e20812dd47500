import type { JournalLine } from '@plumbline/peoplesoft'
import Big from 'big.js'
import { chartfieldNames, toChartfields } from '../coding/chartfields.ts'
import type { Mapping } from '../coding/settings.ts'
import type { Settings } from '../connection.ts'
import { sumOf } from '../money.ts'
import type { CodedLine } from './coded-lines.ts'
import type { Grounded } from './grounds.ts'
import { emptyLine } from './line.ts'

/** The account that takes the other side of a document, with its chartfields. */
export type OffsetAccount = Mapping['offsets'][number]

/**
 * The lines of a journal that holds the whole document: its coded lines, and those that balance them. Lines of nothing are
 * left out. `as` names the balancing lines, `text` is what they say.
 */
export function balanced(
  coded: CodedLine[],
  offset: OffsetAccount,
  { as, text }: { as: string; text: string | null },
  settings: Settings,
): Grounded {
  const lines = coded.filter(({ line }) => !Big(line.MONETARY_AMOUNT).eq(0))
  const others = balancingLines(
    lines.map(({ line }) => line),
    offset,
    text,
    settings,
  )
  return new Map([
    ...lines.map(({ line, grounds }) => [line, grounds] as const),
    ...others.map(line => [line, { of: as, by: { account: 'offsets' } }] as const),
  ])
}

/**
 * The lines that balance a journal, one for each combination of the balancing chartfields. They never carry project
 * fields: Project Costing would collect them and net the cost to zero (BUSINESS.md, Direct costs).
 */
function balancingLines(
  lines: JournalLine[],
  { flow: _flow, direct_cost_type: _type, bu_gl: _unit, ...fields }: OffsetAccount,
  text: string | null,
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
        LINE_DESCR: text,
      },
    ]
  })
}
