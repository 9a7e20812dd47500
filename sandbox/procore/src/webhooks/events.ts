import type { Faults, SandboxClock, Store, Switches } from '@plumbline/sandbox-kit'
import type { Actor } from '../procore.ts'
import { Sequence } from '../sequence.ts'
import type { switches } from '../switches.ts'
import type { Tables } from '../tables.ts'
import type { EventType, Hook, Hooks } from './hook.ts'
import { type HookEvent, newUlid } from './payloads.ts'
import { type Subject, subjectOf } from './subjects.ts'

/** Above 2^53 from the first event on: a client must read ids without loss (procore.md §2.7). */
const FIRST_EVENT = 5_982_324_300_946_918_154n

type Parts = {
  store: Store
  clock: SandboxClock
  faults: Faults
  switches: Switches<typeof switches>
  tables: Tables
  hooks: Hooks
}

/** Turns changes into deliveries: one for each hook that has a trigger for them. */
export class Events {
  readonly #parts: Parts
  readonly #ids: Sequence

  constructor(parts: Parts) {
    this.#parts = parts
    this.#ids = new Sequence(parts.store, 'events', FIRST_EVENT)
  }

  /** Enqueues what the hooks are to hear of a change; a row that gets a `deleted_at` is deleted. */
  emit(actor: Actor, collection: string, before: object | null, after: object | null): void {
    const { tables, hooks, switches } = this.#parts
    if (collection === 'requisitions' && switches.get('requisitionResource') === 'none') return
    const subject = subjectOf(tables, collection, (after ?? before)!)
    if (!subject) return
    const type =
      before === null ? 'create' : after === null || newlyDeleted(before, after) ? 'delete' : 'update'
    const listening = hooks.hooks
      .by('company', subject.companyId)
      .filter(hook => this.#hears(hook, subject, type))
    if (listening.length === 0) return
    const event = this.#event(actor, subject, type)
    if (this.#parts.faults.take({ method: type, url: subject.resource, body: event }, 'hook-lost')) return
    for (const hook of listening) {
      this.#enqueue(hook, event)
      if (switches.get('hookDuplicates') === 'yes') this.#enqueue(hook, event)
    }
  }

  #hears(hook: Hook, subject: Subject, type: EventType): boolean {
    const { hooks, switches } = this.#parts
    if (hook.status === 'disabled') return false
    if (
      hook.project_id === null
        ? subject.projectId !== null && switches.get('companyHookFanout') === 'no'
        : hook.project_id !== subject.projectId
    )
      return false
    return hooks.triggers
      .by('hook', hook.id)
      .some(trigger => trigger.resource_name === subject.resource && trigger.event_type === type)
  }

  #event(actor: Actor, subject: Subject, event_type: EventType): HookEvent {
    const now = this.#parts.clock.now()
    const known = this.#parts.switches.get('sourceApplicationId') === 'client-id'
    return {
      id: this.#ids.next(),
      ulid: newUlid(now),
      timestamp: now.toISOString().replace('Z', '000Z'),
      event_type,
      resource_name: subject.resource,
      resource_id: subject.id,
      related: subject.related,
      company_id: subject.companyId,
      project_id: subject.projectId,
      user_id: actor.userId,
      source_application_id: known ? actor.applicationId : null,
      source_operation_id: actor.operationId,
    }
  }

  #enqueue(hook: Hook, event: HookEvent): void {
    const { clock, hooks, store, switches } = this.#parts
    const due = clock.now().getTime() + switches.get('hookDelayMs')
    const id = new Sequence(store, 'deliveries', 1n).next()
    hooks.deliveries.put({ id, hook_id: hook.id, status: 'enqueued', event, due, attempts: [] })
  }
}

function newlyDeleted(before: object, after: object): boolean {
  return (
    'deleted_at' in after && after.deleted_at !== null && 'deleted_at' in before && before.deleted_at === null
  )
}
