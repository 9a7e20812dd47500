import type { Outcome, Plan, Why } from '@plumbline/flow-kit'
import { retryAt } from '../engine.ts'
import { deadLetterTopic, headOf, recordKey } from '../event.ts'
import type { DeadLetter, LaneResult } from '../ports/index.ts'
import { doubtful, stateToRetry } from './refusal.ts'
import { ended, type Stay, stays, type Turn } from './turn.ts'

/** What a plan comes to when nothing is sent; null when something is. */
export function settlePlan(turn: Turn, plan: Plan<unknown>): LaneResult | null {
  switch (plan.do) {
    case 'send':
      return null
    case 'nothing':
      return ended(turn, 'applied', { code: 'no-change', why: 'the target says this already' })
    case 'link':
      return ended(
        turn,
        'applied',
        { code: 'linked', why: `belongs to ${plan.targetId}` },
        {
          link: { nativeId: plan.targetId, by: 'us', seen: plan.seen },
          present: turn.row.operation === 'put',
        },
      )
    case 'skip':
      return ended(turn, 'skipped', plan)
    case 'baseline':
      return ended(turn, 'baseline', plan)
    case 'hold':
      return stays(turn, stillInDoubt(turn) ? 'in-doubt' : 'held', null, plan)
    case 'park':
      return stays(turn, stillInDoubt(turn) ? 'in-doubt' : 'parked', null, plan, { waits: plan.waits })
  }
}

/** An earlier write may have had its effect, and only another one tells: what now waits is not without effect. */
const stillInDoubt = ({ apply, row }: Turn): boolean => apply.effect === 'state' && doubtful(row)

/** What an outcome of a state write comes to. */
export function settleState(turn: Turn, outcome: Outcome<unknown>, by: 'us' | 'adopted'): LaneResult {
  const { engine, row } = turn
  switch (outcome.is) {
    case 'applied':
    case 'accepted':
      return ended(turn, 'applied', null, {
        link: { nativeId: outcome.targetId, by, seen: outcome.seen },
        present: row.operation === 'put',
      })
    case 'unknown':
      return inDoubt(turn, outcome.why)
    case 'retry': {
      const attempt = row.attempt + 1
      return stays(turn, stateToRetry(row), retryAt(engine, attempt, outcome.afterMs), outcome, { attempt })
    }
    case 'rejected':
      return dead(turn, outcome)
  }
}

/** It may have happened: nobody looks again before the target's longest request is over. */
export function inDoubt(turn: Turn, why: string, more: Stay = {}): LaneResult {
  const { engine, row } = turn
  const attempt = row.attempt + 1
  const at = retryAt(engine, attempt, engine.timing.doubtWaitMs)
  return stays(turn, 'in-doubt', at, { code: 'answer-unknown', why }, { ...more, rest: at, attempt })
}

/** Will not work as it is: shown to a person, and copied to the dead-letter topic. */
export function dead(turn: Turn, why: Why, more: Stay = {}): LaneResult {
  return stays(turn, 'dead', null, why, { ...more, deadLetter: letter(turn, why) })
}

function letter(turn: Turn, { code, why }: Why): DeadLetter {
  const { engine, live, apply, lane, row } = turn
  return {
    topic: deadLetterTopic(engine.prefix),
    key: recordKey(live.id, lane.key),
    value: row.value,
    headers: {
      ...engine.heads.toHeaders(
        headOf({
          id: row.eventId,
          connectionId: live.id,
          entity: apply.entity.name,
          key: lane.key,
          at: row.landedAt,
          fingerprint: row.fingerprint,
          traceparent: row.traceparent,
        }),
      ),
      plumbline_dead_code: code,
      plumbline_dead_why: why,
      plumbline_dead_flow: apply.name,
      plumbline_dead_scope: lane.scope,
      plumbline_dead_position: row.position,
    },
  }
}
