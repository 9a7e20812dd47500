import { deadLetterTopic, entityTopic, notificationTopic } from '@plumbline/engine'
import { flows } from '@plumbline/flows'
import { migrate } from '@plumbline/ledger'
import type { Ops } from './context.ts'

export type SetupOptions = {
  /** Partitions of an entity topic; fixed for its life, since more would reorder keys (DESIGN §3). */
  partitions: number
  /** Copies of each record; null leaves it to the broker. */
  replicas: number | null
}

/** Brings database, topics and schemas to what this version needs. Safe to repeat: the install job runs it each time. */
export async function setUp(
  ops: Ops,
  { partitions, replicas }: SetupOptions,
): Promise<{ migrations: string[]; topics: string[] }> {
  const migrations = await migrate(ops.config.PLUMBLINE_DATABASE_URL)
  const topics = topicNames(ops)
  await ops.bus.createTopics(
    topics.map(topic => ({
      topic,
      partitions,
      retentionMs: null,
      ...(replicas === null ? {} : { replicas }),
    })),
  )
  const prefix = ops.config.PLUMBLINE_TOPIC_PREFIX
  for (const { entity } of flows)
    await ops.codec.register(`${entityTopic(prefix, entity.name)}-value`, entity.schema)
  await ops.codec.register(`${notificationTopic(prefix)}-value`, 'plumbline.v1.Notification')
  return { migrations, topics }
}

/** Every topic, derived from the flows. */
export function topicNames({ config: { PLUMBLINE_TOPIC_PREFIX: prefix } }: Pick<Ops, 'config'>): string[] {
  return [
    ...flows.map(({ entity }) => entityTopic(prefix, entity.name)),
    notificationTopic(prefix),
    deadLetterTopic(prefix),
  ]
}
