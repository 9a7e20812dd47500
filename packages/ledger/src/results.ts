import type { LaneResult, LinkRef, PartSeen } from '@plumbline/engine'
import type pg from 'pg'
import { appendAudit, json } from './audit.ts'
import { findLinks, linkText, waitText, wakeFor } from './links.ts'
import { columns, type Pool, type Session, transaction } from './pool.ts'

/**
 * Writes what became of lanes, each with its audit, in one transaction; wakes those who waited for the new links.
 * A lane whose lease went to another owner is filed for a new look instead (DESIGN A3).
 */
export async function finishLanes(
  pool: Pool,
  results: LaneResult[],
  owner: string,
  now: Date,
): Promise<{ lost: number }> {
  if (results.length === 0) return { lost: 0 }
  const lost = await transaction(pool, async client => {
    const lanes = await releaseLanes(client, results, owner, now)
    const ours = results.filter(result => lanes.has(result.laneId))
    await endRows(client, ours, now)
    await keepOpenRows(client, ours, now)
    await storeParts(
      client,
      ours.flatMap(result => result.parts),
      now,
    )
    await client.query('delete from posting where id = any($1::bigint[])', [
      ours.flatMap(result => result.dropParts),
    ])
    await keepLinks(client, ours, lanes, now)
    await appendAudit(
      client,
      ours.flatMap(result => result.audits),
      now,
    )
    await keepDeadLetters(client, ours, now)
    const others = results.filter(result => !lanes.has(result.laneId)).map(result => result.laneId)
    if (others.length > 0)
      await client.query(
        'update lane set due_at = least(due_at, $2), asks = asks + 1 where id = any($1::bigint[])',
        [others, now],
      )
    return others.length
  })
  await checkWaitsAgain(pool, results, now)
  return { lost }
}

type LaneName = { connection_id: string; apply: string; scope: string; key: string }

async function releaseLanes(
  client: pg.PoolClient,
  results: LaneResult[],
  owner: string,
  now: Date,
): Promise<Map<string, LaneName>> {
  const { rows } = await client.query<LaneName & { id: string }>(
    `update lane l set owner = null, lease_until = null,
            due_at = case when l.asks <> i.asks then $7 else i.at end,
            applied = greatest(l.applied, i.applied), present = coalesce(i.present, l.present)
       from unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::bigint[], $5::boolean[])
            as i(id, asks, at, applied, present)
      where l.id = i.id and l.owner = $6
     returning l.id, l.connection_id, l.apply, l.scope, l.key`,
    [
      ...columns(
        results,
        r => r.laneId,
        r => r.asks,
        r => r.open?.at ?? null,
        r => r.applied,
        r => r.present,
      ),
      owner,
      now,
    ],
  )
  return new Map(rows.map(({ id, ...name }) => [id, name]))
}

async function endRows(client: pg.PoolClient, results: LaneResult[], now: Date): Promise<void> {
  const ends = results.flatMap(result => result.ends)
  if (ends.length === 0) return
  await client.query(
    `update delivery d set state = i.state, code = i.code, why = i.why, changed_at = $5
       from unnest($1::bigint[], $2::text[], $3::text[], $4::text[]) as i(id, state, code, why) where d.id = i.id`,
    [
      ...columns(
        ends,
        e => e.rowId,
        e => e.state,
        e => e.code,
        e => e.why,
      ),
      now,
    ],
  )
  await client.query('delete from wait where delivery_id = any($1::bigint[])', [ends.map(end => end.rowId)])
}

async function keepOpenRows(client: pg.PoolClient, results: LaneResult[], now: Date): Promise<void> {
  const open = results.flatMap(result => (result.open ? [result.open] : []))
  if (open.length === 0) return
  await client.query(
    `update delivery d set state = i.state, attempt = i.attempt, code = i.code, why = i.why, changed_at = $6
       from unnest($1::bigint[], $2::text[], $3::int[], $4::text[], $5::text[]) as i(id, state, attempt, code, why)
      where d.id = i.id`,
    [
      ...columns(
        open,
        o => o.rowId,
        o => o.state,
        o => o.attempt,
        o => o.code,
        o => o.why,
      ),
      now,
    ],
  )
  await client.query('delete from wait where delivery_id = any($1::bigint[])', [open.map(one => one.rowId)])
  const waits = open.flatMap(({ rowId, waits }) => waits.map(wait => ({ rowId, what: waitText(wait) })))
  await client.query(
    'insert into wait (delivery_id, what) select * from unnest($1::bigint[], $2::text[]) on conflict do nothing',
    columns(
      waits,
      w => w.rowId,
      w => w.what,
    ),
  )
}

/** Stores what is known of journals now. */
export async function storeParts(session: Session, parts: PartSeen[], now: Date): Promise<void> {
  if (parts.length === 0) return
  await session.query(
    `update posting p set stage = i.stage, code = i.code, why = i.why, posted = coalesce(i.posted, p.posted),
            edited_there = i.edited, follow_at = i.follow_at, changed_at = $8
       from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::jsonb[], $6::boolean[], $7::timestamptz[])
            as i(id, stage, code, why, posted, edited, follow_at)
      where p.id = i.id`,
    [
      ...columns(
        parts,
        p => p.id,
        p => p.stage,
        p => p.code,
        p => p.why,
        p => json(p.posted),
        p => p.editedThere,
        p => p.followAt,
      ),
      now,
    ],
  )
}

async function keepLinks(
  client: pg.PoolClient,
  results: LaneResult[],
  lanes: Map<string, LaneName>,
  now: Date,
): Promise<void> {
  const links = results.flatMap(({ laneId, link }) => (link ? [{ ...lanes.get(laneId)!, ...link }] : []))
  if (links.length === 0) return
  await client.query(
    `insert into link as l (connection_id, at, scope, key, native_id, by, seen, changed_at)
     select *, $8::timestamptz from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::jsonb[])
     on conflict (connection_id, at, scope, key) do update
       set native_id = excluded.native_id, seen = excluded.seen, changed_at = excluded.changed_at`,
    [
      ...columns(
        links,
        l => l.connection_id,
        l => l.apply,
        l => l.scope,
        l => l.key,
        l => l.nativeId,
        l => l.by,
        l => json(l.seen),
      ),
      now,
    ],
  )
  for (const connectionId of new Set(links.map(link => link.connection_id))) {
    const named = links
      .filter(link => link.connection_id === connectionId)
      .flatMap(({ apply: at, scope, key, nativeId }) => [
        linkText({ at, scope, key }),
        linkText({ at, scope, nativeId }),
      ])
    await wakeFor(client, connectionId, named, now)
  }
}

async function keepDeadLetters(client: pg.PoolClient, results: LaneResult[], now: Date): Promise<void> {
  const letters = results.flatMap(result => (result.deadLetter ? [result.deadLetter] : []))
  if (letters.length === 0) return
  await client.query(
    `insert into outbox (topic, record_key, event_id, headers, value, minted_at)
     select t, k, '', h, v, $5 from unnest($1::text[], $2::text[], $3::jsonb[], $4::bytea[]) as i(t, k, h, v)`,
    [
      ...columns(
        letters,
        d => d.topic,
        d => d.key,
        d => json(d.headers),
        d => d.value,
      ),
      now,
    ],
  )
}

/** A link may have come between the look and the park; its maker found nobody to wake. */
async function checkWaitsAgain(pool: Pool, results: LaneResult[], now: Date): Promise<void> {
  for (const result of results) {
    const refs = (result.open?.waits ?? []).flatMap((wait): LinkRef[] =>
      wait.for === 'link' ? [wait.ref] : [],
    )
    const connectionId = result.audits[0]?.connectionId
    if (refs.length === 0 || connectionId === undefined) continue
    const links = await findLinks(pool, connectionId, refs)
    const there = refs.filter((_, index) => links[index] !== null).map(linkText)
    await wakeFor(pool, connectionId, there, now)
  }
}
