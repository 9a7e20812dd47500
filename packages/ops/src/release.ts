import { type Released, releaseDelivery, releaseRead } from '@plumbline/ledger'
import type { Ops } from './context.ts'

/**
 * Lets one held record go, by the id that `exceptions` shows (`D12`, `R3`). The reason is kept in the audit.
 * @throws when the id has another form, or nothing of that id waits for a person.
 */
export async function release(ops: Ops, id: string, reason: string): Promise<NonNullable<Released>> {
  const [, kind, number] = /^([DR])(\d+)$/i.exec(id) ?? []
  if (!kind || !number)
    throw new Error(`${id} is not an id that \`plumbline exceptions\` shows, such as D12 or R3`)
  const order = { id: number, reason, who: ops.who, now: new Date() }
  const released =
    kind.toUpperCase() === 'D' ? await releaseDelivery(ops.pool, order) : await releaseRead(ops.pool, order)
  if (!released) throw new Error(`nothing of id ${id} waits for a person`)
  return released
}
