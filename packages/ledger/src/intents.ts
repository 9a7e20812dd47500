import type { IntentOrder, IntentRefusal } from '@plumbline/engine'
import type pg from 'pg'
import { appendAudit, json } from './audit.ts'
import { columns, type Pool, transaction } from './pool.ts'

/** Freezes what is about to be sent (DESIGN A3), reserving links and journal ids on the way. */
export async function storeIntents(
  pool: Pool,
  orders: IntentOrder[],
  owner: string,
  now: Date,
  leaseUntil: Date,
): Promise<IntentRefusal[]> {
  return await transaction(pool, async client => {
    const { rows } = await client.query<{ id: string }>(
      'select id from lane where id = any($1::bigint[]) and owner = $2 order by id for no key update',
      [orders.map(order => order.laneId), owner],
    )
    const mine = new Set(rows.map(row => row.id))
    const refused: IntentRefusal[] = orders
      .filter(order => !mine.has(order.laneId))
      .map(order => ({ laneId: order.laneId, why: 'lost', by: null }))
    const held = orders.filter(order => mine.has(order.laneId))
    refused.push(...(await refuseLinked(client, held)))
    const reservable = without(held, refused)
    refused.push(...(await reserveLinks(client, reservable, now)))
    refused.push(...(await reserveIds(client, without(reservable, refused), now)))
    const going = without(reservable, refused)
    if (going.length === 0) return refused
    await client.query(
      `update delivery d set state = 'intent', attempt = attempt + 1, body = i.body, changed_at = $3
         from unnest($1::bigint[], $2::jsonb[]) as i(id, body) where d.id = i.id`,
      [
        ...columns(
          going,
          o => o.rowId,
          o => json(o.body),
        ),
        now,
      ],
    )
    await client.query('update lane set lease_until = $2 where id = any($1::bigint[])', [
      going.map(order => order.laneId),
      leaseUntil,
    ])
    await setStage(
      client,
      'intent',
      going.flatMap(order => order.resend),
      now,
    )
    await setStage(
      client,
      'refused',
      going.flatMap(order => order.refuse),
      now,
    )
    await appendAudit(
      client,
      going.map(order => order.audit),
      now,
    )
    return refused
  })
}

async function setStage(
  client: pg.PoolClient,
  stage: 'intent' | 'refused',
  ids: string[],
  now: Date,
): Promise<void> {
  if (ids.length === 0) return
  await client.query('update posting set stage = $3, changed_at = $2 where id = any($1::bigint[])', [
    ids,
    now,
    stage,
  ])
}

function without(orders: IntentOrder[], refused: IntentRefusal[]): IntentOrder[] {
  const out = new Set(refused.map(one => one.laneId))
  return orders.filter(order => !out.has(order.laneId))
}

/** A capture may have found the record meanwhile; it takes our lanes' locks for that, so that one of us comes first. */
async function refuseLinked(client: pg.PoolClient, orders: IntentOrder[]): Promise<IntentRefusal[]> {
  const making = orders.filter(order => order.makes)
  if (making.length === 0) return []
  const { rows } = await client.query<{ lane_id: string }>(
    `select lane.id as lane_id from lane
       join link on (link.connection_id, link.at, link.scope, link.key)
                  = (lane.connection_id, lane.apply, lane.scope, lane.key)
      where lane.id = any($1::bigint[])`,
    [making.map(order => order.laneId)],
  )
  return rows.map(row => ({ laneId: row.lane_id, why: 'linked', by: null }))
}

/** Records that a capture has minted as born there, which are nobody's copy (DESIGN C9). */
async function refuseBorn(client: pg.PoolClient, adopting: IntentOrder[]): Promise<IntentRefusal[]> {
  const { rows } = await client.query<{ lane_id: string; key: string }>(
    `select l.id as lane_id, s.key
       from unnest($1::bigint[], $2::text[], $3::text[]) as i(lane_id, native_id, system) join lane l on l.id = i.lane_id
       join lateral (select distinct capture from cursor c
                      where c.connection_id = l.connection_id and split_part(capture, '.', 1) = l.entity) as c on true
       join source_state s on (s.connection_id, s.capture, s.native_id) = (l.connection_id, c.capture, i.native_id)
      where s.revision > 0 and not s.deleted and s.copy_in is null and s.content -> 'header' ->> 'origin_system' = i.system`,
    columns(
      adopting,
      o => o.laneId,
      o => o.adopt!.nativeId,
      o => o.adopt!.in,
    ),
  )
  return rows.map(row => ({ laneId: row.lane_id, why: 'adopted', by: row.key }))
}

async function reserveLinks(
  client: pg.PoolClient,
  orders: IntentOrder[],
  now: Date,
): Promise<IntentRefusal[]> {
  const wishing = orders.filter(order => order.adopt !== null)
  if (wishing.length === 0) return []
  const born = await refuseBorn(client, wishing)
  const adopting = without(wishing, born)
  await client.query(
    `insert into link (connection_id, at, scope, key, native_id, by, seen, changed_at)
     select l.connection_id, l.apply, l.scope, l.key, i.native_id, i.by, i.seen, $5
       from unnest($1::bigint[], $2::text[], $3::text[], $4::jsonb[]) as i(lane_id, native_id, by, seen) join lane l on l.id = i.lane_id
      order by l.connection_id, l.apply, l.scope, i.native_id
     on conflict do nothing`,
    [
      ...columns(
        adopting,
        o => o.laneId,
        o => o.adopt!.nativeId,
        o => o.adopt!.by,
        o => json(o.adopt!.seen),
      ),
      now,
    ],
  )
  const { rows } = await client.query<{ lane_id: string; holder: string | null }>(
    `select l.id as lane_id, holder.key as holder
       from unnest($1::bigint[], $2::text[]) as i(lane_id, native_id) join lane l on l.id = i.lane_id
       left join link holder on (holder.connection_id, holder.at, holder.scope, holder.native_id)
                              = (l.connection_id, l.apply, l.scope, i.native_id)
      where holder.key is distinct from l.key`,
    columns(
      adopting,
      o => o.laneId,
      o => o.adopt!.nativeId,
    ),
  )
  return [...born, ...rows.map(row => ({ laneId: row.lane_id, why: 'adopted' as const, by: row.holder }))]
}

async function reserveIds(client: pg.PoolClient, orders: IntentOrder[], now: Date): Promise<IntentRefusal[]> {
  const parts = orders.flatMap(order => order.parts.map(part => ({ ...part, order })))
  if (parts.length === 0) return []
  const { rows } = await client.query<{ target_id: string }>(
    `insert into posting (lane_id, delivery_id, connection_id, apply, part, salt, target_id, body, grounds, stage,
                          intended_at, changed_at)
     select i.lane_id, i.row_id, l.connection_id, l.apply, i.part, i.salt, i.target_id, i.body, i.grounds, 'intent', $8, $8
       from unnest($1::bigint[], $2::bigint[], $3::int[], $4::int[], $5::text[], $6::jsonb[], $7::jsonb[])
            as i(lane_id, row_id, part, salt, target_id, body, grounds)
       join lane l on l.id = i.lane_id
      order by l.connection_id, l.apply, i.target_id
     on conflict (connection_id, apply, target_id) do nothing
     returning target_id`,
    [
      ...columns(
        parts,
        p => p.order.laneId,
        p => p.order.rowId,
        p => p.part,
        p => p.salt,
        p => p.targetId,
        p => json(p.body),
        p => json(p.grounds),
      ),
      now,
    ],
  )
  const made = new Set(rows.map(row => row.target_id))
  const clashing = new Set(parts.filter(part => !made.has(part.targetId)).map(part => part.order.laneId))
  if (clashing.size > 0)
    // What an order reserved before its other part clashed is given back with it.
    await client.query(
      `delete from posting where lane_id = any($1::bigint[]) and target_id = any($2::text[])`,
      [[...clashing], [...made]],
    )
  return [...clashing].map(laneId => ({ laneId, why: 'id-taken', by: null }))
}
