import { isGone } from '@plumbline/flow-kit'
import type { ProcoreRows } from '@plumbline/sandbox-world'
import { expect, test } from 'vitest'
import { type Started, startProcore } from '../testing/procore.ts'
import { requisitionFromProcore } from './from-procore.ts'
import type { RequisitionRead } from './read.ts'

const coding = { cost_code_id: 41002, line_item_type_id: 702 }

/** A subcontract with an approved change order, billed twice. */
const rows: ProcoreRows = {
  commitments: [
    { id: 71001, project_id: 87001, type: 'WorkOrderContract', status: 'Approved', vendor_id: 51001 },
  ],
  commitment_line_items: [{ id: 72001, commitment_id: 71001, ...coding, amount: '1000' }],
  change_order_packages: [{ id: 81001, project_id: 87001, contract_id: 71001, status: 'approved' }],
  change_order_line_items: [{ id: 82001, change_order_package_id: 81001, ...coding, amount: '500' }],
  billing_periods: [
    {
      id: 95001,
      project_id: 87001,
      start_date: '2026-10-01',
      end_date: '2026-10-31',
      due_date: '2026-11-15',
    },
  ],
  requisitions: [
    {
      id: 91001,
      project_id: 87001,
      commitment_id: 71001,
      invoice_number: 'SI-1',
      status: 'approved',
      period_id: 95001,
      billing_date: '2026-10-31',
    },
    { id: 91002, project_id: 87001, commitment_id: 71001, invoice_number: 'SI-2', status: 'draft' },
  ],
  requisition_items: [
    {
      id: 92001,
      requisition_id: 91001,
      line_item_id: 72001,
      work_completed_this_period: '250.10',
      materials_presently_stored: '40',
      work_completed_retainage_retained_this_period: '25.01',
    },
    {
      id: 92002,
      requisition_id: 91002,
      line_item_id: 82001,
      item_type: 'change_order_item',
      work_completed_this_period: '10',
    },
  ],
}

async function readAll(
  { procore, settings }: Started,
  span: Parameters<typeof requisitionFromProcore.read>[2],
) {
  const all = await Array.fromAsync(requisitionFromProcore.read(procore, '87001', span, settings))
  const at = { settings, today: '2026-11-16', readAt: '2026-11-16T15:00:00.000Z', before: null }
  return {
    there: all
      .filter((one): one is RequisitionRead => !isGone(one))
      .map(one => requisitionFromProcore.toCanonical(one, at)),
    gone: all.filter(isGone),
  }
}

test('requisitions are read with their items, order and period, and say the same listed or shown', async () => {
  const started = await startProcore(rows)
  const { there, gone } = await readAll(started, 'all')
  expect(gone).toEqual([])
  expect(there).toMatchObject([
    {
      requisition_id: '91001',
      number: 1,
      invoice_number: 'SI-1',
      commitment_id: '71001',
      purchase_order_key: 'pc:87001:71001',
      vendor_id: '51001',
      status: 'approved',
      period_end: '2026-10-31',
      due_date: '2026-11-15',
      items: [
        {
          id: '92001',
          line_item_id: '72001',
          change_order_key: null,
          work_completed_this_period: '250.1',
          materials_presently_stored: '40',
          work_completed_retainage_retained_this_period: '25.01',
        },
      ],
    },
    {
      requisition_id: '91002',
      previous_requisition_id: '91001',
      status: 'draft',
      items: [{ line_item_id: '82001', change_order_key: 'pc-co:87001:81001' }],
    },
  ])
  expect((await readAll(started, { ids: ['91001', '91002'] })).there).toEqual(there)
  expect((await readAll(started, { ids: ['91002'] })).there).toEqual([there[1]])
})

test('a requisition is gone only where its list answers and does not hold it', async () => {
  const started = await startProcore(rows)
  await started.person({ do: 'delete', collection: 'requisitions', id: '91002' })
  expect(await readAll(started, { ids: ['91002'] })).toMatchObject({ there: [], gone: [{ gone: '91002' }] })
  const ids = requisitionFromProcore.ids!(started.procore, '87001', started.settings)
  expect(await Array.fromAsync(ids)).toEqual(['91001'])
  started.fail('/requisitions', 404)
  await expect(readAll(started, { ids: ['91002'] })).rejects.toThrow()
})
