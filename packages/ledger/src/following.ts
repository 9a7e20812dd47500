import type { Following } from '@plumbline/engine'
import { columns, type Pool, transaction } from './pool.ts'
import { storeParts } from './results.ts'

/** Journals accepted but not final (BUSINESS.md: edit, approval, posting are PeopleSoft's). */
export function following(pool: Pool): Following {
  return {
    async due(apply, connectionId, now, limit) {
      const { rows } = await pool.query<{
        id: string
        lane_id: string
        target_id: string
        scope: string
        body: unknown
        intended_at: Date
        stage: 'following' | 'error'
        code: string | null
        why: string | null
      }>(
        `select p.id, p.lane_id, p.target_id, l.scope, p.body, p.intended_at, p.stage, p.code, p.why
           from posting p join lane l on l.id = p.lane_id
          where p.apply = $1 and p.connection_id = $2 and p.follow_at <= $3
            and not exists (select from pause x where x.connection_id = $2 and x.flow = $1
                                                  and x.scope in ('', l.scope) and x.until > $3)
          order by p.follow_at limit $4`,
        [apply, connectionId, now, limit],
      )
      return rows.map(row => ({
        partId: row.id,
        laneId: row.lane_id,
        targetId: row.target_id,
        scope: row.scope,
        body: row.body,
        sentAt: row.intended_at,
        stage: row.stage,
        code: row.code,
        why: row.why,
      }))
    },

    async seen(parts, now) {
      if (parts.length === 0) return
      await transaction(pool, async client => {
        // The lanes first, and in order: a settle locks its lane, then its parts.
        await client.query(
          `with seen as (
             select p.lane_id, (p.stage, p.why) is distinct from (i.stage, i.why) as news
               from unnest($1::bigint[], $2::text[], $3::text[]) as i(id, stage, why)
               join posting p on p.id = i.id and p.stage in ('following', 'error')),
           wanted as (select id from lane where id in (select lane_id from seen) order by id for no key update)
           update lane set due_at = least(due_at, $4), asks = asks + 1
             from wanted where lane.id = wanted.id and lane.id in (select lane_id from seen where news)`,
          [
            ...columns(
              parts,
              part => part.id,
              part => part.stage,
              part => part.why,
            ),
            now,
          ],
        )
        await storeParts(client, parts, now, ['following', 'error'])
      })
    },
  }
}
