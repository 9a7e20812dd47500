import { describe, expect, test } from 'vitest'
import { settingsWith } from '../testing/settings.ts'
import { toChangeOrder } from './canonical.ts'
import { orderLine, orderRead } from './fixtures/orders.ts'

const at = { settings: settingsWith(), today: '2026-10-16', readAt: '2026-10-16T08:31:00.000Z', before: null }
const first = toChangeOrder(orderRead(), at)

describe('a change order that was approved when it was first read', () => {
  test('keeps the day that it had then, whatever changes later', () => {
    expect(first.date_when_first_read_approved).toBe('2026-10-15')
    const later = toChangeOrder(orderRead({ reviewed_at: '2026-11-02T18:00:00Z' }), { ...at, before: first })
    expect(later).toMatchObject({ reviewed_date: '2026-11-02', date_when_first_read_approved: '2026-10-15' })
  })

  test('and has no review is of the day of its last change then', () => {
    const read = orderRead({ reviewed_at: null, updated_at: '2026-09-30T23:00:00Z' })
    expect(toChangeOrder(read, at)).toMatchObject({
      reviewed_date: null,
      date_when_first_read_approved: '2026-09-30',
    })
  })
})

test('one that was read as a draft before was approved later: it is no baseline', () => {
  expect(toChangeOrder(orderRead(), { ...at, readBefore: true })).toMatchObject({
    status: 'approved',
    date_when_first_read_approved: null,
    header: { first_approved_at: at.readAt },
  })
})

test('a commitment, and a newer form, that are not shown this time are those that were', () => {
  const before = {
    ...first,
    purchase_order_key: 'pc:87001:71500',
    contract_owner: 'procore' as const,
    contract_number: 'SC-1',
    commitment_change_order_id: '88001',
    lines: first.lines.map(line => ({ ...line, commitment_line_id: '72001' })),
  }
  expect(toChangeOrder(orderRead(), { ...at, before })).toEqual(before)
})

test.each([
  ['Approved by owner', 'approved'],
  ['APPROVED', 'approved'],
  ['Not Pricing', 'not_pricing'],
  ['Frozen', 'unknown'],
  [null, 'unknown'],
])('the status %s is %s', (status, word) => {
  expect(toChangeOrder(orderRead({ status }), at)).toMatchObject({ status_raw: status, status: word })
})

test('a tax whose rate changes later stays on a line that did not change', () => {
  const taxed = { ...orderLine, tax_code_id: '901' }
  const before = toChangeOrder(orderRead({}, [taxed]), at)
  expect(before.lines[0]!.tax_amount).toBe('191.35')
  const taxCodes = [{ ...orderRead().taxCodes[0]!, rate1: '20' }]
  const again = toChangeOrder(orderRead({}, [taxed], { taxCodes }), { ...at, before })
  expect(again.lines[0]!.tax_amount).toBe('191.35')
})
