/** The one source of time; tests shift it (DESIGN A12). */
export type Clock = { now(): Date }

/** Structured log lines; fields first, then a sentence. The shape is pino's. */
export type Log = {
  debug(fields: object, sentence: string): void
  info(fields: object, sentence: string): void
  warn(fields: object, sentence: string): void
  error(fields: object, sentence: string): void
}

/** Avro in Confluent wire format. Errors carry a `code`; `registry-away` is worth waiting for, the others are not. */
export type Codec = {
  /** Synchronous once `prepare` has run: encoding happens inside a transaction. */
  encode(schema: string, value: unknown): { value: Buffer; fingerprint: string }
  decode(bytes: Buffer, fingerprint?: string): Promise<{ name: string; value: unknown }>
}

/** The head of an event, carried in headers beside the trace (CloudEvents binary mode). */
export type EventHead = {
  id: string
  source: string
  type: string
  subject: string
  time: string
  fingerprint: string | null
  traceparent: string | null
}

/** How heads are written into and read from headers: the bus's business. */
export type Heads = {
  toHeaders(head: EventHead): Record<string, string>
  fromHeaders(headers: Record<string, string>): EventHead | null
}

/** A record on its way to, or from, a topic. */
export type BusRecord = { topic: string; key: string; value: Buffer; headers: Record<string, string> }
export type Received = {
  offset: bigint
  key: string | null
  value: Buffer | null
  headers: Record<string, string>
}

type Partition = { topic: string; partition: number }
export type Position = Partition & { offset: bigint }

/** A partition given to this member. `committed` null: the group has no offset there. */
export type Assigned = Partition & { committed: bigint | null; earliest: bigint; latest: bigint }

/** Records of one partition in order; `next` of one batch is `from` of the next one. */
export type Batch = Partition & { from: bigint; next: bigint; records: Received[] }

export type Session = {
  stop(): Promise<void>
  health(): { ready: boolean; reasons: string[]; lag: bigint }
}

/** The Kafka seam. */
export type Bus = {
  /** Resolves with the places once all replicas have the records; a send that times out may still appear. */
  publish(records: BusRecord[]): Promise<Position[]>
  /** `startAt` says where each partition begins; `onBatch` gives the next offset once its rows are durable. */
  consume(plan: {
    group: string
    topics: string[]
    startAt(assigned: Assigned[]): Promise<Position[]>
    onBatch(batch: Batch): Promise<bigint>
  }): Session
  extents(topics: string[]): Promise<(Partition & { earliest: bigint; latest: bigint })[]>
}

/** `<topic>/<partition>`: how partitions are named between engine and ledger. */
export const partitionName = ({ topic, partition }: Partition): string => `${topic}/${partition}`
