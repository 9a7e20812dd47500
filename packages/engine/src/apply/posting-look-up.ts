import type { AnyPostingApply, Found } from '@plumbline/flow-kit'
import type { LaneResult, Part, PartSeen } from '../ports/index.ts'
import { callEach, draft, intend, type Journals, leaseLost, reserve, SALTS } from './posting-send.ts'
import { foundThere, settleSeen, unchanged } from './posting-settle.ts'
import { ended, metaOf, stays, type Turn } from './turn.ts'

/**
 * After a lost answer or a crash: the look-up decides (DESIGN A5). Ours: it happened. Nothing: it did not, send it.
 * Another's under our id: the next salt. Two of ours: a person.
 */
export async function lookUp(turn: Turn, apply: AnyPostingApply, parts: Part[]): Promise<LaneResult> {
  const { live, lane } = turn
  const before: PartSeen[] = []
  const found: PartSeen[] = []
  const unsent: Part[] = []
  for (const part of parts) {
    if (part.stage !== 'intent') {
      before.push(unchanged(part))
      continue
    }
    const there: Found<unknown>[] = await apply.find(live.apis[apply.to], lane.scope, part.body)
    const ours = there.filter(one => one.ours)
    if (ours.length > 1) return duplicate(turn, part, ours.length)
    if (ours[0]) found.push(foundThere(turn, apply, part, ours[0]))
    else if (there.length > 0) return await takeNextId(turn, apply, part)
    else unsent.push(part)
  }
  if (unsent.length === 0) return settleSeen(turn, [...before, ...found], { parts: found })
  const why = { code: 'sent-again', why: 'looked up and not found there' }
  if (await intend(turn, { resend: unsent, why })) return leaseLost(turn)
  const sent = await callEach(turn, apply, unsent, [...before, ...found], 'again')
  return { ...sent, parts: [...found, ...sent.parts] }
}

function duplicate(turn: Turn, part: Part, count: number): LaneResult {
  const why = `${count} journals of this event stand under ${part.targetId}: one of them is too many`
  return stays(turn, 'in-doubt', null, { code: 'duplicate-at-target', why })
}

/** The id belongs to somebody else's journal there: the journal moves on to its next salt, with the same body. */
async function takeNextId(turn: Turn, apply: AnyPostingApply, clash: Part): Promise<LaneResult> {
  const why = { code: 'id-taken', why: `${clash.targetId} is another journal's id there` }
  for (let salt = clash.salt + 1; salt < SALTS; salt++) {
    const { body, part, grounds } = clash
    const next = draft(turn, apply, { body, part, salt, grounds })
    const refusal = await intend(turn, { parts: [next], refuse: [clash], why })
    if (refusal?.why === 'id-taken') continue
    if (refusal) return leaseLost(turn)
    // The new id is looked up like any other before it is sent.
    return stays(turn, 'in-doubt', turn.engine.clock.now(), why)
  }
  return stays(turn, 'in-doubt', null, why)
}

/**
 * A ledger that is lost may have sent this revision (DESIGN A10). What is there of it is taken over; what is not is sent
 * only if no newer revision waits. Null: not there, and the newest.
 */
export async function findDoubted(
  turn: Turn,
  apply: AnyPostingApply,
  journals: Journals,
): Promise<LaneResult | null> {
  const { live, lane, row } = turn
  let there = false
  for (const [part, body] of journals.body.entries())
    for (let salt = 0; salt < SALTS && !there; salt++) {
      const one = draft(turn, apply, { body, part, salt, grounds: null })
      const found: Found<unknown>[] = await apply.find(live.apis[apply.to], lane.scope, one.body)
      there = found.some(({ ours }) => ours)
      // An id that nobody has was never passed over for the next one.
      if (found.length === 0) break
    }
  if (there) {
    const stored = await reserve(turn, apply, journals)
    return Array.isArray(stored) ? await lookUp(turn, apply, stored) : stored
  }
  const newer = lane.rows.some(one => one.revision > row.revision)
  if (!newer) return null
  const why = { code: 'superseded', why: 'looked up and not there; a newer one waits' }
  return ended(turn, 'superseded', why, { claims: null })
}

/**
 * Revisions between what stands and this one that were once about to be sent: none may be there after all (DESIGN A4).
 * Gives why not to send.
 */
export async function findEarlier(
  turn: Turn,
  apply: AnyPostingApply,
  { body }: Journals,
  parts: Part[],
): Promise<{ code: string; why: string } | null> {
  const { engine, live, lane, row } = turn
  const earlier = await engine.ledger.lanes.earlier(lane.id, lane.applied, row.revision)
  const known = new Set(parts.filter(part => part.stage === 'posted').map(part => part.targetId))
  for (const { revision, eventId } of earlier) {
    const targetId = apply.targetId({ ...metaOf(turn), revision, eventId }, 0, 0)
    if (known.has(targetId)) continue
    const sought = apply.withId(body[0], targetId)
    const found: Found<unknown>[] = await apply.find(live.apis[apply.to], lane.scope, sought)
    if (found.some(({ stage }) => stage !== 'undone'))
      return {
        code: 'earlier-revision-there',
        why: `${targetId} of revision ${revision} is there, though that revision was passed over: take it out there, then release`,
      }
  }
  return null
}
