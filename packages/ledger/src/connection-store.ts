import { randomUUID } from 'node:crypto'
import type { Audit } from '@plumbline/engine'
import type pg from 'pg'
import { appendAudit, json } from './audit.ts'
import { type Pool, transaction } from './pool.ts'

/** A secret as it is stored: under a data key, the data key under the key named by `keyId`. */
export type SealedSecret = { name: string; keyId: string; wrappedKey: Buffer; sealed: Buffer }

export type StoredConnection = { id: string; name: string; version: number; document: unknown }

export type ApplyOrder = {
  name: string
  document: unknown
  /** Seals the secrets once the connection's id is known; those not given stay as they are. */
  seal(connectionId: string): SealedSecret[]
  /** Refuses, by a throw, a document that does not go with the other connections. */
  check(others: StoredConnection[]): void
  /** Entities whose topics must be landed again because of the change, e.g. for projects enabled since `before`. */
  backfill(before: unknown): string[]
  who: string
  now: Date
}

/** Connections with their history and secrets: what an operator changes (DESIGN §6). */
export type ConnectionStore = {
  find(name: string): Promise<StoredConnection | null>
  /** One transaction; a document and secrets equal to what is stored change nothing (`changed: false`). */
  apply(order: ApplyOrder): Promise<{ id: string; version: number; created: boolean; changed: boolean }>
  secret(connectionId: string, name: string): Promise<SealedSecret | null>
  /** Names of the secrets that are stored. */
  secretNames(connectionId: string): Promise<string[]>
}

export function createConnectionStore(pool: Pool): ConnectionStore {
  return {
    async find(name) {
      const { rows } = await pool.query<Row>(
        'select id, name, version, document from connection where name = $1',
        [name],
      )
      return rows[0] ? toStored(rows[0]) : null
    },
    apply: order => transaction(pool, client => applyDocument(client, order)),
    async secret(connectionId, name) {
      const { rows } = await pool.query<{ key_id: string; wrapped_key: Buffer; sealed: Buffer }>(
        'select key_id, wrapped_key, sealed from secret where connection_id = $1 and name = $2',
        [connectionId, name],
      )
      const row = rows[0]
      return row ? { name, keyId: row.key_id, wrappedKey: row.wrapped_key, sealed: row.sealed } : null
    },
    async secretNames(connectionId) {
      const { rows } = await pool.query<{ name: string }>(
        'select name from secret where connection_id = $1 order by name',
        [connectionId],
      )
      return rows.map(row => row.name)
    },
  }
}

type Row = { id: string; name: string; version: string; document: unknown }
const toStored = (row: Row): StoredConnection => ({ ...row, version: Number(row.version) })

async function applyDocument(client: pg.PoolClient, order: ApplyOrder) {
  // Two operators at once are taken one after the other, so that each checks against what the other has done.
  await client.query('lock table connection in share row exclusive mode')
  const { rows } = await client.query<Row>('select id, name, version, document from connection')
  const all = rows.map(toStored)
  const before = all.find(one => one.name === order.name) ?? null
  order.check(all.filter(one => one.name !== order.name))
  const id = before?.id ?? randomUUID()
  const secrets = order.seal(id)
  const same = before !== null && (await sameDocument(client, id, order.document))
  if (same && secrets.length === 0) return { id, version: before.version, created: false, changed: false }
  const version = (before?.version ?? 0) + 1
  await client.query(
    `insert into connection (id, name, version, document, applied_at, applied_by) values ($1, $2, $3, $4, $5, $6)
     on conflict (id) do update set version = $3, document = $4, applied_at = $5, applied_by = $6`,
    [id, order.name, version, json(order.document), order.now, order.who],
  )
  await client.query(
    'insert into connection_version (connection_id, version, document, applied_at, applied_by) values ($1, $2, $3, $4, $5)',
    [id, version, json(order.document), order.now, order.who],
  )
  for (const { name, keyId, wrappedKey, sealed } of secrets)
    await client.query(
      `insert into secret (connection_id, name, key_id, wrapped_key, sealed, sealed_at) values ($1, $2, $3, $4, $5, $6)
       on conflict (connection_id, name) do update set key_id = $3, wrapped_key = $4, sealed = $5, sealed_at = $6`,
      [id, name, keyId, wrappedKey, sealed, order.now],
    )
  await lookAgain(client, id, order.now)
  await client.query(
    `insert into replay (connection_id, entity, ordered_by, why, ordered_at)
     select $1, e, $3, 'scopes enabled', $4 from unnest($2::text[]) as e`,
    [id, before === null ? [] : order.backfill(before.document), order.who, order.now],
  )
  const names = secrets.map(secret => secret.name)
  await appendAudit(client, [appliedAudit(order, id, version, before?.document, names)], order.now)
  return { id, version, created: before === null, changed: true }
}

async function sameDocument(client: pg.PoolClient, id: string, document: unknown): Promise<boolean> {
  const { rows } = await client.query<{ same: boolean }>(
    'select document = $2::jsonb as same from connection where id = $1',
    [id, json(document)],
  )
  return rows[0]!.same
}

/** New settings may end any wait and any pause, and make readable what was not. */
async function lookAgain(client: pg.PoolClient, connectionId: string, now: Date): Promise<void> {
  await client.query('delete from pause where connection_id = $1', [connectionId])
  await client.query(
    `with wanted as (
       select id from lane
        where connection_id = $1 and id in (select lane_id from delivery where state in ('parked', 'held'))
        order by id for no key update)
     update lane l set due_at = least(l.due_at, $2), asks = l.asks + 1 from wanted where l.id = wanted.id`,
    [connectionId, now],
  )
  await client.query(
    `update to_read set asks = asks + 1, not_before = least(not_before, $2), held_code = null, held_why = null
      where connection_id = $1 and (held_code is null or held_code = 'unreadable-record')`,
    [connectionId, now],
  )
}

function appliedAudit(
  order: ApplyOrder,
  id: string,
  version: number,
  before: unknown,
  secrets: string[],
): Audit {
  return {
    connectionId: id,
    entity: 'connection',
    key: order.name,
    revision: version,
    flow: 'operator',
    scope: '',
    decision: 'applied',
    code: null,
    why: secrets.length > 0 ? `secrets sealed: ${secrets.join(', ')}` : null,
    who: order.who,
    before: before ?? null,
    after: order.document,
    traceparent: null,
    position: null,
  }
}
