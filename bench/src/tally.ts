/** What was counted from the first beginning to the last end. */
export type Span = { count: number; seconds: number; statements: number }

/** Counts something that happens in the engine, from its first beginning on. */
export type Tally = {
  /** Something begins; the first one starts the watch. */
  begin(): void
  /** So many more have ended just now. */
  add(count: number): void
  /** Resolves once `count` have ended. @throws when a minute passes without one, or more have ended than that */
  reached(count: number): Promise<Span>
}

const STALLED_MS = 60_000

/** A tally of `what`; `statements` tells how many statements the process has sent to the database so far. */
export function createTally(what: string, statements: () => number, signal: AbortSignal): Tally {
  type Mark = { at: number; statements: number }
  const mark = (): Mark => ({ at: performance.now(), statements: statements() })
  let first: Mark | null = null
  let last: Mark | null = null
  let count = 0
  let look = () => {}

  return {
    begin() {
      first ??= mark()
    },
    add(more) {
      if (more === 0) return
      count += more
      last = mark()
      look()
    },
    reached: wanted =>
      new Promise((resolve, reject) => {
        const finish = (end: () => void) => {
          clearInterval(watching)
          signal.removeEventListener('abort', give)
          look = () => {}
          end()
        }
        const give = () => finish(() => reject(signal.reason as Error))
        const fail = (sentence: string) => finish(() => reject(new Error(sentence)))
        look = () => {
          if (count > wanted) return fail(`${what}: ${count} instead of ${wanted}`)
          if (count < wanted || !first || !last) return
          const seconds = (last.at - first.at) / 1000
          const span = { count, seconds, statements: last.statements - first.statements }
          finish(() => resolve(span))
        }
        const began = performance.now()
        const watching = setInterval(() => {
          if (performance.now() - (last?.at ?? began) > STALLED_MS)
            fail(`${what}: ${count} of ${wanted}, then nothing for ${STALLED_MS / 1000} s`)
        }, 1000)
        if (signal.aborted) return give()
        signal.addEventListener('abort', give)
        look()
      }),
  }
}
