import type { MintDecision, MintOrder, NewEvent, SourceState } from '@plumbline/engine'
import type pg from 'pg'
import { appendAudit, json } from './audit.ts'
import { columns } from './pool.ts'
import { laneText, storeConflicts, storeEchoes, storeWaiting } from './twin-decisions.ts'

/** One record of a mint, and what was decided about it. */
export type Decided = {
  item: MintOrder['items'][number]
  state: SourceState | null
  decision: MintDecision
}

export type Of<Is extends MintDecision['is']> = Decided & { decision: Extract<MintDecision, { is: Is }> }

function those<Is extends MintDecision['is']>(decided: Decided[], is: Is): Of<Is>[] {
  return decided.filter((one): one is Of<Is> => one.decision.is === is)
}

/** A good read of a record that is held ends the hold. */
const GOOD = new Set<MintDecision['is']>(['minted', 'unchanged', 'echo', 'conflict'])

/** Writes the decisions of a mint, in its transaction. */
export async function storeDecided(
  client: pg.PoolClient,
  order: MintOrder,
  decided: Decided[],
): Promise<void> {
  await noteCompared(client, order, decided)
  await storeMinted(client, order, those(decided, 'minted'))
  await fileAgain(client, order, those(decided, 'again'))
  await hold(client, order, those(decided, 'held'))
  await storeEchoes(client, order, those(decided, 'echo'))
  await storeConflicts(client, order, those(decided, 'conflict'))
  await storeWaiting(client, order, those(decided, 'waits'))
  const good = decided.filter(({ decision: { is } }) => GOOD.has(is))
  // What could not be read, or seemed to be gone, has been read: nobody need look at it any more.
  await client.query(
    `delete from to_read where (connection_id, capture) = ($1, $2) and native_id = any($3::text[])
        and held_code is not null`,
    [order.connectionId, order.capture, good.map(({ item }) => item.nativeId)],
  )
  const audits = those(decided, 'ignored').flatMap(({ decision: { audit } }) => (audit ? [audit] : []))
  await appendAudit(client, audits, order.now)
}

/** Every locked compare moves the record's version, "unchanged" too (DESIGN C3). */
async function noteCompared(client: pg.PoolClient, order: MintOrder, decided: Decided[]): Promise<void> {
  const compared = decided.filter(({ state, decision }) => state !== null && decision.is !== 'minted')
  if (compared.length === 0) return
  const seen = ({ decision }: Decided) => (decision.is === 'unchanged' ? decision : null)
  await client.query(
    `update source_state s set compared = pg_current_xact_id(),
            stamp = case when i.same then i.stamp else s.stamp end,
            turns_on = case when i.same then i.turns_on else s.turns_on end
       from unnest($3::text[], $4::boolean[], $5::text[], $6::date[]) as i(native_id, same, stamp, turns_on)
      where (s.connection_id, s.capture, s.native_id) = ($1, $2, i.native_id)`,
    [
      order.connectionId,
      order.capture,
      ...columns(
        compared,
        c => c.item.nativeId,
        c => seen(c) !== null,
        c => seen(c)?.stamp,
        c => seen(c)?.turnsOn,
      ),
    ],
  )
}

async function storeMinted(client: pg.PoolClient, order: MintOrder, minted: Of<'minted'>[]): Promise<void> {
  if (minted.length === 0) return
  const revisions = await nextRevisions(
    client,
    order,
    minted.map(({ decision }) => decision.key),
  )
  const events = minted.map(({ item, decision }, index) => {
    const revision = revisions[index]!
    return { item, decision, key: decision.key, revision, event: decision.encode(revision) }
  })
  await client.query(
    `update source_state s set revision = i.revision, content = i.content, digest = i.digest, deleted = i.deleted,
            stamp = i.stamp, turns_on = i.turns_on, alike = i.alike, key = i.key, copy_in = null, scope = $3, changed_at = $4,
            compared = pg_current_xact_id()
       from unnest($5::text[], $6::bigint[], $7::jsonb[], $8::text[], $9::boolean[], $10::text[], $11::date[], $12::text[],
                   $13::text[])
            as i(native_id, revision, content, digest, deleted, stamp, turns_on, alike, key)
      where (s.connection_id, s.capture, s.native_id) = ($1, $2, i.native_id)`,
    [
      order.connectionId,
      order.capture,
      order.scope,
      order.now,
      ...columns(
        events,
        e => e.item.nativeId,
        e => e.revision,
        e => json(e.decision.content),
        e => e.decision.digest,
        e => e.decision.operation === 'delete',
        e => e.decision.stamp,
        e => e.decision.turnsOn,
        e => e.decision.alike,
        e => e.key,
      ),
    ],
  )
  await queueEvents(client, order, events)
  await appendAudit(
    client,
    events.map(e => e.decision.audit(e.revision)),
    order.now,
  )
}

/** An event of one revision of a key. */
export type Queued = { key: string; revision: number; event: NewEvent }

/** Into the outbox, in their order. */
export async function queueEvents(client: pg.PoolClient, order: MintOrder, events: Queued[]): Promise<void> {
  await client.query(
    `insert into outbox (connection_id, entity, key, revision, topic, record_key, event_id, headers, value, minted_at)
     select $1, $2, i.*, $3
       from unnest($4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::jsonb[], $10::bytea[]) as i`,
    [
      order.connectionId,
      order.entity,
      order.now,
      ...columns(
        events,
        e => e.key,
        e => e.revision,
        e => e.event.topic,
        e => e.event.recordKey,
        e => e.event.eventId,
        e => json(e.event.headers),
        e => e.event.value,
      ),
    ],
  )
}

/** The next revision for each of these keys, in their order; the keys are locked in order, whoever else mints. */
export async function nextRevisions(
  client: pg.PoolClient,
  order: MintOrder,
  keys: string[],
): Promise<number[]> {
  const { rows } = await client.query<{ key: string; n: number; revision: string }>(
    `insert into record as r (connection_id, entity, key, revision)
     select $1, $2, k, count(*) from unnest($3::text[]) as k group by k order by k
     on conflict (connection_id, entity, key) do update set revision = r.revision + excluded.revision
     returning key, revision`,
    [order.connectionId, order.entity, keys],
  )
  const last = new Map(rows.map(row => [row.key, Number(row.revision)]))
  const counts = Map.groupBy(keys, key => key)
  const next = new Map([...last].map(([key, revision]) => [key, revision - counts.get(key)!.length]))
  return keys.map(key => {
    const revision = next.get(key)! + 1
    next.set(key, revision)
    return revision
  })
}

/** Back to the to-read list. Held or not: what was read may be newer than what it was held for. */
async function fileAgain(client: pg.PoolClient, order: MintOrder, again: Of<'again'>[]): Promise<void> {
  if (again.length === 0) return
  await client.query(
    `insert into to_read as t (connection_id, capture, native_id, scope, reason, captured_by, asked_at, not_before)
     select $1, $2, n, $3, 'moved while it was read', b, $4, $4 from unnest($5::text[], $6::text[]) as i(n, b) order by n
     on conflict (connection_id, capture, native_id) do update
       set asks = t.asks + 1, not_before = excluded.not_before, held_code = null, held_why = null`,
    [
      order.connectionId,
      order.capture,
      order.scope,
      order.now,
      ...columns(
        again,
        a => a.item.nativeId,
        a => a.item.by,
      ),
    ],
  )
}

/** Kept on the to-read list for a person. Held once more for the same reason is no new decision. */
async function hold(client: pg.PoolClient, order: MintOrder, held: Of<'held'>[]): Promise<void> {
  if (held.length === 0) return
  const ids = held.map(({ item }) => item.nativeId)
  const before = await client.query<{ native_id: string; held_code: string | null }>(
    `select native_id, held_code from to_read
      where (connection_id, capture) = ($1, $2) and native_id = any($3::text[]) order by native_id for update`,
    [order.connectionId, order.capture, ids],
  )
  await client.query(
    `insert into to_read as t (connection_id, capture, native_id, scope, reason, captured_by, asked_at, not_before,
                               held_code, held_why, waits_for)
     select $1, $2, n, $3, c, b, $4, $4, c, w, l
       from unnest($5::text[], $6::text[], $7::text[], $8::text[], $9::text[]) as i(n, b, c, w, l) order by n
     on conflict (connection_id, capture, native_id) do update
       set asks = t.asks + 1, attempts = 0, released = false, held_code = excluded.held_code, held_why = excluded.held_why,
           waits_for = excluded.waits_for, waiting_since = null`,
    [
      order.connectionId,
      order.capture,
      order.scope,
      order.now,
      ...columns(
        held,
        h => h.item.nativeId,
        h => h.item.by,
        h => h.decision.code,
        h => h.decision.why,
        h => h.decision.lane && laneText(order, h.decision.lane),
      ),
    ],
  )
  const codes = new Map(before.rows.map(row => [row.native_id, row.held_code]))
  const news = held.filter(({ item, decision }) => codes.get(item.nativeId) !== decision.code)
  await appendAudit(
    client,
    news.map(({ decision }) => decision.audit),
    order.now,
  )
}
