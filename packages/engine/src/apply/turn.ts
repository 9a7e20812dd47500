import type { AnyApply, Ctx, Meta, Plan, Ref, Wait, Why } from '@plumbline/flow-kit'
import { dayIn, type Live } from '../connection-book.ts'
import type { Engine } from '../engine.ts'
import type { Audit, End, Lane, LaneResult, LinkRow, Row } from '../ports/index.ts'

/** What the turns of one claim have in common. */
export type Place<A extends AnyApply = AnyApply> = { engine: Engine; apply: A; live: Live }

/** One lane's turn: what is needed to decide and to write the decision down. */
export type Turn = Place & {
  lane: Lane
  /** The row to act on. */
  row: Row
  /** Rows that it passes over. */
  passed: Row[]
  value: unknown
}

const mayHaveEffect = (row: Row): boolean =>
  row.state === 'intent' || row.state === 'in-doubt' || row.state === 'following'

/**
 * The row to act on (DESIGN A1). State: the newest, whatever the others are. Posting: the oldest with a possible effect
 * first, alone; else the newest. Null where nothing is open, or everything open has been overtaken by what was applied.
 */
export function choose(lane: Lane, effect: 'state' | 'posting'): { row: Row; passed: Row[] } | null {
  const rows = lane.rows.filter(row => row.epoch > 0 || row.revision > lane.applied || mayHaveEffect(row))
  const blocking = effect === 'posting' ? rows.find(mayHaveEffect) : undefined
  if (blocking) return { row: blocking, passed: [] }
  const newest = rows.at(-1)
  return newest ? { row: newest, passed: lane.rows.filter(one => one !== newest) } : null
}

export function metaOf({ lane, row }: Turn): Meta {
  return { eventId: row.eventId, key: lane.key, revision: row.revision, op: row.operation }
}

/** The links that a mapping may ask for, by the reference's own text. */
export type Links = Map<string, LinkRow | null>

/** @throws when the flow's `refs` did not name it: it was not loaded, which is not the same as not being there */
export function linkIn(links: Links, ref: Ref): LinkRow | null {
  const found = links.get(JSON.stringify(ref))
  if (found === undefined) throw new Error(`refs did not name ${JSON.stringify(ref)}`)
  return found
}

/** The context of a mapping: data only. */
export function contextOf(
  turn: Turn,
  facts: unknown,
  own: LinkRow | null,
  links: Links,
): Ctx<unknown, unknown, unknown> {
  return {
    settings: turn.live.settings,
    facts,
    scope: turn.lane.scope,
    today: dayIn(turn.live.zone, turn.engine.clock.now()),
    own,
    link: ref => linkIn(links, ref),
    meta: metaOf(turn),
    asked: null,
    released: turn.row.released,
  }
}

/** A result in which nothing has happened yet but that older rows were passed over. */
function result(turn: Turn, change: Partial<LaneResult>): LaneResult {
  const why = { code: 'superseded', why: `passed over by revision ${turn.row.revision}` }
  return bare(turn, {
    ...change,
    ends: [...(change.ends ?? []), ...turn.passed.map(row => endOf(row, 'superseded', why))],
    audits: [
      ...(change.audits ?? []),
      ...turn.passed.map(row => audit({ ...turn, row }, 'superseded', why, {})),
    ],
  })
}

/** Everything open in the lane came after something newer was applied. */
export function overtaken(place: Place, lane: Lane): LaneResult {
  const why = { code: 'superseded', why: `revision ${lane.applied} was applied before` }
  return bare(
    { ...place, lane },
    {
      ends: lane.rows.map(row => endOf(row, 'superseded', why)),
      audits: lane.rows.map(row => audit({ ...place, lane, row }, 'superseded', why, {})),
    },
  )
}

function bare(
  { lane, live, apply, engine }: Place & { lane: Lane },
  change: Partial<LaneResult>,
): LaneResult {
  const { open = null, ends = [], due = null } = change
  const done = new Set([...ends.map(end => end.rowId), open?.rowId])
  const others = lane.rows.some(row => !done.has(row.id))
  const blocked = open?.state === 'in-doubt' || open?.state === 'following'
  return {
    laneId: lane.id,
    connectionId: live.id,
    effect: apply.effect,
    asks: lane.asks,
    ends,
    open,
    rest: null,
    link: null,
    applied: null,
    present: null,
    parts: [],
    dropParts: [],
    claims: null,
    audits: [],
    deadLetter: null,
    ...change,
    due: due ?? (others && !blocked ? engine.clock.now() : null),
  }
}

function endOf(row: Row, state: End, why: Why | null) {
  return { rowId: row.id, state, code: why?.code ?? null, why: why?.why ?? null }
}

/** The row has come to an end; values with one holder that it does not need are given back. */
export function ended(
  turn: Turn,
  state: End,
  why: Why | null,
  more: Partial<LaneResult> & { after?: unknown } = {},
): LaneResult {
  const { after, ...rest } = more
  return result(turn, {
    claims: turn.apply.claims ? claimsOf(turn) : null,
    applied: state === 'applied' || state === 'baseline' ? turn.row.revision : null,
    ...rest,
    ends: [endOf(turn.row, state, why)],
    audits: [...(rest.audits ?? []), audit(turn, state, why, { after: after ?? rest.link?.seen })],
  })
}

/** Values with one holder that this revision needs. */
export function claimsOf({ apply, live, row, value }: Turn): string[] {
  return row.operation === 'put' ? (apply.claims?.(value, live.settings) ?? []) : []
}

type OpenState = NonNullable<LaneResult['open']>['state']

/** `waits` null leaves those that are stored. */
export type Stay = Partial<LaneResult> & { waits?: Wait[] | null; attempt?: number }

/** The row stays open; a change of state or reason is audited, a mere new look is not. */
export function stays(
  turn: Turn,
  state: OpenState,
  at: Date | null,
  why: Why | null,
  more: Stay = {},
): LaneResult {
  const { row } = turn
  const { waits = [], attempt = row.attempt, ...rest } = more
  const [code, text] = [why?.code ?? null, why?.why ?? null]
  // What is followed changes only when the target says something new; elsewhere a text may hold what moves each time.
  const news = row.state !== state || row.code !== code || (state === 'following' && row.why !== text)
  return result(turn, {
    ...rest,
    due: at,
    open: { rowId: row.id, state, attempt, code, why: text, waits },
    audits: [...(rest.audits ?? []), ...(news ? [audit(turn, state, why, {})] : [])],
  })
}

export function audit(
  { engine, live, apply, lane, row }: Omit<Turn, 'passed' | 'value'>,
  decision: string,
  why: Why | null,
  change: { before?: unknown; after?: unknown },
): Audit {
  return {
    connectionId: live.id,
    entity: apply.entity.name,
    key: lane.key,
    revision: row.revision,
    flow: apply.name,
    scope: lane.scope,
    decision,
    code: why?.code ?? null,
    why: why?.why ?? null,
    who: engine.who,
    before: change.before ?? null,
    after: change.after ?? null,
    traceparent: row.traceparent,
    position: row.position,
  }
}

/** Runs what a flow says; one that cannot make sense of its record holds that record and stops no other. */
export function mapped<B>(plan: () => Plan<B>): Plan<B> {
  try {
    return plan()
  } catch (error) {
    return failed(error)
  }
}

/** A park without those of its waits for links that are there: nobody would tell of them. */
export function missingOnly<B>(plan: Plan<B>, links: Links): Plan<B> {
  if (plan.do !== 'park') return plan
  const waits = plan.waits.filter(wait => wait.for !== 'link' || !links.get(JSON.stringify(wait.ref)))
  return { ...plan, waits: waits as typeof plan.waits }
}

/** What a flow that stumbled over its record comes to. */
export function failed(error: unknown): { do: 'hold' } & Why {
  return { do: 'hold', code: 'mapping-failed', why: error instanceof Error ? error.message : String(error) }
}

/** What is kept of a decision to send: what is sent, and what that rests on where the flow says so. */
export function withGrounds(sent: unknown, grounds: unknown): unknown {
  return grounds === undefined || grounds === null ? sent : { sent, grounds }
}
