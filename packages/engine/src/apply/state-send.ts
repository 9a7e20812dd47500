import { type AnyStateApply, type Outcome, Refused } from '@plumbline/flow-kit'
import type { IntentOrder, LaneResult } from '../ports/index.ts'
import { loadLinks } from './known.ts'
import { leaseOfCall } from './lease.ts'
import { doubtful, putBack, stateToRetry } from './refusal.ts'
import { inDoubt, settleState } from './settle.ts'
import type { Send } from './state-plan.ts'
import { audit, type Place, stays, withGrounds } from './turn.ts'

/**
 * Stores intents and sends, bulk by bulk; what came of each goes to `results`, lanes that another owner took to `lost`.
 * Throws only where nothing of what has no result was sent.
 */
export async function sendAll(
  place: Place<AnyStateApply>,
  scope: string,
  sends: Send[],
  results: LaneResult[],
  lost: Set<string>,
): Promise<void> {
  const parts = split(sends)
  for (const [index, part] of parts.entries()) {
    const going = await intend(place, part, results, lost)
    if (going.length === 0) continue
    try {
      results.push(...(await callOnce(place, scope, going)))
    } catch (error) {
      if (error instanceof Refused) {
        const unsent = [...going, ...parts.slice(index + 1).flat()].map(send => send.turn)
        results.push(...(await putBack(place, scope, unsent, error)))
        return
      }
      const why = error instanceof Error ? error.message : String(error)
      const about = { connection: place.live.name, flow: place.apply.name, scope, err: error }
      place.engine.log.error(about, 'a call ended without an answer')
      results.push(...going.map(({ turn }) => inDoubt(turn, why)))
    }
  }
}

/**
 * What was never tried goes in one call. A bulk call that failed whole twice is split in halves, and again: one
 * poisonous item stops itself only.
 */
function split(sends: Send[]): Send[][] {
  const again = sends.filter(({ turn }) => doubtful(turn.row))
  const fresh = sends.filter(({ turn }) => !doubtful(turn.row))
  const failures = Math.max(1, ...again.map(({ turn }) => turn.row.attempt))
  const size = Math.max(1, Math.ceil(again.length / 2 ** (failures - 1)))
  const parts = fresh.length > 0 ? [fresh] : []
  for (let at = 0; at < again.length; at += size) parts.push(again.slice(at, at + size))
  return parts
}

async function intend(
  { engine }: Place,
  sends: Send[],
  results: LaneResult[],
  lost: Set<string>,
): Promise<Send[]> {
  const { ledger, owner, clock } = engine
  const refused = await ledger.lanes.intend(sends.map(intentOf), owner, clock.now(), leaseOfCall(engine))
  const refusals = new Map(refused.map(one => [one.laneId, one]))
  return sends.filter(({ turn, adopt }) => {
    const refusal = refusals.get(turn.lane.id)
    if (!refusal) return true
    if (refusal.why === 'lost') lost.add(turn.lane.id)
    else if (refusal.why === 'linked') results.push(stays(turn, stateToRetry(turn.row), clock.now(), null))
    else {
      const why = `${adopt?.targetId}, which could be this one, belongs to ${refusal.by ?? 'another record'} already`
      results.push(stays(turn, 'held', null, { code: 'ambiguous-match', why }))
    }
    return false
  })
}

async function callOnce(
  { engine, apply, live }: Place<AnyStateApply>,
  scope: string,
  sends: Send[],
): Promise<LaneResult[]> {
  const lanes = sends.map(send => send.turn.lane.id)
  // A bulk call may come to many calls; none of them is to outlast the leases.
  const renewing = setInterval(
    () =>
      void engine.ledger.lanes
        .renew(lanes, engine.owner, leaseOfCall(engine))
        .catch((err: unknown) => engine.log.warn({ err, flow: apply.name }, 'a lease could not be renewed')),
    engine.timing.callDeadlineMs / 2,
  )
  let outcomes: Outcome<unknown>[]
  try {
    const bodies = sends.map(send => send.body)
    outcomes = (await apply.write(live.apis[apply.to], scope, bodies)) as Outcome<unknown>[]
  } finally {
    clearInterval(renewing)
  }
  const strangers = await linkedToOthers({ engine, apply, live }, scope, sends, outcomes)
  return sends.map(({ turn, own }, index) => {
    const outcome = outcomes[index] ?? { is: 'unknown', why: 'the answer does not mention this item' }
    const other = strangers.get(turn.lane.id)
    if (other !== undefined && 'targetId' in outcome) {
      const why = `the target answered with ${outcome.targetId}, which belongs to ${other}`
      return stays(turn, 'held', null, { code: 'linked-to-another', why })
    }
    return settleState(turn, outcome, own === null || own.by === 'us' ? 'us' : 'adopted')
  })
}

/** Lanes whose answer names a record there that belongs to another key: a link is unique both ways (DESIGN A6). */
async function linkedToOthers(
  { engine, apply, live }: Place<AnyStateApply>,
  scope: string,
  sends: Send[],
  outcomes: Outcome<unknown>[],
): Promise<Map<string, string>> {
  const answered = sends.flatMap(({ turn, own }, index) => {
    const outcome = outcomes[index]
    if (!outcome || !('targetId' in outcome) || outcome.targetId === own?.nativeId) return []
    return [{ lane: turn.lane, nativeId: outcome.targetId }]
  })
  if (answered.length === 0) return new Map()
  const refs = answered.map(({ nativeId }) => ({
    entity: apply.entity.name,
    at: apply.name,
    scope,
    nativeId,
  }))
  const links = await loadLinks(engine, live, refs)
  const taken = new Map<string, string>()
  return new Map(
    answered.flatMap(({ lane, nativeId }, index) => {
      const holder = links.get(JSON.stringify(refs[index]))?.key ?? taken.get(nativeId) ?? lane.key
      taken.set(nativeId, holder)
      return holder === lane.key ? [] : [[lane.id, holder] as const]
    }),
  )
}

function intentOf({ turn, body, grounds, own, adopt }: Send): IntentOrder {
  const by = own?.by === 'us' ? 'us' : 'adopted'
  return {
    laneId: turn.lane.id,
    rowId: turn.row.id,
    body,
    adopt: adopt && { nativeId: adopt.targetId, by, seen: adopt.seen, in: turn.apply.to },
    makes: own === null,
    parts: [],
    resend: [],
    refuse: [],
    audit: audit(turn, 'intended', null, { before: own?.seen, after: withGrounds(body, grounds) }),
  }
}
