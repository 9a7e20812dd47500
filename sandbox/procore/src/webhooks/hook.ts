import type { Store } from '@plumbline/sandbox-kit'
import { Table } from '../table.ts'
import type { HookEvent } from './payloads.ts'

/** A subscription: where events go. It belongs to a company, or to a project of it (then `project_id` is set). */
export type Hook = {
  id: string
  company_id: string
  project_id: string | null
  namespace: string | null
  /** As the caller wrote it, e.g. `v2`, `v4.0`. */
  payload_version: string
  destination_url: string
  authorization: string | null
  owned_by_user_id: string | null
  status: 'active' | 'disabled'
  created_at: string
  updated_at: string
}

/** What a hook is told about. */
export type Trigger = { id: string; hook_id: string; resource_name: string; event_type: EventType }
/** What can happen to a record, in the words of v2 and v3 payloads. */
export type EventType = 'create' | 'update' | 'delete'
/** All event types, in the order in which the resources endpoint lists them. */
export const EVENT_TYPES: readonly EventType[] = ['create', 'update', 'delete']

/** One try to deliver an event. */
export type Attempt = {
  id: string
  success: boolean
  response_status: number | null
  response_body: string | null
  response_headers: Record<string, unknown> | null
  response_error: string | null
  started_at: string
  completed_at: string
}

/** One event on its way to one hook. */
export type Delivery = {
  id: string
  hook_id: string
  status: 'enqueued' | 'retrying' | 'delivered' | 'discarded'
  event: HookEvent
  /** Sandbox time before which it is not sent, ms since 1970. */
  due: number
  attempts: Attempt[]
}

/** Hooks, triggers and deliveries, kept with the state. */
export function openHooks(store: Store) {
  return {
    hooks: new Table<Hook, 'company'>(store, 'hooks', {
      defaults: {},
      indexes: { company: row => row.company_id },
    }),
    triggers: new Table<Trigger, 'hook'>(store, 'triggers', {
      defaults: {},
      indexes: { hook: row => row.hook_id },
    }),
    deliveries: new Table<Delivery, 'hook' | 'waiting'>(store, 'deliveries', {
      defaults: {},
      indexes: {
        hook: row => row.hook_id,
        waiting: row => (row.status === 'enqueued' || row.status === 'retrying' ? row.hook_id : null),
      },
    }),
  }
}
/** The tables of webhooks. */
export type Hooks = ReturnType<typeof openHooks>
