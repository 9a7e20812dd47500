import { expect, test } from 'vitest'
import { start } from '../testing/start.ts'

const packages = '/rest/v1.0/change_order_packages'
const coding = { cost_code_id: 41002, line_item_type_id: 702 }
const extra = {
  commitments: [{ id: 71001, project_id: 87001, type: 'PurchaseOrderContract' as const, status: 'Approved' }],
  commitment_line_items: [{ id: 72001, commitment_id: 71001, ...coding, amount: '100' }],
  change_order_packages: [
    { id: 76001, project_id: 87001, contract_id: 71001, status: 'approved' },
    {
      id: 76002,
      project_id: 87001,
      contract_id: 5,
      type: 'PrimeContractChangeOrder' as const,
      status: 'approved',
    },
  ],
  change_order_line_items: [
    { id: 77001, change_order_package_id: 76001, commitment_line_item_id: 72001, ...coding, amount: '25' },
    { id: 77002, change_order_package_id: 76002, ...coding, amount: '9000' },
  ],
}

test('prime packages stand in the same list, but change no commitment and have no other form (procore.md §6.4)', async () => {
  const { call } = await start({ extra })
  const list = (await call('GET', `${packages}?project_id=87001`)).body
  expect(list.map((row: { type: string }) => row.type)).toEqual([
    'CommitmentContractChangeOrder',
    'PrimeContractChangeOrder',
  ])
  expect(list[0]).not.toHaveProperty('line_items')
  const order = (await call('GET', '/rest/v1.0/purchase_order_contracts/71001?project_id=87001')).body
  expect(order).toMatchObject({ approved_change_orders: '25.0', revised_contract: '125.0' })
  const twins = (await call('GET', '/rest/v1.0/projects/87001/commitment_change_orders')).body
  expect(twins).toMatchObject([{ legacy_package_id: 76001, type: 'CommitmentChangeOrder' }])
  expect(twins[0]).not.toHaveProperty('origin_id')
  const base = '/rest/v2.0/companies/4266/projects/87001/commitment_change_orders'
  expect((await call('GET', `${base}/${twins[0].id}/line_items`)).body.data).toMatchObject([
    { id: '77001', commitment_line_item_id: '72001', amount: '25.00' },
  ])
  expect((await call('GET', `${base}/76001/line_items`)).status).toBe(404)
})

test('an approved package keeps its lines and is not deleted; a person’s status counts by what it stands for', async () => {
  const { call, person, sandbox } = await start({
    extra: {
      ...extra,
      change_order_statuses: [{ id: 1, company_id: 4266, name: 'Signed', mapped_to_status: 'approved' }],
    },
  })
  await person({ do: 'update', collection: 'change_order_packages', id: 76001, set: { status: 'Signed' } })
  const signed = (await call('GET', '/rest/v1.0/purchase_order_contracts/71001?project_id=87001')).body
  expect(signed).toMatchObject({ approved_change_orders: '25.0' })
  const line = { do: 'update' as const, collection: 'change_order_line_items', id: 77001 }
  expect((await person({ ...line, set: { amount: '1' } })).body.error).toContain('approved change order')
  const gone = { do: 'delete' as const, collection: 'change_order_packages', id: 76001 }
  expect((await person(gone)).status).toBe(400)
  await person({ do: 'update', collection: 'change_order_packages', id: 76001, set: { status: 'pending' } })
  const order = async () =>
    (await call('GET', '/rest/v1.0/purchase_order_contracts/71001?project_id=87001')).body
  expect(await order()).toMatchObject({ revised_contract: '100.0', pending_revised_contract: '125.0' })
  expect((await person(gone)).status).toBe(200)
  expect(await order()).toMatchObject({ pending_revised_contract: '100.0', change_order_packages: [] })
  expect(sandbox.tables.change_order_packages.get('76001')!.deleted_at).not.toBeNull()
  expect((await call('GET', `${packages}?project_id=87001`)).body).toHaveLength(1)
  expect(
    (await call('GET', `${packages}?project_id=87001&filters[include_deleted]=only`)).body,
  ).toMatchObject([{ id: 76001 }])
})

test('a package is made whole or not at all, and only on a commitment of the project', async () => {
  const { call, sandbox } = await start({ extra })
  const make = (contract_id: number, change_order: object) =>
    call('POST', packages, { project_id: 87001, contract_id, change_order })
  expect((await make(5, {})).status).toBe(404)
  expect((await make(71001, { status: 'nearly' })).body.errors).toHaveProperty('status')
  const bad = {
    line_items: [
      { amount: '1', ...coding },
      { amount: '1', ...coding, uom: 'furlong' },
    ],
  }
  expect((await make(71001, bad)).status).toBe(422)
  expect(sandbox.tables.change_order_packages.all()).toHaveLength(2)
  expect((await make(71001, { line_items: [{ amount: '1', ...coding }] })).body).toMatchObject({
    number: '2',
    grand_total: '1.0',
    line_items: [{ position: 1, holder: { holder_type: 'ChangeOrderPackage' } }],
  })
})
