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

/** Leases due lanes of one scope, with their open rows. Dead rows stay where they are. */
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
    `with first as (
       select scope from lane l
        where apply = $1 and connection_id = $2 and due_at <= $4 and (lease_until is null or lease_until < $3)
          and not exists (select from pause p where p.connection_id = l.connection_id and p.flow = l.apply
                                                and p.scope in ('', l.scope) and p.until > $3)
        order by due_at limit 1),
     taken as (
       select l.id from lane l join first using (scope)
        where apply = $1 and connection_id = $2 and due_at <= $3 and (lease_until is null or lease_until < $3)
        order by due_at limit $5 for update of l skip locked)
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
    released: boolean
    event_id: string
    value: Buffer
    fingerprint: string | null
    traceparent: string | null
    position: string
    landed_at: Date
  }>(
    `select d.lane_id, d.id, d.revision, d.epoch, d.operation, d.state, d.attempt, d.code, d.released,
            e.event_id, e.value, e.fingerprint, e.traceparent, e.position, d.landed_at
       from delivery d join event e on e.id = d.event_id
      where d.lane_id = any($1::bigint[]) and d.state in ('due', 'intent', 'in-doubt', 'following', 'parked', 'held')
      order by d.lane_id, d.epoch, d.revision`,
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
    stage: Part['stage']
    posted: unknown
    edited_there: boolean
    code: string | null
    why: string | null
    follow_at: Date | null
  }>(
    `select lane_id, id, delivery_id, part, salt, target_id, body, stage, posted, edited_there, code, why, follow_at
       from posting where lane_id = any($1::bigint[]) order by id`,
    [laneIds],
  )
  const byLane = new Map<string, Part[]>()
  for (const { lane_id, delivery_id, target_id, edited_there, follow_at, ...part } of rows) {
    const list = byLane.get(lane_id) ?? []
    list.push({
      ...part,
      rowId: delivery_id,
      targetId: target_id,
      editedThere: edited_there,
      followAt: follow_at,
    })
    byLane.set(lane_id, list)
  }
  return byLane
}
