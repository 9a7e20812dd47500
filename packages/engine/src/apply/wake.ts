import type { AnyApply } from '@plumbline/flow-kit'
import { dayIn } from '../connection-book.ts'
import type { Engine } from '../engine.ts'

/**
 * Wakes what waits for a day that has come in its connection's zone; and from time to time every parked row and every
 * doubt that nobody looks at, in case a wake was lost or what they wait for wakes nobody.
 */
export function wakeWaiting(engine: Engine, applies: AnyApply[]): () => Promise<boolean> {
  const { ledger, clock, timing, connections } = engine
  const names = applies.map(apply => apply.name)
  let lastFull = 0
  return async () => {
    const now = clock.now()
    const all = now.getTime() - lastFull >= timing.recheckMs
    const today = connections.all().map(live => ({ connectionId: live.id, day: dayIn(live.zone, now) }))
    await ledger.lanes.wake({ applies: names, now, today, all })
    if (all) lastFull = now.getTime()
    return false
  }
}
