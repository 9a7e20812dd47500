import type { Canonical, CapturedBy, Draft, Gone } from '@plumbline/flow-kit'
import { comparable, contentDigest } from '../content.ts'
import type { Engine } from '../engine.ts'
import { entityTopic, eventId, headOf, recordKey } from '../event.ts'
import type { Audit, MintDecision, NewEvent, SourceState, TwinAsk, TwinFacts } from '../ports/index.ts'
import { currentTraceparent } from '../trace.ts'
import { type MintRun, sentence } from './mint.ts'
import { decideGoneCopy, decideTwin, decideUnmatched } from './twin.ts'

/** One record that a decision is about: read, gone with its proof, or impossible to read. */
export type Subject = {
  nativeId: string
  key: string | null
  by: CapturedBy
  /** The trace of whoever asked for it; null where nobody did. */
  traceparent: string | null
  /** A person has let its deletion go. */
  released: boolean
} & (
  | { kind: 'read'; what: unknown; twin: TwinAsk | null }
  | { kind: 'gone'; what: Gone }
  | { kind: 'stuck'; what: { code: string; why: string } }
)

export type SubjectOf<Kind extends Subject['kind']> = Extract<Subject, { kind: Kind }>

/** What all decisions of one mint share. */
export type Mint = MintRun & {
  engine: Engine
  today: string
  now: Date
  /** Everything has been read once that a record of this capture may be the same as. */
  othersRead: boolean
}

/** A record that was read: minted if it says something new; held where it makes no sense. */
export function decideRead(
  mint: Mint,
  subject: SubjectOf<'read'>,
  state: SourceState,
  twin: TwinFacts | null,
): MintDecision {
  const { live, capture, readAt, today } = mint
  try {
    const stamp = instant(capture.stamp(subject.what, live.settings))
    const copy = twin && decideTwin(mint, subject, state, twin, stamp)
    if (copy) return copy
    if (state.revision === 0 && capture.begins && !capture.begins(subject.what))
      return { is: 'unchanged', stamp, turnsOn: null }
    const draft = capture.toCanonical(subject.what, {
      settings: live.settings,
      today,
      readAt: readAt.toISOString(),
      before: state.content as Draft<Canonical> | null,
      readBefore: state.revision === 0 && state.stamp !== null,
    }) as Draft<Canonical>
    const match = twin && decideUnmatched(mint, subject, state, twin, draft, stamp)
    if (match) return match
    const turnsOn = day(capture.turns?.(subject.what, today) ?? null)
    const digest = contentDigest(comparable(draft))
    if (digest === state.digest && !state.deleted) return { is: 'unchanged', stamp, turnsOn }
    // One that was our copy once has its own key from now on.
    const own = state.copyIn === null ? state : { ...state, key: subject.key! }
    return minted(mint, subject, own, { draft, digest, stamp, turnsOn, gone: null })
  } catch (error) {
    return unreadable(mint, subject, state, error)
  }
}

/** A record that is gone: its deletion is minted with what it last said, or waits for a person (DESIGN C5). */
export function decideGone(
  mint: Mint,
  subject: SubjectOf<'gone'>,
  state: SourceState | null,
  ask: boolean,
  twin: TwinFacts | null,
): MintDecision {
  const copy = twin && decideGoneCopy(mint, subject, state, twin)
  if (copy) return copy
  if (!state || state.revision === 0) return { is: 'ignored', audit: null }
  if (state.deleted) return { is: 'unchanged', stamp: state.stamp, turnsOn: null }
  if (ask) {
    const why = `more than ${mint.engine.timing.deletionsPerDay} deletions in a day in ${state.scope}; look whether they are meant, then release`
    return held(mint, subject, state, 'many-deletions', why)
  }
  try {
    const { content, digest, stamp } = state
    const draft = content as Draft<Canonical>
    return minted(mint, subject, state, { draft, digest: digest!, stamp, turnsOn: null, gone: subject.what })
  } catch (error) {
    return unreadable(mint, subject, state, error)
  }
}

/** A record that cannot be read: a person looks at it, unless it never was one of ours. */
export function decideStuck(
  mint: Mint,
  subject: SubjectOf<'stuck'>,
  state: SourceState | null,
): MintDecision {
  const { code, why } = subject.what
  if (state?.deleted) return { is: 'unchanged', stamp: state.stamp, turnsOn: null }
  const known = state !== null && (state.revision > 0 || state.copyIn !== null)
  if (known || code !== 'not-shown') return held(mint, subject, state, code, why)
  return { is: 'ignored', audit: audit(mint, subject, state, 'ignored', { code, why }) }
}

function unreadable(mint: Mint, subject: Subject, state: SourceState, error: unknown): MintDecision {
  const why = `the record could not be read as ${mint.capture.entity.name}: ${sentence(error)}`
  return held(mint, subject, state, 'unreadable-record', why)
}

/** Kept for a person. */
export function held(
  mint: Mint,
  subject: Subject,
  state: Pick<SourceState, 'key'> | null,
  code: string,
  why: string,
): Extract<MintDecision, { is: 'held' }> {
  return { is: 'held', code, why, lane: null, audit: audit(mint, subject, state, 'held', { code, why }) }
}

type Change = {
  draft: Draft<Canonical>
  digest: string
  stamp: string | null
  turnsOn: string | null
  gone: Gone | null
}

function minted(mint: Mint, subject: Subject, state: SourceState, change: Change): MintDecision {
  const encode = (revision: number) => newEvent(mint, subject, state.key, revision, change)
  encode(state.revision + 1) // what the schema refuses is found here, where it concerns one record only
  const why = change.gone
    ? { code: 'deleted', why: change.gone.proof }
    : { code: null, why: `read by ${subject.by}` }
  return {
    is: 'minted',
    key: state.key,
    alike: mint.capture.twin?.alike?.(change.draft) ?? null,
    operation: change.gone ? 'delete' : 'put',
    content: change.draft,
    digest: change.digest,
    stamp: change.stamp,
    turnsOn: change.turnsOn,
    encode,
    audit: revision => ({
      ...audit(mint, subject, state, 'minted', why),
      revision,
      before: state.content,
      after: change.draft,
    }),
  }
}

/** The event of one revision; the engine's fields of the header come here. */
export function newEvent(
  { engine, live, capture, readAt }: Mint,
  { by, traceparent }: Subject,
  key: string,
  revision: number,
  { draft, gone }: Pick<Change, 'draft' | 'gone'>,
): NewEvent {
  const entity = capture.entity.name
  const { value, fingerprint } = engine.codec.encode(capture.entity.schema, {
    ...draft,
    header: {
      ...draft.header,
      key,
      revision,
      operation: gone ? 'delete' : 'put',
      deleted_at: gone ? (gone.at ?? readAt.toISOString()) : null,
      deletion_proof: gone?.proof ?? null,
      captured_at: readAt.toISOString(),
      captured_by: by,
    },
  })
  const id = eventId(live.id, entity, key, revision)
  const trace = traceparent ?? currentTraceparent()
  return {
    eventId: id,
    topic: entityTopic(engine.prefix, entity),
    recordKey: recordKey(live.id, key),
    value,
    headers: engine.heads.toHeaders(
      headOf({ id, connectionId: live.id, entity, key, at: readAt, fingerprint, traceparent: trace }),
    ),
  }
}

/** What is kept of a decision about a record. */
export function audit(
  { engine, live, capture, scope }: Mint,
  { nativeId, traceparent }: Subject,
  state: Pick<SourceState, 'key'> | null,
  decision: string,
  why: { code: string | null; why: string },
): Audit {
  return {
    connectionId: live.id,
    entity: capture.entity.name,
    key: state?.key ?? nativeId,
    revision: null,
    flow: capture.name,
    scope,
    decision,
    ...why,
    who: engine.who,
    before: null,
    after: null,
    traceparent: traceparent ?? currentTraceparent(),
    position: null,
  }
}

/** A stamp in the one form in which stamps compare. @throws where it is no instant */
function instant(stamp: string | null): string | null {
  if (stamp === null) return null
  const at = Date.parse(stamp)
  if (Number.isNaN(at)) throw new Error(`"${stamp}" is no instant`)
  return new Date(at).toISOString()
}

/** @throws where it is no day of the calendar */
function day(text: string | null): string | null {
  if (text === null) return null
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text)))
    throw new Error(`"${text}" is no day`)
  return text
}
