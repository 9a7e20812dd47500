import type { Outcome } from '@plumbline/flow-kit'
import { type HttpAnswer, OddAnswer, readFields } from '@plumbline/http'
import type { ProcoreCode } from './codes.ts'
import { describeFault, type ProcoreFault, readFault, readFieldErrors, refuseScope } from './faults.ts'

/** What a write came to: a whole answer of any status, not known, or certainly not done. */
export type Written =
  | { is: 'answered'; answer: HttpAnswer }
  | { is: 'unknown'; why: string }
  | { is: 'retry'; code: ProcoreCode; why: string }

/**
 * What became of one record by the answer to its own write. `read` brings the answered body into shape.
 * @throws Refused `scope` for 403, and for 404 where `of` is a collection.
 */
export function writeOutcome<Seen extends { id: string }>(
  route: string,
  written: Written,
  of: 'collection' | 'item',
  read: (body: unknown) => Seen,
): Outcome<Seen> {
  if (written.is !== 'answered') return written
  const { answer } = written
  if (answer.status >= 300) return failedOutcome(route, readFault(answer), of)
  if (answer.body.is !== 'json')
    return { is: 'unknown', why: `${route} answered ${answer.status} with ${answer.body.is}, not JSON` }
  try {
    const seen = read(answer.body.value)
    return { is: 'applied', targetId: seen.id, seen }
  } catch (error) {
    if (!(error instanceof OddAnswer)) throw error
    return { is: 'unknown', why: `${route} answered ${answer.status}, but ${error.message}` }
  }
}

type Failed = { is: 'unknown'; why: string } | { is: 'retry' | 'rejected'; code: ProcoreCode; why: string }

/** What an error status means for what was to be written (procore.md §2.6, DESIGN §5). */
export function failedOutcome(route: string, fault: ProcoreFault, of: 'collection' | 'item'): Failed {
  const { status } = fault
  const why = `${route}, status ${status}: ${describeFault(fault)}`
  if (status === 403 || (status === 404 && of === 'collection')) throw refuseScope(route, fault)
  if (status === 404) return { is: 'rejected', code: 'procore-not-found', why }
  if (status === 409) return { is: 'retry', code: 'procore-conflict', why }
  if (status === 503) return { is: 'retry', code: 'procore-busy', why }
  if (status >= 400 && status < 500 && status !== 408) return { is: 'rejected', code: 'procore-refused', why }
  return { is: 'unknown', why }
}

/** What identifies an item of a bulk call: its id, or else its origin_id. */
export type SyncKey = { id?: string; origin_id?: string | null }

/**
 * What became of each update of a sync, in their order. Answers are matched by id or origin_id, never by
 * place; an item in neither list, or in both, is unknown (procore.md §3.2).
 */
export function syncOutcomes<Seen extends { id: string; origin_id: string | null }>(
  route: string,
  updates: readonly SyncKey[],
  body: unknown,
  read: (entity: unknown) => Seen,
): Outcome<Seen>[] {
  const answer = readFields(body, route)
  const entities = indexed(answer.list('entities').map(one => read(one.raw)))
  const errors = indexed(
    answer.list('errors').map(one => ({
      id: one.text('id'),
      origin_id: one.text('origin_id'),
      says: describeFault({ code: null, message: null, fields: readFieldErrors(one.raw.errors) }),
    })),
  )
  return updates.map(update => {
    const seen = entities(update)
    const error = errors(update)
    const name = update.id ? `id ${update.id}` : `origin_id ${update.origin_id}`
    if (seen && error) return { is: 'unknown', why: `${route} lists ${name} both as done and as failed` }
    if (seen) return { is: 'applied', targetId: seen.id, seen }
    if (error) return { is: 'rejected', code: 'procore-refused', why: `${name}: ${error.says}` }
    return { is: 'unknown', why: `${route} answered without a word on ${name}` }
  })
}

function indexed<One extends { id: string | null; origin_id: string | null }>(all: One[]) {
  const by = (key: 'id' | 'origin_id') =>
    new Map(all.flatMap(one => (one[key] ? [[one[key], one] as const] : [])))
  const [ids, origins] = [by('id'), by('origin_id')]
  return ({ id, origin_id }: SyncKey): One | undefined => (id ? ids.get(id) : origins.get(origin_id ?? ''))
}
