import type { Live } from './connection-book.ts'
import type { Engine } from './engine.ts'
import { type Loop, startLoop } from './loop.ts'

/** How often connections that came or went are noticed. */
const FOLLOW_MS = 500

/**
 * A loop for each connection in use, begun and ended as connections come and go: one that is slow or fails holds up no
 * other. They are shown as one, which stands where the slowest stands.
 */
export function startConnectionLoops(
  engine: Engine,
  name: string,
  step: (live: Live, alive: () => void) => Promise<boolean>,
  idleMs: number,
): Loop {
  const { connections, log } = engine
  const loops = new Map<string, Loop>()
  const stopAll = (gone: [string, Loop][]) => {
    for (const [id] of gone) loops.delete(id)
    return Promise.all(gone.map(([, loop]) => loop.stop()))
  }
  const begin = (id: string) => {
    const own = async (alive: () => void) => {
      const live = connections.get(id)
      return live !== null && (await step(live, alive))
    }
    loops.set(id, startLoop(`${name} of ${connections.get(id)?.name}`, own, idleMs, log))
  }
  const follow = async () => {
    for (const id of connections.ids()) if (!loops.has(id)) begin(id)
    // Not waited for: the step that it may be in takes as long as it takes.
    void stopAll([...loops].filter(([id]) => connections.get(id) === null))
    return false
  }
  const follower = startLoop(name, follow, FOLLOW_MS, log)
  const all = () => [follower, ...loops.values()]
  return {
    name,
    stop: async () => {
      await follower.stop()
      await stopAll([...loops])
    },
    lastGood: () => Math.min(...all().map(loop => loop.lastGood())),
    error: () =>
      all()
        .find(loop => loop.error() !== null)
        ?.error() ?? null,
  }
}
