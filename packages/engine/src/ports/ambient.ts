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

/** A record on its way to, or from, a topic. */
export type BusRecord = { topic: string; key: string; value: Buffer; headers: Record<string, string> }
export type Received = { offset: bigint; key: string; value: Buffer; headers: Record<string, string> }
export type Position = { partition: number; offset: bigint }

export type Batch = {
  topic: string
  partition: number
  records: Received[]
  /** True once the session is lost: stop, commit nothing. */
  isStale(): boolean
  /** To be called between chunks of work; throws when the session is lost. */
  heartbeat(): Promise<void>
}

export type Assigned = {
  topic: string
  partition: number
  /** The group's committed offset; null where it has none. */
  committed: bigint | null
  earliest: bigint
  latest: bigint
}

export type Consumption = { stop(): Promise<void>; health(): { ready: boolean; why: string | null } }

/** The Kafka seam. */
export type Bus = {
  /** Resolves with the positions once all replicas have the records; a send that times out may still appear. */
  publish(records: BusRecord[]): Promise<Position[]>
  /** `startAt` says where each assigned partition begins; `onBatch` gives the next offset once its rows are durable. */
  consume(order: {
    group: string
    topics: string[]
    startAt(assigned: Assigned[]): Promise<Map<string, bigint>>
    onBatch(batch: Batch): Promise<bigint>
  }): Promise<Consumption>
  /** End offsets by `<topic>/<partition>`. */
  endOffsets(topics: string[]): Promise<Map<string, bigint>>
}

/** `<topic>/<partition>`: how positions are named between engine, bus and ledger. */
export const partitionName = (topic: string, partition: number): string => `${topic}/${partition}`
