import { createHash } from 'node:crypto'
import type { LandOrder, LandRecord } from '@plumbline/engine'
import type pg from 'pg'
import { columns } from './pool.ts'

/** A row about to be landed: one record in one lane. */
export type LaneSeed = {
  record: LandRecord
  apply: LandRecord['applies'][number]
  scope: string
  /** A scope that the record has left gets a removal. */
  stands: 'belongs' | 'left'
  /** The idempotency key (DESIGN A2); landings from Kafka are epoch 0. */
  digest: string
}

export function seedOf(
  record: LandRecord,
  apply: LandRecord['applies'][number],
  scope: string,
  stands: LaneSeed['stands'],
): LaneSeed {
  const { connectionId, entity, key, revision } = record
  const digest = digestOf([connectionId, entity, key, revision, apply.apply, scope, 0])
  return { record, apply, scope, stands, digest }
}

/** 128 bits of a key, as hex. */
export function digestOf(key: (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 32)
}

/** Scopes where the record stands, or may soon, but no longer belongs: each gets a removal (DESIGN A7). */
export async function leftScopes(client: pg.PoolClient, records: LandRecord[]): Promise<LaneSeed[]> {
  const fanned = records.filter(({ applies }) => applies.some(({ effect }) => effect === 'state'))
  if (fanned.length === 0) return []
  const { rows } = await client.query<{ n: number; apply: string; scope: string }>(
    `select n::int - 1 as n, l.apply, l.scope
       from unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[]) with ordinality as r(c, entity, key, revision, n)
       join lane l on (l.connection_id, l.entity, l.key) = (r.c, r.entity, r.key) and l.applied < r.revision
      where l.present or exists (
        select from delivery d where d.lane_id = l.id and d.revision < r.revision
           and d.state in ('due', 'intent', 'in-doubt', 'following', 'parked', 'held', 'dead'))`,
    columns(
      fanned,
      r => r.connectionId,
      r => r.entity,
      r => r.key,
      r => r.revision,
    ),
  )
  return rows.flatMap(({ n, apply, scope }) => {
    const record = fanned[n]!
    const own = record.applies.find(one => one.apply === apply && one.effect === 'state')
    return own && !own.scopes.includes(scope) ? [seedOf(record, own, scope, 'left')] : []
  })
}

export async function keepLanes(client: pg.PoolClient, seeds: LaneSeed[]): Promise<void> {
  await client.query(
    `insert into lane (connection_id, entity, key, apply, scope)
     select distinct * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[]) as i(c, entity, key, apply, scope)
      order by c, apply, scope, key
     on conflict do nothing`,
    laneColumns(seeds),
  )
}

/** Digests that were not known before. */
export async function keepKeys(client: pg.PoolClient, digests: string[]): Promise<Set<string>> {
  const { rows } = await client.query<{ digest: string }>(
    `insert into idempotency_key (digest) select decode(d, 'hex') from unnest($1::text[]) as d order by 1
     on conflict do nothing returning encode(digest, 'hex') as digest`,
    [digests],
  )
  return new Set(rows.map(row => row.digest))
}

/** Digests of known keys that have neither row nor end (DESIGN A2): they land again. */
export async function withoutRow(client: pg.PoolClient, known: LaneSeed[]): Promise<Set<string>> {
  if (known.length === 0) return new Set()
  const { rows } = await client.query<{ digest: string }>(
    `select i.digest
       from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[])
            as i(c, entity, key, apply, scope, revision, digest)
       join lane l on (l.connection_id, l.apply, l.scope, l.key) = (i.c, i.apply, i.scope, i.key)
      where not exists (
        select from delivery d where (d.lane_id, d.revision, d.epoch) = (l.id, i.revision, 0))`,
    [
      ...laneColumns(known),
      ...columns(
        known,
        s => s.record.revision,
        s => s.digest,
      ),
    ],
  )
  return new Set(rows.map(row => row.digest))
}

/**
 * Stores the rows. One that comes after something newer is superseded at once, audited: newer in its lane, or for state
 * any newer event that goes to the same target, since that may have left the scope before this row came.
 */
export async function keepRows(
  client: pg.PoolClient,
  order: LandOrder,
  seeds: LaneSeed[],
  doubtBelow: bigint,
): Promise<void> {
  if (seeds.length === 0) return
  await client.query(
    `with seed as (
       select l.id as lane_id, l.connection_id, l.entity, l.key, l.apply, l.scope, e.id as event_id, e.revision,
              e.traceparent, e.position, i.operation, i.doubted,
              greatest(case when l.applied >= i.revision then l.applied end,
                       (select max(d.revision) from delivery d
                         where d.lane_id = l.id and d.revision > i.revision and not i.doubted),
                       (select max(v.revision) from event v
                         where (v.connection_id, v.entity, v.key) = (i.c, i.entity, i.key) and v.revision > i.revision
                           and v.origin <> i.target and i.state)) as newer
         from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::boolean[],
                     $9::boolean[], $10::text[]) as i(c, entity, key, apply, scope, revision, operation, doubted, state, target)
         join lane l on (l.connection_id, l.apply, l.scope, l.key) = (i.c, i.apply, i.scope, i.key)
         join event e on (e.connection_id, e.entity, e.key, e.revision) = (i.c, i.entity, i.key, i.revision)),
     made as (
       insert into delivery (lane_id, event_id, revision, operation, doubted, state, code, why, landed_at, changed_at)
       select lane_id, event_id, revision, operation, doubted,
              case when newer is not null then 'superseded' when doubted then 'in-doubt' else 'due' end,
              case when newer is not null then 'superseded' end, 'landed after revision ' || newer, $11, $11
         from seed order by lane_id, revision
       on conflict do nothing returning lane_id, revision, state, code, why),
     told as (
       insert into audit (at, connection_id, entity, key, revision, flow, scope, decision, code, why, who, traceparent, position)
       select $11, s.connection_id, s.entity, s.key, s.revision, s.apply, s.scope, m.state, m.code, m.why, $12,
              s.traceparent, s.position
         from made m join seed s using (lane_id, revision) where m.state = 'superseded'),
     wanted as (
       select id from lane where id in (select lane_id from seed where newer is null) order by id for no key update)
     update lane l set due_at = least(l.due_at, $11), asks = l.asks + 1,
            owner = case when s.doubted then $13 else l.owner end,
            lease_until = case when s.doubted then 'infinity' else l.lease_until end
       from wanted w
       join (select lane_id, bool_or(doubted) as doubted from seed where newer is null group by 1) s on s.lane_id = w.id
      where l.id = w.id`,
    [
      ...laneColumns(seeds),
      ...columns(
        seeds,
        s => s.record.revision,
        s => (s.stands === 'left' ? 'left-scope' : s.record.operation),
        s => s.apply.effect === 'posting' && s.record.offset < doubtBelow,
        s => s.apply.effect === 'state',
        s => s.apply.to,
      ),
      order.now,
      order.who,
      landingOwner(order),
    ],
  )
}

/** Holds lanes whose revisions are not all landed again yet (DESIGN A10). */
export const landingOwner = ({
  group,
  topic,
  partition,
}: Pick<LandOrder, 'group' | 'topic' | 'partition'>): string => `landing ${group} ${topic}/${partition}`

/** A dead row that comes by again is tried again, unless something newer was applied or landed. Audited. */
export async function revive(client: pg.PoolClient, order: LandOrder, known: LaneSeed[]): Promise<number> {
  if (known.length === 0) return 0
  const { rowCount } = await client.query(
    `with dead as (
       select d.id, d.lane_id, d.revision, d.code, d.why, l.connection_id, l.entity, l.key, l.apply, l.scope
         from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[]) as i(c, entity, key, apply, scope, revision)
         join lane l on (l.connection_id, l.apply, l.scope, l.key) = (i.c, i.apply, i.scope, i.key)
         join delivery d on (d.lane_id, d.revision, d.epoch, d.state) = (l.id, i.revision, 0, 'dead')
        where d.revision > l.applied
          and not exists (select from delivery n where n.lane_id = l.id and n.revision > d.revision)
        order by l.id for no key update of l),
     back as (update delivery d set state = 'due', changed_at = $7 from dead where d.id = dead.id),
     told as (
       insert into audit (at, connection_id, entity, key, revision, flow, scope, decision, code, why, who, position)
       select $7, connection_id, entity, key, revision, apply, scope, 'revived', code, why, $8, $9 from dead)
     update lane set due_at = $7, asks = asks + 1 from dead where lane.id = dead.lane_id`,
    [
      ...laneColumns(known),
      known.map(seed => seed.record.revision),
      order.now,
      order.who,
      `${order.topic}/${order.partition}`,
    ],
  )
  return rowCount ?? 0
}

function laneColumns(seeds: LaneSeed[]): unknown[][] {
  return columns(
    seeds,
    s => s.record.connectionId,
    s => s.record.entity,
    s => s.record.key,
    s => s.apply.apply,
    s => s.scope,
  )
}
