import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { newKeyLine } from '@plumbline/connections'
import { applyConnection, openOps, setUp } from '@plumbline/ops'
import { readConfig } from '@plumbline/runtime'
import type { Place } from './bench.ts'
import { connectionDocument } from './connection.ts'
import { type Database, makeDatabase } from './database.ts'
import { capture, land } from './filling.ts'
import { type OpenEngine, openEngine } from './open-engine.ts'
import type { Sandboxes } from './sandbox.ts'
import type { Size } from './world.ts'

/**
 * How far a ledger has got. `empty`: the connection, nothing read. `captured`: everything read and published, accounts
 * delivered. `landed`: the suppliers are landed, and due.
 */
type Stage = 'empty' | 'captured' | 'landed'

/** Copies of one ledger at its stages, so that every round of a case begins at the same point. */
export type Ground = {
  size: Size
  /** The topics that hold the events of the stages `captured` and `landed`. */
  prefix: string
  /** Opens an engine on a copy of its own; topics are those of `prefix`, or new ones that are empty. */
  open(stage: Stage, topics: 'filled' | 'new'): Promise<OpenGround>
  close(): Promise<void>
}

export type OpenGround = OpenEngine & {
  prefix: string
  /** What a service needs in its environment to run on the same copy. */
  env: Record<string, string>
}

const SECRETS = {
  'peoplesoft.password': 'plumbline-demo',
  'procore.client_secret': 'plumbline-demo-secret',
  'procore.webhook_secret': 'a-webhook-secret',
}
/** What a webhook of the benchmark must bear. */
export const webhookSecret = SECRETS['procore.webhook_secret']

/** Makes the empty stage; the others are made when they are first asked for. */
export async function prepareGround(
  place: Place,
  sandboxes: Sandboxes,
  size: Size,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Ground> {
  const { dir, postgresAdminUrl } = place
  const run = `bench_${randomBytes(4).toString('hex')}`
  const sealKey = join(dir, 'seal.key')
  writeFileSync(sealKey, newKeyLine('bench'), { mode: 0o600 })
  const stages = new Map<Stage, Promise<Database>>()
  let copies = 0

  const envOn = (databaseUrl: string, prefix: string): Record<string, string> => ({
    PLUMBLINE_DATABASE_URL: databaseUrl,
    PLUMBLINE_KAFKA_BROKERS: place.kafka,
    PLUMBLINE_REGISTRY_URL: place.registryUrl,
    PLUMBLINE_SEAL_KEY_FILE: sealKey,
    PLUMBLINE_TOPIC_PREFIX: prefix,
    PLUMBLINE_INGRESS_PORT: String(place.ports.ingress),
  })
  const withOps = async (
    env: Record<string, string>,
    work: (ops: ReturnType<typeof openOps>) => Promise<unknown>,
  ) => {
    const ops = openOps(readConfig({}, env), 'bench')
    await work(ops).finally(() => ops.close())
  }
  const withEngine = async (database: Database, work: (open: OpenEngine) => Promise<void>) => {
    const open = await openEngine(envOn(database.url, run), say)
    await work(open).finally(() => open.close())
  }
  const createTopics = (database: Database, prefix: string) =>
    withOps(envOn(database.url, prefix), ops => setUp(ops, { partitions: 3, replicas: null }))

  const makers: Record<Stage, () => Promise<Database>> = {
    empty: async () => {
      const database = await makeDatabase(postgresAdminUrl, `${run}_empty`)
      await createTopics(database, run)
      await withOps(envOn(database.url, run), ops => applyConnection(ops, writeConnection(), secretFiles()))
      return database
    },
    captured: async () => {
      await stage('empty')
      const database = await makeDatabase(postgresAdminUrl, `${run}_captured`, `${run}_empty`)
      say(`reading ${size.suppliers} suppliers and ${size.costs} costs once, for the cases to work on`)
      await withEngine(database, open => capture(open, sandboxes, size, signal))
      return database
    },
    landed: async () => {
      await stage('captured')
      const database = await makeDatabase(postgresAdminUrl, `${run}_landed`, `${run}_captured`)
      await withEngine(database, open => land(open, size, signal))
      return database
    },
  }
  const stage = (name: Stage): Promise<Database> => {
    const known = stages.get(name) ?? makers[name]()
    stages.set(name, known)
    return known
  }

  function writeConnection(): string {
    const file = join(dir, 'connection.json')
    writeFileSync(file, JSON.stringify(connectionDocument(place.ports, size.projects)))
    return file
  }
  function secretFiles() {
    return Object.entries(SECRETS).map(([name, text]) => {
      const file = join(dir, name)
      writeFileSync(file, text, { mode: 0o600 })
      return { name, from: { file } }
    })
  }

  return {
    size,
    prefix: run,
    async open(from, topics) {
      await stage(from)
      const number = ++copies
      const database = await makeDatabase(postgresAdminUrl, `${run}_${number}`, `${run}_${from}`)
      const prefix = topics === 'filled' ? run : `${run}_${number}`
      if (topics === 'new') await createTopics(database, prefix)
      const env = envOn(database.url, prefix)
      const open = await openEngine(env, say)
      const close = async () => {
        await open.close()
        await database.drop()
      }
      return { ...open, close, prefix, env }
    },
    async close() {
      for (const made of await Promise.allSettled(stages.values()))
        if (made.status === 'fulfilled') await made.value.drop()
    },
  }
}
