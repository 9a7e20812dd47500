import { Refused } from '@plumbline/flow-kit'
import type { Live } from '../connection-book.ts'
import { type Engine, retryAt } from '../engine.ts'
import type { LaneResult, Row } from '../ports/index.ts'
import { type Place, stays, type Turn } from './turn.ts'

/** True where an earlier attempt may have had an effect. */
export const doubtful = (row: Row): boolean => row.state === 'in-doubt' || row.state === 'intent'

/** The state of a row that waits for another attempt: a doubt stays one until it is settled. */
export function stateToRetry(row: Row): 'in-doubt' | 'following' | 'due' {
  return doubtful(row) ? 'in-doubt' : row.state === 'following' ? 'following' : 'due'
}

/**
 * Puts turns back that certainly had no effect now. Where the target turned us down as a whole, the scope pauses, or
 * the flow where login or budget are the reason (DESIGN §5); any other failure is tried again later.
 */
export async function putBack(
  { engine, live, apply }: Place,
  scope: string,
  turns: Turn[],
  error: unknown,
): Promise<LaneResult[]> {
  const why = error instanceof Error ? error.message : String(error)
  if (error instanceof Refused) {
    const until = await pause(engine, live, apply.name, scope, error)
    return turns.map(turn => later(turn, until, { code: error.code, why }, turn.row.attempt))
  }
  engine.log.error(
    { connection: live.name, flow: apply.name, scope, err: error },
    'delivery failed and will be tried again',
  )
  return turns.map(turn => {
    const attempt = turn.row.attempt + 1
    return later(turn, retryAt(engine, attempt), { code: 'target-unreadable', why }, attempt)
  })
}

/** What was parked or held is still so: it was only to be looked at again. */
function later(turn: Turn, at: Date, why: { code: string; why: string }, attempt: number): LaneResult {
  const { row } = turn
  if (row.state === 'parked' || row.state === 'held') {
    const known = row.code === null ? null : { code: row.code, why: row.why ?? '' }
    return stays(turn, row.state, at, known, { waits: null })
  }
  return stays(turn, stateToRetry(row), at, why, { waits: null, attempt })
}

/** Pauses what was refused; gives when the pause ends. */
export async function pause(
  { ledger, clock, timing, log }: Engine,
  live: Live,
  flow: string,
  scope: string,
  refused: Refused,
): Promise<Date> {
  const until = new Date(clock.now().getTime() + (refused.afterMs ?? timing.pauseMs))
  await ledger.pauses.set({
    connectionId: live.id,
    flow,
    scope: refused.what === 'scope' ? scope : null,
    code: refused.code,
    why: refused.message,
    until,
  })
  const about = { connection: live.name, flow, scope, code: refused.code, until: until.toISOString() }
  if (refused.what === 'budget') log.info(about, `paused: ${refused.message}`)
  else log.warn(about, `paused: ${refused.message}`)
  return until
}
