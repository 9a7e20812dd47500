import { type Released, releaseDelivery, releaseRead } from '@plumbline/ledger'
import type { Ops } from './context.ts'

/**
 * Lets one held record go, by the id that `exceptions` shows (`D12`, `R3`). The reason is kept in the audit.
 * @throws when the id has another form, nothing of that id waits for a person, or no reason is given.
 */
export async function release(
  ops: Pick<Ops, 'pool' | 'who'>,
  id: string,
  reason: string,
): Promise<NonNullable<Released>> {
  const [, kind, number] = /^([DR])(\d{1,18})$/i.exec(id) ?? []
  if (!kind || !number)
    throw new Error(`${id} is not an id that \`plumbline exceptions\` shows, such as D12 or R3`)
  if (reason.trim() === '') throw new Error('a release needs a reason: it is what the auditor reads')
  const order = { id: number, reason: reason.trim(), who: ops.who, now: new Date() }
  const released =
    kind.toUpperCase() === 'D' ? await releaseDelivery(ops.pool, order) : await releaseRead(ops.pool, order)
  if (released) return released
  const there = kind.toUpperCase() === 'D' ? await followedThere(ops, number) : null
  throw new Error(
    there
      ? `${id} is at the target already and is to be put right there; it goes on by itself: ${there}`
      : `nothing of id ${id} waits for a person; \`plumbline exceptions\` shows what does`,
  )
}

/** Why a delivery that the target has taken is not final there; null for any other. */
async function followedThere({ pool }: Pick<Ops, 'pool'>, id: string): Promise<string | null> {
  const { rows } = await pool.query<{ why: string | null }>(
    "select why from delivery where id = $1 and state = 'following'",
    [id],
  )
  return rows[0]?.why ?? null
}
