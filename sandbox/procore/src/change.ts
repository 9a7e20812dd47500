import { isDeepStrictEqual } from 'node:util'
import { type Actor, type Procore, stamp } from './procore.ts'

/** What a write needs of a table. */
export type Rows<R> = {
  name: string
  defaults: Partial<R>
  hasIds: boolean
  keyOf(row: R): string
  get(key: string): R | null
  put(row: R): R
  delete(key: string): void
}

/**
 * The one way in which a row changes: row, `updated_at`, ledger, webhook events; the caller's answer commits.
 * An equal row is an accepted write that changes nothing, moves no stamp and tells nobody.
 *
 * @returns the row as it stands; null where `after` is null, which deletes it.
 */
export function change<R extends object>(
  procore: Procore,
  actor: Actor,
  table: Rows<R>,
  before: R | null,
  after: R | null,
): R | null {
  const equal = before !== null && after !== null && isDeepStrictEqual(before, after)
  const now = stamp(procore.clock)
  const row = equal || after === null ? after : { ...after, updated_at: now }
  const key = table.keyOf((row ?? before)!)
  if (row === null) table.delete(key)
  else if (!equal) table.put(row)
  procore.writes.add({
    at: procore.clock.now().toISOString(),
    caller: actor.caller,
    action: actor.action,
    collection: table.name,
    key,
    before,
    after: row,
    traceparent: actor.traceparent,
  })
  if (!equal) procore.events.emit(actor, table.name, before, row)
  return row
}

/** A new row with Procore's defaults; it exists once `change` has put it. */
export function newRow<R extends object>(procore: Procore, table: Rows<R>, fields: Partial<R>): R {
  const created_at = stamp(procore.clock)
  const row = { ...table.defaults, created_at, updated_at: created_at, ...fields }
  if (!table.hasIds || 'id' in row) return row as unknown as R
  return { ...row, id: procore.ids.next(id => table.get(id) !== null) } as unknown as R
}
