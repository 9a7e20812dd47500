import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { entityTopic, eventId } from '../event.ts'
import type { LandOrder, Received } from '../ports/index.ts'
import { type Change, deliver, eventOf, followUp, placeOf, rowsOf, statesOf } from '../testing/applied.ts'
import { startTestEngine } from '../testing/test-engine.ts'
import { costToToy, toySystems } from '../testing/toy-flow.ts'
import { runApplies } from './run-applies.ts'
import { sorter } from './sort.ts'

const systems = toySystems()
const { journals } = systems
const t = await startTestEngine({
  settings: { scopes: ['A'], read: null },
  apis: systems.apis,
  entities: ['direct-cost'],
})
afterAll(() => t.close())
const place = placeOf(t, costToToy)
const topic = entityTopic(t.prefix, 'direct-cost')
const { landing } = t.engine.ledger

let partition = -1
beforeEach(() => {
  partition++
  journals.calls.length = 0
  journals.postings.length = 0
})

const change = (key: string, revision: number, text: string): Change => ({ key, revision, text })
const at = () => ({ group: 'writer', topic, partition })

async function begin(next: number, doubtBelow: number): Promise<void> {
  const postings = [costToToy.name]
  await landing.begin({
    ...at(),
    ...{ next: BigInt(next), doubtBelow: BigInt(doubtBelow), postings, now: t.clock.now() },
  })
}

async function land(first: number, ...changes: Change[]): Promise<void> {
  const records = changes.map((one, index): Received => {
    const { key, value, headers } = eventOf(t, costToToy.entity, one)
    return { offset: BigInt(first + index), key, value, headers }
  })
  const span = { first: BigInt(first), next: BigInt(first + changes.length) }
  const sorted = await sorter(
    t.engine,
    [costToToy],
    null,
  )({ ...at(), from: span.first, next: span.next, records })
  const order: LandOrder = { ...at(), ...span, ...sorted, who: 'test', now: t.clock.now() }
  expect(await landing.land(order)).toMatchObject({ landed: changes.length })
}

/** What stands there from before the ledger was lost. */
function posted(key: string, revision: number, amount: string, date = '2026-03-10'): void {
  const event = eventId(t.connectionId, 'direct-cost', key, revision)
  const meta = { eventId: event, key, revision, op: 'put' as const }
  const journal = { targetId: costToToy.targetId(meta, 0, 0), event, date, amount }
  journals.postings.push({ journal, stage: 'posted', editedThere: false })
}

const allOf = (key: string) => journals.postings.filter(({ journal }) => idsOf(key).includes(journal.event))
const idsOf = (key: string) =>
  [1, 2, 3].map(revision => eventId(t.connectionId, 'direct-cost', key, revision))

describe('A10: after a restored ledger', () => {
  test('rows that were landed before begin in doubt and are looked up; what is there is taken over, nothing is sent twice', async () => {
    posted('kept', 1, '100', '2026-02-28')
    posted('kept', 2, '20')
    await begin(0, 2)
    await land(0, change('kept', 1, '100'), change('kept', 2, '120'))
    expect(await statesOf(t, 'kept')).toEqual(['1 in-doubt', '2 in-doubt'])
    await deliver(place)
    expect(await statesOf(t, 'kept')).toEqual(['1 applied', '2 applied'])
    expect(journals.calls).toEqual([])
    // What stands is known again: the next revision posts the difference.
    await land(2, change('kept', 3, '130'))
    await deliver(place)
    expect(allOf('kept').map(({ journal }) => journal.amount)).toEqual(['100', '20', '10'])
  })

  test('nothing is written before all that was lost has landed, even if a restart comes in between', async () => {
    posted('late', 2, '120')
    await begin(0, 2)
    await land(0, change('late', 1, '100'))
    // Only the second revision was ever posted; the first must not be sent because it came first.
    expect(await deliver(place)).toBe(0)
    // The group has been set back meanwhile, so that only the ledger knows of the doubt.
    await begin(1, 0)
    expect(await deliver(place)).toBe(0)
    await land(1, change('late', 2, '120'))
    await deliver(place)
    expect(await statesOf(t, 'late')).toEqual(['1 superseded superseded', '2 applied'])
    expect(journals.calls).toEqual([])
  })

  test('what was never sent is sent: the newest alone', async () => {
    await begin(0, 2)
    await land(0, change('never', 1, '100'), change('never', 2, '120'))
    await deliver(place)
    expect(await statesOf(t, 'never')).toEqual(['1 superseded superseded', '2 following following'])
    expect(journals.calls.flatMap(({ bodies }) => bodies.map(body => body.amount))).toEqual(['120'])
  })

  test('rows that were open in the restored ledger are doubted too, held ones included', async () => {
    await t.changeSettings({
      ...{ scopes: ['A'], read: null },
      plans: { 'open held': { do: 'hold', code: 'toy-hold', why: 'look' } },
    })
    await begin(0, 0)
    await land(0, change('open due', 1, '10'), change('open held', 1, '10'))
    await deliver(placeOf(t, { ...costToToy, batch: 1, ...onlyKey('open held') }))
    // After the backup both were posted, on a day that is closed now.
    posted('open due', 1, '10', '2026-01-31')
    posted('open held', 1, '10', '2026-01-31')
    await begin(2, 3)
    expect(await deliver(place)).toBe(0)
    await land(2, change('another', 1, '5'))
    await deliver(place)
    expect(await statesOf(t, 'open due')).toEqual(['1 applied'])
    expect(await statesOf(t, 'open held')).toEqual(['1 held toy-hold'])
    // Once its hold is over, it is looked up as well.
    await t.changeSettings({ scopes: ['A'], read: null })
    await deliver(place)
    expect(await statesOf(t, 'open held')).toEqual(['1 applied'])
    expect(journals.calls.flatMap(({ bodies }) => bodies.map(body => body.amount))).toEqual(['5'])
  })

  test('a doubted revision that cannot be looked up now is not forgotten when a newer one goes', async () => {
    await t.changeSettings({
      ...{ scopes: ['A'], read: null },
      plans: {
        hidden: { do: 'park', code: 'toy-park', why: 'no mapping', waits: [{ for: 'fact', what: 'x' }] },
      },
    })
    posted('hidden', 1, '100')
    await begin(0, 1)
    await land(0, change('hidden', 1, '100'))
    await deliver(place)
    expect(await statesOf(t, 'hidden')).toEqual(['1 parked toy-park'])
    await land(1, change('hidden', 2, '120'))
    await t.changeSettings({ scopes: ['A'], read: null })
    await deliver(place)
    expect((await rowsOf(t, 'hidden'))[1]).toMatchObject({ state: 'held', code: 'earlier-revision-there' })
    expect(journals.calls).toEqual([])
  })

  test('a process looks up what was landed before it came, or before the ledger failed: it may be an older copy', async () => {
    await begin(0, 0)
    await land(0, change('backlog', 1, '10'), change('before failure', 1, '10'))
    posted('backlog', 1, '10', '2026-01-31')
    t.clock.forward(1)
    const later = placeOf(t, costToToy)
    await deliver(later)
    expect(await statesOf(t, 'backlog')).toEqual(['1 applied'])
    expect(await statesOf(t, 'before failure')).toEqual(['1 following following'])

    await land(2, change('failed over', 1, '10'))
    posted('failed over', 1, '10', '2026-01-31')
    t.clock.forward(1)
    later.known.mistrust()
    await deliver(later)
    expect(await statesOf(t, 'failed over')).toEqual(['1 applied'])
    const { find } = journals.asked
    await land(3, change('fresh', 1, '10'))
    await deliver(later)
    expect(journals.asked.find).toBe(find)
  })

  test('a running writer whose ledger failed looks up what it did not see landed since', async () => {
    const { lanes } = t.engine.ledger
    let mode: 'rest' | 'fail' | 'work' = 'rest'
    const claim: typeof lanes.claim = async order => {
      if (mode === 'rest') return []
      if (mode === 'work') return await lanes.claim(order)
      mode = 'rest'
      throw new Error('the connection to the database was lost')
    }
    const engine = { ...t.engine, ledger: { ...t.engine.ledger, lanes: { ...lanes, claim } } }
    const loops = runApplies(engine, [costToToy])
    t.clock.forward(1)
    await begin(0, 0)
    await land(0, change('running', 1, '10'))
    posted('running', 1, '10', '2026-01-31')
    t.clock.forward(1)
    mode = 'fail'
    await expect.poll(() => mode, { timeout: 20_000 }).toBe('rest')
    mode = 'work'
    await expect.poll(() => statesOf(t, 'running'), { timeout: 20_000 }).toEqual(['1 applied'])
    expect(journals.calls).toEqual([])
    await Promise.all(loops.map(loop => loop.stop()))
  })

  test('the doubt ends with the landing: a later reset of the group doubts nothing', async () => {
    await begin(0, 1)
    await land(0, change('after', 1, '10'))
    await deliver(place)
    journals.moveAll('posted')
    await followUp(t, place)
    await begin(0, 0)
    const doubts = await t.sql('select doubt_below from landing_offset where partition = $1', [partition])
    expect(doubts).toEqual([{ doubt_below: '0' }])
    expect(await t.sql("select owner from lane where key = 'after'")).toEqual([{ owner: null }])
  })
})

/** Every other record is put off. */
const onlyKey = (key: string): Partial<typeof costToToy> => ({
  toTarget: (value, ctx) =>
    ctx.meta.key === key
      ? costToToy.toTarget(value, ctx)
      : { do: 'park', code: 'put-off', why: 'later', waits: [{ for: 'fact', what: 'x' }] },
})
