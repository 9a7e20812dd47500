import type { AnyApply, Canonical } from '@plumbline/flow-kit'
import type { Live } from '../connection-book.ts'
import type { Engine } from '../engine.ts'
import { deadLetterTopic, entityTopic, eventId, readRecordKey } from '../event.ts'
import {
  type Assigned,
  type Batch,
  type DeadLetter,
  type EventHead,
  type Landed,
  type LandOrder,
  type LandRecord,
  type Position,
  partitionName,
  type Received,
  type Session,
} from '../ports/index.ts'

/** Where a join may not begin by itself (DESIGN A10): the log and the ledger do not fit together. */
export class LogMismatch extends Error {
  readonly code = 'log-mismatch'
}

export type LandCounter = (landed: Landed, deadLetters: number) => void

/**
 * Lands the events of these applies under a consumer group: Kafka → ledger, nothing else, in milliseconds.
 * A join begins at the lower of the ledger's and the group's offset, so that a reset of the group is a replay.
 */
export function landEvents(engine: Engine, applies: AnyApply[], group: string, count: LandCounter): Session {
  const doubtBelow = new Map<string, bigint>()
  return engine.bus.consume({
    group,
    topics: [...new Set(applies.map(apply => entityTopic(engine.prefix, apply.entity.name)))],
    startAt: async assigned => {
      const stored = await engine.ledger.landing.offsets(group)
      const starts: Position[] = []
      for (const one of assigned) {
        const known = stored.get(partitionName(one)) ?? null
        const offset = startOf(one, known)
        await engine.ledger.landing.begin(group, one.topic, one.partition, offset)
        const behind = known !== null && one.committed !== null && known < one.committed
        doubtBelow.set(partitionName(one), behind ? one.committed! : 0n)
        starts.push({ topic: one.topic, partition: one.partition, offset })
      }
      return starts
    },
    onBatch: batch => landBatch(engine, applies, group, batch, doubtBelow, count),
  })
}

/** DESIGN A10: min(ledger's, group's); where only one is known, that one; where none is, the beginning. */
export function startOf(
  { topic, partition, committed, earliest, latest }: Assigned,
  known: bigint | null,
): bigint {
  const candidates = [known, committed].filter(one => one !== null)
  if (candidates.length === 0) return earliest
  const start = candidates.reduce((a, b) => (a < b ? a : b))
  if (start < earliest)
    throw new LogMismatch(
      `${topic}/${partition} begins at ${earliest}, but rows are known up to ${start} only: events between are gone from the log`,
    )
  if (start > latest)
    throw new LogMismatch(
      `${topic}/${partition} ends at ${latest}, but rows are known up to ${start}: it is another log`,
    )
  return start
}

async function landBatch(
  engine: Engine,
  applies: AnyApply[],
  group: string,
  batch: Batch,
  doubtBelow: Map<string, bigint>,
  count: LandCounter,
): Promise<bigint> {
  const { topic, partition, from, next, records } = batch
  for (;;) {
    const order: LandOrder = {
      group,
      topic,
      partition,
      first: from,
      next,
      records: [],
      deadLetters: [],
      versions: new Map(),
      doubtBelow: doubtBelow.get(partitionName(batch)) ?? 0n,
      now: engine.clock.now(),
    }
    for (const record of records) await sort(engine, applies, topic, record, order)
    const result = await engine.ledger.landing.land(order)
    if (result === 'moved')
      throw new Error(`${topic}/${partition} was landed by another session from ${from} on`)
    if (result !== 'stale') {
      count(result, order.deadLetters.length)
      return next
    }
    await engine.connections.refresh()
  }
}

/** Puts one received record where it belongs: among the rows, or among the dead letters with the reason. */
export async function sort(
  engine: Engine,
  applies: AnyApply[],
  topic: string,
  record: Received,
  order: Pick<LandOrder, 'records' | 'deadLetters' | 'versions'>,
): Promise<void> {
  const from = readRecordKey(record.key ?? '')
  const live = from && engine.connections.get(from.connectionId)
  if (!from || !live) {
    const why = from
      ? `connection ${from.connectionId} is not known here`
      : `"${record.key}" is not a record key`
    order.deadLetters.push(deadLetter(engine, topic, record, 'unknown-connection', why))
    return
  }
  try {
    if (record.value === null) throw new WrongRecord('the record has no value; a deletion is an event too')
    const head = engine.heads.fromHeaders(record.headers)
    const { value } = await engine.codec.decode(record.value, head?.fingerprint ?? undefined)
    const bytes = record.value
    order.records.push(
      landRecord(
        engine,
        applies,
        topic,
        { ...record, value: bytes, head },
        live,
        from.key,
        value as Canonical,
      ),
    )
    order.versions.set(live.id, live.version)
  } catch (error) {
    if (!isRecordsFault(error)) throw error
    order.deadLetters.push(deadLetter(engine, topic, record, error.code, error.message))
  }
}

type Readable = { offset: bigint; value: Buffer; head: EventHead | null }

function landRecord(
  { prefix }: Engine,
  applies: AnyApply[],
  topic: string,
  { offset, value: bytes, head }: Readable,
  live: Live,
  key: string,
  value: Canonical,
): LandRecord {
  const { header } = value
  if (header.key !== key) throw new WrongRecord(`the record's key is ${key}, its header says ${header.key}`)
  const own = applies.filter(apply => entityTopic(prefix, apply.entity.name) === topic)
  const entity = own[0]!.entity.name
  return {
    offset,
    connectionId: live.id,
    entity,
    key,
    revision: header.revision,
    operation: header.operation,
    eventId: eventId(live.id, entity, key, header.revision),
    fingerprint: head?.fingerprint ?? null,
    traceparent: head?.traceparent ?? null,
    value: bytes,
    changedAt: new Date(header.source_updated_at ?? header.captured_at),
    applies: own.map(apply => ({
      apply: apply.name,
      effect: apply.effect,
      // What was born in a system is not carried back to it.
      scopes: header.origin_system === apply.to ? [] : apply.scopes(value, live.settings),
    })),
  }
}

class WrongRecord extends Error {
  readonly code = 'wrong-record'
}

/** True for what is wrong with the record itself; what is wrong with the registry or the ledger must not kill records. */
function isRecordsFault(error: unknown): error is Error & { code: string } {
  const code = error instanceof Error && 'code' in error ? error.code : null
  return typeof code === 'string' && RECORD_FAULTS.has(code)
}
const RECORD_FAULTS = new Set([
  'incompatible-schema',
  'wrong-record',
  'not-wire-format',
  'unknown-schema-id',
  'bad-value',
  'fingerprint-mismatch',
])

function deadLetter(engine: Engine, topic: string, record: Received, code: string, why: string): DeadLetter {
  return {
    topic: deadLetterTopic(engine.prefix),
    key: record.key ?? '',
    value: record.value ?? Buffer.alloc(0),
    headers: {
      ...record.headers,
      plumbline_dead_code: code,
      plumbline_dead_why: why,
      plumbline_dead_topic: topic,
      plumbline_dead_offset: String(record.offset),
    },
  }
}
