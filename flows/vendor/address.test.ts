import { expect, test } from 'vitest'
import { addressFields } from './address.ts'
import { vendorEvent } from './fixtures/suppliers.ts'

const fields = (row: Parameters<typeof vendorEvent>[0]) => addressFields(vendorEvent(row).primary_address)

test('four lines of an address become the one line that Procore has', () => {
  expect(fields({ ADDRESS2: 'Suite 4', ADDRESS3: null, ADDRESS4: 'Dock 9' })).toEqual({
    address: '107 Main Street, Suite 4, Dock 9',
    city: 'Seattle',
    zip: '98101-2201',
    state_code: 'WA',
    country_code: 'US',
    business_phone: '+1 206/555-0101 x7',
    email_address: 'office@angstrom.example',
  })
})

test.each([
  ['DEU', 'DE'],
  ['XYZ', null],
  [null, null],
])('country %s is %s in Procore, which takes two letters', (COUNTRY, code) => {
  expect(fields({ COUNTRY }).country_code).toBe(code)
})

test.each([
  ['WA', 'WA'],
  ['NSW', null],
  [null, null],
])('state %s is %s in Procore', (STATE, code) => expect(fields({ STATE }).state_code).toBe(code))

test('a telephone number without prefix and extension is sent as it is', () => {
  expect(fields({ COUNTRY_CODE: null, EXTENSION: null }).business_phone).toBe('206/555-0101')
})

test('without an address every field is blank', () => {
  expect(new Set(Object.values(addressFields(null)))).toEqual(new Set([null]))
})
