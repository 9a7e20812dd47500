import { join } from 'node:path'
import type { ChildPlan, Ports } from '@plumbline/stack'
import { root, type World } from './layout.ts'

export const services = ['ps-poller', 'procore-ingress', 'procore-writer', 'ps-writer'] as const
export type ServiceName = (typeof services)[number]

const healthPorts = {
  'ps-poller': 'psPoller',
  'procore-ingress': 'procoreIngress',
  'procore-writer': 'procoreWriter',
  'ps-writer': 'psWriter',
} as const

export const healthPort = (ports: Ports, service: ServiceName): number => ports[healthPorts[service]]

/** One of the sandboxes as a program; its state stands in the file `data`. */
export function planSandbox(
  name: 'peoplesoft' | 'procore',
  world: World,
  port: number,
  data: string,
  logs: string,
): ChildPlan {
  return {
    name: name === 'procore' ? 'Procore sandbox' : 'PeopleSoft sandbox',
    command: process.execPath,
    args: [
      join(root, 'sandbox', name, 'src/main.ts'),
      ...['--port', String(port), '--data', data, '--seed', world],
    ],
    log: join(logs, `sandbox-${name}.log`),
    stopSignal: 'SIGTERM',
    answers: () => answers(`http://127.0.0.1:${port}/__sandbox/clock`),
  }
}

/** One of the services as a program. */
export function planService(
  name: ServiceName,
  logs: string,
  healthPort: number,
  env: Record<string, string>,
): ChildPlan {
  return {
    name,
    command: process.execPath,
    args: [join(root, 'services', name, 'src/main.ts')],
    env: { ...env, PLUMBLINE_HEALTH_PORT: String(healthPort) },
    log: join(logs, `${name}.log`),
    stopSignal: 'SIGTERM',
    answers: () => answers(`http://127.0.0.1:${healthPort}/health/live`),
  }
}

async function answers(url: string): Promise<boolean> {
  const response = await fetch(url)
  await response.arrayBuffer()
  return response.ok
}
