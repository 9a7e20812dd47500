import { afterAll, describe, expect, test } from 'vitest'
import { deliver, followUp, land, placeOf, rowsOf, statesOf } from '../testing/applied.ts'
import { type Stored, settings, startPostings } from '../testing/posted.ts'
import { costToToy } from '../testing/toy-flow.ts'

const { amounts, idOf, journals, place, post, put, t } = await startPostings()
afterAll(() => t.close())
const storedOf = (key: string) =>
  t.sql<Stored>('select p.* from posting p join lane l on l.id = p.lane_id where l.key = $1 order by p.id', [
    key,
  ])

describe('posting: the sum posted equals the newest revision', () => {
  test('a revision is one journal, followed until it is posted; a correction posts the difference', async () => {
    await put('cost', 1, '100')
    await deliver(place)
    expect(await statesOf(t, 'cost')).toEqual(['1 following following'])
    journals.moveAll('posted')
    await followUp(t, place)
    expect(await statesOf(t, 'cost')).toEqual(['1 applied'])
    await post('cost', 2, '120')
    await post('cost', 3, '130')
    expect(amounts()).toEqual(['100', '20', '10'])
    expect(await statesOf(t, 'cost')).toEqual(['1 applied', '2 applied', '3 applied'])
  })

  test('what was sent, what it rested on and what was read back is kept with the journal and in the audit', async () => {
    const shown = { journal: 'whole, with POSTED_DATE and UNPOST_SEQ' }
    const telling = placeOf(t, {
      ...costToToy,
      follow: async (api, sent, own) => {
        const seen = await costToToy.follow!(api, sent, own)
        for (const one of seen.values()) if (one.is === 'final') one.posted.there = shown
        return seen
      },
    } satisfies typeof costToToy)
    await put('kept', 1, '100')
    await deliver(telling)
    journals.moveAll('posted')
    await followUp(t, telling)
    const [kept] = await storedOf('kept')
    const body = { targetId: kept!.target_id, date: '2026-03-10', amount: '100' }
    const grounds = { date: '2026-03-10', because: 'it is open' }
    expect(kept).toMatchObject({ stage: 'posted', body, posted: body, grounds, there: shown })
    const audits = await t.sql<{ decision: string; after: unknown }>(
      "select decision, after from audit where key = 'kept' order by id",
    )
    expect(audits).toMatchObject([
      { decision: 'intended', after: { sent: [body], grounds } },
      { decision: 'following' },
      { decision: 'applied', after: [{ posted: body, there: shown, editedThere: false }] },
    ])
  })

  test('a lane never has two deliveries at once: two processes, and each journal is sent once', async () => {
    const second = placeOf(t, costToToy, await t.second('ps-writer'))
    const keys = Array.from({ length: 30 }, (_, n) => `both-${n}`)
    await land(t, costToToy, ...keys.map(key => ({ key, revision: 1, text: '5' })))
    await Promise.all([deliver(place), deliver(second)])
    expect(new Set(journals.postings.map(({ journal }) => journal.event)).size).toBe(30)
    expect(journals.postings).toHaveLength(30)
  })

  test('a deleted cost is reversed; nothing posted and nothing wanted is no journal', async () => {
    await post('deleted', 1, '70')
    await put('deleted', 2, '70', { operation: 'delete' })
    await deliver(place)
    expect(amounts()).toEqual(['70', '-70'])
    await put('nothing', 1, '0')
    await put('none', 1, '5')
    await deliver(placeOf(t, { ...costToToy, toTarget: noJournals }))
    expect(await statesOf(t, 'nothing')).toEqual(['1 applied no-change'])
    expect(await statesOf(t, 'none')).toEqual(['1 applied no-change'])
    expect(amounts()).toEqual(['70', '-70'])
  })
})

describe('A1: what blocks a lane, and what is passed over', () => {
  test.each(['open', 'error'] as const)(
    'a journal that is %s there blocks; the next revision goes when it is posted',
    async stage => {
      const key = `blocked-${stage}`
      await put(key, 1, '100')
      await deliver(place)
      journals.moveAll(stage)
      await followUp(t, place)
      await put(key, 2, '150')
      await deliver(place)
      expect(amounts()).toEqual(['100'])
      journals.moveAll('posted')
      await followUp(t, place)
      expect(amounts()).toEqual(['100', '50'])
      expect((await rowsOf(t, key)).map(row => row.state)).toEqual(['applied', 'following'])
    },
  )

  test('a revision that was landed long before is not forgotten when the one that blocked it is through', async () => {
    await land(t, costToToy, { key: 'waiting', revision: 1, text: '100' })
    await deliver(place)
    await put('waiting', 2, '150')
    await deliver(place)
    t.clock.forward(60_000)
    journals.moveAll('posted')
    await followUp(t, place)
    expect(amounts()).toEqual(['100', '50'])
  })

  test('what is certainly without effect is passed over: the fix is never stuck behind the mistake', async () => {
    await t.changeSettings({
      ...settings,
      plans: {
        'held-first': { do: 'hold', code: 'toy-hold', why: 'a person must look' },
        'parked-first': {
          do: 'park',
          code: 'toy-park',
          why: 'no mapping',
          waits: [{ for: 'fact', what: 'x' }],
        },
      },
    })
    await put('held-first', 1, '10')
    await put('parked-first', 1, '10')
    await put('dead-first', 1, '10')
    const [dead] = [idOf('dead-first', 1)]
    journals.items.set(dead!, { is: 'rejected', code: 'toy-refused', why: 'unknown account' })
    await deliver(place)
    expect((await rowsOf(t, 'dead-first'))[0]).toMatchObject({ state: 'dead', code: 'toy-refused' })
    await t.changeSettings(settings)
    for (const key of ['held-first', 'parked-first', 'dead-first']) await put(key, 2, '20')
    await deliver(place)
    expect(amounts()).toEqual(['20', '20', '20'])
    expect(await statesOf(t, 'held-first')).toEqual(['1 superseded superseded', '2 following following'])
    expect(await statesOf(t, 'parked-first')).toEqual(['1 superseded superseded', '2 following following'])
    expect(await statesOf(t, 'dead-first')).toEqual(['1 dead toy-refused', '2 following following'])
  })

  test('an older revision that comes after a newer one came to nothing is superseded, not posted', async () => {
    await t.changeSettings({
      ...settings,
      plans: { late: { do: 'skip', code: 'toy-skip', why: 'not approved' } },
    })
    await put('late', 2, '10')
    await deliver(place)
    await t.changeSettings(settings)
    await put('late', 1, '10')
    await deliver(place)
    expect(amounts()).toEqual([])
    expect(await statesOf(t, 'late')).toEqual(['1 superseded superseded', '2 skipped toy-skip'])
  })
})

const noJournals: typeof costToToy.toTarget = (value, ctx) => {
  const plan = costToToy.toTarget(value, ctx)
  return plan.do === 'send' ? { ...plan, body: [] } : plan
}
