import type { Copy, MintOrder, TwinLane } from '@plumbline/engine'
import type pg from 'pg'
import { appendAudit, json } from './audit.ts'
import { nextRevisions, type Of, queueEvents } from './decided.ts'
import { columns } from './pool.ts'

/** How lines of the to-read list name the lane whose settle wakes them. */
export const laneName = (apply: string, scope: string, key: string): string =>
  JSON.stringify([apply, scope, key])

export const laneText = ({ twin }: MintOrder, { scope, key }: TwinLane): string =>
  laneName(twin!.apply, scope, key)

/** Copies of ours that are as we know them: no event, but what is seen there is newer (DESIGN C10). */
export async function storeEchoes(
  client: pg.PoolClient,
  order: MintOrder,
  echoes: Of<'echo'>[],
): Promise<void> {
  if (echoes.length === 0) return
  const { connectionId, now } = order
  const adopted = echoes.filter(({ decision }) => decision.adopt).map(({ decision }) => decision.copy)
  await markCopies(
    client,
    order,
    echoes.map(({ item, decision: { copy, stamp, gone } }) => ({ item, copy, stamp, gone })),
  )
  await see(
    client,
    order,
    echoes.filter(({ decision }) => !decision.adopt).map(({ decision }) => decision.copy),
  )
  await client.query(
    `insert into link (connection_id, by, changed_at, at, scope, key, native_id, seen)
     select $1, 'adopted', $2, i.*
       from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::jsonb[]) as i(at, scope, key) order by scope, key`,
    [
      connectionId,
      now,
      ...columns(
        adopted,
        c => c.apply,
        c => c.scope,
        c => c.key,
        c => c.nativeId,
        c => json(c.seen),
      ),
    ],
  )
  await appendAudit(
    client,
    echoes.flatMap(({ decision: { audit } }) => audit ?? []),
    now,
  )
}

/** Copies that were changed there: the next revision says once more what the origin says (DESIGN A9). */
export async function storeConflicts(
  client: pg.PoolClient,
  order: MintOrder,
  conflicts: Of<'conflict'>[],
): Promise<void> {
  if (conflicts.length === 0) return
  const { connectionId, now } = order
  const decisions = conflicts.map(({ decision }) => decision)
  await markCopies(
    client,
    order,
    conflicts.map(({ item, decision: { copy, stamp, lost } }) => ({ item, copy, stamp, gone: lost })),
  )
  await see(
    client,
    order,
    decisions.filter(({ lost }) => !lost).map(({ copy }) => copy),
  )
  await client.query(
    `delete from link l using unnest($2::text[], $3::text[], $4::text[]) as i(at, scope, key)
      where (l.connection_id, l.at, l.scope, l.key) = ($1, i.at, i.scope, i.key)`,
    [
      connectionId,
      ...columns(
        decisions.filter(({ lost }) => lost),
        d => d.copy.apply,
        d => d.copy.scope,
        d => d.copy.key,
      ),
    ],
  )
  await client.query(
    `insert into conflict (connection_id, apply, scope, key, difference, found_at)
     select $1, i.*, $2 from unnest($3::text[], $4::text[], $5::text[], $6::text[]) as i`,
    [
      connectionId,
      now,
      ...columns(
        decisions,
        d => d.copy.apply,
        d => d.copy.scope,
        d => d.copy.key,
        d => d.difference,
      ),
    ],
  )
  const revisions = await nextRevisions(
    client,
    order,
    decisions.map(({ copy }) => copy.key),
  )
  const events = decisions.map((decision, index) => {
    const revision = revisions[index]!
    return { decision, key: decision.copy.key, revision, event: decision.encode(revision) }
  })
  await queueEvents(client, order, events)
  await appendAudit(
    client,
    events.map(({ decision, revision }) => decision.audit(revision)),
    now,
  )
}

/** Onto the to-read list, to be looked at again when its lane is settled, at the latest at a time. */
export async function storeWaiting(
  client: pg.PoolClient,
  order: MintOrder,
  waiting: Of<'waits'>[],
): Promise<void> {
  if (waiting.length === 0) return
  await client.query(
    `insert into to_read as t (connection_id, capture, native_id, scope, reason, captured_by, asked_at, not_before, last_error,
                               waits_for, waiting_since)
     select $1, $2, n, $3, w, b, $4, u, w, l, $4
       from unnest($5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::text[]) as i(n, b, w, u, l) order by n
     on conflict (connection_id, capture, native_id) do update
       set asks = t.asks + 1, not_before = excluded.not_before, last_error = excluded.last_error, held_code = null,
           held_why = null, waits_for = excluded.waits_for, waiting_since = coalesce(t.waiting_since, excluded.waiting_since)`,
    [
      order.connectionId,
      order.capture,
      order.scope,
      order.now,
      ...columns(
        waiting,
        w => w.item.nativeId,
        w => w.item.by,
        w => w.decision.why,
        w => w.decision.until,
        w => w.decision.lane && laneText(order, w.decision.lane),
      ),
    ],
  )
}

type Marked = Pick<Of<'echo'>, 'item'> & { copy: Copy; stamp: string | null; gone: boolean }

async function markCopies(client: pg.PoolClient, order: MintOrder, copies: Marked[]): Promise<void> {
  await client.query(
    `update source_state s set key = i.key, copy_in = i.scope, stamp = i.stamp, deleted = i.gone, turns_on = null
       from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::boolean[]) as i(native_id, key, scope, stamp, gone)
      where (s.connection_id, s.capture, s.native_id) = ($1, $2, i.native_id)`,
    [
      order.connectionId,
      order.capture,
      ...columns(
        copies,
        c => c.item.nativeId,
        c => c.copy.key,
        c => c.copy.scope,
        c => c.stamp,
        c => c.gone,
      ),
    ],
  )
}

/** No answer of ours: a read that is under way need not begin again. */
async function see(client: pg.PoolClient, order: MintOrder, copies: Copy[]): Promise<void> {
  await client.query(
    `update link l set seen = i.seen, changed_at = $2
       from unnest($3::text[], $4::text[], $5::text[], $6::jsonb[]) as i(at, scope, key, seen)
      where (l.connection_id, l.at, l.scope, l.key) = ($1, i.at, i.scope, i.key)
        and i.seen is not null and l.seen is distinct from i.seen`,
    [
      order.connectionId,
      order.now,
      ...columns(
        copies,
        c => c.apply,
        c => c.scope,
        c => c.key,
        c => json(c.seen),
      ),
    ],
  )
}
