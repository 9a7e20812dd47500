import type { ReadLine, ReadList } from '@plumbline/engine'
import type { CapturedBy } from '@plumbline/flow-kit'
import { columns, type Pool, type Session } from './pool.ts'

type Stored = {
  connection_id: string
  capture: string
  native_id: string
  scope: string
  reason: string
  captured_by: CapturedBy
  traceparent: string | null
  asks: string
  asked_at: Date
  scope_read_at: Date | null
  attempts: number
  released: boolean
}

/** The to-read list (DESIGN C1). Lines are always locked in one order: nobody waits in a circle. */
export function readList(pool: Pool): ReadList {
  const inOrder = 'order by t.connection_id, t.capture, t.native_id'
  const named = (lines: ReadLine[]) =>
    columns(
      lines,
      l => l.connectionId,
      l => l.capture,
      l => l.nativeId,
      l => l.asks,
    )
  const locked = `
    mine as (
      select t.connection_id, t.capture, t.native_id, t.asks = l.asks as over
        from to_read t join unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[]) as l(c, f, n, asks)
          on (t.connection_id, t.capture, t.native_id) = (l.c, l.f, l.n)
       where t.owner = $5 ${inOrder} for update of t)`
  const isMine = '(t.connection_id, t.capture, t.native_id) = (m.connection_id, m.capture, m.native_id)'
  return {
    async ask(lines, at) {
      if (lines.length === 0) return
      await pool.query(
        `insert into to_read as t (connection_id, capture, native_id, scope, reason, captured_by, traceparent, asked_at, not_before)
         select distinct on (c, f, n) c, f, n, s, r, b, t, $8, $8
           from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
                as l(c, f, n, s, r, b, t) order by c, f, n
         on conflict (connection_id, capture, native_id) do update
           set asks = t.asks + 1, asked_at = excluded.asked_at, scope = excluded.scope, reason = excluded.reason,
               captured_by = excluded.captured_by, traceparent = excluded.traceparent, not_before = excluded.not_before,
               held_code = null, held_why = null
         where t.held_code is null or excluded.captured_by <> 'compare'`,
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
      const free = `t.capture = $1 and t.connection_id = any($2::uuid[]) and t.held_code is null and t.not_before <= $3
              and (t.lease_until is null or t.lease_until < $3)`
      const { rows } = await pool.query<Stored>(
        `with first as (select t.connection_id, t.scope from to_read t where ${free} order by t.not_before limit 1),
         taken as (
           select t.connection_id, t.capture, t.native_id
             from to_read t join first f on f.connection_id = t.connection_id and f.scope = t.scope
            where ${free} order by t.asked_at limit $4 for update of t skip locked)
         update to_read t set owner = $5, lease_until = $6 from taken
          where (t.connection_id, t.capture, t.native_id) = (taken.connection_id, taken.capture, taken.native_id)
         returning t.*, (select c.last_read_at from cursor c
                          where (c.connection_id, c.capture, c.scope) = (t.connection_id, t.capture, t.scope)) as scope_read_at`,
        [capture, connectionIds, now, limit, owner, leaseUntil],
      )
      return rows.map(toLine)
    },

    async renew(lines, owner, leaseUntil) {
      const { rowCount } = await pool.query(
        `with ${locked} update to_read t set lease_until = $6 from mine m where ${isMine}`,
        [...named(lines), owner, leaseUntil],
      )
      return (rowCount ?? 0) > 0
    },

    async done(lines, owner) {
      if (lines.length === 0) return
      await pool.query(
        `with ${locked},
         gone as (delete from to_read t using mine m where ${isMine} and m.over)
         update to_read t set owner = null, lease_until = null, attempts = 0 from mine m where ${isMine} and not m.over`,
        [...named(lines), owner],
      )
    },

    async postpone(lines, owner, { until, why, failed }) {
      if (lines.length === 0) return
      await pool.query(
        `with ${locked}
         update to_read t set owner = null, lease_until = null, attempts = t.attempts + $6, last_error = $7,
                not_before = case when m.over then $8 else t.not_before end
           from mine m where ${isMine}`,
        [...named(lines), owner, failed ? 1 : 0, why, until],
      )
    },
  }
}

/** Makes lines due that wait for a settle of these lanes, held ones too: what they were held for may be over. */
export async function wakeReads(
  session: Session,
  connectionId: string,
  lanes: string[],
  now: Date,
): Promise<void> {
  await session.query(
    `with wanted as (
       select t.connection_id, t.capture, t.native_id from to_read t
        where t.connection_id = $1 and t.waits_for = any($2::text[])
        order by t.connection_id, t.capture, t.native_id for update)
     update to_read t set not_before = least(t.not_before, $3), asks = t.asks + 1, held_code = null, held_why = null
       from wanted w
      where (t.connection_id, t.capture, t.native_id) = (w.connection_id, w.capture, w.native_id)`,
    [connectionId, lanes, now],
  )
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
    askedAt: row.asked_at,
    scopeReadAt: row.scope_read_at,
    attempts: row.attempts,
    released: row.released,
  }
}
