import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { deliver, land, placeOf, rowsOf, statesOf } from '../testing/applied.ts'
import { startTestEngine } from '../testing/test-engine.ts'
import { type ToySettings, toySystems, vendorToToy } from '../testing/toy-flow.ts'

const systems = toySystems()
const { directory } = systems
const settings: ToySettings = { scopes: ['A'], read: null }
const t = await startTestEngine({
  settings,
  apis: systems.apis,
  entities: ['vendor'],
  who: 'procore-writer',
  timing: { lingerMs: 0 },
})
afterAll(() => t.close())
const { doubtWaitMs, leaseMs, callDeadlineMs } = t.engine.timing

beforeEach(() => {
  directory.calls.length = 0
  directory.faults.length = 0
  directory.items.clear()
})
const put = (key: string, revision: number, text = `${key} ${revision}`) =>
  land(t, vendorToToy, { key, revision, text })
const sent = () => directory.calls.map(({ bodies }) => bodies.map(({ name }) => name))
const there = (key: string) => [...directory.records.values()].filter(seen => seen.key === key)

describe('a lane has one owner at a time (DESIGN §5)', () => {
  test('crash after the intent: nobody takes over before the lost call is over; then it is sent whole, and made once', async () => {
    const second = placeOf(t, vendorToToy, await t.second('procore-writer'))
    await put('crash', 1)
    const before = directory.counts.created
    const dying = placeOf(t, {
      ...vendorToToy,
      write: async (api, scope, bodies) => {
        await vendorToToy.write(api, scope, bodies)
        return await new Promise<never>(() => {})
      },
    } satisfies typeof vendorToToy)
    void deliver(dying)
    await expect.poll(() => statesOf(t, 'crash')).toEqual(['1 intent'])
    await expect.poll(() => there('crash')).toHaveLength(1)
    t.clock.forward(Math.max(leaseMs, callDeadlineMs + doubtWaitMs) - 1)
    expect(await deliver(second)).toBe(0)
    t.clock.forward(1)
    await deliver(second)
    expect(await statesOf(t, 'crash')).toEqual(['1 applied'])
    expect(directory.counts.created).toBe(before + 1)
  })

  test('a settle that lost its lease writes nothing and has the newest sent once more, for it may have come last', async () => {
    const second = placeOf(t, vendorToToy, await t.second('procore-writer'))
    await put('stale', 1)
    const go = Promise.withResolvers<void>()
    const slow = placeOf(t, {
      ...vendorToToy,
      write: async (api, scope, bodies) => {
        await go.promise
        return await vendorToToy.write(api, scope, bodies)
      },
    } satisfies typeof vendorToToy)
    const late = deliver(slow)
    await expect.poll(() => statesOf(t, 'stale')).toEqual(['1 intent'])
    t.clock.forward(leaseMs + callDeadlineMs + doubtWaitMs)
    await put('stale', 2)
    await deliver(second)
    expect(there('stale')).toMatchObject([{ name: 'stale 2' }])
    // The first writer's old call comes after the second writer's new one.
    go.resolve()
    await late
    expect(there('stale')).toMatchObject([{ name: 'stale 2' }])
    const rows = (await rowsOf(t, 'stale')).map(({ revision, epoch, state }) => [revision, epoch, state])
    expect(rows).toEqual([
      [1, 0, 'superseded'],
      [2, 0, 'applied'],
      [2, 1, 'applied'],
    ])
    expect(sent().at(-1)).toEqual(['stale 2'])
  })

  test('processes that wake lanes of each other never wait in a circle', async () => {
    const size = 40
    const refs = (n: number) => [
      {
        for: 'link' as const,
        ref: { entity: 'vendor', at: 'vendor.to-toy', scope: 'T', key: `ring ${n + 1}` },
      },
    ]
    const plans = Object.fromEntries(
      Array.from({ length: size }, (_, n) => [
        `ring ${n}`,
        { do: 'park', code: 'link-missing', why: 'needs the next', waits: refs(n) },
      ]),
    )
    await t.changeSettings({ ...settings, plans })
    const keys = Array.from({ length: size + 1 }, (_, n) => `ring ${n}`)
    const changes = keys.toSorted().map(key => ({ key, revision: 1, text: key }))
    await land(t, vendorToToy, ...changes)
    const few = { ...vendorToToy, batch: 4 }
    const processes = await Promise.all([1, 2, 3].map(async () => placeOf(t, few, await t.second())))
    const isOpen = async () =>
      (await t.sql("select from delivery where state in ('due', 'intent', 'parked')")).length > 0
    for (let round = 0; (await isOpen()) && round < 3 * size; round++)
      await Promise.all(processes.map(process => deliver(process)))
    const rows = await Promise.all(keys.map(key => statesOf(t, key)))
    expect(rows.flat()).toEqual(keys.map(() => '1 applied'))
  })
})
