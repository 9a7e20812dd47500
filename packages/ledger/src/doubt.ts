import type { BeginOrder, LandOrder } from '@plumbline/engine'
import type pg from 'pg'
import { landingOwner } from './landing-rows.ts'

/**
 * A ledger older than what was landed (DESIGN A10): open posting rows may have been sent since, so each is looked up
 * before anything is sent. Their lanes are held until the landing is past what was lost.
 */
export async function beginDoubt(client: pg.PoolClient, order: BeginOrder): Promise<void> {
  const { topic, partition, postings, now } = order
  await client.query(
    `with open as (
       select d.id, d.lane_id from delivery d join lane l on l.id = d.lane_id join event e on e.id = d.event_id
        where l.apply = any($1::text[]) and starts_with(e.position, $2)
          and d.state in ('due', 'intent', 'in-doubt', 'following', 'parked', 'held')),
     doubted as (
       update delivery d set doubted = true, state = case when d.state = 'following' then d.state else 'in-doubt' end,
              changed_at = $3 from open where d.id = open.id),
     held as (select id from lane where id in (select lane_id from open) order by id for no key update)
     update lane set owner = $4, lease_until = 'infinity', due_at = least(due_at, $3), asks = asks + 1
       from held where lane.id = held.id`,
    [postings, `${topic}/${partition}@`, now, landingOwner(order)],
  )
}

/** Everything that was lost is landed again: the doubts can be looked up. */
export async function endDoubt(client: pg.PoolClient, order: LandOrder): Promise<void> {
  await client.query(
    `with held as (select id from lane where owner = $1 and lease_until = 'infinity' order by id for no key update)
     update lane set owner = null, lease_until = null from held where lane.id = held.id`,
    [landingOwner(order)],
  )
  await client.query(
    'update landing_offset set doubt_below = 0 where (consumer_group, topic, partition) = ($1, $2, $3)',
    [order.group, order.topic, order.partition],
  )
}
