import { testStack, uniquePrefix } from '@plumbline/stack/testing'
import { Kafka, logLevel } from 'kafkajs'
import { afterAll, describe, expect, test } from 'vitest'
import { busContract } from '../bus-contract.ts'
import { connectBus } from '../connect.ts'
import { gate, numbered, read, until, untilReady } from '../testing/readers.ts'

const { kafka: broker } = testStack()

busContract('kafkajs', {
  open: ({ wire, ...options } = {}) =>
    connectBus({ brokers: [broker], clientId: 'contract', socketFactory: wire?.socketFactory, ...options }),
  uniqueName: uniquePrefix,
})

describe('what kafkajs does in silence', () => {
  const bus = connectBus({ brokers: [broker], clientId: 'silence' })
  const foreign = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING })
  const admin = foreign.admin()
  afterAll(() => Promise.all([bus.close(), admin.disconnect()]))

  async function newTopic(): Promise<string> {
    const topic = uniquePrefix()
    await bus.createTopics([{ topic, partitions: 1, retentionMs: null }])
    return topic
  }

  test('records that were deleted before we read them stop the partition instead of being skipped', async () => {
    const topic = await newTopic()
    await bus.publish(numbered(topic, 10))
    const { open: go, passed } = gate()
    const reader = read(bus, uniquePrefix(), topic, {
      startAt: () => passed.then(() => [{ topic, partition: 0, offset: 0n }]),
    })
    await until(() => expect(reader.assigned).toHaveLength(1))
    await admin.connect()
    // Only topics that it was asked about before are known to it.
    await admin.fetchTopicOffsets(topic)
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '5' }] })
    go()
    const reason = `${topic}/0 pauses: offset 0 is next, the log has 5 to 10`
    await until(() => expect(reader.session.health().reasons).toContain(reason))
    expect(reader.batches).toEqual([])
    await reader.session.stop()
  })

  test('a record that is refused spoils no count of those that went with it', async () => {
    const [topic, narrow] = [await newTopic(), uniquePrefix()]
    await admin.connect()
    const configEntries = [{ name: 'max.message.bytes', value: '1000' }]
    await admin.createTopics({ topics: [{ topic: narrow, numPartitions: 1, configEntries }] })
    const [small, other] = numbered(topic, 2)
    const [huge] = numbered(narrow, 1, { partition: 0, value: Buffer.alloc(5000) })
    const refused = await bus.publish([small!, huge!, other!]).catch((error: unknown) => error)
    expect(refused).toMatchObject({
      code: 'refused',
      published: [{ is: 'placed' }, { is: 'refused' }, { is: 'placed' }],
    })
    const [before] = await bus.extents([topic])
    const [place] = await bus.publish([small!])
    expect(place!.offset).toBe(before!.latest)
    expect(await bus.extents([topic])).toMatchObject([{ latest: before!.latest + 1n }])
  })

  test('what a foreign transaction leaves in the log is neither lag nor a gap', async () => {
    const topic = await newTopic()
    const producer = foreign.producer({
      transactionalId: uniquePrefix(),
      idempotent: true,
      maxInFlightRequests: 1,
    })
    await producer.connect()
    for (const end of ['commit', 'abort', 'commit', 'abort'] as const) {
      const transaction = await producer.transaction()
      await transaction.send({ topic, messages: [{ key: 'k', value: end }] })
      await transaction[end]()
    }
    await producer.disconnect()
    const reader = read(bus, uniquePrefix(), topic, { settings: { batchRecords: 1 } })
    await until(() => expect(reader.values()).toEqual(['commit', 'commit']))
    expect(reader.batches[1]!.from).toBe(reader.batches[0]!.next)
    await until(() => expect(reader.session.health().lag).toBe(0n))
    await untilReady(reader)
    await reader.session.stop()
  })
})
