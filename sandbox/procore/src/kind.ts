import type { Call } from './call.ts'
import { change, type Rows } from './change.ts'
import type { Input } from './fields.ts'
import { badRequest, forbidden, notFound, Refusal } from './refusal.ts'

/** The records of one resource within the scope of one call: what all resources' writes have in common. */
export type Kind<R extends object> = {
  table: Rows<R>
  /** Whether a record lies in the call's scope. */
  owns(row: R): boolean
  /** The records among which an `origin_id` must be unique, in this scope and beyond. */
  origins(originId: string): R[]
  /** The record as it will stand, if Procore takes the caller's attributes. @throws Refusal if not. */
  accept(input: Input, before: R | null): R
  /** What Procore does by itself after the write. */
  saved?(row: R): void
  /** The record as the Show action answers it. */
  show(row: R): unknown
}

const MOST_ITEMS = 1000

/** @throws Refusal 404 if the scope has no such record. */
export function find<R extends object>(kind: Pick<Kind<R>, 'table' | 'owns'>, id: string): R {
  const row = kind.table.get(id)
  if (!row || !kind.owns(row)) throw notFound()
  return row
}

/** Creates (`before` null) or updates a record. @throws Refusal, also for an `origin_id` that another record has. */
export function save<R extends object>(call: Call, kind: Kind<R>, input: Input, before: R | null): R {
  const after = kind.accept(input, before)
  const key = kind.table.keyOf(after)
  const origin = originOf(after)
  if (origin !== null && (before === null || originOf(before) !== origin))
    if (kind.origins(origin).some(row => kind.table.keyOf(row) !== key))
      throw forbidden('origin_id', 'has already been taken')
  const row = change(call.procore, call.actor, kind.table, before, after)!
  kind.saved?.(row)
  return row
}

/**
 * A sync (procore.md §3.2): at most 1000 items, each standing alone, matched by id first, then by `origin_id`; in no
 * promised order. `tooLarge` is the status of a longer call.
 */
export function sync<R extends object>(
  call: Call,
  kind: Kind<R>,
  tooLarge: 400 | 413 = 400,
): { entities: unknown[]; errors: unknown[] } {
  const { updates } = call.body
  if (!Array.isArray(updates)) throw badRequest('updates', 'is missing')
  if (updates.length > MOST_ITEMS)
    throw new Refusal(tooLarge, `The maximum number of updates in one request is ${MOST_ITEMS}.`)
  const saved: R[] = []
  const errors: unknown[] = []
  for (const item of updates as Input[]) {
    const subject = { method: call.request.method, url: call.request.url, body: item }
    const omit = call.procore.faults.take(subject, 'sync-omit')
    if (omit?.args.apply === false) continue
    const failed = call.procore.faults.take(subject, 'sync-error')
    try {
      if (failed)
        throw forbidden(String(failed.args.field ?? 'base'), String(failed.args.message ?? 'is invalid'))
      const row = save(call, kind, item, matched(kind, item))
      if (!omit) saved.push(row)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (!omit) errors.push({ ...item, errors: error.fields ?? { base: [error.message] } })
    }
  }
  return { entities: ordered(call, kind, saved).map(row => kind.show(row)), errors }
}

function matched<R extends object>(kind: Kind<R>, item: Input): R | null {
  const { id, origin_id } = item
  if (id !== undefined && id !== null) {
    const row = kind.table.get(String(id))
    if (row && kind.owns(row)) return row
    throw forbidden('id', 'Entity with this ID not found')
  }
  if (origin_id === undefined || origin_id === null || origin_id === '') return null
  return kind.origins(String(origin_id)).find(row => kind.owns(row)) ?? null
}

function ordered<R extends object>(call: Call, kind: Kind<R>, rows: R[]): R[] {
  const mixed = (row: R) => [...kind.table.keyOf(row)].reverse().join('')
  switch (call.procore.switches.get('syncOrder')) {
    case 'given':
      return rows
    case 'reversed':
      return rows.reverse()
    case 'shuffled':
      return rows.sort((a, b) => (mixed(a) < mixed(b) ? -1 : 1))
  }
}

function originOf(row: object): string | null {
  return 'origin_id' in row ? (row.origin_id as string | null) : null
}
