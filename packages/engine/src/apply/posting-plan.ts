import type { AnyPostingApply, Found, Plan, Posted, Ref } from '@plumbline/flow-kit'
import { contentDigest } from '../content.ts'
import type { LaneResult, Part } from '../ports/index.ts'
import { takeClaims } from './claims.ts'
import { type Known, loadLinks } from './known.ts'
import { findDoubted, findEarlier } from './posting-look-up.ts'
import { sendJournals } from './posting-send.ts'
import { settlePlan } from './settle.ts'
import { contextOf, failed, linkIn, mapped, missingOnly, stays, type Turn } from './turn.ts'

/** Takes a revision that has no journals yet from its plan to the target. */
export async function planAndSend(
  turn: Turn,
  apply: AnyPostingApply,
  known: Known,
  parts: Part[],
): Promise<LaneResult> {
  const behind = await takeClaims(turn)
  if (behind) return behind
  const first = settlePlan(turn, await planOn(turn, apply, known, parts, 'first look'))
  if (first) return first
  // The journal is dated by facts read now: a period may have closed since they were last read (BUSINESS.md, Date);
  // and only now is it worth a call to ask about this very record.
  const last = await planOn(turn, apply, known, parts, 'before sending')
  if (last.do !== 'send') return settlePlan(turn, last)!
  const found = known.isTrusted(turn.row) ? null : await findDoubted(turn, apply, last)
  if (found) return found
  const changed = (await priorChanged(turn, apply, parts)) ?? (await findEarlier(turn, apply, last, parts))
  return changed ? stays(turn, 'held', null, changed) : await sendJournals(turn, apply, last)
}

async function planOn(
  turn: Turn,
  apply: AnyPostingApply,
  known: Known,
  parts: Part[],
  when: 'first look' | 'before sending',
): Promise<Plan<unknown[]>> {
  const { engine, live, lane, value } = turn
  const { factsMs, freshFactsMs } = engine.timing
  const facts = await known.facts(apply, live, lane.scope, when === 'first look' ? factsMs : freshFactsMs)
  const own: Ref = { entity: apply.entity.name, at: apply.name, scope: lane.scope, key: lane.key }
  let refs: Ref[]
  try {
    refs = [own, ...(apply.refs?.(value, lane.scope, live.settings, facts) ?? [])]
  } catch (error) {
    return failed(error)
  }
  const links = await loadLinks(engine, live, refs)
  const ask = when === 'before sending' ? apply.ask : undefined
  const asked = await ask?.(live.apis[apply.to], value, live.settings, ref => linkIn(links, ref))
  const context = { ...contextOf(turn, facts, linkIn(links, own), links), asked: asked ?? null }
  const plan: Plan<unknown[]> = mapped(() =>
    apply.toTarget(value, { ...context, posted: parts.filter(stands).map(asPosted) }),
  )
  return plan.do === 'send' && plan.body.length === 0 ? { do: 'nothing' } : missingOnly(plan, links)
}

const stands = (part: Part): boolean => part.stage === 'posted'

function asPosted(part: Part): Posted<unknown> {
  return { targetId: part.targetId, body: part.posted, editedThere: part.editedThere }
}

/** A correction builds on what was posted: it must stand there as it was read back (DESIGN A4). */
async function priorChanged({ live, lane, row }: Turn, apply: AnyPostingApply, parts: Part[]) {
  if (row.released) return null
  for (const part of parts.filter(stands)) {
    const found: Found<unknown>[] = await apply.find(live.apis[apply.to], lane.scope, part.posted)
    const why = differs(part, found)
    if (why) return { code: 'prior-changed', why: `${part.targetId}, which this corrects, ${why}` }
  }
  return null
}

function differs(part: Part, found: Found<unknown>[]): string | null {
  const [one, ...more] = found.filter(one => one.ours)
  if (!one || more.length > 0) return `is there ${one ? more.length + 1 : 0} times`
  if (one.stage !== 'posted') return `is ${one.stage} there`
  const same = contentDigest(one.body) === contentDigest(part.posted)
  return same ? null : 'has other lines there than when it was posted'
}
