import { createHash } from 'node:crypto'
import { type Bus, type BusOptions, connectBus } from '@plumbline/bus'
import type { OpenPorts } from '@plumbline/connections'
import type { Engine, Live } from '@plumbline/engine'
import { currentTraceparent, notificationTopic, recordKey, traced } from '@plumbline/engine'
import { metric, type Telemetry } from '@plumbline/runtime'
import { type FastifyInstance, type FastifyRequest, fastify } from 'fastify'
import type { IngressConfig } from './config.ts'
import { payloadVersionOf } from './notices.ts'
import { authenticateBy } from './webhook-secrets.ts'

/** Longest wait for Kafka. Procore counts anything beyond 5 s as a failure and pauses its whole queue (procore.md §10.3). */
const STORE_MS = 3500

/**
 * The bus that webhooks are published with: one of their own, so that none waits for a batch of events, and that gives a
 * dead connection up soon. To be closed after the endpoint.
 */
export function webhookBus(options: Omit<BusOptions, 'deadlineMs'>): Bus {
  return connectBus({ ...options, deadlineMs: STORE_MS - 500 })
}

/**
 * `POST /webhooks/<connection name>` (DESIGN C7). In this order: 413 for too large a body, 401 for a wrong secret or an
 * unknown connection, then nothing but 2xx once the notification is safe in Kafka, whatever it says; 503 only where
 * Kafka is away, or the secrets cannot be read.
 */
export async function startWebhooks(
  engine: Engine,
  ports: Pick<OpenPorts, 'store' | 'ring'>,
  { meter }: Pick<Telemetry, 'meter'>,
  config: IngressConfig,
): Promise<FastifyInstance> {
  const answers = meter.createCounter(...metric('plumbline_webhooks_total'))
  const authenticate = authenticateBy(ports, engine.clock)
  const app = fastify({
    bodyLimit: config.PLUMBLINE_INGRESS_BODY_BYTES,
    requestTimeout: 10_000,
    // While draining Kafka is still there: what comes in on an open connection is taken.
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true },
  })
  takeAnyBody(app)
  app.addHook('onResponse', async (_request, reply) => answers.add(1, { status: reply.statusCode }))

  app.post<{ Params: { connection: string } }>('/webhooks/:connection', async (request, reply) => {
    const live = engine.connections.all().find(one => one.name === request.params.connection)
    const about = { connection: request.params.connection }
    try {
      if (!live || !(await authenticate(live, header(request, 'authorization') ?? '')))
        return await reply.code(401).send()
    } catch (err) {
      engine.log.error({ ...about, err }, 'the webhook secrets cannot be read; Procore will send it again')
      return await reply.code(503).send()
    }
    const parent = header(request, 'traceparent')
    return await traced('webhook', parent, { 'plumbline.connection': live.name }, async () => {
      try {
        await within(STORE_MS, store(engine, live, request))
        return await reply.code(202).send()
      } catch (err) {
        const code = (err as { code?: string }).code
        if (code === 'refused') {
          // Sending it again would help nobody, and Procore would hold everything behind it.
          engine.log.error(
            { ...about, err },
            'the brokers will never take this webhook; the sweep finds the change',
          )
          return await reply.code(202).send()
        }
        engine.log.error({ ...about, err }, 'a webhook could not be stored; Procore will send it again')
        return await reply.code(503).send()
      }
    })
  })
  await app.listen({ host: config.PLUMBLINE_INGRESS_HOST, port: config.PLUMBLINE_INGRESS_PORT })
  return app
}

/** Bodies as bytes, whatever they are said to be: also where the content type makes no sense. */
function takeAnyBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.addHook('onRequest', async request => {
    request.raw.headers['content-type'] = 'application/octet-stream'
  })
}

const KEPT_HEADERS = ['user-agent', 'x-request-id', 'traceparent']

async function store(engine: Engine, live: Live, request: FastifyRequest): Promise<void> {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const now = engine.clock.now().toISOString()
  const { value, fingerprint } = engine.codec.encode('plumbline.v1.Notification', {
    connection: live.id,
    received_at: now,
    payload_version: payloadVersionOf(body),
    headers: Object.fromEntries(
      KEPT_HEADERS.flatMap(name => {
        const text = header(request, name)
        return text === null ? [] : [[name, text.slice(0, 200)]]
      }),
    ),
    body,
  })
  const id = createHash('sha256').update(body).digest('hex').slice(0, 32)
  const headers = engine.heads.toHeaders({
    id,
    source: `/plumbline/${live.id}`,
    type: 'plumbline.notification.v1',
    subject: live.name,
    time: now,
    fingerprint,
    traceparent: currentTraceparent(),
  })
  // The bus gathers what arrives while a publish is under way: a burst costs a few round trips to the broker.
  await engine.bus.publish([
    { topic: notificationTopic(engine.prefix), key: recordKey(live.id, id), value, headers },
  ])
}

/** What takes longer is left to end by itself: the notification may still appear, which harms nobody. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not stored within ${ms} ms`)), ms)
  })
  try {
    await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

function header(request: FastifyRequest, name: string): string | null {
  const value = request.headers[name]
  return typeof value === 'string' ? value : null
}
