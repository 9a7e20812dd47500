import { type AnyPostingApply, type Outcome, Refused, type Why } from '@plumbline/flow-kit'
import { leaseEnd, retryAt } from '../engine.ts'
import type { IntentOrder, LaneResult, Part, PartSeen } from '../ports/index.ts'
import { putBack } from './refusal.ts'
import { dead, inDoubt } from './settle.ts'
import { audit, ended, metaOf, stays, type Turn } from './turn.ts'

/** How many ids of one journal may be taken by others before a person is asked. */
const SALTS = 8

type Draft = IntentOrder['parts'][number]
type There = Extract<Outcome<unknown>, { targetId: string }>
type Failure = Refused | Exclude<Outcome<unknown>, There>

const isThere = (outcome: Refused | Outcome<unknown>): outcome is There => 'targetId' in outcome

/** Stores the intents of a revision's journals, then sends them in order. */
export async function sendParts(turn: Turn, apply: AnyPostingApply, bodies: unknown[]): Promise<LaneResult> {
  for (let salt = 0; salt < SALTS; salt++) {
    const drafts = bodies.map((body, part) => draft(turn, apply, body, part, salt))
    const refusal = await intend(turn, drafts, [], null)
    if (refusal?.why === 'id-taken') continue
    if (refusal) return stays(turn, 'due', turn.engine.clock.now(), LEASE_LOST)
    const parts = await storedParts(turn)
    return await callEach(turn, apply, parts, [], 'first')
  }
  const why = `${SALTS} ids derived from this event are taken by other journals`
  return dead(turn, { code: 'no-free-id', why })
}

const LEASE_LOST: Why = { code: 'lease-lost', why: 'another writer took over' }

function draft(turn: Turn, apply: AnyPostingApply, body: unknown, part: number, salt: number): Draft {
  const targetId = apply.targetId(metaOf(turn), part, salt)
  return { part, salt, targetId, body: apply.withId(body, targetId) }
}

async function intend(turn: Turn, parts: Draft[], resend: string[], why: Why | null) {
  const { engine, lane, row } = turn
  const after = parts.map(part => part.body)
  const order = { laneId: lane.id, rowId: row.id, body: after, adopt: null, parts, resend }
  const [refusal] = await engine.ledger.lanes.intend(
    [{ ...order, audit: audit(turn, 'intended', why, { after }) }],
    engine.owner,
    engine.clock.now(),
    leaseEnd(engine),
  )
  return refusal ?? null
}

async function storedParts({ engine, lane, row }: Turn): Promise<Part[]> {
  const stored = (await engine.ledger.lanes.parts([lane.id])).get(lane.id) ?? []
  return stored.filter(part => part.rowId === row.id)
}

/**
 * After a lost answer or a crash: the look-up decides (DESIGN A5). Ours: it happened. Nothing: it did not, send it.
 * Another's under our id: the next salt. Two of ours: a person.
 */
export async function lookUpParts(turn: Turn, apply: AnyPostingApply, parts: Part[]): Promise<LaneResult> {
  const { engine, live, lane } = turn
  const seen: PartSeen[] = []
  const unsent: Part[] = []
  for (const part of parts) {
    if (part.stage !== 'intent' && part.stage !== 'in-doubt') {
      if (part.stage !== 'refused') seen.push(part)
      continue
    }
    const found = await apply.find(live.apis[apply.to], lane.scope, part.body)
    const ours = found.filter(one => one.ours)
    if (ours.length > 1) return duplicate(turn, part, ours.length)
    if (ours[0]) seen.push(taken(turn, apply, part))
    else if (found.length > 0) return await takeNextId(turn, apply, parts, part)
    else unsent.push(part)
  }
  if (unsent.length === 0) return settleSeen(turn, seen, { parts: seen })
  const again = { code: 'sent-again', why: 'looked up and not found there' }
  const refusal = await intend(
    turn,
    [],
    unsent.map(part => part.id),
    again,
  )
  if (refusal) return stays(turn, 'in-doubt', engine.clock.now(), LEASE_LOST)
  return await callEach(turn, apply, unsent, seen, 'again')
}

function duplicate(turn: Turn, part: Part, count: number): LaneResult {
  const why = `${count} journals of this event stand under ${part.targetId}: one of them is too many`
  return stays(turn, 'in-doubt', null, { code: 'duplicate-at-target', why })
}

/** The id belongs to somebody else's journal there: the journal moves on to its next salt, with the same body. */
async function takeNextId(
  turn: Turn,
  apply: AnyPostingApply,
  parts: Part[],
  clash: Part,
): Promise<LaneResult> {
  const why = { code: 'id-taken', why: `${clash.targetId} is another journal's id there` }
  for (let salt = clash.salt + 1; salt < SALTS; salt++) {
    const next = draft(turn, apply, clash.body, clash.part, salt)
    const refusal = await intend(turn, [next], [], why)
    if (refusal?.why === 'id-taken') continue
    const at = turn.engine.clock.now()
    const seen = parts
      .filter(part => part.id === clash.id)
      .map((part): PartSeen => ({ ...part, stage: 'refused' }))
    // The new id is looked up like any other before it is sent.
    return stays(turn, 'in-doubt', at, why, { parts: refusal ? [] : seen })
  }
  return stays(turn, 'in-doubt', null, why)
}

/**
 * Sends journals one after another; the first failure ends it. What certainly never left on a first attempt is
 * forgotten, so that the next attempt may choose a date again; after that the bodies stay frozen (DESIGN A3).
 */
async function callEach(
  turn: Turn,
  apply: AnyPostingApply,
  parts: Part[],
  before: PartSeen[],
  attempt: 'first' | 'again',
): Promise<LaneResult> {
  const { live, lane } = turn
  const seen = [...before]
  for (const part of parts) {
    const outcome = await call(apply, live.apis[apply.to], lane.scope, part.body)
    if (isThere(outcome)) {
      seen.push(taken(turn, apply, part))
      continue
    }
    const nothingSent = attempt === 'first' && seen.length === 0
    return await settleFailure(turn, outcome, seen, nothingSent ? parts : null)
  }
  return settleSeen(turn, seen, { parts: seen })
}

async function call(
  apply: AnyPostingApply,
  api: unknown,
  scope: string,
  body: unknown,
): Promise<Outcome<unknown> | Refused> {
  try {
    const [outcome] = (await apply.write(api, scope, [body])) as Outcome<unknown>[]
    return outcome ?? { is: 'unknown', why: 'the answer does not mention this journal' }
  } catch (error) {
    if (error instanceof Refused) return error
    return { is: 'unknown', why: error instanceof Error ? error.message : String(error) }
  }
}

/** `untouched`: the row's journals, if certainly none of them has ever reached the target. */
async function settleFailure(
  turn: Turn,
  failure: Failure,
  seen: PartSeen[],
  untouched: Part[] | null,
): Promise<LaneResult> {
  const { engine, live, lane, row, apply } = turn
  if (!(failure instanceof Refused) && failure.is === 'unknown')
    return inDoubt(turn, failure.why, { parts: seen })
  const more = { parts: seen, dropParts: (untouched ?? []).map(part => part.id) }
  const state = untouched ? 'due' : 'in-doubt'
  if (failure instanceof Refused) {
    const [back] = await putBack(engine, live, apply.name, lane.scope, [turn], failure)
    return { ...back!, ...more, open: { ...back!.open!, state } }
  }
  const attempt = row.attempt + 1
  if (failure.is === 'retry')
    return stays(turn, state, retryAt(engine, attempt, failure.afterMs), failure, { ...more, attempt })
  if (seen.length === 0) return dead(turn, failure, more)
  const why = `${failure.why}; ${seen.length} journal(s) of this revision are there already`
  return stays(turn, 'in-doubt', null, { code: 'half-posted', why }, more)
}

/** What the journals of a row come to together, all of them being there. */
function settleSeen(turn: Turn, seen: PartSeen[], more: Partial<LaneResult>): LaneResult {
  const undone = seen.find(part => part.stage === 'undone')
  if (undone) return stays(turn, 'held', null, whyOf(undone), more)
  const open = seen.find(part => part.stage === 'error') ?? seen.find(part => part.stage === 'following')
  if (open) return stays(turn, 'following', null, whyOf(open), more)
  const edited = seen.some(part => part.editedThere)
  const why = edited
    ? { code: 'edited-there', why: 'a person changed the journal there before it was posted' }
    : null
  return ended(turn, 'applied', why, { ...more, present: true })
}

const whyOf = ({ code, why }: PartSeen): Why => ({
  code: code ?? 'following',
  why: why ?? 'waits for the target',
})

/** The target has it: followed until it is final, or final at once where nothing needs to be followed. */
function taken({ engine }: Turn, apply: AnyPostingApply, part: Part): PartSeen {
  const { id, body, editedThere } = part
  if (!apply.follow)
    return { id, stage: 'posted', code: null, why: null, posted: body, editedThere, followAt: null }
  const followAt = new Date(engine.clock.now().getTime() + Math.min(engine.timing.followMs, 2000))
  const why = 'taken by the target, not posted yet'
  return { id, stage: 'following', code: 'following', why, posted: null, editedThere, followAt }
}
