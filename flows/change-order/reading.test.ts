import { isGone } from '@plumbline/flow-kit'
import type { ProcoreRows } from '@plumbline/sandbox-world'
import { describe, expect, test } from 'vitest'
import { type Started, startProcore } from '../testing/procore.ts'
import { changeOrderFromProcore } from './from-procore.ts'
import type { ChangeOrderRead } from './read.ts'

const coding = { cost_code_id: 41002, line_item_type_id: 702 }

/** Two commitments, one of them PeopleSoft's, with change orders of every kind. */
const rows: ProcoreRows = {
  tax_codes: [{ id: 901, company_id: 4266, code: 'WA-SEA', rate1: '10.35' }],
  change_order_statuses: [{ id: 1, company_id: 4266, name: 'Signed', mapped_to_status: 'approved' }],
  commitments: [
    {
      id: 71001,
      project_id: 87001,
      type: 'WorkOrderContract',
      status: 'Approved',
      number: 'SC-1',
      vendor_id: 51001,
    },
    {
      id: 71002,
      project_id: 87001,
      type: 'PurchaseOrderContract',
      status: 'Approved',
      origin_id: 'ps:US001:0000001234:87001',
    },
  ],
  commitment_line_items: [{ id: 72001, commitment_id: 71001, ...coding, amount: '1000' }],
  change_order_packages: [
    {
      id: 81001,
      project_id: 87001,
      contract_id: 71001,
      status: 'Signed',
      reviewed_at: '2026-10-16T03:30:00Z',
    },
    { id: 81002, project_id: 87001, contract_id: 71002, status: 'approved' },
    { id: 81003, project_id: 87001, contract_id: 71001, status: 'pending' },
    { id: 81004, project_id: 87001, contract_id: 5, type: 'PrimeContractChangeOrder', status: 'approved' },
    { id: 81005, project_id: 87001, contract_id: 71001, type: 'ChangeOrderPackage', status: 'approved' },
    { id: 81006, project_id: 87001, contract_id: 71002, status: 'approved', origin_id: 'plumbline:x:1' },
  ],
  change_order_line_items: [
    {
      id: 82001,
      change_order_package_id: 81001,
      commitment_line_item_id: 72001,
      ...coding,
      amount: '33.33',
      tax_code_id: 901,
    },
    { id: 82002, change_order_package_id: 81002, ...coding, amount: '-250.5' },
    { id: 82004, change_order_package_id: 81004, ...coding, amount: '9000' },
  ],
}

async function readAll(
  { procore, settings }: Started,
  span: Parameters<typeof changeOrderFromProcore.read>[2],
) {
  const all = await Array.fromAsync(changeOrderFromProcore.read(procore, '87001', span, settings))
  return { there: all.filter((one): one is ChangeOrderRead => !isGone(one)), gone: all.filter(isGone) }
}
const made = ({ settings }: Started, read: ChangeOrderRead) =>
  changeOrderFromProcore.toCanonical(read, {
    settings,
    today: '2026-11-16',
    readAt: '2026-11-16T15:00:00.000Z',
    before: null,
  })
const publishes = (reads: ChangeOrderRead[]) =>
  reads.filter(one => changeOrderFromProcore.begins!(one)).map(one => one.order.id)

describe('change orders of commitments are read whole', () => {
  test('with status, order, owner and lines; listed or shown by themselves they say the same', async () => {
    const started = await startProcore(rows)
    const { there } = await readAll(started, 'all')
    const all = there.map(one => made(started, one))
    expect(all).toMatchObject([
      {
        package_id: '81001',
        commitment_change_order_id: expect.stringMatching(/^\d+$/),
        contract_id: '71001',
        contract_type: 'work_order_contracts',
        contract_number: 'SC-1',
        contract_owner: 'procore',
        purchase_order_key: 'pc:87001:71001',
        vendor_id: '51001',
        status_raw: 'Signed',
        status: 'approved',
        reviewed_date: '2026-10-15',
        grand_total: '33.33',
        lines: [
          {
            id: '82001',
            commitment_line_id: '72001',
            cost_code: '03-300',
            line_item_type_code: 'M',
            amount: '33.33',
            tax_amount: '3.45',
          },
        ],
      },
      {
        package_id: '81002',
        contract_owner: 'peoplesoft',
        purchase_order_key: 'ps:US001:0000001234:87001',
        grand_total: '-250.5',
      },
      { package_id: '81003', status: 'pending' },
      { package_id: '81006' },
    ])
    const ids = all.map(one => one.package_id!)
    expect((await readAll(started, { ids })).there.map(one => made(started, one))).toEqual(all)
    for (const id of ids)
      expect((await readAll(started, { ids: [id] })).there.map(one => made(started, one))).toEqual(
        all.filter(one => one.package_id === id),
      )
  })

  test('prime and generic packages are none, however they are asked for', async () => {
    const started = await startProcore(rows)
    expect(await readAll(started, { ids: ['81004', '81005'] })).toEqual({ there: [], gone: [] })
    expect(changeOrderFromProcore.ids).toBeDefined()
    const ids = await Array.fromAsync(changeOrderFromProcore.ids!(started.procore, '87001', started.settings))
    expect(ids.sort()).toEqual(['81001', '81002', '81003', '81006'])
  })

  test('a project of three tiers, which has no newer form, is read all the same', async () => {
    const started = await startProcore(rows)
    started.fail('/commitment_change_orders', 404)
    const { there } = await readAll(started, 'all')
    expect(there.map(one => made(started, one).commitment_change_order_id)).toEqual([null, null, null, null])
  })

  test('one that was deleted is gone by its proof', async () => {
    const started = await startProcore(rows)
    await started.person({ do: 'delete', collection: 'change_order_packages', id: '81003' })
    for (const span of ['all' as const, { ids: ['81003'] }])
      expect((await readAll(started, span)).gone).toMatchObject([
        { gone: '81003', proof: 'deleted_at at source' },
      ])
    expect((await readAll(started, { ids: ['123'] })).gone).toMatchObject([{ gone: '123' }])
  })
})

describe('the first event of a change order', () => {
  test('comes once it is approved; what we made from a revision of an order never has one', async () => {
    const started = await startProcore(rows)
    expect(publishes((await readAll(started, 'all')).there)).toEqual(['81001', '81002'])
    await started.person({
      do: 'update',
      collection: 'change_order_packages',
      id: '81003',
      set: { status: 'Signed' },
    })
    expect(publishes((await readAll(started, { ids: ['81003'] })).there)).toEqual(['81003'])
  })
})
