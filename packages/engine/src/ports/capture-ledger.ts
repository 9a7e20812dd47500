import type { CapturedBy, Operation } from '@plumbline/flow-kit'
import type { Audit } from './audit.ts'

/** One record to read again (DESIGN C1). `asks` moves when somebody asks once more. */
export type ReadLine = {
  connectionId: string
  capture: string
  nativeId: string
  scope: string
  reason: string
  by: CapturedBy
  /** The trace of whoever asked first, e.g. the webhook. */
  traceparent: string | null
  asks: number
  attempts: number
  /** Let go by a person: the proof is taken again, the hold is not. */
  released: boolean
}

/** The to-read list: what must be read stands here and nowhere else. */
export type ReadList = {
  ask(lines: Omit<ReadLine, 'asks' | 'attempts' | 'released'>[], at: Date): Promise<void>
  /** Leases lines of one connection and scope, oldest first. */
  take(order: {
    capture: string
    connectionIds: string[]
    owner: string
    now: Date
    leaseUntil: Date
    limit: number
  }): Promise<ReadLine[]>
  /** Ends lines that nobody asked for again since they were taken; frees the others. */
  done(lines: ReadLine[], owner: string): Promise<void>
  postpone(lines: ReadLine[], owner: string, until: Date, why: string): Promise<void>
  /** Keeps a line for a person. */
  hold(line: ReadLine, owner: string, code: string, why: string, audit: Audit, at: Date): Promise<void>
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
}

export type CursorTimes = { nextReadAt: Date | null; nextCompareAt: Date | null }

export type Cursors = {
  /** Makes cursors for new scopes, due at once, and drops those of scopes that are no longer read. */
  keep(connectionId: string, capture: string, scopes: string[], now: Date): Promise<void>
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
  /** Moves the cursor after everything read has been minted. */
  done(
    cursor: Cursor,
    owner: string,
    result: { through: string | null; at: Date } & CursorTimes,
  ): Promise<void>
  /** Leaves it where it was, with the reason. */
  postpone(cursor: Cursor, owner: string, until: Date, why: string): Promise<void>
  /** Makes the scope's window read due now. */
  hurry(connectionId: string, capture: string, scope: string, now: Date): Promise<void>
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
      operation: Operation
      content: unknown
      digest: string
      stamp: string | null
      turnsOn: string | null
      encode(revision: number): NewEvent
      audit(revision: number): Audit
    }
  /** Read once more: the record moved while it was being read. */
  | { is: 'again' }
  | { is: 'held'; code: string; why: string; audit: Audit }
  /** Gone, and never known to us. */
  | { is: 'ignored' }

export type MintOrder = {
  connectionId: string
  capture: string
  entity: string
  by: CapturedBy
  snapshot: string
  now: Date
  items: { nativeId: string; key: string | null; scope: string }[]
}

export type Minting = {
  /** To be noted before a read begins: what commits later counts as moved. */
  snapshot(): Promise<string>
  /** One transaction: locks the records in key order, asks `decide` for each, stores states, events, audit. */
  mint(
    order: MintOrder,
    decide: (index: number, state: SourceState | null) => MintDecision,
  ): Promise<MintDecision['is'][]>
  /** Deletions minted in a scope since `since` (DESIGN C5). */
  deletions(connectionId: string, capture: string, scope: string, since: Date): Promise<number>
  /** Native ids known in a scope and not deleted. */
  known(connectionId: string, capture: string, scope: string): Promise<string[]>
  /** Records whose day to change has come. */
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
}

/** Where a row was published, or why it never will be. */
export type OutboxMark = { partition: number; offset: bigint } | { dead: string; why: string }

export type Outbox = {
  /**
   * Hands over the oldest unpublished rows under a lock that lets one publisher work at a time, and marks what
   * `publish` gives back. Gives the number published; 0 when there is nothing to do or another is at it.
   */
  publishNext(
    limit: number,
    publish: (rows: OutboxRow[]) => Promise<OutboxMark[]>,
    now: () => Date,
  ): Promise<number>
}
