import type { Session } from './pool.ts'

/** How one flow of one connection stands. Counts are records. */
export type FlowStanding = {
  connection: string
  /** Name of the apply. */
  flow: string
  /** Lanes by where their newest row is. */
  applied: number
  /** Lanes of which something stands at the target. */
  present: number
  waiting: number
  inDoubt: number
  following: number
  parked: number
  held: number
  dead: number
  skipped: number
  baseline: number
  /** Age of the oldest row that waits, in seconds; null when none does. */
  oldestWaitingSeconds: number | null
  /** Median time from the change in the source to its arrival, of the last 200 arrivals, in seconds. */
  latencySeconds: number | null
}

/** Live records by capture, what is left to read and what waits to be published. */
export type CaptureStanding = {
  connection: string
  capture: string
  records: number
  toRead: number
  held: number
  scopes: number
  scopesFilled: number
  /** Scopes whose time to be read has come, or that are being read. */
  scopesDue: number
  lastError: string | null
}

/** A record that has not arrived, and why. */
export type Exception = {
  /** What `release` and `retry` take: `D12` for a delivery, `R3` for a record that could not be read. */
  id: string
  connection: string
  flow: string
  scope: string
  entity: string
  key: string
  revision: number | null
  state: string
  code: string | null
  why: string | null
  since: Date
}

const NEWEST = `
  newest as (
    select distinct on (d.lane_id) d.* from delivery d order by d.lane_id, d.epoch desc, d.revision desc)`

/** All flows, of all connections. */
export async function flowStandings(session: Session): Promise<FlowStanding[]> {
  const { rows } = await session.query<Record<string, string | number | null>>(
    `with ${NEWEST},
     recent as (
       select l.connection_id, l.apply, extract(epoch from d.changed_at - e.changed_at) as seconds,
              row_number() over (partition by l.connection_id, l.apply order by d.changed_at desc) as n
         from delivery d join lane l on l.id = d.lane_id join event e on e.id = d.event_id
        where d.state = 'applied' and d.code is null)
     select c.name as connection, l.apply as flow,
            count(*) filter (where n.state = 'applied')::int as applied,
            count(*) filter (where l.present)::int as present,
            count(*) filter (where n.state in ('due', 'intent'))::int as waiting,
            count(*) filter (where n.state = 'in-doubt')::int as in_doubt,
            count(*) filter (where n.state = 'following' and n.code is distinct from 'journal-in-error')::int as following,
            count(*) filter (where n.state = 'parked')::int as parked,
            count(*) filter (where n.state = 'held' or n.state = 'following' and n.code = 'journal-in-error')::int as held,
            count(*) filter (where n.state = 'dead')::int as dead,
            count(*) filter (where n.state in ('skipped', 'ignored'))::int as skipped,
            count(*) filter (where n.state = 'baseline')::int as baseline,
            extract(epoch from now() - min(n.landed_at) filter (where n.state in ('due', 'intent', 'in-doubt')))::float8 as oldest,
            (select percentile_cont(0.5) within group (order by r.seconds)::float8 from recent r
              where r.connection_id = c.id and r.apply = l.apply and r.n <= 200) as latency
       from lane l join newest n on n.lane_id = l.id join connection c on c.id = l.connection_id
      group by c.id, c.name, l.apply order by c.name, l.apply`,
  )
  return rows.map(row => ({
    ...(row as unknown as FlowStanding),
    inDoubt: Number(row.in_doubt),
    oldestWaitingSeconds: row.oldest as number | null,
    latencySeconds: row.latency as number | null,
  }))
}

/** All captures, of all connections. */
export async function captureStandings(session: Session): Promise<CaptureStanding[]> {
  const { rows } = await session.query<CaptureStanding>(
    `select c.name as connection, s.capture, s.scopes, s.filled as "scopesFilled", s.due as "scopesDue", s.error as "lastError",
            (select count(*)::int from source_state x
              where x.connection_id = c.id and x.capture = s.capture and not x.deleted and x.revision > 0) as records,
            (select count(*)::int from to_read t
              where t.connection_id = c.id and t.capture = s.capture and t.held_code is null) as "toRead",
            (select count(*)::int from to_read t
              where t.connection_id = c.id and t.capture = s.capture and t.held_code is not null) as held
       from connection c
       join (select connection_id, capture, count(*)::int as scopes, count(*) filter (where filled)::int as filled,
                    count(*) filter (where least(next_read_at, next_compare_at) <= now() or lease_until > now())::int as due,
                    max(last_error) as error from cursor group by 1, 2) s on s.connection_id = c.id
      order by 1, 2`,
  )
  return rows
}

/** Events minted and not yet in Kafka, in Kafka and not yet landed, and those that Kafka will never take. */
export type OutboxStanding = { waiting: number; unlanded: number; dead: number }

export async function outboxStanding(session: Session): Promise<OutboxStanding> {
  const { rows } = await session.query<OutboxStanding>(
    `select count(*) filter (where published_at is null and dead_code is null)::int as waiting,
            count(*) filter (where published_at is not null and event_id <> ''
                               and not exists (select from event e where e.event_id = o.event_id))::int as unlanded,
            count(*) filter (where dead_code is not null)::int as dead
       from outbox o`,
  )
  return rows[0]!
}

/** Replays that are ordered or under way. */
export async function openReplays(session: Session): Promise<number> {
  const { rows } = await session.query<{ n: number }>(
    'select count(*)::int as n from replay where done_at is null',
  )
  return rows[0]!.n
}

/** Every record that has not arrived, by flow and code. */
export async function exceptions(session: Session): Promise<Exception[]> {
  const { rows } = await session.query<Exception>(
    `with ${NEWEST}
     select 'D' || n.id as id, c.name as connection, l.apply as flow, l.scope, l.entity, l.key, n.revision::int as revision,
            case when n.state = 'following' then 'held' else n.state end as state, n.code, n.why, n.changed_at as since
       from newest n join lane l on l.id = n.lane_id join connection c on c.id = l.connection_id
      where n.state in ('parked', 'held', 'dead', 'in-doubt', 'skipped', 'baseline')
         or n.state = 'following' and n.code = 'journal-in-error'
     union all
     select 'R' || t.id, c.name, t.capture, t.scope, split_part(t.capture, '.', 1), t.native_id, null, 'held', t.held_code,
            t.held_why, t.asked_at
       from to_read t join connection c on c.id = t.connection_id where t.held_code is not null
      order by flow, state, code, key, scope`,
  )
  return rows
}

/** One decision about a record, oldest first. */
export type Decision = {
  at: Date
  flow: string
  scope: string
  revision: number | null
  decision: string
  code: string | null
  why: string | null
  who: string
  position: string | null
  traceparent: string | null
  before: unknown
  after: unknown
}

/** The story of one record across both systems. */
export async function recordStory(
  session: Session,
  connectionId: string,
  entity: string,
  key: string,
): Promise<Decision[]> {
  const { rows } = await session.query<Decision>(
    `select at, flow, scope, revision::int as revision, decision, code, why, who, position, traceparent, before, after
       from audit where (connection_id, entity, key) = ($1, $2, $3) order by id`,
    [connectionId, entity, key],
  )
  return rows
}

/** Where a record stands now, lane by lane, with what it is linked or posted to. */
export type LaneStanding = {
  flow: string
  scope: string
  revision: number
  state: string
  code: string | null
  why: string | null
  nativeId: string | null
  postings: { targetId: string; stage: string; date: string | null }[]
}

export async function laneStandings(
  session: Session,
  connectionId: string,
  entity: string,
  key: string,
): Promise<LaneStanding[]> {
  const { rows } = await session.query<LaneStanding>(
    `with own as (select * from lane where (connection_id, entity, key) = ($1, $2, $3)),
     newest as (
       select distinct on (d.lane_id) d.* from delivery d join own on own.id = d.lane_id
        order by d.lane_id, d.epoch desc, d.revision desc)
     select own.apply as flow, own.scope, n.revision::int as revision, n.state, n.code, n.why, k.native_id as "nativeId",
            coalesce((select json_agg(json_build_object('targetId', p.target_id, 'stage', p.stage, 'date', p.body ->> 'JOURNAL_DATE')
                                      order by p.id) from posting p where p.lane_id = own.id), '[]') as postings
       from own join newest n on n.lane_id = own.id
       left join link k on (k.connection_id, k.at, k.scope, k.key) = (own.connection_id, own.apply, own.scope, own.key)
      order by own.apply, own.scope`,
    [connectionId, entity, key],
  )
  return rows
}
