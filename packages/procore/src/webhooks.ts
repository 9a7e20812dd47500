import type { Outcome } from '@plumbline/flow-kit'
import { type Fields, readFields } from '@plumbline/http'
import type { Procore } from './client.ts'
import { type Written, writeOutcome } from './outcomes.ts'
import type { Query } from './query.ts'
import { withNumbers } from './shared.ts'

/**
 * Which hook API to call (v1.0 is deprecated, procore.md §10.1), and whose hooks: a project's, else the
 * company's.
 */
export type HookPlace = { api: 'v1.0' | 'v2.0'; projectId?: string }

/** A hook: where Procore sends notices of ours. */
export type Hook = {
  id: string
  payload_version: string | null
  namespace: string | null
  destination_url: string | null
  /** `active` or `disabled`; null in v1.0. */
  status: string | null
  /** The Authorization value as Procore shows it: masked to its last five characters (procore.md §10.1). */
  masked_authorization: string | null
  project_id: string | null
}

export type HookOrder = {
  /** As the API takes it: `v2` (v1.0) or `v2.0`, `v3.0`, `v4.0`. */
  payload_version: string
  /** `a-z`, `0-9` and `-`: keeps our hooks apart from other apps'. */
  namespace: string
  destination_url: string
  /** Sent with every notice; Procore signs nothing. */
  authorization: string
}

/** The hooks of a namespace. */
export async function* listHooks(procore: Procore, place: HookPlace, namespace: string): AsyncIterable<Hook> {
  for await (const raw of procore.list(hooksPath(procore, place), {
    query: { ...scope(procore, place), namespace },
  }))
    yield readHook(raw)
}

export async function createHook(
  procore: Procore,
  place: HookPlace,
  order: HookOrder,
): Promise<Outcome<Hook>> {
  const body = hookBody(procore, place, order)
  return outcome(await procore.write('POST', hooksPath(procore, place), body), place, readHook)
}

/** Makes an existing hook what the order says, and active; its triggers and what it has not delivered yet stay. */
export async function updateHook(
  procore: Procore,
  place: HookPlace,
  id: string,
  order: HookOrder,
): Promise<Outcome<Hook>> {
  const body = hookBody(procore, place, order)
  const active = place.api === 'v1.0' ? body : { ...body, status: 'active' }
  return outcome(await procore.write('PATCH', `${hooksPath(procore, place)}/${id}`, active), place, readHook)
}

function hookBody(procore: Procore, place: HookPlace, order: HookOrder): object {
  const { payload_version, authorization, ...rest } = order
  const hook = { ...rest, destination_headers: { Authorization: authorization } }
  return place.api === 'v1.0'
    ? { ...ids(procore, place), hook: { ...hook, api_version: payload_version } }
    : { ...hook, payload_version }
}

export async function deleteHook(
  procore: Procore,
  place: HookPlace,
  id: string,
): Promise<Outcome<{ id: string }>> {
  const path = `${hooksPath(procore, place)}/${id}`
  const written = await procore.write('DELETE', path, undefined, scope(procore, place))
  return written.is === 'answered' && written.answer.status < 300
    ? { is: 'applied', targetId: id, seen: { id } }
    : outcome(written, place, () => ({ id }))
}

/** What a hook is to be told of. */
export type Trigger = { resource_name: string; event_type: string }

/** The triggers of a hook, event types in lower case. */
export async function* listTriggers(
  procore: Procore,
  place: HookPlace,
  hookId: string,
): AsyncIterable<Trigger & { id: string }> {
  const path = `${hooksPath(procore, place)}/${hookId}/triggers`
  for await (const raw of procore.list(path, { query: scope(procore, place) })) {
    const trigger = readFields(raw, 'trigger')
    yield {
      id: trigger.need('id'),
      resource_name: trigger.need('resource_name'),
      event_type: trigger.need('event_type').toLowerCase(),
    }
  }
}

/** Adds triggers, at most 500 at a time; `refused` says which were not taken (207, procore.md §10.1). */
export async function addTriggers(
  procore: Procore,
  place: HookPlace,
  hook: Hook,
  triggers: readonly Trigger[],
): Promise<Outcome<{ id: string; refused: string[] }>> {
  const path = `${hooksPath(procore, place)}/${hook.id}/triggers/bulk`
  const body =
    place.api === 'v1.0' ? { ...ids(procore, place), api_version: hook.payload_version, triggers } : triggers
  return outcome(await procore.write('POST', path, body), place, answer => ({
    id: hook.id,
    refused: Array.isArray(answer)
      ? []
      : readFields(answer, 'triggers')
          .list('failed')
          .map(one => JSON.stringify(one.raw)),
  }))
}

/** A resource that hooks can be told of, and its events; company or project ones by the place. */
export type HookResource = { name: string; events: string[] }

export async function listHookResources(
  procore: Procore,
  place: HookPlace,
  payloadVersion: string,
): Promise<HookResource[]> {
  const path = hooksPath(procore, place).replace(/hooks$/, 'resources')
  const query = place.api === 'v1.0' ? scope(procore, place) : { payload_version: payloadVersion }
  const resources: HookResource[] = []
  for await (const raw of procore.list(path, { query })) {
    const resource = readFields(raw, 'webhook resource')
    const texts = (name: string) =>
      Array.isArray(resource.raw[name]) ? (resource.raw[name] as unknown[]).map(String) : []
    const events = place.api === 'v1.0' ? without(texts('except')) : texts('actions')
    resources.push({ name: resource.need('name'), events: events.map(event => event.toLowerCase()) })
  }
  return resources
}

const without = (except: string[]) => ['create', 'update', 'delete'].filter(event => !except.includes(event))

function hooksPath({ settings }: Procore, { api, projectId }: HookPlace): string {
  if (api === 'v1.0') return 'v1.0/webhooks/hooks'
  return `v2.0/companies/${settings.company_id}${projectId ? `/projects/${projectId}` : ''}/webhooks/hooks`
}

/** v1.0 names its scope in query and body: the company or a project, never both. */
function scope({ settings }: Procore, { api, projectId }: HookPlace): Query {
  if (api === 'v2.0') return {}
  return projectId ? { project_id: projectId } : { company_id: settings.company_id }
}

const ids = (procore: Procore, place: HookPlace) =>
  withNumbers(scope(procore, place), ['company_id', 'project_id'])

function outcome<Seen extends { id: string }>(
  written: Written,
  { api }: HookPlace,
  read: (value: unknown) => Seen,
): Outcome<Seen> {
  return writeOutcome('webhooks', written, 'item', body =>
    read(api === 'v1.0' ? body : readFields(body, 'webhooks').raw.data),
  )
}

function readHook(raw: unknown): Hook {
  const hook: Fields = readFields(raw, 'hook')
  return {
    id: hook.need('id'),
    payload_version: hook.text('payload_version') ?? hook.text('api_version'),
    namespace: hook.text('namespace'),
    destination_url: hook.text('destination_url'),
    status: hook.text('status'),
    masked_authorization: hook.object('destination_headers')?.text('Authorization') ?? null,
    project_id: hook.text('project_id') ?? hook.text('owned_by_project_id'),
  }
}
