import type { ConnectionRow, OpenConnection } from '@plumbline/engine'
import type { Settings } from '@plumbline/flows'
import type { ConnectionStore } from '@plumbline/ledger'
import { createPeoplesoft, type PeopleSoft } from '@plumbline/peoplesoft'
import { createProcore, type Procore } from '@plumbline/procore'
import { readDocument } from './document.ts'
import { type KeyRing, unseal } from './seal.ts'

/** Names under which a connection's secrets are stored. */
export const SECRETS = {
  peoplesoftPassword: 'peoplesoft.password',
  peoplesoftClientSecret: 'peoplesoft.client_secret',
  procoreClientSecret: 'procore.client_secret',
  webhookSecret: 'procore.webhook_secret',
  webhookSecretNext: 'procore.webhook_secret_next',
} as const

export type Opened = { settings: Settings; peoplesoft: PeopleSoft; procore: Procore }

export type OpenPorts = {
  store: ConnectionStore
  /** Read at every use, so that a new key is taken up without a restart. */
  ring(): KeyRing
  now(): Date
  /** Longest that one call may take; a connection may ask for less, never for more. */
  callDeadlineMs: number
  onCall?(seen: {
    system: 'peoplesoft' | 'procore'
    method: string
    route: string
    status: number | null
    ms: number
    bytes: number
  }): void
}

/** The plain text of a stored secret. @throws with its name when it is not there or does not open. */
export async function readSecret(
  { store, ring }: Pick<OpenPorts, 'store' | 'ring'>,
  connectionId: string,
  name: string,
): Promise<string> {
  const sealed = await store.secret(connectionId, name)
  if (!sealed) throw new Error(`the connection has no secret ${name}; apply it again with that secret`)
  return unseal(ring(), connectionId, sealed)
}

/** Opens both systems of a stored connection. Nothing is called yet. */
export function openClients(row: Pick<ConnectionRow, 'id' | 'name' | 'document'>, ports: OpenPorts): Opened {
  const settings = readDocument(row.document, row.name)
  const { peoplesoft, procore } = settings
  const within = (ms: number) => Math.min(ms, ports.callDeadlineMs)
  const seen =
    (system: 'peoplesoft' | 'procore') =>
    (call: { method: string; route: string; status: number | null; ms: number; bytes: number }) =>
      ports.onCall?.({ system, ...call })
  return {
    settings,
    peoplesoft: createPeoplesoft(
      { ...peoplesoft, timeout_ms: within(peoplesoft.timeout_ms) },
      {
        secret: name => readSecret(ports, row.id, `peoplesoft.${name}`),
        now: ports.now,
        onCall: seen('peoplesoft'),
      },
    ),
    procore: createProcore(
      { ...procore, timeout_ms: within(procore.timeout_ms) },
      {
        secret: () => readSecret(ports, row.id, SECRETS.procoreClientSecret),
        now: ports.now,
        onCall: seen('procore'),
      },
    ),
  }
}

/** How the engine opens connections. */
export function connectionOpener(ports: OpenPorts): OpenConnection {
  return async row => {
    const { settings, peoplesoft, procore } = openClients(row, ports)
    return { settings, zone: settings.peoplesoft.time_zone, apis: { peoplesoft, procore } }
  }
}
