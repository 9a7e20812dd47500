import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newKeyLine } from '@plumbline/connections'
import { readConfig } from '@plumbline/runtime'
import { startPeoplesoftSandbox } from '@plumbline/sandbox-peoplesoft'
import { startProcoreSandbox } from '@plumbline/sandbox-procore'
import { skeletonPeoplesoft, skeletonProcore } from '@plumbline/sandbox-world'
import { freshDatabase, testStack, uniquePrefix } from '@plumbline/stack/testing'
import { afterAll } from 'vitest'
import { type Applied, applyConnection } from '../connection.ts'
import { type Ops, openOps } from '../context.ts'

export const SECRETS: Record<string, string> = {
  'peoplesoft.password': 'plumbline-demo',
  'procore.client_secret': 'plumbline-demo-secret',
  'procore.webhook_secret': 'Bearer a-webhook-secret',
}

export type Change = [from: string, to: string]

/** An operator's desk: a database of the file's own, a folder, a sealing key, and both sandboxes. */
export type Desk = {
  ops: Ops
  dir: string
  /** Variables under which a process works at this desk. */
  env: Record<string, string>
  sealKey: string
  peoplesoft: Awaited<ReturnType<typeof startPeoplesoftSandbox>>
  procore: Awaited<ReturnType<typeof startProcoreSandbox>>
  /** Writes the skeleton connection, pointed at the sandboxes, with these texts replaced; gives the file. */
  write(changes?: Change[]): string
  /** Writes and applies it, with these secrets in files. */
  apply(changes?: Change[], secrets?: Record<string, string>): Promise<Applied>
  /** A person's action in a sandbox. */
  person(side: 'peoplesoft' | 'procore', order: object): Promise<void>
}

/** To be called at the top of a test file. */
export async function openDesk(): Promise<Desk> {
  const { kafka, registryUrl } = testStack()
  const databaseUrl = await freshDatabase()
  const dir = mkdtempSync(join(tmpdir(), 'plumbline-desk-'))
  const sealKey = join(dir, 'seal.key')
  writeFileSync(sealKey, newKeyLine('k1'), { mode: 0o600 })
  const env = {
    PLUMBLINE_DATABASE_URL: databaseUrl,
    PLUMBLINE_KAFKA_BROKERS: kafka,
    PLUMBLINE_REGISTRY_URL: registryUrl,
    PLUMBLINE_SEAL_KEY_FILE: sealKey,
    PLUMBLINE_TOPIC_PREFIX: uniquePrefix(),
  }
  const ops = openOps(readConfig({}, env), 'tester')
  const peoplesoft = await startPeoplesoftSandbox({ rows: skeletonPeoplesoft() })
  const procore = await startProcoreSandbox({
    rows: skeletonProcore(),
    switches: { hourlyLimit: 1e6, spikeLimit: 1e6 },
  })
  afterAll(async () => {
    await Promise.all([peoplesoft.close(), procore.close(), ops.close()])
    rmSync(dir, { recursive: true, force: true })
  })
  const skeleton = readFileSync(join(import.meta.dirname, '../../../../examples/skeleton.yaml'), 'utf8')
  const write = (changes: Change[] = []) => {
    const file = join(dir, 'connection.yaml')
    let text = skeleton
      .replaceAll('http://127.0.0.1:24010', peoplesoft.url)
      .replaceAll('http://127.0.0.1:24020', procore.url)
    for (const [from, to] of changes) {
      if (!text.includes(from)) throw new Error(`the skeleton has no ${from}`)
      text = text.replaceAll(from, to)
    }
    writeFileSync(file, text)
    return file
  }
  return {
    ops,
    dir,
    env,
    sealKey,
    peoplesoft,
    procore,
    write,
    apply: (changes, secrets = SECRETS) => {
      const sources = Object.entries(secrets).map(([name, text]) => {
        writeFileSync(join(dir, name), `${text}\n`)
        return { name, from: { file: join(dir, name) } }
      })
      return applyConnection(ops, write(changes), sources)
    },
    person: async (side, order) => {
      const url = side === 'peoplesoft' ? peoplesoft.url : procore.url
      const response = await fetch(`${url}/__sandbox/do`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(order),
      })
      if (!response.ok) throw new Error(await response.text())
    },
  }
}
