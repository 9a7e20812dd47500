import { type AnyCapture, type CapturedBy, isGone } from '@plumbline/flow-kit'
import { dayIn, type Live } from '../connection-book.ts'
import type { Engine } from '../engine.ts'
import type { Audit, MintDecision, ReadLine } from '../ports/index.ts'
import { tell } from '../tell.ts'
import { decideGone, decideRead, decideStuck, type Mint, type Subject } from './decide.ts'
import { askTwin, othersRead } from './twin.ts'

export type MintRun = {
  live: Live
  capture: AnyCapture
  scope: string
  by: CapturedBy
  /** Noted before the read began (DESIGN C3). */
  snapshot: string
  readAt: Date
  /** What was read, in the order in which it came: of a record that came twice, the last counts. */
  reads: unknown[]
  /** Records that cannot be read, and why a person must look at them. */
  stuck?: { nativeId: string; code: string; why: string }[]
  /** The lines of the to-read list that this read answers. */
  lines?: ReadLine[]
}

export type MintResult = {
  /** What became of each native id. */
  is: Map<string, MintDecision['is']>
  /** Highest stamp of what was compared, ms since 1970; null where nothing had one. */
  through: number | null
  /** Why some of what was read belongs to no record at all; null where all does. */
  nameless: string | null
}

/**
 * Compares what was read with what is known and mints a revision of each record that changed, in one transaction.
 * A record that cannot be mapped is held for a person and does not stop the others.
 */
export async function mintReads(engine: Engine, run: MintRun): Promise<MintResult> {
  const { live, capture, scope } = run
  const { subjects, nameless } = subjectsOf(run)
  const result: MintResult = { is: new Map(), through: null, nameless }
  if (subjects.length === 0) return result
  const now = engine.clock.now()
  const mint: Mint = {
    engine,
    ...run,
    ...{ now, today: dayIn(live.zone, now), othersRead: await othersRead(engine, live, capture) },
  }
  const gone = subjects.filter(subject => subject.kind === 'gone')
  const audits: Audit[] = []
  const decided = await engine.ledger.minting.mint(
    {
      connectionId: live.id,
      capture: capture.name,
      entity: capture.entity.name,
      scope,
      snapshot: run.snapshot,
      now,
      deletionsSince: gone.length === 0 ? null : new Date(now.getTime() - 86_400_000),
      items: subjects.map(subject => {
        const { nativeId, key, by } = subject
        return { nativeId, key, by, twin: subject.kind === 'read' ? subject.twin : null }
      }),
      twin: capture.twin
        ? { apply: capture.twin.apply.name, conflictsSince: new Date(now.getTime() - 86_400_000) }
        : null,
    },
    ({ states, deletions, twins }) => {
      const fresh = subjects.filter((subject, index) => {
        const state = states[index]
        return subject.kind === 'gone' && !subject.released && state && state.revision > 0 && !state.deleted
      })
      const ask = deletions + fresh.length > engine.timing.deletionsPerDay
      return subjects.map((subject, index): MintDecision => heard(audits, decide(subject, index)))

      function decide(subject: Subject, index: number): MintDecision {
        const state = states[index] ?? null
        const twin = twins[index] ?? null
        if (state?.moved || twin?.link?.moved) return { is: 'again' }
        switch (subject.kind) {
          case 'read': {
            const decision = decideRead(mint, subject, state!, twin)
            if ('stamp' in decision && decision.stamp !== null)
              result.through = Math.max(result.through ?? 0, Date.parse(decision.stamp))
            return decision
          }
          case 'gone':
            return decideGone(mint, subject, state, ask && !subject.released, twin)
          case 'stuck':
            return decideStuck(mint, subject, state)
        }
      }
    },
  )
  tell(engine.log, live, audits)
  result.is = new Map(subjects.map(({ nativeId }, index) => [nativeId, decided[index]!]))
  return result
}

/** Notes what will have been decided, as it is written into the audit. */
function heard(audits: Audit[], decision: MintDecision): MintDecision {
  if (!('audit' in decision) || decision.audit === null) return decision
  if (decision.is !== 'minted' && decision.is !== 'conflict') {
    audits.push(decision.audit)
    return decision
  }
  const { audit } = decision
  const note = (revision: number) => {
    const made = audit(revision)
    audits.push(made)
    return made
  }
  return { ...decision, audit: note }
}

/** What is to be decided about, each record once. */
function subjectsOf(run: MintRun): { subjects: Subject[]; nameless: string | null } {
  const { capture, by, reads, stuck = [], lines = [] } = run
  const asked = new Map(lines.map(line => [line.nativeId, line]))
  const subjects = new Map<string, Subject>()
  let nameless: string | null = null
  type What = Pick<Subject, 'kind' | 'what'> & { twin?: unknown }
  const add = (nativeId: string, key: string | null, what: What) => {
    const line = asked.get(nativeId)
    const trace = line?.traceparent ?? null
    const about = { nativeId, key, by: line?.by ?? by, traceparent: trace, released: line?.released ?? false }
    subjects.set(nativeId, { ...about, ...what } as Subject)
  }
  for (const one of stuck) add(one.nativeId, null, { kind: 'stuck', what: one })
  for (const one of reads)
    if (isGone(one)) add(one.gone, null, { kind: 'gone', what: one })
    else
      try {
        add(named(capture.nativeId(one)), named(capture.key(one)), {
          kind: 'read',
          what: one,
          twin: askTwin(run, one),
        })
      } catch (error) {
        nameless ??= `a record without a usable id was read: ${sentence(error)}`
      }
  return { subjects: [...subjects.values()], nameless }
}

/** An id that can be stored and found again. @throws where it is none */
export function named(id: string): string {
  if (id === '' || id.length > 500 || id.includes('\0'))
    throw new Error(`"${sentence(id.slice(0, 50))}" is no id`)
  return id
}

/** What an error says, as text that can be stored. */
export function sentence(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll('\0', '\uFFFD')
}
