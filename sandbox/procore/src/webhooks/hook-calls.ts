import { type Call, companyOf, projectOf } from '../call.ts'
import { change } from '../change.ts'
import type { Input } from '../fields.ts'
import { find } from '../kind.ts'
import { stamp } from '../procore.ts'
import { badRequest, forbidden, invalid, notFound, Refusal } from '../refusal.ts'
import { EVENT_TYPES, type EventType, type Hook, type Hooks, type Trigger } from './hook.ts'
import { payloadVersion } from './payloads.ts'
import { offered } from './resources.ts'

const MOST_TRIGGERS = 500

/** Whose hooks a call is about: of a company, of a project, or, where it names both, of either. */
export type HookScope = { company_id: string; project_id: string | null; either: boolean }

/** By `project_id` and `company_id`, one of which must be there (procore.md §10.1). @throws Refusal 400 without both. */
export function hookScope(call: Call): HookScope {
  const named = (name: string) => Boolean(call.params[name] ?? call.query.one(name) ?? call.body[name])
  if (!named('project_id')) return { company_id: companyOf(call).id, project_id: null, either: false }
  const project = projectOf(call)
  // in a v2 path the company stands before every project
  const either = named('company_id') && call.params.project_id === undefined
  return { company_id: project.company_id, project_id: project.id, either }
}

/** The hooks of a scope, in one namespace and one payload version if the call names them. */
export function hooksOf(
  hooks: Hooks,
  scope: HookScope,
  namespace: string | null,
  version: string | null,
): Hook[] {
  return hooks.hooks
    .by('company', scope.company_id)
    .filter(hook => inScope(hook, scope))
    .filter(hook => namespace === null || hook.namespace === namespace)
    .filter(hook => version === null || payloadVersion(hook.payload_version) === payloadVersion(version))
}

/** @throws Refusal 404 if the scope has no such hook. */
export function findHook(call: Call, hooks: Hooks, id: string): Hook {
  const scope = hookScope(call)
  return find({ table: hooks.hooks, owns: hook => inScope(hook, scope) }, id)
}

function inScope(hook: Hook, { company_id, project_id, either }: HookScope): boolean {
  return (
    hook.company_id === company_id && (hook.project_id === project_id || (either && hook.project_id === null))
  )
}

/** Makes or changes a hook; `version` is the field that the API version calls it by. */
export function putHook(
  call: Call,
  hooks: Hooks,
  input: Input,
  version: 'api_version' | 'payload_version',
  before: Hook | null,
): Hook {
  const now = stamp(call.procore.clock)
  const made = {
    namespace: null,
    authorization: null,
    status: 'active',
    owned_by_user_id: call.client.user_id,
    created_at: now,
    updated_at: now,
  }
  const headers = (input.destination_headers ?? {}) as Input
  const given = {
    payload_version: input[version],
    namespace: input.namespace,
    destination_url: input.destination_url,
    authorization: headers.Authorization ?? headers.authorization,
    status: input.status,
  }
  const said = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined && value !== null),
  )
  const id = before?.id ?? call.procore.ids.next()
  const { company_id, project_id } = hookScope(call)
  const hook = { id, ...made, company_id, project_id, ...before, ...said } as Hook
  if (payloadVersion(hook.payload_version) === null) throw invalid(version, 'is not included in the list')
  if (!/^https?:\/\/./.test(hook.destination_url ?? ''))
    throw invalid('destination_url', 'is not a valid URL')
  if (version === 'payload_version' && !hook.namespace) throw invalid('namespace', "can't be blank")
  if (hook.namespace !== null && !/^[a-z0-9-]+$/.test(hook.namespace))
    throw invalid('namespace', 'is invalid')
  if (hook.status !== 'active' && hook.status !== 'disabled')
    throw invalid('status', 'is not included in the list')
  return change(call.procore, call.actor, hooks.hooks, before, hook)!
}

/** Deletes a hook with its triggers and deliveries. */
export function deleteHook(call: Call, hooks: Hooks, hook: Hook): void {
  for (const trigger of hooks.triggers.by('hook', hook.id)) hooks.triggers.delete(trigger.id)
  for (const delivery of hooks.deliveries.by('hook', hook.id)) hooks.deliveries.delete(delivery.id)
  change(call.procore, call.actor, hooks.hooks, hook, null)
}

/** Makes a trigger. @throws Refusal 422 for an event that Procore does not offer, or one that the hook has. */
export function putTrigger(call: Call, hooks: Hooks, hook: Hook, input: Input): Trigger {
  const event_type = String(input.event_type).toLowerCase().replace(/d$/, '') as EventType
  if (!EVENT_TYPES.includes(event_type)) throw invalid('event_type', 'is not included in the list')
  if (!offered(input.resource_name, event_type))
    throw forbidden('resource_name', 'is not included in the list')
  const resource_name = String(input.resource_name)
  const known = hooks.triggers
    .by('hook', hook.id)
    .some(one => one.resource_name === resource_name && one.event_type === event_type)
  if (known) throw forbidden('resource_name', 'has already been taken')
  const trigger = { id: call.procore.ids.next(), hook_id: hook.id, resource_name, event_type }
  return change(call.procore, call.actor, hooks.triggers, null, trigger)!
}

/** @throws Refusal 404 if the hook has no such trigger. */
export function deleteTrigger(call: Call, hooks: Hooks, hook: Hook, id: string): Trigger {
  const trigger = hooks.triggers.get(id)
  if (trigger?.hook_id !== hook.id) throw notFound('Trigger')
  change(call.procore, call.actor, hooks.triggers, trigger, null)
  return trigger
}

/** Does a bulk item by item; the answer is 207 if some fail. @throws Refusal 413 beyond 500, 400 without a list. */
export function inBulk<R>(
  call: Call,
  items: unknown,
  work: (item: unknown) => R,
): { done: R[]; failed: { item: unknown; refusal: Refusal }[] } {
  if (!Array.isArray(items)) throw badRequest('triggers', 'are missing')
  if (items.length > MOST_TRIGGERS)
    throw new Refusal(413, `The maximum number of triggers is ${MOST_TRIGGERS}.`)
  const done: R[] = []
  const failed: { item: unknown; refusal: Refusal }[] = []
  for (const item of items) {
    try {
      done.push(work(item))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      failed.push({ item, refusal: error })
    }
  }
  if (failed.length > 0) call.reply.code(207)
  return { done, failed }
}

/** The secret as Procore shows it: masked to its last five characters. */
export function masked({ authorization }: Hook): Record<string, string> {
  return authorization === null ? {} : { Authorization: `*****${authorization.slice(-5)}` }
}
