import type { Lanes } from '@plumbline/engine'
import { claimLanes, partsOf } from './claims.ts'
import { storeIntents } from './intents.ts'
import { findLinks, wakeFor } from './links.ts'
import { type Pool, transaction } from './pool.ts'
import { finishLanes } from './results.ts'

/** Ledger → target: lanes, their rows, and everything that decides about them (DESIGN §5). */
export function lanes(pool: Pool): Lanes {
  return {
    claim: order => claimLanes(pool, order),
    intend: (orders, owner, now, leaseUntil) => storeIntents(pool, orders, owner, now, leaseUntil),
    finish: (results, owner, now) => finishLanes(pool, results, owner, now),
    parts: laneIds => partsOf(pool, laneIds),
    links: (connectionId, refs) => findLinks(pool, connectionId, refs),

    async hold(laneId, connectionId, values, now) {
      return await transaction(pool, async client => {
        const freed = await client.query<{ value: string }>(
          'delete from claim where lane_id = $1 and not value = any($2::text[]) returning value',
          [laneId, values],
        )
        await wakeFor(
          client,
          connectionId,
          freed.rows.map(row => `claim:${row.value}`),
          now,
        )
        await client.query(
          `insert into claim (connection_id, value, lane_id) select $1, v, $2 from unnest($3::text[]) as v order by v
           on conflict do nothing`,
          [connectionId, laneId, values],
        )
        const { rows } = await client.query<{ value: string; holder: string }>(
          `select c.value, l.key as holder from claim c join lane l on l.id = c.lane_id
            where c.connection_id = $1 and c.value = any($2::text[]) and c.lane_id <> $3`,
          [connectionId, values, laneId],
        )
        return rows
      })
    },

    async wake({ applies, now, today, all }) {
      const { rowCount } = await pool.query(
        `update lane set due_at = least(due_at, $2), asks = asks + 1
          where apply = any($1::text[]) and id in (
            select d.lane_id from delivery d
             where d.state = 'parked' and ($4 or exists (
               select from wait w where w.delivery_id = d.id and w.what between 'date:' and 'date:' || $3)))`,
        [applies, now, today, all],
      )
      return rowCount ?? 0
    },
  }
}
