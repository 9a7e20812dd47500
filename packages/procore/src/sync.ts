import { type Outcome, Refused } from '@plumbline/flow-kit'
import { OddAnswer } from '@plumbline/http'
import { readFault } from './faults.ts'
import { failedOutcome, type SyncKey, syncOutcomes, type Written } from './outcomes.ts'

/** Most updates in one call (procore.md §3.2). */
export const SYNC_LIMIT = 1000

type Entity = { id: string; origin_id: string | null }

/**
 * Sends updates in one call. A call that is refused whole for its content (400, 413, 422) has written
 * nothing; it is sent again in halves, so that one bad item does not condemn the others: enough calls to find
 * one among them, then the rest is left for later.
 * @throws Refused when nothing was written; RangeError for more than 1000 updates, or two of the same key.
 */
export async function syncInParts<Update extends SyncKey, Seen extends Entity>(
  route: string,
  send: (part: readonly Update[]) => Promise<Written>,
  updates: readonly Update[],
  read: (entity: unknown) => Seen,
): Promise<Outcome<Seen>[]> {
  check(route, updates)
  if (updates.length === 0) return []
  let spare = 2 * Math.ceil(Math.log2(updates.length))

  const part = async (some: readonly Update[]): Promise<Outcome<Seen>[]> => {
    const written = await send(some)
    if (written.is !== 'answered') return some.map(() => written)
    const { status, body } = written.answer
    if (status < 300) {
      if (body.is === 'json') return understood(route, some, body.value, read)
      return some.map(() => ({ is: 'unknown', why: `${route} answered ${status} with ${body.is}, not JSON` }))
    }
    const failed = failedOutcome(route, readFault(written.answer), 'collection')
    if (failed.is !== 'rejected' || some.length === 1) return some.map(() => failed)
    if (spare < 2)
      return some.map(() => ({
        is: 'retry',
        code: 'procore-bulk-refused',
        why: `refused together with others: ${failed.why}`,
      }))
    spare -= 2
    const half = Math.ceil(some.length / 2)
    return [...(await part(some.slice(0, half))), ...(await later(some.slice(half)))]
  }

  /** The first half may have been written: a refusal of the second is for its own items only. */
  const later = async (some: readonly Update[]): Promise<Outcome<Seen>[]> => {
    try {
      return await part(some)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      const { code, message: why, afterMs } = error
      return some.map(() => ({ is: 'retry', code, why, ...(afterMs !== null && { afterMs }) }))
    }
  }
  return part(updates)
}

function understood<Seen extends Entity>(
  route: string,
  updates: readonly SyncKey[],
  body: unknown,
  read: (entity: unknown) => Seen,
): Outcome<Seen>[] {
  try {
    return syncOutcomes(route, updates, body, read)
  } catch (error) {
    if (!(error instanceof OddAnswer)) throw error
    const { message: why } = error
    return updates.map(() => ({ is: 'unknown', why }))
  }
}

function check(route: string, updates: readonly SyncKey[]): void {
  if (updates.length > SYNC_LIMIT)
    throw new RangeError(`${route} takes ${SYNC_LIMIT} updates, not ${updates.length}`)
  const keys = new Set<string>()
  for (const { id, origin_id } of updates) {
    const key = id ? `id ${id}` : origin_id ? `origin_id ${origin_id}` : null
    // Without a key every retry would make another record.
    if (key === null) throw new RangeError(`${route}: an update has neither id nor origin_id`)
    if (keys.has(key)) throw new RangeError(`${route}: two updates of ${key}`)
    keys.add(key)
  }
}
