import type { Landed, Landing, LandOrder, LandRecord } from '@plumbline/engine'
import type pg from 'pg'
import { appendAudit } from './audit.ts'
import { beginDoubt, endDoubt } from './doubt.ts'
import {
  digestOf,
  keepKeys,
  keepLanes,
  keepRows,
  leftScopes,
  revive,
  seedOf,
  withoutRow,
} from './landing-rows.ts'
import { keepLetters } from './letters.ts'
import { columns, type Pool, transaction } from './pool.ts'

class Undo extends Error {
  readonly answer: 'moved' | 'stale'
  constructor(answer: 'moved' | 'stale') {
    super(answer)
    this.answer = answer
  }
}

/**
 * Kafka → ledger (DESIGN §5, A2, A7, A10): idempotency keys, lanes, rows and the next offset in one transaction. Rows of
 * each table are written in the order of a unique key, so that two sessions that land the same never wait in a circle.
 */
export function landing(pool: Pool): Landing {
  return {
    async offsets(group) {
      const { rows } = await pool.query<{ topic: string; partition: number; next_offset: string }>(
        'select topic, partition, next_offset from landing_offset where consumer_group = $1',
        [group],
      )
      return new Map(rows.map(row => [`${row.topic}/${row.partition}`, BigInt(row.next_offset)]))
    },

    async begin(order) {
      await transaction(pool, async client => {
        const { rows } = await client.query<{ doubt_below: string }>(
          `insert into landing_offset as o (consumer_group, topic, partition, next_offset, doubt_below)
           values ($1, $2, $3, $4, $5)
           on conflict (consumer_group, topic, partition) do update
             set next_offset = excluded.next_offset, doubt_below = greatest(o.doubt_below, excluded.doubt_below)
           returning doubt_below`,
          [order.group, order.topic, order.partition, order.next, order.doubtBelow],
        )
        if (BigInt(rows[0]!.doubt_below) > order.next) await beginDoubt(client, order)
      })
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

const NOTHING: Landed = { landed: 0, duplicates: 0, revived: 0 }

async function landBatch(client: pg.PoolClient, order: LandOrder): Promise<Landed> {
  const moved = await client.query<{ doubt_below: string }>(
    `update landing_offset set next_offset = $5
      where (consumer_group, topic, partition, next_offset) = ($1, $2, $3, $4) returning doubt_below`,
    [order.group, order.topic, order.partition, order.first, order.next],
  )
  if (!moved.rows[0]) throw new Undo('moved')
  const doubtBelow = BigInt(moved.rows[0].doubt_below)
  await checkVersions(client, order)
  await keepLost(client, order)
  const landed = order.records.length === 0 ? NOTHING : await landRecords(client, order, doubtBelow)
  if (order.first < doubtBelow && order.next >= doubtBelow) await endDoubt(client, order)
  return landed
}

async function landRecords(client: pg.PoolClient, order: LandOrder, doubtBelow: bigint): Promise<Landed> {
  await keepEvents(client, order)
  const own = order.records.flatMap(record =>
    record.applies.flatMap(apply => apply.scopes.map(scope => seedOf(record, apply, scope, 'belongs'))),
  )
  const all = [...own, ...(await leftScopes(client, order.records))]
  if (all.length === 0) return NOTHING
  // A record may come twice in one batch.
  const seeds = [...new Map(all.map(seed => [seed.digest, seed])).values()]
  await keepLanes(client, seeds)
  const fresh = await keepKeys(
    client,
    seeds.map(seed => seed.digest),
  )
  const known = seeds.filter(seed => !fresh.has(seed.digest))
  const lost = await withoutRow(client, known)
  const landing = seeds.filter(seed => fresh.has(seed.digest) || lost.has(seed.digest))
  await keepRows(client, order, landing, doubtBelow)
  const revived = await revive(client, order, known)
  return { landed: landing.length, duplicates: all.length - landing.length - revived, revived }
}

async function checkVersions(client: pg.PoolClient, { versions }: LandOrder): Promise<void> {
  if (versions.size === 0) return
  const { rows } = await client.query<{ id: string; version: string }>(
    'select id, version from connection where id = any($1::uuid[]) order by id for share',
    [[...versions.keys()]],
  )
  if (rows.some(row => Number(row.version) !== versions.get(row.id))) throw new Undo('stale')
}

/** A letter goes out once, however often its topic is landed. */
async function keepLost(client: pg.PoolClient, { lost, topic, partition, now }: LandOrder): Promise<void> {
  if (lost.length === 0) return
  const digests = lost.map(({ offset }) => digestOf(['dead letter', topic, partition, String(offset)]))
  const fresh = await keepKeys(client, digests)
  const told = lost.filter((_, index) => fresh.has(digests[index]!))
  await keepLetters(
    client,
    told.map(one => one.letter),
    now,
  )
  await appendAudit(
    client,
    told.flatMap(one => one.audit ?? []),
    now,
  )
}

async function keepEvents(
  client: pg.PoolClient,
  { records, topic, partition, now }: LandOrder,
): Promise<void> {
  await client.query(
    `insert into event (connection_id, entity, key, revision, operation, origin, event_id, fingerprint, traceparent,
                        position, value, changed_at, landed_at)
     select *, $13::timestamptz
       from unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[],
                   $9::text[], $10::text[], $11::bytea[], $12::timestamptz[]) as i(c, entity, key, revision)
      order by c, entity, key, revision
     on conflict do nothing`,
    [
      ...columns<LandRecord>(
        records,
        r => r.connectionId,
        r => r.entity,
        r => r.key,
        r => r.revision,
        r => r.operation,
        r => r.origin,
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
