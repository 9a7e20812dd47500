import { existsSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Child, type ChildPlan, startChild } from './child.ts'
import { claimFolder } from './claim.ts'
import { planKafka } from './kafka.ts'
import { assertPortsFree, type Ports } from './ports.ts'
import { createDatabase, databaseUrl, type PostgresAccess, type Profile, planPostgres } from './postgres.ts'
import { removeDataFolder } from './postgres-user.ts'
import { planRegistry, registryUrl } from './registry.ts'

/** The registry's own database. */
const registryDatabase = 'registry'

/** Where and how to run a stack. */
export type StackOptions = {
  /** Where its parts listen; those of programs that are run later are checked with them. */
  ports: Pick<Ports, 'kafka' | 'kafkaController' | 'registry' | 'postgres'> & Partial<Ports>
  /** Folder that keeps data and logs, this stack's own; a later start on it goes on from there. */
  dir: string
  profile: Profile
  /** Takes one line for each part that has started, stopped or did not. */
  onProgress?(line: string): void
  /** Takes one sentence when a part ends that nobody stopped. */
  onLoss?(sentence: string): void
  /** Aborted before all parts answer: the start is undone and rejects with the signal's reason. */
  signal?: AbortSignal
}

/** A running broker, registry and Postgres, all on loopback. */
export type Stack = {
  /** `host:port` of the broker. */
  kafka: string
  /** Base address of the registry's Confluent-compatible API. */
  registryUrl: string
  postgres: {
    /** Connection string of the database `postgres`, as superuser. */
    adminUrl: string
    /** Creates a database unless it exists, as a copy of `template` if given; resolves to its connection string. */
    createDatabase(name: string, template?: string): Promise<string>
  }
  /** Runs a further program as a part of this stack; resolves when it answers. The caller watches its end. */
  run(plan: ChildPlan): Promise<Child>
  /** Stops all parts cleanly, the last started first, so the registry before Postgres; resolves when no process is left. */
  stop(): Promise<void>
}

/**
 * Starts Postgres, then the registry on it, and Kafka beside them; resolves when all three answer. What an earlier start
 * left running on this folder is ended first. Throws a StackError, with nothing left running, when another process
 * runs a stack here, a port is taken, or a part does not come up.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { ports, profile, onProgress = () => {}, onLoss = () => {}, signal } = options
  const dir = resolve(options.dir)
  const claim = await claimFolder(dir, onProgress)
  const children: Child[] = []

  const run = async (plan: ChildPlan) => {
    const child = await startChild(plan, claim, onProgress, signal)
    children.push(child)
    return child
  }
  const start = async (plan: ChildPlan) => {
    const child = await run(plan)
    void child.ended.then(how => {
      if (!stopped) onLoss(`${child.name} has ended (${how}), see ${child.log}.`)
    })
  }
  const startKafka = async () => start(await planKafka(dir, ports))
  const startPostgres = async () => {
    const { plan, access } = await planPostgres(dir, ports.postgres, profile)
    await start(plan)
    await createDatabase(access, registryDatabase)
    await start(planRegistry(dir, ports.registry, access, registryDatabase))
    return access
  }
  let stopped: Promise<void> | undefined
  const stopAll = async () => {
    // Last started, first stopped: the registry must not lose its database under its feet.
    for (const child of children.reverse()) await child.stop()
    claim.release()
  }
  const stop = () => (stopped ??= stopAll())

  try {
    await assertPortsFree(ports)
    const [withPostgres, withKafka] = await Promise.allSettled([startPostgres(), startKafka()])
    if (withPostgres.status === 'rejected') throw withPostgres.reason
    if (withKafka.status === 'rejected') throw withKafka.reason
    return stackOf(ports, withPostgres.value, run, stop)
  } catch (error) {
    await stop()
    throw error
  }
}

/** Deletes a stack's folder with all its data. Throws a StackError if a stack runs there. */
export async function forgetStack(folder: string): Promise<void> {
  const dir = resolve(folder)
  if (!existsSync(dir)) return
  await claimFolder(dir, () => {})
  removeDataFolder(dir)
  rmSync(dir, { recursive: true })
}

function stackOf(
  { kafka, registry }: StackOptions['ports'],
  access: PostgresAccess,
  run: Stack['run'],
  stop: Stack['stop'],
): Stack {
  return {
    kafka: `127.0.0.1:${kafka}`,
    registryUrl: registryUrl(registry),
    postgres: {
      adminUrl: databaseUrl(access, 'postgres'),
      createDatabase: (name, template) => createDatabase(access, name, template),
    },
    run,
    stop,
  }
}
