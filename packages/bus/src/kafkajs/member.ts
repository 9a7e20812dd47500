import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs'
import type { ConsumptionSettings, Partition } from '../bus.ts'
import { within } from '../deadline.ts'
import { BusError } from '../errors.ts'
import { disconnectSoon } from './client.ts'

/** What one kafkajs consumer tells of its life. Nothing is told any more once `runMember` has ended. */
export type MemberHooks = {
  /** Called in the join event itself: what is paused then is not fetched. */
  joined(consumer: Consumer, memberId: string, partitions: Partition[]): void
  rebalancing(): void
  batch(payload: EachBatchPayload): Promise<void>
  /** The log goes on at `next` without records in between (transaction markers). */
  skipped(partition: Partition, next: bigint): void
}

/**
 * Lives as one member of a group: until `stopping` (what is at hand is finished first), or throws when it crashed or
 * fell silent. kafkajs's own restart is off, for it waits without end for a dead connection before it restarts.
 */
export async function runMember(
  kafka: Kafka,
  plan: { group: string; topics: string[] },
  settings: ConsumptionSettings,
  stopping: AbortSignal,
  hooks: MemberHooks,
): Promise<void> {
  const consumer = createConsumer(kafka, plan.group, settings)
  const { CRASH, END_BATCH_PROCESS, FETCH_START, GROUP_JOIN, HEARTBEAT, REBALANCING } = consumer.events
  let alive = true
  let busy = false
  let pulse = performance.now()
  let silence: NodeJS.Timeout | undefined

  const ended = new Promise<Error | null>(resolve => {
    consumer.on(CRASH, ({ payload }) => resolve(payload.error))
    stopping.addEventListener('abort', () => resolve(null), { once: true })
    const longest = 2 * settings.sessionTimeoutMs
    const listen = () => {
      if (!busy && performance.now() - pulse > longest)
        resolve(new Error(`no sign of life for ${longest} ms`))
    }
    silence = setInterval(listen, longest / 10)
  })
  const beat = () => {
    pulse = performance.now()
  }
  for (const event of [FETCH_START, HEARTBEAT, END_BATCH_PROCESS] as const) consumer.on(event, beat)
  consumer.on(GROUP_JOIN, ({ payload: { memberId, memberAssignment } }) => {
    beat()
    const partitions = Object.entries(memberAssignment).flatMap(([topic, ours]) =>
      ours.toSorted((a, b) => a - b).map(partition => ({ topic, partition })),
    )
    if (alive) hooks.joined(consumer, memberId, partitions)
  })
  consumer.on(REBALANCING, () => {
    if (alive) hooks.rebalancing()
  })
  consumer.on(END_BATCH_PROCESS, ({ payload: { topic, partition, batchSize, lastOffset } }) => {
    if (alive && batchSize === 0) hooks.skipped({ topic, partition }, BigInt(lastOffset) + 1n)
  })

  async function eachBatch(payload: EachBatchPayload): Promise<void> {
    if (!alive) return
    busy = true
    try {
      await hooks.batch(payload)
    } finally {
      busy = false
      beat()
    }
  }

  async function joinAndRead(): Promise<Error | null> {
    await consumer.connect()
    await consumer.subscribe({ topics: plan.topics, fromBeginning: true })
    await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch })
    return ended
  }

  try {
    const error = await Promise.race([ended, joinAndRead()])
    if (error) throw error
  } catch (error) {
    alive = false
    throw error
  } finally {
    clearInterval(silence)
    const late = () => new BusError('stop-failed', `the consumer did not end in ${settings.stopMs} ms`)
    try {
      await within(settings.stopMs, consumer.stop(), late)
      await disconnectSoon(consumer)
    } finally {
      alive = false
    }
  }
}

function createConsumer(kafka: Kafka, groupId: string, { sessionTimeoutMs }: ConsumptionSettings): Consumer {
  return kafka.consumer({
    groupId,
    sessionTimeout: sessionTimeoutMs,
    rebalanceTimeout: sessionTimeoutMs,
    heartbeatInterval: Math.floor(sessionTimeoutMs / 10),
    // Idle fetches end soon: a stop, a rebalance and a resume are noticed between fetches only.
    maxWaitTimeInMs: 300,
    allowAutoTopicCreation: false,
    // Few: on a dead connection each one lasts a whole deadline, and a new member is soon made.
    retry: { initialRetryTime: 100, maxRetryTime: 1000, retries: 2, restartOnFailure: async () => false },
  })
}
