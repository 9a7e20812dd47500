import type { AnyApply } from '@plumbline/flow-kit'
import { type Live, onceEachVersion } from '../connection-book.ts'
import type { Engine } from '../engine.ts'
import { type Loop, startLoop } from '../loop.ts'
import { replayRunner } from './backfill.ts'
import { deliverPosting } from './deliver-posting.ts'
import { deliverState } from './deliver-state.ts'
import { followPostings } from './follow.ts'
import { Known } from './known.ts'
import { wakeWaiting } from './wake.ts'

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
  const everywhere = (step: (live: Live) => Promise<boolean>) => () => onEach(connections.all(), step)
  const deliver = (apply: AnyApply) =>
    everywhere(async live => {
      try {
        return apply.effect === 'state'
          ? await deliverState({ engine, apply, live }, known)
          : await deliverPosting({ engine, apply, live }, known)
      } catch (error) {
        known.mistrust()
        throw error
      }
    })
  const replays = replayRunner(engine, applies)
  const replayLoop = startLoop('replays', () => replays.step(), 500, log)
  const stopReplays = async () => {
    await replayLoop.stop()
    await replays.close()
  }
  return [
    startLoop('connections', refresh, 1000, log),
    startLoop('wake', wakeWaiting(engine, applies), 5_000, log),
    { ...replayLoop, stop: stopReplays },
    ...applies.map(apply => startLoop(`deliver ${apply.name}`, deliver(apply), 200, log)),
    ...applies.flatMap(apply =>
      apply.effect === 'posting'
        ? [
            startLoop(
              `follow ${apply.name}`,
              everywhere(live => followPostings({ engine, apply, live })),
              500,
              log,
            ),
          ]
        : [],
    ),
  ]
}

/** Takes a step for every connection at once: one that is slow or fails does not hold up the others' step. */
async function onEach(all: Live[], step: (live: Live) => Promise<boolean>): Promise<boolean> {
  const steps = await Promise.allSettled(all.map(step))
  const failed = steps.find(one => one.status === 'rejected')
  if (failed) throw failed.reason
  return steps.some(one => one.status === 'fulfilled' && one.value)
}
