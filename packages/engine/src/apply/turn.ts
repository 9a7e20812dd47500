import type { AnyApply, Ctx, Meta, Plan, Wait, Why } from '@plumbline/flow-kit'
import { dayIn, type Live } from '../connection-book.ts'
import type { Engine } from '../engine.ts'
import type { Audit, End, Lane, LaneResult, LinkRow, Row } from '../ports/index.ts'

/** What a lane's open rows come to: the one to act on, and those it passes over (DESIGN A1). */
export type Choice = { row: Row; passed: Row[] }

/**
 * The row to act on. State: the newest, whatever the others are. Posting: one with a possible effect first, alone;
 * else the newest. Null where nothing is open, or everything open has been overtaken by what was applied.
 */
export function choose(lane: Lane, effect: 'state' | 'posting'): Choice | null {
  const rows = lane.rows.filter(row => row.epoch > 0 || row.revision > lane.applied || mayHaveEffect(row))
  const row = (effect === 'posting' ? rows.find(mayHaveEffect) : undefined) ?? rows.at(-1)
  if (!row) return null
  const passed = effect === 'posting' && mayHaveEffect(row) ? [] : lane.rows.filter(one => one.id !== row.id)
  return { row, passed }
}

export const mayHaveEffect = (row: Row): boolean =>
  row.state === 'intent' || row.state === 'in-doubt' || row.state === 'following'

/** One lane's turn: what is needed to decide and to write the decision down. */
export type Turn = {
  engine: Engine
  apply: AnyApply
  live: Live
  lane: Lane
  row: Row
  passed: Row[]
  value: unknown
}

export function metaOf({ lane, row }: Turn): Meta {
  return { eventId: row.eventId, key: lane.key, revision: row.revision, op: row.operation }
}

/** The context of a mapping: data only. */
export function contextOf(
  turn: Turn,
  facts: unknown,
  own: LinkRow | null,
  links: Map<string, LinkRow | null>,
): Ctx<unknown, unknown, unknown> {
  return {
    settings: turn.live.settings,
    facts,
    scope: turn.lane.scope,
    today: dayIn(turn.live.zone, turn.engine.clock.now()),
    own,
    link: ref => links.get(JSON.stringify(ref)) ?? null,
    meta: metaOf(turn),
    asked: null,
    released: turn.row.released,
  }
}

/** A result in which nothing has happened yet but that older rows were passed over. */
export function result(turn: Turn, change: Partial<LaneResult>): LaneResult {
  return {
    laneId: turn.lane.id,
    asks: turn.lane.asks,
    open: null,
    link: null,
    applied: null,
    present: null,
    parts: [],
    dropParts: [],
    audits: [],
    deadLetter: null,
    ...change,
    ends: [
      ...(change.ends ?? []),
      ...turn.passed.map(row => ({
        rowId: row.id,
        state: 'superseded' as const,
        code: 'superseded',
        why: `passed over by revision ${turn.row.revision}`,
      })),
    ],
  }
}

/** The row has come to an end. */
export function ended(turn: Turn, state: End, why: Why | null, more: Partial<LaneResult> = {}): LaneResult {
  const { row } = turn
  return result(turn, {
    ...more,
    applied: state === 'applied' || state === 'baseline' ? row.revision : null,
    ends: [{ rowId: row.id, state, code: why?.code ?? null, why: why?.why ?? null }],
    audits: [...(more.audits ?? []), audit(turn, state, why, { after: more.link?.seen })],
  })
}

type OpenState = NonNullable<LaneResult['open']>['state']

/** The row stays open; a change of state or reason is audited, a mere new look is not. */
export function stays(
  turn: Turn,
  state: OpenState,
  at: Date | null,
  why: Why | null,
  more: Partial<LaneResult> & { waits?: Wait[]; attempt?: number } = {},
): LaneResult {
  const { row } = turn
  const { waits = [], attempt = row.attempt, ...rest } = more
  const news = row.state !== state || row.code !== (why?.code ?? null)
  return result(turn, {
    ...rest,
    open: { rowId: row.id, state, at, attempt, code: why?.code ?? null, why: why?.why ?? null, waits },
    audits: [...(rest.audits ?? []), ...(news ? [audit(turn, state, why, {})] : [])],
  })
}

export function audit(
  { engine, live, apply, lane, row }: Turn,
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

/** Runs a mapping; one that cannot make sense of its record holds that record and stops no other. */
export function mapped<B>(plan: () => Plan<B>): Plan<B> {
  try {
    return plan()
  } catch (error) {
    return { do: 'hold', code: 'mapping-failed', why: error instanceof Error ? error.message : String(error) }
  }
}
