import type { AnyApply, AnyStateApply, Ref } from '@plumbline/flow-kit'
import type { Live } from '../connection-book.ts'
import type { Engine } from '../engine.ts'
import type { LinkRef, Row } from '../ports/index.ts'
import type { Links } from './turn.ts'

type Aged = { at: number; version: number; value: unknown }
export type Candidate = { targetId: string; seen: unknown }

/** What is known of the target between turns: facts and surveys, kept for minutes and no longer than the settings. */
export class Known {
  readonly #engine: Engine
  readonly #kept = new Map<string, Aged>()
  #trustedSince: Date

  constructor(engine: Engine) {
    this.#engine = engine
    this.#trustedSince = engine.clock.now()
  }

  /** After an error of the ledger: it may be another one now, older than what we have done since (DESIGN A10). */
  mistrust(): void {
    this.#trustedSince = this.#engine.clock.now()
  }

  /** False where an older copy of the ledger may show a row as not sent that was: it is looked up before it is sent. */
  isTrusted({ doubted, landedAt }: Row): boolean {
    return !doubted && landedAt >= this.#trustedSince
  }

  /** Facts no older than `maxAgeMs`. */
  async facts(apply: AnyApply, live: Live, scope: string, maxAgeMs: number): Promise<unknown> {
    if (!apply.facts) return null
    return await this.#keep(live, ['facts', apply.name, live.id, scope], maxAgeMs, async () =>
      apply.facts!(live.apis[apply.to], scope, live.settings),
    )
  }

  /** Everything at the target that could be ours. */
  async survey(apply: AnyStateApply, live: Live, scope: string): Promise<Candidate[]> {
    const read = () =>
      Array.fromAsync(apply.survey(live.apis[apply.to], scope, live.settings) as AsyncIterable<Candidate>)
    return await this.#keep(live, ['survey', apply.name, live.id, scope], this.#engine.timing.factsMs, read)
  }

  /** What the target answered about records that were not there before belongs to the survey, if one is kept. */
  addToSurvey(apply: AnyStateApply, live: Live, scope: string, made: Candidate[]): void {
    const kept = this.#kept.get(JSON.stringify(['survey', apply.name, live.id, scope]))
    if (!kept) return
    const ids = new Set(made.map(one => one.targetId))
    kept.value = [...(kept.value as Candidate[]).filter(one => !ids.has(one.targetId)), ...made]
  }

  /** Writes, whosever, have made the survey old. */
  forgetSurvey(apply: AnyStateApply, live: Live, scope: string): void {
    this.#kept.delete(JSON.stringify(['survey', apply.name, live.id, scope]))
  }

  async #keep<T>(live: Live, name: string[], maxAgeMs: number, read: () => Promise<T>): Promise<T> {
    const key = JSON.stringify(name)
    const now = this.#engine.clock.now().getTime()
    const kept = this.#kept.get(key)
    if (kept?.version === live.version && now - kept.at <= maxAgeMs) return kept.value as T
    const value = await read()
    this.#kept.set(key, { at: now, version: live.version, value })
    return value
  }
}

/** Links of many references in one round trip, by the reference's own text. */
export async function loadLinks(engine: Engine, live: Live, refs: Ref[]): Promise<Links> {
  const texts = [...new Set(refs.map(ref => JSON.stringify(ref)))]
  const wanted = texts.map(text => JSON.parse(text) as LinkRef)
  const found = await engine.ledger.lanes.links(live.id, wanted)
  return new Map(texts.map((text, index) => [text, found[index]!]))
}
