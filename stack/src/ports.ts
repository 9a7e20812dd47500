import { createServer } from 'node:net'
import { holderOf } from './port-holder.ts'
import { StackError } from './stack-error.ts'

const layout = {
  peoplesoft: [10, 'the PeopleSoft sandbox'],
  issuer: [11, "PeopleSoft's OAuth2 issuer"],
  procore: [20, 'the Procore sandbox'],
  ingress: [30, 'the webhook ingress'],
  postgres: [32, 'Postgres'],
  console: [40, 'the console'],
  psPoller: [51, "ps-poller's health and metrics"],
  procoreIngress: [52, "procore-ingress's health and metrics"],
  procoreWriter: [53, "procore-writer's health and metrics"],
  psWriter: [54, "ps-writer's health and metrics"],
  registry: [81, 'the schema registry'],
  kafka: [92, 'Kafka'],
  kafkaController: [93, "Kafka's controller"],
} as const

/** What listens: the three parts of the stack, the sandboxes and the services. */
export type PortName = keyof typeof layout
/** A loopback port for everything that listens. */
export type Ports = Record<PortName, number>

const names = Object.keys(layout) as PortName[]
const highestOffset = Math.max(...names.map(name => layout[name][0]))

/** The ports that stand on one base, e.g. Kafka on `base + 92`. */
export function portsAt(base: number): Ports {
  return Object.fromEntries(names.map(name => [name, base + layout[name][0]])) as Ports
}

/** The base that `PLUMBLINE_PORT_BASE` sets, 24000 without it; throws a StackError for anything but a usable number. */
export function portBase(env: NodeJS.ProcessEnv = process.env): number {
  const text = env.PLUMBLINE_PORT_BASE ?? '24000'
  const base = Number(text)
  if (/^\d+$/.test(text) && base >= 1024 && base + highestOffset <= 65535) return base
  throw new StackError(
    `PLUMBLINE_PORT_BASE must be a whole number from 1024 to ${65535 - highestOffset}, not "${text}".`,
  )
}

/** Throws a StackError about the first port on which something listens: what it is for, who holds it, what to do. */
export async function assertPortsFree(ports: Partial<Ports>): Promise<void> {
  for (const name of names) {
    const port = ports[name]
    if (port === undefined || (await isFree(port))) continue
    const holder = holderOf(port)
    throw new StackError(
      `Port ${port}, meant for ${layout[name][1]}, is taken by ${holder ?? 'another process'}: ` +
        'stop that, or choose other ports, e.g. PLUMBLINE_PORT_BASE=25000.',
    )
  }
}

/** A base on which every port is free, below the range from which the system takes ports for outgoing connections. */
export async function freePortBase(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const base = 10_000 + Math.floor(Math.random() * 13_000)
    const free = await Promise.all(Object.values(portsAt(base)).map(isFree))
    if (free.every(Boolean)) return base
  }
  throw new StackError('No run of free ports was found between 10000 and 23100: stop something that listens.')
}

function isFree(port: number): Promise<boolean> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' || error.code === 'EACCES' ? resolve(false) : reject(error),
    )
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)))
  })
}
