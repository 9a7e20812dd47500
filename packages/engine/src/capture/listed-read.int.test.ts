import { Refused } from '@plumbline/flow-kit'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { ReadAsk } from '../ports/index.ts'
import { auditIn, historyIn, listOf, mintedIn, setTo, startScope } from '../testing/captured.ts'
import { startTestEngine } from '../testing/test-engine.ts'
import { toySystems, vendorFromToy } from '../testing/toy-flow.ts'
import { readListed } from './listed-read.ts'
import { readNextScope } from './scheduled-read.ts'

const toys = toySystems()
const { vendors } = toys
const t = await startTestEngine({ settings: { scopes: [] }, apis: toys.apis, entities: ['vendor'] })
afterAll(() => t.close())

const captures = [vendorFromToy]
const { readList } = t.engine.ledger
let scope = ''
beforeEach(async () => {
  scope = await startScope(t, captures)
  vendors.reads = []
})

const put = (name: string, more: object = {}) => vendors.put({ id: `${scope}-${name}`, scope, ...more })
const lineFor = (name: string, more: Partial<ReadAsk> = {}): ReadAsk => ({
  connectionId: t.connectionId,
  capture: vendorFromToy.name,
  nativeId: `${scope}-${name}`,
  scope,
  reason: 'vendor update',
  by: 'webhook',
  traceparent: null,
  ...more,
})
const ask = (names: string[], more: Partial<ReadAsk> = {}) =>
  readList.ask(
    names.map(name => lineFor(name, more)),
    t.clock.now(),
  )
const read = (engine = t.engine) => readListed(engine, vendorFromToy)
const readScope = async () => {
  t.clock.forward(300_000)
  expect(await readNextScope(t.engine, captures)).toBe(true)
}
const idsRead = () =>
  vendors.reads.flatMap(({ span }) => (typeof span === 'object' && 'ids' in span ? [span.ids] : []))

describe('C1: the to-read list', () => {
  test('a burst about one record is one line, one read and one event', async () => {
    put('1', { text: 'changed often' })
    for (let n = 0; n < 50; n++) await ask(['1'])
    await ask(['1', '1', '1'])
    expect(await listOf(t, scope)).toHaveLength(1)
    expect(await read()).toBe(true)
    expect(await read()).toBe(false)
    expect(idsRead()).toEqual([[`${scope}-1`]])
    expect(await historyIn(t, scope)).toEqual([`${scope}-1 1 put changed often`])
    expect(await listOf(t, scope)).toEqual([])
  })

  test('a line stays when somebody asks again while it is being read', async () => {
    put('1', { text: 'before' })
    await ask(['1'])
    vendors.meanwhile = async () => {
      put('1', { text: 'after' })
      await ask(['1'])
    }
    await read()
    expect(await listOf(t, scope)).toHaveLength(1)
    expect(await read()).toBe(true)
    expect(await historyIn(t, scope)).toEqual([`${scope}-1 1 put before`, `${scope}-1 2 put after`])
    expect(await listOf(t, scope)).toEqual([])
  })

  test('also when its read fails: it is read again at once, not after the pause', async () => {
    put('1')
    await ask(['1'])
    vendors.fails = { after: 0, error: new Error('cut') }
    vendors.meanwhile = () => ask(['1'])
    await read()
    expect(await read()).toBe(true)
    expect(await mintedIn(t, scope)).toHaveLength(1)
  })

  test('two readers at once never read the same line', async () => {
    const other = await t.second()
    const names = Array.from({ length: 60 }, (_, n) => String(n))
    for (const name of names) put(name)
    await ask(names)
    const drain = async (engine: typeof other) => {
      while (await read(engine));
    }
    await Promise.all([drain(t.engine), drain(other), drain(t.engine), drain(other)])
    const ids = idsRead().flat()
    expect(ids.toSorted()).toEqual([...new Set(ids)].toSorted())
    expect(await mintedIn(t, scope)).toHaveLength(60)
    expect(await listOf(t, scope)).toEqual([])
  })

  test('a reader killed in the middle holds a line up for no longer than its lease', async () => {
    put('1', { text: 'at the kill' })
    await ask(['1'])
    const [reached, resumed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    vendors.meanwhile = async () => {
      reached.resolve()
      await resumed.promise
    }
    const zombie = read()
    await reached.promise
    const other = await t.second()
    expect(await read(other)).toBe(false)
    t.clock.forward(t.engine.timing.leaseMs + 1)
    put('1', { text: 'later' })
    expect(await read(other)).toBe(true)
    resumed.resolve()
    await zombie
    // What the zombie had read is older: it is not minted, but read once more.
    while (await read(other));
    expect(await historyIn(t, scope)).toEqual([`${scope}-1 1 put later`])
    expect(await listOf(t, scope)).toEqual([])
  })

  test('each event says who asked for its record, and goes on with the trace of that', async () => {
    put('1')
    put('2')
    await ask(['1'], { traceparent: `00-${'a'.repeat(32)}-${'1'.repeat(16)}-01` })
    await ask(['2'], { by: 'compare', traceparent: `00-${'b'.repeat(32)}-${'2'.repeat(16)}-01` })
    await read()
    const by = (await mintedIn(t, scope)).map(({ header }) => [header.key, header.captured_by])
    expect(Object.fromEntries(by)).toEqual({ [`${scope}-1`]: 'webhook', [`${scope}-2`]: 'compare' })
    const rows = await t.sql<{ key: string; trace: string }>(
      `select key, headers ->> 'traceparent' as trace from outbox where key like $1 order by key`,
      [`${scope}-%`],
    )
    expect(rows.map(row => row.trace.slice(3, 4))).toEqual(['a', 'b'])
  })
})

describe('a read that does not come off', () => {
  test('what is refused waits as long as the source says, and counts as no failure', async () => {
    put('1')
    await ask(['1'])
    vendors.fails = { after: 0, error: new Refused('budget', 'rate-budget', 'the hour is used up', 900_000) }
    await read()
    expect(await listOf(t, scope)).toMatchObject([{ last_error: 'the hour is used up', attempts: 0 }])
    t.clock.forward(899_000)
    expect(await read()).toBe(false)
    t.clock.forward(2_000)
    expect(await read()).toBe(true)
    expect(await mintedIn(t, scope)).toHaveLength(1)
  })

  test('one record that breaks every read is read alone from then on: the others arrive', async () => {
    for (const name of ['1', '2', '3', '4']) put(name)
    const broken = breaking(`${scope}-3`)
    await ask(['1', '2', '3', '4'])
    await readListed(broken.engine, broken.capture)
    expect(await mintedIn(t, scope)).toHaveLength(0)
    t.clock.forward(10_000)
    await readListed(broken.engine, broken.capture)
    expect(await mintedIn(t, scope)).toHaveLength(3)
    expect(await listOf(t, scope)).toMatchObject([
      { native_id: `${scope}-3`, last_error: 'answered 500', held_code: null },
    ])
  })

  test('and is held for a person once its scope could be read and it still could not', async () => {
    put('3', { changed: '2026-03-10T14:00:00.000Z' })
    const broken = breaking(`${scope}-3`)
    await ask(['3'])
    for (let tries = 0; tries < 7; tries++) {
      await readListed(broken.engine, broken.capture)
      t.clock.forward(300_000)
    }
    expect(await listOf(t, scope), 'as long as it may be the source').toMatchObject([
      { held_code: null, attempts: 7 },
    ])
    vendors.rows.delete(`${scope}-3`)
    await readScope()
    t.clock.forward(300_000)
    await readListed(broken.engine, broken.capture)
    expect(await listOf(t, scope)).toMatchObject([
      { held_code: 'unreadable-record', held_why: 'answered 500' },
    ])
    expect(await auditIn(t, scope)).toMatchObject([{ decision: 'held', code: 'unreadable-record' }])
  })

  /** The capture as it is when one record makes every answer fail that it is part of. */
  function breaking(id: string) {
    const capture: typeof vendorFromToy = {
      ...vendorFromToy,
      read: async function* (api, where, span, settings) {
        if (typeof span === 'object' && 'ids' in span && span.ids.includes(id))
          throw new Error('answered 500')
        yield* vendorFromToy.read(api, where, span, settings)
      },
    }
    return { engine: t.engine, capture }
  }
})

describe('a held line', () => {
  async function holdUnreadable() {
    put('1', { text: 'unreadable' })
    await ask(['1'])
    await read()
    expect(await listOf(t, scope)).toMatchObject([{ held_code: 'unreadable-record' }])
    expect(await read(), 'held means not read').toBe(false)
  }

  test('is read again when the source says that the record has changed, even in the same words', async () => {
    await holdUnreadable()
    put('1', { text: 'mended' })
    await ask(['1'])
    await read()
    expect(await historyIn(t, scope)).toEqual([`${scope}-1 1 put mended`])
    expect(await listOf(t, scope)).toEqual([])
  })

  test('is not read again because a compare misses it: that is nothing new', async () => {
    await holdUnreadable()
    await ask(['1'], { by: 'compare', reason: 'missing from the list' })
    expect(await read()).toBe(false)
    expect(await listOf(t, scope)).toMatchObject([
      { held_code: 'unreadable-record', reason: 'vendor update' },
    ])
  })

  test('that is asked for in vain is held again, without telling the auditor twice', async () => {
    await holdUnreadable()
    await readScope()
    await readScope()
    expect((await auditIn(t, scope)).map(one => one.decision)).toEqual(['held'])
  })

  test('is read again when the settings change, which may be why it could not be read', async () => {
    await holdUnreadable()
    put('1', { text: 'readable now' })
    await setTo(t, captures, { scopes: [scope], read: '0 * * * *' })
    expect(await read()).toBe(true)
    expect(await historyIn(t, scope)).toEqual([`${scope}-1 1 put readable now`])
  })
})
