import { type Followed, Refused } from '@plumbline/flow-kit'
import { exceptions, flowStandings, laneStandings } from '@plumbline/ledger'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { deliver, followUp, land, placeOf, statesOf } from '../testing/applied.ts'
import { startTestEngine } from '../testing/test-engine.ts'
import { costToToy, toySystems } from '../testing/toy-flow.ts'
import type { ToyJournal } from '../testing/toy-journals.ts'
import { followPostings } from './follow.ts'

const systems = toySystems()
const { journals } = systems
const t = await startTestEngine({
  settings: { scopes: ['A'], read: null },
  apis: systems.apis,
  entities: ['direct-cost'],
  who: 'ps-writer',
})
afterAll(() => t.close())

/** What the target says of every journal that is followed. */
let says: (body: ToyJournal) => Followed<ToyJournal> | null = () => null
let asked = 0
const place = placeOf(t, {
  ...costToToy,
  follow: async (_, sent) => {
    asked++
    return new Map(
      sent.flatMap(({ targetId, body }) => {
        const said = says(body)
        return said ? [[targetId, said] as const] : []
      }),
    )
  },
} satisfies typeof costToToy)
const look = async (next: typeof says) => {
  says = next
  await followUp(t, place)
}
const send = async (key: string) => {
  await land(t, costToToy, { key, revision: 1, text: '100' })
  await deliver(place)
}
const open = { is: 'open', code: 'following', why: 'stored, not edited yet' } as const
const waits = { is: 'open', code: 'waits-for-posting', why: 'valid; waits for approval' } as const
const errors = { errors: [{ line: 2, field: 'DEPTID', message: 'inactive' }] }
const inError = { is: 'error', code: 'in-error', why: 'line 2, DEPTID: inactive', there: errors } as const
const final = (body: ToyJournal, there: unknown): Followed<ToyJournal> => ({
  is: 'final',
  posted: { targetId: body.targetId, body, editedThere: false, there },
})

beforeEach(() => {
  asked = 0
  journals.postings.length = 0
})

describe('a journal is followed until the target has posted it', () => {
  test('each new word of the target is told, once: stored, in error, valid, posted', async () => {
    await send('long way')
    await look(() => null)
    await look(() => open)
    await look(() => open)
    await look(() => inError)
    await look(() => ({ ...inError, why: 'line 3, ACCOUNT: inactive' }))
    await look(() => waits)
    await look(body => final(body, { POSTED_DATE: '2026-03-11', UNPOST_SEQ: 0 }))
    const audits = await t.sql<{ decision: string; code: string | null; why: string | null }>(
      "select decision, code, why from audit where key = 'long way' order by id",
    )
    expect(audits.map(({ decision, code, why }) => [decision, code, why])).toEqual([
      ['intended', null, null],
      ['following', 'following', 'taken by the target, not posted yet'],
      ['following', 'following', 'stored, not edited yet'],
      ['following', 'in-error', 'line 2, DEPTID: inactive'],
      ['following', 'in-error', 'line 3, ACCOUNT: inactive'],
      ['following', 'waits-for-posting', 'valid; waits for approval'],
      ['applied', null, null],
    ])
    // No more is asked about it.
    asked = 0
    await look(() => null)
    expect(asked).toBe(0)
  })

  test('a journal in error is shown among the held ones, with what the target says is wrong, and counted so', async () => {
    await send('in error')
    await look(() => inError)
    const held = (await exceptions(t.pool)).filter(one => one.key === 'in error')
    expect(held).toMatchObject([
      {
        state: 'held',
        code: 'in-error',
        why: 'line 2, DEPTID: inactive',
        flow: 'direct-cost.to-toy',
        revision: 1,
      },
    ])
    expect((await flowStandings(t.pool))[0]).toMatchObject({ held: 1, following: 0, inDoubt: 0, waiting: 0 })
    // Mended there, it goes on by itself.
    await look(() => waits)
    expect((await exceptions(t.pool)).filter(one => one.key === 'in error')).toEqual([])
    await look(body => final(body, null))
    expect(await statesOf(t, 'in error')).toEqual(['1 applied'])
  })

  test("one record's story has what was sent, why, and all that the target said in the end", async () => {
    await send('whole story')
    await look(() => inError)
    const [before] = await laneStandings(t.pool, t.connectionId, 'direct-cost', 'whole story')
    expect(before!.postings).toMatchObject([{ stage: 'error', there: errors, posted: null }])
    const there = { POSTED_DATE: '2026-03-11', UNPOST_SEQ: 0, FISCAL_YEAR: '2026', errors: [] }
    await look(body => final({ ...body, amount: '101' }, there))
    const [standing] = await laneStandings(t.pool, t.connectionId, 'direct-cost', 'whole story')
    expect(standing).toMatchObject({
      flow: 'direct-cost.to-toy',
      scope: 'books',
      revision: 1,
      state: 'applied',
    })
    expect(standing!.postings).toMatchObject([
      {
        revision: 1,
        stage: 'posted',
        body: { amount: '100', date: '2026-03-10' },
        grounds: { date: '2026-03-10', because: 'it is open' },
        posted: { amount: '101' },
        there,
      },
    ])
    // Seven, three and two looks of 15 s after the change: 45 s in the middle.
    expect((await flowStandings(t.pool))[0]).toMatchObject({
      connection: 'test',
      held: 0,
      latencySeconds: 45,
    })
  })

  test('many are asked about in one call', async () => {
    await land(
      t,
      costToToy,
      ...Array.from({ length: 40 }, (_, n) => ({ key: `many ${n}`, revision: 1, text: '1' })),
    )
    await deliver(place)
    await look(body => final(body, null))
    expect(asked).toBe(1)
  })
})

describe('a target that cannot be asked', () => {
  test('a refused login pauses the flow, and following with it: no more refused logins', async () => {
    await send('locked out')
    const refusing = placeOf(t, {
      ...costToToy,
      follow: async () => {
        asked++
        throw new Refused('login', 'toy-login', 'the user is locked', 60_000)
      },
    })
    await followUp(t, refusing)
    t.clock.forward(30_000)
    expect(await followPostings(refusing)).toBe(false)
    expect(asked).toBe(1)
    expect(await deliver(place)).toBe(0)
    t.clock.forward(30_001)
    await look(body => final(body, null))
    expect(await statesOf(t, 'locked out')).toEqual(['1 applied'])
  })

  test('a login that was refused elsewhere in the flow stops following too', async () => {
    await send('quiet')
    journals.faults.push({ is: 'refused', what: 'login', afterMs: 60_000 })
    await send('the one that is refused')
    t.clock.forward(t.engine.timing.followMs)
    expect(await followPostings(place)).toBe(false)
    t.clock.forward(60_001)
    await deliver(place)
    await look(body => final(body, null))
  })

  test('an answer that makes no sense is asked for again later, and stops no other flow', async () => {
    await send('nonsense')
    const odd = placeOf(t, {
      ...costToToy,
      follow: async () => {
        throw new Error('HTML instead of JSON')
      },
    })
    await followUp(t, odd)
    expect(t.logged.filter(one => one.level === 'error').map(one => one.sentence)).toEqual([
      'following failed and will be tried again',
    ])
    await look(body => final(body, null))
    expect(await statesOf(t, 'nonsense')).toEqual(['1 applied'])
  })
})
