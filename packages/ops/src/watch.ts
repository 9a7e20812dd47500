import { randomUUID } from 'node:crypto'
import { BusError, fromHeaders } from '@plumbline/bus'
import type { Ops } from './context.ts'
import { topicNames } from './setup.ts'

export type WatchedEvent = {
  topic: string
  partition: number
  offset: string
  key: string | null
  head: unknown
  value: unknown
}

/**
 * Shows events of a topic as they come, decoded. A value that cannot be decoded is shown with the reason. Gives a
 * function that ends it.
 */
export async function watchTopic(
  ops: Ops,
  topic: string,
  from: 'beginning' | 'now',
  show: (event: WatchedEvent) => void,
): Promise<() => Promise<void>> {
  await mustExist(ops, topic)
  const session = ops.bus.consume({
    group: `${ops.config.PLUMBLINE_TOPIC_PREFIX}.watch.${randomUUID()}`,
    topics: [topic],
    startAt: async assigned =>
      assigned.map(({ topic, partition, earliest, latest }) => ({
        topic,
        partition,
        offset: from === 'beginning' ? earliest : latest,
      })),
    onBatch: async batch => {
      for (const { offset, key, value, headers } of batch.records) {
        const head = fromHeaders(headers)
        const decoded = value === null ? null : await decode(ops, value, head?.fingerprint ?? undefined)
        show({
          topic,
          partition: batch.partition,
          offset: String(offset),
          key,
          head: head ?? headers,
          value: decoded,
        })
      }
      return batch.next
    },
  })
  return () => session.stop()
}

async function mustExist(ops: Ops, topic: string): Promise<void> {
  try {
    await ops.bus.extents([topic])
  } catch (error) {
    if (!(error instanceof BusError) || error.code !== 'unknown-topic') throw error
    throw new Error(`there is no topic ${topic}; ours are ${topicNames(ops).join(', ')}`)
  }
}

async function decode({ codec }: Ops, value: Buffer, fingerprint: string | undefined): Promise<unknown> {
  try {
    const { value: decoded } = await codec.decode(value, fingerprint)
    return readable(decoded)
  } catch (error) {
    return { unreadable: error instanceof Error ? error.message : String(error), bytes: value.length }
  }
}

/** Bytes, such as a webhook's body, as the text they are. */
function readable(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return value.toString('utf8')
  if (Array.isArray(value)) return value.map(readable)
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, readable(one)]))
  return value
}
