import { createConnectionStore } from '@plumbline/ledger'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import type { Loop } from '../loop.ts'
import { cursorOf, mintedIn } from '../testing/captured.ts'
import { startTestEngine } from '../testing/test-engine.ts'
import { toySystems, vendorFromToy } from '../testing/toy-flow.ts'
import { runCaptures } from './run-captures.ts'

const toys = toySystems()
const { vendors } = toys
const t = await startTestEngine({
  settings: { scopes: ['A'], read: '*/5 * * * *' },
  apis: toys.apis,
  entities: ['vendor'],
})
afterAll(() => t.close())

let loops: Loop[] = []
afterEach(async () => {
  await Promise.all(loops.map(loop => loop.stop()))
})
const run = (engine = t.engine) => {
  loops = runCaptures(engine, [vendorFromToy])
}
const store = createConnectionStore(t.pool)
/** What an operator does; the services are told by nobody. */
const apply = (name: string, settings: object) =>
  store.apply({
    name,
    document: settings,
    seal: () => [],
    check: () => {},
    backfill: () => [],
    who: 'ann',
    now: t.clock.now(),
  })
const arrives = (scope: string, count: number) =>
  expect.poll(async () => (await mintedIn(t, scope)).length, { timeout: 20_000 }).toBe(count)
const published = () =>
  expect.poll(() => t.sql('select from outbox where published_at is null'), { timeout: 20_000 }).toEqual([])

describe('captures that run', () => {
  test('read what is there, publish it, and take up what an operator changes or adds', async () => {
    vendors.put({ id: '1', scope: 'A' })
    vendors.put({ id: '2', scope: 'B' })
    vendors.put({ id: '3', scope: 'C' })
    run()
    await arrives('A', 1)
    await published()
    await apply('test', { scopes: ['A', 'B'], read: '*/5 * * * *' })
    await arrives('B', 1)
    await apply('another', { scopes: ['C'], read: '*/5 * * * *' })
    await arrives('C', 1)
    await published()
  })

  test('a connection whose source hangs holds up no other', async () => {
    vendors.put({ id: '4', scope: 'D' })
    vendors.put({ id: '5', scope: 'E' })
    const hangs = Promise.withResolvers<void>()
    vendors.meanwhile = () => hangs.promise
    run()
    await apply('another', { scopes: ['D'], read: '*/5 * * * *' })
    await expect.poll(() => vendors.meanwhile, { timeout: 20_000 }).toBeNull()
    await apply('test', { scopes: ['E'], read: '*/5 * * * *' })
    await arrives('E', 1)
    expect(await mintedIn(t, 'D')).toHaveLength(0)
    hangs.resolve()
    await arrives('D', 1)
  })

  test('finish the read under way when they are stopped', async () => {
    vendors.put({ id: '6', scope: 'F' })
    const [reached, resumed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    vendors.meanwhile = async () => {
      reached.resolve()
      await resumed.promise
    }
    await apply('test', { scopes: ['F'], read: '*/5 * * * *' })
    run()
    await reached.promise
    const stopped = Promise.all(loops.map(loop => loop.stop()))
    resumed.resolve()
    await stopped
    expect(await cursorOf(t, 'F')).toMatchObject({ filled: true, owner: null })
  })
})
