import type { Id, ProcoreDirectCost } from '../procore-rows.ts'
import { awkwardCosts } from './awkward-costs.ts'
import type { Calendar } from './calendar.ts'
import type { Line } from './cost-lines.ts'
import { everydayCosts } from './everyday-costs.ts'
import { sites, standbySite } from './sites.ts'

/** What is unusual about a cost; expected.ts says what becomes of each. */
export type Awkwardness =
  | 'none'
  | 'account-budgetary'
  | 'account-statistical'
  | 'account-inactive'
  | 'account-future'
  | 'account-unknown'
  | 'account-foreign'
  | 'activity-closed'
  | 'department-closed'
  | 'wip-inactive'
  | 'mapping-missing'
  | 'date-missing'
  | 'prior-year'
  | 'future'
  | 'foreign-currency'
  | 'foreign-origin'
  | 'lines-missing'
  | 'tax-code-deleted'
  | 'same-invoice'
  | 'vouchered'
  | 'deleted'

/** A direct cost of a job site, before it has ids of its own. */
export type Cost = {
  site: number
  type: ProcoreDirectCost['direct_cost_type']
  status: NonNullable<ProcoreDirectCost['status']>
  vendorId: Id | null
  employeeId?: number
  invoice: string | null
  date: string | null
  description: string | null
  lines: Line[]
  currency?: string
  originId?: string
  awkward: Awkwardness
  /** When it was last changed, UTC. */
  updatedAt: string
}

/** A cost with its id. */
export type NumberedCost = Cost & { id: Id }

const COUNT = 600
const OF_STANDBY = 12
const FIRST_ID = 61_001
/** Beyond 2^53, as Procore's newer ids can be: JSON numbers lose its last digits. */
const BIG_ID = '9007199254740995'

/** The 600 direct costs of the enabled job sites, then those of the one that is to be enabled later. */
export function demoCosts(calendar: Calendar): NumberedCost[] {
  const awkward = awkwardCosts(calendar)
  const everyday = everydayCosts(calendar, sites, COUNT - awkward.length)
  const later = everydayCosts(calendar, [standbySite], OF_STANDBY)
  return [
    ...[...awkward, ...everyday].map((cost, at) => ({
      ...cost,
      id: at === awkward.length - 1 ? BIG_ID : FIRST_ID + at,
    })),
    ...later.map((cost, at) => ({ ...cost, id: FIRST_ID + 8000 + at })),
  ]
}
