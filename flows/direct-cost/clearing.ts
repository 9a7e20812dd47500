import type { DirectCost } from '@plumbline/schemas'
import type { Settings } from '../connection.ts'
import { balanced, type OffsetAccount } from '../journal/balance.ts'
import type { CodedLine } from '../journal/coded-lines.ts'
import type { Grounded } from '../journal/grounds.ts'
import { lineText } from '../journal/line.ts'

/**
 * The lines of a journal that holds the whole cost: its coded lines, tax where it has an account of its own, and the
 * clearing lines that balance them. Lines of nothing are left out.
 */
export function wantedLines(
  cost: DirectCost,
  coded: CodedLine[],
  clearing: OffsetAccount,
  settings: Settings,
): Grounded {
  const text = lineText(cost.vendor_name ?? cost.description)
  return balanced(
    [...coded, ...taxLines(cost, coded, settings)],
    clearing,
    { as: 'clearing account', text },
    settings,
  )
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
