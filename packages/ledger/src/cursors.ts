import type { Cursor, Cursors } from '@plumbline/engine'
import { type Pool, transaction } from './pool.ts'

/** Where each scope's reading stands, one reader at a time (DESIGN C6). */
export function cursors(pool: Pool): Cursors {
  const mine = '(connection_id, capture, scope) = ($1, $2, $3) and owner = $4'
  const of = (cursor: Cursor, owner: string) => [cursor.connectionId, cursor.capture, cursor.scope, owner]
  return {
    async keep(connectionId, capture, scopes, times, now) {
      const own = [connectionId, capture, scopes]
      await transaction(pool, async client => {
        const left = '(connection_id, capture) = ($1, $2) and not scope = any($3::text[])'
        await client.query(`delete from cursor where ${left}`, own)
        await client.query(`delete from to_read where ${left}`, own)
        // A scope that is being read is read by the schedule of before; so it is read once more.
        await client.query(
          `update cursor set asks = asks + 1 where (connection_id, capture) = ($1, $2) and lease_until >= $3`,
          [connectionId, capture, now],
        )
        await client.query(
          `update cursor set attempts = 0,
                  next_read_at = case when not filled then $3 when $4::timestamptz is null then null
                                      when attempts > 0 then $3 else least(next_read_at, $4) end,
                  next_compare_at = case when filled and $5::timestamptz is not null then least(next_compare_at, $5) end
            where (connection_id, capture) = ($1, $2) and (lease_until is null or lease_until < $3)`,
          [connectionId, capture, now, times.nextReadAt, times.nextCompareAt],
        )
        await client.query(
          `insert into cursor (connection_id, capture, scope, next_read_at)
           select $1, $2, s, $4 from unnest($3::text[]) as s on conflict do nothing`,
          [...own, now],
        )
      })
    },

    async take({ captures, connectionIds, owner, now, leaseUntil }) {
      const { rows } = await pool.query<{
        connection_id: string
        capture: string
        scope: string
        through: Date | null
        filled: boolean
        due: 'read' | 'compare'
        next_compare_at: Date | null
        asks: string
        attempts: number
      }>(
        `with due as (
           select connection_id, capture, scope from cursor
            where capture = any($1::text[]) and connection_id = any($2::uuid[])
              and (lease_until is null or lease_until < $3) and least(next_read_at, next_compare_at) <= $3
            order by least(next_read_at, next_compare_at), capture, scope limit 1 for update skip locked)
         update cursor c set owner = $4, lease_until = $5 from due
          where (c.connection_id, c.capture, c.scope) = (due.connection_id, due.capture, due.scope)
         returning c.connection_id, c.capture, c.scope, c.through, c.filled, c.next_compare_at, c.asks, c.attempts,
                   case when c.next_compare_at <= $3 then 'compare' else 'read' end as due`,
        [captures, connectionIds, now, owner, leaseUntil],
      )
      const row = rows[0]
      if (!row) return null
      return {
        connectionId: row.connection_id,
        capture: row.capture,
        scope: row.scope,
        through: row.through?.toISOString() ?? null,
        filled: row.filled,
        due: row.due,
        nextCompareAt: row.next_compare_at,
        asks: Number(row.asks),
        attempts: row.attempts,
      }
    },

    async renew(cursor, owner, leaseUntil) {
      const { rowCount } = await pool.query(`update cursor set lease_until = $5 where ${mine}`, [
        ...of(cursor, owner),
        leaseUntil,
      ])
      return rowCount === 1
    },

    async done(cursor, owner, { through, at, nextReadAt, nextCompareAt }) {
      await pool.query(
        `update cursor set owner = null, lease_until = null, filled = true, last_error = null, attempts = 0,
                last_read_at = $6::timestamptz, through = greatest(through, $5), next_compare_at = $8,
                next_read_at = case when asks = $9 then $7::timestamptz else $6::timestamptz end
          where ${mine}`,
        [...of(cursor, owner), through, at, nextReadAt, nextCompareAt, cursor.asks],
      )
    },

    async postpone(cursor, owner, { until, why, failed }) {
      const due = cursor.due === 'read' ? 'next_read_at' : 'next_compare_at'
      await pool.query(
        `update cursor set owner = null, lease_until = null, last_error = $6, ${due} = $5, attempts = attempts + $7
          where ${mine}`,
        [...of(cursor, owner), until, why, failed ? 1 : 0],
      )
    },

    async filled(connectionId, capture, others) {
      const listed = others === 'all' ? null : others
      const { rows } = await pool.query<{ ok: boolean }>(
        `select not exists (
                  select from cursor where connection_id = $1 and $3::text[] is null and capture <> $2 and not filled
                                       and split_part(capture, '.', 1) = split_part($2, '.', 1))
            and not exists (
                  select from unnest($3::text[], $4::text[]) as o(capture, scope)
                   where not exists (select from cursor c where c.filled and (c.connection_id, c.capture, c.scope)
                                                                           = ($1, o.capture, o.scope))) as ok`,
        [connectionId, capture, listed?.map(one => one.capture), listed?.map(one => one.scope)],
      )
      return rows[0]!.ok
    },

    async hurry(connectionId, capture, scope, now) {
      await pool.query(
        `update cursor set next_read_at = least(next_read_at, $4), asks = asks + 1
          where (connection_id, capture, scope) = ($1, $2, $3) and next_read_at is not null`,
        [connectionId, capture, scope, now],
      )
    },
  }
}
