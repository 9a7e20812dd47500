import { Refused } from '@plumbline/flow-kit'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { cursorOf, historyIn, listOf, mintedIn, mintNow, setTo, startScope } from '../testing/captured.ts'
import { startTestEngine } from '../testing/test-engine.ts'
import { toySystems, vendorFromToy } from '../testing/toy-flow.ts'
import { readNextScope } from './scheduled-read.ts'

const toys = toySystems()
const { vendors } = toys
const t = await startTestEngine({ settings: { scopes: [] }, apis: toys.apis, entities: ['vendor'] })
afterAll(() => t.close())

const captures = [vendorFromToy]
const read = (engine = t.engine) => readNextScope(engine, captures)
const put = (scope: string, name: string, more: object = {}) =>
  vendors.put({ id: `${scope}-${name}`, scope, ...more })
const at = (text: string) => `2026-03-${text}Z`
/** Brings the clock to the next full five minutes: when the schedule of these tests is due. */
const untilDue = () => t.clock.forward(300_000)
const lastSpan = () => vendors.reads.at(-1)!.span

beforeEach(() => {
  vendors.present = null
  vendors.reads = []
})

describe('C6: a scope is read by its schedule, in windows of change stamps', () => {
  test('first everything, then from the last stamp seen, with the overlap', async () => {
    const scope = await startScope(t, captures, { overlapSeconds: 120 })
    put(scope, '1', { changed: at('10T14:00:00.000') })
    put(scope, '2', { changed: at('10T14:30:00.000') })
    await read()
    expect(lastSpan()).toBe('all')
    expect(await read(), 'before its time').toBe(false)
    untilDue()
    await read()
    expect(lastSpan()).toMatchObject({ changedFrom: at('10T14:28:00.000') })
  })

  test('the window reaches safely beyond our own clock, so that a source that is ahead hides nothing', async () => {
    const scope = await startScope(t, captures)
    put(scope, '1', { changed: at('10T14:00:00.000') })
    await read()
    untilDue()
    const ahead = new Date(t.clock.now().getTime() + 600_000).toISOString()
    put(scope, '2', { changed: ahead })
    await read()
    expect(await mintedIn(t, scope)).toHaveLength(2)
  })

  test('an empty window moves nothing', async () => {
    const scope = await startScope(t, captures)
    put(scope, '1', { changed: at('10T14:00:00.000') })
    await read()
    untilDue()
    vendors.rows.clear()
    await read()
    expect((await cursorOf(t, scope)).through).toEqual(new Date(at('10T14:00:00.000')))
  })

  test('a stamp beyond the source’s own present opens no gap', async () => {
    const scope = await startScope(t, captures)
    vendors.present = at('10T15:00:00.000')
    put(scope, '1', { changed: at('10T19:00:00.000') })
    await read()
    expect((await cursorOf(t, scope)).through).toEqual(new Date(vendors.present))
  })

  test('what changes while a long read goes on is read by the next one, however long it took', async () => {
    const scope = await startScope(t, captures, { overlapSeconds: 0 })
    vendors.present = at('10T16:00:00.000')
    put(scope, '1', { changed: at('10T15:00:00.000') })
    vendors.meanwhile = async () => {
      // The read has passed record 1 by; then it changes, and later record 2, which is still to come.
      put(scope, '1', { text: 'changed behind the read', changed: at('10T16:10:00.000') })
      vendors.present = at('10T16:40:00.000')
    }
    put(scope, '2', { changed: at('10T16:20:00.000') })
    await read()
    untilDue()
    await read()
    expect(await historyIn(t, scope)).toContain(`${scope}-1 2 put changed behind the read`)
  })

  test('stamps of different precision compare as instants', async () => {
    const scope = await startScope(t, captures)
    put(scope, '1', { changed: at('10T14:00:00') })
    put(scope, '2', { changed: at('10T14:00:00.500') })
    await read()
    expect((await cursorOf(t, scope)).through).toEqual(new Date(at('10T14:00:00.500')))
  })

  test('thousands of records are minted in parts, and all of them', async () => {
    const scope = await startScope(t, captures)
    for (let n = 0; n < 1234; n++) put(scope, String(n))
    await read()
    expect(await mintedIn(t, scope)).toHaveLength(1234)
    for (let n = 0; n < 1234; n++) vendors.rows.delete(`${scope}-${n}`)
  })

  test('a read that breaks half way keeps what it has, leaves the cursor, and is made again', async () => {
    const scope = await startScope(t, captures)
    put(scope, '0', { changed: at('10T14:00:00.000') })
    await read()
    for (let n = 1; n <= 450; n++) put(scope, String(n), { changed: at('10T14:30:00.000') })
    untilDue()
    vendors.fails = { after: 420, error: new Error('the page was cut') }
    await read()
    expect((await mintedIn(t, scope)).length).toBe(400)
    expect(await cursorOf(t, scope)).toMatchObject({
      through: new Date(at('10T14:00:00.000')),
      last_error: 'the page was cut',
      owner: null,
    })
    t.clock.forward(10_000)
    await read()
    expect((await mintedIn(t, scope)).length).toBe(451)
    expect(await cursorOf(t, scope)).toMatchObject({
      through: new Date(at('10T14:30:00.000')),
      last_error: null,
    })
    vendors.rows.clear()
  })

  test('a scope that fails again and again is tried ever more seldom, and the others go on', async () => {
    const scope = await startScope(t, captures)
    for (let tries = 0; tries < 8; tries++) {
      vendors.fails = { after: 0, error: new Error('away') }
      expect(await read()).toBe(true)
      const pause = (await cursorOf(t, scope)).next_read_at!.getTime() - t.clock.now().getTime()
      expect(pause).toBeGreaterThanOrEqual(Math.min(2000 * 2 ** tries, 300_000))
      t.clock.forward(pause)
    }
    await setTo(t, captures, { scopes: [scope, `${scope}b`], read: '*/5 * * * *' })
    put(`${scope}b`, '1')
    vendors.fails = { after: 0, error: new Error('away') }
    await read()
    await read()
    expect(await mintedIn(t, `${scope}b`)).toHaveLength(1)
  })

  test('a compare that fails does not keep the windows from being read', async () => {
    const scope = await startScope(t, captures, { compare: '0 * * * *' })
    put(scope, '1', { changed: at('10T14:00:00.000') })
    await read()
    t.clock.forward(3_600_000)
    vendors.fails = { after: 0, error: new Error('too much at once') }
    await read()
    put(scope, '2', { changed: at('10T14:30:00.000') })
    expect(await read()).toBe(true)
    expect(lastSpan()).toHaveProperty('changedFrom')
    expect(await mintedIn(t, scope)).toHaveLength(2)
  })

  test.each([
    ['scope', null, 60_000],
    ['login', 5_000, 5_000],
    ['budget', 900_000, 900_000],
  ] as const)(
    'what is refused (%s) is put off with the reason, by the source’s own word',
    async (what, afterMs, wait) => {
      const scope = await startScope(t, captures)
      vendors.fails = { after: 0, error: new Refused(what, 'toy-refused', 'not now', afterMs) }
      await read()
      const cursor = await cursorOf(t, scope)
      expect(cursor).toMatchObject({
        last_error: 'not now',
        owner: null,
        attempts: what === 'budget' ? 0 : 1,
      })
      expect(cursor.next_read_at!.getTime() - t.clock.now().getTime()).toBeGreaterThanOrEqual(wait)
    },
  )

  test('times are those of the zone, also across a change of daylight saving time', async () => {
    t.clock.forward(Date.parse('2026-03-10T16:00:00Z') - t.clock.now().getTime() + 86_400_000 * 10)
    const scope = await startScope(t, captures, { read: '30 2 * * *', zone: 'Europe/Berlin' })
    await read()
    const days: string[] = []
    for (let day = 0; day < 10; day++) {
      const next = (await cursorOf(t, scope)).next_read_at!
      days.push(next.toISOString())
      t.clock.forward(next.getTime() - t.clock.now().getTime())
      expect(await read()).toBe(true)
    }
    // On 29 March 2026 there is no 2:30 in Berlin: the night is not left out.
    expect(days.slice(7)).toEqual([
      '2026-03-28T01:30:00.000Z',
      expect.stringMatching(/^2026-03-29T01:(00|30)/),
      '2026-03-30T00:30:00.000Z',
    ])
  })
})

describe('C6: one reader at a time', () => {
  test('two pollers at once read a scope once', async () => {
    const scope = await startScope(t, captures)
    put(scope, '1')
    const other = await t.second()
    const both = await Promise.all([read(), read(other)])
    expect(both.filter(Boolean)).toHaveLength(1)
    expect(vendors.reads).toHaveLength(1)
  })

  test('a reader killed in the middle holds nobody up for longer than its lease, and the end is the same', async () => {
    const scope = await startScope(t, captures)
    for (let n = 0; n < 5; n++) put(scope, String(n), { changed: at('10T14:00:00.000') })
    const other = await t.second()
    const resumed = Promise.withResolvers<void>()
    const reached = Promise.withResolvers<void>()
    vendors.meanwhile = async () => {
      reached.resolve()
      await resumed.promise
    }
    const zombie = read()
    await reached.promise
    expect(await read(other), 'while the lease lasts').toBe(false)
    t.clock.forward(t.engine.timing.leaseMs + 1)
    put(scope, '0', { text: 'changed since' })
    expect(await read(other)).toBe(true)
    const after = await cursorOf(t, scope)
    resumed.resolve()
    await zombie
    expect(await cursorOf(t, scope)).toEqual(after)
    expect(await mintedIn(t, scope)).toHaveLength(5)
    expect(await historyIn(t, scope)).toContain(`${scope}-0 1 put changed since`)
    expect(await listOf(t, scope)).toEqual([])
  })

  test('a read that takes longer than its lease keeps it', async () => {
    const scope = await startScope(t, captures)
    put(scope, '1')
    const other = await t.second()
    const { leaseMs } = t.engine.timing
    const leaseUntil = async () =>
      (await t.sql<{ at: Date }>('select lease_until as at from cursor where scope = $1', [scope]))[0]!.at
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    vendors.meanwhile = async () => {
      for (let third = 0; third < 6; third++) {
        const before = await leaseUntil()
        t.clock.forward(leaseMs / 3)
        vi.advanceTimersByTime(leaseMs / 3)
        while ((await leaseUntil()) <= before);
        expect(await read(other)).toBe(false)
      }
    }
    await read().finally(() => vi.useRealTimers())
    expect(vendors.reads).toHaveLength(1)
    expect(await cursorOf(t, scope)).toMatchObject({ filled: true, last_error: null })
  })
})

describe('A12: one clock', () => {
  test('a mint is dated by it', async () => {
    const scope = await startScope(t, captures)
    const row = { id: `${scope}-1`, scope, text: 'x', changed: null }
    await mintNow(t, scope, vendorFromToy, [row])
    const rows = await t.sql<{ minted_at: Date }>('select minted_at from outbox where key = $1', [
      `${scope}-1`,
    ])
    expect(rows).toEqual([{ minted_at: t.clock.now() }])
  })
})
