import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Engine } from '@plumbline/engine'
import { createConnectionStore, createPool } from '@plumbline/ledger'
import { startTelemetry } from '@plumbline/runtime'
import type { Notification } from '@plumbline/schemas'
import { testStack } from '@plumbline/stack/testing'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { openWire } from '../../../packages/bus/src/testing/wire.ts'
import { openIngress, SECRET } from './testing/ingress.ts'
import { startWebhooks, webhookBus } from './webhooks.ts'

const ingress = await openIngress()
const { engine, ports, config } = ingress
const telemetry = await startTelemetry('procore-ingress')
afterAll(() => telemetry.stop())
const TOPIC = `${engine.prefix}.notification.v1`

/** Starts the endpoint, on an engine or secrets that differ from the service's where the test says so. */
async function start(on: Partial<Engine> = {}, secretsIn = ports) {
  const app = await startWebhooks({ ...engine, ...on }, secretsIn, telemetry, config)
  onTestFinished(() => app.close())
  const { port } = app.server.address() as { port: number }
  const post = async (
    body: string | Buffer,
    headers: Record<string, string> = {},
    path = '/webhooks/demo',
  ) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      body,
      headers: { authorization: SECRET, 'content-type': 'application/json', ...headers },
    })
    await response.arrayBuffer()
    return response.status
  }
  return { port, post }
}

/** Notifications that came into the topic since `from`, in the order of their partitions. */
async function stored(from: Awaited<ReturnType<typeof ends>>) {
  const until = await ends()
  const missing = new Map(until.map(one => [one.partition, one.latest]))
  const found: { body: string; traceparent: string | null; connection: string }[] = []
  const session = engine.bus.consume({
    group: `${engine.prefix}.reader-${Math.random()}`,
    topics: [TOPIC],
    startAt: async assigned =>
      assigned.map(one => ({ ...one, offset: from.find(f => f.partition === one.partition)!.latest })),
    onBatch: async batch => {
      for (const { value, headers } of batch.records) {
        const { value: notification } = await engine.codec.decode(value!)
        const { body, connection } = notification as Notification
        found.push({ body: body.toString('latin1'), traceparent: headers.traceparent ?? null, connection })
      }
      if (batch.next >= missing.get(batch.partition)!) missing.delete(batch.partition)
      return batch.next
    },
  })
  for (const { partition, latest } of from)
    if (until.find(one => one.partition === partition)!.latest === latest) missing.delete(partition)
  while (missing.size > 0) await sleep(20)
  await session.stop()
  return found
}
const ends = () => engine.bus.extents([TOPIC])

/** Posts bytes in chunks, without telling how many there will be; gives the status that comes back. */
function postChunked(port: number, chunk: Buffer, times: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request({
      port,
      method: 'POST',
      path: '/webhooks/demo',
      headers: { 'transfer-encoding': 'chunked' },
    })
    let answered = false
    call.on('response', response => {
      answered = true
      response.resume()
      resolve(response.statusCode!)
    })
    // The server may close while we still write.
    call.on('error', error => (answered ? undefined : reject(error)))
    for (let n = 0; n < times; n++) call.write(chunk)
    call.end()
  })
}

test('a body of 10 MB gets 413 before anybody asks whose it is, also in chunks of unknown number', async () => {
  const { port, post } = await start()
  const large = Buffer.alloc(10_000_000, 'x')
  expect(await post(large, { authorization: 'wrong' })).toBe(413)
  expect(await post(large, {}, '/webhooks/nobody')).toBe(413)
  expect(await post(large)).toBe(413)
  expect(await postChunked(port, Buffer.alloc(1_000_000, 'x'), 10)).toBe(413)
})

test('a wrong secret, none, and an unknown connection get 401, and nothing of it reaches Kafka', async () => {
  const { post } = await start()
  const before = await ends()
  expect(await post('{}', { authorization: 'Bearer wrong' })).toBe(401)
  expect(await post('{}', { authorization: `${SECRET} ` + 'x' })).toBe(401)
  expect(await post('{}', { authorization: SECRET.slice(0, -1) })).toBe(401)
  expect(await post('{}', { authorization: '' })).toBe(401)
  expect(await post('{}', {}, '/webhooks/nobody')).toBe(401)
  expect(await ends()).toEqual(before)
})

test('every authenticated body is taken, however odd, and stands in Kafka byte for byte', async () => {
  const { post } = await start()
  const before = await ends()
  const v2 = { id: 1, ulid: 'u', event_type: 'create', resource_name: 'Direct Costs', resource_id: 5 }
  const bodies = [
    '',
    'not json',
    '{"id": 9007199254740993123, "resource_id": 12345678901234567890}',
    '[]',
    JSON.stringify([v2, { ...v2, resource_name: 'Something New' }]),
    JSON.stringify({ ...v2, related_resources: [{ id: 1, name: 'Direct Costs' }] }),
    JSON.stringify({ id: '01J', reason: 'created', resource_type: 'Direct Costs', resource_id: '5' }),
    'null',
    Buffer.from([0, 255, 254, 13, 10]).toString('latin1'),
  ]
  for (const body of bodies) expect(await post(Buffer.from(body, 'latin1')), body).toBe(202)
  const types = ['text/plain', 'garbage', 'application/json; charset=utf-16', 'multipart/form-data', '']
  for (const type of types) expect(await post(`of type ${type}`, { 'content-type': type }), type).toBe(202)
  expect(await post('slash', {}, '/webhooks/demo/')).toBe(202)
  const found = await stored(before)
  expect(found.map(one => one.body).sort()).toEqual(
    [...bodies, ...types.map(type => `of type ${type}`), 'slash'].sort(),
  )
  expect(new Set(found.map(one => one.connection))).toEqual(new Set([engine.connections.all()[0]!.id]))
})

test('the trace that a webhook carries goes on in Kafka, and one without begins there', async () => {
  const { post } = await start()
  const before = await ends()
  const trace = '0af7651916cd43dd8448eb211c80319c'
  expect(await post('traced', { traceparent: `00-${trace}-b7ad6b7169203331-01` })).toBe(202)
  expect(await post('untraced', { traceparent: 'nonsense' })).toBe(202)
  const found = new Map((await stored(before)).map(one => [one.body, one.traceparent]))
  expect(found.get('traced')).toMatch(new RegExp(`^00-${trace}-(?!b7ad6b7169203331)[0-9a-f]{16}-01$`))
  expect(found.get('untraced')).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
  expect(found.get('untraced')).not.toContain(trace)
})

test('a burst of 500 webhooks is taken whole: what is not acknowledged at once is when it is sent again', async () => {
  const { post } = await start()
  const before = await ends()
  const bodies = Array.from({ length: 500 }, (_, n) => `{"id":${n}}`)
  const sendUntilTaken = async (body: string) => {
    for (;;) {
      const status = await post(body)
      if (status === 202) return
      expect(status).toBe(503)
      await sleep(100)
    }
  }
  await Promise.all(bodies.map(sendUntilTaken))
  const found = new Set((await stored(before)).map(one => one.body))
  expect(bodies.filter(body => !found.has(body))).toEqual([])
})

test.each(['cut', 'hang', 'vanish'] as const)(
  'while Kafka is away (%s) a webhook gets 503 well within 5 s, and 202 again when it is back',
  async mode => {
    const wire = openWire()
    const bus = webhookBus({
      clientId: 'ingress-on-a-wire',
      brokers: [testStack().kafka],
      socketFactory: wire.socketFactory,
    })
    onTestFinished(() => bus.close())
    const { post } = await start({ bus })
    while ((await post('before')) !== 202) await sleep(100)
    wire.set(mode)
    const tooLate = sleep(4500, 'no answer in 4.5 s')
    const answers = Promise.all([post('away 1'), post('away 2')])
    expect(await Promise.race([answers, tooLate])).toEqual([503, 503])
    wire.set('pass')
    while ((await post('after')) !== 202) await sleep(100)
    const before = await ends()
    expect(await post(`back after ${mode}`)).toBe(202)
    expect((await stored(before)).map(one => one.body)).toContain(`back after ${mode}`)
  },
)

test('while a secret is rotated both hold; once it is done the old one does not', async () => {
  const { post } = await start()
  const next = 'Bearer the-next-secret'
  expect(await post('{}', { authorization: next })).toBe(401)
  await ingress.apply([], { 'procore.webhook_secret_next': next })
  expect(await post('{}', { authorization: next })).toBe(202)
  expect(await post('{}', { authorization: SECRET })).toBe(202)
  await ingress.apply([], { 'procore.webhook_secret': next })
  expect(await post('{}', { authorization: next })).toBe(202)
  expect(await post('{}', { authorization: SECRET })).toBe(401)
  await ingress.apply([], { 'procore.webhook_secret': SECRET })
  expect(await post('{}', { authorization: SECRET })).toBe(202)
  expect(await post('{}', { authorization: next })).toBe(401)
})

test('a replica that has not heard of a new secret yet looks for it before it turns anybody down', async () => {
  let now = Date.now()
  const clock = { now: () => new Date(now) }
  let asked = 0
  const counted = {
    ...ports,
    store: {
      ...ports.store,
      secretNames: (id: string) => {
        asked++
        return ports.store.secretNames(id)
      },
    },
  }
  const unaware = engine.connections.all()
  const connections = { all: () => unaware } as Engine['connections']
  const { post } = await start({ clock, connections }, counted)
  expect(await post('{}')).toBe(202)
  const next = 'Bearer sealed-a-moment-ago'
  await ingress.apply([], { 'procore.webhook_secret_next': next })
  now += 1000
  expect(await post('{}', { authorization: next })).toBe(202)
  const before = asked
  for (let n = 0; n < 20; n++) expect(await post('{}', { authorization: `guess ${n}` })).toBe(401)
  expect(asked - before).toBe(0)
  await ingress.apply([], { 'procore.webhook_secret': SECRET })
})

test('where the secrets cannot be read, Procore is told to come again, not that it is wrong', async () => {
  const away = createPool('postgres://nobody@127.0.0.1:1/nowhere')
  onTestFinished(() => away.end())
  const { post } = await start({}, { ...ports, store: createConnectionStore(away) })
  expect(await post('{}')).toBe(503)
})

test('a webhook that the brokers will never take is acknowledged, so that nothing waits behind it', async () => {
  const refusing = Object.assign(new Error('too large'), { code: 'refused' })
  const bus = { ...engine.bus, publish: () => Promise.reject(refusing) }
  const { post } = await start({ bus })
  expect(await post('{}')).toBe(202)
})
