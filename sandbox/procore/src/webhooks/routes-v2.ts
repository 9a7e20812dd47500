import type { Api } from '../api.ts'
import { type Call, listedV2, parameter } from '../call.ts'
import { badRequest } from '../refusal.ts'
import { type Delivery, EVENT_TYPES, type Hook, type Hooks, type Trigger } from './hook.ts'
import {
  deleteHook,
  deleteTrigger,
  findHook,
  hookScope,
  hooksOf,
  inBulk,
  masked,
  putHook,
  putTrigger,
} from './hook-calls.ts'
import { payload, payloadVersion } from './payloads.ts'
import { resources } from './resources.ts'

/** Hooks, triggers, deliveries and resources of v2.0, of a company and of a project (procore.md §10.1). */
export function addWebhooksV2(api: Api, hooks: Hooks): void {
  for (const owner of ['', '/projects/:project_id'])
    addScope(api, hooks, `/rest/v2.0/companies/:company_id${owner}/webhooks`)
}

function addScope(api: Api, hooks: Hooks, base: string): void {
  const show = (hook: Hook) => showHook(hooks, hook)
  api.get(`${base}/hooks`, call => {
    const namespace = call.query.one('namespace')
    if (namespace === null && call.procore.switches.get('hookListNamespace') === 'required')
      throw badRequest('namespace', 'is missing')
    const counted = call.query.one('include_trigger_count') === 'true'
    return listedV2(
      call,
      hooksOf(hooks, hookScope(call), namespace, call.query.one('payload_version')),
      hook => {
        const { trigger_count, ...rest } = show(hook)
        return counted ? { ...rest, trigger_count } : rest
      },
    )
  })
  api.post(`${base}/hooks`, call => show(putHook(call, hooks, call.body, 'payload_version', null)))
  api.get(`${base}/hooks/:id`, call => show(findHook(call, hooks, call.params.id!)))
  api.patch(`${base}/hooks/:id`, call =>
    show(putHook(call, hooks, call.body, 'payload_version', findHook(call, hooks, call.params.id!))),
  )
  api.delete(
    `${base}/hooks/:id`,
    call => deleteHook(call, hooks, findHook(call, hooks, call.params.id!)),
    204,
  )

  const hookOf = (call: Call) => findHook(call, hooks, call.params.hook_id!)
  const triggers = `${base}/hooks/:hook_id/triggers`
  api.get(triggers, call => {
    const hook = hookOf(call)
    return listedV2(call, hooks.triggers.by('hook', hook.id), row => showTrigger(hook, row))
  })
  api.post(triggers, call => {
    const hook = hookOf(call)
    return showTrigger(hook, putTrigger(call, hooks, hook, call.body))
  })
  api.delete(`${triggers}/:id`, call => void deleteTrigger(call, hooks, hookOf(call), call.params.id!), 204)
  api.post(`${triggers}/bulk`, call => {
    const hook = hookOf(call)
    const { done, failed } = inBulk(call, call.request.body, item =>
      putTrigger(call, hooks, hook, item as never),
    )
    const made = done.map(row => showTrigger(hook, row))
    if (failed.length === 0) return made
    return {
      succeeded: made,
      failed: failed.map(({ item, refusal }) => ({ ...(item as object), message: refusal.message })),
    }
  })
  api.delete(`${triggers}/bulk`, call => {
    const hook = hookOf(call)
    const { done, failed } = inBulk(
      call,
      call.request.body,
      id => deleteTrigger(call, hooks, hook, String(id)).id,
    )
    return { succeeded: done, failed: failed.map(({ item }) => String(item)) }
  })

  api.get(`${base}/hooks/:hook_id/deliveries`, call => {
    const hook = hookOf(call)
    const rows = hooks.deliveries.by('hook', hook.id).filter(wanted(call))
    const version = payloadVersion(hook.payload_version) ?? 'v2.0'
    return listedV2(call, rows, ({ id, status, event, attempts }) => ({
      id,
      status,
      payload: payload(event, version),
      delivery_attempts: attempts.map(({ response_error: _, ...attempt }) => attempt),
    }))
  })
  api.get(`${base}/resources`, call => {
    const version = payloadVersion(parameter(call, 'payload_version'))
    if (version === null) throw badRequest('payload_version', 'is not included in the list')
    const scope = hookScope(call).project_id === null ? 'company' : 'project'
    const rows = resources.filter(row => row.scope === scope)
    return listedV2(call, rows, ({ name, category, tool, except }) => ({
      category,
      tool,
      name,
      payload_version: version,
      actions: EVENT_TYPES.filter(event => !except.includes(event)),
    }))
  })
}

function showHook(hooks: Hooks, hook: Hook) {
  return {
    id: hook.id,
    status: hook.status,
    payload_version: hook.payload_version,
    namespace: hook.namespace,
    destination_url: hook.destination_url,
    destination_headers: masked(hook),
    trigger_count: hooks.triggers.by('hook', hook.id).length,
    company_id: hook.project_id === null ? hook.company_id : null,
    project_id: hook.project_id,
    created_at: hook.created_at,
    updated_at: hook.updated_at,
    hook_type: 'classic',
  }
}

function showTrigger(hook: Hook, { id, resource_name, event_type }: Trigger): unknown {
  const { company_id, project_id } = hook
  return { id, webhook_hook_id: hook.id, resource_name, event_type, company_id, project_id }
}

/** `filter[…]` in the guide, `filters[…]` in the OpenAPI (procore.md §10.1). */
function wanted(call: Call): (row: Delivery) => boolean {
  const asked = (name: string) => call.query.one(`filter[${name}]`) ?? call.query.one(`filters[${name}]`)
  const [status, resource, type] = [asked('status'), asked('resource_name'), asked('event_type')]
  const [start, end] = [asked('start'), asked('end')]
  return ({ status: is, event }) =>
    (status === null || is === (status === 'succeeded' ? 'delivered' : status)) &&
    (resource === null || event.resource_name === resource) &&
    (type === null || event.event_type === type.toLowerCase()) &&
    (start === null || event.timestamp.slice(0, 10) >= start) &&
    (end === null || event.timestamp.slice(0, 10) <= end)
}
