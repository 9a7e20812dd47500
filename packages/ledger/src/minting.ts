import type { Locked, MintDecision, Minting, MintOrder, SourceState } from '@plumbline/engine'
import type pg from 'pg'
import { type Decided, storeDecided } from './decided.ts'
import { linkText, wakeFor } from './links.ts'
import { columns, type Pool, transaction } from './pool.ts'
import { loadTwins } from './twins.ts'

/** Compares what was read with what is known, and mints revisions of what changed (DESIGN C2, C3). */
export function minting(pool: Pool): Minting {
  return {
    async snapshot() {
      const { rows } = await pool.query<{ s: string }>('select pg_current_snapshot()::text as s')
      return rows[0]!.s
    },

    async mint(order, decide) {
      const decided = await transaction(pool, async client => {
        const deletions = await countDeletions(client, order)
        const states = await lockStates(client, order)
        const twins = await loadTwins(client, order, states)
        const decisions = decide({ states, deletions, twins })
        const decided = order.items.map(
          (item, index): Decided => ({ item, state: states[index]!, decision: decisions[index]! }),
        )
        await storeDecided(client, order, decided)
        return decided
      })
      await wakeFor(pool, order.connectionId, decided.flatMap(adopted), order.now)
      return decided.map(({ decision }): MintDecision['is'] => decision.is)
    },

    async known(connectionId, capture, scope) {
      const { rows } = await pool.query<{ native_id: string }>(
        `select native_id from source_state
          where (connection_id, capture, scope) = ($1, $2, $3) and not deleted
            and (revision > 0 or copy_in is not null)`,
        [connectionId, capture, scope],
      )
      return rows.map(row => row.native_id)
    },

    async turning(connectionId, capture, today) {
      const { rows } = await pool.query<{ native_id: string; scope: string }>(
        `select s.native_id, s.scope from source_state s join cursor c using (connection_id, capture, scope)
          where (connection_id, capture) = ($1, $2) and s.turns_on <= $3
            and not exists (select from to_read t
                             where (t.connection_id, t.capture, t.native_id) = (s.connection_id, s.capture, s.native_id))`,
        [connectionId, capture, today],
      )
      return rows.map(row => ({ nativeId: row.native_id, scope: row.scope }))
    },
  }
}

/** What others may wait for that has come about with a decision. */
function adopted({ decision }: Decided): string[] {
  if (decision.is !== 'echo' || !decision.adopt) return []
  const { apply: at, scope, key, nativeId } = decision.copy
  return [linkText({ at, scope, key }), linkText({ at, scope, nativeId })]
}

/** How many deletions the scope has seen (DESIGN C5), under a lock that lets one batch of them be decided at a time. */
async function countDeletions(
  client: pg.PoolClient,
  { connectionId, capture, scope, deletionsSince, items }: MintOrder,
): Promise<Locked['deletions']> {
  if (deletionsSince === null) return 0
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    JSON.stringify(['deletions', connectionId, capture, scope]),
  ])
  const { rows } = await client.query<{ n: number }>(
    `select ((select count(*) from source_state
               where deleted and copy_in is null and (connection_id, capture, scope) = ($1, $2, $3) and changed_at > $4
                 and native_id <> all($5::text[]))
           + (select count(*) from to_read
               where held_code = 'many-deletions' and (connection_id, capture, scope) = ($1, $2, $3)
                 and native_id <> all($5::text[])))::int as n`,
    [connectionId, capture, scope, deletionsSince, items.map(item => item.nativeId)],
  )
  return rows[0]!.n
}

/** Locks the records in the order of their ids, so that two batches never wait for each other in a circle. */
async function lockStates(client: pg.PoolClient, order: MintOrder): Promise<(SourceState | null)[]> {
  const fresh = order.items.filter(item => item.key !== null)
  await client.query(
    `insert into source_state (connection_id, capture, key, native_id, scope, changed_at)
     select $1, $2, k, n, $3, $4 from unnest($5::text[], $6::text[]) as i(k, n) order by n
     on conflict do nothing`,
    [
      order.connectionId,
      order.capture,
      order.scope,
      order.now,
      ...columns(
        fresh,
        i => i.key,
        i => i.nativeId,
      ),
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
    copy_in: string | null
    moved: boolean
  }>(
    `select key, native_id, scope, revision, content, digest, deleted, stamp, copy_in,
            compared <> pg_current_xact_id() and not pg_visible_in_snapshot(compared, $4::pg_snapshot) as moved
       from source_state where (connection_id, capture) = ($1, $2) and native_id = any($3::text[])
      order by native_id for update`,
    [order.connectionId, order.capture, order.items.map(item => item.nativeId), order.snapshot],
  )
  const known = new Map(
    rows.map(({ native_id, revision, copy_in, ...row }): [string, SourceState] => [
      native_id,
      { ...row, nativeId: native_id, revision: Number(revision), copyIn: copy_in },
    ]),
  )
  return order.items.map(item => known.get(item.nativeId) ?? null)
}
