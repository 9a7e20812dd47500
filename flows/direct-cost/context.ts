import type { Ctx, Plan, Posted, Wait, Why } from '@plumbline/flow-kit'
import type { JournalBody } from '@plumbline/peoplesoft'
import type { Settings } from '../connection.ts'
import type { LedgerFacts } from '../journal/facts.ts'

export type CostContext = Ctx<Settings, LedgerFacts, unknown> & { posted: Posted<JournalBody>[] }
export type CostPlan = Plan<JournalBody[]>

/** Something that keeps a cost from being posted, and what ends the wait. */
export type Obstacle = Why & { wait: Wait }

/** Parks for everything that is missing at once, so that one look shows the whole list. */
export function park([first, ...more]: [Obstacle, ...Obstacle[]]): CostPlan {
  const all = [first, ...more]
  return {
    do: 'park',
    code: first.code,
    why: all.map(one => one.why).join('; '),
    waits: [first.wait, ...more.map(one => one.wait)],
  }
}

export const hold = (code: string, why: string): CostPlan => ({ do: 'hold', code, why })
export const skip = (code: string, why: string): CostPlan => ({ do: 'skip', code, why })
