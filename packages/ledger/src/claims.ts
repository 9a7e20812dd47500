import type { Lane, Part, Row } from '@plumbline/engine'
import type { Pool } from './pool.ts'

export type ClaimOrder = {
  apply: string
  connectionId: string
  owner: string
  now: Date
  leaseUntil: Date
  limit: number
  lingerMs: number
}

/** Leases due lanes of one scope, with their open rows; scopes are found by their index, however many lanes are due. */
export async function claimLanes(pool: Pool, order: ClaimOrder): Promise<Lane[]> {
  const { apply, connectionId, owner, now, leaseUntil, limit, lingerMs } = order
  const { rows } = await pool.query<{
    id: string
    connection_id: string
    entity: string
    key: string
    apply: string
    scope: string
    applied: string
    present: boolean
    asks: string
  }>(
    `with recursive scopes as (
       (select scope from lane where apply = $1 and connection_id = $2 and due_at is not null order by scope limit 1)
       union all
       select (select l.scope from lane l
                where l.apply = $1 and l.connection_id = $2 and l.due_at is not null and l.scope > s.scope
                order by l.scope limit 1)
         from scopes s where s.scope is not null),
     first as (
       select s.scope from scopes s
        cross join lateral (
          select due_at from lane l
           where l.apply = $1 and l.connection_id = $2 and l.scope = s.scope and l.due_at <= $4
             and (l.lease_until is null or l.lease_until <= $3)
           order by l.due_at limit 1) as oldest
        where not exists (select from pause p where p.connection_id = $2 and p.flow = $1
                                                and p.scope in ('', s.scope) and p.until > $3)
        order by oldest.due_at limit 1),
     taken as (
       select l.id from lane l
        where l.apply = $1 and l.connection_id = $2 and l.scope = (select scope from first) and l.due_at <= $3
          and (l.lease_until is null or l.lease_until <= $3)
        order by l.due_at limit $5 for no key update of l skip locked)
     update lane set owner = $6, lease_until = $7 from taken where lane.id = taken.id
     returning lane.id, connection_id, entity, key, apply, scope, applied, present, asks`,
    [apply, connectionId, now, new Date(now.getTime() - lingerMs), limit, owner, leaseUntil],
  )
  const open = await openRows(
    pool,
    rows.map(row => row.id),
  )
  return rows.map(({ connection_id, applied, asks, ...lane }) => ({
    ...lane,
    connectionId: connection_id,
    applied: Number(applied),
    asks: Number(asks),
    rows: open.get(lane.id) ?? [],
  }))
}

async function openRows(pool: Pool, laneIds: string[]): Promise<Map<string, Row[]>> {
  if (laneIds.length === 0) return new Map()
  const { rows } = await pool.query<{
    lane_id: string
    id: string
    revision: string
    epoch: number
    operation: Row['operation']
    state: Row['state']
    attempt: number
    code: string | null
    why: string | null
    released: boolean
    doubted: boolean
    event_id: string
    value: Buffer
    fingerprint: string | null
    traceparent: string | null
    position: string
    landed_at: Date
  }>(
    `select d.lane_id, d.id, d.revision, d.epoch, d.operation, d.state, d.attempt, d.code, d.why,
            d.released, d.doubted, e.event_id, e.value, e.fingerprint, e.traceparent, e.position, d.landed_at
       from delivery d join event e on e.id = d.event_id
      where d.lane_id = any($1::bigint[]) and d.state in ('due', 'intent', 'in-doubt', 'following', 'parked', 'held')
      order by d.lane_id, d.revision, d.epoch`,
    [laneIds],
  )
  const byLane = new Map<string, Row[]>()
  for (const { lane_id, event_id, landed_at, revision, ...row } of rows) {
    const list = byLane.get(lane_id) ?? []
    list.push({ ...row, revision: Number(revision), eventId: event_id, landedAt: landed_at })
    byLane.set(lane_id, list)
  }
  return byLane
}

/** Every journal of these lanes, oldest first. */
export async function partsOf(pool: Pool, laneIds: string[]): Promise<Map<string, Part[]>> {
  const { rows } = await pool.query<{
    lane_id: string
    id: string
    delivery_id: string
    part: number
    salt: number
    target_id: string
    body: unknown
    grounds: unknown
    stage: Part['stage']
    posted: unknown
    there: unknown
    edited_there: boolean
    code: string | null
    why: string | null
  }>(
    `select p.lane_id, p.id, p.delivery_id, p.part, p.salt, p.target_id, p.body, p.grounds, p.stage, p.posted, p.there,
            p.edited_there, p.code, p.why
       from posting p join delivery d on d.id = p.delivery_id
      where p.lane_id = any($1::bigint[]) order by d.revision, d.epoch, p.part, p.salt`,
    [laneIds],
  )
  const byLane = new Map<string, Part[]>()
  for (const { lane_id, delivery_id, target_id, edited_there, ...part } of rows) {
    const list = byLane.get(lane_id) ?? []
    list.push({
      ...part,
      rowId: delivery_id,
      targetId: target_id,
      editedThere: edited_there,
    })
    byLane.set(lane_id, list)
  }
  return byLane
}

/** Revisions in between that were once about to be sent, or that a lost ledger may have sent. */
export async function earlierOf(
  pool: Pool,
  laneId: string,
  above: number,
  below: number,
): Promise<{ revision: number; eventId: string }[]> {
  const { rows } = await pool.query<{ revision: number; eventId: string }>(
    `select d.revision::int as revision, e.event_id as "eventId"
       from delivery d join event e on e.id = d.event_id
      where d.lane_id = $1 and d.revision > $2 and d.revision < $3 and (d.doubted or d.body is not null)
      order by d.revision`,
    [laneId, above, below],
  )
  return rows
}
