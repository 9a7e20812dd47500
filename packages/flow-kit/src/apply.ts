import type { Canonical, Entity, Link, Operation, Ref, System, Why } from './entity.ts'
import type { Outcome } from './outcome.ts'

/** What a parked record waits for. `claim`: a value that another record holds. */
export type Wait =
  | { for: 'link'; ref: Ref }
  | { for: 'settings' | 'fact' | 'claim'; what: string }
  | { for: 'date'; on: string }

/** What a decision to send rests on, e.g. mapping version, rule of each line, date and why; kept with it for ever. */
export type Grounds = Record<string, unknown>

/** What to do about one revision at the target. `hold` is a park that only a person ends. */
export type Plan<B> =
  | { do: 'send'; body: B; grounds?: Grounds }
  | { do: 'nothing' }
  /** A state flow's only: the record belongs to that one there; kept as its link, and nothing is written. */
  | { do: 'link'; targetId: string; seen: unknown }
  | ({ do: 'skip' | 'hold' | 'baseline' } & Why)
  | ({ do: 'park'; waits: [Wait, ...Wait[]] } & Why)

export type Meta = { eventId: string; key: string; revision: number; op: Operation | 'left-scope' }

/** What a mapping may look at. All of it is data: `toTarget` is pure. */
export type Ctx<S, F, Seen> = {
  settings: S
  facts: F
  scope: string
  /** The day in the connection's zone, `YYYY-MM-DD`. */
  today: string
  own: Link<Seen> | null
  /** A link that `refs` named; null where it does not exist (yet). */
  link(ref: Ref): Link<unknown> | null
  meta: Meta
  /** What `ask` brought for this very record; null without one. */
  asked: unknown
  /** A person has let this very revision go (`plumbline release`): a hold that can be lifted is lifted. */
  released: boolean
}

type Common<T extends Canonical, B, Api, S, Seen, F> = {
  /** `<entity>.to-<target>`: the lane's target. */
  name: string
  entity: Entity<T>
  to: System
  /** Also takes events of records that were born in `to`, to bring there what they got elsewhere; else these are passed over. */
  returns?: true
  /** Most bodies in one `write`. */
  batch: number
  /** State: the fan-out, e.g. enabled projects. A posting has exactly one. */
  scopes(value: T, settings: S): string[]
  /** What mappings need to know of the target, cached for minutes and read again before a posting is sent. */
  facts?(api: Api, scope: string, settings: S): Promise<F>
  /** Links to load before `toTarget`. */
  refs?(value: T, scope: string, settings: S, facts: F): Ref[]
  /** Values with one holder among all flows, e.g. vendor + invoice number; the second parks, naming the first. */
  claims?(value: T, settings: S): string[]
  /**
   * Writes; outcomes in the order of `bodies`.
   * @throws Refused when scope, login or budget is turned down: then nothing was written.
   */
  write(api: Api, scope: string, bodies: B[]): Promise<Outcome<Seen>[]>
}

/** The target is made to equal the newest revision. */
export type StateApply<T extends Canonical, B, Api, S, Seen, F> = Common<T, B, Api, S, Seen, F> & {
  effect: 'state'
  toTarget(value: T, ctx: Ctx<S, F, Seen>): Plan<B>
  /** Everything of ours there: candidates, drift, agreement. */
  survey(api: Api, scope: string, settings: S): AsyncIterable<{ targetId: string; seen: Seen }>
  /** Which of those could be this record, when no link says so. */
  match?(value: T, among: { targetId: string; seen: Seen }[], settings: S): { targetId: string; seen: Seen }[]
  /** The fields we own, in one form for what we send and what we see; null when `x` does not show them. */
  owned(x: { body: B } | { seen: Seen }, own: Link<Seen> | null): unknown
}

/**
 * A journal that stands, as read back after posting; kept for ever. `there`: all that the target shows of it, whatever
 * its form; kept beside it.
 */
export type Posted<B> = { targetId: string; body: B; editedThere: boolean; there?: unknown }

/** How a followed posting stands there. `error` keeps being followed: a person may mend it there. */
export type Followed<B> =
  | { is: 'final'; posted: Posted<B> }
  | ({ is: 'open' | 'error' | 'undone'; there?: unknown } & Why)

/** The sum posted always equals the newest state. One body is one journal. */
export type PostingApply<T extends Canonical, B, Api, S, Seen, F> = Common<T, B, Api, S, Seen, F> & {
  effect: 'posting'
  /** `posted`: all that stands in the lane, oldest first; their sum stands. */
  toTarget(value: T, ctx: Ctx<S, F, Seen> & { posted: Posted<B>[] }): Plan<B[]>
  /** The id that a body is sent under: derived from the event, the part and the salt, never from a sequence. */
  targetId(meta: Meta, part: number, salt: number): string
  /** The body under that id. */
  withId(body: B, targetId: string): B
  /** What only a look-up of this record at the target can tell, e.g. a voucher of the same invoice. */
  ask?(api: Api, value: T, settings: S, link: (ref: Ref) => Link<unknown> | null): Promise<unknown>
  /** All that stands there under the body's id, whatever its date; `ours` by the full marker. */
  find(api: Api, scope: string, body: B): Promise<Found<B>[]>
  /** Looks at many at once, by target id; those missing from the answer are still open. */
  follow?(api: Api, sent: Sent<B>[], settings: S): Promise<Map<string, Followed<B>>>
}

/** A posting found at the target. `undone`: deleted, cancelled or unposted there. */
export type Found<B> = Posted<B> & { ours: boolean; stage: 'open' | 'posted' | 'undone' }

/** A posting that the target has taken. `sentAt` is an ISO UTC instant. */
export type Sent<B> = { targetId: string; body: B; sentAt: string }
