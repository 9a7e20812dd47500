import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, inject, onTestFinished } from 'vitest'

/** Where a run's own broker, registry and Postgres are (started once by vitest-setup.ts). */
export type TestStack = {
  /** `host:port` of the broker. */
  kafka: string
  /** Base address of the registry's Confluent-compatible API. */
  registryUrl: string
  /** Connection string of the database `postgres`, as superuser. */
  postgresAdminUrl: string
}

declare module 'vitest' {
  interface ProvidedContext {
    stack: TestStack
  }
}

/** The run's stack; for `*.int.test.ts` and `*.e2e.test.ts` only. */
export function testStack(): TestStack {
  return inject('stack')
}

/** A name that no other test file has: the beginning of its topics, subjects and groups. */
export function uniquePrefix(): string {
  return `t${randomBytes(5).toString('hex')}`
}

/** An empty folder that is deleted when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/**
 * A migrated database of this test file's own, as a connection string. Call it at the top of the file (`const url =
 * await freshDatabase()`), before the hooks that close connections: it is dropped after them, and a connection that is
 * still open then fails the file.
 */
export async function freshDatabase(): Promise<string> {
  const { url, drop } = await makeDatabase()
  afterAll(drop)
  return url
}

/** A migrated database that the caller drops; a connection that is still open then makes `drop` reject. */
export async function makeDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const name = uniquePrefix()
  await asAdmin(async admin => {
    await prepareTemplate(admin)
    await admin.query(`create database ${name} template ${template}`)
  })
  return { url: urlOf(name), drop: () => asAdmin(admin => dropDatabase(admin, name)) }
}

const template = 'plumbline_template'

async function prepareTemplate(admin: pg.Client): Promise<void> {
  // Test files begin side by side: one makes the template, the others wait. The lock goes with the connection.
  await admin.query(`select pg_advisory_lock(hashtext('${template}'))`)
  const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [template])
  if (!rowCount) {
    const half = `${template}_half`
    await admin.query(`drop database if exists ${half}`)
    await admin.query(`create database ${half}`)
    // Loaded here, so that a broken ledger fails only the files that use it.
    const { migrate } = await import('@plumbline/ledger')
    await migrate(urlOf(half))
    await admin.query(`alter database ${half} rename to ${template}`)
  }
  await admin.query(`select pg_advisory_unlock(hashtext('${template}'))`)
}

async function dropDatabase(admin: pg.Client, name: string): Promise<void> {
  try {
    // Postgres itself waits 5 s for sessions that are about to end.
    await admin.query(`drop database ${name}`)
  } catch (error) {
    if ((error as pg.DatabaseError).code !== objectInUse) throw error
    const { rows } = await admin.query<{ session: string }>(
      `select format('%s, last: %s', application_name, left(query, 200)) as session
         from pg_stat_activity where datname = $1`,
      [name],
    )
    await admin.query(`drop database ${name} with (force)`)
    const list = rows.map(row => `- ${row.session}`).join('\n')
    throw new Error(`Connections to this file's database were not closed:\n${list}`)
  }
}
// Appendix A of Postgres's manual: object_in_use.
const objectInUse = '55006'

function urlOf(database: string): string {
  const url = new URL(testStack().postgresAdminUrl)
  url.pathname = database
  return url.href
}

async function asAdmin(work: (admin: pg.Client) => Promise<void>): Promise<void> {
  const admin = new pg.Client({ connectionString: testStack().postgresAdminUrl })
  await admin.connect()
  try {
    await work(admin)
  } finally {
    await admin.end()
  }
}
