import {
  type AnyStateApply,
  type Link,
  type Outcome,
  type Plan,
  type Ref,
  Refused,
} from '@plumbline/flow-kit'
import type { Live } from '../connection-book.ts'
import { contentDigest } from '../content.ts'
import { type Engine, leaseEnd } from '../engine.ts'
import type { IntentOrder, LaneResult, LinkRow } from '../ports/index.ts'
import { traced } from '../trace.ts'
import { type Candidate, type Known, loadLinks } from './known.ts'
import { doubtful, putBack } from './refusal.ts'
import { inDoubt, settlePlan, settleState } from './settle.ts'
import { audit, choose, contextOf, ended, mapped, result, stays, type Turn } from './turn.ts'

type Send = { turn: Turn; body: unknown; own: LinkRow | null; adopt: Candidate | null }

/** One turn of a state flow: claim lanes of one scope, plan, store intents, one bulk call, settle. False: nothing due. */
export async function deliverState(
  engine: Engine,
  known: Known,
  apply: AnyStateApply,
  live: Live,
): Promise<boolean> {
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
  const results: LaneResult[] = []
  const turns: Turn[] = []
  for (const lane of lanes) {
    const choice = choose(lane, 'state')
    const bare = { engine, apply, live, lane, row: lane.rows.at(-1)!, passed: lane.rows, value: null }
    if (!choice) results.push(result(bare, {}))
    else {
      const { value } = await engine.codec.decode(choice.row.value, choice.row.fingerprint ?? undefined)
      turns.push({ engine, apply, live, lane, ...choice, value })
    }
  }
  await traced(`deliver ${apply.name}`, turns[0]?.row.traceparent, { 'plumbline.scope': scope }, async () => {
    try {
      const sends = await planAll(engine, known, apply, live, scope, turns, results)
      results.push(...(await sendAll(engine, apply, live, scope, sends)))
      if (sends.some(send => send.own === null)) known.forgetSurvey(apply, live, scope)
    } catch (error) {
      const done = new Set(results.map(one => one.laneId))
      const open = turns.filter(turn => !done.has(turn.lane.id))
      results.push(...(await putBack(engine, live, apply.name, scope, open, error)))
    }
  })
  await ledger.lanes.finish(results, owner, clock.now())
  return true
}

/** Plans every turn; what needs no call goes to `results`, what does is given back. */
async function planAll(
  engine: Engine,
  known: Known,
  apply: AnyStateApply,
  live: Live,
  scope: string,
  turns: Turn[],
  results: LaneResult[],
): Promise<Send[]> {
  const facts = await known.facts(apply, live, scope, engine.timing.factsMs)
  const ownRef = (turn: Turn): Ref => ({
    entity: apply.entity.name,
    at: apply.name,
    scope,
    key: turn.lane.key,
  })
  const refs = turns.flatMap(turn => [
    ownRef(turn),
    ...(apply.refs?.(turn.value, scope, live.settings, facts) ?? []),
  ])
  const links = await loadLinks(engine, live, refs)
  const sends: Send[] = []
  for (const turn of turns) {
    let own = links.get(JSON.stringify(ownRef(turn))) ?? null
    let adopt: Candidate | null = null
    if (own === null && apply.match && turn.row.operation === 'put') {
      const found = apply.match(turn.value, await known.survey(apply, live, scope), live.settings)
      if (found.length > 1) {
        results.push(stays(turn, 'held', null, ambiguous(found)))
        continue
      }
      adopt = found[0] ?? null
      if (adopt) own = { key: turn.lane.key, nativeId: adopt.targetId, by: 'adopted', seen: adopt.seen }
    }
    const plan: Plan<unknown> = mapped(() => apply.toTarget(turn.value, contextOf(turn, facts, own, links)))
    const settled = settlePlan(turn, plan)
    if (settled) results.push(settled)
    else if (plan.do === 'send' && own && !adopt && saysAlready(apply, turn, own, plan.body))
      results.push(
        ended(turn, 'applied', { code: 'no-change', why: 'the target says this already' }, { present: true }),
      )
    else if (plan.do === 'send') sends.push({ turn, body: plan.body, own, adopt })
  }
  return sends
}

function ambiguous(found: Candidate[]) {
  const named = found.map(one => one.targetId).join(', ')
  return {
    code: 'ambiguous-match',
    why: `more than one record there could be this one: ${named}; link one by hand or tell them apart`,
  }
}

/** DESIGN C10 seen from here: what was last answered or seen there is what we would send. A doubt is sent all the same. */
function saysAlready(apply: AnyStateApply, turn: Turn, own: LinkRow, body: unknown): boolean {
  if (own.seen === null || turn.row.epoch > 0 || doubtful(turn.row)) return false
  const there = apply.owned({ seen: own.seen }, own as Link<unknown>)
  return there !== null && contentDigest(there) === contentDigest(apply.owned({ body }, own as Link<unknown>))
}

async function sendAll(
  engine: Engine,
  apply: AnyStateApply,
  live: Live,
  scope: string,
  sends: Send[],
): Promise<LaneResult[]> {
  const { ledger, owner, clock } = engine
  if (sends.length === 0) return []
  const refused = await ledger.lanes.intend(sends.map(intentOf), owner, clock.now(), leaseEnd(engine))
  const out = new Map(refused.map(one => [one.laneId, one]))
  const results = sends.flatMap(({ turn }): LaneResult[] => {
    const refusal = out.get(turn.lane.id)
    if (!refusal || refusal.why === 'lost') return []
    const why = `the record there is linked to ${refusal.by} already`
    return [stays(turn, 'held', null, { code: 'ambiguous-match', why })]
  })
  const going = sends.filter(send => !out.has(send.turn.lane.id))
  const parts = split(going)
  for (const part of parts) {
    try {
      results.push(...(await callOnce(apply, live, scope, part)))
    } catch (error) {
      if (error instanceof Refused) {
        const unsent = parts.slice(parts.indexOf(part)).flat()
        const turns = unsent.map(send => send.turn)
        return [...results, ...(await putBack(engine, live, apply.name, scope, turns, error))]
      }
      engine.log.error(
        { connection: live.name, flow: apply.name, err: error },
        'a call ended without an answer',
      )
      results.push(
        ...part.map(({ turn }) => inDoubt(turn, error instanceof Error ? error.message : String(error))),
      )
    }
  }
  return results
}

/** A bulk call that failed whole twice is split in halves, and again: one poisonous item stops itself only. */
function split(sends: Send[]): Send[][] {
  const failures = Math.max(
    0,
    ...sends.map(({ turn }) => (turn.row.state === 'in-doubt' ? turn.row.attempt : 0)),
  )
  const size = Math.max(1, Math.ceil(sends.length / 2 ** Math.max(0, failures - 1)))
  const parts: Send[][] = []
  for (let at = 0; at < sends.length; at += size) parts.push(sends.slice(at, at + size))
  return parts
}

async function callOnce(
  apply: AnyStateApply,
  live: Live,
  scope: string,
  sends: Send[],
): Promise<LaneResult[]> {
  const bodies = sends.map(send => send.body)
  const outcomes = (await apply.write(live.apis[apply.to], scope, bodies)) as Outcome<unknown>[]
  return sends.map(({ turn, own }, index) => {
    const outcome = outcomes[index] ?? { is: 'unknown', why: 'the answer does not mention this item' }
    return settleState(turn, outcome, own === null ? 'us' : own.by === 'us' ? 'us' : 'adopted')
  })
}

function intentOf({ turn, body, own, adopt }: Send): IntentOrder {
  return {
    laneId: turn.lane.id,
    rowId: turn.row.id,
    body,
    adopt: adopt && { nativeId: adopt.targetId, seen: adopt.seen },
    parts: [],
    resend: [],
    audit: audit(turn, 'intended', null, { before: own?.seen, after: body }),
  }
}
