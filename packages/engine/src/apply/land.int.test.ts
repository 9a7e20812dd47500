import { connectBus } from '@plumbline/bus'
import { createCodec } from '@plumbline/codec'
import { schemaNames, schemaOf } from '@plumbline/schemas'
import { testStack } from '@plumbline/stack/testing'
import { afterAll, describe, expect, test } from 'vitest'
import { openRegistryProxy } from '../../../codec/src/testing/registry-proxy.ts'
import type { Engine } from '../engine.ts'
import { entityTopic } from '../event.ts'
import type { LandOrder } from '../ports/index.ts'
import { deliver, eventOf, placeOf, rowsOf, statesOf } from '../testing/applied.ts'
import { landAll, publish, startLanding } from '../testing/landed.ts'
import { startTestEngine } from '../testing/test-engine.ts'
import { costToToy, toySystems, vendorToToy } from '../testing/toy-flow.ts'
import { sorter } from './sort.ts'

const { kafka, registryUrl } = testStack()
const systems = toySystems()
const settings = { scopes: ['A'], read: null }
const t = await startTestEngine({
  settings,
  apis: systems.apis,
  entities: ['vendor', 'direct-cost'],
  timing: { lingerMs: 0 },
})
const bus = connectBus({ clientId: 'operator', brokers: [kafka], log: () => {} })
afterAll(async () => {
  await bus.close()
  await t.close()
})
const topic = entityTopic(t.prefix, 'vendor')
const vendors = placeOf(t, vendorToToy)
const vendor = (key: string, revision = 1, text = `${key} ${revision}`) =>
  eventOf(t, vendorToToy.entity, { key, revision, text })
const group = (name: string) => `${t.prefix}.${name}`

/** What Kafka's own tool does with `--reset-offsets --to-earliest`. */
async function resetToEarliest(name: string, topics = [topic]): Promise<void> {
  const extents = await bus.extents(topics)
  await bus.commitGroupStart(
    name,
    extents.map(({ topic, partition, earliest: offset }) => ({ topic, partition, offset })),
  )
}
const letters = () =>
  t.sql<{ headers: Record<string, string>; record_key: string; value: Buffer }>(
    `select headers, record_key, value from outbox where topic = '${t.prefix}.dlq.v1' order by id`,
  )

describe('landing: Kafka → ledger', () => {
  test('rows and the next offset are stored in one transaction; a second session begins where the first stopped', async () => {
    await publish(t, vendor('a'), vendor('b'), vendor('a', 2))
    expect(await landAll(t, [vendorToToy], group('writer'))).toMatchObject({ landed: 3, duplicates: 0 })
    await deliver(vendors)
    expect(await statesOf(t, 'a')).toEqual(['1 superseded superseded', '2 applied'])
    expect(await landAll(t, [vendorToToy], group('writer'))).toMatchObject({ landed: 0, duplicates: 0 })
  })

  test('resetting the group to earliest lands everything again and makes no second write', async () => {
    const before = systems.directory.calls.length
    await resetToEarliest(group('writer'))
    expect(await landAll(t, [vendorToToy], group('writer'))).toEqual({
      ...{ landed: 0, duplicates: 3, revived: 0, deadLetters: 0 },
    })
    expect(await deliver(vendors)).toBe(0)
    expect(systems.directory.calls).toHaveLength(before)
  })

  test('two groups that land the same events side by side never wait for each other in a circle', async () => {
    const events = Array.from({ length: 400 }, (_, n) => vendor(`side ${n}`))
    await publish(t, ...events)
    const counts = await Promise.all([
      landAll(t, [vendorToToy], group('side-1')),
      landAll(t, [vendorToToy], group('side-2'), await t.second()),
      landAll(t, [vendorToToy], group('writer')),
    ])
    expect(counts.reduce((sum, one) => sum + one.landed, 0)).toBe(400)
    expect(counts.reduce((sum, one) => sum + one.deadLetters, 0)).toBe(0)
    expect(t.logged.filter(one => one.level === 'error')).toEqual([])
  })

  test('what was born in the target is not carried back to it', async () => {
    const born = eventOf(t, vendorToToy.entity, {
      key: 'born there',
      revision: 1,
      text: 'x',
      origin: 'procore',
    })
    await publish(t, born)
    await landAll(t, [vendorToToy], group('writer'))
    expect(await rowsOf(t, 'born there')).toEqual([])
  })
})

describe('landing: a record that no one can read goes to the dead letters, the rest flows on', () => {
  test('each with its reason in the headers, its bytes as they were, and an audit row', async () => {
    const good = vendor('good')
    const wrongKey = { ...vendor('true key'), key: `${t.connectionId}/false key` }
    const cost = eventOf(t, costToToy.entity, { key: 'a cost', revision: 1, text: '5' })
    await publish(
      t,
      { ...good, key: `${t.connectionId}/garbage`, value: Buffer.from('{"json": true}') },
      wrongKey,
      { ...good, key: '00000000-0000-0000-0000-000000000000/stranger' },
      { ...good, key: 'no record key' },
      {
        ...good,
        key: `${t.connectionId}/unknown schema`,
        value: Buffer.from([0, 0, 127, 0, 0, 1]),
        headers: {},
      },
      { ...good, key: `${t.connectionId}/a cost`, value: cost.value, headers: cost.headers },
      { ...good, key: `${t.connectionId}/broken`, value: good.value.subarray(0, good.value.length - 3) },
      good,
    )
    expect(await landAll(t, [vendorToToy], group('writer'))).toMatchObject({ landed: 1, deadLetters: 7 })
    expect(await statesOf(t, 'good')).toEqual(['1 due'])
    const told = Object.fromEntries(
      (await letters()).map(({ record_key, headers }) => [
        record_key.replace(`${t.connectionId}/`, ''),
        `${headers.plumbline_dead_code}: ${headers.plumbline_dead_why}`,
      ]),
    )
    expect(told).toEqual({
      garbage: expect.stringMatching(/^not-wire-format: /),
      'false key': "wrong-record: the record's key is false key, its header says true key",
      '00000000-0000-0000-0000-000000000000/stranger':
        'unknown-connection: connection 00000000-0000-0000-0000-000000000000 is not known here',
      'no record key': 'unknown-connection: "no record key" is not a record key',
      'unknown schema': expect.stringMatching(/^unknown-schema-id: /),
      'a cost': 'wrong-record: the record is a plumbline.v1.DirectCost, not a plumbline.v1.Vendor',
      broken: expect.stringMatching(/^bad-value: /),
    })
    const garbage = (await letters()).find(one => one.record_key.endsWith('/garbage'))!
    expect(garbage.value.toString()).toBe('{"json": true}')
    expect(garbage.headers).toMatchObject({ plumbline_dead_topic: topic, ce_id: good.headers.ce_id })
    const audits = await t.sql("select entity, decision, code, who from audit where key = 'false key'")
    expect(audits).toEqual([
      { entity: 'vendor', decision: 'dead-lettered', code: 'wrong-record', who: 'test' },
    ])
  })

  test('a record without a value is one of them: a deletion is an event too', async () => {
    const record = { offset: 0n, key: `${t.connectionId}/tombstone`, value: null, headers: {} }
    const batch = { topic, partition: 0, from: 0n, next: 1n, records: [record] }
    const { lost, records } = await sorter(t.engine, [vendorToToy], null)(batch)
    expect(records).toEqual([])
    expect(lost).toMatchObject([{ letter: { headers: { plumbline_dead_code: 'wrong-record' } } }])
  })

  test('once: landing the topic again sends no letter again', async () => {
    const before = (await letters()).length
    await resetToEarliest(group('writer'))
    expect(await landAll(t, [vendorToToy], group('writer'))).toMatchObject({ landed: 0, deadLetters: 7 })
    expect(await letters()).toHaveLength(before)
  })

  test('a flow that cannot say where a record belongs is told in its letter, and stops no other record', async () => {
    const picky = {
      ...vendorToToy,
      scopes: ({ name1 }: { name1: string }) => {
        if (name1 === 'odd') throw new Error('which project?')
        return ['T']
      },
    }
    await publish(t, vendor('odd', 1, 'odd'), vendor('even', 1, 'even'))
    expect(await landAll(t, [picky], group('writer'))).toMatchObject({ landed: 1, deadLetters: 1 })
    expect((await letters()).at(-1)!.headers).toMatchObject({
      plumbline_dead_code: 'mapping-failed',
      plumbline_dead_why: 'which project?',
    })
  })
})

describe('landing: nothing goes dead for what is not its own fault', () => {
  test('the registry is away: nothing is landed and nothing is dead; it goes on when it is back', async () => {
    const proxy = await openRegistryProxy(registryUrl)
    proxy.mode = 'fail'
    const codec = createCodec({ url: proxy.url, schemas: schemaNames().map(schemaOf), past: [] })
    // Without its fingerprint the registry must be asked.
    await publish(t, { ...vendor('unasked'), headers: {} })
    const landing = startLanding(t, [vendorToToy], group('writer'), { ...t.engine, codec })
    await expect
      .poll(() => landing.session.health().reasons.join(), { timeout: 25_000 })
      .toMatch(/pauses: .*registry/)
    expect(await rowsOf(t, 'unasked')).toEqual([])
    proxy.mode = 'pass'
    await landing.done()
    expect(await statesOf(t, 'unasked')).toEqual(['1 due'])
    expect(landing.counts.deadLetters).toBe(0)
    await landing.stop()
    await proxy.close()
  })

  test('many records in a row of schemas that the registry does not know: it is the registry; nothing goes dead', async () => {
    const sort = sorter(t.engine, [vendorToToy], null)
    const batch = (values: Buffer[]) => ({
      ...{ topic, partition: 0, from: 0n, next: BigInt(values.length) },
      records: values.map((value, n) => ({
        ...{ offset: BigInt(n), key: `${t.connectionId}/x`, value, headers: {} },
      })),
    })
    const unknown = Buffer.from([0, 0, 127, 0, 0, 1])
    const { value } = vendor('x')
    const few = await sort(batch([...Array(19).fill(unknown), value, ...Array(15).fill(unknown)]))
    expect([few.lost.length, few.records.length]).toEqual([34, 1])
    // They are counted on from batch to batch.
    await expect(sort(batch(Array(5).fill(unknown)))).rejects.toThrow('registry-suspect: 20 records in a row')
  })

  test('a connection that came this second is taken up; one that cannot be opened here has its events wait', async () => {
    const other = await t.second()
    const document = { ...settings, marker: 'new' }
    await t.sql(
      "insert into connection values ('11111111-1111-1111-1111-111111111111', 'new', 1, $1, now(), 'x')",
      [document],
    )
    const own = vendor('taken up')
    await publish(t, { ...own, key: '11111111-1111-1111-1111-111111111111/taken up' })
    expect(await landAll(t, [vendorToToy], group('writer'), other)).toMatchObject({
      landed: 1,
      deadLetters: 0,
    })

    const unable: Engine = { ...other, connections: (await t.second()).connections }
    unable.connections.get = id => (id.startsWith('1111') ? null : t.engine.connections.get(id))
    await publish(t, { ...own, key: '11111111-1111-1111-1111-111111111111/taken up' })
    const landing = startLanding(t, [vendorToToy], group('writer'), unable)
    await expect
      .poll(() => landing.session.health().reasons.join(), { timeout: 25_000 })
      .toContain('connection-unusable: new cannot be opened here')
    await landing.stop()
    expect(await landAll(t, [vendorToToy], group('writer'))).toMatchObject({ duplicates: 1 })
    await t.sql("delete from connection where name = 'new'")
    await t.engine.connections.refresh()
  })

  test('a connection that changed meanwhile: the scopes are worked out again', async () => {
    const { landing } = t.engine.ledger
    let changed = false
    const engine: Engine = {
      ...t.engine,
      ledger: {
        ...t.engine.ledger,
        landing: {
          ...landing,
          land: async order => {
            if (!changed && order.records.length > 0) {
              changed = true
              await t.changeSettings({ ...settings, targets: ['U', 'V'] })
            }
            return await landing.land(order)
          },
        },
      },
    }
    await publish(t, vendor('moved'))
    await landAll(t, [vendorToToy], group('writer'), engine)
    expect((await rowsOf(t, 'moved')).map(row => row.scope)).toEqual(['U', 'V'])
    await t.changeSettings(settings)
  })
})

describe('A10: the ledger’s offset decides', () => {
  test('a landing from another offset than the ledger’s writes nothing', async () => {
    const at = { group: group('moved'), topic, partition: 0 }
    const { landing } = t.engine.ledger
    await landing.begin({ ...at, next: 5n, doubtBelow: 0n, postings: [], now: t.clock.now() })
    const { key, value, headers } = vendor('from elsewhere')
    const records = [{ offset: 4n, key, value, headers }]
    const sorted = await sorter(t.engine, [vendorToToy], null)({ ...at, from: 4n, next: 5n, records })
    const order: LandOrder = { ...at, first: 4n, next: 5n, ...sorted, who: 'test', now: t.clock.now() }
    expect(await landing.land(order)).toBe('moved')
    expect(await rowsOf(t, 'from elsewhere')).toEqual([])
    expect(await landing.land({ ...order, first: 5n, next: 6n })).toMatchObject({ landed: 1 })
  })

  test('the answer to a commit is lost: the session goes on where the ledger stands, and lands nothing twice', async () => {
    const { landing } = t.engine.ledger
    let failed = false
    const engine: Engine = {
      ...t.engine,
      ledger: {
        ...t.engine.ledger,
        landing: {
          ...landing,
          land: async order => {
            const landed = await landing.land(order)
            if (failed || order.records.length === 0) return landed
            failed = true
            throw new Error('Connection terminated unexpectedly')
          },
        },
      },
    }
    const session = startLanding(t, [vendorToToy], group('writer'), engine)
    await publish(t, vendor('commit lost'))
    await session.done()
    await publish(t, vendor('after it'))
    await session.done()
    expect(failed).toBe(true)
    expect(await statesOf(t, 'commit lost')).toEqual(['1 due'])
    expect(await statesOf(t, 'after it')).toEqual(['1 due'])
    expect(session.counts.duplicates).toBe(0)
    await session.stop()
  })

  test('a ledger that fell back under a running session: what it lost is landed again', async () => {
    const session = startLanding(t, [vendorToToy], group('writer'))
    await publish(t, vendor('fell back'))
    await session.done()
    await t.sql("delete from delivery where lane_id in (select id from lane where key = 'fell back')")
    await t.sql(
      `update landing_offset set next_offset = 0 where consumer_group = $1
          and topic || '/' || partition = (select split_part(position, '@', 1) from event where key = 'fell back')`,
      [group('writer')],
    )
    await publish(t, vendor('fell back', 2))
    await session.done()
    await expect.poll(() => statesOf(t, 'fell back')).toEqual(['1 superseded superseded', '2 due'])
    await session.stop()
  })

  test('a log that ends before what is known stops the flow with a code', async () => {
    await t.sql('insert into landing_offset values ($1, $2, 0, 100000)', [group('other-log'), topic])
    const landing = startLanding(t, [vendorToToy], group('other-log'))
    await expect
      .poll(() => landing.session.health().reasons.join(), { timeout: 25_000 })
      .toMatch(/not started: log-mismatch: .*it is another log/)
    await landing.stop()
  })
})
