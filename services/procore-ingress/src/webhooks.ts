import { createHash, timingSafeEqual } from 'node:crypto'
import { type OpenPorts, readSecret, SECRETS } from '@plumbline/connections'
import type { Engine, Live } from '@plumbline/engine'
import { currentTraceparent, notificationTopic, recordKey, traced } from '@plumbline/engine'
import type { Telemetry } from '@plumbline/runtime'
import { type FastifyInstance, type FastifyRequest, fastify } from 'fastify'

type Config = {
  PLUMBLINE_INGRESS_HOST: string
  PLUMBLINE_INGRESS_PORT: number
  PLUMBLINE_INGRESS_BODY_BYTES: number
}

/** How long a connection's webhook secrets are kept in memory, so that a rotation is taken up by itself. */
const SECRETS_MS = 30_000

/**
 * `POST /webhooks/<connection name>` (DESIGN C7). In this order: 413 for too large a body, 401 for a wrong secret or an
 * unknown connection, then nothing but 2xx once the notification is safe in Kafka; 503 only where Kafka is away, since
 * Procore pauses its whole queue on any failure (procore.md §10.3).
 */
export async function startWebhooks(
  engine: Engine,
  ports: OpenPorts,
  { meter }: Telemetry,
  config: Config,
): Promise<FastifyInstance> {
  const answers = meter.createCounter('plumbline_webhooks', { description: 'Webhooks by status answered' })
  const secretsOf = rememberSecrets(ports)
  const app = fastify({ bodyLimit: config.PLUMBLINE_INGRESS_BODY_BYTES, requestTimeout: 10_000 })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.addHook('onResponse', async (_request, reply) => answers.add(1, { status: reply.statusCode }))

  app.post<{ Params: { connection: string }; Body: Buffer | undefined }>(
    '/webhooks/:connection',
    async (request, reply) => {
      const live = engine.connections.all().find(one => one.name === request.params.connection)
      if (!live || !(await isAuthentic(request, await secretsOf(live)))) return reply.code(401).send()
      const parent = header(request, 'traceparent')
      return await traced('webhook', parent, { 'plumbline.connection': live.name }, async () => {
        try {
          await store(engine, live, request.body ?? Buffer.alloc(0))
          return await reply.code(202).send()
        } catch (err) {
          engine.log.error(
            { connection: live.name, err },
            'a webhook could not be stored; Procore will send it again',
          )
          return reply.code(503).send()
        }
      })
    },
  )
  await app.listen({ host: config.PLUMBLINE_INGRESS_HOST, port: config.PLUMBLINE_INGRESS_PORT })
  return app
}

async function store(engine: Engine, live: Live, body: Buffer): Promise<void> {
  const { value, fingerprint } = engine.codec.encode('plumbline.v1.Notification', {
    connection: live.id,
    received_at: engine.clock.now().toISOString(),
    payload_version: null,
    headers: {},
    body,
  })
  const id = createHash('sha256').update(body).digest('hex').slice(0, 32)
  const headers = engine.heads.toHeaders({
    id,
    source: `/plumbline/${live.id}`,
    type: 'plumbline.notification.v1',
    subject: live.name,
    time: engine.clock.now().toISOString(),
    fingerprint,
    traceparent: currentTraceparent(),
  })
  // The bus gathers what arrives while a publish is under way: a burst costs a few round trips to the broker.
  await engine.bus.publish([
    { topic: notificationTopic(engine.prefix), key: recordKey(live.id, id), value, headers },
  ])
}

/** Two secrets hold while one is being rotated; compared in constant time. */
async function isAuthentic(request: FastifyRequest, secrets: string[]): Promise<boolean> {
  const given = digest(header(request, 'authorization') ?? '')
  return secrets.map(secret => timingSafeEqual(given, digest(secret))).some(Boolean)
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

function header(request: FastifyRequest, name: string): string | null {
  const value = request.headers[name]
  return typeof value === 'string' ? value : null
}

function rememberSecrets(ports: OpenPorts): (live: Live) => Promise<string[]> {
  const kept = new Map<string, { at: number; secrets: Promise<string[]> }>()
  return live => {
    const known = kept.get(live.id)
    if (known && Date.now() - known.at < SECRETS_MS) return known.secrets
    const secrets = readWebhookSecrets(ports, live.id)
    kept.set(live.id, { at: Date.now(), secrets })
    secrets.catch(() => kept.delete(live.id))
    return secrets
  }
}

async function readWebhookSecrets(ports: OpenPorts, connectionId: string): Promise<string[]> {
  const stored = await ports.store.secretNames(connectionId)
  const names = [SECRETS.webhookSecret, SECRETS.webhookSecretNext].filter(name => stored.includes(name))
  return await Promise.all(names.map(name => readSecret(ports, connectionId, name)))
}
