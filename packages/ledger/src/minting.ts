import type { MintDecision, Minting, MintOrder, SourceState } from '@plumbline/engine'
import type pg from 'pg'
import { appendAudit, json } from './audit.ts'
import { columns, type Pool, transaction } from './pool.ts'

type Minted = Extract<MintDecision, { is: 'minted' }>
type Decided = { item: MintOrder['items'][number]; state: SourceState | null; decision: MintDecision }

/** Compares what was read with what is known, and mints revisions of what changed (DESIGN C2, C3). */
export function minting(pool: Pool): Minting {
  return {
    async snapshot() {
      const { rows } = await pool.query<{ s: string }>('select pg_current_snapshot()::text as s')
      return rows[0]!.s
    },

    async mint(order, decide) {
      return await transaction(pool, async client => {
        const states = await lockStates(client, order)
        const decided = order.items.map((item, index): Decided => {
          const state = states.get(item.nativeId) ?? null
          return { item, state, decision: decide(index, state) }
        })
        await store(client, order, decided)
        return decided.map(({ decision }) => decision.is)
      })
    },

    async deletions(connectionId, capture, scope, since) {
      const { rows } = await pool.query<{ n: number }>(
        `select count(*)::int as n from source_state
          where deleted and (connection_id, capture, scope) = ($1, $2, $3) and changed_at > $4`,
        [connectionId, capture, scope, since],
      )
      return rows[0]!.n
    },

    async known(connectionId, capture, scope) {
      const { rows } = await pool.query<{ native_id: string }>(
        `select native_id from source_state
          where (connection_id, capture, scope) = ($1, $2, $3) and not deleted and revision > 0`,
        [connectionId, capture, scope],
      )
      return rows.map(row => row.native_id)
    },

    async turning(connectionId, capture, today) {
      const { rows } = await pool.query<{ native_id: string; scope: string }>(
        'select native_id, scope from source_state where (connection_id, capture) = ($1, $2) and turns_on <= $3',
        [connectionId, capture, today],
      )
      return rows.map(row => ({ nativeId: row.native_id, scope: row.scope }))
    },
  }
}

/** Locks the records in the order of their ids, so that two batches never wait for each other in a circle. */
async function lockStates(client: pg.PoolClient, order: MintOrder): Promise<Map<string, SourceState>> {
  const fresh = order.items.filter(item => item.key !== null)
  await client.query(
    `insert into source_state (connection_id, capture, key, native_id, scope, changed_at)
     select distinct on (n) $1, $2, k, n, s, $6::timestamptz from unnest($3::text[], $4::text[], $5::text[]) as i(k, n, s)
      order by n
     on conflict do nothing`,
    [
      order.connectionId,
      order.capture,
      ...columns(
        fresh,
        i => i.key,
        i => i.nativeId,
        i => i.scope,
      ),
      order.now,
    ],
  )
  const { rows } = await client.query<{
    key: string
    native_id: string
    scope: string
    revision: string
    content: unknown
    digest: string | null
    deleted: boolean
    stamp: string | null
    moved: boolean
  }>(
    `select key, native_id, scope, revision, content, digest, deleted, stamp,
            compared <> pg_current_xact_id() and not pg_visible_in_snapshot(compared, $4::pg_snapshot) as moved
       from source_state where (connection_id, capture) = ($1, $2) and native_id = any($3::text[])
      order by native_id for update`,
    [order.connectionId, order.capture, order.items.map(item => item.nativeId), order.snapshot],
  )
  return new Map(
    rows.map(row => [row.native_id, { ...row, nativeId: row.native_id, revision: Number(row.revision) }]),
  )
}

async function store(client: pg.PoolClient, order: MintOrder, decided: Decided[]): Promise<void> {
  const compared = decided.filter(({ state }) => state !== null)
  if (compared.length > 0)
    await client.query(
      `update source_state set compared = pg_current_xact_id()
        where (connection_id, capture) = ($1, $2) and native_id = any($3::text[])`,
      [order.connectionId, order.capture, compared.map(({ item }) => item.nativeId)],
    )
  await storeUnchanged(client, order, decided)
  await storeMinted(client, order, decided)
  await fileAgain(
    client,
    order,
    decided.filter(({ decision }) => decision.is === 'again'),
  )
  for (const { item, decision } of decided) {
    if (decision.is !== 'held') continue
    await client.query(
      `insert into to_read (connection_id, capture, native_id, scope, reason, captured_by, asked_at, not_before, held_code, held_why)
       values ($1, $2, $3, $4, 'delete', $5, $6, $6, $7, $8)
       on conflict (connection_id, capture, native_id) do update
         set held_code = excluded.held_code, held_why = excluded.held_why, reason = excluded.reason, asks = to_read.asks + 1`,
      [
        order.connectionId,
        order.capture,
        item.nativeId,
        item.scope,
        order.by,
        order.now,
        decision.code,
        decision.why,
      ],
    )
    await appendAudit(client, [decision.audit], order.now)
  }
}

async function storeUnchanged(client: pg.PoolClient, order: MintOrder, decided: Decided[]): Promise<void> {
  const same = decided.flatMap(({ item, decision }) =>
    decision.is === 'unchanged' ? [{ item, decision }] : [],
  )
  if (same.length === 0) return
  await client.query(
    `update source_state s set stamp = i.stamp, turns_on = i.turns_on
       from unnest($3::text[], $4::text[], $5::date[]) as i(native_id, stamp, turns_on)
      where (s.connection_id, s.capture, s.native_id) = ($1, $2, i.native_id)
        and (s.stamp, s.turns_on) is distinct from (i.stamp, i.turns_on)`,
    [
      order.connectionId,
      order.capture,
      ...columns(
        same,
        s => s.item.nativeId,
        s => s.decision.stamp,
        s => s.decision.turnsOn,
      ),
    ],
  )
}

async function storeMinted(client: pg.PoolClient, order: MintOrder, decided: Decided[]): Promise<void> {
  const minted = decided.flatMap(({ item, state, decision }) =>
    decision.is === 'minted' && state ? [{ item, state, decision }] : [],
  )
  if (minted.length === 0) return
  const revisions = await nextRevisions(
    client,
    order,
    minted.map(m => m.state.key),
  )
  const events = minted.map(({ item, state, decision }) => {
    const revision = revisions.get(state.key)!
    return { item, decision, revision, event: decision.encode(revision) }
  })
  await client.query(
    `update source_state s set revision = i.revision, content = i.content, digest = i.digest, deleted = i.deleted,
            stamp = i.stamp, turns_on = i.turns_on, scope = i.scope, changed_at = $10
       from unnest($3::text[], $4::bigint[], $5::jsonb[], $6::text[], $7::boolean[], $8::text[], $9::date[], $11::text[])
            as i(native_id, revision, content, digest, deleted, stamp, turns_on, scope)
      where (s.connection_id, s.capture, s.native_id) = ($1, $2, i.native_id)`,
    [
      order.connectionId,
      order.capture,
      ...columns(
        events,
        e => e.item.nativeId,
        e => e.revision,
        e => json(e.decision.content),
        e => e.decision.digest,
        e => e.decision.operation === 'delete',
        e => e.decision.stamp,
        e => e.decision.turnsOn,
      ),
      order.now,
      events.map(e => e.item.scope),
    ],
  )
  await client.query(
    `insert into outbox (topic, record_key, event_id, headers, value, minted_at)
     select t, k, e, h, v, $6 from unnest($1::text[], $2::text[], $3::text[], $4::jsonb[], $5::bytea[]) as i(t, k, e, h, v)`,
    [
      ...columns(
        events,
        e => e.event.topic,
        e => e.event.recordKey,
        e => e.event.eventId,
        e => json(e.event.headers),
        e => e.event.value,
      ),
      order.now,
    ],
  )
  await appendAudit(
    client,
    events.map(e => (e.decision as Minted).audit(e.revision)),
    order.now,
  )
}

async function nextRevisions(
  client: pg.PoolClient,
  order: MintOrder,
  keys: string[],
): Promise<Map<string, number>> {
  const { rows } = await client.query<{ key: string; revision: string }>(
    `insert into record as r (connection_id, entity, key, revision)
     select $1, $2, k, 1 from unnest($3::text[]) as k order by k
     on conflict (connection_id, entity, key) do update set revision = r.revision + 1
     returning key, revision`,
    [order.connectionId, order.entity, keys],
  )
  return new Map(rows.map(row => [row.key, Number(row.revision)]))
}

async function fileAgain(client: pg.PoolClient, order: MintOrder, again: Decided[]): Promise<void> {
  if (again.length === 0) return
  await client.query(
    `insert into to_read as t (connection_id, capture, native_id, scope, reason, captured_by, asked_at, not_before)
     select $1, $2, n, s, 'moved while it was read', $3, $4, $4 from unnest($5::text[], $6::text[]) as i(n, s)
     on conflict (connection_id, capture, native_id) do update set asks = t.asks + 1, not_before = excluded.not_before`,
    [
      order.connectionId,
      order.capture,
      order.by,
      order.now,
      ...columns(
        again,
        a => a.item.nativeId,
        a => a.item.scope,
      ),
    ],
  )
}
