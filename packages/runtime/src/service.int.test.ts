import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePortBase } from '@plumbline/stack'
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { setUp } from '../../ops/src/setup.ts'
import { openDesk } from '../../ops/src/testing/operator.ts'
import { watchTopic } from '../../ops/src/watch.ts'
import { metricNames } from './metrics.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const desk = await openDesk()
const base = await freePortBase()
let taken = 0

type Service = {
  child: ChildProcess
  /** Address of its health page. */
  health: string
  /** Lines of its log, as objects. */
  lines(): Record<string, unknown>[]
  err(): string
  page(path: string): Promise<{ status: number; text: string }>
  /** Sends SIGTERM; gives the exit code. */
  terminate(): Promise<number | null>
  exit: Promise<number | null>
}

/** Starts a service as a process of its own, with the desk's environment and these variables. */
function start(name: string, more: Record<string, string | undefined> = {}): Service {
  const port = base + taken++
  const env = { ...desk.env, PLUMBLINE_HEALTH_PORT: String(port), ...quick, ...more }
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, '../../../services', name, 'src/main.ts')],
    {
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let [out, err] = ['', '']
  child.stdout.on('data', chunk => (out += chunk))
  child.stderr.on('data', chunk => (err += chunk))
  const exit = new Promise<number | null>(done => child.once('close', done))
  onTestFinished(async () => {
    if (child.exitCode === null) child.kill('SIGKILL')
    await exit
  })
  const health = `http://127.0.0.1:${port}`
  return {
    child,
    health,
    exit,
    err: () => err,
    lines: () =>
      out
        .split('\n')
        .filter(line => line.startsWith('{'))
        .map(line => JSON.parse(line) as Record<string, unknown>),
    page: async path => {
      const response = await fetch(health + path)
      return { status: response.status, text: await response.text() }
    },
    terminate: async () => {
      child.kill('SIGTERM')
      return await exit
    },
  }
}

const quick = {
  PLUMBLINE_CALL_DEADLINE_MS: '20000',
  PLUMBLINE_LEASE_MS: '45000',
  PLUMBLINE_DOUBT_WAIT_MS: '21000',
}

/** Waits for a page to answer with this status. */
async function until(service: Service, path: string, status: number): Promise<string> {
  for (;;) {
    if (service.child.exitCode !== null) throw new Error(`it has ended: ${service.err()}`)
    const page = await service.page(path).catch(() => null)
    if (page?.status === status) return page.text
    await sleep(50)
  }
}

const count = async (sql: string): Promise<number> =>
  Number((await desk.ops.pool.query<{ n: string }>(`select count(*) as n from ${sql}`)).rows[0]!.n)

beforeAll(async () => {
  await setUp(desk.ops, { partitions: 3, replicas: null })
})

test('an environment that is wrong ends a service with 1 and a sentence for each variable, and nothing else', async () => {
  const service = start('ps-poller', { PLUMBLINE_KAFKA_BROKERS: undefined, PLUMBLINE_LOG_LEVEL: 'loud' })
  expect(await service.exit).toBe(1)
  expect(service.err().trim().split('\n')).toEqual([
    expect.stringMatching(/^ps-poller: PLUMBLINE_KAFKA_BROKERS is not set: Brokers to begin with/),
    expect.stringMatching(/^ps-poller: PLUMBLINE_LOG_LEVEL must be one of trace, .*, not "loud": /),
  ])
  expect(service.lines()).toEqual([])
})

test('a sealing key file that is not there, or a taken port, ends a service with 1 and the reason', async () => {
  const keyless = start('ps-writer', { PLUMBLINE_SEAL_KEY_FILE: '/nowhere/seal.key' })
  expect(await keyless.exit).toBe(1)
  expect(keyless.lines().map(line => line.msg)).toContainEqual(
    expect.stringContaining('ps-writer cannot run: the sealing key file /nowhere/seal.key is not there'),
  )
  const blocker = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void blocker.close())
  await once(blocker, 'listening')
  const port = String((blocker.address() as AddressInfo).port)
  const blocked = start('ps-writer', { PLUMBLINE_HEALTH_PORT: port })
  expect(await blocked.exit).toBe(1)
  expect(blocked.lines().map(line => line.msg)).toContainEqual(expect.stringContaining(`EADDRINUSE`))
})

test('while what it depends on is away a service lives, is not ready, says why, and ends in good order', async () => {
  const service = start('ps-poller', { PLUMBLINE_DATABASE_URL: 'postgres://x@127.0.0.1:1/x' })
  const ready = await vi.waitFor(async () => {
    const { status, text } = await service.page('/health/ready')
    expect(status).toBe(503)
    expect(text).toContain('ECONNREFUSED')
    return text
  }, 60_000)
  expect(JSON.parse(ready)).toMatchObject({ ok: false, checks: [{ name: 'start', ok: false }] })
  expect((await service.page('/health/live')).status).toBe(200)
  expect((await service.page('/elsewhere')).status).toBe(404)
  expect(await service.terminate()).toBe(0)
})

test('SIGTERM in the middle of a call: the call is finished and settled, nothing stays leased, the group is left, exit 0', async () => {
  await desk.apply()
  const poller = start('ps-poller')
  await until(poller, '/health/ready', 200)
  await fetch(`${desk.procore.url}/__sandbox/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      name: 'delay',
      match: { method: 'PATCH', path: '/vendors/sync' },
      times: 1,
      args: { ms: 3000 },
    }),
  })
  const writer = start('procore-writer')
  await until(writer, '/health/ready', 200)
  await vi.waitFor(async () => expect(await count(`delivery where state = 'intent'`)).toBeGreaterThan(0), {
    timeout: 60_000,
    interval: 20,
  })
  writer.child.kill('SIGTERM')
  expect(await writer.exit).toBe(0)
  const lines = writer.lines()
  const end = lines.slice(lines.findIndex(line => line.msg === 'draining'))
  expect(end.at(-1)).toMatchObject({ msg: 'procore-writer has stopped' })
  expect(end.filter(line => Number(line.level) >= 40)).toEqual([])
  expect(await count('lane where owner is not null and lease_until > now()')).toBe(0)
  expect(await count(`delivery where state in ('intent', 'in-doubt')`)).toBe(0)
  const written = (await (await fetch(`${desk.procore.url}/__sandbox/ledger`)).json()) as {
    collection: string
  }[]
  const vendors = written.filter(one => one.collection === 'vendors').length
  expect(vendors).toBeGreaterThan(0)
  expect(
    await count(
      `delivery d join lane l on l.id = d.lane_id where l.apply = 'vendor.to-procore' and d.state = 'applied'`,
    ),
  ).toBe(vendors)
  // A group with members would refuse it.
  await desk.ops.bus.commitGroupStart(`${desk.env.PLUMBLINE_TOPIC_PREFIX}.procore-writer`, [])
  expect(await poller.terminate()).toBe(0)
  expect(await count('cursor where owner is not null and lease_until > now()')).toBe(0)
})

type Write = { collection: string; action: string; traceparent: string | null }
const traceOf = (traceparent: string | null | undefined) => traceparent?.split('-')[1]

test('one trace runs from a webhook through Kafka to the journal, and goes where the environment says', async () => {
  const spans: string[] = []
  const collector = createServer((request, response) => {
    request.resume().on('end', () => {
      spans.push(request.url!)
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void collector.close())
  await once(collector, 'listening')
  const ingressPort = base + taken++
  await desk.apply([['127.0.0.1:24030', `127.0.0.1:${ingressPort}`]])
  const services = [
    start('ps-poller'),
    start('procore-writer'),
    start('ps-writer'),
    start('procore-ingress', {
      PLUMBLINE_INGRESS_PORT: String(ingressPort),
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
    }),
  ]
  const ingress = services.at(-1)!
  await Promise.all(services.map(service => until(service, '/health/ready', 200)))
  await vi.waitFor(
    () => expect(ingress.lines().map(line => line.msg)).toContain('webhooks are in place'),
    60_000,
  )
  const journals = async () =>
    ((await (await fetch(`${desk.peoplesoft.url}/__sandbox/ledger`)).json()) as Write[]).filter(
      one => one.collection === 'JRNL_HEADER',
    )
  await vi.waitFor(async () => expect(await journals()).toHaveLength(1), 60_000)
  await desk.person('procore', {
    as: 9002,
    do: 'update',
    collection: 'direct_cost_line_items',
    id: 62001,
    set: { amount: '2000.00', extended_type: 'manual' },
  })
  const correction = await vi.waitFor(async () => {
    const all = await journals()
    expect(all).toHaveLength(2)
    return all[1]!
  }, 60_000)

  const pages = await Promise.all(services.map(async service => (await service.page('/metrics')).text))
  const measured = new Set(
    pages.flatMap(page => [...page.matchAll(/^# HELP (plumbline_\S+)/gm)].map(([, name]) => name!)),
  )
  expect([...measured].sort()).toEqual(Object.keys(metricNames).sort())

  const trace = traceOf(correction.traceparent)
  expect(trace).toMatch(/^[0-9a-f]{32}$/)
  const { rows } = await desk.ops.pool.query<{ decision: string; traceparent: string | null }>(
    `select decision, traceparent from audit where entity = 'direct-cost' and key = '61001' and revision = 2`,
  )
  expect(rows.map(row => row.decision)).toEqual(expect.arrayContaining(['minted', 'intended']))
  for (const row of rows) expect(traceOf(row.traceparent), row.decision).toBe(trace)
  for (const topic of ['notification', 'direct-cost']) expect(await tracesIn(topic), topic).toContain(trace)

  for (const service of services) expect(await service.terminate()).toBe(0)
  expect(spans).toContain('/v1/traces')
})

/** Trace ids of all that stands in a topic. */
async function tracesIn(entity: string): Promise<(string | undefined)[]> {
  const topic = `${desk.env.PLUMBLINE_TOPIC_PREFIX}.${entity}.v1`
  const extents = await desk.ops.bus.extents([topic])
  const wanted = extents.reduce((sum, one) => sum + Number(one.latest - one.earliest), 0)
  const seen: (string | undefined)[] = []
  const stop = await watchTopic(desk.ops, topic, 'beginning', ({ head }) => {
    seen.push(traceOf((head as { traceparent: string | null }).traceparent))
  })
  await vi.waitFor(() => expect(seen).toHaveLength(wanted), 30_000)
  await stop()
  return seen
}
