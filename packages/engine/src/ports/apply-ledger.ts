import type { Operation, System, Wait } from '@plumbline/flow-kit'
import type { Audit } from './audit.ts'

/** The ends of a row. */
export type End = 'applied' | 'superseded' | 'skipped' | 'baseline' | 'ignored'
/** The states of a row that is not at its end; `held` is parked for a person. */
export type Open = 'due' | 'intent' | 'in-doubt' | 'following' | 'parked' | 'held' | 'dead'

export type LandRecord = {
  offset: bigint
  connectionId: string
  entity: string
  key: string
  revision: number
  operation: Operation
  /** The system it was born in. */
  origin: System
  eventId: string
  fingerprint: string | null
  traceparent: string | null
  value: Buffer
  /** When the record changed in its source, as far as the source tells; else when it was read. */
  changedAt: Date
  /** Every apply of this service that the record goes to, with the scopes where it belongs. */
  applies: { apply: string; to: System; effect: 'state' | 'posting'; scopes: string[] }[]
}

/** A record that no one can read, on its way to the dead-letter topic. */
export type DeadLetter = { topic: string; key: string; value: Buffer; headers: Record<string, string> }

/** A record that cannot be landed; without an audit where not even its connection is known. */
export type LostRecord = { offset: bigint; letter: DeadLetter; audit: Audit | null }

export type LandOrder = {
  group: string
  topic: string
  partition: number
  first: bigint
  next: bigint
  records: LandRecord[]
  lost: LostRecord[]
  /** The settings versions that the lanes were worked out with; a newer one makes the landing `stale`. */
  versions: Map<string, number>
  /** The service, for the audit. */
  who: string
  now: Date
}

export type Landed = { landed: number; duplicates: number; revived: number }

export type BeginOrder = {
  group: string
  topic: string
  partition: number
  next: bigint
  /** What lies below was landed once before, by a ledger that was lost; 0 where none was (DESIGN A10). */
  doubtBelow: bigint
  /** Names of the posting applies whose open rows are then doubted too. */
  postings: string[]
  now: Date
}

export type Landing = {
  /** Next offset by `<topic>/<partition>`; a partition without one is missing. */
  offsets(group: string): Promise<Map<string, bigint>>
  /**
   * Writes where a session goes on. Where rows are doubted, no lane that has one is claimed before the landing is
   * past `doubtBelow`: only then is every revision known that may stand at the target.
   */
  begin(order: BeginOrder): Promise<void>
  /**
   * One transaction: rows, lanes and the partition's next offset. `moved`: the ledger's offset is another than
   * `first`, so nothing was written. `stale`: a connection changed meanwhile; work the lanes out again.
   */
  land(order: LandOrder): Promise<Landed | 'moved' | 'stale'>
}

export type Row = {
  id: string
  revision: number
  epoch: number
  operation: Operation | 'left-scope'
  state: Open
  attempt: number
  code: string | null
  why: string | null
  /** A person has let it go. */
  released: boolean
  /** A lost ledger may have brought it to the target already. */
  doubted: boolean
  eventId: string
  value: Buffer
  fingerprint: string | null
  traceparent: string | null
  position: string
  landedAt: Date
}

export type Lane = {
  id: string
  connectionId: string
  entity: string
  key: string
  apply: string
  scope: string
  /** Highest revision applied in this epoch. */
  applied: number
  /** Something of ours stands at the target. */
  present: boolean
  /** Moves when somebody wants the lane looked at again: a landing or a wake during our turn is not lost. */
  asks: number
  /** The open rows but the dead ones, oldest revision first. */
  rows: Row[]
}

/**
 * How one journal of a posting row stands: `intent` may have reached the target, `refused` certainly has not, `error` and
 * `following` are there and not final, `undone` was taken out there.
 */
export type Stage = 'intent' | 'following' | 'error' | 'undone' | 'posted' | 'refused'

export type Part = {
  id: string
  rowId: string
  part: number
  salt: number
  targetId: string
  body: unknown
  grounds: unknown
  stage: Stage
  posted: unknown
  /** All that the target showed of it last. */
  there: unknown
  editedThere: boolean
  code: string | null
  why: string | null
}

export type LinkRow = { nativeId: string; key: string; by: 'us' | 'adopted' | 'origin'; seen: unknown }

/** What is known of a journal now. `posted` and `there` null leave what is stored. */
export type PartSeen = {
  id: string
  targetId: string
  stage: Stage
  code: string | null
  why: string | null
  posted: unknown
  there: unknown
  editedThere: boolean
  /** When to look again; null: no more. */
  followAt: Date | null
}

/** What became of a lane in one turn; written in one transaction with its audit. */
export type LaneResult = {
  laneId: string
  connectionId: string
  effect: 'state' | 'posting'
  /** `asks` as claimed. */
  asks: number
  ends: { rowId: string; state: End; code: string | null; why: string | null }[]
  /** The row that stays open. */
  open: {
    rowId: string
    state: Exclude<Open, 'intent'>
    attempt: number
    code: string | null
    why: string | null
    /** Null leaves those that are stored. */
    waits: Wait[] | null
  } | null
  /** When to look at the lane again; null waits for a wake. */
  due: Date | null
  /** No one may claim the lane before, whatever wakes it: a call of ours may still be under way there. */
  rest: Date | null
  link: { nativeId: string; by: 'us' | 'adopted'; seen: unknown } | null
  applied: number | null
  present: boolean | null
  parts: PartSeen[]
  /** Parts that certainly never reached the target: forgotten, so that the next attempt may choose again. */
  dropParts: string[]
  /** Values with one holder that the lane keeps; others are given back. Null: nothing is given back. */
  claims: string[] | null
  audits: Audit[]
  deadLetter: DeadLetter | null
}

export type IntentOrder = {
  laneId: string
  rowId: string
  /** What is about to be sent, frozen (DESIGN A3). */
  body: unknown
  /** A record there that this lane takes over; refused if another lane has it, or it is known as one born there. */
  adopt: { nativeId: string; by: 'us' | 'adopted'; seen: unknown; in: System } | null
  /** No record there was known to be this one: refused if one is by now. */
  makes: boolean
  parts: { part: number; salt: number; targetId: string; body: unknown; grounds: unknown }[]
  /** Parts already stored that are about to be sent again. */
  resend: string[]
  /** Parts already stored whose id turned out to be another's. */
  refuse: string[]
  audit: Audit
}

/** Lanes of an `intend` that must not be sent. */
export type IntentRefusal = {
  laneId: string
  /**
   * `lost`: the lease is another's. `adopted`: the record there belongs to `by`. `id-taken`: take the next salt. `linked`: a
   * record there was found to be this one meanwhile.
   */
  why: 'lost' | 'adopted' | 'id-taken' | 'linked'
  by: string | null
}

export type Lanes = {
  /**
   * Leases due lanes of one scope, the scope of the oldest first. Lanes younger than `lingerMs` wait for company.
   * Scopes that are paused, and lanes that rest, are passed over.
   */
  claim(order: {
    apply: string
    connectionId: string
    owner: string
    now: Date
    leaseUntil: Date
    limit: number
    lingerMs: number
  }): Promise<Lane[]>
  /**
   * Stores the intents; the leases begin anew. All or nothing of each order: those given back are left as they were.
   */
  intend(orders: IntentOrder[], owner: string, now: Date, leaseUntil: Date): Promise<IntentRefusal[]>
  /** Begins leases anew; gives how many of the lanes are still ours. */
  renew(laneIds: string[], owner: string, leaseUntil: Date): Promise<number>
  /**
   * Writes the results of lanes still ours and wakes who waited for them. Those lost to another owner are counted: the
   * lane becomes due, and where the effect is state its newest row is queued again, since our write may have come after
   * the other's.
   */
  finish(results: LaneResult[], owner: string, now: Date): Promise<{ lost: number }>
  /** Parts of these lanes, oldest first. */
  parts(laneIds: string[]): Promise<Map<string, Part[]>>
  /** Revisions between two (exclusive) that were once about to be sent, or that a lost ledger may have sent. */
  earlier(laneId: string, above: number, below: number): Promise<{ revision: number; eventId: string }[]>
  /** Takes values with one holder for a lane and names who (entity and key) holds what it did not get. */
  hold(laneId: string, connectionId: string, values: string[]): Promise<{ value: string; holder: string }[]>
  links(connectionId: string, refs: LinkRef[]): Promise<(LinkRow | null)[]>
  /**
   * Makes lanes due: those that wait for a day that has come; when `all`, also every parked row and every doubt that
   * nobody looks at. `today` is the day of each connection.
   */
  wake(order: {
    applies: string[]
    now: Date
    today: { connectionId: string; day: string }[]
    all: boolean
  }): Promise<number>
}

export type LinkRef = { at: string; scope: string } & ({ key: string } | { nativeId: string })

export type Followable = {
  partId: string
  laneId: string
  targetId: string
  scope: string
  body: unknown
  sentAt: Date
  stage: Stage
  code: string | null
  why: string | null
}

export type Following = {
  /** Parts that are followed and due for a look, longest waiting first; none of a scope that is paused. */
  due(apply: string, connectionId: string, now: Date, limit: number): Promise<Followable[]>
  /** Stores what was seen; a lane whose part changed its stage becomes due, for its owner to settle. */
  seen(parts: PartSeen[], now: Date): Promise<void>
}

export type Pauses = {
  set(pause: {
    connectionId: string
    flow: string
    scope: string | null
    code: string
    why: string
    until: Date
  }): Promise<void>
}

export type Replay = {
  id: string
  connectionId: string
  entity: string
  /** End offsets by `<topic>/<partition>`; null until the first runner has read them. */
  ends: Map<string, bigint> | null
}

/** Ordered with the change that makes them needed, so that none is forgotten. */
export type Replays = {
  take(entities: string[], owner: string, now: Date, leaseUntil: Date): Promise<Replay | null>
  /** Records where the replay ends, once. */
  setEnds(id: string, owner: string, ends: Map<string, bigint>): Promise<void>
  /** Lengthens the lease and adds to the counts; false when the lease is another's. */
  renew(id: string, owner: string, leaseUntil: Date, counts: Landed): Promise<boolean>
  done(id: string, owner: string, counts: Landed, now: Date): Promise<void>
}
