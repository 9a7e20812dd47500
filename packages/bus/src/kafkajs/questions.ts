import { setTimeout as delay } from 'node:timers/promises'
import type { Admin, ITopicMetadata, Kafka } from 'kafkajs'
import type { Extent, TopicSpec } from '../bus.ts'
import { within } from '../deadline.ts'
import { BusError } from '../errors.ts'
import { disconnectSoon } from './client.ts'
import { busErrorOf } from './errors.ts'

/** What we ask of the cluster besides records. A question connects by itself, and ends by the deadline once it is its turn. */
export type Questions = {
  createTopics(topics: TopicSpec[]): Promise<void>
  extents(topics: string[]): Promise<Extent[]>
  /** The group's offsets in all partitions of the topics; null where it has none. */
  committed(
    group: string,
    topics: string[],
  ): Promise<{ topic: string; partition: number; offset: bigint | null }[]>
  memberIds(group: string): Promise<string[]>
  close(): Promise<void>
}

export function askCluster(kafka: Kafka, deadlineMs: number): Questions {
  let connected: Promise<Admin> | null = null
  let before: Promise<unknown> = Promise.resolve()

  function admin(): Promise<Admin> {
    connected ??= connect()
    return connected
  }

  async function connect(): Promise<Admin> {
    const fresh = kafka.admin()
    await fresh.connect()
    return fresh
  }

  /** One question at a time: kafkajs's admin mixes up the topics of two. */
  function ask<T>(what: string, question: (admin: Admin) => Promise<T>): Promise<T> {
    const asked = before.then(() => answer(what, question))
    before = asked.catch(() => undefined)
    return asked
  }

  async function answer<T>(what: string, question: (admin: Admin) => Promise<T>): Promise<T> {
    const late = () => new BusError('broker-away', `${what}: no answer in ${deadlineMs} ms`)
    try {
      return await within(deadlineMs, admin().then(question), late)
    } catch (error) {
      const failed = busErrorOf(error, 'broker-away')
      if (failed.code === 'broker-away') forget()
      throw failed
    }
  }

  /** A connection that failed once is not trusted again. */
  function forget(): void {
    const old = connected
    connected = null
    // Not waited for: it may hang as long as the broker does.
    old?.then(one => one.disconnect()).catch(() => undefined)
  }

  return {
    createTopics: topics => ask('creating topics', one => createMissing(one, topics)),
    extents: topics =>
      ask('reading the logs’ ends', async one => {
        const perTopic = topics.map(async topic => (await one.fetchTopicOffsets(topic)).map(extentOf(topic)))
        return (await Promise.all(perTopic)).flat().toSorted(byPlace)
      }),
    committed: (groupId, topics) =>
      ask('reading the group’s offsets', async one => {
        const perTopic = await one.fetchOffsets({ groupId, topics })
        return perTopic.flatMap(({ topic, partitions }) =>
          partitions.map(({ partition, offset }) => ({
            topic,
            partition,
            offset: offset === '-1' ? null : BigInt(offset),
          })),
        )
      }),
    memberIds: group =>
      ask('reading the group’s members', async one => {
        const { groups } = await one.describeGroups([group])
        return groups.flatMap(({ members }) => members.map(member => member.memberId))
      }),
    async close() {
      await before
      const last = await connected
      if (last) await disconnectSoon(last)
      connected = null
    },
  }
}

const extentOf = (topic: string) => (one: { partition: number; low: string; high: string }) => ({
  topic,
  partition: one.partition,
  earliest: BigInt(one.low),
  latest: BigInt(one.high),
})

const byPlace = (a: Extent, b: Extent) => a.topic.localeCompare(b.topic) || a.partition - b.partition

async function createMissing(admin: Admin, specs: TopicSpec[]): Promise<void> {
  const existing = new Set(await admin.listTopics())
  const missing = specs.filter(spec => !existing.has(spec.topic))
  if (missing.length > 0) {
    const topics = missing.map(({ topic, partitions, retentionMs, replicas }) => ({
      topic,
      numPartitions: partitions,
      // -1: as many as the broker's default says.
      replicationFactor: replicas ?? -1,
      configEntries: [
        { name: 'cleanup.policy', value: 'delete' },
        { name: 'retention.ms', value: String(retentionMs ?? -1) },
      ],
    }))
    await admin.createTopics({ topics, waitForLeaders: false })
  }
  const topics = await metadataOf(admin, specs)
  for (const { name, partitions } of topics) {
    const wanted = specs.find(spec => spec.topic === name)!.partitions
    if (partitions.length === wanted) continue
    throw new BusError('topic-differs', `${name} has ${partitions.length} partitions, not ${wanted}`)
  }
}

/** Brokers learn of a new topic one after the other: for a moment it is unknown to the one that is asked. */
async function metadataOf(admin: Admin, specs: TopicSpec[], attempt = 1): Promise<ITopicMetadata[]> {
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: specs.map(spec => spec.topic) })
    return topics
  } catch (error) {
    if (attempt >= 20 || busErrorOf(error, 'broker-away').code !== 'unknown-topic') throw error
    await delay(50 * attempt)
    return metadataOf(admin, specs, attempt + 1)
  }
}
