import { freshDatabase } from '@plumbline/stack/testing'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { type ApplyOrder, createConnectionStore, type SealedSecret } from './connection-store.ts'
import { createPool } from './pool.ts'

const pool = createPool(await freshDatabase())
afterAll(() => pool.end())

const store = createConnectionStore(pool)
const now = new Date('2026-03-10T15:00:00.000Z')
const order = (name: string, document: object, more: Partial<ApplyOrder> = {}): ApplyOrder => ({
  name,
  document,
  seal: () => [],
  check: () => {},
  backfill: () => [],
  who: 'ann',
  now,
  ...more,
})
const sealed = (name: string, text: string): SealedSecret => ({
  name,
  keyId: 'k1',
  wrappedKey: Buffer.from('wrapped'),
  sealed: Buffer.from(text),
})
const rows = async <R extends object>(sql: string, values: unknown[] = []) =>
  (await pool.query<R>(sql, values)).rows
const counted = async (table: string) =>
  (await rows<{ n: number }>(`select count(*)::int as n from ${table}`))[0]!.n

let name = ''
let named = 0
beforeEach(() => {
  name = `connection ${++named}`
})

describe('applying a connection', () => {
  test('the id stays, the version counts, the history is kept, and each step is audited', async () => {
    const first = await store.apply(order(name, { a: 1 }))
    const second = await store.apply(order(name, { a: 2 }, { who: 'bob' }))
    expect(first).toMatchObject({ version: 1, created: true, changed: true })
    expect(second).toEqual({ id: first.id, version: 2, created: false, changed: true })
    expect(await store.find(name)).toEqual({ id: first.id, name, version: 2, document: { a: 2 } })
    expect(
      await rows(
        'select version, document, applied_by from connection_version where connection_id = $1 order by 1',
        [first.id],
      ),
    ).toEqual([
      { version: '1', document: { a: 1 }, applied_by: 'ann' },
      { version: '2', document: { a: 2 }, applied_by: 'bob' },
    ])
    expect(
      await rows('select revision, decision, who, before, after from audit where key = $1 order by id', [
        name,
      ]),
    ).toEqual([
      { revision: '1', decision: 'applied', who: 'ann', before: null, after: { a: 1 } },
      { revision: '2', decision: 'applied', who: 'bob', before: { a: 1 }, after: { a: 2 } },
    ])
  })

  test('the same once more changes nothing, in whatever order its fields are', async () => {
    const first = await store.apply(order(name, { a: 1, b: [2] }))
    const before = [await counted('audit'), await counted('connection_version')]
    const again = await store.apply(order(name, { b: [2], a: 1 }))
    expect(again).toEqual({ ...first, created: false, changed: false })
    expect([await counted('audit'), await counted('connection_version')]).toEqual(before)
  })

  test('a document that does not go with the others is refused, and nothing of it stays', async () => {
    await store.apply(order(name, { company: '1' }))
    const other = order(
      `${name} twin`,
      { company: '1' },
      {
        seal: () => [sealed('password', 'x')],
        check: others => {
          if (others.some(one => (one.document as { company: string }).company === '1'))
            throw new Error('company 1 is another connection’s')
        },
      },
    )
    await expect(store.apply(other)).rejects.toThrow('another connection’s')
    expect(await store.find(`${name} twin`)).toBeNull()
    expect(await rows('select from audit where key = $1', [`${name} twin`])).toEqual([])
  })

  test('it is not checked against itself', async () => {
    await store.apply(order(name, { company: name }))
    const seen: string[] = []
    await store.apply(
      order(
        name,
        { company: name, more: 1 },
        { check: others => void seen.push(...others.map(one => one.name)) },
      ),
    )
    expect(seen).not.toContain(name)
  })

  test('two operators at once are taken one after the other: of two that overlap, one is refused', async () => {
    const only = (document: object): Partial<ApplyOrder> => ({
      check: others => {
        if (others.some(one => JSON.stringify(one.document) === JSON.stringify(document)))
          throw new Error('overlaps')
      },
    })
    const document = { company: name }
    const results = await Promise.allSettled(
      ['a', 'b', 'c', 'd'].map(one => store.apply(order(`${name} ${one}`, document, only(document)))),
    )
    expect(results.filter(one => one.status === 'fulfilled')).toHaveLength(1)
    const versions = await Promise.all([1, 2, 3].map(n => store.apply(order(name, { n }))))
    expect(versions.map(one => one.version).toSorted()).toEqual([1, 2, 3])
    expect(new Set(versions.map(one => one.id)).size).toBe(1)
  })

  test('secrets that are not given stay as they are; a new one is a new version without a word of it in the audit', async () => {
    const { id } = await store.apply(
      order(name, {}, { seal: () => [sealed('a', 'first'), sealed('b', 'other')] }),
    )
    const changed = await store.apply(order(name, {}, { seal: () => [sealed('a', 'second')] }))
    expect(changed).toMatchObject({ version: 2, changed: true })
    expect(await store.secretNames(id)).toEqual(['a', 'b'])
    expect(await store.secret(id, 'a')).toEqual(sealed('a', 'second'))
    expect(await store.secret(id, 'b')).toEqual(sealed('b', 'other'))
    expect(await store.secret(id, 'c')).toBeNull()
    const [audit] = await rows<{ why: string; row: string }>(
      'select why, audit::text as row from audit where key = $1 order by id desc',
      [name],
    )
    expect(audit!.why).toBe('secrets sealed: a')
    expect(audit!.row).not.toContain('second')
  })

  test('secrets are sealed for the connection’s own id', async () => {
    const ids: string[] = []
    const { id } = await store.apply(order(name, {}, { seal: own => (ids.push(own), []) }))
    await store.apply(order(name, { a: 1 }, { seal: own => (ids.push(own), []) }))
    expect(ids).toEqual([id, id])
  })

  test('the back-fill that a change needs is ordered with it; a new connection needs none', async () => {
    const backfill = (before: unknown) => ((before as { n: number }).n === 1 ? ['vendor', 'gl-account'] : [])
    const { id } = await store.apply(order(name, { n: 1 }, { backfill }))
    expect(await rows('select from replay where connection_id = $1', [id])).toEqual([])
    await store.apply(order(name, { n: 2 }, { backfill }))
    expect(
      await rows('select entity, ordered_by, ordered_at from replay where connection_id = $1 order by id', [
        id,
      ]),
    ).toEqual([
      { entity: 'vendor', ordered_by: 'ann', ordered_at: now },
      { entity: 'gl-account', ordered_by: 'ann', ordered_at: now },
    ])
  })

  test('a back-fill that cannot be worked out takes the whole change back', async () => {
    await store.apply(order(name, { n: 1 }))
    const backfill = () => {
      throw new Error('what was there makes no sense')
    }
    await expect(store.apply(order(name, { n: 2 }, { backfill }))).rejects.toThrow('makes no sense')
    expect(await store.find(name)).toMatchObject({ version: 1, document: { n: 1 } })
  })
})
