import type { QueryRow } from '@plumbline/peoplesoft'
import { describe, expect, test } from 'vitest'
import { settingsWith } from '../testing/settings.ts'
import { noAddress, supplierRows, TODAY } from './fixtures/suppliers.ts'
import { toVendor, vendorFromPeoplesoft } from './from-peoplesoft.ts'

const settings = settingsWith()
const read = (...rows: Parameters<typeof supplierRows>) => toVendor(supplierRows(...rows), settings, TODAY)

test('a supplier is carried with its whole name, status, address in force and terms', () => {
  expect(read()).toEqual({
    header: {
      origin_system: 'peoplesoft',
      company_id: null,
      project_id: null,
      project_number: null,
      source_created_raw: null,
      source_created_at: null,
      source_updated_raw: '2026-10-01T14:03:07.000Z',
      source_updated_at: '2026-10-01T14:03:07.000Z',
      actor_id: null,
      foreign_origin_id: null,
      first_approved_at: null,
      extras: {},
    },
    setid: 'SHARE',
    vendor_id: '0000000002',
    vendor_name_short: 'ANGSTROMSN-001',
    name1: 'Ångström & Søn Elevators, Inc.',
    name2: null,
    status_raw: 'A',
    status: 'approved',
    class_raw: 'R',
    class: 'outside-party',
    persistence_raw: 'R',
    persistence: 'regular',
    po_status_raw: 'Y',
    po_status: 'open',
    primary_address: {
      sequence: 1,
      effdt: '2020-01-01',
      eff_status_raw: 'A',
      description: null,
      name1: null,
      address1: '107 Main Street',
      address2: 'Suite 4',
      address3: null,
      address4: null,
      city: 'Seattle',
      county: 'King',
      state: 'WA',
      postal: '98101-2201',
      country: 'USA',
      phone_country_code: '1',
      phone: '206/555-0101',
      phone_extension: '7',
      email: 'office@angstrom.example',
    },
    ordering_address: expect.objectContaining({ sequence: 1 }),
    remit_address: null,
    default_location: 'MAIN',
    currency_code: 'USD',
    payment_terms_code: 'N30',
    withholding: false,
    corporate_setid: null,
    corporate_vendor_id: null,
    remit_setid: 'SHARE',
    remit_vendor_id: '0000000002',
    old_vendor_id: null,
  })
})

describe('status words', () => {
  test.each([
    ['A', 'approved'],
    ['E', 'unapproved'],
    ['U', 'unapproved'],
    ['D', 'denied'],
    ['I', 'inactive'],
    ['X', 'to-be-archived'],
    ['To Be Archived', 'to-be-archived'],
    ['Approved', 'approved'],
    ['Z', 'unknown'],
    [null, 'unknown'],
  ])('VENDOR_STATUS %s is %s, and the raw value is kept', (VENDOR_STATUS, status) => {
    expect(read({ VENDOR_STATUS })).toMatchObject({ status, status_raw: VENDOR_STATUS })
  })

  test.each([
    ['R', 'Outside Party', 'outside-party'],
    ['E', 'Employee', 'employee'],
    ['H', 'HCM', 'hcm'],
    ['A', 'Attorney', 'attorney'],
  ])('VENDOR_CLASS %s, or %s, is %s', (code, long, kind) => {
    expect(read({ VENDOR_CLASS: code }).class).toBe(kind)
    expect(read({ VENDOR_CLASS: long }).class).toBe(kind)
  })

  test.each([
    ['R', 'regular'],
    ['O', 'one-time'],
    ['One Time', 'one-time'],
    ['S', 'single-payment'],
    ['Single-Payment', 'single-payment'],
    ['P', 'unknown'],
  ])('VENDOR_PERSISTENCE %s is %s', (VENDOR_PERSISTENCE, persistence) => {
    expect(read({ VENDOR_PERSISTENCE }).persistence).toBe(persistence)
  })
})

describe('the primary address', () => {
  const city = (...rows: Parameters<typeof supplierRows>) => read(...rows).primary_address?.city

  test('is the row in force today, not a future one', () => {
    expect(
      city(
        { CITY: 'Seattle' },
        { CITY: 'Tacoma', 'B.EFFDT': '2026-11-16' },
        { CITY: 'Bend', 'B.EFFDT': '2026-11-17' },
      ),
    ).toBe('Tacoma')
  })

  test.each(['I', 'Inactive'])(
    'is none where its newest row is inactive (%s): an older one does not come back',
    status => {
      expect(read({}, { 'B.EFFDT': '2026-05-01', 'B.EFF_STATUS': status }).primary_address).toBeNull()
    },
  )

  test('is the one that PRIM_ADDR_SEQ_NUM names, however the number is written', () => {
    const rows: QueryRow[] = [
      { CITY: 'Seattle' },
      { CITY: 'Salem', ADDRESS_SEQ_NUM: '2', 'B.EFFDT': '2024-01-01' },
    ]
    expect(city(...rows.map(row => ({ ...row, PRIM_ADDR_SEQ_NUM: '2' })))).toBe('Salem')
    expect(city(...rows.map(row => ({ ...row, PRIM_ADDR_SEQ_NUM: '2.0' })))).toBe('Salem')
    expect(city(...rows.map(row => ({ ...row, PRIM_ADDR_SEQ_NUM: '3' })))).toBeUndefined()
    expect(city(...rows.map(row => ({ ...row, PRIM_ADDR_SEQ_NUM: null })))).toBeUndefined()
  })

  test('is none for a supplier without addresses', () => {
    expect(read({ ...noAddress, PRIM_ADDR_SEQ_NUM: '0' }).primary_address).toBeNull()
  })

  test.each([
    [['FAX', 'BUSN'], 'BUSN'],
    [['CELL', 'Business'], 'Business'],
    [['CELL', 'FAX'], 'CELL'],
    [['FAX'], null],
  ])('with telephones %j shows %s: never the number of a fax', (kinds, shown) => {
    const rows = kinds.map(PHONE_TYPE => ({ PHONE_TYPE, PHONE: `number of ${PHONE_TYPE}` }))
    expect(read(...rows).primary_address?.phone).toBe(shown && `number of ${shown}`)
  })

  test('has the telephone of its own row, not that of an older one', () => {
    const rows: QueryRow[] = [{ PHONE: 'old' }, { PHONE: 'new', 'B.EFFDT': '2025-01-01' }]
    expect(read(...rows).primary_address?.phone).toBe('new')
  })
})

test('terms and currency are those of the default location in force; of an inactive one there are none', () => {
  const later = { 'D.EFFDT': '2026-11-16', CURRENCY_CD: 'CAD', PYMNT_TERMS_CD: 'N45' }
  const future = { 'D.EFFDT': '2027-01-01', CURRENCY_CD: 'EUR', PYMNT_TERMS_CD: 'N60' }
  expect(read({}, later, future)).toMatchObject({ currency_code: 'CAD', payment_terms_code: 'N45' })
  expect(read({}, { ...later, 'D.EFF_STATUS': 'I' })).toMatchObject({
    currency_code: null,
    payment_terms_code: null,
  })
})

test('a supplier turns on the day of a future address or location', () => {
  const rows = supplierRows({}, { 'B.EFFDT': '2027-03-01' }, { 'D.EFFDT': '2027-02-01' })
  expect(vendorFromPeoplesoft.turns!(rows, TODAY)).toBe('2027-02-01')
  expect(vendorFromPeoplesoft.turns!(rows, '2027-02-01')).toBe('2027-03-01')
  expect(vendorFromPeoplesoft.turns!(rows, '2027-03-01')).toBeNull()
})

test('a site without a change column has no stamp, and is compared only', () => {
  const without = settingsWith(settings => {
    settings.peoplesoft.stamp_columns.VENDOR = null
  })
  expect(vendorFromPeoplesoft.stamp(supplierRows(), settings)).toBe('2026-10-01T14:03:07.000Z')
  expect(vendorFromPeoplesoft.stamp(supplierRows(), without)).toBeNull()
  expect(vendorFromPeoplesoft.schedule(settings).read).not.toBeNull()
  expect(vendorFromPeoplesoft.schedule(without).read).toBeNull()
  expect(toVendor(supplierRows(), without, TODAY).header.source_updated_at).toBeNull()
})

test('no tax id and no bank account is ever in an event', () => {
  const draft = toVendor(supplierRows({ TIN: '91-1234567', BANK_ACCOUNT: '000123' }), settings, TODAY)
  expect(JSON.stringify(draft)).not.toMatch(/91-1234567|000123"/)
})

test('a supplier is known by SetID and number: the same number in two SetIDs is two suppliers', () => {
  const keys = ['SHARE', 'CIVIL'].map(SETID => vendorFromPeoplesoft.key(supplierRows({ SETID })))
  expect(keys).toEqual(['SHARE:0000000002', 'CIVIL:0000000002'])
})
