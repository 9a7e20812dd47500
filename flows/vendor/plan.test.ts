import type { Ctx, Link } from '@plumbline/flow-kit'
import { describe, expect, test } from 'vitest'
import type { Settings } from '../connection.ts'
import { settingsWith } from '../testing/settings.ts'
import { vendorEvent } from './fixtures/suppliers.ts'
import { contactFields, ownedFields, planVendor, type SeenVendor } from './plan.ts'

const seen = (more: Partial<SeenVendor> = {}): SeenVendor => ({
  id: '51001',
  name: 'Ångström & Søn Elevators, Inc.',
  is_active: true,
  origin_id: 'ps:SHARE:0000000002',
  origin_code: '0000000002',
  address: '107 Main Street, Suite 4',
  city: 'Seattle',
  zip: '98101-2201',
  state_code: 'WA',
  country_code: 'US',
  business_phone: '+1 206/555-0101 x7',
  email_address: 'office@angstrom.example',
  ...more,
})
const linked = (by: Link<SeenVendor>['by'], more: Partial<SeenVendor> = {}): Link<SeenVendor> => ({
  key: 'SHARE:0000000002',
  nativeId: '51001',
  by,
  seen: seen(more),
})
const blank = Object.fromEntries(contactFields.map(field => [field, null]))

type Op = Ctx<Settings, null, SeenVendor>['meta']['op']
function plan(
  row: Parameters<typeof vendorEvent>[0] = {},
  own: Link<SeenVendor> | null = null,
  { op = 'put' as Op, settings = settingsWith() } = {},
) {
  return planVendor(vendorEvent(row), {
    settings,
    facts: null,
    scope: 'company',
    today: '2026-11-16',
    own,
    link: () => null,
    meta: { eventId: '0'.repeat(32), key: 'SHARE:0000000002', revision: 2, op },
    asked: null,
    released: false,
  })
}
const bodyOf = (planned: ReturnType<typeof plan>) => (planned.do === 'send' ? planned.body : null)

test('an approved outside party becomes a vendor with name, code and contact', () => {
  expect(plan()).toEqual({
    do: 'send',
    body: {
      origin_id: 'ps:SHARE:0000000002',
      name: 'Ångström & Søn Elevators, Inc.',
      origin_code: '0000000002',
      is_active: true,
      address: '107 Main Street, Suite 4',
      city: 'Seattle',
      zip: '98101-2201',
      state_code: 'WA',
      country_code: 'US',
      business_phone: '+1 206/555-0101 x7',
      email_address: 'office@angstrom.example',
    },
  })
})

const unsent = [
  ['unapproved (E)', { VENDOR_STATUS: 'E' }, 'vendor-unapproved'],
  ['unapproved (U)', { VENDOR_STATUS: 'U' }, 'vendor-unapproved'],
  ['denied', { VENDOR_STATUS: 'D' }, 'vendor-denied'],
  ['inactive', { VENDOR_STATUS: 'I' }, 'vendor-inactive'],
  ['to be archived', { VENDOR_STATUS: 'X' }, 'vendor-to-be-archived'],
  ['an employee', { VENDOR_CLASS: 'E' }, 'vendor-class'],
  ['an attorney', { VENDOR_CLASS: 'A' }, 'vendor-class'],
  ['one-time', { VENDOR_PERSISTENCE: 'O' }, 'vendor-one-time'],
  ['single-payment', { VENDOR_PERSISTENCE: 'S' }, 'vendor-one-time'],
] as const

describe.each(unsent)('a supplier that is %s', (_, row, code) => {
  test('and was never sent is not made, and the reason is visible', () => {
    expect(plan(row)).toMatchObject({ do: 'skip', code, why: expect.stringMatching(/.{10}/) })
  })

  test('and was sent before is made inactive in Procore', () => {
    expect(bodyOf(plan(row, linked('us')))).toMatchObject({ id: '51001', is_active: false })
    expect(bodyOf(plan(row, linked('adopted')))).toMatchObject({ id: '51001', is_active: false })
  })
})

test('a supplier that comes back is made active again', () => {
  expect(bodyOf(plan({}, linked('us', { is_active: false })))).toMatchObject({ id: '51001', is_active: true })
})

test('a supplier of which the persistence has no known name is sent', () => {
  expect(plan({ VENDOR_PERSISTENCE: 'P' }).do).toBe('send')
})

test('a supplier whose SetID leaves the connection is made inactive, if it was sent', () => {
  const settings = settingsWith(settings => {
    settings.flows.vendor.setids = ['CIVIL']
  })
  expect(bodyOf(plan({}, linked('us'), { settings }))).toMatchObject({ is_active: false })
  expect(plan({}, null, { settings })).toMatchObject({ do: 'skip', code: 'vendor-out-of-scope' })
})

test('a supplier that is gone is made inactive, if it was sent', () => {
  expect(bodyOf(plan({}, linked('us'), { op: 'delete' }))).toMatchObject({ id: '51001', is_active: false })
  expect(plan({}, null, { op: 'delete' })).toMatchObject({ do: 'skip', code: 'vendor-gone' })
})

test.each([
  ['status', { VENDOR_STATUS: 'Approuvé' }],
  ['class', { VENDOR_CLASS: 'Fournisseur' }],
])('a %s that is not known closes no vendor in use: a person looks', (_, row) => {
  expect(plan(row, linked('us'))).toMatchObject({ do: 'hold', why: expect.stringContaining('unknown') })
  expect(plan(row).do).toBe('skip')
})

describe('names', () => {
  const longest = 'N'.repeat(40)
  test('of 40 characters and a second line of 40 go whole: Procore has no limit below that', () => {
    expect(bodyOf(plan({ 'A.NAME1': longest, NAME2: longest }))?.name).toBe(`${longest} ${longest}`)
  })

  test('that are blank hold the supplier, for Procore takes none without a name', () => {
    expect(plan({ 'A.NAME1': null })).toMatchObject({ do: 'hold', code: 'vendor-without-name' })
    expect(bodyOf(plan({ 'A.NAME1': null, NAME2: 'Elevators' }))?.name).toBe('Elevators')
  })
})

describe('a vendor that bears an origin id of another integration', () => {
  test.each(['us', 'adopted'] as const)('is never overwritten (%s): it is held, and named', by => {
    expect(plan({}, linked(by, { origin_id: 'acumatica:V-10045' }))).toMatchObject({
      do: 'hold',
      code: 'foreign-origin-id',
      why: expect.stringMatching(/51001.*Ångström.*acumatica:V-10045/),
    })
  })
})

describe('address, telephone and e-mail', () => {
  const moved = { ADDRESS1: '9 New Road', PHONE: '206/555-0999', EMAILID: 'new@angstrom.example' }

  test('are ours of a vendor that we made: also where they were emptied in PeopleSoft', () => {
    expect(bodyOf(plan(moved, linked('us')))).toMatchObject({
      address: '9 New Road, Suite 4',
      business_phone: '+1 206/555-0999 x7',
      email_address: 'new@angstrom.example',
    })
    expect(bodyOf(plan({ PHONE: null }, linked('us')))).toMatchObject({ business_phone: null })
  })

  test('stay Procore’s of a vendor that was there before', () => {
    const body = bodyOf(plan(moved, linked('adopted')))!
    expect(Object.keys(body).sort()).toEqual(['id', 'is_active', 'name', 'origin_code', 'origin_id'])
  })

  test('are filled in where Procore has none, the address as a whole or not at all', () => {
    expect(bodyOf(plan(moved, linked('adopted', blank)))).toMatchObject({ address: '9 New Road, Suite 4' })
    const zipOnly = bodyOf(plan(moved, linked('adopted', { ...blank, zip: '98101' })))!
    expect(zipOnly).toMatchObject({ business_phone: '+1 206/555-0999 x7' })
    expect(zipOnly).not.toHaveProperty('address')
    expect(zipOnly).not.toHaveProperty('zip')
  })

  test('that are filled in late count as a change, though name and code say the same already', () => {
    const own = linked('adopted', blank)
    const body = bodyOf(plan({}, own))!
    expect(ownedFields({ body }, own)).not.toEqual(ownedFields({ seen: own.seen! }, own))
    const filled = { ...own, seen: seen() }
    expect(ownedFields({ body: bodyOf(plan({}, filled))! }, filled)).toEqual(
      ownedFields({ seen: filled.seen }, filled),
    )
  })

  test('changed by a person in Procore make no difference of a vendor that was there before', () => {
    const own = linked('adopted', { city: 'Elsewhere' })
    expect(ownedFields({ seen: own.seen! }, own)).toEqual(ownedFields({ seen: seen() }, own))
    const made = linked('us', { city: 'Elsewhere' })
    expect(ownedFields({ seen: made.seen! }, made)).not.toEqual(ownedFields({ seen: seen() }, made))
  })
})

test('a tax id is never sent', () => {
  expect(Object.keys(bodyOf(plan())!)).not.toContain('business_register_attributes')
})
