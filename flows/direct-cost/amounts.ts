import type { DirectCost, DirectCostLine } from '@plumbline/schemas'
import Big from 'big.js'
import type { ProjectSettings, Settings } from '../connection.ts'
import { findAmountObstacle as findIn } from '../journal/amounts.ts'
import type { Obstacle } from '../journal/posting.ts'

/** The currency of a cost; where Procore shows none, the project's (BUSINESS.md, Direct costs). */
export const currencyOf = (cost: Pick<DirectCost, 'currency_iso_code'>, project: ProjectSettings): string =>
  cost.currency_iso_code ?? project.currency

/** What keeps the amounts of a cost from being posted, whatever their coding; null when nothing does. */
export const findAmountObstacle = (
  cost: DirectCost,
  project: ProjectSettings,
  settings: Settings,
): Obstacle | null =>
  findIn({ ...cost, noun: 'cost', currency: currencyOf(cost, project) }, project, settings)

/** Amount of a line as it is posted: its tax follows it unless tax has an account of its own. */
export function postedAmount(line: DirectCostLine, settings: Settings): string {
  const apart = settings.flows['direct-cost'].tax.account !== undefined
  return Big(line.amount)
    .plus(apart ? 0 : (line.tax_amount ?? 0))
    .toFixed()
}
