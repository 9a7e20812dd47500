import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { decisionsOf, deliver, land, placeOf, rowsOf, statesOf } from '../testing/applied.ts'
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
const place = placeOf(t, vendorToToy)
const { doubtWaitMs, retryMs, pauseMs } = t.engine.timing

beforeEach(() => {
  directory.calls.length = 0
  directory.faults.length = 0
  directory.items.clear()
})
const put = (key: string, revision: number, text = `${key} ${revision}`) =>
  land(t, vendorToToy, { key, revision, text })
/** The same services for another connection. */
const other = { ...t, connectionId: '33333333-3333-3333-3333-333333333333' }
await t.sql("insert into connection values ($1, 'other', 1, $2, now(), 'x')", [other.connectionId, settings])
await t.engine.connections.refresh()
const sent = () => directory.calls.map(({ bodies }) => bodies.map(({ name }) => name))
const there = (key: string) => [...directory.records.values()].filter(seen => seen.key === key)

describe('state: the target is made equal to the newest revision', () => {
  test('of several revisions only the newest is sent; each of the older ones is superseded, with an audit row', async () => {
    await land(
      t,
      vendorToToy,
      { key: 'newest', revision: 1, text: 'one' },
      { key: 'newest', revision: 2, text: 'two' },
    )
    await put('newest', 3, 'three')
    await deliver(place)
    expect(sent()).toEqual([['three']])
    expect(await statesOf(t, 'newest')).toEqual([
      '1 superseded superseded',
      '2 superseded superseded',
      '3 applied',
    ])
    const connection = t.engine.connections.get(t.connectionId)!.name
    expect(t.logged).toContainEqual({
      level: 'info',
      fields: expect.objectContaining({
        connection,
        entity: 'vendor',
        key: 'newest',
        revision: 3,
        code: null,
      }),
      sentence: 'applied',
    })
    expect(await decisionsOf(t, 'newest')).toEqual([
      '1 superseded superseded',
      '3 intended',
      '3 applied',
      '2 superseded superseded',
    ])
  })

  test('an older revision that lands later is superseded: the revision decides, never the offset', async () => {
    await put('late', 2)
    await deliver(place)
    await put('late', 1)
    await deliver(place)
    expect(sent()).toEqual([['late 2']])
    expect(await statesOf(t, 'late')).toEqual(['1 superseded superseded', '2 applied'])
  })

  test('what the target says already is not sent again', async () => {
    await put('same', 1, 'same')
    await deliver(place)
    await put('same', 2, 'same')
    await deliver(place)
    expect(sent()).toEqual([['same']])
    expect(await statesOf(t, 'same')).toEqual(['1 applied', '2 applied no-change'])
  })

  test('a record that is gone is brought there as gone, and a second time it is no change', async () => {
    await put('gone', 1)
    await deliver(place)
    await land(t, vendorToToy, { key: 'gone', revision: 2, text: 'gone 1', operation: 'delete' })
    await deliver(place)
    await land(t, vendorToToy, { key: 'gone', revision: 3, text: 'gone 1', operation: 'delete' })
    await deliver(place)
    expect(there('gone')).toEqual([{ key: 'gone', name: 'gone 1', gone: true }])
    const [lane] = await t.sql<{ present: boolean }>("select present from lane where key = 'gone'")
    expect(lane).toEqual({ present: false })
  })

  test('one that exists there under the same name is linked, not doubled; its link is reserved with the intent', async () => {
    directory.records.set('T/old', { key: null, name: 'Known Co', gone: false })
    t.clock.forward(t.engine.timing.factsMs + 1)
    await put('adopted', 1, 'Known Co')
    await deliver(place)
    expect(there('adopted')).toHaveLength(1)
    const links = await t.sql("select native_id, by from link where key = 'adopted'")
    expect(links).toEqual([{ native_id: 'T/old', by: 'adopted' }])
  })

  test('of two records that match the same one there, the second is held and the first named', async () => {
    directory.records.set('T/twice', { key: null, name: 'Twice Co', gone: false })
    t.clock.forward(t.engine.timing.factsMs + 1)
    await land(
      t,
      vendorToToy,
      { key: 'twin-1', revision: 1, text: 'Twice Co' },
      { key: 'twin-2', revision: 1, text: 'Twice Co' },
    )
    await deliver(place)
    const rows = [...(await rowsOf(t, 'twin-1')), ...(await rowsOf(t, 'twin-2'))]
    expect(rows.map(row => row.state)).toEqual(['applied', 'held'])
    expect(rows[1]).toMatchObject({
      code: 'ambiguous-match',
      why: 'T/twice, which could be this one, belongs to twin-1 already',
    })
  })

  test('more than one candidate there holds the record with the candidates named', async () => {
    directory.records.set('T/a1', { key: null, name: 'Ambiguous Co', gone: false })
    directory.records.set('T/a2', { key: null, name: 'Ambiguous Co', gone: false })
    t.clock.forward(t.engine.timing.factsMs + 1)
    await put('ambiguous', 1, 'Ambiguous Co')
    await deliver(place)
    expect((await rowsOf(t, 'ambiguous'))[0]).toMatchObject({ state: 'held', code: 'ambiguous-match' })
    expect((await rowsOf(t, 'ambiguous'))[0]!.why).toContain('T/a1, T/a2')
  })

  test('what we made is known by its answer: the target is not read whole after each bulk call', async () => {
    const fresh = placeOf(t, { ...vendorToToy, batch: 2 })
    const asked = directory.asked.survey
    for (const one of [1, 2, 3, 4, 5]) await put(`made-${one}`, 1)
    await deliver(fresh)
    expect(sent()).toHaveLength(3)
    expect(directory.asked.survey - asked).toBe(1)
    // One that may have been made without an answer is looked for.
    directory.faults.push({ is: 'lost', done: true })
    await put('made-lost', 1)
    await deliver(fresh)
    await put('made-after', 1)
    await deliver(fresh)
    expect(directory.asked.survey - asked).toBe(2)
    t.clock.forward(doubtWaitMs * 2)
    await deliver(fresh)
  })

  test('an answer that names a record of another key holds the row instead of stopping the batch', async () => {
    await put('first', 1)
    await deliver(place)
    const [id] = [...directory.records].find(([, seen]) => seen.key === 'first')!
    const stealing = placeOf(t, {
      ...vendorToToy,
      write: async () => [{ is: 'applied' as const, targetId: id, seen: directory.records.get(id)! }],
    })
    await put('thief', 1)
    await deliver(stealing)
    expect((await rowsOf(t, 'thief'))[0]).toMatchObject({
      state: 'held',
      code: 'linked-to-another',
      why: `the target answered with ${id}, which belongs to first`,
    })
  })

  test('a flow that stumbles over one record holds that record and stops no other', async () => {
    const stumbling = placeOf(t, {
      ...vendorToToy,
      refs: (value: { name1: string }) => {
        if (value.name1 === 'odd') throw new Error('what is odd?')
        return []
      },
    })
    await land(
      t,
      vendorToToy,
      { key: 'odd', revision: 1, text: 'odd' },
      { key: 'even', revision: 1, text: 'even' },
    )
    await deliver(stumbling)
    expect((await rowsOf(t, 'odd'))[0]).toMatchObject({
      state: 'held',
      code: 'mapping-failed',
      why: 'what is odd?',
    })
    expect(await statesOf(t, 'even')).toEqual(['1 applied'])
  })
})

describe('what comes of a bulk call', () => {
  test('outcomes are settled one by one: applied, later, dead; a dead one goes to the DLQ topic', async () => {
    directory.items.set('busy', { is: 'retry', code: 'toy-busy', why: 'later please', afterMs: 5000 })
    directory.items.set('wrong', { is: 'rejected', code: 'toy-wrong', why: 'the name is not allowed' })
    await land(t, vendorToToy, ...['good', 'busy', 'wrong'].map(key => ({ key, revision: 1, text: key })))
    await deliver(place)
    expect(await statesOf(t, 'good')).toEqual(['1 applied'])
    expect((await rowsOf(t, 'busy'))[0]).toMatchObject({ state: 'due', code: 'toy-busy', attempt: 1 })
    expect((await rowsOf(t, 'wrong'))[0]).toMatchObject({ state: 'dead', why: 'the name is not allowed' })
    const letters = await t.sql<{ headers: Record<string, string>; record_key: string }>(
      "select headers, record_key from outbox where topic = $1 and headers ->> 'plumbline_dead_code' = 'toy-wrong'",
      [`${t.prefix}.dlq.v1`],
    )
    expect(letters).toHaveLength(1)
    expect(letters[0]).toMatchObject({
      record_key: `${t.connectionId}/wrong`,
      headers: { plumbline_dead_flow: 'vendor.to-toy', plumbline_dead_scope: 'T' },
    })

    directory.items.clear()
    await deliver(place)
    expect(await statesOf(t, 'busy')).toEqual(['1 due toy-busy'])
    t.clock.forward(5000)
    await deliver(place)
    expect(await statesOf(t, 'busy')).toEqual(['1 applied'])
  })

  test('a dead row is revived when it lands again, unless something newer landed', async () => {
    directory.items.set('revived', { is: 'rejected', code: 'toy-wrong', why: 'no' })
    directory.items.set('overtaken', { is: 'rejected', code: 'toy-wrong', why: 'no' })
    await put('revived', 1)
    await put('overtaken', 1)
    await deliver(place)
    await put('overtaken', 2)
    directory.items.clear()
    expect(await put('revived', 1)).toEqual({ landed: 0, duplicates: 0, revived: 1 })
    expect(await put('overtaken', 1)).toEqual({ landed: 0, duplicates: 1, revived: 0 })
    await deliver(place)
    expect(await statesOf(t, 'revived')).toEqual(['1 applied'])
    expect(await statesOf(t, 'overtaken')).toEqual(['1 dead toy-wrong', '2 applied'])
    expect(await decisionsOf(t, 'revived')).toContain('1 revived toy-wrong')
  })

  test('an item that the answer does not mention is in doubt, and only that item is sent again, whole', async () => {
    directory.items.set('unsaid', { is: 'silent' })
    await land(
      t,
      vendorToToy,
      { key: 'said', revision: 1, text: 'said' },
      { key: 'unsaid', revision: 1, text: 'unsaid' },
    )
    await deliver(place)
    expect((await rowsOf(t, 'unsaid'))[0]).toMatchObject({ state: 'in-doubt', code: 'answer-unknown' })
    directory.items.clear()
    directory.calls.length = 0
    t.clock.forward(doubtWaitMs - 1)
    expect(await deliver(place)).toBe(0)
    t.clock.forward(doubtWaitMs)
    await deliver(place)
    expect(sent()).toEqual([['unsaid']])
    expect(await statesOf(t, 'unsaid')).toEqual(['1 applied'])
  })

  test('a lost answer is in doubt; even a newer revision waits until the lost call is over, then goes whole', async () => {
    directory.faults.push({ is: 'lost', done: true })
    await put('lost', 1)
    await deliver(place)
    expect(await statesOf(t, 'lost')).toEqual(['1 in-doubt answer-unknown'])
    await put('lost', 2)
    expect(await deliver(place)).toBe(0)
    t.clock.forward(2 * doubtWaitMs)
    await deliver(place)
    expect(there('lost')).toEqual([{ key: 'lost', name: 'lost 2', gone: false }])
    expect(await statesOf(t, 'lost')).toEqual(['1 superseded superseded', '2 applied'])
    // What the lost call had made is ours, not adopted.
    expect(await t.sql("select by from link where key = 'lost'")).toEqual([{ by: 'us' }])
  })

  test('where the newest revision is not for the target, a doubt is settled first, so that nothing stands there unknown', async () => {
    directory.faults.push({ is: 'lost', done: true })
    await put('stray', 1)
    await deliver(place)
    expect(there('stray')).toHaveLength(1)
    const onlyUnlinkedIsSkipped = placeOf(t, {
      ...vendorToToy,
      toTarget: (value, ctx) =>
        value.name1 === 'inactive' && ctx.own === null
          ? { do: 'skip', code: 'inactive', why: 'never sent' }
          : { do: 'send', body: { key: ctx.meta.key, name: value.name1, gone: value.name1 === 'inactive' } },
    } satisfies typeof vendorToToy)
    await put('stray', 2, 'inactive')
    t.clock.forward(2 * doubtWaitMs)
    await deliver(onlyUnlinkedIsSkipped)
    expect(there('stray')).toEqual([{ key: 'stray', name: 'inactive', gone: true }])
    expect(await statesOf(t, 'stray')).toEqual(['1 applied', '2 applied'])
  })

  test('a bulk call that fails whole twice is split in halves; a poisonous item stops itself only', async () => {
    const keys = ['p1', 'p2', 'p3', 'poison']
    const failing = placeOf(t, {
      ...vendorToToy,
      write: (api, scope, bodies) => {
        if (!bodies.some(body => body.key === 'poison')) return vendorToToy.write(api, scope, bodies)
        directory.calls.push({ scope, bodies })
        throw new Error('500, and nothing else')
      },
    } satisfies typeof vendorToToy)
    await land(t, vendorToToy, ...keys.map(key => ({ key, revision: 1, text: key })))
    const rounds: string[][][] = []
    for (let round = 0; round < 5; round++) {
      directory.calls.length = 0
      if (round === 3) await put('fresh', 1)
      await deliver(failing)
      rounds.push(sent())
      t.clock.forward(2 * doubtWaitMs)
    }
    expect(rounds).toEqual([
      [keys],
      [keys],
      [
        ['p1', 'p2'],
        ['p3', 'poison'],
      ],
      // What was never tried goes in a call of its own.
      [['fresh 1'], ['p3'], ['poison']],
      [['poison']],
    ])
    expect((await rowsOf(t, 'poison'))[0]).toMatchObject({ state: 'in-doubt', attempt: 5 })
    directory.items.set('poison', { is: 'rejected', code: 'toy-wrong', why: 'poison' })
    await deliver(place)
  })
})

describe('what is refused as a whole', () => {
  test('a refused scope pauses that scope and no other; nothing is lost', async () => {
    await t.changeSettings({ ...settings, targets: ['T', 'U'] })
    directory.faults.push({ is: 'refused', what: 'scope' })
    await put('scoped', 1)
    await deliver(place)
    const states = (await rowsOf(t, 'scoped')).map(({ scope, state, code }) => `${scope} ${state} ${code}`)
    expect(states).toEqual(['T due toy-scope', 'U applied null'])
    expect(await t.sql('select flow, scope, code from pause')).toEqual([
      { flow: 'vendor.to-toy', scope: 'T', code: 'toy-scope' },
    ])
    expect(await deliver(place)).toBe(0)
    t.clock.forward(pauseMs + 1)
    await deliver(place)
    expect(await statesOf(t, 'scoped')).toEqual(['1 applied', '1 applied'])
    await t.changeSettings(settings)
  })

  test.each(['login', 'budget'] as const)(
    'a refused %s pauses the flow of that connection alone',
    async what => {
      directory.faults.push({ is: 'refused', what, afterMs: 7000 })
      await put(`${what}-1`, 1)
      await deliver(place)
      await put(`${what}-2`, 1)
      expect(await deliver(place)).toBe(0)
      expect(sent()).toEqual([])
      expect(await t.sql('select flow, scope from pause where until > $1', [t.clock.now()])).toEqual([
        { flow: 'vendor.to-toy', scope: '' },
      ])
      await land(other, vendorToToy, { key: `${what}-other`, revision: 1, text: 'of another connection' })
      await deliver(placeOf(other, vendorToToy))
      expect(await statesOf(t, `${what}-other`)).toEqual(['1 applied'])
      t.clock.forward(7001)
      await deliver(place)
      expect(await statesOf(t, `${what}-1`)).toEqual(['1 applied'])
      expect(await statesOf(t, `${what}-2`)).toEqual(['1 applied'])
    },
  )

  test('facts that cannot be read put the rows back, to be tried again after a growing pause', async () => {
    const blind = placeOf(t, {
      ...vendorToToy,
      facts: async () => {
        throw new Error('HTML instead of facts')
      },
    })
    await put('blind', 1)
    await deliver(blind)
    expect((await rowsOf(t, 'blind'))[0]).toMatchObject({
      state: 'due',
      code: 'target-unreadable',
      attempt: 1,
    })
    t.clock.forward(retryMs * 2)
    await deliver(place)
    expect(await statesOf(t, 'blind')).toEqual(['1 applied'])
  })
})
