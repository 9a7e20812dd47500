import { describe, expect, test } from 'vitest'
import { RecordsRefused } from '../errors.ts'
import type { Bench } from './bench.ts'
import { numbered, read, until } from './readers.ts'
import { openWire } from './wire.ts'

/** What `publish` and `createTopics` promise. */
export function publishingContract({ another, bus, newTopic, uniqueName }: Bench): void {
  describe.concurrent(`publishing`, () => {
    test('a record comes back whole, at the place that was told', async () => {
      const topic = await newTopic(3)
      const record = {
        topic,
        key: 'c1/SHARE:0001',
        value: Buffer.from([0, 1, 255]),
        headers: { ce_id: 'ü', traceparent: '00-1' },
      }
      const [place] = await bus.publish([record])
      const reader = read(bus, uniqueName(), topic)
      await until(() => expect(reader.records()).toHaveLength(1))
      const { key, value, headers } = record
      expect(reader.records()[0]).toMatchObject({ key, value, headers, offset: place!.offset })
      expect(reader.batches[0]).toMatchObject({ topic, partition: place!.partition })
      await reader.session.stop()
    })

    test('when it resolves, the records are in the log', async () => {
      const topic = await newTopic()
      const places = await bus.publish(numbered(topic, 5))
      expect(places.map(place => place.offset)).toEqual([0n, 1n, 2n, 3n, 4n])
      expect(await bus.extents([topic])).toEqual([{ topic, partition: 0, earliest: 0n, latest: 5n }])
    })

    test('records of one key keep their order, however many publish at once', async () => {
      const topic = await newTopic(3)
      const keys = Array.from({ length: 200 }, (_, index) => `key-${index % 7}`)
      const publishing = keys.map((key, index) =>
        bus.publish([{ ...numbered(topic, 1, { key })[0]!, value: Buffer.from(`${index}`) }]),
      )
      const places = (await Promise.all(publishing)).flat()
      for (const [key, indexes] of Map.groupBy(keys.keys(), index => keys[index]!)) {
        const offsets = indexes.map(index => places[index]!.offset)
        expect(offsets, key).toEqual(offsets.toSorted((a, b) => Number(a - b)))
        expect(new Set(indexes.map(index => places[index]!.partition)).size).toBe(1)
      }
    })

    // Hashes from UtilsTest.testMurmur2 of Kafka's Java client.
    test.each([
      ['21', -973932308],
      ['foobar', -790332482],
      ['a-little-bit-long-string', -985981536],
      ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ])('the key %s goes where a Java producer would put it', async (key, hash) => {
      const topic = await newTopic(7)
      const places = await bus.publish(numbered(topic, 1, { key }))
      expect(places[0]!.partition).toBe((hash & 0x7fffffff) % 7)
    })

    test('more than one request can hold is sent in several', async () => {
      const topic = await newTopic()
      const value = Buffer.alloc(20_000)
      const places = await bus.publish(numbered(topic, 200, { partition: 0, value }))
      expect(places.at(-1)!.offset).toBe(199n)
    })

    test('a record that the broker never takes is named, the others are published, and so is what comes next', async () => {
      const topic = await newTopic(2)
      const [first, huge, last] = [
        numbered(topic, 1, { partition: 0 })[0]!,
        numbered(topic, 1, { partition: 1, value: Buffer.alloc(2_000_000) })[0]!,
        numbered(topic, 1, { partition: 0 })[0]!,
      ]
      const refused = await bus.publish([first, huge, last]).catch((error: unknown) => error)
      expect(refused).toBeInstanceOf(RecordsRefused)
      expect((refused as RecordsRefused).published.map(one => one.is)).toEqual([
        'placed',
        'refused',
        'placed',
      ])
      const [before] = await bus.extents([topic])
      const [place] = await bus.publish([first])
      const [after] = await bus.extents([topic])
      expect(place!.offset).toBe(before!.latest)
      expect(after!.latest).toBe(before!.latest + 1n)
    })

    test('a topic that does not exist is told and not made, and does not hold up another topic', async () => {
      const topic = uniqueName()
      const [lost, found] = [numbered(topic, 1), numbered(await newTopic(), 1)]
      const publishing = [bus.publish(lost), bus.publish(found)]
      await expect(publishing[0]).rejects.toMatchObject({ code: 'unknown-topic' })
      await expect(publishing[1]).resolves.toHaveLength(1)
      await expect(bus.extents([topic])).rejects.toMatchObject({ code: 'unknown-topic' })
    })

    test.each(['closed port', 'silence'])(
      'a broker that is away (%s) is told within the deadline',
      async how => {
        const wire = openWire()
        if (how === 'silence') wire.set('hang')
        const brokers = how === 'closed port' ? ['127.0.0.1:1'] : undefined
        const away = another({ wire, deadlineMs: 1000, brokers })
        const begun = performance.now()
        await expect(away.publish(numbered('any', 1))).rejects.toMatchObject({ code: 'broker-away' })
        await expect(away.extents(['any'])).rejects.toMatchObject({ code: 'broker-away' })
        expect(performance.now() - begun).toBeLessThan(3000)
      },
    )

    test('an answer that is lost is told as unknown within the deadline, and the next publish goes on', async () => {
      const topic = await newTopic()
      const wire = openWire()
      const wired = another({ wire, deadlineMs: 1000 })
      await wired.publish(numbered(topic, 1))
      wire.set('hang')
      const begun = performance.now()
      await expect(wired.publish(numbered(topic, 1))).rejects.toMatchObject({ code: 'outcome-unknown' })
      expect(performance.now() - begun).toBeLessThan(2000)
      wire.set('pass')
      const [place] = await wired.publish(numbered(topic, 1))
      expect(place!.offset).toBeGreaterThanOrEqual(1n)
    })
  })

  describe.concurrent(`topics`, () => {
    test('creating again changes nothing, another number of partitions is refused', async () => {
      const topic = await newTopic(2)
      await bus.createTopics([{ topic, partitions: 2, retentionMs: null }])
      const changing = bus.createTopics([{ topic, partitions: 3, retentionMs: null }])
      await expect(changing).rejects.toMatchObject({ code: 'topic-differs' })
    })
  })
}
