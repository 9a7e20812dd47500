import { afterAll, describe, expect, test } from 'vitest'
import { carry, deliver, placeOf, statesOf } from '../testing/applied.ts'
import { auditIn, mintNow } from '../testing/captured.ts'
import { vendorFromDirectory, vendorFromSource, vendorToSource } from '../testing/toy-flow.ts'
import { startTwoWay } from '../testing/two-way.ts'
import { readNextScope } from './scheduled-read.ts'

const {
  t,
  vendors,
  costs,
  directory,
  captures,
  place,
  set,
  say,
  bring,
  idsOf,
  copied,
  edit,
  make,
  drain,
  look,
  eventsOf,
  list,
  release,
  scope,
  keyOf,
  nameAt,
} = await startTwoWay()
afterAll(() => t.close())
const { doubtWaitMs } = t.engine.timing

describe('C10: what we wrote comes back and is no event', () => {
  test('a record that we made and a change that we wrote are read, and nothing is minted', async () => {
    const key = keyOf('v')
    const id = await copied(key, 'one')
    await look(id)
    await copied(key, 'two')
    await look(id)
    expect(await eventsOf(key)).toEqual(['1 put one', '2 put two'])
    expect(await eventsOf(`pc:${id}`)).toEqual([])
    expect(await list()).toEqual([])
  })

  test('what was read while our write was under way is read again, and not taken for a person’s change', async () => {
    const key = keyOf('v')
    const id = await copied(key, 'one')
    await say(key, 'two')
    costs.meanwhile = bring
    await look(id)
    expect(nameAt(id)).toBe('two')
    expect(await eventsOf(key)).toEqual(['1 put one', '2 put two'])
    expect(await list()).toEqual([])
  })

  test('while it is not known whether a write of ours happened, its record waits; the settle wakes it', async () => {
    const key = keyOf('v')
    const id = await copied(key, 'one')
    directory.faults.push({ is: 'lost', done: true })
    await copied(key, 'two')
    expect(await statesOf(t, key)).toContain('2 in-doubt answer-unknown')
    await look(id)
    expect(await list()).toEqual([`${id} waits`])
    t.clock.forward(2 * doubtWaitMs)
    await deliver(place)
    await drain()
    expect(await list()).toEqual([])
    expect(await eventsOf(key)).toEqual(['1 put one', '2 put two'])
  })

  test('what goes the other way comes back and is no event either', async () => {
    const id = make('born there')
    const key = `pc:${id}`
    await look(id)
    await carry(t, vendorToSource)
    await deliver(placeOf(t, vendorToSource))
    const row = vendors.rows.get(`made for ${key}`)!
    expect(row.text).toBe('born there')
    await mintNow(t, scope(), vendorFromSource, [row])
    expect(await eventsOf(key)).toEqual(['1 put born there'])
    expect(await eventsOf(row.id)).toEqual([])
    // A change of the copy there is answered with what the directory says.
    await mintNow(t, scope(), vendorFromSource, [{ ...row, text: 'changed' }])
    expect(await eventsOf(key)).toEqual(['1 put born there', '2 put born there'])
  })

  test('a person’s change there and back again is noticed: what counts is what was seen last', async () => {
    const key = keyOf('v')
    const id = await copied(key, 'A')
    edit(id, 'B')
    await say(key, 'B')
    await look(id)
    await bring()
    edit(id, 'A')
    await look(id)
    await bring()
    expect(nameAt(id)).toBe('B')
  })
})

describe('A9: a change on the other side is a conflict', () => {
  test('by default the origin wins: its content is brought there again, both sides stand in the audit, and it stays so', async () => {
    const key = keyOf('v')
    const id = await copied(key, 'one')
    edit(id, 'a person’s')
    await look(id)
    await bring()
    await look(id)
    await bring()
    expect(nameAt(id)).toBe('one')
    expect(await eventsOf(key)).toEqual(['1 put one', '2 put one'])
    expect((await auditIn(t, scope())).filter(one => one.decision === 'conflict')).toMatchObject([
      { key, code: 'conflict', before: { name: 'one' }, after: { name: 'a person’s' }, revision: '2' },
    ])
    expect(await list()).toEqual([])
  })

  test('both sides changed within a second: what the origin said last stands in the end', async () => {
    const key = keyOf('v')
    const id = await copied(key, 'one')
    edit(id, 'a person’s')
    await look(id)
    await say(key, 'two')
    await bring()
    await look(id)
    await bring()
    expect(nameAt(id)).toBe('two')
    expect((await eventsOf(key)).at(-1)).toBe('3 put two')
  })

  test('the same change once more within a day is held for a person; released, the origin’s is brought again', async () => {
    const key = keyOf('v')
    const id = await copied(key, 'one')
    for (let round = 0; round < 2; round++) {
      edit(id, 'robot')
      await look(id)
      await bring()
    }
    expect(nameAt(id)).toBe('robot')
    expect(await list()).toEqual([`${id} conflict`])
    await look(id)
    expect(await eventsOf(key)).toEqual(['1 put one', '2 put one'])
    await release(id)
    await bring()
    expect(nameAt(id)).toBe('one')
    expect(await list()).toEqual([])
  })

  test('a robot that writes something else each time ends held after as many changes as an hour may have', async () => {
    const key = keyOf('v')
    const id = await copied(key, 'one')
    for (let round = 0; round < 6; round++) {
      edit(id, `robot ${round}`)
      await look(id)
      await bring()
      t.clock.forward(60_000)
    }
    expect(await list()).toEqual([`${id} conflict`])
    expect(await eventsOf(key)).toHaveLength(1 + t.engine.timing.conflictsPerHour)
  })

  test('by the policy hold nothing is minted; the hold ends when the change is taken back there', async () => {
    await set({ conflict: 'hold' })
    const key = keyOf('v')
    const id = await copied(key, 'one')
    edit(id, 'a person’s')
    await look(id)
    // A compare sees it as well, and knows nothing new.
    await mintNow(t, scope(), vendorFromDirectory, [{ id, seen: directory.records.get(id)! }], {
      by: 'compare',
    })
    expect(await list()).toEqual([`${id} conflict`])
    expect(await eventsOf(key)).toEqual(['1 put one'])
    expect((await auditIn(t, scope())).at(-1)).toMatchObject({
      ...{ key, decision: 'held', code: 'conflict' },
      ...{ before: { name: 'one' }, after: { name: 'a person’s' } },
    })
    edit(id, 'one')
    await look(id)
    expect(await list()).toEqual([])
    expect(await eventsOf(key)).toEqual(['1 put one'])
  })

  test('by the policy hold it ends by itself when the origin says the same', async () => {
    await set({ conflict: 'hold' })
    const key = keyOf('v')
    const id = await copied(key, 'one')
    edit(id, 'better')
    await look(id)
    await copied(key, 'better')
    await drain()
    expect(await list()).toEqual([])
    expect(await eventsOf(key)).toEqual(['1 put one', '2 put better'])
  })

  test('a copy that is deleted there is held, whatever the policy; released, it is made anew', async () => {
    const key = keyOf('v')
    const id = await copied(key, 'one')
    await look(id)
    directory.records.delete(id)
    await look(id)
    await bring()
    expect(await list()).toEqual([`${id} conflict`])
    expect(idsOf(key)).toEqual([])
    await release(id)
    await bring()
    const anew = idsOf(key)
    expect(anew).toHaveLength(1)
    await look(...anew)
    expect(await eventsOf(key)).toEqual(['1 put one', '2 put one'])
    expect(await list()).toEqual([])
  })

  test('a copy that is deleted there before it was ever read is held as well', async () => {
    const id = await copied(keyOf('v'), 'one')
    directory.records.delete(id)
    await look(id)
    expect(await list()).toEqual([`${id} conflict`])
  })

  test('a copy that is deleted at its origin and there is no conflict', async () => {
    const key = keyOf('v')
    const id = await copied(key, 'one')
    await look(id)
    await mintNow(t, scope(), vendorFromSource, [{ gone: key, at: null, proof: 'deleted' }])
    directory.records.delete(id)
    await look(id)
    await look(id)
    expect(await list()).toEqual([])
    expect(await eventsOf(key)).toEqual(['1 put one', '2 delete one'])
  })

  test('a full compare misses a copy that is gone, and asks for it', async () => {
    const id = await copied(keyOf('v'), 'one')
    await look(id)
    directory.records.delete(id)
    await set({ compare: '0 * * * *' })
    t.clock.forward(3_600_000)
    while (await readNextScope(t.engine, captures));
    await drain()
    expect(await list()).toEqual([`${id} conflict`])
  })
})
