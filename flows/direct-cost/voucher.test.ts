import type { QueryRow } from '@plumbline/peoplesoft'
import { describe, expect, test } from 'vitest'
import { settingsWith } from '../testing/settings.ts'
import { costEvent } from './fixtures/events.ts'
import { directCostToPeoplesoft } from './to-peoplesoft.ts'
import { askVoucher, vendorLink } from './voucher.ts'

const settings = settingsWith(each => {
  each.projects[0]!.bu_ap = 'US001'
  each.flows['direct-cost'].voucher_check = true
})
const voucher: QueryRow = {
  BUSINESS_UNIT: 'US001',
  VOUCHER_ID: '00004471',
  INVOICE_ID: 'HW-4471',
  VENDOR_SETID: 'SHARE',
  VENDOR_ID: '0000000002',
  ENTRY_STATUS: 'P',
}

/** Asks where Payables holds these vouchers; `asked` tells what it was asked for. */
async function ask(
  cost: ReturnType<typeof costEvent>,
  { rows = [voucher], linked = true, own = settings } = {},
) {
  const asked: unknown[] = []
  const link = { key: 'SHARE:0000000002', nativeId: '51001', by: 'us' as const, seen: null }
  const hit = await askVoucher(
    {
      rows: async (...question) => {
        asked.push(question)
        return rows
      },
    },
    cost,
    own,
    ref => (linked && JSON.stringify(ref) === JSON.stringify(vendorLink('51001')) ? link : null),
  )
  return { hit, asked }
}
const invoice = costEvent({ invoice_number: ' HW-4471 ' })

test('a voucher of the same supplier and invoice is found and named', async () => {
  const { hit, asked } = await ask(invoice)
  expect(asked).toEqual([['PLB_VOUCHER', { BUSINESS_UNIT: 'US001', INVOICE_ID: 'HW-4471' }]])
  expect(hit).toEqual({
    voucherId: '00004471',
    why: 'invoice HW-4471 is in Payables already: voucher 00004471 of US001',
    vendorId: null,
  })
})

test('while the vendor is no known supplier, any voucher of that number stops the cost until it is', async () => {
  const { hit } = await ask(invoice, { linked: false, rows: [{ ...voucher, VENDOR_ID: '0000000009' }] })
  expect(hit).toMatchObject({ voucherId: '00004471', vendorId: '51001' })
  const deleted = { ...voucher, ENTRY_STATUS: 'X' }
  expect((await ask(invoice, { linked: false, rows: [deleted] })).hit).toBeNull()
})

test.each([
  ['of another supplier', { VENDOR_ID: '0000000009' }],
  ['of the same number in another SetID', { VENDOR_SETID: 'CIVIL' }],
  ['that was deleted', { ENTRY_STATUS: 'X' }],
])('a voucher %s is none', async (_, more) => {
  expect((await ask(invoice, { rows: [{ ...voucher, ...more }] })).hit).toBeNull()
})

describe('Payables is not asked', () => {
  test.each([
    ['where the check is off', invoice, { own: settingsWith(each => (each.projects[0]!.bu_ap = 'US001')) }],
    [
      'where the project has no Payables unit',
      invoice,
      { own: settingsWith(each => (each.flows['direct-cost'].voucher_check = true)) },
    ],
    ['for a cost without an invoice number', costEvent({ invoice_number: null }), {}],
    ['for a cost without a vendor', costEvent({ vendor_id: null }), {}],
    [
      'for an invoice number with a comma, which no prompt takes',
      costEvent({ invoice_number: 'INV 12,044' }),
      {},
    ],
  ])('%s', async (_, cost, told) => {
    expect(await ask(cost, told)).toEqual({ hit: null, asked: [] })
  })
})

describe('an invoice is claimed by one cost alone', () => {
  const claims = (event: Parameters<typeof costEvent>[0]) =>
    directCostToPeoplesoft.claims!(costEvent(event), settings)

  test('by vendor and number, however the number is written', () => {
    expect(claims({ invoice_number: 'tw-2201' })).toEqual(claims({ invoice_number: ' TW-2201 ' }))
    expect(claims({ invoice_number: 'TW-2201' })).not.toEqual(claims({ invoice_number: 'TW-2202' }))
    expect(claims({ invoice_number: 'TW-2201' })).not.toEqual(
      claims({ invoice_number: 'TW-2201', vendor_id: '51002' }),
    )
  })

  test.each([
    ['while it is not approved', { status: 'draft' as const }],
    ['without a number', { invoice_number: null }],
    ['without a vendor', { vendor_id: null }],
    ['if it is not posted here', { direct_cost_type: 'payroll' as const }],
    ['if another integration owns it', { header: { foreign_origin_id: 'sage:1' } }],
  ])('not %s', (_, event) => expect(claims(event)).toEqual([]))
})

test('the links of a cost’s codes, of the accounts that rules name and of its vendor are loaded with it', () => {
  const facts = { accounts: new Map([['500200', []]]) } as unknown as Parameters<
    NonNullable<typeof directCostToPeoplesoft.refs>
  >[3]
  const refs = directCostToPeoplesoft.refs!(costEvent(), '87001', settings, facts)
  expect(refs).toEqual([
    { entity: 'gl-account', at: 'gl-account.to-procore-project', scope: '87001', nativeId: '41002' },
    { entity: 'gl-account', at: 'gl-account.to-procore-project', scope: '87001', nativeId: '41002' },
    { entity: 'gl-account', at: 'gl-account.to-procore-project', scope: '87001', key: 'SHARE:500200' },
    vendorLink('51001'),
  ])
})

test('a cost goes to the lane of its project, and to none that is not enabled', () => {
  expect(directCostToPeoplesoft.scopes(costEvent(), settings)).toEqual(['87001'])
  expect(directCostToPeoplesoft.scopes(costEvent({ header: { project_id: '1' } }), settings)).toEqual([])
})
