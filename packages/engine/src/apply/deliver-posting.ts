import type { AnyPostingApply } from '@plumbline/flow-kit'
import { leaseEnd } from '../engine.ts'
import type { Lane, LaneResult, Part } from '../ports/index.ts'
import { tell } from '../tell.ts'
import { traced } from '../trace.ts'
import type { Known } from './known.ts'
import { lookUp } from './posting-look-up.ts'
import { planAndSend } from './posting-plan.ts'
import { putBack } from './refusal.ts'
import { choose, overtaken, type Place, type Turn } from './turn.ts'

/**
 * One turn of a posting flow: claim due lanes and take each through plan, intent, call and settle, one by one, since
 * each call is one journal. False: nothing due.
 */
export async function deliverPosting(place: Place<AnyPostingApply>, known: Known): Promise<boolean> {
  const { engine, apply, live } = place
  const { ledger, clock, owner } = engine
  const lanes = await ledger.lanes.claim({
    apply: apply.name,
    connectionId: live.id,
    owner,
    now: clock.now(),
    leaseUntil: leaseEnd(engine),
    limit: apply.batch,
    lingerMs: 0,
  })
  if (lanes.length === 0) return false
  const parts = await ledger.lanes.parts(lanes.map(lane => lane.id))
  for (const lane of lanes) {
    const done = await takeTurn(place, known, lane, parts.get(lane.id) ?? [])
    await ledger.lanes.finish([done], owner, clock.now())
    tell(engine.log, live, done.audits)
  }
  return true
}

async function takeTurn(
  place: Place<AnyPostingApply>,
  known: Known,
  lane: Lane,
  parts: Part[],
): Promise<LaneResult> {
  const choice = choose(lane, 'posting')
  if (!choice) return overtaken(place, lane)
  const unread: Turn = { ...place, lane, ...choice, value: null }
  const { row } = choice
  const attributes = { 'plumbline.key': lane.key, 'plumbline.scope': lane.scope }
  return await traced(`deliver ${place.apply.name}`, row.traceparent, attributes, async () => {
    try {
      const { value } = await place.engine.codec.decode(row.value, row.fingerprint ?? undefined)
      const turn = { ...unread, value }
      const own = parts.filter(part => part.rowId === row.id && part.stage !== 'refused')
      // Intents of an earlier attempt are looked up before anything else is done in this lane.
      if (own.length > 0) return await lookUp(turn, place.apply, own)
      return await planAndSend(turn, place.apply, known, parts)
    } catch (error) {
      return (await putBack(place, lane.scope, [unread], error))[0]!
    }
  })
}
