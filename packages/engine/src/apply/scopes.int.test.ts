import { afterAll, describe, expect, test } from 'vitest'
import { deliver, eventOf, land, placeOf, rowsOf, statesOf } from '../testing/applied.ts'
import { landAll, publish } from '../testing/landed.ts'
import { startTestEngine } from '../testing/test-engine.ts'
import { type ToySettings, toySystems, vendorToToy } from '../testing/toy-flow.ts'
import { replayRunner } from './backfill.ts'

const systems = toySystems()
const { directory } = systems
const settings: ToySettings = { scopes: ['A'], read: null, targets: ['T'] }
const t = await startTestEngine({
  settings,
  apis: systems.apis,
  entities: ['vendor'],
  timing: { lingerMs: 0 },
})
afterAll(() => t.close())

/** A vendor belongs where its name says: `in T,U`. */
const fanned: typeof vendorToToy = {
  ...vendorToToy,
  scopes: ({ name1 }) => name1.replace('in ', '').split(',').filter(Boolean),
}
const place = placeOf(t, fanned)
const put = (key: string, revision: number, text: string) => land(t, fanned, { key, revision, text })
const there = (key: string) =>
  [...directory.records].filter(([, seen]) => seen.key === key && !seen.gone).map(([id]) => id.split('/')[0])
const rowsIn = async (key: string) =>
  (await rowsOf(t, key)).map(row => `${row.scope} ${row.revision} ${row.operation} ${row.state}`)

describe('A7: the scopes of a delivery', () => {
  test('a scope that was left gets a removal, once', async () => {
    await put('leaver', 1, 'in T,U')
    await deliver(place)
    expect(there('leaver').sort()).toEqual(['T', 'U'])
    await put('leaver', 2, 'in U')
    await deliver(place)
    expect(there('leaver')).toEqual(['U'])
    await put('leaver', 3, 'in U,V')
    await deliver(place)
    expect(await rowsIn('leaver')).toEqual([
      'T 1 put applied',
      'T 2 left-scope applied',
      'U 1 put applied',
      'U 2 put applied',
      'U 3 put applied',
      'V 3 put applied',
    ])
  })

  test('what had not arrived yet in the scope that was left never does', async () => {
    await put('quick', 1, 'in T')
    await put('quick', 2, 'in U')
    await deliver(place)
    expect(there('quick')).toEqual(['U'])
    expect((await rowsIn('quick'))[0]).toBe('T 1 put superseded')
  })

  test('an older revision that lands late brings nothing back to a scope that a newer one has left', async () => {
    await put('late', 2, 'in U')
    await deliver(place)
    await put('late', 1, 'in T')
    await deliver(place)
    expect(there('late')).toEqual(['U'])
    expect((await rowsIn('late'))[0]).toBe('T 1 put superseded')
  })

  test('a revision born in the target itself leaves no scope there', async () => {
    await put('both ways', 1, 'in T')
    await deliver(place)
    await land(t, fanned, { key: 'both ways', revision: 2, text: 'in U', origin: 'procore' })
    await deliver(place)
    expect(await rowsIn('both ways')).toEqual(['T 1 put applied'])
  })

  test('no scope waits for another: the oldest of each has its turn', async () => {
    for (let n = 0; n < 120; n++) await put(`crowd ${n}`, 1, 'in T')
    t.clock.forward(1)
    await put('alone', 1, 'in V')
    const small = placeOf(t, { ...fanned, batch: 50 })
    directory.faults.push({ is: 'refused', what: 'scope' })
    await deliver(small)
    // T is paused after its first call; V is not.
    expect(there('alone')).toEqual(['V'])
    expect(there('crowd 0')).toEqual([])
    t.clock.forward(t.engine.timing.pauseMs + 1)
    await deliver(small)
    expect(there('crowd 119')).toEqual(['T'])
  })
})

describe('A7: enabling a scope fills it by a bounded replay', () => {
  const group = `${t.prefix}.writer`
  const vendor = (n: number, revision = 1) =>
    eventOf(t, vendorToToy.entity, { key: `filled ${n}`, revision, text: `filled ${n} ${revision}` })
  const replays = () =>
    t.sql<{ landed: number; duplicates: number; done: boolean; bounded: boolean }>(
      'select landed, duplicates, done_at is not null as done, ends is not null as bounded from replay order by id',
    )
  const all = Array.from({ length: 60 }, (_, n) => n)

  test('only what is new comes to the lanes; it begins at the beginning and ends where the topic ended', async () => {
    await publish(t, ...all.map(n => vendor(n)), ...all.slice(0, 30).map(n => vendor(n, 2)))
    expect(await landAll(t, [vendorToToy], group)).toMatchObject({ landed: 90 })
    await deliver(placeOf(t, vendorToToy))
    const before = directory.calls.length

    await t.changeSettings({ ...settings, targets: ['T', 'W'] }, ['vendor'])
    const runner = replayRunner(t.engine, [vendorToToy])
    await expect
      .poll(async () => (await runner.step(), await replays()), { timeout: 25_000 })
      .toMatchObject([{ done: true, bounded: true, landed: 90, duplicates: 90 }])
    await runner.close()
    await deliver(placeOf(t, vendorToToy))
    const calls = directory.calls.slice(before)
    expect(calls.map(call => call.scope)).toEqual(['W', 'W'])
    expect(calls.flatMap(call => call.bodies)).toHaveLength(60)
    expect(await statesOf(t, 'filled 0')).toEqual([
      ...['1 superseded superseded', '2 applied'],
      ...['1 superseded superseded', '2 applied'],
    ])
  })

  test('a runner that dies is followed by another, which goes on and adds to the counts', async () => {
    await t.changeSettings({ ...settings, targets: ['T', 'W', 'X'] }, ['vendor'])
    const dying = { ...t.engine, owner: 'dying' }
    const { landing } = t.engine.ledger
    let batches = 0
    const halting = Promise.withResolvers<never>()
    halting.promise.catch(() => {})
    const halted = {
      ...dying,
      ledger: {
        ...dying.ledger,
        landing: {
          ...landing,
          land: (order: Parameters<typeof landing.land>[0]) =>
            ++batches > 1 ? halting.promise : landing.land(order),
        },
      },
    }
    const first = replayRunner(halted, [vendorToToy])
    await expect.poll(async () => (await first.step(), batches), { timeout: 25_000 }).toBeGreaterThan(1)
    await first.step()
    const half = (await replays())[1]!
    expect(half).toMatchObject({ done: false, bounded: true })
    expect(half.landed).toBeGreaterThan(0)

    const second = replayRunner(await t.second(), [vendorToToy])
    await second.step()
    expect((await replays())[1]!.done).toBe(false)
    // It gives up, as a process does that has ended.
    halting.reject(new Error('ended'))
    await first.close()
    t.clock.forward(t.engine.timing.leaseMs + 1)
    await expect
      .poll(async () => (await second.step(), await replays()), { timeout: 25_000 })
      .toMatchObject([{}, { done: true, landed: 90 }])
    await second.close()
    await deliver(placeOf(t, vendorToToy))
    expect(there('filled 0').sort()).toEqual(['T', 'W', 'X'])
    expect((await rowsOf(t, 'filled 59')).map(row => row.state)).toEqual(['applied', 'applied', 'applied'])
  })

  test('a replay for one connection lands nothing of another', async () => {
    const other = '22222222-2222-2222-2222-222222222222'
    const document = { ...settings, targets: ['T'] }
    await t.sql("insert into connection values ($1, 'other', 1, $2, now(), 'x')", [other, document])
    await t.engine.connections.refresh()
    const { key: _, ...event } = vendor(1)
    await publish(t, { ...event, key: `${other}/filled 1` })
    await t.changeSettings({ ...settings, targets: ['T', 'W', 'X', 'Y'] }, ['vendor'])
    const runner = replayRunner(t.engine, [vendorToToy])
    await expect
      .poll(async () => (await runner.step(), (await replays()).at(-1)), { timeout: 25_000 })
      .toMatchObject({ done: true, landed: 90 })
    await runner.close()
    expect(await t.sql('select count(*)::int as n from lane where connection_id = $1', [other])).toEqual([
      { n: 0 },
    ])
  })
})
