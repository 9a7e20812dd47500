import type { ReadLine, ReadList } from '@plumbline/engine'
import type { CapturedBy } from '@plumbline/flow-kit'
import { appendAudit } from './audit.ts'
import { columns, type Pool, transaction } from './pool.ts'

type Stored = {
  connection_id: string
  capture: string
  native_id: string
  scope: string
  reason: string
  captured_by: CapturedBy
  traceparent: string | null
  asks: string
  attempts: number
  released: boolean
}

/** The to-read list (DESIGN C1). */
export function readList(pool: Pool): ReadList {
  return {
    async ask(lines, at) {
      if (lines.length === 0) return
      await pool.query(
        `insert into to_read as t (connection_id, capture, native_id, scope, reason, captured_by, traceparent, asked_at, not_before)
         select distinct on (1, 2, 3) c, f, n, s, r, b, t, $8, $8
           from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
                as l(c, f, n, s, r, b, t)
         on conflict (connection_id, capture, native_id) do update
           set asks = t.asks + 1, asked_at = excluded.asked_at, scope = excluded.scope, reason = excluded.reason,
               captured_by = excluded.captured_by, traceparent = excluded.traceparent, not_before = excluded.not_before,
               held_code = case when t.reason = excluded.reason then t.held_code end`,
        [
          ...columns(
            lines,
            l => l.connectionId,
            l => l.capture,
            l => l.nativeId,
            l => l.scope,
            l => l.reason,
            l => l.by,
            l => l.traceparent,
          ),
          at,
        ],
      )
    },

    async take({ capture, connectionIds, owner, now, leaseUntil, limit }) {
      const { rows } = await pool.query<Stored>(
        `with free as (
           select * from to_read
            where capture = $1 and connection_id = any($2::uuid[]) and held_code is null and not_before <= $3
              and (lease_until is null or lease_until < $3)),
         first as (select connection_id, scope from free order by not_before limit 1),
         taken as (
           select t.connection_id, t.capture, t.native_id from to_read t join free using (connection_id, capture, native_id)
             join first f on f.connection_id = t.connection_id and f.scope = t.scope
            order by t.asked_at limit $4 for update of t skip locked)
         update to_read t set owner = $5, lease_until = $6 from taken
          where (t.connection_id, t.capture, t.native_id) = (taken.connection_id, taken.capture, taken.native_id)
         returning t.*`,
        [capture, connectionIds, now, limit, owner, leaseUntil],
      )
      return rows.map(toLine)
    },

    async done(lines, owner) {
      if (lines.length === 0) return
      await pool.query(
        `with mine as (
           select t.connection_id, t.capture, t.native_id, t.asks = l.asks as over
             from to_read t join unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[]) as l(c, f, n, asks)
               on (t.connection_id, t.capture, t.native_id) = (l.c, l.f, l.n)
            where t.owner = $5 for update of t),
         gone as (
           delete from to_read t using mine m
            where (t.connection_id, t.capture, t.native_id) = (m.connection_id, m.capture, m.native_id) and m.over)
         update to_read t set owner = null, lease_until = null, attempts = 0 from mine m
          where (t.connection_id, t.capture, t.native_id) = (m.connection_id, m.capture, m.native_id) and not m.over`,
        [
          ...columns(
            lines,
            l => l.connectionId,
            l => l.capture,
            l => l.nativeId,
            l => l.asks,
          ),
          owner,
        ],
      )
    },

    async postpone(lines, owner, until, why) {
      if (lines.length === 0) return
      await pool.query(
        `update to_read t set owner = null, lease_until = null, attempts = t.attempts + 1, last_error = $5,
                not_before = case when t.asks = l.asks then $6 else t.not_before end
           from unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[]) as l(c, f, n, asks)
          where (t.connection_id, t.capture, t.native_id) = (l.c, l.f, l.n) and t.owner = $7`,
        [
          ...columns(
            lines,
            l => l.connectionId,
            l => l.capture,
            l => l.nativeId,
            l => l.asks,
          ),
          why,
          until,
          owner,
        ],
      )
    },

    async hold(line, owner, code, why, audit, at) {
      await transaction(pool, async client => {
        await client.query(
          `update to_read set owner = null, lease_until = null, held_code = $4, held_why = $5
            where (connection_id, capture, native_id) = ($1, $2, $3) and owner = $6`,
          [line.connectionId, line.capture, line.nativeId, code, why, owner],
        )
        await appendAudit(client, [audit], at)
      })
    },
  }
}

function toLine(row: Stored): ReadLine {
  return {
    connectionId: row.connection_id,
    capture: row.capture,
    nativeId: row.native_id,
    scope: row.scope,
    reason: row.reason,
    by: row.captured_by,
    traceparent: row.traceparent,
    asks: Number(row.asks),
    attempts: row.attempts,
    released: row.released,
  }
}
