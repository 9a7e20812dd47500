import type { AnyPostingApply, Found, Plan, Posted, Ref } from '@plumbline/flow-kit'
import type { Live } from '../connection-book.ts'
import { contentDigest } from '../content.ts'
import { type Engine, leaseEnd } from '../engine.ts'
import type { Lane, LaneResult, Part } from '../ports/index.ts'
import { traced } from '../trace.ts'
import { type Known, loadLinks } from './known.ts'
import { lookUpParts, sendParts } from './posting-parts.ts'
import { putBack } from './refusal.ts'
import { settlePlan } from './settle.ts'
import { choose, contextOf, mapped, result, stays, type Turn } from './turn.ts'

/**
 * One turn of a posting flow: claim due lanes and take each through plan, intent, call and settle, one by one, since
 * each call is one journal. False: nothing due.
 */
export async function deliverPosting(
  engine: Engine,
  known: Known,
  apply: AnyPostingApply,
  live: Live,
): Promise<boolean> {
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
    const done = await takeTurn(engine, known, apply, live, lane, parts.get(lane.id) ?? [])
    await ledger.lanes.finish([done], owner, clock.now())
  }
  return true
}

async function takeTurn(
  engine: Engine,
  known: Known,
  apply: AnyPostingApply,
  live: Live,
  lane: Lane,
  parts: Part[],
): Promise<LaneResult> {
  const choice = choose(lane, 'posting')
  const bare = { engine, apply, live, lane, row: lane.rows.at(-1)!, passed: lane.rows, value: null }
  if (!choice) return result(bare, {})
  const { value } = await engine.codec.decode(choice.row.value, choice.row.fingerprint ?? undefined)
  const turn: Turn = { engine, apply, live, lane, ...choice, value }
  const own = parts.filter(part => part.rowId === choice.row.id)
  const attributes = { 'plumbline.key': lane.key, 'plumbline.scope': lane.scope }
  return await traced(`deliver ${apply.name}`, choice.row.traceparent, attributes, async () => {
    try {
      // Intents of an earlier attempt are looked up before anything else is done in this lane.
      if (own.length > 0) return await lookUpParts(turn, apply, own)
      return await planAndSend(turn, known, apply, parts)
    } catch (error) {
      return (await putBack(engine, live, apply.name, lane.scope, [turn], error))[0]!
    }
  })
}

async function planAndSend(
  turn: Turn,
  known: Known,
  apply: AnyPostingApply,
  parts: Part[],
): Promise<LaneResult> {
  const { engine, live, lane, value } = turn
  const claims = turn.row.operation === 'put' ? (apply.claims?.(value, live.settings) ?? []) : []
  const taken = await engine.ledger.lanes.hold(lane.id, live.id, claims, engine.clock.now())
  if (taken.length > 0) return parkBehind(turn, taken)
  const plan = await planOn(turn, known, apply, parts, 'first look')
  const settled = settlePlan(turn, plan)
  if (settled) return settled
  // The journal is dated by facts read now: a period may have closed since they were last read (BUSINESS.md, Date);
  // and only now is it worth a call to ask about this very record.
  const last = await planOn(turn, known, apply, parts, 'before sending')
  const lastSettled = settlePlan(turn, last)
  if (lastSettled || last.do !== 'send') return lastSettled!
  const changed = await priorChanged(turn, apply, parts.filter(stands))
  if (changed) return stays(turn, 'held', null, { code: 'prior-changed', why: changed })
  return await sendParts(turn, apply, last.body)
}

/** A correction builds on what was posted: it must stand there as it was read back (DESIGN A4). */
async function priorChanged(
  { live, lane, row }: Turn,
  apply: AnyPostingApply,
  prior: Part[],
): Promise<string | null> {
  if (row.released) return null
  for (const part of prior) {
    const found: Found<unknown>[] = await apply.find(live.apis[apply.to], lane.scope, part.posted)
    const ours = found.filter(one => one.ours)
    if (ours.length !== 1) return `${part.targetId}, which this corrects, is there ${ours.length} times`
    if (ours[0]!.stage !== 'posted')
      return `${part.targetId}, which this corrects, is ${ours[0]!.stage} there`
    if (contentDigest(ours[0]!.body) !== contentDigest(part.posted))
      return `${part.targetId}, which this corrects, has other lines there than when it was posted`
  }
  return null
}

/** Another record has the value: this one waits until that one gives it back. */
function parkBehind(turn: Turn, taken: { value: string; holder: string }[]): LaneResult {
  const named = taken.map(one => `${one.value} is held by ${turn.apply.entity.name} ${one.holder}`).join('; ')
  const waits = taken.map(one => ({ for: 'claim' as const, what: one.value }))
  return stays(turn, 'parked', null, { code: 'claimed-by-another', why: named }, { waits })
}

async function planOn(
  turn: Turn,
  known: Known,
  apply: AnyPostingApply,
  parts: Part[],
  when: 'first look' | 'before sending',
): Promise<Plan<unknown[]>> {
  const { engine, live, lane, value } = turn
  const { factsMs, freshFactsMs } = engine.timing
  const facts = await known.facts(apply, live, lane.scope, when === 'first look' ? factsMs : freshFactsMs)
  const own: Ref = { entity: apply.entity.name, at: apply.name, scope: lane.scope, key: lane.key }
  const refs = [own, ...(apply.refs?.(value, lane.scope, live.settings, facts) ?? [])]
  const links = await loadLinks(engine, live, refs)
  const link = (ref: Ref) => links.get(JSON.stringify(ref)) ?? null
  const asked =
    when === 'first look'
      ? null
      : ((await apply.ask?.(live.apis[apply.to], value, live.settings, link)) ?? null)
  const context = { ...contextOf(turn, facts, link(own), links), asked }
  return mapped(() => apply.toTarget(value, { ...context, posted: parts.filter(stands).map(asPosted) }))
}

const stands = (part: Part): boolean => part.stage === 'posted'

function asPosted(part: Part): Posted<unknown> {
  return { targetId: part.targetId, body: part.posted, editedThere: part.editedThere }
}
