import { setTimeout as sleep } from 'node:timers/promises'
import type { HttpAnswer } from '@plumbline/http'
import { refuse } from './codes.ts'
import type { ProcoreSettings } from './settings.ts'

/** `background`: sweeps and comparisons, which leave more of the limits to others. */
export type Urgency = 'foreground' | 'background'

/** What is known of one rate limit; null before the first answer. */
export type WindowView = { limit: number; remaining: number; resetAt: string } | null

/**
 * The rate limits of one service account, as its answers show them (procore.md §2.5). Shared by all calls of
 * a client.
 */
export type Budget = {
  /**
   * Waits until both limits leave room, for `max_wait_ms` since `asked` at most.
   * @throws Refused `budget` with the time after which to come back.
   */
  ready(urgency: Urgency, asked: Date): Promise<void>
  /** Takes one call out of both limits; false where another took the room meanwhile. */
  take(urgency: Urgency): boolean
  /** The call that was taken for is over, answered or not. */
  done(): void
  /**
   * Learns from any answer. @throws Refused `budget` for 429, and for 503 with Retry-After: nothing was done.
   */
  learn(answer: HttpAnswer): void
  view(): { spike: WindowView; hour: WindowView }
}

type Window = { limit: number; remaining: number; resetAt: number }
type Kind = 'spike' | 'hour'

const SPIKE_MS = 10_000
const HOUR_MS = 3_600_000
/** Clocks of ours and theirs may differ a little, and resets are whole seconds. */
const SLACK_MS = 2_000

type BudgetSettings = Pick<ProcoreSettings, 'reserve_percent' | 'background_reserve_percent' | 'max_wait_ms'>

/**
 * An answer describes only whichever limit is nearer to its end, so calls are counted here for the other one
 * too. A description belongs to the spike limit when it ends within 10 s, unless its size is that of the
 * known hourly limit.
 */
export function createBudget(settings: BudgetSettings, now: () => Date): Budget {
  const windows: Record<Kind, Window | null> = { spike: null, hour: null }
  let closedUntil = 0
  let underWay = 0

  const reserve = (urgency: Urgency, { limit }: Window) => {
    const percent = urgency === 'background' ? settings.background_reserve_percent : settings.reserve_percent
    return Math.min(limit - 1, Math.ceil((limit * percent) / 100))
  }

  /** When both limits leave room; now or in the past where they do. */
  const opensAt = (urgency: Urgency): number => {
    const at = now().getTime()
    let opens = closedUntil
    for (const window of Object.values(windows)) {
      if (!window || window.resetAt <= at) continue
      if (window.remaining <= reserve(urgency, window)) opens = Math.max(opens, window.resetAt)
    }
    return opens
  }

  const renew = (kind: Kind, span: number) => {
    const window = windows[kind]
    const at = now().getTime()
    if (window && window.resetAt <= at)
      windows[kind] = { ...window, remaining: window.limit, resetAt: at + span }
  }

  /**
   * Which limit a description is of, and when that opens again by our clock; null where it says nothing of
   * use.
   */
  const describe = (headers: Record<string, string>): (Window & { kind: Kind }) | null => {
    const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map(part =>
      Number(headers[`x-rate-limit-${part}`] ?? Number.NaN),
    ) as [number, number, number]
    if (!(limit > 0 && remaining >= 0 && reset > 0)) return null
    const at = now().getTime()
    const theirs = Date.parse(headers.date ?? '')
    const left = reset * 1000 - (Number.isNaN(theirs) ? at : theirs)
    if (left <= 0) return null
    const looksLikeHour = windows.hour?.limit === limit && windows.spike?.limit !== limit
    const isHour = looksLikeHour || (left > SPIKE_MS + SLACK_MS && left <= HOUR_MS + SLACK_MS)
    const kind = isHour ? 'hour' : 'spike'
    return { kind, limit, remaining, resetAt: at + Math.min(left, isHour ? HOUR_MS : SPIKE_MS + SLACK_MS) }
  }

  return {
    async ready(urgency, asked) {
      for (;;) {
        const at = now().getTime()
        const opens = opensAt(urgency)
        if (opens <= at) return
        if (opens > asked.getTime() + settings.max_wait_ms)
          throw refuse(
            'budget',
            'rate-budget',
            `Procore's rate limit leaves no ${urgency} call before ${new Date(opens).toISOString()}`,
            opens - at,
          )
        await sleep(opens - at)
      }
    },

    take(urgency) {
      if (opensAt(urgency) > now().getTime()) return false
      renew('spike', SPIKE_MS)
      renew('hour', HOUR_MS)
      for (const window of Object.values(windows)) if (window) window.remaining--
      underWay++
      return true
    },

    done() {
      underWay--
    },

    learn({ status, headers }) {
      const at = now().getTime()
      const told = describe(headers)
      if (told) {
        const { kind, ...window } = told
        const known = windows[kind]
        const same = known && Math.abs(known.resetAt - window.resetAt) <= SLACK_MS
        // Our own count knows of calls under way; a smaller one shows calls of others, and may not know of
        // ours.
        const counts = same && known.remaining <= window.remaining
        windows[kind] = {
          ...window,
          remaining: counts ? known.remaining : Math.max(0, window.remaining - Math.max(0, underWay - 1)),
        }
      }
      const after = retryAfter(headers['retry-after'], at)
      if (status !== 429 && !(status === 503 && after !== null)) return
      const wait = after ?? (told ? told.resetAt - at : SPIKE_MS)
      closedUntil = Math.max(closedUntil, at + wait)
      throw refuse(
        'budget',
        status === 429 ? 'rate-limited' : 'procore-busy',
        `Procore answers ${status}: no call before ${new Date(at + wait).toISOString()}`,
        // So that not all replicas come back in one instant.
        wait + Math.floor(Math.random() * Math.min(1000, wait / 10)),
      )
    },

    view() {
      const show = (window: Window | null): WindowView =>
        window && {
          limit: window.limit,
          remaining: window.remaining,
          resetAt: new Date(window.resetAt).toISOString(),
        }
      return { spike: show(windows.spike), hour: show(windows.hour) }
    },
  }
}

/** Milliseconds of a Retry-After, in seconds or as a date; null where there is none. */
function retryAfter(header: string | undefined, at: number): number | null {
  if (!header) return null
  const seconds = Number(header)
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - at
  return ms >= 0 ? ms : null
}
