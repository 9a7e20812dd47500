import { createHash } from 'node:crypto'
import type { Landed, Landing, LandOrder, LandRecord } from '@plumbline/engine'
import type pg from 'pg'
import { json } from './audit.ts'
import { columns, type Pool, transaction } from './pool.ts'

type LaneSeed = {
  record: LandRecord
  apply: string
  scope: string
  effect: 'state' | 'posting'
  digest: Buffer
}

class Undo extends Error {
  readonly answer: 'moved' | 'stale'
  constructor(answer: 'moved' | 'stale') {
    super(answer)
    this.answer = answer
  }
}

/** Kafka → ledger (DESIGN §5, A2, A7, A10): idempotency keys, lanes, rows and the next offset in one transaction. */
export function landing(pool: Pool): Landing {
  return {
    async offsets(group) {
      const { rows } = await pool.query<{ topic: string; partition: number; next_offset: string }>(
        'select topic, partition, next_offset from landing_offset where consumer_group = $1',
        [group],
      )
      return new Map(rows.map(row => [`${row.topic}/${row.partition}`, BigInt(row.next_offset)]))
    },

    async begin(group, topic, partition, next) {
      await pool.query(
        `insert into landing_offset (consumer_group, topic, partition, next_offset) values ($1, $2, $3, $4)
         on conflict (consumer_group, topic, partition) do update set next_offset = excluded.next_offset`,
        [group, topic, partition, next],
      )
    },

    async land(order) {
      try {
        return await transaction(pool, client => landBatch(client, order))
      } catch (error) {
        if (error instanceof Undo) return error.answer
        throw error
      }
    },
  }
}

async function landBatch(client: pg.PoolClient, order: LandOrder): Promise<Landed> {
  const moved = await client.query(
    `update landing_offset set next_offset = $5
      where (consumer_group, topic, partition, next_offset) = ($1, $2, $3, $4)`,
    [order.group, order.topic, order.partition, order.first, order.next],
  )
  if (moved.rowCount !== 1) throw new Undo('moved')
  await checkVersions(client, order)
  await keepDeadLetters(client, order)
  if (order.records.length === 0) return { landed: 0, duplicates: 0, revived: 0 }
  await keepEvents(client, order)
  const seeds = order.records.flatMap(record =>
    record.applies.flatMap(({ apply, effect, scopes }) =>
      scopes.map(scope => seed(record, apply, effect, scope)),
    ),
  )
  const left = await leftScopes(client, order.records)
  const all = [...seeds, ...left]
  if (all.length === 0) return { landed: 0, duplicates: 0, revived: 0 }
  await keepLanes(client, all)
  const fresh = await keepKeys(client, all)
  const isFresh = (one: LaneSeed) => fresh.has(one.digest.toString('hex'))
  await keepRows(client, order, all.filter(isFresh), new Set(left))
  const revived = await revive(
    client,
    order,
    all.filter(one => !isFresh(one)),
  )
  const landed = all.filter(isFresh).length
  return { landed, duplicates: all.length - landed - revived, revived }
}

function seed(record: LandRecord, apply: string, effect: 'state' | 'posting', scope: string): LaneSeed {
  return { record, apply, effect, scope, digest: keyDigest(record, apply, scope) }
}

/** The key of DESIGN A2; landings from Kafka are epoch 0. */
function keyDigest(record: LandRecord, apply: string, scope: string): Buffer {
  return createHash('sha256')
    .update(
      JSON.stringify([record.connectionId, record.entity, record.key, record.revision, apply, scope, 0]),
    )
    .digest()
    .subarray(0, 16)
}

async function checkVersions(client: pg.PoolClient, { versions }: LandOrder): Promise<void> {
  const { rows } = await client.query<{ id: string; version: string }>(
    'select id, version from connection where id = any($1::uuid[]) order by id for share',
    [[...versions.keys()]],
  )
  if (rows.some(row => Number(row.version) !== versions.get(row.id))) throw new Undo('stale')
}

async function keepDeadLetters(client: pg.PoolClient, { deadLetters, now }: LandOrder): Promise<void> {
  if (deadLetters.length === 0) return
  await client.query(
    `insert into outbox (topic, record_key, event_id, headers, value, minted_at)
     select t, k, '', h, v, $5 from unnest($1::text[], $2::text[], $3::jsonb[], $4::bytea[]) as i(t, k, h, v)`,
    [
      ...columns(
        deadLetters,
        d => d.topic,
        d => d.key,
        d => json(d.headers),
        d => d.value,
      ),
      now,
    ],
  )
}

async function keepEvents(
  client: pg.PoolClient,
  { records, topic, partition, now }: LandOrder,
): Promise<void> {
  await client.query(
    `insert into event (connection_id, entity, key, revision, operation, event_id, fingerprint, traceparent, position, value, changed_at, landed_at)
     select *, $12::timestamptz from unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[],
                                            $9::text[], $10::bytea[], $11::timestamptz[])
     on conflict do nothing`,
    [
      ...columns(
        records,
        r => r.connectionId,
        r => r.entity,
        r => r.key,
        r => r.revision,
        r => r.operation,
        r => r.eventId,
        r => r.fingerprint,
        r => r.traceparent,
        r => `${topic}/${partition}@${r.offset}`,
        r => r.value,
        r => r.changedAt,
      ),
      now,
    ],
  )
}

/** Scopes where the record stands but no longer belongs: each gets a removal (DESIGN A7). */
async function leftScopes(client: pg.PoolClient, records: LandRecord[]): Promise<LaneSeed[]> {
  const { rows } = await client.query<{
    connection_id: string
    entity: string
    key: string
    apply: string
    scope: string
  }>(
    `select l.connection_id, l.entity, l.key, l.apply, l.scope
       from lane l join (select distinct * from unnest($1::uuid[], $2::text[], $3::text[])) as r(c, e, k)
         on (l.connection_id, l.entity, l.key) = (r.c, r.e, r.k)
      where l.present`,
    columns(
      records,
      r => r.connectionId,
      r => r.entity,
      r => r.key,
    ),
  )
  const name = (connectionId: string, entity: string, key: string) =>
    JSON.stringify([connectionId, entity, key])
  const byRecord = Map.groupBy(rows, row => name(row.connection_id, row.entity, row.key))
  return records.flatMap(record =>
    (byRecord.get(name(record.connectionId, record.entity, record.key)) ?? []).flatMap(({ apply, scope }) => {
      const own = record.applies.find(one => one.apply === apply && one.effect === 'state')
      return own && !own.scopes.includes(scope) ? [seed(record, apply, 'state', scope)] : []
    }),
  )
}

async function keepLanes(client: pg.PoolClient, seeds: LaneSeed[]): Promise<void> {
  await client.query(
    `insert into lane (connection_id, entity, key, apply, scope)
     select distinct * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[])
     on conflict do nothing`,
    laneColumns(seeds),
  )
}

async function keepKeys(client: pg.PoolClient, seeds: LaneSeed[]): Promise<Set<string>> {
  const { rows } = await client.query<{ digest: Buffer }>(
    'insert into idempotency_key (digest) select distinct unnest($1::bytea[]) on conflict do nothing returning digest',
    [seeds.map(seed => seed.digest)],
  )
  return new Set(rows.map(row => row.digest.toString('hex')))
}

async function keepRows(
  client: pg.PoolClient,
  order: LandOrder,
  fresh: LaneSeed[],
  left: Set<LaneSeed>,
): Promise<void> {
  if (fresh.length === 0) return
  await client.query(
    `with seed as (
       select l.id as lane_id, e.id as event_id, e.revision, i.operation, e.revision <= l.applied as passed, i.doubt
         from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::boolean[])
              as i(c, entity, key, apply, scope, revision, operation, doubt)
         join lane l on (l.connection_id, l.apply, l.scope, l.key) = (i.c, i.apply, i.scope, i.key)
         join event e on (e.connection_id, e.entity, e.key, e.revision) = (i.c, i.entity, i.key, i.revision)),
     rows as (
       insert into delivery (lane_id, event_id, revision, operation, state, landed_at, changed_at)
       select lane_id, event_id, revision, operation,
              case when passed then 'superseded' when doubt then 'in-doubt' else 'due' end, $9, $9 from seed
       on conflict do nothing)
     update lane set due_at = least(due_at, $9), asks = asks + 1 from seed where lane.id = seed.lane_id and not passed`,
    [
      ...laneColumns(fresh),
      ...columns(
        fresh,
        s => s.record.revision,
        s => (left.has(s) ? 'left-scope' : s.record.operation),
        s => s.effect === 'posting' && s.record.offset < order.doubtBelow,
      ),
      order.now,
    ],
  )
}

/** A dead row that comes by again is tried again, unless something newer was applied or landed. */
async function revive(client: pg.PoolClient, order: LandOrder, known: LaneSeed[]): Promise<number> {
  if (known.length === 0) return 0
  const { rows } = await client.query<{ lane_id: string }>(
    `with dead as (
       select d.id, d.lane_id
         from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[]) as i(c, entity, key, apply, scope, revision)
         join lane l on (l.connection_id, l.apply, l.scope, l.key) = (i.c, i.apply, i.scope, i.key)
         join delivery d on d.lane_id = l.id and d.revision = i.revision and d.epoch = 0 and d.state = 'dead'
        where d.revision > l.applied
          and not exists (select from delivery n where n.lane_id = l.id and n.revision > d.revision)),
     back as (update delivery d set state = 'due', changed_at = $7 from dead where d.id = dead.id returning d.lane_id)
     update lane set due_at = $7, asks = asks + 1 from back where lane.id = back.lane_id returning lane.id as lane_id`,
    [...laneColumns(known), known.map(seed => seed.record.revision), order.now],
  )
  return rows.length
}

function laneColumns(seeds: LaneSeed[]): unknown[][] {
  return columns(
    seeds,
    s => s.record.connectionId,
    s => s.record.entity,
    s => s.record.key,
    s => s.apply,
    s => s.scope,
  )
}
