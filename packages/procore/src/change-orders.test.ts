import type { ProcoreRows } from '@plumbline/sandbox-world'
import { expect, test } from 'vitest'
import {
  createChangeOrderPackage,
  listChangeOrderPackages,
  listChangeOrderStatuses,
  showChangeOrderPackage,
  updateChangeOrderPackage,
} from './change-orders.ts'
import { listCommitmentChangeOrderLines, listCommitmentChangeOrders } from './commitment-change-orders.ts'
import { showCommitment } from './commitments.ts'
import { project, start } from './testing/start.ts'

const kind = 'work_order_contracts'
const rows: ProcoreRows = {
  commitments: [
    {
      id: 71001,
      project_id: 87001,
      type: 'WorkOrderContract',
      vendor_id: 51001,
      status: 'Approved',
      title: 'Concrete',
    },
  ],
  commitment_line_items: [
    { id: 72001, commitment_id: 71001, cost_code_id: 41002, line_item_type_id: 702, amount: '1000' },
  ],
  change_order_statuses: [
    { id: 1, company_id: 4266, name: 'Signed', mapped_to_status: 'approved' },
    { id: 2, company_id: 4266, name: 'Open', mapped_to_status: 'pending' },
  ],
  change_order_reasons: [{ id: 5, company_id: 4266, change_reason: 'Client request' }],
}
const fields = {
  title: 'Revision 2 of 0000012345',
  status: 'Open',
  origin_id: 'ps:US001:0000012345:87001:r2',
  change_order_change_reason_id: '5',
  line_items: [
    { amount: '12.34', cost_code_id: '41002', line_item_type_id: '702', description: 'More' },
    { amount: '-2.34', cost_code_id: '41002', line_item_type_id: '702', description: 'Less' },
  ],
}

async function make(switches = {}) {
  const started = await start(switches, {}, rows)
  const outcome = await createChangeOrderPackage(started.procore, project, '71001', fields)
  if (outcome.is !== 'applied') throw new Error(JSON.stringify(outcome))
  return { ...started, made: outcome.seen, id: outcome.targetId }
}

test('a package is made with its lines, found by its origin_id, approved, and then extends the contract', async () => {
  const { procore, made, id } = await make()
  expect(made).toMatchObject({
    type: 'CommitmentContractChangeOrder',
    contract_id: '71001',
    number: '1',
    revision: '0',
    status: 'Open',
    origin_id: fields.origin_id,
    change_order_change_reason: 'Client request',
  })
  expect(Number(made.grand_total)).toBe(10)
  expect(await showChangeOrderPackage(procore, project, id)).toEqual(made)
  const [listed] = await Array.fromAsync(listChangeOrderPackages(procore, project, { contract_id: '71001' }))
  expect(listed).toEqual({ ...made, line_items: null })
  expect(await Array.fromAsync(listChangeOrderPackages(procore, project, { contract_id: '5' }))).toEqual([])

  const before = await showCommitment(procore, project, kind, '71001')
  expect(Number(before?.pending_change_orders)).toBe(10)
  expect(Number(before?.revised_contract)).toBe(1000)
  expect(await updateChangeOrderPackage(procore, project, id, { status: 'Signed' })).toMatchObject({
    is: 'applied',
    seen: { status: 'Signed' },
  })
  const after = await showCommitment(procore, project, kind, '71001')
  expect(Number(after?.grand_total)).toBe(1000)
  expect(Number(after?.approved_change_orders)).toBe(10)
  expect(Number(after?.revised_contract)).toBe(1010)
})

test('the lines of an approved package are locked, and a second one of the same origin_id is refused', async () => {
  const { procore, made, id } = await make()
  const lines = [{ id: made.line_items?.[0]?.id ?? '', amount: '20' }]
  expect(await updateChangeOrderPackage(procore, project, id, { line_items: lines })).toMatchObject({
    is: 'applied',
    seen: { line_items: [{ id: lines[0]?.id }, {}] },
  })
  await updateChangeOrderPackage(procore, project, id, { status: 'approved' })
  expect(await updateChangeOrderPackage(procore, project, id, { line_items: lines })).toMatchObject({
    is: 'applied',
  })
  const changed = [{ ...lines[0], amount: '21' }]
  expect(await updateChangeOrderPackage(procore, project, id, { line_items: changed })).toMatchObject({
    is: 'rejected',
    code: 'procore-refused',
  })
  expect(await createChangeOrderPackage(procore, project, '71001', fields)).toMatchObject({ is: 'rejected' })
})

test('a package has another form with another id, found by legacy_package_id, and its lines', async () => {
  const { procore, id } = await make()
  await createChangeOrderPackage(procore, project, '71001', { title: 'Another' })
  const found = await Array.fromAsync(listCommitmentChangeOrders(procore, project, { legacy_package_id: id }))
  expect(found).toMatchObject([
    { legacy_package_id: id, contract_id: '71001', status: 'Open', title: fields.title },
  ])
  const twin = found[0]?.id ?? ''
  expect(twin).not.toBe(id)
  expect(await Array.fromAsync(listCommitmentChangeOrders(procore, project, { ids: [id] }))).toEqual([])
  const lines = await Array.fromAsync(listCommitmentChangeOrderLines(procore, project, twin))
  expect(lines.map(({ amount }) => Number(amount))).toEqual([12.34, -2.34])
  expect(lines[0]).toMatchObject({
    commitment_line_item_id: null,
    wbs_code: { flat_code: '03-300.M' },
    description: 'More',
  })
})

test('a project of three tiers has packages, but no commitment change orders', async () => {
  const { procore } = await start(
    {},
    {},
    { ...rows, projects: [{ id: 87001, company_id: 4266, name: 'Tall', change_order_tiers: 3 }] },
  )
  expect((await createChangeOrderPackage(procore, project, '71001', fields)).is).toBe('applied')
  expect(await Array.fromAsync(listChangeOrderPackages(procore, project))).toHaveLength(1)
  await expect(Array.fromAsync(listCommitmentChangeOrders(procore, project))).rejects.toMatchObject({
    what: 'scope',
  })
})

test('the statuses of a company say what they stand for; without own ones, for themselves', async () => {
  const own = await start({}, {}, rows)
  expect(await Array.fromAsync(listChangeOrderStatuses(own.procore))).toEqual([
    { id: '1', name: 'Signed', mapped_to_status: 'approved' },
    { id: '2', name: 'Open', mapped_to_status: 'pending' },
  ])
  const { procore } = await start()
  const base = await Array.fromAsync(listChangeOrderStatuses(procore))
  expect(base.find(({ name }) => name === 'void')?.mapped_to_status).toBe('void')
})

test('a contract that is gone is rejected alone, a tool that is off refuses the scope', async () => {
  const { procore } = await start({}, {}, rows)
  expect(await createChangeOrderPackage(procore, project, '999', fields)).toMatchObject({
    is: 'rejected',
    code: 'procore-not-found',
  })
  const off = await start(
    {},
    {},
    {
      ...rows,
      projects: [{ id: 87001, company_id: 4266, name: 'Off', tools_off: ['change_orders'] }],
    },
  )
  await expect(createChangeOrderPackage(off.procore, project, '71001', fields)).rejects.toMatchObject({
    what: 'scope',
  })
})
