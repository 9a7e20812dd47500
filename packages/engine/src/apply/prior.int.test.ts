import { afterAll, describe, expect, test } from 'vitest'
import { deliver, followUp, placeOf, rowsOf, statesOf } from '../testing/applied.ts'
import { startPostings, twoJournals } from '../testing/posted.ts'
import { costToToy } from '../testing/toy-flow.ts'

const { amounts, doubtWaitMs, idOf, journals, longestCall, place, post, put, t } = await startPostings()
afterAll(() => t.close())
const inTwo = placeOf(t, twoJournals)

describe('A4: several journals of one revision, and what stands', () => {
  test('each has its own id; the row is applied when all are posted', async () => {
    await put('two', 1, '100')
    await deliver(inTwo)
    expect(amounts()).toEqual(['99', '1'])
    journals.postings[0]!.stage = 'posted'
    await followUp(t, inTwo)
    expect(await statesOf(t, 'two')).toEqual(['1 following following'])
    journals.moveAll('posted')
    await followUp(t, inTwo)
    expect(await statesOf(t, 'two')).toEqual(['1 applied'])
    await put('two', 2, '150')
    await deliver(inTwo)
    expect(amounts()).toEqual(['99', '1', '49', '1'])
  })

  test('the answer to the second is lost: the first is left alone, the second looked up', async () => {
    const breaking = placeOf(t, {
      ...twoJournals,
      write: async (api, scope, bodies) => {
        if (bodies[0]!.amount === '1') journals.faults.push({ is: 'lost', done: false })
        return await twoJournals.write(api, scope, bodies)
      },
    } satisfies typeof costToToy)
    await put('second-lost', 1, '100')
    await deliver(breaking)
    expect(amounts()).toEqual(['99'])
    t.clock.forward(2 * doubtWaitMs)
    await deliver(inTwo)
    expect(amounts()).toEqual(['99', '1'])
  })

  test('the second is refused for good: half-posted, which blocks the lane and is tried again when asked', async () => {
    const second = idOf('half', 1, 1)
    journals.items.set(second, { is: 'rejected', code: 'toy-refused', why: 'unknown department' })
    await put('half', 1, '100')
    await deliver(inTwo)
    expect((await rowsOf(t, 'half'))[0]).toMatchObject({
      state: 'in-doubt',
      code: 'half-posted',
      why: 'unknown department; 1 journal(s) of this revision are there already',
    })
    await put('half', 2, '50')
    await deliver(inTwo)
    expect(amounts()).toEqual(['99'])
    journals.items.clear()
    await t.engine.ledger.lanes.wake({ applies: [costToToy.name], now: t.clock.now(), today: [], all: true })
    await deliver(inTwo)
    expect(amounts()).toEqual(['99', '1'])
  })

  test('a writer that lost the lane between two sends no second: the one that took over has', async () => {
    const second = placeOf(t, twoJournals, await t.second('ps-writer'))
    const go = Promise.withResolvers<void>()
    const slow = placeOf(t, {
      ...twoJournals,
      write: async (api, scope, bodies) => {
        const outcomes = await twoJournals.write(api, scope, bodies)
        await go.promise
        return outcomes
      },
    } satisfies typeof twoJournals)
    await put('taken over', 1, '100')
    const late = deliver(slow)
    await expect.poll(() => amounts()).toEqual(['99'])
    t.clock.forward(longestCall)
    await deliver(second)
    expect(amounts()).toEqual(['99', '1'])
    go.resolve()
    await late
    expect(amounts()).toEqual(['99', '1'])
  })

  test('a login that is refused between two: the rest goes after the pause, the first is not sent again', async () => {
    const locked = placeOf(t, {
      ...twoJournals,
      write: async (api, scope, bodies) => {
        if (bodies[0]!.amount === '1') journals.faults.push({ is: 'refused', what: 'login', afterMs: 5000 })
        return await twoJournals.write(api, scope, bodies)
      },
    } satisfies typeof costToToy)
    await put('locked', 1, '100')
    await deliver(locked)
    expect(await statesOf(t, 'locked')).toEqual(['1 in-doubt toy-login'])
    t.clock.forward(5001)
    await deliver(inTwo)
    expect(amounts()).toEqual(['99', '1'])
  })

  test.each([
    ['was deleted there', () => void (journals.postings[0]!.stage = 'undone'), 'is undone there'],
    ['has other lines', () => void (journals.postings[0]!.journal.amount = '90'), 'has other lines there'],
    [
      'is there twice',
      () => void journals.postings.push(structuredClone(journals.postings[0]!)),
      'is there 2 times',
    ],
    ['is not there', () => void journals.postings.pop(), 'is there 0 times'],
  ])(
    'before a correction the prior journal is read: one that %s holds, until a person lets it go',
    async (name, change, why) => {
      const key = `prior ${name}`
      await post(key, 1, '100')
      change()
      journals.calls.length = 0
      await put(key, 2, '130')
      await deliver(place)
      expect((await rowsOf(t, key))[1]).toMatchObject({ state: 'held', code: 'prior-changed' })
      expect((await rowsOf(t, key))[1]!.why).toContain(why)
      expect(journals.calls).toEqual([])
    },
  )

  test('a revision that was passed over and is there after all holds the next one', async () => {
    const id = idOf('ghost', 1)
    journals.items.set(id, { is: 'rejected', code: 'toy-refused', why: 'no' })
    await put('ghost', 1, '100')
    await deliver(place)
    journals.postings.push({
      journal: { targetId: id, event: 'of revision 1', date: '2026-03-10', amount: '100' },
      stage: 'posted',
      editedThere: false,
    })
    await put('ghost', 2, '130')
    await deliver(place)
    expect((await rowsOf(t, 'ghost'))[1]).toMatchObject({ state: 'held', code: 'earlier-revision-there' })
    expect(amounts()).toEqual(['100'])
  })

  test('a journal that is deleted there before it was posted is held and never posted again; the next revision may go', async () => {
    await put('undone', 1, '100')
    await deliver(place)
    journals.moveAll('undone')
    await followUp(t, place)
    expect(await statesOf(t, 'undone')).toEqual(['1 held deleted-there'])
    await put('undone', 2, '130')
    await deliver(place)
    expect(amounts()).toEqual(['100', '130'])
    expect(journals.balance()).toBe('130')
  })

  test('edited there and posted counts as applied, flagged', async () => {
    await put('edited', 1, '100')
    await deliver(place)
    journals.postings[0]!.editedThere = true
    journals.moveAll('posted')
    await followUp(t, place)
    expect(await statesOf(t, 'edited')).toEqual(['1 applied edited-there'])
  })
})
