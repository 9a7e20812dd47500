import { Refused } from '@plumbline/flow-kit'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { cursorOf, historyIn, listOf, liveOf, mintedIn, setTo, startScope } from '../testing/captured.ts'
import { startTestEngine } from '../testing/test-engine.ts'
import { toySystems, vendorFromToy } from '../testing/toy-flow.ts'
import { readListed } from './listed-read.ts'
import { askForTurning } from './run-captures.ts'
import { keepCursors, readNextScope } from './scheduled-read.ts'

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

describe('C6: a day that has come', () => {
  test('a future-dated row takes effect on its day though no row changes then, once', async () => {
    const scope = await startScope(t, captures, { zone: 'America/Denver' })
    const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'America/Denver', dateStyle: 'short' })
    const tomorrow = today.format(new Date(t.clock.now().getTime() + 86_400_000))
    put(scope, '1', { text: 'until today', turns: { on: tomorrow, text: 'from tomorrow' } })
    await read()
    await askForTurning(t.engine, captures)
    expect(await listOf(t, scope), 'not before its day').toEqual([])
    // One second before and after midnight in Denver.
    const midnight = Date.parse(`${tomorrow}T06:00:00Z`)
    t.clock.forward(midnight - t.clock.now().getTime() - 1000)
    await askForTurning(t.engine, captures)
    expect(await listOf(t, scope)).toEqual([])
    t.clock.forward(2000)
    await askForTurning(t.engine, captures)
    await askForTurning(t.engine, captures)
    expect(await listOf(t, scope)).toMatchObject([{ native_id: `${scope}-1`, reason: 'its day has come' }])
    await readListed(t.engine, vendorFromToy)
    expect(await historyIn(t, scope)).toEqual([
      `${scope}-1 1 put until today`,
      `${scope}-1 2 put from tomorrow`,
    ])
    await askForTurning(t.engine, captures)
    expect(await listOf(t, scope)).toEqual([])
  })
})

describe('C8: sweep and slow compare', () => {
  test('the compare finds what the stamps miss', async () => {
    const scope = await startScope(t, captures, { compare: '0 * * * *' })
    put(scope, '1', { text: 'A', changed: at('10T13:00:00.000') })
    put(scope, '3', { changed: at('10T14:00:00.000') })
    await read()
    put(scope, '1', { text: 'changed behind its stamp' })
    put(scope, '2', { text: 'with an old stamp', changed: at('01T00:00:00.000') })
    untilDue()
    await read()
    expect(await mintedIn(t, scope)).toHaveLength(2)
    t.clock.forward(3_600_000)
    await read()
    expect(lastSpan()).toBe('all')
    const events = await mintedIn(t, scope)
    expect(events.map(({ header }) => [header.key, header.captured_by])).toEqual([
      [`${scope}-1`, 'poll'],
      [`${scope}-3`, 'poll'],
      [`${scope}-1`, 'compare'],
      [`${scope}-2`, 'compare'],
    ])
  })

  test('a source without stamps is compared only, on the slower schedule', async () => {
    const scope = await startScope(t, captures, { read: null, compare: '0 * * * *' })
    put(scope, '1', { text: 'A' })
    await read()
    put(scope, '1', { text: 'B' })
    untilDue()
    expect(await read()).toBe(false)
    t.clock.forward(3_600_000)
    expect(await read()).toBe(true)
    expect(lastSpan()).toBe('all')
    expect(await historyIn(t, scope)).toEqual([`${scope}-1 1 put A`, `${scope}-1 2 put B`])
  })

  test('a sweep that is wanted while one goes on is made once more', async () => {
    const scope = await startScope(t, captures)
    put(scope, '1', { changed: at('10T14:00:00.000') })
    vendors.meanwhile = () =>
      t.engine.ledger.cursors.hurry(t.connectionId, vendorFromToy.name, scope, t.clock.now())
    await read()
    expect(await read()).toBe(true)
    expect(await read()).toBe(false)
  })
})

describe('a connection that changes while it is read', () => {
  test('a scope that comes in is read whole, and the others go on where they were', async () => {
    const scope = await startScope(t, captures)
    put(scope, '1', { changed: at('10T14:00:00.000') })
    await read()
    put(`${scope}b`, '1', { changed: at('01T00:00:00.000') })
    await setTo(t, captures, { scopes: [scope, `${scope}b`], read: '*/5 * * * *' })
    expect(await read()).toBe(true)
    expect(vendors.reads.at(-1)).toEqual({ scope: `${scope}b`, span: 'all' })
    expect(await mintedIn(t, `${scope}b`)).toHaveLength(1)
    expect((await cursorOf(t, scope)).through).not.toBeNull()
    expect(await read()).toBe(false)
  })

  test('a scope that goes out is read no more, nor what stood on the list for it', async () => {
    const scope = await startScope(t, captures)
    put(scope, '1', { changed: at('10T14:00:00.000'), turns: { on: '2999-01-01', text: 'x' } })
    await read()
    const line = { connectionId: t.connectionId, capture: vendorFromToy.name, nativeId: `${scope}-1`, scope }
    await t.engine.ledger.readList.ask(
      [{ ...line, reason: 'r', by: 'webhook', traceparent: null }],
      t.clock.now(),
    )
    await setTo(t, captures, { scopes: [`${scope}b`], read: '*/5 * * * *' })
    expect(await cursorOf(t, scope)).toBeUndefined()
    expect(await listOf(t, scope)).toEqual([])
    await t.sql("update source_state set turns_on = '2000-01-01' where scope = $1", [scope])
    await askForTurning(t.engine, captures)
    expect(await listOf(t, scope)).toEqual([])
  })

  test('a scope that goes out while it is read is left alone', async () => {
    const scope = await startScope(t, captures)
    put(scope, '1')
    vendors.meanwhile = () => setTo(t, captures, { scopes: [`${scope}b`], read: '*/5 * * * *' })
    await read()
    expect(await cursorOf(t, scope)).toBeUndefined()
  })

  test('another schedule holds at once', async () => {
    const scope = await startScope(t, captures, { read: '0 0 1 1 *' })
    await read()
    await setTo(t, captures, { scopes: [scope], read: '*/5 * * * *', compare: '0 * * * *' })
    untilDue()
    expect(await read()).toBe(true)
    expect((await cursorOf(t, scope)).next_compare_at).not.toBeNull()
    await setTo(t, captures, { scopes: [scope], read: null, compare: null })
    expect(await cursorOf(t, scope)).toMatchObject({ next_read_at: null, next_compare_at: null })
  })

  test('what was put off because of old credentials is tried at once with the new ones', async () => {
    const scope = await startScope(t, captures)
    vendors.fails = { after: 0, error: new Refused('login', 'toy-refused', 'wrong password', 3_600_000) }
    await read()
    expect(await read()).toBe(false)
    await setTo(t, captures, { scopes: [scope], read: '*/5 * * * *', zone: 'Europe/Berlin' })
    expect(await read()).toBe(true)
  })

  test('a restart brings nothing forward', async () => {
    const scope = await startScope(t, captures)
    put(scope, '1')
    await read()
    const before = await cursorOf(t, scope)
    await keepCursors(t.engine, captures, liveOf(t))
    expect(await cursorOf(t, scope)).toEqual(before)
    expect(await read()).toBe(false)
  })
})
