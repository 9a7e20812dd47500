import { describe, expect, test } from 'vitest'
import { createRowCap, readDocuments } from './documents.ts'
import type { QueryDefinition } from './query-definition.ts'

const definition: QueryDefinition = {
  name: 'PLB_TRIAL',
  purpose: '',
  records: [{ alias: 'A', record: 'VENDOR' }],
  prompts: [],
  criteria: [],
  columns: [
    { field: 'A.ID', type: 'char', length: 10, about: '' },
    { field: 'A.N', type: 'number', length: 5, about: '' },
  ],
  order: ['A.ID', 'A.N'],
  keyset: { prompt: 'ID_OFFSET', field: 'A.ID' },
}

/** A table of documents with so many rows each, behind a Query Profile that may cut. */
function table(sizes: number[], profile = Number.POSITIVE_INFINITY) {
  const rows = sizes.flatMap((size, at) =>
    Array.from({ length: size }, (_, n) => ({ ID: `D${String(at).padStart(3, '0')}`, N: String(n) })),
  )
  const asked: [after: string, rows: number][] = []
  const cap = createRowCap()
  const read = async (after: string, most: number) => {
    asked.push([after, most])
    return rows.filter(row => row.ID > after).slice(0, Math.min(most, profile))
  }
  const list = async (pageRows: number, maxRows = 1000) => {
    const sizes: number[] = []
    for await (const document of readDocuments(definition, read, { pageRows, maxRows, cap }))
      sizes.push(document.length)
    return sizes
  }
  return { list, asked, rows, cap }
}

const mixed = [1, 3, 2, 5, 1, 1, 4, 2, 2, 3]

describe.each([
  ['no cap', Number.POSITIVE_INFINITY],
  ['a Query Profile of 5', 5],
  ['a Query Profile of 6', 6],
  ['a Query Profile of 7', 7],
  ['a Query Profile of 10', 10],
])('with %s', (_, profile) => {
  test.each([6, 7, 8, 10, 24, 25, 1000])(
    'every document comes whole and once by pages of %i',
    async pageRows => {
      if (profile === 5) return expect(table(mixed, profile).list(pageRows)).rejects.toThrow(/D003 alone/)
      expect(await table(mixed, profile).list(pageRows)).toEqual(mixed)
    },
  )
})

test('nothing to read costs one call', async () => {
  const { list, asked } = table([])
  expect(await list(100)).toEqual([])
  expect(asked).toHaveLength(1)
})

test('a listing that fits one page costs one call more', async () => {
  const { list, asked } = table(mixed)
  await list(100)
  expect(asked).toEqual([
    ['', 100],
    ['D008', 100],
  ])
})

test('a single document costs one call more', async () => {
  const { list, asked } = table([3])
  expect(await list(100)).toEqual([3])
  expect(asked).toHaveLength(2)
})

test('a page grows for a document that alone fills it, and shrinks again', async () => {
  const { list, asked } = table([2, 30, 2, 2, 2, 2, 2])
  expect(await list(10, 50)).toEqual([2, 30, 2, 2, 2, 2, 2])
  expect(asked.map(([, rows]) => rows)).toEqual([10, 10, 50, 10])
})

test('a page grows for the last document too', async () => {
  expect(await table([2, 30]).list(10, 50)).toEqual([2, 30])
  expect(await table([30]).list(10, 50)).toEqual([30])
})

test('a document larger than the largest page is an error in words', async () => {
  await expect(table([2, 60, 1]).list(10, 50)).rejects.toThrow(
    /PLB_TRIAL brings 50 rows for D001 alone and may leave some out: raise max_rows \(50\)/,
  )
})

test('a document cut by the Query Profile is an error in words, at the beginning and in the middle', async () => {
  await expect(table([8, 1, 1], 5).list(100)).rejects.toThrow(/5 rows for D000 alone.*Maximum Rows Fetched/)
  await expect(table([1, 8, 1], 5).list(100)).rejects.toThrow(/5 rows for D001 alone/)
  await expect(table([1, 8], 5).list(100)).rejects.toThrow(/5 rows for D001 alone/)
})

test('a cap found in one listing is known to the next', async () => {
  const { list, cap } = table([8, 1, 1], 5)
  await expect(list(100)).rejects.toThrow()
  expect(cap.reached(5, 100)).toBe(true)
  expect(cap.reached(4, 100)).toBe(false)
  expect(cap.reached(6, 100)).toBe(false)
  expect(cap.reached(5, 100)).toBe(false)
})

test('a record that comes in between two calls does not look like a cap', async () => {
  const { rows, cap } = table([1])
  let calls = 0
  const read = async (after: string) => {
    if (++calls === 2) rows.push({ ID: 'D001', N: '0' })
    return rows.filter(row => row.ID > after)
  }
  const ids: string[] = []
  for await (const [row] of readDocuments(definition, read, { pageRows: 10, maxRows: 10, cap }))
    ids.push(row?.ID ?? '')
  expect(ids).toEqual(['D000', 'D001'])
})

test('a query that ignores its offset prompt is an error in words, not an endless loop', async () => {
  const { rows, cap } = table([1, 1, 1])
  const list = async () => {
    for await (const _ of readDocuments(definition, async () => rows, { pageRows: 10, maxRows: 10, cap }))
      continue
  }
  await expect(list()).rejects.toThrow(/brings D000 again/)
})

test('a query that is not sorted by its key is an error in words', async () => {
  const rows = ['D1', 'D2', 'D1'].map(ID => ({ ID, N: '0' }))
  const list = async () => {
    for await (const _ of readDocuments(definition, async () => rows, {
      pageRows: 10,
      maxRows: 10,
      cap: createRowCap(),
    }))
      continue
  }
  await expect(list()).rejects.toThrow(/not sorted by ID: D1 comes in two places/)
})

test('a row that a join repeats is given once', async () => {
  const read = async (after: string) => (after === '' ? ['0', '1', '0', '1'].map(N => ({ ID: 'D1', N })) : [])
  for await (const document of readDocuments(definition, read, {
    pageRows: 10,
    maxRows: 10,
    cap: createRowCap(),
  }))
    expect(document).toEqual([
      { ID: 'D1', N: '0' },
      { ID: 'D1', N: '1' },
    ])
  expect.assertions(1)
})
