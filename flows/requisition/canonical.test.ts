import type { Commitment } from '@plumbline/procore'
import { expect, test } from 'vitest'
import { settingsWith } from '../testing/settings.ts'
import { toRequisition } from './canonical.ts'
import { requisitionRead, shownItem } from './fixtures/requisitions.ts'

const at = { settings: settingsWith(), today: '2026-11-16', readAt: '2026-11-16T15:00:00.000Z', before: null }
const made = (...read: Parameters<typeof requisitionRead>) => toRequisition(requisitionRead(...read), at)

test('a requisition says what Procore shows, in decimals of one spelling, with the dates of its period', () => {
  expect(made()).toMatchObject({
    header: { origin_system: 'procore', project_id: '87001', first_approved_at: at.readAt },
    requisition_id: '91001',
    number: 1,
    status: 'approved',
    status_raw: 'approved',
    percent_complete: '26.00%',
    period_start: '2026-10-01',
    period_end: '2026-10-31',
    due_date: '2026-11-15',
    submitted_at: '2026-10-28',
    original_contract_sum: '10000',
    total_retainage: '260',
    current_payment_due: '2340',
    tax_applicable_to_this_payment: null,
    items: [
      {
        id: '92001',
        line_item_id: '72001',
        position: 1,
        wbs_code: '03-300.M',
        work_completed_this_period: '2500',
        work_completed_retainage_retained_this_period: '250',
        gross_amount: '2600',
        net_amount: '2340',
        tax_amount: null,
        status: 'approved',
      },
    ],
  })
})

test.each([
  ['ps:US001:0000001234:87001', 'ps:US001:0000001234:87001'],
  ['sage:9', 'pc:87001:71500'],
  [null, 'pc:87001:71500'],
])('the order of a commitment with origin id %s is %s', (origin_id, key) => {
  const commitment = { id: '71500', origin_id } as Commitment
  expect(made({}, { commitment }).purchase_order_key).toBe(key)
})

test('a commitment that is not shown this time is the one that it was; another one is not', () => {
  const before = { ...made(), purchase_order_key: 'pc:87001:71500' }
  const again = (commitment_id: string) =>
    toRequisition(requisitionRead({ commitment_id }), { ...at, before }).purchase_order_key
  expect(again('71500')).toBe('pc:87001:71500')
  expect(again('71501')).toBeNull()
})

test.each([
  ['12.50', '12.5'],
  ['{"total":"12.50"}', null],
  [null, null],
])('the tax of an item is one amount or none: %s', (taxes, tax_amount) => {
  expect(made({ items: [{ ...shownItem, taxes }] }).items[0]!.tax_amount).toBe(tax_amount)
})

test('an item of a change order names it, by its line or whole; one of the contract names none', () => {
  const items = [
    { ...shownItem, id: '1', item_type: 'change_order_item', line_item_id: '82001' },
    { ...shownItem, id: '2', item_type: 'whole_change_order_item', line_item_id: '81001' },
    { ...shownItem, id: '3', line_item_id: '82001' },
  ]
  const changeOrders = new Map([
    ['82001', '81001'],
    ['81001', '81001'],
  ])
  const keys = made({ items }, { changeOrders }).items.map(one => one.change_order_key)
  expect(keys).toEqual(['pc-co:87001:81001', 'pc-co:87001:81001', null])
})

test('a status that Procore added since is unknown', () => {
  expect(made({ status: 'Paid' })).toMatchObject({ status: 'unknown', status_raw: 'Paid' })
})
