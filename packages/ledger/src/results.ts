import type { LaneResult, LinkRef, PartSeen } from '@plumbline/engine'
import type pg from 'pg'
import { appendAudit, json } from './audit.ts'
import { keepLetters } from './letters.ts'
import { findLinks, linkText, waitText, wakeFor } from './links.ts'
import { columns, type Pool, type Session, transaction } from './pool.ts'
import { wakeReads } from './read-list.ts'
import { laneName } from './twin-decisions.ts'

/**
 * Writes what became of lanes, each with its audit, in one transaction that locks no other lane. Who waited for it is
 * woken after the commit; should that be lost, the slow pass over all parked rows finds them.
 */
export async function finishLanes(
  pool: Pool,
  results: LaneResult[],
  owner: string,
  now: Date,
): Promise<{ lost: number }> {
  if (results.length === 0) return { lost: 0 }
  const { ours, freed } = await transaction(pool, async client => {
    const lanes = await releaseLanes(client, results, owner, now)
    const ours = results.filter(result => lanes.has(result.laneId))
    await endRows(client, ours, now)
    await keepOpenRows(client, ours, now)
    await storeParts(
      client,
      ours.flatMap(result => result.parts),
      now,
    )
    await dropParts(client, ours)
    await keepLinks(client, ours, lanes, now)
    const freed = await giveBack(client, ours)
    await appendAudit(
      client,
      ours.flatMap(result => result.audits),
      now,
    )
    await keepLetters(
      client,
      ours.flatMap(result => result.deadLetter ?? []),
      now,
    )
    await askAgain(
      client,
      results.filter(result => !lanes.has(result.laneId)),
      now,
    )
    return { ours: ours.map(result => ({ result, lane: lanes.get(result.laneId)! })), freed }
  })
  for (const connectionId of new Set(results.map(result => result.connectionId))) {
    const own = ours.filter(one => one.lane.connection_id === connectionId)
    const claims = freed.filter(one => one.connection_id === connectionId).map(one => `claim:${one.value}`)
    const whats = [...own.flatMap(fulfils), ...claims, ...(await fulfilledMeanwhile(pool, connectionId, own))]
    await wakeFor(pool, connectionId, whats, now)
    await wakeReads(
      pool,
      connectionId,
      own.map(({ lane }) => laneName(lane.apply, lane.scope, lane.key)),
      now,
    )
  }
  return { lost: results.length - ours.length }
}

type LaneName = { connection_id: string; apply: string; scope: string; key: string }
type Finished = { result: LaneResult; lane: LaneName }

async function releaseLanes(
  client: pg.PoolClient,
  results: LaneResult[],
  owner: string,
  now: Date,
): Promise<Map<string, LaneName>> {
  const { rows } = await client.query<LaneName & { id: string }>(
    `with ours as (
       select id from lane where id = any($1::bigint[]) and owner = $7 order by id for no key update)
     update lane l set owner = null, lease_until = i.rest,
            due_at = case when l.asks <> i.asks then $8 else i.due end,
            applied = greatest(l.applied, i.applied), present = coalesce(i.present, l.present)
       from ours, unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::timestamptz[], $5::bigint[], $6::boolean[])
            as i(id, asks, due, rest, applied, present)
      where l.id = ours.id and i.id = ours.id
     returning l.id, l.connection_id, l.apply, l.scope, l.key`,
    [
      ...columns(
        results,
        r => r.laneId,
        r => r.asks,
        r => r.due,
        r => r.rest,
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
  const open = results.flatMap(result => result.open ?? [])
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
  const waiting = open.filter(({ waits }) => waits !== null)
  await client.query('delete from wait where delivery_id = any($1::bigint[])', [
    waiting.map(one => one.rowId),
  ])
  const waits = waiting.flatMap(({ rowId, waits }) => waits!.map(wait => ({ rowId, what: waitText(wait) })))
  if (waits.length === 0) return
  await client.query(
    'insert into wait (delivery_id, what) select * from unnest($1::bigint[], $2::text[]) on conflict do nothing',
    columns(
      waits,
      w => w.rowId,
      w => w.what,
    ),
  )
}

/** Stores what is known of journals now; where `onlyIn` is given, only of those that still stand there. */
export async function storeParts(
  session: Session,
  parts: PartSeen[],
  now: Date,
  onlyIn: PartSeen['stage'][] | null = null,
): Promise<void> {
  if (parts.length === 0) return
  await session.query(
    `update posting p set stage = i.stage, code = i.code, why = i.why, posted = coalesce(i.posted, p.posted),
            there = coalesce(i.there, p.there), edited_there = i.edited, follow_at = i.follow_at, changed_at = $9
       from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::jsonb[], $6::jsonb[], $7::boolean[], $8::timestamptz[])
            as i(id, stage, code, why, posted, there, edited, follow_at)
      where p.id = i.id and ($10::text[] is null or p.stage = any($10))`,
    [
      ...columns(
        parts,
        p => p.id,
        p => p.stage,
        p => p.code,
        p => p.why,
        p => json(p.posted),
        p => json(p.there),
        p => p.editedThere,
        p => p.followAt,
      ),
      now,
      onlyIn,
    ],
  )
}

async function dropParts(client: pg.PoolClient, results: LaneResult[]): Promise<void> {
  const ids = results.flatMap(result => result.dropParts)
  if (ids.length > 0) await client.query('delete from posting where id = any($1::bigint[])', [ids])
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
     select *, $8::timestamptz
       from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::jsonb[]) as i(c, at, scope, key)
      order by c, at, scope, key
     on conflict (connection_id, at, scope, key) do update
       set native_id = excluded.native_id, seen = excluded.seen, changed_at = excluded.changed_at,
           answered = pg_current_xact_id()`,
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
}

/** Values with one holder that lanes held and do not keep. */
async function giveBack(
  client: pg.PoolClient,
  results: LaneResult[],
): Promise<{ connection_id: string; value: string }[]> {
  const ending = results.filter(({ claims }) => claims !== null)
  if (ending.length === 0) return []
  const kept = ending.flatMap(({ laneId, claims }) => claims!.map(value => ({ laneId, value })))
  const { rows } = await client.query<{ connection_id: string; value: string }>(
    `delete from claim c where c.lane_id = any($1::bigint[])
        and (c.lane_id, c.value) not in (select * from unnest($2::bigint[], $3::text[]))
     returning connection_id, value`,
    [
      ending.map(({ laneId }) => laneId),
      ...columns(
        kept,
        k => k.laneId,
        k => k.value,
      ),
    ],
  )
  return rows
}

/**
 * Lanes that another owner took under our hands become due. Of a state flow the newest row is queued once more, in an
 * epoch of its own: our write may have reached the target after the other's (DESIGN A3).
 */
async function askAgain(client: pg.PoolClient, lost: LaneResult[], now: Date): Promise<void> {
  if (lost.length === 0) return
  const ids = (some: LaneResult[]) => some.map(result => result.laneId)
  await client.query(
    `with wanted as (select id from lane where id = any($1::bigint[]) order by id for no key update)
     update lane set due_at = least(due_at, $2), asks = asks + 1 from wanted where lane.id = wanted.id`,
    [ids(lost), now],
  )
  await client.query(
    `insert into delivery (lane_id, event_id, revision, epoch, operation, state, code, why, landed_at, changed_at)
     select distinct on (lane_id) lane_id, event_id, revision, epoch + 1, operation, 'due', 'sent-again',
            'another writer took the lane over while we wrote', $2, $2
       from delivery where lane_id = any($1::bigint[]) and state in ('due', 'intent', 'in-doubt', 'applied')
      order by lane_id, revision desc, epoch desc
     on conflict do nothing`,
    [ids(lost.filter(({ effect }) => effect === 'state')), now],
  )
}

/** What others may wait for that has come about with a result. */
function fulfils({ result: { link }, lane: { apply: at, scope, key } }: Finished): string[] {
  return link ? [linkText({ at, scope, key }), linkText({ at, scope, nativeId: link.nativeId })] : []
}

/** What came about between the look and the park: whoever brought it found nobody to wake. */
async function fulfilledMeanwhile(pool: Pool, connectionId: string, finished: Finished[]): Promise<string[]> {
  const waits = finished.flatMap(({ result }) => result.open?.waits ?? [])
  const refs = waits.flatMap((wait): LinkRef[] => (wait.for === 'link' ? [wait.ref] : []))
  const values = waits.flatMap(wait => (wait.for === 'claim' ? [wait.what] : []))
  if (refs.length + values.length === 0) return []
  const links = await findLinks(pool, connectionId, refs)
  const { rows: held } = await pool.query<{ value: string }>(
    'select value from claim where connection_id = $1 and value = any($2::text[])',
    [connectionId, values],
  )
  const free = values.filter(value => !held.some(one => one.value === value))
  return [
    ...refs.filter((_, index) => links[index] !== null).map(linkText),
    ...free.map(value => `claim:${value}`),
  ]
}
