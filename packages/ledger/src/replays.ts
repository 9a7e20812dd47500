import type { Pauses, Replays } from '@plumbline/engine'
import type { Pool } from './pool.ts'

/** Bounded replays: ordered by one, run by whichever writer takes the lease. */
export function replays(pool: Pool): Replays {
  return {
    async take(entities, owner, now, leaseUntil) {
      const { rows } = await pool.query<{
        id: string
        connection_id: string
        entity: string
        ends: Record<string, string> | null
      }>(
        `with free as (
           select id from replay where done_at is null and entity = any($1::text[]) and (lease_until is null or lease_until <= $3)
            order by id limit 1 for update skip locked)
         update replay r set owner = $2, lease_until = $4 from free where r.id = free.id
         returning r.id, r.connection_id, r.entity, r.ends`,
        [entities, owner, now, leaseUntil],
      )
      const row = rows[0]
      if (!row) return null
      const ends = row.ends && new Map(Object.entries(row.ends).map(([at, end]) => [at, BigInt(end)]))
      return { id: row.id, connectionId: row.connection_id, entity: row.entity, ends }
    },

    async setEnds(id, owner, ends) {
      const texts = Object.fromEntries([...ends].map(([at, end]) => [at, String(end)]))
      await pool.query('update replay set ends = $3 where id = $1 and owner = $2 and ends is null', [
        id,
        owner,
        JSON.stringify(texts),
      ])
    },

    async renew(id, owner, leaseUntil, counts) {
      const { rowCount } = await pool.query(
        `update replay set lease_until = $3, ${COUNT} where id = $1 and owner = $2`,
        [id, owner, leaseUntil, counts.landed, counts.duplicates, counts.revived],
      )
      return rowCount === 1
    },

    async done(id, owner, counts, now) {
      await pool.query(
        `update replay set done_at = $3, ${COUNT}, owner = null, lease_until = null where id = $1 and owner = $2`,
        [id, owner, now, counts.landed, counts.duplicates, counts.revived],
      )
    },
  }
}

/** Added up over all that ran it. */
const COUNT = `landed = coalesce(landed, 0) + $4, duplicates = coalesce(duplicates, 0) + $5,
               revived = coalesce(revived, 0) + $6`

export function pauses(pool: Pool): Pauses {
  return {
    async set({ connectionId, flow, scope, code, why, until }) {
      await pool.query(
        `insert into pause (connection_id, flow, scope, code, why, until) values ($1, $2, $3, $4, $5, $6)
         on conflict (connection_id, flow, scope) do update set code = $4, why = $5, until = $6`,
        [connectionId, flow, scope ?? '', code, why, until],
      )
    },
  }
}
