import { expect, test } from 'vitest'
import { startPeoplesoft } from '../testing/peoplesoft.ts'
import { orderRead } from './fixtures/peoplesoft-orders.ts'
import { purchaseOrderFromPeoplesoft as capture, type OrderPart } from './from-peoplesoft.ts'
import { orderMark } from './order-number.ts'

test('an order that does not show proves nothing: it is not called gone', async () => {
  const { peoplesoft, settings } = await startPeoplesoft()
  const ids = ['US001:0000009999:87001']
  expect(await Array.fromAsync(capture.read(peoplesoft, 'US001', { ids }, settings))).toEqual([])
})

test('what we wrote into PeopleSoft is told by its mark, by the lane’s id and in the lane’s own form', () => {
  const order = orderRead({ PO_REF: orderMark('pc:87001:71001') })
  const part: OrderPart = { order, project: '87001' }
  const { twin } = capture
  expect(twin!.marker!(part)).toBe('pc:87001:71001')
  expect(twin!.scope(part)).toBe('87001')
  expect(twin!.seen(part, {} as never)).toMatchObject({ po_id: '0000000042', total: '100' })
  expect(twin!.marker!({ ...part, order: orderRead({ PO_REF: 'Site office' }) })).toBeNull()
})
