import type { AnyApply } from '@plumbline/flow-kit'
import { dayIn, onceEachVersion } from '../connection-book.ts'
import type { Engine } from '../engine.ts'
import { type Loop, startLoop } from '../loop.ts'
import { runReplay } from './backfill.ts'
import { deliverPosting } from './deliver-posting.ts'
import { deliverState } from './deliver-state.ts'
import { followPostings } from './follow.ts'
import { Known } from './known.ts'

/** Runs applies: deliver, follow, wake, replays. Landing is begun by `landEvents`, which has a session of its own. */
export function runApplies(engine: Engine, applies: AnyApply[]): Loop[] {
  const { log, connections } = engine
  const known = new Known(engine)
  const takeUp = onceEachVersion(connections, async live =>
    log.info({ connection: live.name, version: live.version }, 'connection taken up'),
  )
  const refresh = async () => {
    await connections.refresh()
    await takeUp()
    return false
  }
  const deliver = (apply: AnyApply) => async () => {
    let busy = false
    for (const live of connections.all()) {
      const once =
        apply.effect === 'state'
          ? deliverState(engine, known, apply, live)
          : deliverPosting(engine, known, apply, live)
      busy = (await once) || busy
    }
    return busy
  }
  return [
    startLoop('connections', refresh, 1000, log),
    startLoop('wake', () => wake(engine, applies), 5_000, log),
    startLoop('replays', () => runReplay(engine, applies), 1000, log),
    ...applies.map(apply => startLoop(`deliver ${apply.name}`, deliver(apply), 200, log)),
    ...applies.flatMap(apply => {
      if (apply.effect !== 'posting') return []
      const follow = async () => {
        let busy = false
        for (const live of connections.all()) busy = (await followPostings(engine, apply, live)) || busy
        return busy
      }
      return [startLoop(`follow ${apply.name}`, follow, 500, log)]
    }),
  ]
}

const lastFull = new WeakMap<Engine, number>()

/** Days that have come; and from time to time every parked row, in case a wake was lost. */
async function wake(engine: Engine, applies: AnyApply[]): Promise<boolean> {
  const { ledger, clock, timing, connections } = engine
  const now = clock.now()
  const all = now.getTime() - (lastFull.get(engine) ?? 0) >= timing.recheckMs
  if (all) lastFull.set(engine, now.getTime())
  const days = connections.all().map(live => dayIn(live.zone, now))
  const today = days.sort().at(-1)
  if (today) await ledger.lanes.wake({ applies: applies.map(apply => apply.name), now, today, all })
  return false
}
