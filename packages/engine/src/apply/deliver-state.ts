import type { AnyStateApply } from '@plumbline/flow-kit'
import { leaseEnd } from '../engine.ts'
import type { Lane, LaneResult } from '../ports/index.ts'
import { tell } from '../tell.ts'
import { traced } from '../trace.ts'
import type { Known } from './known.ts'
import { putBack } from './refusal.ts'
import { planTurns } from './state-plan.ts'
import { sendAll } from './state-send.ts'
import { choose, overtaken, type Place, type Turn } from './turn.ts'

/** One turn of a state flow: claim lanes of one scope, plan, store intents, bulk call, settle. False: nothing due. */
export async function deliverState(place: Place<AnyStateApply>, known: Known): Promise<boolean> {
  const { engine, apply, live } = place
  const { ledger, clock, owner, timing } = engine
  const lanes = await ledger.lanes.claim({
    apply: apply.name,
    connectionId: live.id,
    owner,
    now: clock.now(),
    leaseUntil: leaseEnd(engine),
    limit: apply.batch,
    lingerMs: timing.lingerMs,
  })
  if (lanes.length === 0) return false
  const scope = lanes[0]!.scope
  const parent = lanes[0]!.rows.at(-1)?.traceparent
  const results = await traced(`deliver ${apply.name}`, parent, { 'plumbline.scope': scope }, () =>
    takeTurns(place, known, scope, lanes),
  )
  await ledger.lanes.finish(results, owner, clock.now())
  tell(
    engine.log,
    live,
    results.flatMap(result => result.audits),
  )
  return true
}

async function takeTurns(
  place: Place<AnyStateApply>,
  known: Known,
  scope: string,
  lanes: Lane[],
): Promise<LaneResult[]> {
  const { engine, apply, live } = place
  const results: LaneResult[] = []
  const turns: Turn[] = []
  for (const lane of lanes) {
    const choice = choose(lane, 'state')
    if (choice) turns.push({ ...place, lane, ...choice, value: null })
    else results.push(overtaken(place, lane))
  }
  const lost = new Set<string>()
  try {
    const { settled, sends } = await planTurns(place, known, scope, turns)
    results.push(...settled)
    const makes = new Set(sends.flatMap(({ own, turn }) => (own === null ? [turn.lane.id] : [])))
    const settledBefore = results.length
    await sendAll(place, scope, sends, results, lost).finally(() =>
      keepSurvey(place, known, scope, makes, results.slice(settledBefore)),
    )
  } catch (error) {
    const done = new Set([...results.map(one => one.laneId), ...lost])
    const open = turns.filter(turn => !done.has(turn.lane.id))
    results.push(...(await putBack({ engine, apply, live }, scope, open, error)))
  }
  return results
}

/** Records that were made are known by their answers; one that may have been made without an answer is not. */
function keepSurvey(
  { apply, live }: Place<AnyStateApply>,
  known: Known,
  scope: string,
  makes: Set<string>,
  results: LaneResult[],
): void {
  const made = results.filter(result => makes.has(result.laneId))
  const isSure = ({ link, open }: LaneResult) => link !== null || (open !== null && open.state !== 'in-doubt')
  if (made.length < makes.size || !made.every(isSure)) return known.forgetSurvey(apply, live, scope)
  const links = made.flatMap(({ link }) => (link ? [{ targetId: link.nativeId, seen: link.seen }] : []))
  known.addToSurvey(apply, live, scope, links)
}
