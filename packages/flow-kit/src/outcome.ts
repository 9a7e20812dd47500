import type { Why } from './entity.ts'

/**
 * What became of one body.
 * - `applied`: done. `accepted`: taken, final later (follow it).
 * - `unknown`: it may have happened (answer lost, bare 500, missing from a bulk answer, duplicate key): look it up.
 * - `retry`: certainly not done, may work later. `rejected`: certainly not done, will not work as it is.
 */
export type Outcome<Seen> =
  | { is: 'applied' | 'accepted'; targetId: string; seen: Seen }
  | { is: 'unknown'; why: string }
  | ({ is: 'retry'; afterMs?: number } & Why)
  | ({ is: 'rejected' } & Why)

/** What is turned down as a whole: one scope, the login, or the rate budget (`budget`: also a closed breaker). */
export type RefusedWhat = 'scope' | 'login' | 'budget'

/** The system turned a call down before it did anything. Not an error of the record: the scope or the connection pauses. */
export class Refused extends Error {
  override name = 'Refused'
  readonly what: RefusedWhat
  readonly code: string
  /** How long to pause; null leaves it to the caller. */
  readonly afterMs: number | null

  constructor(what: RefusedWhat, code: string, why: string, afterMs: number | null = null) {
    super(why)
    this.what = what
    this.code = code
    this.afterMs = afterMs
  }
}
