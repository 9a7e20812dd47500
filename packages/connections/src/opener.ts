import type { OpenConnection } from '@plumbline/engine'
import type { ConnectionStore } from '@plumbline/ledger'
import type { BaseConfig, Telemetry } from '@plumbline/runtime'
import { connectionOpener, type OpenPorts } from './open.ts'
import { readKeyRing } from './seal.ts'

/** The ports of a service for opening connections; each call to a vendor is counted and timed. */
export function openPorts(config: BaseConfig, store: ConnectionStore, telemetry: Telemetry): OpenPorts {
  const calls = telemetry.meter.createHistogram('plumbline_vendor_call_milliseconds', {
    description: 'Calls to PeopleSoft and Procore, by system, route and status',
  })
  return {
    store,
    ring: readKeyRing(config.PLUMBLINE_SEAL_KEY_FILE),
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
