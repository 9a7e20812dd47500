import type { Audit } from '@plumbline/engine'
import { appendAudit } from './audit.ts'
import { type Pool, transaction } from './pool.ts'

export type ReleaseOrder = { id: string; reason: string; who: string; now: Date }

/** What was let go; null when nothing of that id waits for a person. */
export type Released = { entity: string; key: string; flow: string; was: string } | null

/**
 * Lets a held (or parked, or dead) delivery go on, as if a person had said yes to it; one in doubt is looked up again
 * and stays in doubt until that decides. Audited.
 */
export async function releaseDelivery(pool: Pool, order: ReleaseOrder): Promise<Released> {
  return await transaction(pool, async client => {
    // The lane first, as every settle does.
    const { rows: lanes } = await client.query<{
      id: string
      connection_id: string
      entity: string
      key: string
      apply: string
      scope: string
    }>(
      `select id, connection_id, entity, key, apply, scope from lane
        where id = (select lane_id from delivery where id = $1) for no key update`,
      [order.id],
    )
    const { rows } = await client.query<{ revision: string; was: string; code: string | null }>(
      `with found as (
         select id, state, code from delivery where id = $1 and state in ('held', 'parked', 'dead', 'in-doubt'))
       update delivery d set state = case when found.state = 'in-doubt' then found.state else 'due' end,
              released = true, changed_at = $2
         from found where d.id = found.id returning d.revision, found.state as was, found.code`,
      [order.id, order.now],
    )
    const [lane, row] = [lanes[0], rows[0]]
    if (!lane || !row) return null
    await client.query('update lane set due_at = $2, asks = asks + 1 where id = $1', [lane.id, order.now])
    const audit = operatorAudit(order, lane.connection_id, lane.entity, lane.key, lane.apply, lane.scope)
    await appendAudit(client, [{ ...audit, revision: Number(row.revision), code: row.code }], order.now)
    return { entity: lane.entity, key: lane.key, flow: lane.apply, was: row.was }
  })
}

/** Lets a held line of the to-read list go: it is read again, and a deletion is then minted without asking. Audited. */
export async function releaseRead(pool: Pool, order: ReleaseOrder): Promise<Released> {
  return await transaction(pool, async client => {
    const { rows } = await client.query<{
      connection_id: string
      capture: string
      native_id: string
      scope: string
      held_code: string
    }>(
      `with found as (select id, held_code from to_read where id = $1 and held_code is not null for update)
       update to_read t set held_code = null, held_why = null, released = true, not_before = $2, attempts = 0, asks = asks + 1
         from found where t.id = found.id
       returning t.connection_id, t.capture, t.native_id, t.scope, found.held_code`,
      [order.id, order.now],
    )
    const row = rows[0]
    if (!row) return null
    const entity = row.capture.split('.')[0]!
    const audit = operatorAudit(order, row.connection_id, entity, row.native_id, row.capture, row.scope)
    await appendAudit(client, [{ ...audit, code: row.held_code }], order.now)
    return { entity, key: row.native_id, flow: row.capture, was: row.held_code }
  })
}

function operatorAudit(
  { reason, who }: ReleaseOrder,
  connectionId: string,
  entity: string,
  key: string,
  flow: string,
  scope: string,
): Audit {
  return {
    connectionId,
    entity,
    key,
    revision: null,
    flow,
    scope,
    decision: 'released',
    code: null,
    why: reason,
    who,
    before: null,
    after: null,
    traceparent: null,
    position: null,
  }
}
