import type { Ports } from '@plumbline/stack'
import { figuresOf, type Measured } from './figures.ts'
import type { Ground } from './ground.ts'
import type { CaseReport } from './report.ts'
import type { Sandboxes } from './sandbox.ts'

/** Where a benchmark runs. */
export type Place = {
  /** `host:port` of the broker. */
  kafka: string
  registryUrl: string
  /** The database `postgres`, as superuser. */
  postgresAdminUrl: string
  /** Free ones, for the sandboxes and services that the benchmark starts. */
  ports: Ports
  /** Folder of its own, for keys and logs; the caller deletes it. */
  dir: string
}

/** What every case works with. */
export type Bench = {
  place: Place
  sandboxes: Sandboxes
  ground: Ground
  rounds: number
  /** Says what goes on, for a person who waits. */
  say(line: string): void
  /** Aborted when the run is over before its end. */
  signal: AbortSignal
}

/** Measures one thing; everything that it started has stopped when it resolves or rejects. */
export type Case = (bench: Bench) => Promise<Omit<CaseReport, 'name' | 'about'>>

/** One round; what it gives under `details` is kept of the last one. */
export type Round = (at: { number: number; details: CaseReport['details'] }) => Promise<Measured[]>

/** Runs a round once to warm up and then as often as asked; with one round only there is no warm-up. */
export async function runRounds(
  { rounds, say, signal }: Bench,
  name: string,
  round: Round,
): Promise<Pick<CaseReport, 'figures' | 'details'>> {
  const counted: Measured[][] = []
  const details: CaseReport['details'] = {}
  for (let number = rounds > 1 ? 0 : 1; number <= rounds; number++) {
    signal.throwIfAborted()
    say(`${name}: ${number === 0 ? 'warm-up' : `round ${number} of ${rounds}`}`)
    const measured = await round({ number, details })
    if (number > 0) counted.push(measured)
  }
  return { figures: figuresOf(counted), details }
}

/** Seconds that something took. */
export async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now()
  await work()
  return (performance.now() - began) / 1000
}
