import { describe, expect, test } from 'vitest'
import { settingsWith } from '../testing/settings.ts'
import { purchaseOrder } from './entity.ts'
import { orderEvent, orderRead } from './fixtures/peoplesoft-orders.ts'
import { purchaseOrderFromPeoplesoft as capture } from './from-peoplesoft.ts'

test('an order is known by business unit, number and project; its parts share the first two', () => {
  const part = { order: orderRead(), project: '87001' }
  expect(capture.nativeId(part)).toBe('US001:0000000042:87001')
  expect(capture.key(part)).toBe('ps:US001:0000000042:87001')
  const order = orderEvent()
  expect(order).toMatchObject({ po_ref: 'US001:0000000042', number: '0000000042', kind: 'purchase_order' })
  expect(order.header).toMatchObject({ project_id: '87001', origin_system: 'peoplesoft' })
})

test('one line comes of each line, schedule and distribution, with the amount of the distribution', () => {
  const { lines, total } = orderEvent({}, [
    { LINE_NBR: '1', MERCHANDISE_AMT: '1479.000', above: { 'C.MERCHANDISE_AMT': '1700.85' } },
    { LINE_NBR: '1', DISTRIB_LINE_NUM: '2', MERCHANDISE_AMT: '221.85', ACCOUNT: '500100' },
    { LINE_NBR: '2', SCHED_NBR: '3', MERCHANDISE_AMT: '-0.05' },
  ])
  expect(lines.map(({ id, amount, account }) => [id, amount, account])).toEqual([
    ['1.1.1', '1479', '500200'],
    ['1.1.2', '221.85', '500100'],
    ['2.3.1', '-0.05', '500200'],
  ])
  expect(total).toBe('1700.8')
})

test('distributions of another project, of another business unit or of none are counted, not carried', () => {
  const { lines, lines_elsewhere } = orderEvent({}, [
    {},
    { PROJECT_ID: '24-099' },
    { PROJECT_ID: null, BUSINESS_UNIT_PC: null },
    { BUSINESS_UNIT_PC: 'US002' },
  ])
  expect(lines.map(line => line.id)).toEqual(['1.1.1'])
  expect(lines_elsewhere).toBe(3)
})

test('type and origin say whether it is a subcontract', () => {
  expect(orderEvent({ PO_TYPE: 'SUB' }).kind).toBe('subcontract')
  expect(orderEvent({ PO_TYPE: null }).kind).toBe('purchase_order')
})

test('a distribution without an amount is no order line: it is never taken for zero', () => {
  expect(() => orderEvent({}, [{ MERCHANDISE_AMT: null }])).toThrow('line 1.1.1')
})

describe('what an order comes to', () => {
  const amounts = (...args: Parameters<typeof orderEvent>) =>
    purchaseOrder.totals!(orderEvent(...args)).map(one => one.amount)
  const vouchered = { MERCHANDISE_AMT: '300', AMT_MATCHED: '120' }

  test('is its lines, of which a cancelled one counts as what was vouchered', () => {
    const cancelled = { ...vouchered, above: { 'B.CANCEL_STATUS': 'X' } }
    expect(amounts({ PO_STATUS: 'D' }, [vouchered, cancelled])).toEqual(['300', '120'])
    expect(amounts({ PO_STATUS: 'C' }, [vouchered, cancelled])).toEqual(['300', '120'])
  })

  test('is what was vouchered where its schedule or all of it is cancelled', () => {
    expect(amounts({}, [{ above: { 'C.CANCEL_STATUS': 'X' } }])).toEqual(['0'])
    expect(amounts({ PO_STATUS: 'X' }, [vouchered, {}])).toEqual(['120', '0'])
  })
})

test('nothing is read without settings, and each purchasing unit once', () => {
  expect(capture.scopes(settingsWith())).toEqual(['US001'])
  const off = settingsWith(({ flows }) => delete flows['purchase-order'])
  expect(capture.scopes(off)).toEqual([])
  expect(capture.schedule(off)).toMatchObject({ read: null, compare: null })
})
