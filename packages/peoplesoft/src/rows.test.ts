import { expect, test } from 'vitest'
import type { QueryDefinition } from './query-definition.ts'
import { shapeRows } from './rows.ts'
import { createZone } from './zone.ts'

const definition: QueryDefinition = {
  name: 'PLB_TRIAL',
  purpose: '',
  records: [
    { alias: 'A', record: 'VENDOR' },
    { alias: 'B', record: 'VENDOR_ADDR', join: { kind: 'left', on: [] } },
  ],
  prompts: [],
  criteria: [],
  columns: [
    { field: 'A.VENDOR_ID', type: 'char', length: 10, about: '' },
    { field: 'A.NAME1', type: 'char', length: 40, about: '' },
    { field: 'A.AMT', type: 'number', length: 26, about: '' },
    { field: 'A.STAMP', type: 'datetime', length: 26, about: '' },
    { field: 'B.NAME1', type: 'char', length: 40, about: '' },
    { field: 'B.EFFDT', type: 'date', length: 10, about: '' },
  ],
  order: [],
}
const zone = createZone('America/Chicago')
const shape = (...rows: Record<string, string | null>[]) => shapeRows(definition, 'XX_TRIAL', rows, zone)

test('a row is by field name, by alias too where two columns share one', () => {
  expect(
    shape({
      'A.VENDOR_ID': '0000000001',
      'A.NAME1': 'Acme   ',
      'A.AMT': '12.500',
      'A.STAMP': '2026-01-31-14.05.09.000000',
      'B.NAME1': ' Acme Yard',
      'B.EFFDT': '2026-01-01',
    }),
  ).toEqual([
    {
      VENDOR_ID: '0000000001',
      'A.NAME1': 'Acme',
      AMT: '12.500',
      STAMP: '2026-01-31T20:05:09.000Z',
      'B.NAME1': ' Acme Yard',
      EFFDT: '2026-01-01',
    },
  ])
})

test('a blank, an empty text, a null and a missing date are null', () => {
  expect(shape({ 'A.VENDOR_ID': '1', 'A.NAME1': ' ', 'A.AMT': '', 'B.NAME1': null })).toEqual([
    { VENDOR_ID: '1', 'A.NAME1': null, AMT: null, STAMP: null, 'B.NAME1': null, EFFDT: null },
  ])
})

test('bare field names are understood where they are not ambiguous', () => {
  expect(
    shape({ VENDOR_ID: '1', 'A.NAME1': 'x', AMT: '1', EFFDT: '2026-01-01T00:00:00', 'B.NAME1': 'y' }),
  ).toMatchObject([{ VENDOR_ID: '1', EFFDT: '2026-01-01' }])
  expect(() => shape({ VENDOR_ID: '1', NAME1: 'x', AMT: '1' })).toThrow(
    /XX_TRIAL does not bring the column A.NAME1/,
  )
})

test('a column that nobody brings is named; that of a joined record only once the record shows', () => {
  const vendor = { 'A.VENDOR_ID': '1', 'A.NAME1': 'x' }
  expect(() => shape(vendor)).toThrow(expect.objectContaining({ query: 'XX_TRIAL', column: 'A.AMT' }))
  expect(shape({ ...vendor, 'A.AMT': '1' })).toHaveLength(1)
  expect(() => shape({ ...vendor, 'A.AMT': '1', 'B.EFFDT': '2026-01-01' })).toThrow(/B\.NAME1/)
})

test.each([
  ['A.AMT', '1,250.00', 'number'],
  ['A.STAMP', '31/01/2026 14:05', 'datetime'],
  ['B.EFFDT', '31-JAN-26', 'date'],
])('a value of another form is an error that names the query and column: %s', (field, value, type) => {
  expect(() =>
    shape({ 'A.VENDOR_ID': '1', 'A.NAME1': '', 'A.AMT': '1', 'B.NAME1': 'x', [field]: value }),
  ).toThrow(`XX_TRIAL brings ${JSON.stringify(value)} as ${type} in ${field}`)
})
