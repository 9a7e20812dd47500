import { type AnyPostingApply, type Outcome, Refused, type Why } from '@plumbline/flow-kit'
import { retryAt } from '../engine.ts'
import type { IntentOrder, LaneResult, Part, PartSeen } from '../ports/index.ts'
import { leaseOfCall } from './lease.ts'
import { settleSeen, taken } from './posting-settle.ts'
import { putBack } from './refusal.ts'
import { dead, inDoubt } from './settle.ts'
import { audit, metaOf, stays, type Turn, withGrounds } from './turn.ts'

/** How many ids of one journal may be taken by others before a person is asked. */
export const SALTS = 8

export type Journals = { body: unknown[]; grounds?: unknown }
type Draft = IntentOrder['parts'][number]
type There = Extract<Outcome<unknown>, { targetId: string }>
type Failure = Refused | Exclude<Outcome<unknown>, There>

/** Stores the intents of a revision's journals, then sends them in order. */
export async function sendJournals(
  turn: Turn,
  apply: AnyPostingApply,
  journals: Journals,
): Promise<LaneResult> {
  const stored = await reserve(turn, apply, journals)
  return Array.isArray(stored) ? await callEach(turn, apply, stored, [], 'first') : stored
}

/** Stores the intents under ids that no other journal of ours has. */
export async function reserve(
  turn: Turn,
  apply: AnyPostingApply,
  { body, grounds }: Journals,
): Promise<Part[] | LaneResult> {
  for (let salt = 0; salt < SALTS; salt++) {
    const drafts = body.map((one, part) => draft(turn, apply, { body: one, part, salt, grounds }))
    const refusal = await intend(turn, { parts: drafts })
    if (refusal?.why === 'id-taken') continue
    if (refusal) return leaseLost(turn)
    const { ledger } = turn.engine
    const parts = (await ledger.lanes.parts([turn.lane.id])).get(turn.lane.id) ?? []
    return parts.filter(part => part.rowId === turn.row.id && part.stage === 'intent')
  }
  const why = `${SALTS} ids derived from this event are taken by other journals`
  return dead(turn, { code: 'no-free-id', why })
}

/** Not written: the lane is another's by now. */
export const leaseLost = (turn: Turn): LaneResult =>
  stays(turn, 'in-doubt', null, { code: 'lease-lost', why: 'another writer took over' })

export function draft(turn: Turn, apply: AnyPostingApply, one: Omit<Draft, 'targetId'>): Draft {
  const targetId = apply.targetId(metaOf(turn), one.part, one.salt)
  return { ...one, targetId, body: apply.withId(one.body, targetId) }
}

type Intent = { parts?: Draft[]; resend?: Part[]; refuse?: Part[]; why?: Why }

export async function intend(turn: Turn, { parts = [], resend = [], refuse = [], why }: Intent) {
  const { engine, lane, row } = turn
  const sent = [...parts, ...resend]
  const body = sent.map(part => part.body)
  const [refusal] = await engine.ledger.lanes.intend(
    [
      {
        laneId: lane.id,
        rowId: row.id,
        body,
        adopt: null,
        makes: false,
        parts,
        resend: resend.map(part => part.id),
        refuse: refuse.map(part => part.id),
        audit: audit(turn, 'intended', why ?? null, { after: withGrounds(body, sent[0]?.grounds) }),
      },
    ],
    engine.owner,
    engine.clock.now(),
    leaseOfCall(engine),
  )
  return refusal ?? null
}

/**
 * Sends journals one after another; the first failure ends it. What certainly never was there is forgotten, so that the
 * next attempt may choose a date again; what may be keeps its body (DESIGN A3).
 */
export async function callEach(
  turn: Turn,
  apply: AnyPostingApply,
  parts: Part[],
  before: PartSeen[],
  attempt: 'first' | 'again',
): Promise<LaneResult> {
  const { engine, lane } = turn
  const sent: PartSeen[] = []
  for (const [index, part] of parts.entries()) {
    if (index > 0 && !(await engine.ledger.lanes.renew([lane.id], engine.owner, leaseOfCall(engine))))
      return leaseLost(turn)
    const outcome = await call(turn, apply, part.body)
    if (!isThere(outcome)) return await settleFailure(turn, outcome, { before, sent, parts, attempt })
    sent.push(taken(turn, apply, part))
  }
  return settleSeen(turn, [...before, ...sent], { parts: sent })
}

const isThere = (outcome: Refused | Outcome<unknown>): outcome is There => 'targetId' in outcome

async function call(
  { live, lane }: Turn,
  apply: AnyPostingApply,
  body: unknown,
): Promise<Outcome<unknown> | Refused> {
  try {
    const [outcome] = (await apply.write(live.apis[apply.to], lane.scope, [body])) as Outcome<unknown>[]
    return outcome ?? { is: 'unknown', why: 'the answer does not mention this journal' }
  } catch (error) {
    if (error instanceof Refused) return error
    return { is: 'unknown', why: error instanceof Error ? error.message : String(error) }
  }
}

type Sending = { before: PartSeen[]; sent: PartSeen[]; parts: Part[]; attempt: 'first' | 'again' }

async function settleFailure(
  turn: Turn,
  failure: Failure,
  { before, sent, parts, attempt }: Sending,
): Promise<LaneResult> {
  const { engine, lane, row } = turn
  if (!(failure instanceof Refused) && failure.is === 'unknown')
    return inDoubt(turn, failure.why, { parts: sent })
  const nothingThere = before.length + sent.length === 0
  // The first attempt never left. Of a later one only a final "no", after the look-up, says that nothing will come.
  const forgotten =
    nothingThere && (attempt === 'first' || (!(failure instanceof Refused) && failure.is === 'rejected'))
  const more = { parts: sent, dropParts: forgotten ? parts.map(part => part.id) : [] }
  const state = forgotten ? 'due' : 'in-doubt'
  if (failure instanceof Refused) {
    const [back] = await putBack(turn, lane.scope, [{ ...turn, row: { ...row, state } }], failure)
    return { ...back!, ...more }
  }
  if (failure.is === 'retry') {
    const tries = row.attempt + 1
    return stays(turn, state, retryAt(engine, tries, failure.afterMs), failure, { ...more, attempt: tries })
  }
  if (nothingThere) return dead(turn, failure, more)
  const why = `${failure.why}; ${before.length + sent.length} journal(s) of this revision are there already`
  return stays(turn, 'in-doubt', null, { code: 'half-posted', why }, more)
}
