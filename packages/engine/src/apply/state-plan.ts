import type { AnyStateApply, Link, Plan, Ref } from '@plumbline/flow-kit'
import { contentDigest } from '../content.ts'
import type { LaneResult, LinkRow, Row } from '../ports/index.ts'
import { takeClaims } from './claims.ts'
import { type Candidate, type Known, loadLinks } from './known.ts'
import { doubtful, putBack } from './refusal.ts'
import { settlePlan } from './settle.ts'
import {
  contextOf,
  ended,
  failed,
  type Links,
  linkIn,
  mapped,
  missingOnly,
  type Place,
  stays,
  type Turn,
} from './turn.ts'

/** A turn that needs a call. `own`: the record there, as far as it is known; `adopt`: found there, not linked yet. */
export type Send = {
  turn: Turn
  body: unknown
  grounds: unknown
  own: LinkRow | null
  adopt: Candidate | null
}

/** Plans every turn: what needs no call is settled, what does is given back. */
export async function planTurns(
  place: Place<AnyStateApply>,
  known: Known,
  scope: string,
  turns: Turn[],
): Promise<{ settled: LaneResult[]; sends: Send[] }> {
  const facts = await known.facts(place.apply, place.live, scope, place.engine.timing.factsMs)
  const settled: LaneResult[] = []
  const sends: Send[] = []
  let survey: Candidate[] | null = null
  const planner: Planner = {
    ...place,
    scope,
    facts,
    linking: new Map(),
    candidates: async mustBeFresh => {
      if (mustBeFresh && !survey) known.forgetSurvey(place.apply, place.live, scope)
      return (survey ??= await known.survey(place.apply, place.live, scope))
    },
  }
  const { readable, unreadable } = await readAll(planner, turns)
  settled.push(...unreadable)
  const links = await loadLinks(
    place.engine,
    place.live,
    readable.flatMap(turn => refsOf(planner, turn)),
  )
  for (const turn of readable) {
    const planned = await planNewest(planner, turn, links)
    if ('laneId' in planned) settled.push(planned)
    else sends.push(planned)
  }
  return { settled, sends }
}

type Planner = Place<AnyStateApply> & {
  scope: string
  facts: unknown
  /** Read at most once a batch; `mustBeFresh`: after what may just have been written. */
  candidates(mustBeFresh: boolean): Promise<Candidate[]>
  /** Ids there to which records of this batch are being linked, with their keys. */
  linking: Map<string, string>
}

/** An event that cannot be decoded now waits alone. */
async function readAll(
  { scope, ...place }: Planner,
  turns: Turn[],
): Promise<{ readable: Turn[]; unreadable: LaneResult[] }> {
  const readable: Turn[] = []
  const unreadable: LaneResult[] = []
  for (const turn of turns)
    try {
      readable.push({ ...turn, value: await valueOf(turn, turn.row) })
    } catch (error) {
      unreadable.push(...(await putBack(place, scope, [turn], error)))
    }
  return { readable, unreadable }
}

const valueOf = async ({ engine }: Turn, row: Row): Promise<unknown> =>
  (await engine.codec.decode(row.value, row.fingerprint ?? undefined)).value

/** One that the flow stumbles over is held when it is planned. */
function refsOf({ apply, live, scope, facts }: Planner, turn: Turn): Ref[] {
  const own = ownRef(turn)
  try {
    return [own, ...(apply.refs?.(turn.value, scope, live.settings, facts) ?? [])]
  } catch {
    return [own]
  }
}

const ownRef = ({ apply, lane }: Turn): Ref => ({
  entity: apply.entity.name,
  at: apply.name,
  scope: lane.scope,
  key: lane.key,
})

/**
 * The newest row decides. But where an older one may stand at the target and the newest comes to no call, that doubt is
 * settled first, by sending the older one whole: else it would stand there with nobody knowing.
 */
async function planNewest(planner: Planner, turn: Turn, links: Links): Promise<Send | LaneResult> {
  const planned = await planOne(planner, turn, links)
  const doubted = turn.passed.findLast(doubtful)
  if (!('laneId' in planned) || !doubted) return planned
  const passed = turn.passed.slice(0, turn.passed.indexOf(doubted))
  const older = { ...turn, row: doubted, passed, value: await valueOf(turn, doubted) }
  const first = await planOne(planner, older, await loadLinks(turn.engine, turn.live, refsOf(planner, older)))
  return 'laneId' in first ? planned : first
}

async function planOne(planner: Planner, turn: Turn, links: Links): Promise<Send | LaneResult> {
  const { apply, live, scope, facts } = planner
  let own = linkIn(links, ownRef(turn))
  let adopt: Candidate | null = null
  if (own === null && apply.match && turn.row.operation === 'put') {
    const among = await planner.candidates(doubtful(turn.row) || turn.passed.some(doubtful))
    const found = matched(() => apply.match!(turn.value, among, live.settings))
    if ('code' in found) return settlePlan(turn, found)!
    if (found.length > 1) return stays(turn, 'held', null, ambiguous(found))
    adopt = found[0] ?? null
    // What a lost answer may have made is ours.
    const by = doubtful(turn.row) || turn.passed.some(doubtful) ? 'us' : 'adopted'
    if (adopt) own = { key: turn.lane.key, nativeId: adopt.targetId, by, seen: adopt.seen }
  }
  const plan = mapped((): Plan<unknown> => {
    // Once more: what it stumbles over must be seen here.
    apply.refs?.(turn.value, scope, live.settings, facts)
    const plan = apply.toTarget(turn.value, contextOf(turn, facts, own, links)) as Plan<unknown>
    return plan.do === 'send' && own && !adopt && saysAlready(apply, turn, own, plan.body)
      ? { do: 'nothing' }
      : plan
  })
  if (plan.do === 'nothing')
    return ended(turn, 'applied', NO_CHANGE, own ? { present: turn.row.operation === 'put' } : {})
  if (plan.do === 'link') {
    const behind = (await linkedElsewhere(planner, turn, plan.targetId)) ?? (await takeClaims(turn))
    if (behind) return behind
  }
  if (plan.do !== 'send') return settlePlan(turn, missingOnly(plan, links))!
  return { turn, body: plan.body, grounds: plan.grounds, own, adopt }
}

/** A link is unique both ways (DESIGN A6): where another record has it, a person looks. */
async function linkedElsewhere(
  { linking }: Planner,
  turn: Turn,
  nativeId: string,
): Promise<LaneResult | null> {
  const { entity, at, scope } = ownRef(turn)
  const ref: Ref = { entity, at, scope, nativeId }
  const links = await loadLinks(turn.engine, turn.live, [ref])
  const holder = linkIn(links, ref)?.key ?? linking.get(nativeId) ?? turn.lane.key
  linking.set(nativeId, holder)
  if (holder === turn.lane.key) return null
  const why = `it belongs to ${nativeId}, which is the place of ${holder}`
  return stays(turn, 'held', null, { code: 'linked-to-another', why })
}

const NO_CHANGE = { code: 'no-change', why: 'the target says this already' }

function matched(match: () => Candidate[]): Candidate[] | ReturnType<typeof failed> {
  try {
    return match()
  } catch (error) {
    return failed(error)
  }
}

function ambiguous(found: Candidate[]) {
  const named = found.map(one => one.targetId).join(', ')
  return {
    code: 'ambiguous-match',
    why: `more than one record there could be this one: ${named}; tell them apart there`,
  }
}

/** DESIGN C10 seen from here: what was last answered or seen there is what we would send. A doubt is sent anyway. */
function saysAlready(apply: AnyStateApply, turn: Turn, own: LinkRow, body: unknown): boolean {
  if (own.seen === null || turn.row.epoch > 0) return false
  if (doubtful(turn.row) || turn.passed.some(doubtful)) return false
  const there = apply.owned({ seen: own.seen }, own as Link<unknown>)
  return there !== null && contentDigest(there) === contentDigest(apply.owned({ body }, own as Link<unknown>))
}
