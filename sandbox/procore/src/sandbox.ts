import {
  addCommonFaults,
  addControl,
  commonFaults,
  Faults,
  SandboxClock,
  Store,
  Switches,
  Writes,
} from '@plumbline/sandbox-kit'
import type { ProcoreRows } from '@plumbline/sandbox-world'
import Fastify, { type FastifyInstance } from 'fastify'
import { makeApi } from './api.ts'
import { addBodies } from './bodies.ts'
import { addErrors } from './errors.ts'
import { tooMany } from './gate.ts'
import { addOauth } from './oauth.ts'
import { addPerson } from './person.ts'
import type { Procore } from './procore.ts'
import { Refusal } from './refusal.ts'
import { addResources } from './resources/index.ts'
import { seed } from './seed.ts'
import { Sequence } from './sequence.ts'
import { procoreFaults, switches } from './switches.ts'
import { openTables } from './tables.ts'
import { Tokens } from './tokens.ts'
import { Courier } from './webhooks/courier.ts'
import { Events } from './webhooks/events.ts'
import { openHooks } from './webhooks/hook.ts'
import { addWebhooksV1 } from './webhooks/routes-v1.ts'
import { addWebhooksV2 } from './webhooks/routes-v2.ts'

/** First id that Procore's newer database shards give out: 15 digits, as live ids have. */
const FIRST_ID = 562_949_953_421_313n

/** How a sandbox starts. */
export type ProcoreSandboxOptions = {
  /** Loaded into an empty state; nothing without it. */
  rows?: ProcoreRows
  /** File that keeps the state; null or none in memory. */
  data?: string | null
  /** Switches to set at the start, by name. */
  switches?: Record<string, string | number>
}

/** A built sandbox: its server, its inside for tests, and its end (deliveries stop, the state is kept). */
export type ProcoreSandbox = { app: FastifyInstance; sandbox: Procore; close(): Promise<void> }

/**
 * A server that behaves like Procore's REST API, not yet listening. A state that has rows is taken up as it is and not
 * seeded again. @throws Error for an unknown switch or a seed that does not hold together.
 */
export async function buildProcoreSandbox(options: ProcoreSandboxOptions = {}): Promise<ProcoreSandbox> {
  const store = new Store(options.data ?? null)
  const clock = new SandboxClock()
  const settings = new Switches(switches, store.collection('switches'))
  const faults = new Faults([...commonFaults, ...procoreFaults], () => clock.now())
  const writes = new Writes(store.collection('writes'), ['updated_at'])
  const fresh = store.names().length === 0
  const tables = openTables(store)
  const hooks = openHooks(store)
  const parts = { store, clock, switches: settings, tables, hooks, faults }
  const events = new Events(parts)
  const ids = new Sequence(store, 'rows', FIRST_ID)
  const procore: Procore = { store, clock, faults, switches: settings, writes, tables, ids, events }
  if (fresh && options.rows) seed(procore, options.rows)
  for (const [name, value] of Object.entries(options.switches ?? {})) settings.set(name, value)
  store.commit()

  const courier = new Courier(parts)
  const app = Fastify({
    bodyLimit: 50_000_000,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
  })
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('x-request-id', crypto.randomUUID())
  })
  // what a caller is told has happened must survive a kill
  app.addHook('onSend', async () => {
    store.commit()
    courier.look()
  })
  await addBodies(app)
  addErrors(app, procore)
  addCommonFaults(app, faults)
  addProcoreFaults(app, procore)
  addControl(app, procore)
  addPerson(app, procore)
  const tokens = new Tokens(procore)
  addOauth(app, procore, tokens)
  const api = makeApi(app, procore, tokens)
  addResources(api)
  addWebhooksV1(api, hooks)
  addWebhooksV2(api, hooks)

  const close = async () => {
    clock.stop()
    await app.close()
    await courier.stop()
    store.close()
  }
  return { app, sandbox: procore, close }
}

/** `rate-limit` (429) and `unavailable {retry_after}` (503): see the README of the sandboxes. */
function addProcoreFaults(app: FastifyInstance, procore: Procore): void {
  app.addHook('preHandler', async (request, reply) => {
    if (!request.url.startsWith('/rest')) return
    if (procore.faults.take(request, 'rate-limit')) {
      const reset = Math.ceil(procore.clock.now().getTime() / 1000) + 10
      reply.header('X-Rate-Limit-Remaining', 0).header('X-Rate-Limit-Reset', reset)
      throw tooMany(procore, reply, reset)
    }
    const unavailable = procore.faults.take(request, 'unavailable')
    if (!unavailable) return
    reply.header('Retry-After', Number(unavailable.args.retry_after ?? 5))
    throw new Refusal(503, 'Service unavailable')
  })
}
