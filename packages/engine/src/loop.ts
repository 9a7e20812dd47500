import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from './ports/index.ts'

/** A loop that can be watched and stopped. */
export type Loop = {
  name: string
  /** Finishes the step under way, then ends. */
  stop(): Promise<void>
  /** When a step last ended without an error or said that it goes on, ms since 1970. */
  lastGood(): number
  /** What the last step failed with; null when it did not. */
  error(): string | null
}

/** One step; true when there was something to do. A long one calls `alive` from time to time. */
export type Step = (alive: () => void) => Promise<boolean>

/**
 * Runs `step` again and again: at once while it says that it did something, after `idleMs` when it did not, and after a
 * growing pause (1 s to 30 s) when it failed. A failure is logged and shown, never swallowed.
 */
export function startLoop(name: string, step: Step, idleMs: number, log: Log): Loop {
  const stopping = new AbortController()
  let lastGood = Date.now()
  let error: string | null = null
  let failures = 0
  const alive = () => void (lastGood = Date.now())
  const rest = (ms: number) =>
    sleep(ms, undefined, { signal: stopping.signal }).catch((aborted: Error) => {
      if (aborted.name !== 'AbortError') throw aborted
    })
  const run = async () => {
    while (!stopping.signal.aborted) {
      try {
        const busy = await step(alive)
        alive()
        error = null
        failures = 0
        if (!busy) await rest(idleMs)
      } catch (caught) {
        error = caught instanceof Error ? caught.message : String(caught)
        log.error({ loop: name, err: caught }, `${name} failed and will be tried again`)
        await rest(Math.min(30_000, 1000 * 2 ** failures++))
      }
    }
  }
  const ended = run()
  return {
    name,
    stop: async () => {
      stopping.abort()
      await ended
    },
    lastGood: () => lastGood,
    error: () => error,
  }
}
