import {
  type AnyCapture,
  type Canonical,
  type CapturedBy,
  type Draft,
  type Gone,
  isGone,
} from '@plumbline/flow-kit'
import { dayIn, type Live } from '../connection-book.ts'
import { comparable, contentDigest } from '../content.ts'
import type { Engine } from '../engine.ts'
import { entityTopic, eventId, headOf, recordKey } from '../event.ts'
import type { Audit, MintDecision, NewEvent, SourceState } from '../ports/index.ts'
import { currentTraceparent } from '../trace.ts'

/** One thing that was read, and where. */
export type Read = { scope: string; one: unknown }

export type MintRun = {
  live: Live
  capture: AnyCapture
  by: CapturedBy
  /** Noted before the read began (DESIGN C3). */
  snapshot: string
  readAt: Date
  reads: Read[]
  /** Native ids whose deletion a person has let go. */
  released: ReadonlySet<string>
}

/** What became of each native id. */
export type MintResult = Map<string, MintDecision['is']>

/**
 * Compares what was read with what is known and mints a revision of each record that changed, in one transaction.
 * A record that cannot be mapped is held for a person and does not stop the others.
 */
export async function mintReads(engine: Engine, run: MintRun): Promise<MintResult> {
  const { live, capture, reads } = run
  if (reads.length === 0) return new Map()
  const last = new Map(reads.map(read => [nativeIdOf(capture, read.one), read]))
  const items = [...last].map(([nativeId, { scope, one }]) => ({
    nativeId,
    scope,
    key: isGone(one) ? null : capture.key(one),
  }))
  const subjects = [...last.values()].map(read => read.one)
  const blocked = await tooManyGone(engine, run)
  const decisions = await engine.ledger.minting.mint(
    {
      connectionId: live.id,
      capture: capture.name,
      entity: capture.entity.name,
      by: run.by,
      snapshot: run.snapshot,
      now: engine.clock.now(),
      items,
    },
    (index, state) => {
      const nativeId = items[index]!.nativeId
      if (state?.moved) return { is: 'again' }
      const subject = subjects[index]
      return isGone(subject)
        ? decideGone(engine, run, subject, state, blocked && !run.released.has(nativeId))
        : decideRead(engine, run, subject, state!)
    },
  )
  return new Map(items.map((item, index) => [item.nativeId, decisions[index]!]))
}

const nativeIdOf = (capture: AnyCapture, one: unknown): string =>
  isGone(one) ? one.gone : capture.nativeId(one)

/** DESIGN C5: beyond the day's measure a person is asked. */
async function tooManyGone(
  { ledger, clock, timing }: Engine,
  { live, capture, reads }: MintRun,
): Promise<boolean> {
  const scopes = new Set(reads.filter(read => isGone(read.one)).map(read => read.scope))
  const since = new Date(clock.now().getTime() - 86_400_000)
  for (const scope of scopes) {
    const before = await ledger.minting.deletions(live.id, capture.name, scope, since)
    const now = reads.filter(read => read.scope === scope && isGone(read.one)).length
    if (before + now > timing.deletionsPerDay) return true
  }
  return false
}

function decideRead(engine: Engine, run: MintRun, raw: unknown, state: SourceState): MintDecision {
  const { live, capture, readAt } = run
  const today = dayIn(live.zone, engine.clock.now())
  try {
    const draft = capture.toCanonical(raw, {
      settings: live.settings,
      today,
      readAt: readAt.toISOString(),
      before: state.content as Draft<Canonical> | null,
    })
    const stamp = capture.stamp(raw, live.settings)
    const turnsOn = capture.turns?.(raw, today) ?? null
    const digest = contentDigest(comparable(draft))
    if (digest === state.digest && !state.deleted) return { is: 'unchanged', stamp, turnsOn }
    return minted(engine, run, state, { draft, digest, stamp, turnsOn, gone: null })
  } catch (error) {
    const why = `the record could not be read as ${capture.entity.name}: ${error instanceof Error ? error.message : String(error)}`
    return { is: 'held', code: 'unreadable-record', why, audit: audit(engine, run, state.key, 'held', why) }
  }
}

function decideGone(
  engine: Engine,
  run: MintRun,
  gone: Gone,
  state: SourceState | null,
  ask: boolean,
): MintDecision {
  if (!state || state.revision === 0) return { is: 'ignored' }
  if (state.deleted) return { is: 'unchanged', stamp: state.stamp, turnsOn: null }
  if (ask) {
    const why = `more than ${engine.timing.deletionsPerDay} deletions in a day in ${state.scope}; look whether they are meant, then release`
    return { is: 'held', code: 'many-deletions', why, audit: audit(engine, run, state.key, 'held', why) }
  }
  const draft = state.content as Draft<Canonical>
  return minted(engine, run, state, { draft, digest: state.digest!, stamp: state.stamp, turnsOn: null, gone })
}

type Change = {
  draft: Draft<Canonical>
  digest: string
  stamp: string | null
  turnsOn: string | null
  gone: Gone | null
}

function minted(engine: Engine, run: MintRun, state: SourceState, change: Change): MintDecision {
  const operation = change.gone ? 'delete' : 'put'
  const encode = (revision: number) => newEvent(engine, run, state.key, revision, change)
  encode(state.revision + 1) // what the schema refuses is found here, where it concerns one record only
  return {
    is: 'minted',
    operation,
    content: change.draft,
    digest: change.digest,
    stamp: change.stamp,
    turnsOn: change.turnsOn,
    encode,
    audit: revision => ({
      ...audit(engine, run, state.key, 'minted', change.gone?.proof ?? null),
      revision,
      before: state.content,
      after: change.draft,
    }),
  }
}

function newEvent(engine: Engine, run: MintRun, key: string, revision: number, change: Change): NewEvent {
  const { live, capture } = run
  const { value, fingerprint } = engine.codec.encode(capture.entity.schema, {
    ...change.draft,
    header: {
      ...change.draft.header,
      key,
      revision,
      operation: change.gone ? 'delete' : 'put',
      deleted_at: change.gone ? (change.gone.at ?? run.readAt.toISOString()) : null,
      deletion_proof: change.gone?.proof ?? null,
      captured_at: run.readAt.toISOString(),
      captured_by: run.by,
    },
  })
  const id = eventId(live.id, capture.entity.name, key, revision)
  return {
    eventId: id,
    topic: entityTopic(engine.prefix, capture.entity.name),
    recordKey: recordKey(live.id, key),
    value,
    headers: engine.heads.toHeaders(
      headOf({
        id,
        connectionId: live.id,
        entity: capture.entity.name,
        key,
        at: run.readAt,
        fingerprint,
        traceparent: currentTraceparent(),
      }),
    ),
  }
}

function audit(
  engine: Engine,
  { live, capture, by }: MintRun,
  key: string,
  decision: string,
  why: string | null,
): Audit {
  return {
    connectionId: live.id,
    entity: capture.entity.name,
    key,
    revision: null,
    flow: capture.name,
    scope: by,
    decision,
    code: null,
    why,
    who: engine.who,
    before: null,
    after: null,
    traceparent: currentTraceparent(),
    position: null,
  }
}
