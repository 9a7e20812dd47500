import { describe, expect, test } from 'vitest'
import type { Bench } from './bench.ts'
import { numbered, read, until } from './readers.ts'

/** Where reading begins, and who says so. */
export function startingContract({ bus, committed, newTopic, uniqueName }: Bench): void {
  describe.concurrent(`starting`, () => {
    test('a member is asked where to start before it gets anything, and starts there', async () => {
      const topic = await newTopic()
      await bus.publish(numbered(topic, 10))
      const group = uniqueName()
      const reader = read(bus, group, topic, {
        startAt: async () => [{ topic, partition: 0, offset: 4n }],
      })
      await until(() => expect(reader.values().at(-1)).toBe('value-9'))
      expect(reader.assigned).toEqual([[{ topic, partition: 0, earliest: 0n, latest: 10n, committed: null }]])
      expect(reader.batches[0]).toMatchObject({ from: 4n })
      expect(reader.values()[0]).toBe('value-4')
      await reader.session.stop()
    })

    test('the start is written to the group before the first batch', async () => {
      const topic = await newTopic()
      await bus.publish(numbered(topic, 10))
      const group = uniqueName()
      const reader = read(bus, group, topic, {
        startAt: async () => [{ topic, partition: 0, offset: 4n }],
        onBatch: () => Promise.reject(new Error('not now')),
      })
      await until(() => expect(reader.batches).not.toEqual([]))
      await reader.session.stop()
      expect(await committed(group, topic)).toBe(4n)
    })

    test('while no start can be told nothing is read, and health says why', async () => {
      const topic = await newTopic()
      await bus.publish(numbered(topic, 3))
      let away = true
      const reader = read(bus, uniqueName(), topic, {
        startAt: async assigned => {
          if (away) throw new Error('the ledger is away')
          return assigned.map(one => ({ ...one, offset: one.earliest }))
        },
      })
      await until(() => expect(reader.session.health().reasons).toEqual(['not started: the ledger is away']))
      expect(reader.batches).toEqual([])
      away = false
      await until(() => expect(reader.values()).toHaveLength(3))
      await reader.session.stop()
    })

    test('a start outside the log is not taken', async () => {
      const topic = await newTopic()
      const reader = read(bus, uniqueName(), topic, {
        startAt: async () => [{ topic, partition: 0, offset: 7n }],
      })
      await until(() => expect(reader.session.health().reasons[0]).toMatch(/start at 7, the log has 0 to 0/))
      await reader.session.stop()
    })

    test('a bounded replay starts where its group was set before the first join', async () => {
      const topic = await newTopic(2)
      await bus.publish([...numbered(topic, 10), ...numbered(topic, 10, { partition: 1 })])
      const group = uniqueName()
      await bus.commitGroupStart(group, [
        { topic, partition: 0, offset: 3n },
        { topic, partition: 1, offset: 10n },
      ])
      const reader = read(bus, group, topic)
      await until(() => expect(reader.values()).toHaveLength(7))
      expect(reader.assigned[0]!.map(one => one.committed)).toEqual([3n, 10n])
      const setting = bus.commitGroupStart(group, [{ topic, partition: 0, offset: 0n }])
      await expect(setting).rejects.toMatchObject({ code: 'group-active' })
      await reader.session.stop()
    })
  })
}
