import { beforeEach } from 'vitest'
import { eventId } from '../event.ts'
import { type Change, deliver, followUp, land, placeOf } from './applied.ts'
import { startTestEngine } from './test-engine.ts'
import { costToToy, type ToySettings, toySystems } from './toy-flow.ts'

export const settings: ToySettings = { scopes: ['A'], read: null }

/** Every revision as two journals: all but one unit, and one. */
export const twoJournals: typeof costToToy = {
  ...costToToy,
  toTarget: (value, ctx) => {
    const plan = costToToy.toTarget(value, ctx)
    if (plan.do !== 'send') return plan
    const whole = plan.body[0]!
    const rest = { ...whole, amount: String(BigInt(whole.amount) - 1n) }
    return { ...plan, body: [rest, { ...whole, amount: '1' }] }
  },
}

/** An engine with the toy's books, emptied before each test; `t.close` belongs into `afterAll`. */
export async function startPostings() {
  const systems = toySystems()
  const { journals } = systems
  const t = await startTestEngine({
    settings,
    apis: systems.apis,
    entities: ['direct-cost'],
    who: 'ps-writer',
  })
  beforeEach(() => {
    journals.calls.length = 0
    journals.faults.length = 0
    journals.postings.length = 0
    journals.items.clear()
    journals.openDay = '2026-03-10'
  })
  const place = placeOf(t, costToToy)
  const { leaseMs, callDeadlineMs, doubtWaitMs } = t.engine.timing
  const put = (key: string, revision: number, text: string, more: Partial<Change> = {}) =>
    land(t, costToToy, { key, revision, text, ...more })
  return {
    t,
    journals,
    place,
    put,
    doubtWaitMs,
    /** When a call that was begun now is over for sure, here and there. */
    longestCall: Math.max(leaseMs, callDeadlineMs + doubtWaitMs),
    amounts: () => journals.postings.map(({ journal }) => journal.amount),
    /** Lands, delivers, and has the target post it. */
    post: async (key: string, revision: number, text: string) => {
      await put(key, revision, text)
      await deliver(place)
      journals.moveAll('posted')
      await followUp(t, place)
    },
    /** The id under which a journal of a revision goes. */
    idOf: (key: string, revision: number, part = 0, salt = 0) => {
      const event = eventId(t.connectionId, 'direct-cost', key, revision)
      return costToToy.targetId({ eventId: event, key, revision, op: 'put' }, part, salt)
    },
  }
}

export type Stored = {
  stage: string
  target_id: string
  body: unknown
  posted: unknown
  grounds: unknown
  there: unknown
}
