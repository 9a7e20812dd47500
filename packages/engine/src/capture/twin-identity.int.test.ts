import { afterAll, describe, expect, test } from 'vitest'
import { carry, deliver, placeOf, statesOf } from '../testing/applied.ts'
import { auditIn, listOf } from '../testing/captured.ts'
import { vendorFromDirectory, vendorFromSource, vendorToToy } from '../testing/toy-flow.ts'
import { startTwoWay } from '../testing/two-way.ts'
import { readNextScope } from './scheduled-read.ts'

const {
  t,
  vendors,
  directory,
  place,
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
const { doubtWaitMs, pauseMs } = t.engine.timing

describe('C9: who a record is that lives in both systems', () => {
  test('one that was born there has its own key, and is not carried back', async () => {
    const id = make('born there')
    await look(id)
    await bring()
    expect(await eventsOf(`pc:${id}`)).toEqual(['1 put born there'])
    expect(await statesOf(t, `pc:${id}`)).toEqual([])
    edit(id, 'changed there')
    await look(id)
    expect((await eventsOf(`pc:${id}`)).at(-1)).toBe('2 put changed there')
  })

  test('a copy that a person made, marker and all, is a record of its own', async () => {
    const key = keyOf('v')
    const id = await copied(key, `one ${scope()}`)
    const copy = make(`one ${scope()}`, key)
    await look(id, copy)
    expect(await eventsOf(key)).toEqual([`1 put one ${scope()}`])
    expect(await eventsOf(`pc:${copy}`)).toEqual([`1 put one ${scope()}`])
  })

  test('one that we may just have made waits for the answer, then it is ours', async () => {
    const key = keyOf('v')
    directory.faults.push({ is: 'lost', done: true })
    const id = await copied(key, 'one')
    await look(id)
    expect(await list()).toEqual([`${id} waits`])
    t.clock.forward(2 * doubtWaitMs)
    await deliver(place)
    await drain()
    expect(await list()).toEqual([])
    expect(await eventsOf(`pc:${id}`)).toEqual([])
  })

  test('one with our marker that we know nothing of waits, then a person says that it is its own', async () => {
    const key = keyOf('v')
    directory.items.set(key, { is: 'rejected', code: 'toy', why: 'not like that' })
    await copied(key, 'one')
    const id = make('another', key)
    await look(id)
    expect(await list()).toEqual([`${id} waits`])
    for (let pauses = 0; pauses < 6; pauses++) {
      t.clock.forward(pauseMs)
      await drain()
    }
    expect(await list()).toEqual([`${id} marked-unlinked`])
    await release(id)
    expect(await list()).toEqual([])
    expect(await eventsOf(`pc:${id}`)).toEqual(['1 put another'])
  })

  test('one that the origin has as well is linked when it is certain, and written to from then on', async () => {
    const key = keyOf('v')
    await say(key, `same ${scope()}`)
    const id = make(`same ${scope()}`)
    await look(id)
    await say(key, `other ${scope()}`)
    await bring()
    await look(id)
    expect(nameAt(id)).toBe(`other ${scope()}`)
    expect(idsOf(key)).toEqual([id])
    expect(await eventsOf(`pc:${id}`)).toEqual([])
    expect((await auditIn(t, scope())).filter(one => one.decision === 'adopted')).toMatchObject([{ key }])
  })

  test('one that was born there is not taken over later by a record of the origin', async () => {
    const id = make(`same ${scope()}`)
    await look(id)
    const key = keyOf('v')
    await say(key, `same ${scope()}`)
    await bring()
    expect(await statesOf(t, key)).toEqual(['1 held ambiguous-match'])
    await look(id)
    expect(await eventsOf(`pc:${id}`)).toEqual([`1 put same ${scope()}`])
  })

  test('one that is found while a writer is about to make it is not made a second time', async () => {
    const key = keyOf('v')
    await say(key, `Same ${scope()}`)
    await carry(t, vendorToToy)
    const id = make(`Same ${scope()}`)
    const { lanes } = t.engine.ledger
    const racing = { ...t.engine, ledger: { ...t.engine.ledger, lanes: { ...lanes } } }
    racing.ledger.lanes.intend = async (orders, ...by) => {
      if (orders.some(({ body }) => (body as { key: string }).key === key)) await look(id)
      return await lanes.intend(orders, ...by)
    }
    const blind = { ...vendorToToy, match: () => [] }
    directory.calls.length = 0
    await deliver(placeOf(t, blind, racing))
    expect(directory.calls.filter(call => call.scope === scope())).toEqual([])
    expect(await statesOf(t, key)).toEqual(['1 applied no-change'])
    expect([...directory.records.keys()].filter(one => one.startsWith(`${scope()}/`))).toEqual([id])
  })

  test('where it is not certain it is held, naming the candidates; a person may say that it is its own', async () => {
    await say(keyOf('v'), `same ${scope()}`)
    await say(keyOf('w'), `same ${scope()}`)
    await say(keyOf('x'), `like ${scope()}`)
    const [two, like] = [make(`same ${scope()}`), make(`LIKE ${scope()}`)]
    await look(two, like)
    expect(await list()).toEqual([`${two} ambiguous-match`, `${like} ambiguous-match`].toSorted())
    const why = (await listOf(t, scope())).find(line => line.native_id === two)!.held_why
    expect(why).toContain(`${keyOf('v')}, ${keyOf('w')}`)
    await release(two)
    expect(await eventsOf(`pc:${two}`)).toEqual([`1 put same ${scope()}`])
    expect(await eventsOf(`pc:${like}`)).toEqual([])
  })

  test('nothing is minted before all has been read that it may be the same as', async () => {
    const key = keyOf('v')
    const id = make(`same ${scope()}`)
    vendors.put({ id: key, scope: scope(), text: `same ${scope()}` })
    await t.sql('update cursor set filled = false, next_read_at = $2 where scope = $1', [
      scope(),
      t.clock.now(),
    ])
    await look(id)
    expect(await list()).toEqual([`${id} waits`])
    // The directory's turn comes first, and it lets the origin be read.
    expect(await readNextScope(t.engine, [vendorFromDirectory])).toBe(true)
    expect(await t.sql('select from cursor where scope = $1 and filled', [scope()])).toEqual([])
    expect(await readNextScope(t.engine, [vendorFromSource])).toBe(true)
    t.clock.forward(pauseMs)
    await drain()
    expect(await list()).toEqual([])
    expect(await eventsOf(`pc:${id}`)).toEqual([])
    await bring()
    expect(idsOf(key)).toEqual([])
    expect(nameAt(id)).toBe(`same ${scope()}`)
  })
})
