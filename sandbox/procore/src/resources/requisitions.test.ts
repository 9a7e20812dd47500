import { expect, test } from 'vitest'
import { start } from '../testing/start.ts'

const path = '/rest/v1.1/requisitions'
const coding = { cost_code_id: 41002, line_item_type_id: 702 }
const extra = {
  commitments: [
    { id: 71001, project_id: 87001, type: 'WorkOrderContract' as const, status: 'Approved' },
    { id: 71002, project_id: 87001, type: 'WorkOrderContract' as const, status: 'Out For Signature' },
  ],
  commitment_line_items: [
    { id: 72001, commitment_id: 71001, ...coding, amount: '1000' },
    { id: 72002, commitment_id: 71001, ...coding, amount: '500' },
    { id: 72003, commitment_id: 71002, ...coding, amount: '5' },
  ],
}

async function started() {
  const site = await start({ extra })
  const make = (commitment_id: number, ...items: object[]) =>
    site.call('POST', path, { project_id: 87001, commitment_id, requisition: { items } })
  const patch = (id: unknown, requisition: object) =>
    site.call('PATCH', `${path}/${String(id)}`, { project_id: 87001, requisition })
  const show = async (id: unknown) =>
    (await site.call('GET', `${path}/${String(id)}?project_id=87001&view=items`)).body
  return { ...site, make, patch, show }
}

test('each requisition goes on where the one before it stopped, lines that it leaves out stay billed', async () => {
  const { call, make, show } = await started()
  await make(
    71001,
    { line_item_id: 72001, work_completed_this_period: '100.01' },
    { line_item_id: 72002, work_completed_this_period: '50', materials_presently_stored: '20' },
  )
  const second = (await make(71001, { line_item_id: 72001, work_completed_this_period: '200' })).body
  expect(second).toMatchObject({ number: 2, status: 'draft' })
  expect(second).not.toHaveProperty('items')
  expect(await show(second.id)).toMatchObject({
    commitment_type: 'WorkOrderContract',
    summary: {
      total_completed_and_stored_to_date: '370.01',
      less_previous_certificates_for_payment: '170.01',
      current_payment_due: '200.00',
    },
    items: [{ work_completed_from_previous_application: '100.01', gross_amount: '200.00' }],
  })
  const listed = await call('GET', `${path}?project_id=87001`)
  expect(listed.headers.get('per-page')).toBe('30')
  expect((await call('GET', `${path}?project_id=87001&filters[is_last]=true`)).body).toMatchObject([
    { number: 2 },
  ])
})

test('a rejected item counts for nothing, now and later', async () => {
  const { make, show } = await started()
  const item = { line_item_id: 72001, work_completed_this_period: '100', status: 'rejected' }
  const first = (await make(71001, item)).body
  expect((await show(first.id)).summary.current_payment_due).toBe('0.00')
  const second = (await make(71001, { line_item_id: 72001, work_completed_this_period: '5' })).body
  expect((await show(second.id)).items[0].work_completed_from_previous_application).toBe('0.00')
})

test('no requisition on an unapproved commitment, no change of any but the latest, none of a synced one (BUSINESS)', async () => {
  const { call, make, patch, person, sandbox } = await started()
  const item = { line_item_id: 72001, work_completed_this_period: '1' }
  expect((await make(71002)).body.errors).toEqual({ commitment_id: ['is not approved'] })
  const order = { do: 'create' as const, collection: 'requisitions' }
  const unapproved = { project_id: 87001, commitment_id: 71002 }
  expect((await person({ ...order, set: unapproved })).status).toBe(400)
  expect((await make(71001, { ...item, line_item_id: 72003 })).status).toBe(422)
  const first = (await make(71001, item)).body
  const second = (await make(71001, item)).body
  expect((await patch(first.id, { invoice_number: 'A-1' })).status).toBe(422)
  expect((await patch(second.id, { invoice_number: 'A-2', origin_id: 'erp:9' })).status).toBe(200)
  expect((await patch(second.id, { invoice_number: 'A-3' })).status).toBe(422)
  expect((await patch(second.id, { origin_id: null })).status).toBe(200)
  expect((await call('DELETE', `${path}/${second.id}?project_id=87001`)).status).toBe(200)
  expect((await patch(first.id, { status: 'approved' })).status).toBe(200)
  expect(sandbox.tables.requisition_items.all()).toHaveLength(1)
  const order2 = await call('GET', '/rest/v1.0/work_order_contracts/71001?project_id=87001')
  expect(order2.body.total_requisitions_amount).toBe('1.0')
})
