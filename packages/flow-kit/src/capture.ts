import type { Canonical, Draft, Entity, System } from './entity.ts'
import type { Twin } from './twin.ts'

/**
 * What to read: a window of change stamps, everything, or named records. Instants are ISO 8601 UTC; `changedTo` lies
 * safely in the future, so that a source whose clock is ahead hides nothing.
 */
export type Span = { changedFrom: string; changedTo: string } | 'all' | { ids: string[] }

/** A record that is gone for sure, with its proof (DESIGN C5). Absence or a bare 404 is never one. */
export type Gone = { gone: string; at: string | null; proof: string }

/** One change notice of the source, whatever payload version it came in. */
export type Notice = {
  resource: string
  /** Native id; null where the notice did not carry one. */
  id: string | null
  event: string
  projectId: string | null
  /** Parent records that the notice names, e.g. the direct cost of a line. */
  related: { resource: string; id: string }[]
}

/** Where a notice points: one record, a whole scope to sweep, or nothing of ours. */
export type Located = { scope: string; id: string } | { sweep: string } | null

/** When to read by stamps, and when to compare everything. Cron texts, in the zone that is given. */
export type Schedule = {
  read: string | null
  compare: string | null
  zone: string
  /** How far a window reaches back behind the last stamp seen. */
  overlapSeconds: number
}

export type ReadContext<S, T extends Canonical> = {
  settings: S
  /** The day in the connection's zone, `YYYY-MM-DD`. */
  today: string
  readAt: string
  /** The last content we know of this record in this system. */
  before: Draft<T> | null
  /** It was read before, though it was nothing to publish then (`begins`). */
  readBefore?: boolean
}

/** Brings an entity from one system to its topic. Pure but for `read` and `ids`, which call the system. */
export type Capture<T extends Canonical, Raw, Api, S> = {
  /** `<entity>.from-<system>`. */
  name: string
  entity: Entity<T>
  from: System
  /** A cursor and a lease each: SETIDs, enabled projects. */
  scopes(settings: S): string[]
  schedule(settings: S): Schedule
  /**
   * Reads records, the whole of each. A window read may give more than asked, never less.
   * @throws Refused when the system turns the scope, the login or the budget down.
   */
  read(api: Api, scope: string, span: Span, settings: S): AsyncIterable<Raw | Gone>
  /** The source's own present (the Date header of its last answer), ISO UTC: no cursor goes beyond it. */
  present(api: Api): string | null
  nativeId(raw: Raw): string
  /** The change stamp as an ISO 8601 UTC instant; null where the source has none (compared by content only). */
  stamp(raw: Raw, settings: S): string | null
  /** The next day on which the record changes though no row does (`YYYY-MM-DD`), e.g. a future effective date. */
  turns?(raw: Raw, today: string): string | null
  /** What announces changes; resources that are told by the connection's settings are a function of them. */
  notify?: {
    resources: readonly string[] | ((settings: S) => readonly string[])
    locate(notice: Notice): Located
  }
  /** The complete list of ids in a scope: what is missing from it may be gone. */
  ids?(api: Api, scope: string, settings: S): AsyncIterable<string>
  /** The entity key of a record that no link knows: its native id in our spelling. */
  key(raw: Raw): string
  /** Whether a record that has no event yet gets its first one, e.g. only once it is approved; all do unless declared. */
  begins?(raw: Raw): boolean
  toCanonical(raw: Raw, at: ReadContext<S, T>): Draft<T>
  /** Set where an apply of this entity writes into the system that is read. */
  twin?: Twin<T, Raw, S>
}

/** True for a record that is gone. */
export function isGone(one: unknown): one is Gone {
  return typeof one === 'object' && one !== null && 'gone' in one
}
