import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { StackError } from '@plumbline/stack'

/** The checkout. */
export const root = resolve(fileURLToPath(new URL('../../..', import.meta.url)))

export type World = 'demo' | 'skeleton'

/** Where the demonstration keeps everything. One folder, so that `--fresh` forgets it all. */
export type Layout = {
  dir: string
  logs: string
  sealKey: string
  secrets: string
  connection: string
  env: string
  world: string
  sandbox(name: 'peoplesoft' | 'procore'): string
}

export function layoutAt(dir: string): Layout {
  return {
    dir,
    logs: join(dir, 'logs'),
    sealKey: join(dir, 'seal.key'),
    secrets: join(dir, 'secrets'),
    connection: join(dir, 'connection.yaml'),
    env: join(dir, 'env'),
    world: join(dir, 'world'),
    sandbox: name => join(dir, `${name}.jsonl`),
  }
}

/** Writes down which world the folder's data is of. @throws StackError when it is of another one already */
export function keepWorld({ dir, world: file }: Layout, world: World): void {
  const before = existsSync(file) ? readFileSync(file, 'utf8').trim() : world
  if (before !== world)
    throw new StackError(
      `The data in ${dir} is of the world ${before}: add --fresh to forget it, or --world ${before} to go on with it.`,
    )
  mkdirSync(dir, { recursive: true })
  writeFileSync(file, `${world}\n`)
}

/** The example connection, with the ports of this run in place of the default ones (base 24000). */
export function localizeConnection(world: World, base: number, target: string): void {
  const text = readFileSync(join(root, 'examples', `${world}.yaml`), 'utf8')
  const moved = text.replace(
    /127\.0\.0\.1:24(\d{3})/g,
    (_, port: string) => `127.0.0.1:${base + Number(port)}`,
  )
  writeFileSync(target, moved)
}

/** Where a run finds its parts. */
export type Surroundings = {
  databaseUrl: string
  kafka: string
  registryUrl: string
  sealKey: string
  ingressPort: number
  prefix?: string
}

/** What services and the command line read from their environment, for this run. */
export function surroundings({
  databaseUrl,
  kafka,
  registryUrl,
  sealKey,
  ingressPort,
  prefix,
}: Surroundings) {
  return {
    PLUMBLINE_DATABASE_URL: databaseUrl,
    PLUMBLINE_KAFKA_BROKERS: kafka,
    PLUMBLINE_REGISTRY_URL: registryUrl,
    PLUMBLINE_SEAL_KEY_FILE: sealKey,
    PLUMBLINE_INGRESS_PORT: String(ingressPort),
    PLUMBLINE_TOPIC_PREFIX: prefix ?? 'plumbline',
    // A demonstration should not wait for minutes after a kill; real systems take longer to answer.
    PLUMBLINE_CALL_DEADLINE_MS: '8000',
    PLUMBLINE_LEASE_MS: '18000',
    PLUMBLINE_DOUBT_WAIT_MS: '9000',
    PLUMBLINE_FOLLOW_MS: '2000',
    PLUMBLINE_RECHECK_MS: '20000',
    PLUMBLINE_FACTS_MS: '30000',
  }
}

/** As an env file, for `npx plumbline`. */
export function writeEnvFile(file: string, env: Record<string, string>): void {
  writeFileSync(
    file,
    Object.entries(env)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
    { mode: 0o600 },
  )
}
