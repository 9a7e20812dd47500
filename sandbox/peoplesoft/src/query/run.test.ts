import { type QueryDefinition, queryDefinitions } from '@plumbline/peoplesoft'
import { Store } from '@plumbline/sandbox-kit'
import type { PeoplesoftRows } from '@plumbline/sandbox-world'
import { expect, test } from 'vitest'
import { Database } from '../database.ts'
import { compileQuery } from './compile.ts'
import { runQuery } from './run.ts'

const STAMPS = { VENDOR: 'ZZ_LASTUPD_DTTM', GL_ACCOUNT_TBL: 'ZZ_LASTUPD_DTTM' }
const defined = (name: string) => queryDefinitions({ stampColumns: STAMPS }).find(one => one.name === name)!

function database(rows: PeoplesoftRows): Database {
  const db = new Database(new Store(null))
  db.load(rows)
  return db
}

function suppliers(count: number): PeoplesoftRows {
  const ids = Array.from({ length: count }, (_, i) => String((i * 7919) % count).padStart(10, '0'))
  const of = (VENDOR_ID: string) => ({ SETID: 'SHARE', VENDOR_ID })
  return {
    VENDOR: ids.map(id => ({ ...of(id), NAME1: `Supplier ${id}`, DEFAULT_LOC: 'MAIN' })),
    VENDOR_ADDR: ids.flatMap(id =>
      [2, 10, 1].map(seq => ({ ...of(id), ADDRESS_SEQ_NUM: seq, EFFDT: '2024-05-01', CITY: `City ${seq}` })),
    ),
    VENDOR_LOC: ids.map(id => ({ ...of(id), VNDR_LOC: 'MAIN', EFFDT: '2020-01-01', CURRENCY_CD: 'USD' })),
  }
}

const values = (definition: QueryDefinition, db: Database, prompts: Record<string, string>, limit = 1e9) => {
  const query = compileQuery(definition)
  return runQuery(query, db, new Map(Object.entries(prompts)), limit).map(joined =>
    query.order.map(({ at, field }) => joined[at]?.[field] ?? null),
  )
}

test('joined rows come in the query’s order, numbers by value, not by text (peoplesoft.md §3.5)', () => {
  const db = database(suppliers(5))
  const rows = values(defined('PLB_VENDOR'), db, { SETID: 'SHARE', VENDOR_ID_OFFSET: '0000000002' })
  expect(rows.map(([id, seq]) => `${Number(id)}/${seq}`)).toEqual([
    '3/1',
    '3/2',
    '3/10',
    '4/1',
    '4/2',
    '4/10',
  ])
})

test('a limit gives the first rows of the whole answer', () => {
  const db = database(suppliers(40))
  const prompts = { SETID: 'SHARE', VENDOR_ID_OFFSET: '' }
  const all = values(defined('PLB_VENDOR'), db, prompts)
  expect(all).toHaveLength(120)
  for (const limit of [1, 2, 50, 119])
    expect(values(defined('PLB_VENDOR'), db, prompts, limit)).toEqual(all.slice(0, limit))
})

test('an order by an inner-joined record is kept, and the rows are those of its own criteria', () => {
  const account = (ACCOUNT: string, EFFDT: string, stamp: string) => ({
    SETID: 'SHARE',
    ACCOUNT,
    EFFDT,
    ZZ_LASTUPD_DTTM: stamp,
  })
  const db = database({
    GL_ACCOUNT_TBL: [
      account('500200', '2024-01-01', '2026-01-01'),
      account('500200', '2027-01-01', '2026-11-02T10:00:00'),
      account('500100', '2020-01-01', '2026-11-01T10:00:00'),
      account('500300', '2020-01-01', '2026-10-01'),
    ],
  })
  const window = { CHANGED_FROM: '2026-11-01-00.00.00.000000', CHANGED_TO: '2026-11-30-00.00.00.000000' }
  const rows = values(defined('PLB_ACCOUNT_CHG'), db, { SETID: 'SHARE', ACCOUNT_OFFSET: '', ...window })
  expect(rows).toEqual([
    ['500100', '2020-01-01'],
    ['500200', '2024-01-01'],
    ['500200', '2027-01-01'],
  ])
})

test('an order that no key follows is sorted, nulls last', () => {
  const definition: QueryDefinition = {
    name: 'X',
    purpose: '',
    records: [{ alias: 'A', record: 'VENDOR' }],
    prompts: [],
    criteria: [],
    columns: [],
    order: ['A.LAST_ACTIVITY_DT', 'A.VENDOR_ID'],
  }
  const row = (VENDOR_ID: string, day: string | null) => ({ SETID: 'S', VENDOR_ID, LAST_ACTIVITY_DT: day })
  const db = database({ VENDOR: [row('1', null), row('2', '2026-02-01'), row('3', '2026-01-01')] })
  expect(values(definition, db, {}, 2)).toEqual([
    ['2026-01-01', '3'],
    ['2026-02-01', '2'],
  ])
  expect(values(definition, db, {}).at(-1)).toEqual([null, '1'])
})

test('rows put in, changed and taken away are where the next answer expects them', () => {
  const db = database(suppliers(3))
  const table = db.table('VENDOR')
  const prompts = { SETID: 'SHARE', VENDOR_ID_OFFSET: '' }
  const ids = () => new Set(values(defined('PLB_VENDOR'), db, prompts).map(([id]) => Number(id)))
  table.delete({ SETID: 'SHARE', VENDOR_ID: '0000000001' })
  expect(ids()).toEqual(new Set([0, 2]))
  db.load({
    VENDOR: [
      { SETID: 'SHARE', VENDOR_ID: '0000000001' },
      { SETID: 'AAAAA', VENDOR_ID: '0000000009' },
    ],
  })
  expect([...ids()]).toEqual([0, 1, 2])
})

test('a page of 1,000 rows out of 10,000 suppliers reads no more than it gives, wherever it begins', () => {
  const db = database(suppliers(10_000))
  const query = compileQuery(defined('PLB_VENDOR'))
  const vendors = db.table('VENDOR')
  const under = vendors.under.bind(vendors)
  let read = 0
  vendors.under = function* (...asked) {
    for (const row of under(...asked)) {
      read++
      yield row
    }
  }
  for (const offset of ['0000000000', '0000005000', '0000009600']) {
    read = 0
    const prompts = new Map(Object.entries({ SETID: 'SHARE', VENDOR_ID_OFFSET: offset }))
    const rows = runQuery(query, db, prompts, 1000)
    expect(rows.length).toBeGreaterThan(300)
    expect(read).toBeLessThanOrEqual(rows.length + 1)
  }
})

test.each([
  [{ records: [{ alias: 'A', record: 'VENDER' }] }, 'no record VENDER'],
  [{ order: ['A.NAME9'] }, 'no field A.NAME9'],
  [{ criteria: [{ field: 'A.SETID', is: '=' as const, to: { prompt: 'X' } }] }, 'no prompt X'],
])('a definition that PeopleSoft could not hold is refused: %j', (set, message) => {
  expect(() =>
    compileQuery({ ...defined('PLB_VENDOR'), columns: [], criteria: [], order: [], ...set }),
  ).toThrow(message)
})
