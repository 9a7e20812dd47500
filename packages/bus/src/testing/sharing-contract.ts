import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Bench } from './bench.ts'
import { gate, numbered, read, until, untilReady } from './readers.ts'
import { openWire } from './wire.ts'

/** What holds when members stop, crash, join and lose the broker. */
export function sharingContract({ another, bus, committed, newTopic, uniqueName }: Bench): void {
  describe.concurrent(`stopping, crashing, sharing`, () => {
    test('a member that works longer than a session keeps its place by heartbeats', async () => {
      const topic = await newTopic()
      await bus.publish(numbered(topic, 1))
      const long = performance.now() + 8000
      const reader = read(bus, uniqueName(), topic, {
        onBatch: async batch => {
          while (performance.now() < long) await delay(200).then(batch.heartbeat)
          return batch.next
        },
      })
      await until(() => expect(reader.session.health().assigned).toMatchObject([{ offset: 1n }]))
      expect(reader.batches).toHaveLength(1)
      expect(reader.assigned).toHaveLength(1)
      await reader.session.stop()
    })

    test('a batch in work learns by its heartbeat that the group rebalances, and comes again', async () => {
      const topic = await newTopic(2)
      const group = uniqueName()
      await bus.publish([...numbered(topic, 1), ...numbered(topic, 1, { partition: 1 })])
      const { open: go, passed } = gate()
      let rebalanced = false
      void passed.then(() => (rebalanced = true))
      const stale: boolean[] = []
      const first = read(bus, group, topic, {
        onBatch: async batch => {
          try {
            while (!rebalanced) await delay(200).then(batch.heartbeat)
          } catch (error) {
            stale.push(batch.isStale())
            go()
            throw error
          }
          return batch.next
        },
      })
      await until(() => expect(first.batches).toHaveLength(1))
      const second = read(another(), group, topic)
      await until(() => {
        const places = [first, second].flatMap(reader => reader.session.health().assigned)
        expect(places.map(place => place.offset)).toEqual([1n, 1n])
      })
      expect(stale).toEqual([true])
      expect(first.session.health().reasons).toEqual([])
      await Promise.all([first.session.stop(), second.session.stop()])
    })

    test('a stop lets the batch at hand end, commits it, begins no other and leaves the group', async () => {
      const topic = await newTopic()
      const group = uniqueName()
      await bus.publish(numbered(topic, 20))
      const { open: go, passed } = gate()
      const reader = read(bus, group, topic, {
        onBatch: batch => passed.then(() => batch.next),
        settings: { batchRecords: 10 },
      })
      await until(() => expect(reader.batches).toHaveLength(1))
      const stopping = reader.session.stop()
      go()
      await stopping
      expect(reader.batches).toHaveLength(1)
      expect(reader.lost).toEqual([[{ topic, partition: 0 }]])
      const begun = performance.now()
      expect(await committed(group, topic)).toBe(10n)
      expect(performance.now() - begun).toBeLessThan(5000)
    })

    test('a stop that the batch at hand does not allow says so', async () => {
      const topic = await newTopic()
      await bus.publish(numbered(topic, 1))
      const { open: go, passed } = gate()
      const reader = read(bus, uniqueName(), topic, {
        onBatch: batch => passed.then(() => batch.next),
        settings: { stopMs: 200 },
      })
      await until(() => expect(reader.batches).toHaveLength(1))
      await expect(reader.session.stop()).rejects.toMatchObject({ code: 'stop-failed' })
      go()
    })

    test('what a crashed member had not committed comes again to another', async () => {
      const topic = await newTopic()
      const group = uniqueName()
      await bus.publish(numbered(topic, 20))
      const wire = openWire()
      const doomed = read(another({ wire, deadlineMs: 1000 }), group, topic, {
        onBatch: async batch => {
          if (batch.from === 10n) wire.set('cut')
          return batch.next
        },
        settings: { batchRecords: 10 },
      })
      await until(() => expect(doomed.batches).toHaveLength(2))
      const heir = read(bus, group, topic)
      await until(() => expect(heir.records().map(record => record.offset)[0]).toBe(10n))
      await until(() => expect(heir.records()).toHaveLength(10))
      await heir.session.stop()
      await expect(doomed.session.stop()).rejects.toMatchObject({ code: 'stop-failed' })
    }, 60_000)

    test('a member that was put out while it worked commits nothing over its heir', async () => {
      const topic = await newTopic()
      const group = uniqueName()
      await bus.publish(numbered(topic, 20))
      const { open: go, passed } = gate()
      const slow = read(another(), group, topic, {
        onBatch: batch => passed.then(() => batch.next),
        settings: { batchRecords: 5 },
      })
      await until(() => expect(slow.batches).toHaveLength(1))
      const heir = read(bus, group, topic)
      await until(() => expect(heir.records()).toHaveLength(20))
      await heir.session.stop()
      go()
      await until(() => expect(slow.assigned).toHaveLength(2))
      expect(slow.assigned[1]![0]!.committed).toBe(20n)
      expect(slow.lost).toEqual([[{ topic, partition: 0 }]])
      await slow.session.stop()
    }, 60_000)

    test('partitions that move between members lose nothing and keep their order', async () => {
      const topic = await newTopic(4)
      const group = uniqueName()
      const publishing = Array.from({ length: 20 }, () => bus.publish(numbered(topic, 100, {})))
      const settings = { batchRecords: 10 }
      const first = read(bus, group, topic, { settings })
      await until(() => expect(first.batches.length).toBeGreaterThan(5))
      const second = read(another(), group, topic, { settings })
      await until(() => expect(second.session.health().assigned).toHaveLength(2))
      const third = await Promise.all(publishing).then(() => bus.publish(numbered(topic, 40, {})))
      await until(() => expect(first.session.health().lag + second.session.health().lag).toBe(0n))
      await first.session.stop()
      await until(() => expect(second.session.health().assigned).toHaveLength(4))
      await bus.publish(numbered(topic, 40, {}))
      await until(() =>
        expect(second.session.health().assigned.reduce((sum, one) => sum + one.offset, 0n)).toBe(2080n),
      )
      expect(third).toHaveLength(40)
      for (const partition of [0, 1, 2, 3]) {
        const ofBoth = [...first.batches, ...second.batches].filter(batch => batch.partition === partition)
        const offsets = ofBoth.flatMap(batch => batch.records.map(record => Number(record.offset)))
        const end = second.session.health().assigned[partition]!.offset
        expect(new Set(offsets).size).toBe(Number(end))
        for (const reader of [first, second])
          for (const batch of reader.batches)
            expect(batch.records.every((record, index) => record.offset === batch.from + BigInt(index))).toBe(
              true,
            )
      }
      await second.session.stop()
    }, 60_000)

    test('an outage of the broker is told and outlived', async () => {
      const topic = await newTopic()
      const wire = openWire()
      const reader = read(another({ wire, deadlineMs: 1000 }), uniqueName(), topic)
      await untilReady(reader)
      wire.set('cut')
      await until(() => expect(reader.session.health().ready).toBe(false))
      await bus.publish(numbered(topic, 3))
      wire.set('pass')
      await until(() => expect(reader.values()).toHaveLength(3), 40_000)
      await untilReady(reader)
      await reader.session.stop()
    }, 60_000)

    test('a connection that falls silent is replaced', async () => {
      const topic = await newTopic()
      const wire = openWire()
      const reader = read(another({ wire, deadlineMs: 1000 }), uniqueName(), topic)
      await untilReady(reader)
      wire.set('half-open')
      await bus.publish(numbered(topic, 3))
      await until(() => expect(reader.values()).toHaveLength(3), 40_000)
      await untilReady(reader)
      await reader.session.stop()
    }, 60_000)

    test('a member that dies without a word is replaced', async () => {
      const topic = await newTopic()
      const wire = openWire()
      const reader = read(another({ wire, deadlineMs: 1000 }), uniqueName(), topic)
      await untilReady(reader)
      wire.set('vanish')
      await bus.publish(numbered(topic, 3))
      await until(() => expect(reader.session.health().reasons[0]).toContain('not in the group'), 40_000)
      wire.set('pass')
      await until(() => expect(reader.values()).toHaveLength(3), 40_000)
      await untilReady(reader)
      await reader.session.stop()
    }, 60_000)
  })
}
