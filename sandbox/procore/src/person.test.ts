import { expect, test } from 'vitest'
import { start } from './testing/start.ts'

test('a person’s edit moves the stamp, stands in the ledger, and needs no API limit', async () => {
  const { person, call, sandbox } = await start({ switches: { spikeLimit: 1 } })
  sandbox.clock.set({ at: '2026-11-02T09:00:00Z', freeze: true })
  for (const status of ['pending', 'approved', 'draft', 'approved']) {
    const { status: code } = await person({
      do: 'update',
      collection: 'direct_costs',
      id: 61001,
      set: { status },
    })
    expect(code).toBe(200)
  }
  expect((await call('GET', '/rest/v1.1/projects/87001/direct_costs')).body).toMatchObject([
    { status: 'approved', updated_at: '2026-11-02T09:00:00Z' },
  ])
  expect(sandbox.writes.list().at(-1)).toMatchObject({
    caller: 'person:9002',
    action: 'update direct_costs',
    collection: 'direct_costs',
    key: '61001',
    before: { status: 'draft' },
    after: { status: 'approved' },
  })
})

test('a person enters a cost with its lines, coded by cost code and cost type', async () => {
  const { person, call } = await start()
  const cost = {
    project_id: 87001,
    direct_cost_type: 'expense',
    status: 'approved',
    direct_cost_date: '2026-11-03',
  }
  const { id } = (await person({ do: 'create', collection: 'direct_costs', set: cost })).body
  const line = { direct_cost_id: id, cost_code_id: 41001, line_item_type_id: 701, amount: '99.99' }
  const made = await person({ do: 'create', collection: 'direct_cost_line_items', set: line })
  expect(made.body).toMatchObject({ position: 1, wbs_code_id: expect.any(String) })
  const shown = await call('GET', `/rest/v1.1/projects/87001/direct_costs/${id}`)
  expect(shown.body).toMatchObject({
    grand_total: '99.99',
    line_items: [{ wbs_code: { flat_code: '03.L' } }],
  })
  await person({
    do: 'update',
    collection: 'direct_cost_line_items',
    id: made.body.id,
    set: { cost_code_id: 41002, line_item_type_id: 702 },
  })
  const recoded = await call('GET', `/rest/v1.1/projects/87001/direct_costs/${id}`)
  expect(recoded.body.line_items[0].wbs_code.flat_code).toBe('03-300.M')
})

test('a person deletes: a cost keeps its row with deleted_at, a vendor link is gone', async () => {
  const { person, sandbox } = await start()
  await person({ do: 'delete', collection: 'direct_costs', id: 61001 })
  expect(sandbox.tables.direct_costs.get('61001')!.deleted_at).not.toBeNull()
  await person({ do: 'delete', collection: 'project_vendors', id: '87001:51001' })
  expect(sandbox.tables.project_vendors.all()).toEqual([])
})

test('a person cannot change a cost that an ERP holds, unless the switch lets them (procore.md §6.3)', async () => {
  const { person, sandbox } = await start()
  await person({ do: 'update', collection: 'direct_costs', id: 61001, set: { origin_id: 'erp:1' } })
  const edit = () =>
    person({ do: 'update', collection: 'direct_costs', id: 61001, set: { description: 'x' } })
  expect(await edit()).toMatchObject({
    status: 400,
    body: { error: expect.stringContaining('synced with an ERP') },
  })
  sandbox.switches.set('originLock', 'off')
  expect((await edit()).status).toBe(200)
})

test('an admin who takes a project from the app’s list makes it vanish (procore.md §1.3)', async () => {
  const { person, call } = await start()
  const list = async () => (await call('GET', '/rest/v1.0/projects?company_id=4266')).body.length
  expect(await list()).toBe(1)
  await person({ do: 'update', collection: 'clients', id: 'plumbline-demo', set: { project_ids: [] } })
  expect(await list()).toBe(0)
  expect((await call('GET', '/rest/v1.1/projects/87001/direct_costs')).status).toBe(404)
})

test('a wrong order is told what is wrong, and does nothing', async () => {
  const { person, sandbox } = await start()
  const error = async (order: Parameters<typeof person>[0]) => {
    const { status, body } = await person(order)
    expect(status).toBe(400)
    return body.error
  }
  expect(await error({ do: 'update', collection: 'vendor', id: 1 })).toContain('known are:')
  expect(await error({ do: 'update', collection: 'vendors', id: 1 })).toBe('vendors has no row 1')
  const line = { direct_cost_id: 7, cost_code_id: 41001 }
  expect(await error({ do: 'create', collection: 'direct_cost_line_items', set: line })).toBe(
    'direct_costs has no row 7',
  )
  expect(sandbox.writes.list()).toEqual([])
})
