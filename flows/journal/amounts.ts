import Big from 'big.js'
import { businessUnitOf, type ProjectSettings, type Settings } from '../connection.ts'
import { minorUnits, sumOf } from '../money.ts'
import type { Obstacle } from './posting.ts'

/** A document's amounts, with what it is called for a person. */
export type Amounts = {
  noun: string
  currency: string
  grand_total: string | null
  lines: { amount: string; tax_code_id: string | null; tax_code?: string | null; tax_amount: string | null }[]
}

/** What keeps the amounts of a document from being posted, whatever their coding; null when nothing does. */
export function findAmountObstacle(
  { noun, currency, grand_total, lines }: Amounts,
  project: ProjectSettings,
  settings: Settings,
): Obstacle | null {
  const wrongLines = (code: string, why: string): Obstacle => ({
    code,
    why,
    wait: { for: 'fact', what: `${noun} lines` },
  })
  const { base_currency } = businessUnitOf(settings, project.bu_gl)
  if (currency !== base_currency)
    return {
      code: 'foreign-currency',
      why: `the ${noun} is in ${currency}, the books of ${project.bu_gl} are in ${base_currency}, and rates are not used`,
      wait: { for: 'settings', what: 'rates' },
    }
  if (lines.length === 0) return wrongLines('no-lines', `the ${noun} has no lines`)
  const untaxed = lines.find(line => line.tax_code_id !== null && line.tax_amount === null)
  if (untaxed)
    return {
      code: 'tax-rate-missing',
      why: `tax code ${untaxed.tax_code ?? untaxed.tax_code_id} has no rate in Procore`,
      wait: { for: 'fact', what: `tax code ${untaxed.tax_code_id}` },
    }
  const fine = lines.findIndex(line => !Big(line.amount).eq(Big(line.amount).round(minorUnits(currency))))
  if (fine !== -1)
    return wrongLines(
      'amount-too-fine',
      `line ${fine + 1}: ${lines[fine]!.amount} is no amount in ${currency}`,
    )
  const sum = sumOf(lines.map(line => line.amount)).plus(
    settings.flows['direct-cost'].tax.grand_total === 'with-tax'
      ? sumOf(lines.map(line => line.tax_amount ?? '0'))
      : 0,
  )
  // No source says whether the total holds tax (procore.md §8): hence the setting.
  if (grand_total === null || !sum.eq(grand_total))
    return wrongLines(
      'total-differs',
      `the lines come to ${sum.toFixed(2)}, the ${noun} says ${grand_total === null ? 'nothing' : Big(grand_total).toFixed(2)}`,
    )
  return null
}
