import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { newKeyLine } from '@plumbline/connections'
import {
  localizeConnection,
  planSandbox,
  planService,
  rows,
  type ServiceName,
  services,
  surroundings,
  type World,
} from '@plumbline/demo'
import {
  applyConnection,
  type Ops,
  openOps,
  readExceptions,
  readStatus,
  setUp,
  whatIsOpen,
} from '@plumbline/ops'
import { readConfig } from '@plumbline/runtime'
import { freePortBase, kafkaTool, type Ports, portsAt } from '@plumbline/stack'
import { makeDatabase, testStack, uniquePrefix } from '@plumbline/stack/testing'
import { type Program, startProgram } from './program.ts'

type Row = Record<string, unknown>
export type Side = 'peoplesoft' | 'procore'

/** Plumbline as it is installed: four processes, two sandboxes, and the run's own broker, registry and Postgres. */
export type TestSystem = {
  ops: Ops
  prefix: string
  /** Where everything of this system listens. */
  ports: Ports
  /** File of the connection as it was applied. */
  connectionFile: string
  apply(file: string): Promise<void>
  start(...names: ServiceName[]): Promise<void>
  service(name: ServiceName): Program
  stop(...names: ServiceName[]): Promise<void>
  /** A counter of a running service by the value of its label `result`, from its metrics page. */
  counter(name: ServiceName, metric: string): Promise<Record<string, number>>
  state(side: Side, collection: string): Promise<Row[]>
  /** Every accepted write of a sandbox after number `since`. */
  writes(side: Side, since?: number): Promise<Write[]>
  /** How many writes Procore and PeopleSoft have accepted. */
  countWrites(): Promise<[procore: number, peoplesoft: number]>
  /** Resets the stopped writers' groups to the earliest offset by Kafka's own tool, as an operator does. */
  resetWriters(): Promise<void>
  fault(side: Side, order: Row): Promise<void>
  person(side: Side, order: Row): Promise<void>
  /** Waits until nothing is open; says what is when the time is over. */
  agreed(withinMs?: number): Promise<void>
  close(): Promise<void>
}

export type Write = {
  n: number
  caller: string
  action: string
  collection: string
  key: string
  before: unknown
  after: Row
  changed: boolean
  traceparent: string | null
}

const healthAt = { 'ps-poller': 51, 'procore-ingress': 52, 'procore-writer': 53, 'ps-writer': 54 } as const

/** Starts the sandboxes with a world and brings the connection in; services are started by the test. */
export async function startTestSystem(world: World): Promise<TestSystem> {
  const { kafka, registryUrl } = testStack()
  const base = await freePortBase()
  const ports = portsAt(base)
  const dir = mkdtempSync(join(tmpdir(), 'plumbline-e2e-'))
  const database = await makeDatabase()
  const prefix = uniquePrefix()
  const sealKey = join(dir, 'seal.key')
  writeFileSync(sealKey, newKeyLine('test'), { mode: 0o600 })
  const env = surroundings({
    databaseUrl: database.url,
    kafka,
    registryUrl,
    sealKey,
    ingressPort: ports.ingress,
    prefix,
  })
  const ops = openOps(readConfig({}, env), 'test')
  const sandboxes = await Promise.all(
    (['peoplesoft', 'procore'] as const).map(name =>
      startProgram(planSandbox(name, world, ports[name], join(dir, `${name}.jsonl`), dir)),
    ),
  )
  await setUp(ops, { partitions: 3, replicas: null })
  const secrets = {
    'peoplesoft.password': 'plumbline-demo',
    'procore.client_secret': 'plumbline-demo-secret',
    'procore.webhook_secret': 'a-webhook-secret',
  }
  const sources = Object.entries(secrets).map(([name, text]) => {
    const file = join(dir, name)
    writeFileSync(file, text)
    return { name, from: { file } }
  })
  const connectionFile = join(dir, 'connection.yaml')
  localizeConnection(world, base, connectionFile)
  const running = new Map<ServiceName, Program>()
  const at = (side: Side, path: string) => `http://127.0.0.1:${ports[side]}/__sandbox/${path}`

  const system: TestSystem = {
    ops,
    prefix,
    ports,
    connectionFile,
    apply: async file => void (await applyConnection(ops, file, sources)),
    start: async (...names) => {
      await Promise.all(
        names.map(async name =>
          running.set(name, await startProgram(planService(name, dir, base + healthAt[name], env))),
        ),
      )
    },
    service: name => running.get(name)!,
    stop: async (...names) =>
      void (await Promise.all(names.map(async name => await running.get(name)?.stop()))),
    counter: async (name, metric) => {
      const page = await (await fetch(`http://127.0.0.1:${base + healthAt[name]}/metrics`)).text()
      const lines = page.matchAll(new RegExp(`^${metric}_total{.*result="([^"]+)".*} (\\d+)`, 'gm'))
      return Object.fromEntries([...lines].map(([, result, count]) => [result!, Number(count)]))
    },
    state: (side, collection) => rows(`http://127.0.0.1:${ports[side]}`, collection),
    writes: async (side, since = 0) =>
      (await (await fetch(at(side, `ledger?since=${since}`))).json()) as Write[],
    countWrites: async () => {
      const [procore, peoplesoft] = [await system.writes('procore'), await system.writes('peoplesoft')]
      return [procore.at(-1)?.n ?? 0, peoplesoft.at(-1)?.n ?? 0]
    },
    resetWriters: async () => {
      for (const writer of ['procore-writer', 'ps-writer'])
        await kafkaTool('org.apache.kafka.tools.consumer.group.ConsumerGroupCommand', [
          ...['--bootstrap-server', kafka, '--group', `${prefix}.${writer}`],
          ...['--reset-offsets', '--to-earliest', '--all-topics', '--execute'],
        ])
    },
    fault: (side, order) => post(at(side, 'faults'), order),
    person: (side, order) => post(at(side, 'do'), order),
    agreed: (withinMs = 60_000) => agreed(ops, withinMs, dir),
    close: async () => {
      await system.stop(...services)
      await Promise.all(sandboxes.map(sandbox => sandbox.stop()))
      await ops.close()
      await database.drop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
  await system.apply(connectionFile)
  return system
}

async function post(url: string, body: Row): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${url}: ${await response.text()}`)
}

async function agreed(ops: Ops, withinMs: number, dir: string): Promise<void> {
  const until = performance.now() + withinMs
  for (let calm = 0; calm < 4; ) {
    const open = whatIsOpen(await readStatus(ops))
    calm = open.length === 0 ? calm + 1 : 0
    if (performance.now() > until) throw new Error(`still open:\n${open.join('\n')}\n${warnings(dir)}`)
    await sleep(250)
  }
}

/** What the services complained about: it belongs into a failure's text. */
function warnings(dir: string): string {
  return services
    .flatMap(name =>
      readFileSync(join(dir, `${name}.log`), 'utf8')
        .split('\n')
        .filter(line => /"level":[456]0/.test(line))
        .slice(-3),
    )
    .join('\n')
    .slice(0, 4000)
}

export { readExceptions }
