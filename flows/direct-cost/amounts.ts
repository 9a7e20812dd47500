import type { DirectCost, DirectCostLine } from '@plumbline/schemas'
import Big from 'big.js'
import { businessUnitOf, type ProjectSettings, type Settings } from '../connection.ts'
import { minorUnits, sumOf } from '../money.ts'
import type { Obstacle } from './context.ts'

/** The currency of a cost; where Procore shows none, the project's (BUSINESS.md, Direct costs). */
export const currencyOf = (cost: Pick<DirectCost, 'currency_iso_code'>, project: ProjectSettings): string =>
  cost.currency_iso_code ?? project.currency

/** What keeps the amounts of a cost from being posted, whatever their coding; null when nothing does. */
export function findAmountObstacle(
  cost: DirectCost,
  project: ProjectSettings,
  settings: Settings,
): Obstacle | null {
  const { lines, grand_total } = cost
  const currency = currencyOf(cost, project)
  const { base_currency } = businessUnitOf(settings, project.bu_gl)
  if (currency !== base_currency)
    return {
      code: 'foreign-currency',
      why: `the cost is in ${currency}, the books of ${project.bu_gl} are in ${base_currency}, and rates are not used`,
      wait: { for: 'settings', what: 'rates' },
    }
  if (lines.length === 0) return wrongLines('no-lines', 'the cost has no lines')
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
    settings.flows['direct-cost'].tax.grand_total === 'with-tax' ? taxTotal(lines) : 0,
  )
  // No source says whether the total holds tax (procore.md §8): hence the setting.
  if (grand_total === null || !sum.eq(grand_total))
    return wrongLines(
      'total-differs',
      `the lines come to ${sum.toFixed(2)}, the cost says ${grand_total === null ? 'nothing' : Big(grand_total).toFixed(2)}`,
    )
  return null
}

const wrongLines = (code: string, why: string): Obstacle => ({
  code,
  why,
  wait: { for: 'fact', what: 'direct cost lines' },
})

const taxTotal = (lines: DirectCostLine[]) => sumOf(lines.map(line => line.tax_amount ?? '0'))

/** Amount of a line as it is posted: its tax follows it unless tax has an account of its own. */
export function postedAmount(line: DirectCostLine, settings: Settings): string {
  const apart = settings.flows['direct-cost'].tax.account !== undefined
  return Big(line.amount)
    .plus(apart ? 0 : (line.tax_amount ?? 0))
    .toFixed()
}
