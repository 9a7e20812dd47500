import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { freshDatabase, makeDatabase } from './testing.ts'

const url = await freshDatabase()
const pool = new pg.Pool({ connectionString: url })
afterAll(() => pool.end())

async function connect(to: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: to, application_name: 'leaky' })
  client.on('error', () => {}) // the server ends it when its database is dropped
  await client.connect()
  return client
}

test('a test file gets a migrated database', async () => {
  const { rows } = await pool.query(`select 1 from pg_tables where schemaname = 'plumbline'`)
  expect(rows.length).toBeGreaterThan(0)
})

test('what one file writes, no other sees', async () => {
  await pool.query('create table mine as select 1')
  const other = await makeDatabase()
  const client = await connect(other.url)
  await expect(client.query('select * from mine')).rejects.toThrow('relation "mine" does not exist')
  await client.end()
  await other.drop()
})

test('a connection left open fails the file that left it, and is named', async () => {
  const { url, drop } = await makeDatabase()
  const client = await connect(url)
  await client.query('select 42')
  await expect(drop()).rejects.toThrow('were not closed:\n- leaky, last: select 42')
  await expect(connect(url)).rejects.toThrow('does not exist')
})
