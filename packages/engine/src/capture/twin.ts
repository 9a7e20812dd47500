import type { AnyCapture, Canonical, Draft, Link, Twin } from '@plumbline/flow-kit'
import type { Live } from '../connection-book.ts'
import { contentDigest } from '../content.ts'
import type { Engine } from '../engine.ts'
import type { Copy, MintDecision, SourceState, TwinAsk, TwinFacts, TwinLane } from '../ports/index.ts'
import { audit, held, type Mint, newEvent, type Subject, type SubjectOf } from './decide.ts'
import type { MintRun } from './mint.ts'

const HOUR = 3_600_000
/** A record with our marker and without our link waits so many pauses for its link, before a person is asked. */
const PAUSES = 5

/** What the ledger is asked about a record that was read; null where nobody writes there. @throws what the flow throws */
export function askTwin({ live, capture, readAt }: MintRun, raw: unknown): TwinAsk | null {
  const { twin } = capture
  if (!twin) return null
  return {
    scope: twin.scope(raw),
    nativeId: twin.id?.(raw) ?? capture.nativeId(raw),
    marker: twin.marker?.(raw) ?? null,
    alike: twin.same ? alikeOf(capture, live, raw, readAt) : null,
  }
}

/** A record that cannot be mapped is like no other; why, is found when it is decided about. */
function alikeOf(capture: AnyCapture, live: Live, raw: unknown, readAt: Date): string | null {
  const at = { settings: live.settings, today: '', readAt: readAt.toISOString(), before: null }
  try {
    return capture.twin!.alike!(capture.toCanonical(raw, at))
  } catch {
    return null
  }
}

/** Whether all has been read once that a record of this capture may be the same as (DESIGN C9). */
export async function othersRead({ ledger }: Engine, live: Live, capture: AnyCapture): Promise<boolean> {
  const { twin } = capture
  if (!twin?.same) return true
  return await ledger.cursors.filled(live.id, capture.name, twin.others?.(live.settings) ?? 'all')
}

/**
 * Decides about a record that is our copy of another system's record, or may be one by its marker; null for one that is
 * of its own (DESIGN C9, C10).
 */
export function decideTwin(
  mint: Mint,
  subject: SubjectOf<'read'>,
  state: SourceState,
  facts: TwinFacts,
  stamp: string | null,
): MintDecision | null {
  if (facts.link && state.revision > 0 && state.copyIn === null && !subject.released) {
    const why = `it was minted as ${state.key}, and is linked to ${facts.link.key}; release it to be a copy of that one`
    return held(mint, subject, state, 'linked-to-another', why)
  }
  if (facts.link) return decideCopy(mint, subject, facts, stamp)
  if (subject.released) return null
  if (state.copyIn !== null) {
    const why = `it was our copy of ${state.key}, which has another one now; release it to be a record of its own`
    return held(mint, subject, state, 'marked-unlinked', why)
  }
  const { marked } = facts
  if (marked === null || state.revision > 0) return null
  if (marked.unsettled) return waits(mint, marked, `a call of ours about ${marked.key} is not settled`)
  // A person copied it, marker and all.
  if (marked.linked !== null) return null
  const since = facts.waitingSince ?? mint.now
  const why = `it bears our marker of ${marked.key}, of which we know no record there`
  if (mint.now.getTime() - since.getTime() < PAUSES * mint.engine.timing.pauseMs)
    return waits(mint, marked, why)
  const { key } = state
  return {
    ...held(mint, subject, { key }, 'marked-unlinked', `${why}; release it to be its own`),
    lane: marked,
  }
}

/** Before its first mint: one that the other capture knows is linked to it; where that is not certain, a person says. */
export function decideUnmatched(
  mint: Mint,
  subject: SubjectOf<'read'>,
  state: SourceState,
  facts: TwinFacts,
  draft: Draft<Canonical>,
  stamp: string | null,
): MintDecision | null {
  const twin = twinOf(mint)
  if (!twin.same || state.revision > 0 || subject.released) return null
  if (!mint.othersRead) return waits(mint, null, 'what it may be the same as has not been read whole yet')
  const maybe = facts.others
    .filter(other => (other.lane?.linked ?? null) === null)
    .map(other => ({ ...other, is: twin.same!(draft, other.content as Draft<Canonical>) }))
    .filter(other => other.is !== 'no')
  const [only] = maybe
  if (!only) return null
  if (maybe.length > 1 || only.is !== 'certain') {
    const keys = maybe.map(other => other.key).join(', ')
    const why = `it may be the same as ${keys}; make them the same or tell them apart, or release it to be its own`
    return held(mint, subject, state, 'ambiguous-match', why)
  }
  if (only.lane?.unsettled) return waits(mint, only.lane, `a call of ours about ${only.key} is not settled`)
  const copy = copyOf(mint, subject, only.key)
  const why = { code: null, why: `the same as ${only.key} by all that both show` }
  return {
    ...{ is: 'echo', copy, stamp, adopt: true, gone: false },
    audit: {
      ...audit(mint, subject, { key: only.key }, 'adopted', why),
      after: { nativeId: copy.nativeId, seen: copy.seen },
    },
  }
}

/** Our copy, or one that is linked to its origin: as we know it, or changed there. */
function decideCopy(
  mint: Mint,
  subject: SubjectOf<'read'>,
  facts: TwinFacts,
  stamp: string | null,
): MintDecision {
  const { lane } = facts
  const link = facts.link!
  if (lane?.unsettled) return waits(mint, lane, `a call of ours about ${lane.key} is not settled`)
  const { apply, conflict } = twinOf(mint)
  const copy = copyOf(mint, subject, link.key)
  const own = link as Link<unknown>
  const there = apply.owned({ seen: copy.seen }, own)
  const known = link.seen === null ? null : apply.owned({ seen: link.seen }, own)
  const difference = contentDigest(there)
  if (there === null || known === null || difference === contentDigest(known))
    return { is: 'echo', copy, stamp, adopt: false, gone: false, audit: null }
  const why = `${copy.nativeId}, our copy, was changed there`
  const change = { copy, stamp, difference, lost: false, before: link.seen, why }
  if (subject.released) return asserted(mint, subject, facts, change)
  const hour = mint.now.getTime() - HOUR
  const { conflictsPerHour } = mint.engine.timing
  if (conflict(mint.live.settings) === 'hold') return conflicting(mint, subject, facts, change, why)
  if (facts.conflicts.some(one => one.difference === difference))
    return conflicting(mint, subject, facts, change, `${why} in the same way once more within a day`)
  if (facts.conflicts.filter(one => one.at.getTime() > hour).length >= conflictsPerHour)
    return conflicting(mint, subject, facts, change, `${why} more than ${conflictsPerHour} times in an hour`)
  return asserted(mint, subject, facts, change)
}

/**
 * Gone there: expected where we took it out, or its origin is gone; else a person says whether it is made anew. Null for
 * one that never was our copy.
 */
export function decideGoneCopy(
  mint: Mint,
  subject: SubjectOf<'gone'>,
  state: SourceState | null,
  facts: TwinFacts,
): MintDecision | null {
  const { lane, link, origin } = facts
  const key = link?.key ?? (state?.copyIn ? state.key : null)
  const scope = link?.scope ?? state?.copyIn
  if (key === null || !scope) return null
  const stamp = state?.stamp ?? null
  if (state?.deleted) return { is: 'unchanged', stamp, turnsOn: null }
  if (lane?.unsettled) return waits(mint, lane, `a call of ours about ${key} is not settled`)
  const nativeId = link?.nativeId ?? subject.nativeId
  const copy: Copy = { apply: twinOf(mint).apply.name, scope, nativeId, key, seen: null }
  if (link === null || lane?.present === false || origin?.deleted)
    return { is: 'echo', copy, stamp, adopt: false, gone: true, audit: null }
  const why = `${nativeId}, our copy, was deleted there (${subject.what.proof})`
  const change = { copy, stamp, difference: 'gone', lost: true, before: link.seen, why }
  if (subject.released) return asserted(mint, subject, facts, change)
  return conflicting(mint, subject, facts, change, why)
}

type Change = {
  copy: Copy
  stamp: string | null
  difference: string
  lost: boolean
  before: unknown
  why: string
}

/** The next revision of the key says what its origin said last, so that the apply brings it there again. */
function asserted(mint: Mint, subject: Subject, facts: TwinFacts, change: Change): MintDecision {
  const { origin } = facts
  const { before, why, ...rest } = change
  const { key } = change.copy
  if (origin === null)
    return conflicting(mint, subject, facts, change, `${why}, and what its origin says is not known`)
  const draft = origin.content as Draft<Canonical>
  const gone = origin.deleted ? { gone: key, at: null, proof: 'deleted at its origin; said again' } : null
  const encode = (revision: number) => newEvent(mint, subject, key, revision, { draft, gone })
  encode(1) // what the schema refuses is found here, where it concerns one record only
  return {
    ...{ is: 'conflict', ...rest, encode },
    audit: revision => ({
      ...audit(mint, subject, { key }, 'conflict', {
        code: 'conflict',
        why: `${why}; ${subject.released ? 'released: ' : ''}what its origin says is brought there again`,
      }),
      ...{ revision, before, after: change.copy.seen },
    }),
  }
}

/** What was seen there is not taken over: as long as it differs, it is held. */
function conflicting(
  mint: Mint,
  subject: Subject,
  { lane }: TwinFacts,
  { copy, before }: Change,
  why: string,
): MintDecision {
  const text = `${why}; change it back there or bring it to its origin, or release it to have the origin's again`
  const decision = held(mint, subject, copy, 'conflict', text)
  return { ...decision, lane, audit: { ...decision.audit, before, after: copy.seen } }
}

function waits({ engine, now }: Mint, lane: TwinLane | null, why: string): MintDecision {
  return { is: 'waits', why, until: new Date(now.getTime() + engine.timing.pauseMs), lane }
}

function copyOf(mint: Mint, subject: SubjectOf<'read'>, key: string): Copy {
  const { apply, seen } = twinOf(mint)
  const { scope, nativeId } = subject.twin!
  return { apply: apply.name, scope, nativeId, key, seen: seen(subject.what, mint.live.settings) }
}

const twinOf = ({ capture }: Mint) => capture.twin as Twin<Canonical, unknown, unknown>
