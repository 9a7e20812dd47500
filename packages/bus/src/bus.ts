/**
 * The seam to Kafka. Not its job: what stands in a value (the codec's), which record wins (readers keep the highest
 * revision of a key), what was handled already (the ledger's). Offsets are bigint. Everything throws `BusError`.
 */
export type Bus = {
  /** Creates what is missing. @throws `topic-differs` when one exists with another number of partitions */
  createTopics(topics: TopicSpec[]): Promise<void>
  /**
   * Resolves when all in-sync replicas have every record; gives their places in the order of `records`. Records of one
   * key keep their order. What failed may be published again: readers bear repeats.
   * @throws `outcome-unknown` after the deadline (a record may still appear), `broker-away`, `unknown-topic`,
   * `not-allowed`; `refused` (a `RecordsRefused`) when the broker will never take some of them
   */
  publish(records: OutRecord[]): Promise<Place[]>
  /** Joins a group and goes on, through crashes and broker outages, until it is stopped. Look at `health()`. */
  consume(plan: Consumption): Session
  /** Where the log of each partition begins and ends. */
  extents(topics: string[]): Promise<Extent[]>
  /**
   * Sets where a group begins, before its first member joins: for a bounded replay.
   * @throws `group-active` when it has members
   */
  commitGroupStart(group: string, starts: Position[]): Promise<void>
  /** Stops what still runs and disconnects. */
  close(): Promise<void>
}

/** `retentionMs` null: for ever. The number of partitions stands for the topic's whole life: more would reorder keys. */
export type TopicSpec = { topic: string; partitions: number; retentionMs: number | null; replicas?: number }

export type Partition = { topic: string; partition: number }

/** An offset of a partition; as a place to go on from, the next record to be read. */
export type Position = Partition & { offset: bigint }
export type Place = Position

/** Records from `earliest` (inclusive) to `latest` (exclusive) can be read. */
export type Extent = Partition & { earliest: bigint; latest: bigint }

/** The partition follows from the key, as Java's producers choose it, unless it is given. */
export type OutRecord = {
  topic: string
  key: string
  value: Buffer
  headers: Record<string, string>
  partition?: number
}

/** A record as it stands in the log; foreign producers may leave out key or value. `timestamp`: ms since 1970. */
export type InRecord = {
  offset: bigint
  key: string | null
  value: Buffer | null
  headers: Record<string, string>
  timestamp: number
}

/** A partition that was given to this member, before it starts. `committed` null: the group has no offset there. */
export type Assigned = Extent & { committed: bigint | null }

/** Records of one partition in order. `next` of one batch is `from` of the next one, whatever gaps the log has. */
export type Batch = Partition & {
  from: bigint
  next: bigint
  records: InRecord[]
  /** Tells the group that this member lives; call it when a batch may take seconds. Throws when the group rebalances. */
  heartbeat(): Promise<void>
  /** True as soon as the partition may belong to another member, or we are being stopped: give up, nothing is committed. */
  isStale(): boolean
}

export type Consumption = {
  group: string
  topics: string[]
  /**
   * Where to start in each partition, asked at every join and before the first batch; written to the group. If it
   * throws, nothing is read, and it is asked again after a while.
   */
  startAt(assigned: Assigned[]): Promise<Position[]>
  /**
   * Handles a batch and gives the offset to go on from (`batch.next`, or where the handler's own records say); that is
   * committed then. One batch at a time. If it throws, nothing is committed, the partition pauses with the error's
   * message as its reason, and the batch comes again after a while.
   */
  onBatch(batch: Batch): Promise<bigint>
  /** These partitions are no longer ours; batches of theirs that still run are stale. */
  onLost?(partitions: Partition[]): void
  settings?: Partial<ConsumptionSettings>
}

export type ConsumptionSettings = {
  /** Most records in one batch. */
  batchRecords: number
  /** A member that sends no heartbeat for so long is put out of the group. */
  sessionTimeoutMs: number
  /** First and longest wait before something that failed is tried again. */
  retryMs: number
  longestRetryMs: number
  /** How often lag is measured, and how long it may stand without progress before `health` says so. */
  probeMs: number
  stalledMs: number
  /** How long `stop` waits for the batch at hand. */
  stopMs: number
}

export type Session = {
  /**
   * Lets the batch at hand finish and be committed, then leaves the group.
   * @throws `stop-failed` when the batch did not end in time or the group still has us
   */
  stop(): Promise<void>
  health(): SessionHealth
}

/** `reasons`: why it is not ready, in words for the person on call. `lag`: records not yet read, when last measured. */
export type SessionHealth = { ready: boolean; reasons: string[]; lag: bigint; assigned: Position[] }
