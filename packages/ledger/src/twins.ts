import type { LinkRow, MintOrder, OtherRecord, SourceState, TwinFacts, TwinLane } from '@plumbline/engine'
import type pg from 'pg'
import { columns } from './pool.ts'

/** What is asked about one item: by its id there, or by the key that it had as a copy. */
type Asked = {
  scope: string
  nativeId: string | null
  copyOf: string | null
  marker: string | null
  alike: string | null
}
type Place = { scope: string; key: string }
type Linked = LinkRow & { scope: string; moved: boolean }

const at = ({ scope, key }: Place): string => JSON.stringify([scope, key])

/**
 * What is known of the records of a mint as copies of other systems' records (DESIGN C9, C10). Locked in one order: the
 * records' last revisions, so that no origin speaks meanwhile; lanes, so that no call begins or settles; links.
 */
export async function loadTwins(
  client: pg.PoolClient,
  order: MintOrder,
  states: (SourceState | null)[],
): Promise<(TwinFacts | null)[]> {
  if (!order.twin) return order.items.map(() => null)
  const asked = order.items.map((item, index): Asked | null => {
    const { key = null, copyIn = null, revision = 0 } = states[index] ?? {}
    if (item.twin) return { ...item.twin, copyOf: null }
    if (copyIn !== null) return { scope: copyIn, nativeId: null, copyOf: key, marker: null, alike: null }
    if (revision > 0) return null
    // Gone before it was ever read; it may be ours for all that.
    return { scope: order.scope, nativeId: item.nativeId, copyOf: null, marker: null, alike: null }
  })
  const some = asked.filter(one => one !== null)
  const alike = await findAlike(client, order, some)
  const expected = await findLinks(client, order, some, [], false)
  const places = some.flatMap(one => placesOf(one, expected, alike))
  await client.query(
    `select from record where (connection_id, entity) = ($1, $2) and key = any($3::text[]) order by key for update`,
    [
      order.connectionId,
      order.entity,
      [...places.map(one => one.key), ...order.items.flatMap(item => item.key ?? [])],
    ],
  )
  const lanes = await lockLanes(client, order, places)
  const links = await findLinks(client, order, some, places, true)
  const origins = await findOrigins(client, order, places)
  const conflicts = await findConflicts(client, order, places)
  const waiting = await findWaiting(client, order)
  const laneOf = (place: Place): TwinLane | null => {
    const lane = lanes.get(at(place)) ?? null
    const linked = links.find(one => at(one) === at(place))?.nativeId ?? null
    if (lane === null && linked === null) return null
    return { ...place, unsettled: lane?.unsettled ?? false, present: lane?.present ?? true, linked }
  }
  return asked.map((one, index): TwinFacts | null => {
    if (one === null) return null
    const link = linkOf(one, links)
    const key = link?.key ?? one.copyOf
    const place = key === null ? null : { scope: one.scope, key }
    return {
      link,
      lane: place && laneOf(place),
      origin: (key !== null && origins.get(key)) || null,
      conflicts: (place && conflicts.get(at(place))) ?? [],
      marked: one.marker === null ? null : laneOf({ scope: one.scope, key: one.marker }),
      others: (alike.get(one.alike ?? '') ?? []).map(other => ({
        ...other,
        lane: laneOf({ scope: one.scope, key: other.key }),
      })),
      waitingSince: waiting.get(order.items[index]!.nativeId) ?? null,
    }
  })
}

function linkOf({ scope, nativeId, copyOf }: Asked, links: Linked[]): Linked | null {
  const is = (link: Linked) => (nativeId === null ? link.key === copyOf : link.nativeId === nativeId)
  return links.find(link => link.scope === scope && is(link)) ?? null
}

function placesOf(one: Asked, links: Linked[], alike: Map<string, OtherRecord[]>): Place[] {
  const others = alike.get(one.alike ?? '') ?? []
  const keys = [linkOf(one, links)?.key, one.copyOf, one.marker, ...others.map(other => other.key)]
  return keys.flatMap(key => (key ? [{ scope: one.scope, key }] : []))
}

/** Links by the ids of what was read, and by these places; locked in the order in which settles take them. */
async function findLinks(
  client: pg.PoolClient,
  { connectionId, twin, snapshot }: MintOrder,
  asked: Asked[],
  places: Place[],
  locked: boolean,
): Promise<Linked[]> {
  const read = asked.filter(one => one.nativeId !== null)
  const { rows } = await client.query<Omit<Linked, 'nativeId'> & { native_id: string }>(
    `with wanted as (
       select scope, key from unnest($3::text[], $4::text[]) as w(scope, key)
        union
       select l.scope, l.key from unnest($5::text[], $6::text[]) as w(scope, native_id)
         join link l on (l.connection_id, l.at, l.scope, l.native_id) = ($1, $2, w.scope, w.native_id))
     select l.scope, l.key, l.native_id, l.by, l.seen, not pg_visible_in_snapshot(l.answered, $7::pg_snapshot) as moved
       from wanted w join link l on (l.connection_id, l.at, l.scope, l.key) = ($1, $2, w.scope, w.key)
      order by l.scope, l.key ${locked ? 'for update of l' : ''}`,
    [
      connectionId,
      twin!.apply,
      ...columns(
        places,
        p => p.scope,
        p => p.key,
      ),
      ...columns(
        read,
        r => r.scope,
        r => r.nativeId,
      ),
      snapshot,
    ],
  )
  return rows.map(({ native_id, ...row }) => ({ ...row, nativeId: native_id }))
}

async function findAlike(
  client: pg.PoolClient,
  { connectionId, capture, entity }: MintOrder,
  asked: Asked[],
): Promise<Map<string, OtherRecord[]>> {
  const texts = asked.flatMap(one => one.alike ?? [])
  if (texts.length === 0) return new Map()
  const { rows } = await client.query<OtherRecord & { alike: string }>(
    `select alike, key, content, deleted from source_state
      where connection_id = $1 and alike = any($2::text[]) and capture <> $3 and split_part(capture, '.', 1) = $4
        and not deleted and revision > 0 and copy_in is null order by key`,
    [connectionId, texts, capture, entity],
  )
  return Map.groupBy(rows, row => row.alike)
}

async function lockLanes(
  client: pg.PoolClient,
  { connectionId, twin }: MintOrder,
  places: Place[],
): Promise<Map<string, { unsettled: boolean; present: boolean }>> {
  const of = [
    connectionId,
    twin!.apply,
    ...columns(
      places,
      p => p.scope,
      p => p.key,
    ),
  ]
  const { rows: locked } = await client.query<{ id: string }>(
    `select id from lane where (connection_id, apply) = ($1, $2)
        and (scope, key) in (select * from unnest($3::text[], $4::text[])) order by id for share`,
    of,
  )
  // Asked once they are locked: what was under way when the lock was asked for may be over.
  const { rows } = await client.query<Place & { unsettled: boolean; present: boolean }>(
    `select scope, key, present, exists (
              select from delivery d where d.lane_id = lane.id and d.state in ('intent', 'in-doubt')) as unsettled
       from lane where id = any($1::bigint[])`,
    [locked.map(one => one.id)],
  )
  return new Map(rows.map(row => [at(row), row]))
}

async function findOrigins(
  client: pg.PoolClient,
  { connectionId, capture, entity }: MintOrder,
  places: Place[],
): Promise<Map<string, OtherRecord>> {
  const { rows } = await client.query<OtherRecord>(
    `select key, content, deleted from source_state
      where connection_id = $1 and key = any($2::text[]) and capture <> $3 and split_part(capture, '.', 1) = $4
        and revision > 0 and copy_in is null`,
    [connectionId, places.map(one => one.key), capture, entity],
  )
  return new Map(rows.map(row => [row.key, row]))
}

async function findConflicts(
  client: pg.PoolClient,
  { connectionId, twin }: MintOrder,
  places: Place[],
): Promise<Map<string, TwinFacts['conflicts']>> {
  const { rows } = await client.query<Place & { difference: string; at: Date }>(
    `select scope, key, difference, found_at as at from conflict
      where (connection_id, apply) = ($1, $2) and found_at >= $3
        and (scope, key) in (select * from unnest($4::text[], $5::text[])) order by id`,
    [
      connectionId,
      twin!.apply,
      twin!.conflictsSince,
      ...columns(
        places,
        p => p.scope,
        p => p.key,
      ),
    ],
  )
  return Map.groupBy(rows, at)
}

async function findWaiting(client: pg.PoolClient, order: MintOrder): Promise<Map<string, Date>> {
  const { rows } = await client.query<{ native_id: string; waiting_since: Date }>(
    `select native_id, waiting_since from to_read
      where (connection_id, capture) = ($1, $2) and native_id = any($3::text[]) and waiting_since is not null`,
    [order.connectionId, order.capture, order.items.map(item => item.nativeId)],
  )
  return new Map(rows.map(row => [row.native_id, row.waiting_since]))
}
