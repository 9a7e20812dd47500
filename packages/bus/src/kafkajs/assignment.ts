import { setTimeout as delay } from 'node:timers/promises'
import type { Consumer, EachBatchPayload } from 'kafkajs'
import type { Consumption, ConsumptionSettings, Extent, Partition, Position } from '../bus.ts'
import { BusError } from '../errors.ts'
import type { Questions } from './questions.ts'
import { recordOf } from './record.ts'

/** Where we stand in one partition. */
export type Standing = Partition & {
  /** The next record to be read; null until the start is known. */
  next: bigint | null
  /** What the log showed beyond `next` that bears no records (transaction markers). */
  seenTo: bigint
  /** When `next` moved last (`performance.now()`). */
  movedAt: number
  /** Why it is paused. */
  trouble: string | null
  /** What to wait before the next attempt, should that fail too. */
  retryMs: number
}

/** What a member holds between two joins of the group. */
export type Assignment = {
  standings: Standing[]
  /** Why nothing is read at all. */
  trouble: string | null
  /** Aborted when the partitions may be another member's. */
  lost: AbortSignal
  onBatch(payload: EachBatchPayload): Promise<void>
}

export type AssignmentContext = {
  consumer: Consumer
  plan: Consumption
  settings: ConsumptionSettings
  questions: Questions
  lost: AbortSignal
  /** Aborted when the service stops: the batch at hand is finished, no other is begun. */
  stopping: AbortSignal
}

/**
 * Takes over partitions that a join gave us: pauses them (so it must be called in the join event itself), asks the plan
 * where to start, seeks there and reads on.
 */
export function takeOver(partitions: Partition[], context: AssignmentContext): Assignment {
  const { consumer, plan, settings, questions, lost, stopping } = context
  const standings = partitions.map(one => newStanding(one, settings.retryMs))
  const assignment: Assignment = { standings, trouble: null, lost, onBatch }
  consumer.pause(standings.map(fetchOf))
  void start(settings.retryMs)
  return assignment

  async function start(retryMs: number): Promise<void> {
    try {
      if (standings.length > 0) await seekStarts()
      assignment.trouble = null
    } catch (error) {
      assignment.trouble = reasonOf(error)
      void again(retryMs, () => void start(Math.min(2 * retryMs, settings.longestRetryMs)))
    }
  }

  async function seekStarts(): Promise<void> {
    const [extents, committed] = await Promise.all([
      questions.extents(plan.topics),
      questions.committed(plan.group, plan.topics),
    ])
    const assigned = standings.map(one => ({
      ...extents.find(isAt(one))!,
      committed: committed.find(isAt(one))?.offset ?? null,
    }))
    const starts = await plan.startAt(assigned)
    const checked = assigned.map(one => checkedStart(one, starts.find(isAt(one))?.offset))
    if (lost.aborted) return
    const moved = checked.filter((start, index) => start.offset !== assigned[index]!.committed)
    await consumer.commitOffsets(moved.map(({ offset, ...where }) => ({ ...where, offset: String(offset) })))
    if (lost.aborted) return
    for (const [index, start] of checked.entries()) {
      Object.assign(standings[index]!, { next: start.offset, movedAt: performance.now() })
      consumer.seek({ ...start, offset: String(start.offset) })
    }
    consumer.resume(standings.map(fetchOf))
  }

  async function onBatch(payload: EachBatchPayload): Promise<void> {
    const standing = standings.find(isAt(payload.batch))
    if (!standing || standing.next === null || standing.trouble !== null) return
    try {
      await checkGap(standing, payload.batch.firstOffset())
    } catch (error) {
      return pause(standing, error)
    }
    await readOn(standing, payload)
  }

  async function readOn(standing: Standing, payload: EachBatchPayload): Promise<void> {
    const { batch } = payload
    const rebalance: { error: Error | null } = { error: null }
    const heartbeat = () =>
      payload.heartbeat().catch((error: Error) => {
        rebalance.error = error
        throw error
      })
    const isStale = () => lost.aborted || rebalance.error !== null
    const { topic, partition, messages } = batch
    for (let index = 0; index < messages.length; index += settings.batchRecords) {
      const records = messages.slice(index, index + settings.batchRecords).map(recordOf)
      const last = index + records.length === messages.length
      // The last offset counts what bears no records behind the last record.
      const next = (last ? BigInt(batch.lastOffset()) : records.at(-1)!.offset) + 1n
      const from = standing.next!
      if (lost.aborted || stopping.aborted) return
      let goOn: bigint
      try {
        goOn = await plan.onBatch({ topic, partition, from, next, records, heartbeat, isStale })
      } catch (error) {
        if (rebalance.error) throw rebalance.error
        return pause(standing, error)
      }
      if (isStale()) return
      await settle(standing, goOn, payload)
      if (goOn !== next) return consumer.seek({ topic, partition, offset: String(goOn) })
      await heartbeat()
    }
  }

  async function settle(standing: Standing, next: bigint, payload: EachBatchPayload): Promise<void> {
    const { topic, partition } = standing
    const offset = String(next)
    await payload.commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset }] }] })
    payload.resolveOffset(String(next - 1n))
    Object.assign(standing, { next, movedAt: performance.now(), retryMs: settings.retryMs })
  }

  /** kafkajs goes back to the log's beginning in silence when what is next was deleted. */
  async function checkGap(standing: Standing, first: string | null): Promise<void> {
    const { topic, next } = standing
    if (first === null || BigInt(first) === next) return
    const extents = await questions.extents([topic])
    const { earliest, latest } = extents.find(isAt(standing))!
    if (next! < earliest || next! > latest || BigInt(first) < next!)
      throw new BusError('log-lost', `offset ${next} is next, the log has ${earliest} to ${latest}`)
  }

  function pause(standing: Standing, error: unknown): void {
    if (lost.aborted) return
    standing.trouble = reasonOf(error)
    consumer.pause([fetchOf(standing)])
    void again(standing.retryMs, () => {
      standing.trouble = null
      consumer.resume([fetchOf(standing)])
    })
    standing.retryMs = Math.min(2 * standing.retryMs, settings.longestRetryMs)
  }

  async function again(ms: number, action: () => void): Promise<void> {
    const inTime = await delay(ms, true, { signal: lost }).catch(() => false)
    if (!inTime || stopping.aborted) return
    try {
      action()
    } catch (error) {
      // kafkajs has taken the consumer down before it tells of its crash.
      assignment.trouble = reasonOf(error)
    }
  }
}

/** True for what is about the same partition. */
export const isAt = (here: Partition) => (one: Partition) =>
  one.topic === here.topic && one.partition === here.partition

const newStanding = ({ topic, partition }: Partition, retryMs: number): Standing => ({
  topic,
  partition,
  next: null,
  seenTo: -1n,
  movedAt: performance.now(),
  trouble: null,
  retryMs,
})

const fetchOf = ({ topic, partition }: Partition) => ({ topic, partitions: [partition] })

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

function checkedStart({ topic, partition, earliest, latest }: Extent, offset?: bigint): Position {
  if (offset === undefined) throw new BusError('bad-start', `${topic}/${partition}: no start was given`)
  if (offset < earliest || offset > latest)
    throw new BusError(
      'log-lost',
      `${topic}/${partition} is to start at ${offset}, the log has ${earliest} to ${latest}`,
    )
  return { topic, partition, offset }
}
