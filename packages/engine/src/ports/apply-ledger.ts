import type { Operation, Wait } from '@plumbline/flow-kit'
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
  eventId: string
  fingerprint: string | null
  traceparent: string | null
  value: Buffer
  /** When the record changed in its source, as far as the source tells; else when it was read. */
  changedAt: Date
  /** Every apply of the entity that this service runs, with the scopes where the record belongs. */
  applies: { apply: string; effect: 'state' | 'posting'; scopes: string[] }[]
}

/** A record that no one can read, on its way to the dead-letter topic. */
export type DeadLetter = { topic: string; key: string; value: Buffer; headers: Record<string, string> }

export type LandOrder = {
  group: string
  topic: string
  partition: number
  first: bigint
  next: bigint
  records: LandRecord[]
  deadLetters: DeadLetter[]
  /** The settings versions that the lanes were worked out with; a newer one makes the landing `stale`. */
  versions: Map<string, number>
  /** Rows below this offset were once committed: a restored ledger begins them in doubt (DESIGN A10). */
  doubtBelow: bigint
  now: Date
}

export type Landed = { landed: number; duplicates: number; revived: number }

export type Landing = {
  /** Next offset by `<topic>/<partition>`; a partition without one is missing. */
  offsets(group: string): Promise<Map<string, bigint>>
  /** Writes where a joined session begins. */
  begin(group: string, topic: string, partition: number, next: bigint): Promise<void>
  /**
   * One transaction: rows, lanes and the partition's next offset. `moved`: another session has moved the offset, or it
   * does not begin at ours. `stale`: a connection changed meanwhile; work the lanes out again.
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
  released: boolean
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
  /** The open rows, oldest revision first. */
  rows: Row[]
}

/** One journal of a posting row. */
export type Part = {
  id: string
  rowId: string
  part: number
  salt: number
  targetId: string
  body: unknown
  stage: 'intent' | 'in-doubt' | 'following' | 'error' | 'undone' | 'posted' | 'refused'
  posted: unknown
  editedThere: boolean
  code: string | null
  why: string | null
  followAt: Date | null
}

export type LinkRow = { nativeId: string; key: string; by: 'us' | 'adopted' | 'origin'; seen: unknown }

export type PartSeen = {
  id: string
  stage: Part['stage']
  code: string | null
  why: string | null
  posted: unknown
  editedThere: boolean
  /** When to look again; null: no more. */
  followAt: Date | null
}

/** What became of a lane in one turn; written in one transaction with its audit. */
export type LaneResult = {
  laneId: string
  /** `asks` as claimed. */
  asks: number
  ends: { rowId: string; state: End; code: string | null; why: string | null }[]
  /** The row that stays open, and when to look again; `at` null waits for a wake. */
  open: {
    rowId: string
    state: Exclude<Open, 'intent'>
    at: Date | null
    attempt: number
    code: string | null
    why: string | null
    waits: Wait[]
  } | null
  link: { nativeId: string; by: 'us' | 'adopted'; seen: unknown } | null
  applied: number | null
  present: boolean | null
  parts: PartSeen[]
  /** Parts that certainly never reached the target: forgotten, so that the next attempt may choose again. */
  dropParts: string[]
  audits: Audit[]
  deadLetter: DeadLetter | null
}

export type IntentOrder = {
  laneId: string
  rowId: string
  /** What is about to be sent, frozen (DESIGN A3). */
  body: unknown
  /** A record there that this lane takes over; refused if another lane has it. */
  adopt: { nativeId: string; seen: unknown } | null
  parts: { part: number; salt: number; targetId: string; body: unknown }[]
  /** Parts already stored that are about to be sent again. */
  resend: string[]
  audit: Audit
}

/** Lanes of an `intend` that must not be sent. */
export type IntentRefusal = {
  laneId: string
  /** `lost`: the lease is another's. `adopted`: the record there belongs to `by`. `id-taken`: take the next salt. */
  why: 'lost' | 'adopted' | 'id-taken'
  by: string | null
}

export type Lanes = {
  /**
   * Leases due lanes of one scope, the scope of the oldest first. Lanes younger than `lingerMs` wait for company.
   * Scopes paused in `pause` are passed over.
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
  /** Stores the intents and begins the lanes' leases anew, all but those it gives back; these are left as they were. */
  intend(orders: IntentOrder[], owner: string, now: Date, leaseUntil: Date): Promise<IntentRefusal[]>
  /** Writes the results of lanes still ours; those lost to another owner are filed for a re-check and counted. */
  finish(results: LaneResult[], owner: string, now: Date): Promise<{ lost: number }>
  /** Parts of these lanes, oldest first. */
  parts(laneIds: string[]): Promise<Map<string, Part[]>>
  /** Takes values with one holder for a lane, gives back others it held, and names who holds what it did not get. */
  hold(
    laneId: string,
    connectionId: string,
    values: string[],
    now: Date,
  ): Promise<{ value: string; holder: string }[]>
  links(connectionId: string, refs: LinkRef[]): Promise<(LinkRow | null)[]>
  /** Lanes due again: named days that have come, and every parked row when `all`. */
  wake(order: { applies: string[]; now: Date; today: string; all: boolean }): Promise<number>
}

export type LinkRef = { at: string; scope: string } & ({ key: string } | { nativeId: string })

export type Followable = {
  partId: string
  laneId: string
  targetId: string
  scope: string
  body: unknown
  sentAt: Date
  stage: Part['stage']
  code: string | null
  why: string | null
}

export type Following = {
  /** Parts that are followed and due for a look, longest waiting first. */
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
  renew(id: string, owner: string, leaseUntil: Date): Promise<boolean>
  done(id: string, owner: string, counts: Landed, now: Date): Promise<void>
}
