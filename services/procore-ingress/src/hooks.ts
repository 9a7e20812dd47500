import { type OpenPorts, readSecret, SECRETS } from '@plumbline/connections'
import type { Engine, Live, Loop } from '@plumbline/engine'
import { onceEachVersion, startLoop } from '@plumbline/engine'
import type { AnyCapture } from '@plumbline/flow-kit'
import type { Settings } from '@plumbline/flows'
import {
  addTriggers,
  createHook,
  type HookPlace,
  listHooks,
  listTriggers,
  type Procore,
  type Trigger,
} from '@plumbline/procore'

const EVENTS = ['create', 'update', 'delete']

/**
 * Keeps Procore's hooks as the connection says: one with our namespace and address, with a trigger for each event of
 * each resource that a flow listens to. Done once for each version of a connection; a failure is tried again.
 */
export function keepHooks(engine: Engine, ports: OpenPorts, captures: AnyCapture[]): Loop {
  const resources = [...new Set(captures.flatMap(capture => capture.notify?.resources ?? []))]
  const wanted = resources.flatMap(resource_name => EVENTS.map(event_type => ({ resource_name, event_type })))
  const keep = onceEachVersion(engine.connections, live => keepConnectionHooks(engine, ports, live, wanted))
  const step = async () => {
    await keep()
    return false
  }
  return startLoop('hooks', step, 2000, engine.log)
}

async function keepConnectionHooks(
  engine: Engine,
  ports: OpenPorts,
  live: Live,
  wanted: Trigger[],
): Promise<void> {
  const settings = live.settings as Settings
  const { notifications } = settings
  if (!notifications) return
  const { api, level } = notifications
  const places: HookPlace[] =
    level === 'company'
      ? [{ api }]
      : settings.projects.map(project => ({ api, projectId: project.procore_id }))
  for (const place of places) await keepHook(engine, ports, live, place, wanted)
  engine.log.info({ connection: live.name, hooks: places.length }, 'webhooks are in place')
}

async function keepHook(
  engine: Engine,
  ports: OpenPorts,
  live: Live,
  place: HookPlace,
  wanted: Trigger[],
): Promise<void> {
  const procore = live.apis.procore as Procore
  const { destination_url, namespace, payload_version } = (live.settings as Settings).notifications!
  const hooks = await Array.fromAsync(listHooks(procore, place, namespace))
  const known = hooks.find(
    hook => hook.destination_url === destination_url && sameVersion(hook.payload_version, payload_version),
  )
  const hook = known ?? (await makeHook())
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

  async function makeHook() {
    const authorization = await readSecret(ports, live.id, SECRETS.webhookSecret)
    const version = place.api === 'v1.0' ? payload_version.replace(/\.0$/, '') : payload_version
    const made = await createHook(procore, place, {
      payload_version: version,
      namespace,
      destination_url,
      authorization,
    })
    if (!('targetId' in made)) throw new Error(`hook in ${namespace}: ${made.why}`)
    return made.seen
  }
}

const sameVersion = (a: string | null, b: string): boolean => a?.replace(/\.0$/, '') === b.replace(/\.0$/, '')
