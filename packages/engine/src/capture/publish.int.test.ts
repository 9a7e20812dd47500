import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { entityTopic, readRecordKey } from '../event.ts'
import { auditIn, recordsIn, startScope } from '../testing/captured.ts'
import { startTestEngine } from '../testing/test-engine.ts'
import { toySystems, vendorFromToy } from '../testing/toy-flow.ts'
import { createPublisher } from './publish.ts'
import { readNextScope } from './scheduled-read.ts'

const toys = toySystems()
const { vendors } = toys
const t = await startTestEngine({ settings: { scopes: [] }, apis: toys.apis, entities: ['vendor'] })
afterAll(() => t.close())

const captures = [vendorFromToy]
const read = () => readNextScope(t.engine, captures)
const topic = entityTopic(t.prefix, 'vendor')
const publishAll = async (engine = t.engine) => {
  const publish = createPublisher(engine)
  while (await publish());
}
let scope = ''
beforeEach(async () => {
  scope = await startScope(t, captures)
})
/** Reads the scope once more, as if its time had come. */
async function readAgain() {
  t.clock.forward(300_000)
  expect(await read()).toBe(true)
}
const put = (name: string, text: string, more = {}) =>
  vendors.put({ id: `${scope}-${name}`, scope, text, ...more })

describe('C2: what was minted is published', () => {
  test('a crash between mint and publish loses nothing: another process publishes', async () => {
    put('1', 'minted by one')
    await read()
    await publishAll(await t.second())
    const records = await recordsIn(t, topic)
    const ours = records.filter(record => readRecordKey(record.key!)!.key === `${scope}-1`)
    expect(ours).toHaveLength(1)
    expect(ours[0]!.headers).toMatchObject({ 'content-type': 'application/avro', ce_subject: `${scope}-1` })
    expect(await t.sql('select from outbox where published_at is null')).toEqual([])
  })

  test('after a crash between publish and mark the same bytes come once more, under the same id', async () => {
    put('1', 'twice')
    await read()
    const lost: typeof t.engine.bus = {
      ...t.engine.bus,
      publish: async records => {
        await t.engine.bus.publish(records)
        throw new Error('killed before the mark')
      },
    }
    await expect(createPublisher({ ...t.engine, bus: lost })()).rejects.toThrow('killed before the mark')
    await publishAll()
    const ours = (await recordsIn(t, topic)).filter(record => record.key?.endsWith(`${scope}-1`))
    expect(ours).toHaveLength(2)
    expect(ours[1]!.value!.equals(ours[0]!.value!)).toBe(true)
    expect(ours[1]!.headers).toEqual(ours[0]!.headers)
  })

  test('revisions that waited for a broker are published lowest first', async () => {
    for (const text of ['one', 'two', 'three', 'four']) {
      put('1', text)
      await readAgain()
    }
    await publishAll()
    const ours = (await recordsIn(t, topic)).filter(record => record.key?.endsWith(`${scope}-1`))
    const values = await Promise.all(ours.map(one => t.engine.codec.decode(one.value!)))
    expect(values.map(({ value }) => (value as { header: { revision: number } }).header.revision)).toEqual([
      1, 2, 3, 4,
    ])
  })

  test('two publishers at once publish every row once', async () => {
    for (let n = 0; n < 120; n++) put(String(n), 'one of many')
    await read()
    const other = await t.second()
    await Promise.all([createPublisher(t.engine)(), createPublisher(other)(), createPublisher(t.engine)()])
    await publishAll()
    const keys = (await recordsIn(t, topic))
      .map(record => record.key!)
      .filter(key => key.includes(`${scope}-`))
    expect(keys.toSorted()).toEqual([...new Set(keys)].toSorted())
    expect(keys).toHaveLength(120)
  })

  test('a row that the broker will never take goes dead with a code, is audited, and blocks nobody', async () => {
    put('1', 'x'.repeat(1_200_000))
    put('2', 'small')
    await read()
    await publishAll()
    const rows = await t.sql(
      'select key, dead_code, published_at is not null as out from outbox where key like $1 order by key',
      [`${scope}-%`],
    )
    expect(rows).toEqual([
      { key: `${scope}-1`, dead_code: 'refused', out: false },
      { key: `${scope}-2`, dead_code: null, out: true },
    ])
    expect(await auditIn(t, topic)).toMatchObject([
      { key: `${scope}-1`, revision: '1', decision: 'dead', code: 'refused' },
    ])
    put('1', 'small as well')
    await readAgain()
    await publishAll()
    expect((await recordsIn(t, topic)).filter(one => one.key!.endsWith(`${scope}-1`))).toHaveLength(1)
  })

  test('a topic that does not exist keeps its rows, and the others go on', async () => {
    await t.sql(
      `insert into outbox (topic, record_key, event_id, headers, value, minted_at) values ($1, 'k', '', '{}', 'v', now())`,
      [`${t.prefix}.missing`],
    )
    put('1', 'goes on')
    await read()
    await publishAll()
    const waiting = () => t.sql('select topic from outbox where published_at is null and dead_code is null')
    expect(await waiting()).toEqual([{ topic: `${t.prefix}.missing` }])
    expect(t.logged.at(-1)).toMatchObject({ level: 'error', fields: { topic: `${t.prefix}.missing` } })
    await t.sql('delete from outbox where topic = $1', [`${t.prefix}.missing`])
  })
})

describe('A11: an event says which schema it was written with', () => {
  test('so that a registry that numbers anew misleads nobody', async () => {
    put('1', 'written')
    await read()
    await publishAll()
    const [ours] = (await recordsIn(t, topic)).filter(record => record.key?.endsWith(`${scope}-1`))
    const { fingerprint } = t.engine.heads.fromHeaders(ours!.headers)!
    const { header } = (await t.engine.codec.decode(ours!.value!, fingerprint!)).value as { header: object }
    expect(header).toMatchObject({ key: `${scope}-1`, captured_at: t.clock.now().toISOString() })
    await expect(t.engine.codec.decode(ours!.value!, 'feedfeedfeedfeed')).rejects.toMatchObject({
      code: 'fingerprint-mismatch',
    })
  })
})
