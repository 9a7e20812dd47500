import { setTimeout as sleep } from 'node:timers/promises'
import type { Call } from '../call.ts'
import { Refusal } from '../refusal.ts'

/** The direct costs under change: another write of one answers 409 meanwhile (procore.md §8). */
export class CostLocks {
  readonly #held = new Set<string>()

  /**
   * Does `work` while no other call can write these direct costs; it takes the time of the switch `directCostWriteMs`.
   * @throws Refusal 409 if one of them is under change.
   */
  async hold<T>(call: Call, costIds: unknown[], work: () => T): Promise<T> {
    const ids = costIds.filter(id => id !== undefined && id !== null).map(String)
    if (call.procore.faults.take(call.request, 'conflict') || ids.some(id => this.#held.has(id)))
      throw new Refusal(
        409,
        'This direct cost is being updated or deleted by another request. Please try again.',
      )
    for (const id of ids) this.#held.add(id)
    try {
      await sleep(call.procore.switches.get('directCostWriteMs'))
      return work()
    } finally {
      for (const id of ids) this.#held.delete(id)
    }
  }
}
