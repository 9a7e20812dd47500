import type { CapturedBy, Operation } from '@plumbline/flow-kit'
import type { Audit } from './audit.ts'
import type { TwinAsk, TwinDecision, TwinFacts, TwinLane } from './twin-ledger.ts'

/** One record to read again (DESIGN C1). */
export type ReadLine = {
  connectionId: string
  capture: string
  nativeId: string
  scope: string
  reason: string
  by: CapturedBy
  /** The trace of whoever asked last, e.g. the webhook. */
  traceparent: string | null
  /** Moves when somebody asks once more. */
  asks: number
  askedAt: Date
  /** When the last read of its whole scope began that came to its end. */
  scopeReadAt: Date | null
  /** Reads that failed since it was asked for. */
  attempts: number
  /** Let go by a person: the proof is taken again, the hold is not. */
  released: boolean
}

export type ReadAsk = Pick<
  ReadLine,
  'connectionId' | 'capture' | 'nativeId' | 'scope' | 'reason' | 'by' | 'traceparent'
>

/** The to-read list: what must be read stands here and nowhere else. */
export type ReadList = {
  /** Asking again about a held record lets it go, unless a compare asks, which knows nothing new. */
  ask(lines: ReadAsk[], at: Date): Promise<void>
  /** Leases lines of one connection and scope, oldest first. */
  take(order: {
    capture: string
    connectionIds: string[]
    owner: string
    now: Date
    leaseUntil: Date
    limit: number
  }): Promise<ReadLine[]>
  /** Lengthens the leases during a long read; false when none is ours any more. */
  renew(lines: ReadLine[], owner: string, leaseUntil: Date): Promise<boolean>
  /** Ends lines that nobody asked for again since they were taken; frees the others. */
  done(lines: ReadLine[], owner: string): Promise<void>
  /** Puts lines off with the reason; `failed` counts it as an attempt. */
  postpone(
    lines: ReadLine[],
    owner: string,
    why: { until: Date; why: string; failed: boolean },
  ): Promise<void>
}

/** Where the reading of one scope stands. */
export type Cursor = {
  connectionId: string
  capture: string
  scope: string
  /** Highest change stamp that has been minted, ISO UTC; null before the first full read. */
  through: string | null
  /** True once everything in the scope has been read once. */
  filled: boolean
  /** What is due: a window by stamps or a full compare. */
  due: 'read' | 'compare'
  nextCompareAt: Date | null
  /** Moves when somebody wants the scope read once more: what comes during a read is not lost. */
  asks: number
  /** Reads that failed since the last good one. */
  attempts: number
}

export type CursorTimes = { nextReadAt: Date | null; nextCompareAt: Date | null }

export type Cursors = {
  /**
   * Makes cursors for new scopes, due at once; drops those of scopes that are no longer read, with what stands for them
   * in the to-read list; and brings the others to a schedule that may be another one: no later than `times`.
   */
  keep(connectionId: string, capture: string, scopes: string[], times: CursorTimes, now: Date): Promise<void>
  /** Leases one due cursor; null when none is due. */
  take(order: {
    captures: string[]
    connectionIds: string[]
    owner: string
    now: Date
    leaseUntil: Date
  }): Promise<Cursor | null>
  /** Lengthens the lease during a long read; false when it was lost. */
  renew(cursor: Cursor, owner: string, leaseUntil: Date): Promise<boolean>
  /** Moves the cursor after everything read has been minted; due again at once where somebody asked meanwhile. */
  done(
    cursor: Cursor,
    owner: string,
    result: { through: string | null; at: Date } & CursorTimes,
  ): Promise<void>
  /** Leaves it where it was, with the reason; only what was due is put off. */
  postpone(cursor: Cursor, owner: string, why: { until: Date; why: string; failed: boolean }): Promise<void>
  /** Makes the scope's window read due now. */
  hurry(connectionId: string, capture: string, scope: string, now: Date): Promise<void>
  /**
   * True once these have been read whole; `all`: once every scope has that the entity's other captures read, as far as
   * they have begun.
   */
  filled(
    connectionId: string,
    capture: string,
    others: { capture: string; scope: string }[] | 'all',
  ): Promise<boolean>
}

/** What we know of one record in its source. */
export type SourceState = {
  key: string
  nativeId: string
  scope: string
  /** Last minted revision of this record by this capture; 0 before the first. */
  revision: number
  content: unknown
  digest: string | null
  deleted: boolean
  stamp: string | null
  /** Set for a copy of another system's record, whose key it has: the scope of the apply that writes it. */
  copyIn: string | null
  /** Another compare has locked the record since our read began (DESIGN C3). */
  moved: boolean
}

export type NewEvent = {
  eventId: string
  topic: string
  recordKey: string
  headers: Record<string, string>
  value: Buffer
}

export type MintDecision =
  | { is: 'unchanged'; stamp: string | null; turnsOn: string | null }
  | {
      is: 'minted'
      key: string
      operation: Operation
      content: unknown
      digest: string
      stamp: string | null
      turnsOn: string | null
      /** What other captures' records may share with it (DESIGN C9). */
      alike: string | null
      encode(revision: number): NewEvent
      audit(revision: number): Audit
    }
  /** Read once more: the record moved while it was being read. */
  | { is: 'again' }
  /** Kept for a person, or until that lane is settled; audited unless it was held for the same reason before. */
  | { is: 'held'; code: string; why: string; audit: Audit; lane: TwinLane | null }
  /** Not there, and never known to us. */
  | { is: 'ignored'; audit: Audit | null }
  | TwinDecision

export type MintOrder = {
  connectionId: string
  capture: string
  entity: string
  scope: string
  snapshot: string
  now: Date
  /** Set where deletions are among the items: since when earlier ones of the scope count. */
  deletionsSince: Date | null
  /** `key` null: nothing was read, so a record that we do not know is not made. */
  items: { nativeId: string; key: string | null; by: CapturedBy; twin: TwinAsk | null }[]
  /** The apply that writes the system which is read; null where none does. */
  twin: { apply: string; conflictsSince: Date } | null
}

/** The records of a mint as they are, locked. */
export type Locked = {
  /** In the order of the items. */
  states: (SourceState | null)[]
  /** Deletions of other records of the scope: minted since `deletionsSince`, or held because they are many. */
  deletions: number
  /** In the order of the items; null where there is no such apply. */
  twins: (TwinFacts | null)[]
}

export type Minting = {
  /** To be noted before a read begins: what commits later counts as moved. */
  snapshot(): Promise<string>
  /**
   * One transaction: locks the records in the order of their ids, asks `decide`, stores states, events and audit. A good
   * read of a record that is held ends the hold. Deletions of one scope are decided one batch after another.
   */
  mint(order: MintOrder, decide: (locked: Locked) => MintDecision[]): Promise<MintDecision['is'][]>
  /** Native ids known in a scope and not deleted. */
  known(connectionId: string, capture: string, scope: string): Promise<string[]>
  /** Records of the scopes being read whose day to change has come, but for those that are on the to-read list. */
  turning(
    connectionId: string,
    capture: string,
    today: string,
  ): Promise<{ nativeId: string; scope: string }[]>
}

export type OutboxRow = {
  id: string
  topic: string
  recordKey: string
  headers: Record<string, string>
  value: Buffer
  /** The revision that it carries; null for a dead letter. */
  of: { connectionId: string; entity: string; key: string; revision: number } | null
}

/** Where a row was published, or why it never will be; null: not now. */
export type OutboxMark =
  | { partition: number; offset: bigint }
  | { dead: string; why: string; audit: Audit | null }
  | null

export type Outbox = {
  /**
   * Hands over the oldest unpublished rows under a lock that lets one publisher work at a time, and marks what
   * `publish` gives back, in their order. Gives the number marked; 0 when there is nothing to do or another is at it.
   */
  publishNext(
    limit: number,
    publish: (rows: OutboxRow[]) => Promise<OutboxMark[]>,
    now: () => Date,
    /** Topics to leave out, e.g. because they do not take anything just now. */
    except?: string[],
  ): Promise<number>
}
