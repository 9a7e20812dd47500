import type { Lanes } from '@plumbline/engine'
import { claimLanes, earlierOf, partsOf } from './claims.ts'
import { storeIntents } from './intents.ts'
import { findLinks } from './links.ts'
import { columns, type Pool, transaction } from './pool.ts'
import { finishLanes } from './results.ts'

/** Ledger → target: lanes, their rows, and everything that decides about them (DESIGN §5). */
export function lanes(pool: Pool): Lanes {
  return {
    claim: order => claimLanes(pool, order),
    intend: (orders, owner, now, leaseUntil) => storeIntents(pool, orders, owner, now, leaseUntil),
    finish: (results, owner, now) => finishLanes(pool, results, owner, now),
    parts: laneIds => partsOf(pool, laneIds),
    earlier: (laneId, above, below) => earlierOf(pool, laneId, above, below),
    links: (connectionId, refs) => findLinks(pool, connectionId, refs),

    async renew(laneIds, owner, leaseUntil) {
      const { rowCount } = await pool.query(
        `with ours as (select id from lane where id = any($1::bigint[]) and owner = $2 order by id for no key update)
         update lane set lease_until = $3 from ours where lane.id = ours.id`,
        [laneIds, owner, leaseUntil],
      )
      return rowCount ?? 0
    },

    async hold(laneId, connectionId, values) {
      if (values.length === 0) return []
      return await transaction(pool, async client => {
        await client.query(
          `insert into claim (connection_id, value, lane_id) select $1, v, $2 from unnest($3::text[]) as v order by v
           on conflict do nothing`,
          [connectionId, laneId, values],
        )
        const { rows } = await client.query<{ value: string; holder: string }>(
          `select c.value, l.entity || ' ' || l.key as holder from claim c join lane l on l.id = c.lane_id
            where c.connection_id = $1 and c.value = any($2::text[]) and c.lane_id <> $3 order by c.value`,
          [connectionId, values, laneId],
        )
        return rows
      })
    },

    async wake({ applies, now, today, all }) {
      const { rowCount } = await pool.query(
        `with dated as (
           select d.lane_id
             from unnest($3::uuid[], $4::text[]) as t(connection_id, day)
             join wait w on w.what between 'date:' and 'date:' || t.day
             join delivery d on d.id = w.delivery_id
             join lane l on l.id = d.lane_id and l.connection_id = t.connection_id),
         waiting as (
           select lane_id from delivery where $5 and state = 'parked'
           union all
           select d.lane_id from delivery d join lane l on l.id = d.lane_id
            where $5 and d.state = 'in-doubt' and l.due_at is null
           union all
           select lane_id from dated),
         wanted as (
           select id from lane where apply = any($1::text[]) and id in (select lane_id from waiting)
            order by id for no key update)
         update lane set due_at = least(due_at, $2), asks = asks + 1 from wanted where lane.id = wanted.id`,
        [
          applies,
          now,
          ...columns(
            today,
            one => one.connectionId,
            one => one.day,
          ),
          all,
        ],
      )
      return rowCount ?? 0
    },
  }
}
