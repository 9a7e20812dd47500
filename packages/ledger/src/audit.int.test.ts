import type { Audit } from '@plumbline/engine'
import { freshDatabase } from '@plumbline/stack/testing'
import { afterAll, describe, expect, test } from 'vitest'
import { appendAudit, json } from './audit.ts'
import { createPool, transaction } from './pool.ts'

const pool = createPool(await freshDatabase())
afterAll(() => pool.end())

const now = new Date('2026-03-10T15:00:00.000Z')
const audit = (key: string, more: Partial<Audit> = {}): Audit => ({
  connectionId: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff',
  entity: 'vendor',
  key,
  revision: 1,
  flow: 'vendor.from-toy',
  scope: 'A',
  decision: 'minted',
  code: null,
  why: null,
  who: 'test',
  before: null,
  after: { name: 'x' },
  traceparent: null,
  position: null,
  ...more,
})
const keys = async () =>
  (await pool.query<{ key: string }>('select key from audit order by id')).rows.map(row => row.key)

describe('the audit', () => {
  test('keeps the order in which decisions were appended', async () => {
    await appendAudit(pool, [audit('1'), audit('2')], now)
    await appendAudit(pool, [audit('3')], now)
    expect(await keys()).toEqual(['1', '2', '3'])
  })

  test.each([
    ["update audit set who = 'nobody'"],
    ["update audit set who = 'nobody' where false"],
    ['delete from audit'],
    ['truncate audit'],
  ])('can only be appended to: %s is refused', async statement => {
    await expect(pool.query(statement)).rejects.toThrow('table audit is append-only')
    expect(await keys()).toHaveLength(3)
  })

  test('goes with the decision: what is rolled back was never decided', async () => {
    const failing = transaction(pool, async client => {
      await appendAudit(client, [audit('4')], now)
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await keys()).toEqual(['1', '2', '3'])
  })
})

describe('values as JSON', () => {
  test.each([
    ['a NUL', 'a\0b', 'a\uFFFDb'],
    ['half a surrogate pair', 'a\ud83d', 'a\uFFFD'],
    ['the other half', '\ude00b', '\uFFFDb'],
    ['a whole pair', 'a😀b', 'a😀b'],
    ['what only looks like an escape', 'a\\u0000b', 'a\\u0000b'],
  ])('%s is stored', async (_, given, stored) => {
    const { rows } = await pool.query<{ value: unknown }>('select $1::jsonb as value', [
      json({ deep: [given] }),
    ])
    expect(rows[0]!.value).toEqual({ deep: [stored] })
  })

  test('nothing is NULL, not the JSON null', () => {
    expect([json(null), json(undefined), json(false)]).toEqual([null, null, 'false'])
  })
})
