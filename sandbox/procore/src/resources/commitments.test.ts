import { expect, test } from 'vitest'
import { start } from '../testing/start.ts'

const orders = '/rest/v1.0/purchase_order_contracts'
const subcontracts = '/rest/v1.0/work_order_contracts'
const coding = { cost_code_id: 41002, line_item_type_id: 702 }
const extra = {
  commitments: [
    {
      id: 71001,
      project_id: 87001,
      type: 'PurchaseOrderContract' as const,
      vendor_id: 51001,
      origin_id: 'ps:1',
    },
    { id: 71002, project_id: 87001, type: 'WorkOrderContract' as const, vendor_id: 51001 },
  ],
  commitment_line_items: [
    { id: 72001, commitment_id: 71001, ...coding, amount: '100' },
    { id: 72002, commitment_id: 71002, ...coding, amount: '200' },
  ],
}

async function started(options: Parameters<typeof start>[0] = {}) {
  const site = await start({ ...options, extra: { ...extra, ...options.extra } })
  const patch = (path: string, id: number, fields: object) =>
    site.call('PATCH', `${path}/${id}`, {
      project_id: 87001,
      [path === orders ? 'purchase_order_contract' : 'work_order_contract']: fields,
    })
  const syncLines = async (path: string, id: number, ...updates: object[]) =>
    (await site.call('PATCH', `${path}/${id}/line_items/sync?project_id=87001`, { updates })).body
  return { ...site, patch, syncLines }
}

test('each kind has its own list, and both share their ids and the projects that v2.0 shows (procore.md §6)', async () => {
  const { call } = await started()
  const ids = async (path: string) =>
    (await call('GET', `${path}?project_id=87001`)).body.map((row: { id: number }) => row.id)
  expect(await ids(orders)).toEqual([71001])
  expect(await ids(subcontracts)).toEqual([71002])
  expect((await call('GET', `${orders}/71002?project_id=87001`)).status).toBe(404)
  const v2 = '/rest/v2.0/companies/4266/projects/87001/commitment_contracts'
  const both = await call('GET', v2)
  expect(both.headers.get('per-page')).toBe('10')
  expect(both.body.data).toMatchObject([
    { id: '71001', type: 'PurchaseOrderContract', vendor_id: '51001', grand_total: '100' },
    { id: '71002', type: 'WorkOrderContract' },
  ])
  expect(both.body.data[0]).not.toHaveProperty('origin_id')
  expect((await call('GET', `${v2}?filters[type]=WorkOrderContract`)).body.data).toHaveLength(1)
  expect((await call('GET', `${v2}?per_page=500`)).headers.get('per-page')).toBe('100')
  expect((await call('GET', `${v2}/71002/line_items`)).body.data).toMatchObject([
    { id: '72002', amount: '200.00', wbs_code: { flat_code: '03-300.M' } },
  ])
})

test('a list is compact unless extended is asked for, and shows no lines; a vendor has its origin in show (procore.md §6.1)', async () => {
  const { call } = await started()
  const [compact] = (await call('GET', `${orders}?project_id=87001`)).body
  expect(compact).toMatchObject({ id: 71001, number: 'PO-001', grand_total: '100.0' })
  expect(compact).not.toHaveProperty('contract_date')
  const [extended] = (await call('GET', `${orders}?project_id=87001&view=extended`)).body
  expect(extended).toMatchObject({ vendor: { id: 51001, company: 'Cascade Ready Mix' }, contract_date: null })
  expect(extended.vendor).not.toHaveProperty('origin_id')
  expect(extended).not.toHaveProperty('line_items')
  expect(extended).not.toHaveProperty('inclusions')
  const { body } = await call('GET', `${subcontracts}/71002?project_id=87001`)
  expect(body).toMatchObject({
    number: 'SC-001',
    vendor: { origin_id: null },
    inclusions: null,
    line_items: [
      { id: 72002, amount: '200.0', holder: { id: 71002, holder_type: 'WorkOrderContract' }, position: 1 },
    ],
  })
  expect(body).not.toHaveProperty('delivery_date')
})

test('a status must be one of the kind’s own (procore.md §6.1)', async () => {
  const { patch } = await started()
  expect((await patch(orders, 71001, { status: 'Received' })).status).toBe(200)
  expect((await patch(subcontracts, 71002, { status: 'Received' })).body.errors).toHaveProperty('status')
  expect((await patch(subcontracts, 71002, { status: 'Void' })).status).toBe(200)
})

test('an inactive vendor, one outside the project and an unknown unit are 422 (BUSINESS)', async () => {
  const { patch, syncLines, sandbox } = await started({
    extra: {
      vendors: [
        { id: 51002, company_id: 4266, name: 'Gone', is_active: false },
        { id: 51003, company_id: 4266, name: 'Elsewhere' },
      ],
      project_vendors: [{ project_id: 87001, vendor_id: 51002 }],
    },
  })
  const vendor = async (vendor_id: number) => (await patch(orders, 71001, { vendor_id })).body.errors
  expect(await vendor(51002)).toEqual({ vendor_id: ['is inactive'] })
  expect(await vendor(51003)).toEqual({ vendor_id: ['is not in the project directory'] })
  expect((await syncLines(orders, 71001, { id: 72001, uom: 'furlong' })).errors).toMatchObject([
    { errors: { uom: ['is not included in the list'] } },
  ])
  sandbox.switches.set('commitmentAddsVendor', 'yes')
  expect(await vendor(51003)).toBeUndefined()
  expect(sandbox.tables.project_vendors.get('87001:51003')).not.toBeNull()
})

test('approved and complete ones lock vendor, method, lines and deletion, and nothing else (procore.md §6.3)', async () => {
  const { call, patch, syncLines, sandbox } = await started()
  for (const status of ['Approved', 'Complete']) {
    expect((await patch(subcontracts, 71002, { status })).status).toBe(200)
    expect((await patch(subcontracts, 71002, { vendor_id: null })).status).toBe(422)
    expect((await patch(subcontracts, 71002, { accounting_method: 'unit' })).status).toBe(422)
    expect((await patch(subcontracts, 71002, { title: status })).status).toBe(200)
    const { entities, errors } = await syncLines(
      subcontracts,
      71002,
      { id: 72002, amount: '1' },
      { ...coding, origin_id: 'new', amount: '1' },
    )
    expect([entities, errors]).toMatchObject([[], [{ errors: { base: [expect.any(String)] } }, {}]])
    const line = `${subcontracts}/71002/line_items/72002?project_id=87001`
    expect((await call('DELETE', line)).status).toBe(422)
    expect((await call('DELETE', `${subcontracts}/71002?project_id=87001`)).status).toBe(422)
  }
  const taken = await syncLines(subcontracts, 71002, { id: 72002, amount: '200', origin_id: 'ours' })
  expect(taken.entities).toMatchObject([{ id: 72002, origin_id: 'ours' }])
  sandbox.switches.set('commitmentLock', 'off')
  expect((await syncLines(subcontracts, 71002, { id: 72002, amount: '1' })).errors).toEqual([])
  expect((await call('DELETE', `${subcontracts}/71002?project_id=87001`)).status).toBe(200)
})

test('whether the lock binds the owner of the origin_id is a switch; it never frees others (procore.md §6.3)', async () => {
  const { patch, person, syncLines, sandbox } = await started()
  await patch(orders, 71001, { status: 'Approved' })
  await patch(subcontracts, 71002, { status: 'Approved' })
  const edit = async (path: string, id: number, line: number, amount: string) =>
    (await syncLines(path, id, { id: line, amount })).errors.length
  expect(await edit(orders, 71001, 72001, '1')).toBe(1)
  sandbox.switches.set('lockBindsOwner', 'no')
  expect(await edit(orders, 71001, 72001, '1')).toBe(0)
  expect(await edit(subcontracts, 71002, 72002, '1')).toBe(1)
  const update = { do: 'update' as const, collection: 'commitment_line_items', id: 72001 }
  expect((await person({ ...update, set: { amount: '2' } })).status).toBe(400)
})

test('when the accounting method can change is a switch (procore.md §6.1)', async () => {
  const { call, patch, sandbox } = await started()
  const method = async (to: string) => (await patch(orders, 71001, { accounting_method: to })).status
  expect(await method('unit')).toBe(422)
  await call('DELETE', `${orders}/71001/line_items/72001?project_id=87001`)
  expect(await method('unit')).toBe(200)
  sandbox.switches.set('accountingMethod', 'fixed')
  expect(await method('amount')).toBe(422)
})

test('a line’s change moves the commitment’s stamp, by the switch; a line sent again moves nothing (procore.md §11.4)', async () => {
  const { syncLines, sandbox } = await started()
  const stamps = () => sandbox.tables.commitments.get('71001')!.updated_at
  const before = stamps()
  sandbox.clock.set({ shift_ms: 60_000 })
  await syncLines(orders, 71001, { id: 72001, amount: '100' })
  expect(stamps()).toBe(before)
  await syncLines(orders, 71001, { id: 72001, amount: '101' })
  const moved = stamps()
  expect(moved > before).toBe(true)
  sandbox.switches.set('lineTouchesCommitment', 'no')
  sandbox.clock.set({ shift_ms: 120_000 })
  await syncLines(orders, 71001, { id: 72001, amount: '102' })
  expect(stamps()).toBe(moved)
})

test('an origin_id is one record’s of its kind; the kinds do not disturb each other (procore.md §3.1)', async () => {
  const { call, patch, syncLines } = await started()
  const made = await call('POST', orders, {
    project_id: 87001,
    purchase_order_contract: { origin_id: 'ps:1' },
  })
  expect(made.body.errors).toEqual({ origin_id: ['has already been taken'] })
  expect((await patch(subcontracts, 71002, { origin_id: 'ps:1' })).status).toBe(200)
  await call('DELETE', `${orders}/71001?project_id=87001`)
  const again = await call('POST', orders, {
    project_id: 87001,
    purchase_order_contract: { origin_id: 'ps:1' },
  })
  expect(again.status).toBe(201)
  const many = Array.from({ length: 1001 }, (_, at) => ({ origin_id: `l${at}`, amount: '1', ...coding }))
  expect((await syncLines(subcontracts, 71002, ...many)).errors).toContain('maximum number')
})
