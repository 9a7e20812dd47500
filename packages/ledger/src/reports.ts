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
  /** Of those that wait for something: due for a new look now. */
  woken: number
  inDoubt: number
  following: number
  parked: number
  held: number
  dead: number
  skipped: number
  baseline: number
  /** Age of the oldest row that waits, in seconds; null when none does. */
  oldestWaitingSeconds: number | null
  /** Median time from the change in the source to its arrival, of the latest arrivals, in seconds; null without any. */
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
  /** `D12` for a delivery and `R3` for a record that could not be read: what `release` takes. `O7`: never published. */
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

/** The newest row of every lane. A journal with edit errors, or taken out at the target, waits for a person there. */
const NEWEST = `
  newest as (
    select l.connection_id, l.apply, l.scope, l.entity, l.key, l.present, l.due_at, n.*,
           case when n.state = 'following' and exists (
                  select from posting p where p.lane_id = l.id and p.delivery_id = n.id and p.stage in ('error', 'undone'))
                then 'held' else n.state end as standing
      from lane l
     cross join lateral (
       select d.* from delivery d where d.lane_id = l.id order by d.revision desc, d.epoch desc limit 1) as n)`

/**
 * Arrivals of which the latency is taken: the last ones of all flows, found by the index on state and time. What changed
 * before the connection was there is counted from then; what a replay brought long after its event is not counted.
 */
const RECENT = `
  recent as (
    select l.connection_id, l.apply, extract(epoch from d.changed_at - greatest(e.changed_at, c.began_at)) as seconds
      from (select lane_id, event_id, landed_at, changed_at from delivery where state = 'applied' and code is null
             order by changed_at desc limit 1000) d
      join lane l on l.id = d.lane_id join event e on e.id = d.event_id
      join (select connection_id, min(applied_at) as began_at from connection_version group by 1) c
        on c.connection_id = l.connection_id
     where d.landed_at < e.landed_at + interval '1 hour')`

/** All flows, of all connections. */
export async function flowStandings(session: Session): Promise<FlowStanding[]> {
  const { rows } = await session.query<Record<string, string | number | null>>(
    `with ${NEWEST}, ${RECENT}
     select c.name as connection, n.apply as flow,
            count(*) filter (where n.standing = 'applied')::int as applied,
            count(*) filter (where n.present)::int as present,
            count(*) filter (where n.standing in ('due', 'intent'))::int as waiting,
            count(*) filter (where n.standing in ('parked', 'held') and n.due_at <= now())::int as woken,
            count(*) filter (where n.standing = 'in-doubt')::int as in_doubt,
            count(*) filter (where n.standing = 'following')::int as following,
            count(*) filter (where n.standing = 'parked')::int as parked,
            count(*) filter (where n.standing = 'held')::int as held,
            count(*) filter (where n.standing = 'dead')::int as dead,
            count(*) filter (where n.standing in ('skipped', 'ignored'))::int as skipped,
            count(*) filter (where n.standing = 'baseline')::int as baseline,
            extract(epoch from now() - min(n.landed_at) filter (where n.standing in ('due', 'intent', 'in-doubt')))::float8 as oldest,
            (select percentile_cont(0.5) within group (order by r.seconds)::float8 from recent r
              where r.connection_id = c.id and r.apply = n.apply) as latency
       from newest n join connection c on c.id = n.connection_id
      group by c.id, c.name, n.apply order by c.name, n.apply`,
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
    `with recursive place as (
       (select topic, partition from outbox where published_at is not null order by topic, partition limit 1)
       union all
       select next.topic, next.partition from place p
        cross join lateral (
          select topic, partition from outbox
           where published_at is not null and (topic, partition) > (p.topic, p.partition)
           order by topic, partition limit 1) as next)
     select (select count(*)::int from outbox where published_at is null and dead_code is null) as waiting,
            (select count(*)::int from outbox where dead_code is not null) as dead,
            (select coalesce(sum(n), 0)::int from place p
              cross join lateral (
                select count(*) as n from outbox o
                 where (o.topic, o.partition) = (p.topic, p.partition) and o.published_at is not null and o.event_id <> ''
                   and o."offset" >= coalesce((select max(next_offset) from landing_offset l
                                                where (l.topic, l.partition) = (p.topic, p.partition)), 0)) as behind) as unlanded`,
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
     select 'D' || n.id as id, c.name as connection, n.apply as flow, n.scope, n.entity, n.key, n.revision::int as revision,
            n.standing as state, n.code, n.why, n.changed_at as since
       from newest n join connection c on c.id = n.connection_id
      where n.standing in ('parked', 'held', 'dead', 'in-doubt', 'skipped', 'baseline')
     union all
     select 'R' || t.id, c.name, t.capture, t.scope, split_part(t.capture, '.', 1), t.native_id, null, 'held', t.held_code,
            t.held_why, t.asked_at
       from to_read t join connection c on c.id = t.connection_id where t.held_code is not null
     union all
     select 'O' || o.id, coalesce(c.name, ''), o.topic, '', coalesce(o.entity, ''), coalesce(o.key, o.record_key),
            o.revision::int, 'dead', o.dead_code, o.dead_why, o.minted_at
       from outbox o left join connection c on c.id = o.connection_id where o.dead_code is not null
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

/** One journal, or whatever a posting flow posts: sent, why so, and what the target says of it. Kept for ever. */
type PostingStanding = {
  targetId: string
  revision: number
  stage: string
  code: string | null
  why: string | null
  editedThere: boolean
  /** As sent. */
  body: Record<string, unknown>
  /** What the decision rested on, e.g. mapping version, rule of each line, choice of the date. */
  grounds: unknown
  /** As read back once posted. */
  posted: Record<string, unknown> | null
  /** All that the target showed of it last, its dates and errors included. */
  there: unknown
  intendedAt: string
  changedAt: string
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
  /** What its link holds: what is there, or where it belongs. */
  seen: unknown
  postings: PostingStanding[]
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
        order by d.lane_id, d.revision desc, d.epoch desc),
     journals as (
       select p.lane_id, json_agg(json_build_object(
                'targetId', p.target_id, 'revision', d.revision, 'stage', p.stage, 'code', p.code, 'why', p.why,
                'editedThere', p.edited_there, 'body', p.body, 'grounds', p.grounds, 'posted', p.posted, 'there', p.there,
                'intendedAt', p.intended_at, 'changedAt', p.changed_at) order by d.revision, d.epoch, p.part, p.salt) as all
         from posting p join own on own.id = p.lane_id join delivery d on d.id = p.delivery_id group by 1)
     select own.apply as flow, own.scope, n.revision::int as revision, n.state, n.code, n.why, k.native_id as "nativeId", k.seen,
            coalesce(j.all, '[]') as postings
       from own join newest n on n.lane_id = own.id
       left join journals j on j.lane_id = own.id
       left join link k on (k.connection_id, k.at, k.scope, k.key) = (own.connection_id, own.apply, own.scope, own.key)
      order by own.apply, own.scope`,
    [connectionId, entity, key],
  )
  return rows
}
