import type { ConnectionBook } from './connection-book.ts'
import type { Bus, Clock, Codec, Heads, Ledger, Log } from './ports/index.ts'

/** Times and limits that a deployment may set; all in milliseconds unless said. */
export type Timing = {
  /** Longest that one call to a vendor may take, answer included. */
  callDeadlineMs: number
  /** How long a lane, a cursor or a line is ours without a word; longer than any call. */
  leaseMs: number
  /** After a lost answer: how long until the look-up decides; longer than the target's longest request. */
  doubtWaitMs: number
  /** How often a posting that is not final is looked at. */
  followMs: number
  /** First and longest pause before a failed attempt is made again. */
  retryMs: number
  retryMaxMs: number
  /** How often every parked row is looked at again. */
  recheckMs: number
  /** How old facts and surveys may be; a posting is planned on facts younger than `freshFactsMs`. */
  factsMs: number
  freshFactsMs: number
  /** How long a fresh row waits for company before a bulk call. */
  lingerMs: number
  /** Pause of a refused scope or login. */
  pauseMs: number
  /** Deletions of one scope in a rolling day beyond which a person is asked (a count). */
  deletionsPerDay: number
  /** Changes of one copy of ours in an hour beyond which a person is asked, whatever the policy (a count). */
  conflictsPerHour: number
}

export const defaultTiming: Timing = {
  callDeadlineMs: 60_000,
  leaseMs: 150_000,
  doubtWaitMs: 90_000,
  followMs: 15_000,
  retryMs: 2_000,
  retryMaxMs: 300_000,
  recheckMs: 300_000,
  factsMs: 180_000,
  freshFactsMs: 15_000,
  lingerMs: 250,
  pauseMs: 60_000,
  deletionsPerDay: 10,
  conflictsPerHour: 3,
}

/** What the engine works with. It knows ports only: no entity, no driver. */
export type Engine = {
  ledger: Ledger
  bus: Bus
  heads: Heads
  codec: Codec
  clock: Clock
  log: Log
  connections: ConnectionBook
  timing: Timing
  /** Topic prefix. */
  prefix: string
  /** This process, unlike any other: the owner of leases. */
  owner: string
  /** The service's name, for the audit. */
  who: string
}

/** The end of a lease that begins now. */
export const leaseEnd = ({ clock, timing }: Engine): Date => new Date(clock.now().getTime() + timing.leaseMs)

/** When to try again after `attempts` failures: doubling, with up to a fifth of jitter, never beyond the longest pause. */
export function retryAt({ clock, timing }: Engine, attempts: number, atLeastMs = 0): Date {
  const pause = Math.min(timing.retryMaxMs, timing.retryMs * 2 ** Math.max(0, attempts - 1))
  return new Date(clock.now().getTime() + Math.max(atLeastMs, pause * (1 + Math.random() / 5)))
}
