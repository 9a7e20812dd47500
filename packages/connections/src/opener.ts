import type { OpenConnection } from '@plumbline/engine'
import type { ConnectionStore } from '@plumbline/ledger'
import { type BaseConfig, metric, type Telemetry } from '@plumbline/runtime'
import { connectionOpener, type OpenPorts } from './open.ts'
import { readKeyRing } from './seal.ts'

/**
 * The ports of a service for opening connections; each call to a vendor is counted and timed.
 * @throws when the sealing key file cannot be used: told at the start, not at the first secret
 */
export function openPorts(config: BaseConfig, store: ConnectionStore, telemetry: Telemetry): OpenPorts {
  const ring = () => readKeyRing(config.PLUMBLINE_SEAL_KEY_FILE)
  ring()
  const calls = telemetry.meter.createHistogram(...metric('plumbline_vendor_call_milliseconds'))
  return {
    store,
    ring,
    now: () => new Date(),
    callDeadlineMs: config.PLUMBLINE_CALL_DEADLINE_MS,
    onCall: ({ system, method, route, status, ms }) =>
      calls.record(ms, { system, method, route, status: status ?? 'none' }),
  }
}

/** How a service opens its connections. */
export function openerFor(config: BaseConfig, store: ConnectionStore, telemetry: Telemetry): OpenConnection {
  return connectionOpener(openPorts(config, store, telemetry))
}
