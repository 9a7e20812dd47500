import type { AnyApply } from '@plumbline/flow-kit'
import type { Engine } from '../engine.ts'
import { entityTopic } from '../event.ts'
import {
  type Assigned,
  type Batch,
  type Landed,
  type LandOrder,
  type Position,
  partitionName,
  type Session,
} from '../ports/index.ts'
import { sorter } from './sort.ts'

/** Where a session may not begin by itself (DESIGN A10): the log and the ledger do not fit together. */
export class LogMismatch extends Error {
  readonly code = 'log-mismatch'
  constructor(why: string) {
    super(`log-mismatch: ${why}`)
  }
}

export type LandCounter = (landed: Landed, deadLetters: number) => void

/**
 * Lands the events of these applies under a consumer group: Kafka → ledger, nothing else, in milliseconds.
 * A join begins at the lower of the ledger's and the group's offset, so that a reset of the group is a replay.
 * `only`: the one connection whose events are landed, where a replay is for one.
 */
export function landEvents(
  engine: Engine,
  applies: AnyApply[],
  group: string,
  count: LandCounter,
  only: string | null = null,
): Session {
  const { bus, ledger, clock, prefix } = engine
  const postings = applies.filter(apply => apply.effect === 'posting').map(apply => apply.name)
  const sort = sorter(engine, applies, only)
  const begin = (at: Position, doubtBelow: bigint) => {
    const { topic, partition, offset: next } = at
    return ledger.landing.begin({ group, topic, partition, next, doubtBelow, postings, now: clock.now() })
  }

  async function startAt(assigned: Assigned[]): Promise<Position[]> {
    const stored = await ledger.landing.offsets(group)
    const starts: Position[] = []
    for (const one of assigned) {
      const known = stored.get(partitionName(one)) ?? null
      const start = { topic: one.topic, partition: one.partition, offset: startOf(one, known) }
      // What the group has read and the ledger does not know was landed by a ledger that is lost.
      const isBehind = one.committed !== null && (known ?? 0n) < one.committed
      await begin(start, isBehind ? one.committed! : 0n)
      starts.push(start)
    }
    return starts
  }

  async function onBatch(batch: Batch): Promise<bigint> {
    const { topic, partition, from, next } = batch
    for (;;) {
      const sorted = await sort(batch)
      const order: LandOrder = {
        ...{ group, topic, partition, first: from, next },
        ...{ ...sorted, who: engine.who, now: clock.now() },
      }
      const result = await ledger.landing.land(order)
      if (result === 'moved') return await goOnElsewhere(batch)
      if (result !== 'stale') {
        count(result, order.lost.length)
        return next
      }
      await engine.connections.refresh()
    }
  }

  /**
   * Another session has landed on, or we have and the answer was lost: the ledger's offset counts. One that went back
   * is a ledger that lost what it had.
   */
  async function goOnElsewhere({ topic, partition, from }: Batch): Promise<bigint> {
    const stored = await ledger.landing.offsets(group)
    const offset = stored.get(partitionName({ topic, partition })) ?? 0n
    if (offset < from) await begin({ topic, partition, offset }, from)
    engine.log.warn(
      { topic, partition, from: String(from), to: String(offset) },
      'the ledger stands elsewhere',
    )
    return offset
  }

  const topics = [...new Set(applies.map(apply => entityTopic(prefix, apply.entity.name)))]
  return bus.consume({ group, topics, startAt, onBatch })
}

/**
 * DESIGN A10: min(ledger's, group's). A ledger that knows nothing of the group begins at the log's beginning, whatever
 * the group has read: that ledger is new, or was lost.
 * @throws LogMismatch where events in between are gone, or the log is another one
 */
export function startOf(
  { topic, partition, committed, earliest, latest }: Assigned,
  known: bigint | null,
): bigint {
  if (known === null) return earliest
  const start = committed !== null && committed < known ? committed : known
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
