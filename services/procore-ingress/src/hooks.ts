import { type OpenPorts, readSecret, SECRETS } from '@plumbline/connections'
import { type Engine, type Live, type Loop, onceEachVersion, startLoop } from '@plumbline/engine'
import { type AnyCapture, resourcesOf } from '@plumbline/flow-kit'
import type { Settings } from '@plumbline/flows'
import {
  addTriggers,
  createHook,
  deleteHook,
  type Hook,
  type HookOrder,
  type HookPlace,
  listHooks,
  listTriggers,
  type Procore,
  type Trigger,
  updateHook,
} from '@plumbline/procore'

const EVENTS = ['create', 'update', 'delete']

type Ports = Pick<OpenPorts, 'store' | 'ring'>

/**
 * Keeps Procore's hooks as the connections say: one in our namespace for each place, with a trigger for each event of
 * each resource that a flow listens to. An address, a payload version or a secret that changed is changed in the hook
 * that is there, which keeps what it has not delivered yet. Done once for each version of a connection; what failed is
 * tried again, and keeps no other connection waiting.
 */
export function keepHooks(engine: Engine, ports: Ports, captures: AnyCapture[]): Loop {
  const keep = onceEachVersion(engine.connections, async live => {
    try {
      await keepConnectionHooks(engine, ports, live, wantedTriggers(captures, live))
    } catch (error) {
      throw new Error(`${live.name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  })
  const step = async () => {
    await keep()
    return false
  }
  return startLoop('hooks', step, 2000, engine.log)
}

function wantedTriggers(captures: AnyCapture[], { settings }: Live): Trigger[] {
  const resources = new Set(captures.flatMap(capture => resourcesOf(capture, settings)))
  return [...resources].flatMap(resource_name => EVENTS.map(event_type => ({ resource_name, event_type })))
}

async function keepConnectionHooks(
  engine: Engine,
  ports: Ports,
  live: Live,
  wanted: Trigger[],
): Promise<void> {
  const { notifications, projects } = live.settings as Settings
  if (!notifications) return
  const { api, level, payload_version, namespace, destination_url } = notifications
  const places: HookPlace[] =
    level === 'company' ? [{ api }] : projects.map(project => ({ api, projectId: project.procore_id }))
  const order: HookOrder = {
    payload_version: api === 'v1.0' ? payload_version.replace(/\.0$/, '') : payload_version,
    namespace,
    destination_url,
    authorization: await newestSecret(ports, live),
  }
  for (const place of places) await keepHook(engine, live, place, order, wanted)
  engine.log.info({ connection: live.name, hooks: places.length }, 'webhooks are in place')
}

/** While a secret is being rotated, the next one is what Procore is to send. */
async function newestSecret(ports: Ports, { id }: Live): Promise<string> {
  const stored = await ports.store.secretNames(id)
  const next = stored.includes(SECRETS.webhookSecretNext)
  return await readSecret(ports, id, next ? SECRETS.webhookSecretNext : SECRETS.webhookSecret)
}

async function keepHook(
  engine: Engine,
  live: Live,
  place: HookPlace,
  order: HookOrder,
  wanted: Trigger[],
): Promise<void> {
  const procore = live.apis.procore as Procore
  const hook = (await ourHook(engine, live, place, order)) ?? (await makeHook())
  const there = await Array.fromAsync(listTriggers(procore, place, hook.id))
  const missing = wanted.filter(
    one =>
      !there.some(
        two => two.resource_name === one.resource_name && two.event_type.startsWith(one.event_type),
      ),
  )
  if (missing.length === 0) return
  const outcome = await addTriggers(procore, place, hook, missing)
  if (!('targetId' in outcome)) throw new Error(`triggers of hook ${hook.id}: ${outcome.why}`)
  if (outcome.seen.refused.length > 0)
    engine.log.warn(
      { connection: live.name, refused: outcome.seen.refused },
      'Procore did not take some triggers; the sweep carries those changes',
    )

  async function makeHook(): Promise<Hook> {
    const made = await createHook(procore, place, order)
    if (!('targetId' in made)) throw new Error(`hook in ${order.namespace}: ${made.why}`)
    engine.log.info({ connection: live.name, hook: made.targetId }, 'a webhook was made')
    // Another replica may have made one at the same time: both keep the same one of them.
    return (await ourHook(engine, live, place, order)) ?? made.seen
  }
}

/** The hook of this connection as it is wanted, brought to it if it differs; spare ones are deleted. Null without one. */
async function ourHook(engine: Engine, live: Live, place: HookPlace, order: HookOrder): Promise<Hook | null> {
  const procore = live.apis.procore as Procore
  const hooks = await Array.fromAsync(listHooks(procore, place, order.namespace))
  const [first, ...spare] = hooks.filter(hook => isOurs(hook, live, order)).sort(olderFirst)
  for (const hook of spare) {
    const gone = await deleteHook(procore, place, hook.id)
    engine.log.info({ connection: live.name, hook: hook.id, outcome: gone.is }, 'a spare webhook was deleted')
  }
  if (!first || isAsWanted(first, order)) return first ?? null
  const changed = await updateHook(procore, place, first.id, order)
  if (!('targetId' in changed)) throw new Error(`hook ${first.id}: ${changed.why}`)
  engine.log.info({ connection: live.name, hook: first.id }, 'a webhook was changed')
  return changed.seen
}

/** Of several connections that share a company and a namespace, each has the hooks whose address ends with its name. */
function isOurs({ destination_url }: Hook, { name }: Live, order: HookOrder): boolean {
  if (destination_url === order.destination_url) return true
  const last = destination_url
    ?.replace(/[?#].*$/, '')
    .split('/')
    .filter(Boolean)
    .at(-1)
  return last === name
}

function isAsWanted(hook: Hook, order: HookOrder): boolean {
  const { destination_url, payload_version, authorization } = order
  return (
    hook.destination_url === destination_url &&
    sameVersion(hook.payload_version, payload_version) &&
    hook.status !== 'disabled' &&
    tail(hook.masked_authorization ?? '') === tail(authorization)
  )
}

/** What Procore shows of the secret; a rotated one differs there. */
const tail = (text: string): string => text.slice(-5)

const sameVersion = (a: string | null, b: string): boolean => a?.replace(/\.0$/, '') === b.replace(/\.0$/, '')

const olderFirst = ({ id: a }: Hook, { id: b }: Hook): number => a.length - b.length || (a < b ? -1 : 1)
