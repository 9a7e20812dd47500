import type { Api } from '../api.ts'
import { type Call, listed, wrapped } from '../call.ts'
import { int } from '../json.ts'
import type { Delivery, Hook, Hooks, Trigger } from './hook.ts'
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

const base = '/rest/v1.0/webhooks'

/** Hooks, triggers, deliveries and resources of the deprecated v1.0, which Procore's guide still shows (procore.md §10.1). */
export function addWebhooksV1(api: Api, hooks: Hooks): void {
  api.get(`${base}/hooks`, call => {
    const rows = hooksOf(hooks, hookScope(call), call.query.one('namespace'), call.query.one('api_version'))
    return listed(call, rows, showHook)
  })
  api.post(`${base}/hooks`, call =>
    showHook(putHook(call, hooks, wrapped(call, 'hook'), 'api_version', null)),
  )
  api.patch(`${base}/hooks/:id`, call => {
    const hook = findHook(call, hooks, call.params.id!)
    return showHook(putHook(call, hooks, wrapped(call, 'hook'), 'api_version', hook))
  })
  api.delete(`${base}/hooks/:id`, call => {
    const hook = findHook(call, hooks, call.params.id!)
    deleteHook(call, hooks, hook)
    return showHook(hook)
  })

  const hookOf = (call: Call) => findHook(call, hooks, call.params.hook_id!)
  const triggers = `${base}/hooks/:hook_id/triggers`
  api.get(triggers, call => {
    const hook = hookOf(call)
    return listed(call, hooks.triggers.by('hook', hook.id), row => showTrigger(hook, row))
  })
  api.post(triggers, call => {
    const hook = hookOf(call)
    return showTrigger(hook, putTrigger(call, hooks, hook, wrapped(call, 'trigger')))
  })
  api.delete(`${triggers}/:id`, call => {
    const hook = hookOf(call)
    return showTrigger(hook, deleteTrigger(call, hooks, hook, call.params.id!))
  })
  api.post(
    `${triggers}/bulk`,
    call => {
      const hook = hookOf(call)
      const { done, failed } = inBulk(call, call.body.triggers, item =>
        putTrigger(call, hooks, hook, item as never),
      )
      const success = done.map(row => showTrigger(hook, row))
      if (failed.length === 0) return { success }
      const told = failed.map(({ item, refusal }) => ({
        code: String(refusal.status),
        message: refusal.message,
        trigger: item,
        errors: refusal.fields,
      }))
      return { success, failed: told }
    },
    200,
  )
  api.delete(`${triggers}/bulk`, call => {
    const hook = hookOf(call)
    const { done, failed } = inBulk(
      call,
      call.body.triggers,
      id => deleteTrigger(call, hooks, hook, String(id)).id,
    )
    const success = done.map(id => int(id))
    if (failed.length === 0) return { success }
    return {
      success,
      failed: failed.map(({ item, refusal }) => ({ code: String(refusal.status), trigger: item })),
    }
  })

  api.get(`${base}/hooks/:hook_id/deliveries`, call => deliveries(call, hooks, hookOf(call)))
  api.get(`${base}/resources`, call => {
    const scope = hookScope(call).project_id === null ? 'company' : 'project'
    return resources
      .filter(row => row.scope === scope)
      .map(({ name, category, tool, except }) => ({
        name,
        api_version: 'v2',
        product_category: category,
        tools: tool,
        except,
        create: `${name} created`,
        update: `${name} updated`,
        delete: `${name} deleted`,
      }))
  })
  api.get(`${base}/resources/api_versions`, () => ['v2', 'v3', 'v4'])
}

function showHook(hook: Hook): unknown {
  return {
    id: int(hook.id),
    api_version: hook.payload_version,
    namespace: hook.namespace,
    destination_url: hook.destination_url,
    destination_headers: masked(hook),
    owned_by_company_id: hook.project_id === null ? int(hook.company_id) : null,
    owned_by_project_id: int(hook.project_id),
    owned_by_user_id: int(hook.owned_by_user_id),
  }
}

function showTrigger(hook: Hook, { id, resource_name, event_type }: Trigger): unknown {
  return {
    id: int(id),
    webhook_hook_id: int(hook.id),
    resource_name,
    resource_id: null,
    event_type: event_type.toUpperCase(),
    company_id: int(hook.company_id),
    project_id: int(hook.project_id),
    user_id: int(hook.owned_by_user_id),
  }
}

const statuses: Record<string, Delivery['status'][]> = {
  successful: ['delivered'],
  failing: ['retrying'],
  discarded: ['discarded'],
}

/** By cursor: `page_size` (100) after the event id `page_start` (procore.md §2.2). */
function deliveries(call: Call, hooks: Hooks, hook: Hook): unknown[] {
  const wanted = statuses[call.query.one('filters[status]') ?? call.query.one('filter[status]') ?? 'any']
  const tried = hooks.deliveries.by('hook', hook.id).filter(row => row.status !== 'enqueued')
  const rows = wanted ? tried.filter(row => wanted.includes(row.status)) : tried
  const start = call.query.one('page_start')
  const from = start === null ? 0 : rows.findLastIndex(row => row.event.id === start) + 1
  const version = payloadVersion(hook.payload_version) ?? 'v2.0'
  return rows.slice(from, from + (Number(call.query.one('page_size')) || 100)).map(row => {
    const last = row.attempts.at(-1)
    return {
      event: payload(row.event, version),
      event_id: int(row.event.id),
      outcome: { delivered: 'ok', retrying: 'retried', discarded: 'discarded', enqueued: 'retried' }[
        row.status
      ],
      response_status: last?.response_status ?? null,
      response_headers: last?.response_headers ?? null,
      response_body: last?.response_body ?? null,
      response_error: last?.response_error ?? null,
      started_at: last?.started_at ?? null,
      completed_at: last?.completed_at ?? null,
    }
  })
}
