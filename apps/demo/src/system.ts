import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { newKeyLine } from '@plumbline/connections'
import { applyConnection, type Ops, openOps, setUp } from '@plumbline/ops'
import { readConfig } from '@plumbline/runtime'
import { type Ports, type Stack, startStack } from '@plumbline/stack'
import { type Layout, localizeConnection, surroundings, type World, writeEnvFile } from './layout.ts'
import { healthPort, planSandbox, planService, type ServiceName, services } from './programs.ts'

/** Everything that the demonstration runs. */
export type System = {
  stack: Stack
  ops: Ops
  ports: Ports
  urls: { peoplesoft: string; procore: string }
  stop(): Promise<void>
}

export type SystemOptions = {
  layout: Layout
  ports: Ports
  portBase: number
  world: World
  say(line: string): void
  signal: AbortSignal
}

/** What the seeded sandboxes take as credentials; the webhook secret is made anew for each data folder. */
const SEEDED = { 'peoplesoft.password': 'plumbline-demo', 'procore.client_secret': 'plumbline-demo-secret' }

/** Starts stack, sandboxes and services, and brings the connection in the way an operator does. */
export async function startSystem(options: SystemOptions): Promise<System> {
  const { layout, ports, world, say, signal } = options
  mkdirSync(layout.logs, { recursive: true })
  const stack = await startStack({
    ports,
    dir: layout.dir,
    profile: 'demo',
    onProgress: say,
    onLoss: say,
    signal,
  })
  let ops: Ops | null = null
  try {
    const databaseUrl = await stack.postgres.createDatabase('plumbline')
    const env = surroundings({
      databaseUrl,
      kafka: stack.kafka,
      registryUrl: stack.registryUrl,
      sealKey: layout.sealKey,
      ingressPort: ports.ingress,
    })
    if (!existsSync(layout.sealKey)) writeFileSync(layout.sealKey, newKeyLine('demo'), { mode: 0o600 })
    writeEnvFile(layout.env, env)
    const opened = openOps(readConfig({}, env), 'demonstration')
    ops = opened
    await Promise.all([
      stack.run(
        planSandbox('peoplesoft', world, ports.peoplesoft, layout.sandbox('peoplesoft'), layout.logs),
      ),
      stack.run(planSandbox('procore', world, ports.procore, layout.sandbox('procore'), layout.logs)),
      setUp(opened, { partitions: 3, replicas: null }).then(({ migrations }) =>
        say(`database ${migrations.length > 0 ? 'migrated' : 'up to date'}, topics and schemas in place`),
      ),
    ])
    await bringIn(opened, options)
    let stopping = false
    await Promise.all(services.map(name => keepRunning(name)))
    return {
      stack,
      ops: opened,
      ports,
      urls: {
        peoplesoft: `http://127.0.0.1:${ports.peoplesoft}`,
        procore: `http://127.0.0.1:${ports.procore}`,
      },
      stop: async () => {
        stopping = true
        await opened.close()
        await stack.stop()
      },
    }

    /** A service that ends by itself, or is killed, is started again, as an orchestrator would. */
    async function keepRunning(name: ServiceName): Promise<void> {
      const child = await stack.run(planService(name, layout.logs, healthPort(ports, name), env))
      void child.ended.then(async how => {
        if (stopping || signal.aborted) return
        say(`${name} has ended (${how}); it is started again`)
        await sleep(500)
        if (!stopping && !signal.aborted)
          await keepRunning(name).catch((error: Error) => say(`${name} does not come up: ${error.message}`))
      })
    }
  } catch (error) {
    await ops?.close()
    await stack.stop()
    throw error
  }
}

async function bringIn(ops: Ops, { layout, portBase, world, say }: SystemOptions): Promise<void> {
  localizeConnection(world, portBase, layout.connection)
  const applied = await applyConnection(
    ops,
    layout.connection,
    Object.keys({ ...SEEDED, 'procore.webhook_secret': '' }).map(name => ({
      name,
      from: { file: secretFile(layout, name) },
    })),
  )
  const what = applied.created ? 'created' : applied.changed ? 'changed' : 'unchanged'
  say(`connection ${applied.settings.name}: ${what}, version ${applied.version}`)
}

function secretFile({ secrets }: Layout, name: string): string {
  const file = join(secrets, name)
  mkdirSync(secrets, { recursive: true, mode: 0o700 })
  if (!existsSync(file))
    writeFileSync(file, SEEDED[name as keyof typeof SEEDED] ?? randomBytes(24).toString('base64url'), {
      mode: 0o600,
    })
  return file
}
