import { readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectionOpener, newKeyLine, readKeyRing } from '@plumbline/connections'
import type { Engine } from '@plumbline/engine'
import { capturesFrom, subjectsOf } from '@plumbline/flows'
import { applyConnection, type Ops, openOps, setUp } from '@plumbline/ops'
import { type Assembled, assemble, createLog, readConfig } from '@plumbline/runtime'
import { freshDatabase, testStack, uniquePrefix } from '@plumbline/stack/testing'
import { afterAll } from 'vitest'
import { IngressConfig } from '../config.ts'

export const SECRET = 'Bearer a-secret-that-procore-sends'

/** An ingress's engine on the run's broker, registry and a database of the file's own, with the connection `demo`. */
export type Ingress = {
  engine: Engine
  ports: { store: Assembled['store']; ring(): ReturnType<typeof readKeyRing> }
  pool: Assembled['pool']
  config: ReturnType<typeof readConfig<typeof IngressConfig>>
  ops: Ops
  /** Applies the skeleton with these texts replaced, and these secrets; the engine takes it up. */
  apply(changes?: [from: string, to: string][], secrets?: Record<string, string>): Promise<void>
}

/** To be called at the top of a test file. */
export async function openIngress(): Promise<Ingress> {
  const { kafka, registryUrl } = testStack()
  const databaseUrl = await freshDatabase()
  const dir = await mkdtemp(join(tmpdir(), 'plumbline-ingress-'))
  const sealKey = join(dir, 'seal.key')
  writeFileSync(sealKey, newKeyLine('test'), { mode: 0o600 })
  const config = readConfig(IngressConfig, {
    PLUMBLINE_DATABASE_URL: databaseUrl,
    PLUMBLINE_KAFKA_BROKERS: kafka,
    PLUMBLINE_REGISTRY_URL: registryUrl,
    PLUMBLINE_SEAL_KEY_FILE: sealKey,
    PLUMBLINE_TOPIC_PREFIX: uniquePrefix(),
    PLUMBLINE_INGRESS_PORT: '0',
    PLUMBLINE_LOG_LEVEL: 'error',
  })
  const ops = openOps(config, 'test')
  await setUp(ops, { partitions: 3, replicas: null })
  const ring = () => readKeyRing(sealKey)
  const assembled = assemble('procore-ingress', config, createLog('test', 'silent'), store =>
    connectionOpener({ store, ring, now: () => new Date(), callDeadlineMs: 10_000 }),
  )
  const { engine, store, pool, prepare } = assembled
  await prepare({
    ...subjectsOf(engine.prefix, capturesFrom('procore')),
    [`${engine.prefix}.notification.v1-value`]: 'plumbline.v1.Notification',
  })
  afterAll(async () => {
    await assembled.close()
    await ops.close()
    await rm(dir, { recursive: true, force: true })
  })

  const skeleton = readFileSync(join(import.meta.dirname, '../../../../examples/skeleton.yaml'), 'utf8')
  async function apply(changes: [string, string][] = [], secrets: Record<string, string> = {}) {
    const file = join(dir, 'connection.yaml')
    writeFileSync(
      file,
      changes.reduce((text, [from, to]) => text.replaceAll(from, to), skeleton),
    )
    const all: Record<string, string> = {
      'peoplesoft.password': 'plumbline-demo',
      'procore.client_secret': 'plumbline-demo-secret',
      ...secrets,
    }
    const sources = Object.entries(all).map(([name, text]) => {
      writeFileSync(join(dir, name), text)
      return { name, from: { file: join(dir, name) } }
    })
    await applyConnection(ops, file, sources)
    await engine.connections.refresh()
  }
  await apply([], { 'procore.webhook_secret': SECRET })
  return { engine, ports: { store, ring }, pool, config, ops, apply }
}
