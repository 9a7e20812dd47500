import { expect, test } from 'vitest'
import { start } from '../testing/start.ts'

const project = '/rest/v1.0/projects/87001/direct_costs'
const base = `${project}/61001/line_items`
const coding = { cost_code_id: 41001, line_item_type_id: 701 }

test('the lines of a project name their cost in holder, and the cost code in short (INDEX §4)', async () => {
  const { call } = await start()
  const [line] = (await call('GET', `${project}/line_items`)).body
  expect(line).toMatchObject({
    id: 62001,
    holder: { id: 61001, holder_type: 'DirectCost::Item' },
    cost_code: { id: 41002, full_code: '03-300', name: 'Cast-in-place concrete', origin_id: null },
    project: { id: 87001 },
    position: 1,
  })
  for (const absent of ['direct_cost_id', 'origin_data', 'company', 'sub_job_id'])
    expect(line).not.toHaveProperty(absent)
  const [own] = (await call('GET', base)).body
  expect(own).toMatchObject({
    origin_data: null,
    company: { id: 4266 },
    cost_code: { parent: { id: 41001 } },
  })
})

test('v1.0 takes amount as a number, and cost code with cost type in place of a WBS code (procore.md §8)', async () => {
  const { call, sandbox } = await start()
  const made = await call('POST', base, { line_item: { amount: 12.345, ...coding } })
  expect(made).toMatchObject({
    status: 201,
    body: { amount: '12.35', extended_type: 'manual', wbs_code: { flat_code: '03.L' }, position: 2 },
  })
  const [wbs] = sandbox.tables.wbs_codes.all()
  const both = await call('POST', base, { line_item: { amount: 1, ...coding, wbs_code_id: Number(wbs!.id) } })
  expect(both.body.wbs_code.flat_code).toBe('03-300.M')
  expect((await call('POST', base, { line_item: { amount: 1, cost_code_id: 41001 } })).status).toBe(400)
  expect(
    (await call('POST', base, { line_item: { amount: 1, cost_code_id: 7, line_item_type_id: 701 } })).status,
  ).toBe(422)
})

test('a line on an unbudgeted code makes a budget line of nothing, once (procore.md §5.2)', async () => {
  const { call, sandbox } = await start()
  for (const amount of [1, 2]) await call('POST', base, { line_item: { amount, ...coding } })
  expect(sandbox.tables.budget_line_items.all()).toMatchObject([{ original_budget_amount: '0' }])
  expect((await call('GET', '/rest/v1.0/cost_codes/41001?project_id=87001')).body.budgeted).toBe(true)
})

test('lines are synced over the costs of a project; a new one names its cost (procore.md §8)', async () => {
  const { call } = await start()
  const send = (...updates: unknown[]) => call('PATCH', `${project}/line_items/sync`, { updates })
  const made = await send(
    { direct_cost_id: 61001, origin_id: 'ps:L1', amount: 5, ...coding },
    { origin_id: 'ps:L2', amount: 5, ...coding },
    { id: 62001, quantity: 10, extended_type: 'calculated' },
  )
  expect(made.body.entities).toHaveLength(2)
  expect(made.body.entities).toContainEqual(expect.objectContaining({ id: 62001, amount: '1479.0' }))
  expect(made.body.errors).toMatchObject([
    { origin_id: 'ps:L2', errors: { direct_cost_id: ["can't be blank"] } },
  ])
  const again = await send({ origin_id: 'ps:L1', amount: 6 })
  expect(again.body.entities).toMatchObject([{ origin_id: 'ps:L1', amount: '6.0' }])
})

test('lines are filtered by cost, code, type and time, not by origin_id (procore.md §8)', async () => {
  const { call } = await start()
  await call('POST', base, { line_item: { amount: 1, origin_id: 'ps:L1', ...coding } })
  const count = async (query: string) => (await call('GET', `${project}/line_items?${query}`)).body.length
  expect(await count('filters[direct_cost_id]=61001')).toBe(2)
  expect(await count('filters[direct_cost_id]=1')).toBe(0)
  expect(await count('filters[cost_code_id]=41001')).toBe(1)
  expect(await count('filters[line_item_type_id]=702')).toBe(1)
  expect(await count('filters[updated_at]=2020-01-01...2020-01-02')).toBe(0)
  expect(await count('filters[origin_id]=ps:L1')).toBe(2)
})

test('whether a line’s change moves the cost’s updated_at is a switch (procore.md §11.4)', async () => {
  const { call, sandbox } = await start()
  const stamp = () => sandbox.tables.direct_costs.get('61001')!.updated_at
  const before = stamp()
  sandbox.clock.set({ shift_ms: 60_000 })
  await call('PATCH', `${base}/62001`, { line_item: { description: 'a' } })
  expect(stamp()).toBe(before)
  sandbox.switches.set('lineTouchesCost', 'yes')
  await call('PATCH', `${base}/62001`, { line_item: { description: 'b' } })
  expect(stamp()).toBe(sandbox.tables.direct_cost_line_items.get('62001')!.updated_at)
  sandbox.clock.set({ shift_ms: 60_000 })
  const touched = stamp()
  expect((await call('DELETE', `${base}/62001`)).status).toBe(200)
  expect(stamp() > touched).toBe(true)
})
