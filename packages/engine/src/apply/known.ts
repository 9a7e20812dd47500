import type { AnyApply, AnyStateApply, Ref } from '@plumbline/flow-kit'
import type { Live } from '../connection-book.ts'
import type { Engine } from '../engine.ts'
import type { LinkRef, LinkRow } from '../ports/index.ts'

type Aged<T> = { at: number; value: T }
export type Candidate = { targetId: string; seen: unknown }

/** What is known of the target between turns: facts and surveys, kept for minutes and no longer than the settings. */
export class Known {
  readonly #engine: Engine
  readonly #kept = new Map<string, Aged<unknown>>()

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** Facts no older than `maxAgeMs`. */
  async facts(apply: AnyApply, live: Live, scope: string, maxAgeMs: number): Promise<unknown> {
    if (!apply.facts) return null
    return await this.#keep(['facts', apply.name, live.id, live.version, scope], maxAgeMs, async () =>
      apply.facts!(live.apis[apply.to], scope, live.settings),
    )
  }

  /** Everything at the target that could be ours. */
  async survey(apply: AnyStateApply, live: Live, scope: string): Promise<Candidate[]> {
    return await this.#keep(
      ['survey', apply.name, live.id, live.version, scope],
      this.#engine.timing.factsMs,
      () =>
        Array.fromAsync(apply.survey(live.apis[apply.to], scope, live.settings) as AsyncIterable<Candidate>),
    )
  }

  /** Our own writes have made the survey old. */
  forgetSurvey(apply: AnyStateApply, live: Live, scope: string): void {
    this.#kept.delete(JSON.stringify(['survey', apply.name, live.id, live.version, scope]))
  }

  async #keep<T>(name: unknown[], maxAgeMs: number, read: () => Promise<T>): Promise<T> {
    const key = JSON.stringify(name)
    const now = this.#engine.clock.now().getTime()
    const kept = this.#kept.get(key) as Aged<T> | undefined
    if (kept && now - kept.at <= maxAgeMs) return kept.value
    const value = await read()
    this.#kept.set(key, { at: now, value })
    return value
  }
}

/** Links of many references in one round trip, by the reference's own text. */
export async function loadLinks(
  engine: Engine,
  live: Live,
  refs: Ref[],
): Promise<Map<string, LinkRow | null>> {
  const texts = [...new Set(refs.map(ref => JSON.stringify(ref)))]
  const wanted = texts.map(text => JSON.parse(text) as LinkRef)
  const found = await engine.ledger.lanes.links(live.id, wanted)
  return new Map(texts.map((text, index) => [text, found[index]!]))
}
