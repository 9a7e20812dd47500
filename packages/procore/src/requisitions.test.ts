import type { ProcoreRows } from '@plumbline/sandbox-world'
import { expect, test } from 'vitest'
import { listBillingPeriods } from './billing-periods.ts'
import { listRequisitions, showRequisition } from './requisitions.ts'
import { project, start } from './testing/start.ts'

const rows: ProcoreRows = {
  commitments: [
    {
      id: 71001,
      project_id: 87001,
      type: 'PurchaseOrderContract',
      vendor_id: 51001,
      status: 'Approved',
      title: 'Rebar',
    },
  ],
  commitment_line_items: [
    { id: 72001, commitment_id: 71001, cost_code_id: 41002, line_item_type_id: 702, amount: '1000' },
  ],
  billing_periods: [{ id: 73001, project_id: 87001, start_date: '2026-10-01', end_date: '2026-10-31' }],
  requisitions: [
    { id: 74001, project_id: 87001, commitment_id: 71001, status: 'approved', period_id: 73001 },
    { id: 74002, project_id: 87001, commitment_id: 71001, invoice_number: 'A-2', final: true },
  ],
  requisition_items: [
    {
      id: 75001,
      requisition_id: 74001,
      line_item_id: 72001,
      work_completed_this_period: '400',
      materials_presently_stored: '100',
      work_completed_retainage_retained_this_period: '40',
      status: 'approved',
    },
    {
      id: 75002,
      requisition_id: 74002,
      line_item_id: 72001,
      work_completed_this_period: '300',
      work_completed_retainage_retained_this_period: '30',
      work_completed_retainage_released_this_period: '10',
    },
  ],
}

test('a requisition has its summary, its items and the one before it', async () => {
  const { procore } = await start({}, {}, rows)
  const all = await Array.fromAsync(listRequisitions(procore, project))
  expect(all).toMatchObject([
    { id: '74001', number: '1', previous_requisition_id: null, period_id: '73001' },
    {
      id: '74002',
      number: '2',
      previous_requisition_id: '74001',
      invoice_number: 'A-2',
      final: true,
      commitment_id: '71001',
      commitment_type: 'PurchaseOrderContract',
      vendor_name: 'Cascade Ready Mix',
      status: 'draft',
      percent_complete: '70.00%',
      summary: {
        contract_sum_to_date: '1000.00',
        total_completed_and_stored_to_date: '700.00',
        total_retainage: '60.00',
        less_previous_certificates_for_payment: '460.00',
        current_payment_due: '180.00',
      },
      items: [
        {
          id: '75002',
          item_type: 'contract_item',
          line_item_id: '72001',
          cost_code_id: '41002',
          wbs_code: { flat_code: '03-300.M' },
          scheduled_value: '1000.00',
          work_completed_from_previous_application: '400.00',
          total_completed_and_stored_to_date: '700.00',
          gross_amount: '200.00',
          net_amount: '180.00',
        },
      ],
    },
  ])
  expect(await showRequisition(procore, project, '74002')).toEqual(all[1])
  expect(await showRequisition(procore, project, '1')).toBeNull()
})

test('requisitions are chosen by commitment, id, status and time', async () => {
  const { procore } = await start({}, {}, rows)
  const ids = async (asked: object) =>
    (await Array.fromAsync(listRequisitions(procore, project, asked))).map(({ id }) => id)
  expect(await ids({ commitment_id: '71001', status: 'approved' })).toEqual(['74001'])
  expect(await ids({ ids: ['74002'] })).toEqual(['74002'])
  expect(await ids({ updated: { from: '2020-01-01T00:00:00Z', to: '2020-02-01T00:00:00Z' } })).toEqual([])
})

test('billing periods are listed', async () => {
  const { procore } = await start({}, {}, rows)
  expect(await Array.fromAsync(listBillingPeriods(procore, project))).toMatchObject([
    { id: '73001', start_date: '2026-10-01', end_date: '2026-10-31', status: 'open' },
  ])
})
