import type { Live } from './connection-book.ts'
import type { Audit, Log } from './ports/index.ts'

/** One log line a decision, by what a person searches for; what the audit keeps beside it is not repeated. */
export function tell(log: Log, { name: connection }: Live, audits: Audit[]): void {
  for (const { entity, key, revision, flow, scope, decision, code, traceparent } of audits) {
    const trace = traceparent ? { trace_id: traceparent.split('-')[1] } : {}
    log.info({ connection, entity, key, revision, flow, scope, decision, code, ...trace }, decision)
  }
}
