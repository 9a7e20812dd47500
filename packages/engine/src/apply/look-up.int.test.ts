import { afterAll, describe, expect, test } from 'vitest'
import { decisionsOf, deliver, followUp, placeOf, statesOf } from '../testing/applied.ts'
import { type Stored, startPostings } from '../testing/posted.ts'
import { costToToy } from '../testing/toy-flow.ts'

const { amounts, doubtWaitMs, idOf, journals, longestCall, place, put, t } = await startPostings()
afterAll(() => t.close())
const storedOf = (key: string) =>
  t.sql<Stored>('select p.* from posting p join lane l on l.id = p.lane_id where l.key = $1 order by p.id', [
    key,
  ])

describe('A3, A5: a posting is never sent twice', () => {
  test.each([true, false])(
    'the answer is lost (it happened: %s): the look-up decides, after the longest request',
    async done => {
      const key = `lost-${done}`
      journals.faults.push({ is: 'lost', done })
      await put(key, 1, '100')
      await deliver(place)
      expect(await statesOf(t, key)).toEqual(['1 in-doubt answer-unknown'])
      const { find } = journals.asked
      // Neither time nor a newer revision, nor a neighbour that is due, brings the look-up on before.
      await put(key, 2, '130')
      await put(`${key} neighbour`, 1, '0')
      t.clock.forward(doubtWaitMs - 1)
      await deliver(place)
      expect(journals.asked.find).toBe(find)
      t.clock.forward(doubtWaitMs)
      await deliver(place)
      expect(journals.asked.find).toBeGreaterThan(find)
      expect(amounts()).toEqual(['100'])
      journals.moveAll('posted')
      await followUp(t, place)
      expect(amounts()).toEqual(['100', '30'])
    },
  )

  test('crash after the intent: nobody looks before the lost call is over; then it is looked up first, and sent once', async () => {
    const second = placeOf(t, costToToy, await t.second('ps-writer'))
    for (const [key, sends] of [
      ['crash-after', true],
      ['crash-before', false],
    ] as const) {
      const dying = placeOf(t, {
        ...costToToy,
        write: async (api, scope, bodies) => {
          if (sends) await costToToy.write(api, scope, bodies)
          return await new Promise<never>(() => {})
        },
      } satisfies typeof costToToy)
      await put(key, 1, '40')
      void deliver(dying)
      await expect.poll(() => statesOf(t, key)).toEqual(['1 intent'])
      if (sends) await expect.poll(() => amounts()).toEqual(['40'])
      t.clock.forward(longestCall - 1)
      expect(await deliver(second)).toBe(0)
      t.clock.forward(1)
      const { find } = journals.asked
      await deliver(second)
      expect(journals.asked.find).toBe(find + 1)
      expect(amounts()).toEqual(['40'])
      journals.postings.length = 0
    }
    expect(await decisionsOf(t, 'crash-after')).not.toContain('1 intended sent-again')
    expect(await decisionsOf(t, 'crash-before')).toContain('1 intended sent-again')
    // What was sent again stands in the audit as what was sent first.
    const intents = await t.sql<{ after: unknown }>(
      "select after from audit where key = 'crash-before' and decision = 'intended' order by id",
    )
    expect(intents).toHaveLength(2)
    expect(intents[1]).toEqual(intents[0])
  })

  test('a date that was sent is never chosen again; one that was turned down is', async () => {
    const date = () => journals.postings.map(({ journal }) => journal.date)
    journals.faults.push({ is: 'lost', done: false })
    await put('frozen', 1, '10')
    await deliver(place)
    journals.openDay = '2026-04-01'
    t.clock.forward(2 * doubtWaitMs)
    await deliver(place)
    expect(date()).toEqual(['2026-03-10'])

    journals.faults.push({ is: 'refused', what: 'budget', afterMs: 1000 })
    journals.openDay = '2026-05-01'
    await put('chosen-again', 1, '10')
    await deliver(place)
    journals.openDay = '2026-06-01'
    t.clock.forward(t.engine.timing.factsMs + 1)
    await deliver(place)
    expect(date()).toEqual(['2026-03-10', '2026-06-01'])
  })

  test('turned down for good when it is sent again after the look-up: dead, and free to be planned anew', async () => {
    journals.faults.push({ is: 'lost', done: false })
    await put('closed', 1, '10')
    await deliver(place)
    const id = idOf('closed', 1)
    journals.items.set(id, { is: 'rejected', code: 'toy-closed', why: 'the period is closed' })
    t.clock.forward(2 * doubtWaitMs)
    await deliver(place)
    expect(await statesOf(t, 'closed')).toEqual(['1 dead toy-closed'])
    journals.items.clear()
    journals.openDay = '2026-04-01'
    t.clock.forward(t.engine.timing.factsMs + 1)
    expect(await put('closed', 1, '10')).toMatchObject({ revived: 1 })
    await deliver(place)
    expect(journals.postings.map(({ journal }) => journal.date)).toEqual(['2026-04-01'])
  })

  test('an id that is taken by another journal there: the next salt, looked up before it is sent', async () => {
    const [taken, next] = [0, 1].map(salt => idOf('salt', 1, 0, salt))
    journals.postings.push({
      journal: { targetId: taken!, event: 'somebody else', date: '2026-01-01', amount: '7' },
      stage: 'posted',
      editedThere: false,
    })
    journals.items.set(taken!, { is: 'unknown', why: 'duplicate key' })
    await put('salt', 1, '10')
    await deliver(place)
    t.clock.forward(2 * doubtWaitMs)
    await deliver(place)
    expect(journals.postings.map(({ journal }) => journal.targetId)).toEqual([taken, next])
    expect((await storedOf('salt')).map(({ stage, target_id }) => [target_id, stage])).toEqual([
      [taken, 'refused'],
      [next, 'following'],
    ])
    journals.postings[1]!.stage = 'posted'
    await followUp(t, place)
    expect(await statesOf(t, 'salt')).toEqual(['1 applied'])
  })

  test('an id that another of our journals has is passed over in the ledger already, in the same order', async () => {
    const sameId = placeOf(t, { ...costToToy, targetId: (_meta, part, salt) => `same-${part}-${salt}` })
    await put('id-1', 1, '10')
    await put('id-2', 1, '20')
    await deliver(sameId)
    expect(journals.postings.map(({ journal }) => journal.targetId).sort()).toEqual(['same-0-0', 'same-0-1'])
  })

  test('found there as ours: applied with the lines read there', async () => {
    journals.faults.push({ is: 'lost', done: true })
    await put('reread', 1, '10')
    await deliver(place)
    Object.assign(journals.postings[0]!, { stage: 'posted', editedThere: true })
    journals.postings[0]!.journal.amount = '11'
    t.clock.forward(2 * doubtWaitMs)
    await deliver(place)
    expect(await statesOf(t, 'reread')).toEqual(['1 applied edited-there'])
    expect((await storedOf('reread'))[0]!.posted).toMatchObject({ amount: '11' })
  })

  test('two of ours under one id: duplicate at target, which blocks the lane until a person has taken one out', async () => {
    journals.faults.push({ is: 'lost', done: true })
    await put('double', 1, '10')
    await deliver(place)
    journals.postings.push(structuredClone(journals.postings[0]!))
    t.clock.forward(2 * doubtWaitMs)
    await deliver(place)
    expect(await statesOf(t, 'double')).toEqual(['1 in-doubt duplicate-at-target'])
    await put('double', 2, '30')
    await deliver(place)
    expect(journals.calls).toHaveLength(1)
    journals.postings.pop()
    await t.engine.ledger.lanes.wake({ applies: [costToToy.name], now: t.clock.now(), today: [], all: true })
    await deliver(place)
    expect(await statesOf(t, 'double')).toEqual(['1 following following', '2 due'])
  })

  test('a call that ends after its lease was taken over writes nothing; the journal stands once', async () => {
    const second = placeOf(t, costToToy, await t.second('ps-writer'))
    const go = Promise.withResolvers<void>()
    const slow = placeOf(t, {
      ...costToToy,
      write: async (api, scope, bodies) => {
        const outcomes = await costToToy.write(api, scope, bodies)
        await go.promise
        return outcomes
      },
    } satisfies typeof costToToy)
    await put('overrun', 1, '10')
    const late = deliver(slow)
    await expect.poll(() => amounts()).toEqual(['10'])
    t.clock.forward(longestCall)
    await deliver(second)
    journals.moveAll('posted')
    await followUp(t, second)
    go.resolve()
    await late
    await deliver(second)
    expect(await statesOf(t, 'overrun')).toEqual(['1 applied'])
    expect(amounts()).toEqual(['10'])
  })
})
