import { describe, expect, test } from 'vitest'
import type { Bench } from './bench.ts'
import { gate, numbered, read, until, untilReady } from './readers.ts'

/** How batches come, are committed and come again. */
export function readingContract({ bus, committed, newTopic, uniqueName }: Bench): void {
  describe.concurrent(`reading`, () => {
    test('what was handled is committed, and the next member goes on behind it', async () => {
      const topic = await newTopic()
      const group = uniqueName()
      await bus.publish(numbered(topic, 10))
      const first = read(bus, group, topic)
      await until(() => expect(first.values()).toHaveLength(10))
      await first.session.stop()
      await bus.publish(numbered(topic, 1))
      const second = read(bus, group, topic)
      await until(() => expect(second.records().map(record => record.offset)).toEqual([10n]))
      await second.session.stop()
    })

    test('batches are as long as was asked for, and each begins where the last one ended', async () => {
      const topic = await newTopic()
      await bus.publish(numbered(topic, 25))
      const reader = read(bus, uniqueName(), topic, { settings: { batchRecords: 10 } })
      await until(() =>
        expect(reader.batches.map(({ from, next }) => [from, next])).toEqual([
          [0n, 10n],
          [10n, 20n],
          [20n, 25n],
        ]),
      )
      await reader.session.stop()
    })

    test('a handler may name another offset to go on from', async () => {
      const topic = await newTopic()
      const group = uniqueName()
      await bus.publish(numbered(topic, 30))
      const reader = read(bus, group, topic, {
        onBatch: async batch => (batch.from === 0n ? 20n : batch.next),
        settings: { batchRecords: 10 },
      })
      await until(() =>
        expect(reader.batches.map(({ from, next }) => [from, next])).toEqual([
          [0n, 10n],
          [20n, 30n],
        ]),
      )
      await reader.session.stop()
      expect(await committed(group, topic)).toBe(30n)
    })

    test('a batch that fails comes again, its partition says why, and the others go on', async () => {
      const topic = await newTopic(2)
      await bus.publish([...numbered(topic, 3), ...numbered(topic, 3, { partition: 1 })])
      let away = true
      const reader = read(bus, uniqueName(), topic, {
        onBatch: async batch => {
          if (away && batch.partition === 0) throw new Error('the registry is away')
          return batch.next
        },
      })
      await until(() =>
        expect(reader.session.health().reasons).toContain(`${topic}/0 pauses: the registry is away`),
      )
      await until(() =>
        expect(reader.session.health().assigned).toContainEqual({ topic, partition: 1, offset: 3n }),
      )
      expect(reader.session.health()).toMatchObject({ ready: false })
      away = false
      await until(() =>
        expect(reader.session.health().assigned).toContainEqual({ topic, partition: 0, offset: 3n }),
      )
      await untilReady(reader)
      await reader.session.stop()
    })

    test('reading that stands still is seen, with its lag, and forgotten when it moves', async () => {
      const topic = await newTopic()
      await bus.publish(numbered(topic, 5))
      const { open: go, passed } = gate()
      const reader = read(bus, uniqueName(), topic, { onBatch: batch => passed.then(() => batch.next) })
      await until(() => expect(reader.session.health().reasons[0]).toMatch(/stands at 0 for \d+ s, 5 behind/))
      expect(reader.session.health().lag).toBe(5n)
      go()
      await untilReady(reader)
      expect(reader.session.health().lag).toBe(0n)
      await reader.session.stop()
    })

    test('a topic that does not exist yet is waited for', async () => {
      const topic = uniqueName()
      const reader = read(bus, uniqueName(), topic)
      await until(() => expect(reader.session.health().reasons[0]).toContain('unknown-topic'))
      await bus.createTopics([{ topic, partitions: 1, retentionMs: null }])
      await bus.publish(numbered(topic, 1))
      await until(() => expect(reader.values()).toEqual(['value-0']))
      await reader.session.stop()
    })
  })
}
