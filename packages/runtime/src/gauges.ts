import type { Session } from '@plumbline/engine'
import { type FlowStanding, flowStandings, type Pool } from '@plumbline/ledger'
import type { ServiceLog } from './log.ts'
import { metric } from './metrics.ts'
import type { Telemetry } from './telemetry.ts'

const STATES = ['waiting', 'inDoubt', 'following', 'parked', 'held', 'dead'] as const
/** A scrape asks the ledger at most this often. */
const FRESH_MS = 10_000

/**
 * What an operator alarms on: records by flow and state, the age of the oldest that waits (how far behind "synced" is),
 * and the records not yet landed (how far behind "landed" is).
 */
export function observeStanding(
  { meter }: Telemetry,
  pool: Pool,
  sessions: Session[],
  log: ServiceLog,
): void {
  const records = meter.createObservableGauge(...metric('plumbline_records'))
  const oldest = meter.createObservableGauge(...metric('plumbline_oldest_waiting_seconds'))
  const lag = meter.createObservableGauge(...metric('plumbline_lag'))
  const standings = remembered(() => flowStandings(pool))
  meter.addBatchObservableCallback(
    async result => {
      for (const session of sessions) result.observe(lag, Number(session.health().lag))
      try {
        for (const one of await standings()) observe(one)
      } catch (err) {
        log.warn({ err }, 'the ledger could not be asked for metrics')
      }

      function observe(one: FlowStanding): void {
        const labels = { connection: one.connection, flow: one.flow }
        for (const state of STATES) result.observe(records, one[state], { ...labels, state })
        result.observe(oldest, one.oldestWaitingSeconds ?? 0, labels)
      }
    },
    [records, oldest, lag],
  )
}

function remembered<T>(read: () => Promise<T>): () => Promise<T> {
  let at = 0
  let value: Promise<T> | null = null
  return () => {
    if (value && Date.now() - at < FRESH_MS) return value
    at = Date.now()
    return (value = read())
  }
}
