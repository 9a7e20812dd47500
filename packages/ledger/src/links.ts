import type { LinkRef, LinkRow } from '@plumbline/engine'
import type { Wait } from '@plumbline/flow-kit'
import { columns, type Session } from './pool.ts'

/** Links in the order of `refs`; null where there is none. */
export async function findLinks(
  session: Session,
  connectionId: string,
  refs: LinkRef[],
): Promise<(LinkRow | null)[]> {
  if (refs.length === 0) return []
  const { rows } = await session.query<{
    n: string
    key: string
    native_id: string
    by: LinkRow['by']
    seen: unknown
  }>(
    `with r as (select * from unnest($2::text[], $3::text[], $4::text[], $5::text[])
                         with ordinality as r(at, scope, key, native_id, n))
     select r.n, l.key, l.native_id, l.by, l.seen
       from r join link l on (l.connection_id, l.at, l.scope, l.key) = ($1, r.at, r.scope, r.key)
      union all
     select r.n, l.key, l.native_id, l.by, l.seen
       from r join link l on (l.connection_id, l.at, l.scope, l.native_id) = ($1, r.at, r.scope, r.native_id)`,
    [
      connectionId,
      ...columns(
        refs,
        r => r.at,
        r => r.scope,
        r => ('key' in r ? r.key : null),
        r => ('nativeId' in r ? r.nativeId : null),
      ),
    ],
  )
  const found = new Map(
    rows.map(({ n, native_id, ...row }) => [Number(n) - 1, { ...row, nativeId: native_id }]),
  )
  return refs.map((_, index) => found.get(index) ?? null)
}

/** How a wait is spelled in the table, and how whoever fulfils it finds those who wait. */
export function waitText(wait: Wait): string {
  switch (wait.for) {
    case 'link':
      return linkText(wait.ref)
    case 'date':
      return `date:${wait.on}`
    case 'settings':
    case 'fact':
    case 'claim':
      return `${wait.for}:${wait.what}`
  }
}

export function linkText(ref: LinkRef): string {
  const which = 'key' in ref ? `key:${ref.key}` : `id:${ref.nativeId}`
  return `link:${ref.at}:${ref.scope}:${which}`
}

/** Makes lanes due whose rows wait for one of these. */
export async function wakeFor(
  session: Session,
  connectionId: string,
  whats: string[],
  now: Date,
): Promise<void> {
  if (whats.length === 0) return
  await session.query(
    `with wanted as (
       select id from lane
        where connection_id = $1
          and id in (select d.lane_id from wait w join delivery d on d.id = w.delivery_id where w.what = any($2::text[]))
        order by id for no key update)
     update lane set due_at = least(due_at, $3), asks = asks + 1 from wanted where lane.id = wanted.id`,
    [connectionId, whats, now],
  )
}
