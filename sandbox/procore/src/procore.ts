import type { Sandbox, SandboxClock } from '@plumbline/sandbox-kit'
import type { Sequence } from './sequence.ts'
import type { switches } from './switches.ts'
import type { Tables } from './tables.ts'
import type { Events } from './webhooks/events.ts'

/** The one company system that all routes of a sandbox work on. */
export type Procore = Sandbox<typeof switches> & { tables: Tables; ids: Sequence; events: Events }

/** Who makes a change, and how: for the ledger and for the events that it causes. */
export type Actor = {
  /** A DMSA's client id, or `person:<user id>`. */
  caller: string
  userId: string | null
  /** Client id of the calling app; null for a person. */
  applicationId: string | null
  operationId: string | null
  traceparent: string | null
  /** Method and path, or the person's action. */
  action: string
}

/** The sandbox's time as Procore writes it: UTC, whole seconds (procore.md §2.7). */
export function stamp(clock: SandboxClock): string {
  return `${clock.now().toISOString().slice(0, 19)}Z`
}
