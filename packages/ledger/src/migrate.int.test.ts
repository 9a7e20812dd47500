import { readdirSync } from 'node:fs'
import { testStack, uniquePrefix } from '@plumbline/stack/testing'
import { runner } from 'node-pg-migrate'
import pg from 'pg'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from './migrate.ts'
import { createPool } from './pool.ts'

const folder = new URL('../migrations', import.meta.url).pathname
const all = readdirSync(folder).map(file => file.replace('.sql', ''))
const admin = new pg.Client({ connectionString: testStack().postgresAdminUrl })
await admin.connect()
afterAll(() => admin.end())

let url = ''
beforeEach(async () => {
  const name = uniquePrefix()
  await admin.query(`create database ${name}`)
  const made = new URL(testStack().postgresAdminUrl)
  made.pathname = name
  url = made.href
  return async () => {
    await admin.query(`drop database ${name}`)
  }
})

async function tables(): Promise<string[]> {
  const pool = createPool(url)
  try {
    const { rows } = await pool.query<{ name: string }>(
      `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') order by 1`,
    )
    return rows.map(row => row.name)
  } finally {
    await pool.end()
  }
}

describe('the ledger’s migrations', () => {
  test('bring an empty database to the newest schema, in order, and do nothing the second time', async () => {
    expect(await migrate(url)).toEqual(all)
    expect(await migrate(url)).toEqual([])
    expect(await tables()).toEqual(
      expect.arrayContaining(['connection', 'audit', 'to_read', 'outbox', 'lane']),
    )
  })

  test('may be run by many at once: one does the work, the others wait for it', async () => {
    const done = await Promise.all(Array.from({ length: 4 }, () => migrate(url)))
    expect(done.flat().toSorted()).toEqual(all)
  })

  test('go back one by one to nothing, and up again to the same', async () => {
    await migrate(url)
    const before = await tables()
    for (const name of all.toReversed()) {
      const undone = await runner({ ...down, databaseUrl: url, count: 1 })
      expect(undone.map(one => one.name)).toEqual([name])
    }
    expect((await tables()).filter(table => !table.startsWith('migration'))).toEqual([])
    await migrate(url)
    expect(await tables()).toEqual(before)
  })
})

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const down = {
  dir: folder,
  direction: 'down' as const,
  schema: 'plumbline',
  migrationsTable: 'migration',
  logger: quiet,
}
