import type { Procore } from './procore.ts'

type Window = { end: number; used: number }
/** What the three `X-Rate-Limit-*` headers say: the window that is nearer to its end of calls. */
export type Quota = { limit: number; remaining: number; reset: number; exceeded: boolean }

const windows = [
  { limit: 'hourlyLimit', ms: 3_600_000 },
  { limit: 'spikeLimit', ms: 10_000 },
] as const

/** Counts calls in both of Procore's windows, an hour and ten seconds (procore.md §2.5). Kept in memory only. */
export class RateLimit {
  readonly #procore: Procore
  readonly #used = new Map<string, Window>()

  constructor(procore: Procore) {
    this.#procore = procore
  }

  /** Counts a call of `holder` unless a window is used up, and says how the holder stands. */
  take(holder: string): Quota {
    const now = this.#procore.clock.now().getTime()
    const states = windows.map(({ limit, ms }) => ({
      limit: this.#procore.switches.get(limit),
      window: this.#window(`${limit} ${holder}`, now, ms),
    }))
    const exceeded = states.some(({ limit, window }) => window.used >= limit)
    if (!exceeded) for (const { window } of states) window.used++
    const near = states
      .map(({ limit, window }) => ({ limit, remaining: Math.max(0, limit - window.used), window }))
      .reduce((a, b) => (b.remaining <= a.remaining ? b : a))
    return {
      limit: near.limit,
      remaining: near.remaining,
      reset: Math.ceil(near.window.end / 1000),
      exceeded,
    }
  }

  #window(key: string, now: number, ms: number): Window {
    let window = this.#used.get(key)
    if (!window || window.end <= now) this.#used.set(key, (window = { end: now + ms, used: 0 }))
    return window
  }
}
