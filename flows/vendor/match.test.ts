import { describe, expect, test } from 'vitest'
import { settingsWith } from '../testing/settings.ts'
import { vendorEvent } from './fixtures/suppliers.ts'
import { matchVendor, normalize } from './match.ts'
import { contactFields, type SeenVendor } from './plan.ts'

const blank = Object.fromEntries(contactFields.map(field => [field, null])) as Pick<
  SeenVendor,
  (typeof contactFields)[number]
>
let next = 51_000
const there = (more: Partial<SeenVendor>) => {
  const id = String(next++)
  const seen: SeenVendor = {
    id,
    name: 'Somebody Else',
    is_active: true,
    origin_id: null,
    origin_code: null,
    ...blank,
    ...more,
  }
  return { targetId: id, seen }
}
const ours = { name: 'Ångström & Søn Elevators, Inc.', zip: '98101' }
const match = (row: Parameters<typeof vendorEvent>[0], ...among: ReturnType<typeof there>[]) =>
  matchVendor(vendorEvent(row), among, settingsWith())

describe('a vendor of Procore is the supplier', () => {
  test.each([
    ['with our origin id, whatever its name', { origin_id: 'ps:SHARE:0000000002' }],
    ['under the same visible code, whatever its name', { origin_code: '0000000002' }],
    ['with the same name and zip code', ours],
    ['with the name in other letters', { ...ours, name: 'ANGSTROM AND SØN ELEVATORS' }],
    ['with the longer zip code', { ...ours, zip: '98101-9999' }],
    ['though it is inactive', { ...ours, is_active: false }],
    ['though another integration has it: then it is held', { ...ours, origin_id: 'acumatica:V-1' }],
  ])('%s', (_, one) => {
    const found = there(one)
    expect(match({}, there({}), found)).toEqual([found])
  })
})

describe('a vendor of Procore is not the supplier', () => {
  test.each([
    ['with the same name in another zip code', { ...ours, zip: '97210' }],
    ['with the same name and no zip code', { ...ours, zip: null }],
    ['with the same zip code and another name', { ...ours, name: 'Ångström Bakery' }],
    ['when it is another supplier’s already', { ...ours, origin_id: 'ps:SHARE:0000000009' }],
    ['when it is the same number of another SetID', { origin_id: 'ps:CIVIL:0000000002' }],
  ])('%s', (_, one) => expect(match({}, there(one))).toEqual([]))
})

test('our own vendor is found by its origin id before any that look alike', () => {
  const own = there({ origin_id: 'ps:SHARE:0000000002' })
  expect(match({}, there(ours), own)).toEqual([own])
})

test('two that could be it are both named, so that a person can tell', () => {
  const [one, other] = [there(ours), there({ origin_code: '0000000002' })]
  expect(match({}, one, other)).toEqual([one, other])
})

test('a supplier that is not sent takes over no vendor, but its own is still found', () => {
  expect(match({ VENDOR_STATUS: 'I' }, there(ours), there({ origin_code: '0000000002' }))).toEqual([])
  const own = there({ origin_id: 'ps:SHARE:0000000002' })
  expect(match({ VENDOR_STATUS: 'I' }, own)).toEqual([own])
})

test('names of which nothing is left to compare are not alike', () => {
  expect(match({ 'A.NAME1': 'Co. Ltd.' }, there({ name: 'Inc', zip: '98101' }))).toEqual([])
  expect(match({ 'A.NAME1': '大成建設' }, there({ name: '鹿島建設', zip: '98101' }))).toEqual([])
  expect(match({ 'A.NAME1': '大成建設' }, there({ name: '大成建設', zip: '98101' }))).toHaveLength(1)
})

test('a zip code of another country compares without blanks', () => {
  const canadian = there({ name: 'Ångström & Søn Elevators', zip: 'v6b1a1' })
  expect(match({ POSTAL: 'V6B 1A1', COUNTRY: 'CAN' }, canadian)).toEqual([canadian])
})

test.each([
  ["O'Neill Structural Steel, LLC", 'oneill structural steel'],
  ['Deschutes Stone & Tile Co.', 'deschutes stone and tile'],
  ['Peña  Hermanos', 'pena hermanos'],
  ['Incline Company', 'incline'],
  [null, ''],
])('%s compares as "%s"', (name, form) => expect(normalize(name)).toBe(form))
