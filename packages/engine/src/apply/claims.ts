import type { LaneResult } from '../ports/index.ts'
import { settlePlan } from './settle.ts'
import { claimsOf, failed, stays, type Turn } from './turn.ts'

/** Another record may have a value of ours: then this one waits until that one gives it back. */
export async function takeClaims(turn: Turn): Promise<LaneResult | null> {
  const { engine, live, lane, row } = turn
  let values: string[]
  try {
    values = claimsOf(turn)
  } catch (error) {
    return settlePlan(turn, failed(error))
  }
  const taken = await engine.ledger.lanes.hold(lane.id, live.id, values)
  if (taken.length === 0 || row.released) return null
  const why = taken.map(one => `${one.value} is held by ${one.holder}`).join('; ')
  const waits = taken.map(one => ({ for: 'claim' as const, what: one.value }))
  return stays(turn, 'parked', null, { code: 'claimed-by-another', why }, { waits })
}
