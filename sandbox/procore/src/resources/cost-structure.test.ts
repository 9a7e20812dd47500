import { expect, test } from 'vitest'
import { type Json, start } from '../testing/start.ts'

const standard = '/rest/v1.0/standard_cost_codes'
const inList = '?company_id=4266&standard_cost_code_list_id=310'
const cost = '/rest/v1.0/cost_codes'
const inProject = '?project_id=87001'

test('standard cost codes show two ids by default, all in the extended view (procore.md §5.2)', async () => {
  const { call } = await start()
  const first = async (view: string) => (await call('GET', `${standard}${inList}${view}`)).body[0]
  expect(await first('')).toEqual({ id: 311, standard_cost_code_list_id: 310 })
  expect(await first('&view=compact')).toEqual({ id: 311, standard_cost_code_list_id: 310, origin_id: null })
  const shown = await call('GET', `${standard}/312${inList}&view=extended`)
  expect(shown.body).toMatchObject({
    code: '300',
    full_code: '03-300',
    name: 'Cast-in-place concrete',
    parent_id: 311,
  })
  const lists = await call('GET', '/rest/v1.0/standard_cost_code_lists?company_id=4266')
  expect(lists.body).toMatchObject([{ id: 310, name: 'CSI MasterFormat', is_erp_list: false }])
})

test('accounts are synced under their parent; a code is unique there (procore.md §5.2)', async () => {
  const { call, sandbox } = await start()
  const send = (...updates: unknown[]) =>
    call('PATCH', `${standard}/sync`, { company_id: 4266, standard_cost_code_list_id: 310, updates })
  const made = await send({ origin_id: 'ps:S:5010', code: '5010', name: 'Concrete', parent_id: 313 })
  expect(made.body.entities).toMatchObject([{ code: '5010', full_code: 'GL-5010', origin_id: 'ps:S:5010' }])
  const taken = await send({ origin_id: 'ps:S:x', code: '5010', name: 'Again', parent_id: 313 })
  expect(taken.body.errors[0].errors).toEqual({ code: ['has already been taken'] })
  sandbox.switches.set('costCodeInput', 'full')
  const full = await send({ origin_id: 'ps:S:5020', code: 'GL-5020', name: 'Rebar', parent_id: 313 })
  expect(full.body.entities).toMatchObject([{ code: '5020', full_code: 'GL-5020' }])
})

test('a standard cost code in use cannot be deleted: 422 (BUSINESS, procore.md §5.2)', async () => {
  const { call } = await start()
  expect((await call('DELETE', `${standard}/311${inList}`)).status).toBe(422)
  const { id } = (
    await call('POST', standard, {
      company_id: 4266,
      standard_cost_code_list_id: 310,
      standard_cost_code: { code: '99', name: 'Unused' },
    })
  ).body
  expect((await call('DELETE', `${standard}/${id}?company_id=4266`)).status).toBe(200)
  expect((await call('GET', `${standard}/${id}${inList}`)).status).toBe(404)
})

test('project cost codes: a root’s parent is an object with a null id (procore.md §5.2, recorded)', async () => {
  const { call } = await start()
  const { body } = await call('GET', cost + inProject)
  expect(body[0]).toMatchObject({
    code: '03',
    full_code: '03',
    sortable_code: '03',
    parent: { id: null },
    deleted_at: null,
  })
  expect(body[1]).toMatchObject({
    full_code: '03-300',
    parent: { id: 41001 },
    biller: 'Harbor Street Clinic',
    biller_type: 'Project',
    standard_cost_code_list_id: 310,
    line_item_types: [{ id: 702, code: 'M', base_type: 'materials' }],
  })
  const compact = await call('GET', `${cost}${inProject}&view=erp_compact`)
  expect(Object.keys(compact.body[0]).sort()).toEqual(
    ['full_code', 'id', 'name', 'origin_data', 'origin_id', 'standard_cost_code_id'].sort(),
  )
})

test('cost codes are synced per project; an origin_id is unique in the company or the project (procore.md §3.1)', async () => {
  const other = { id: 87002, company_id: 4266, name: 'Second' }
  const { call, sandbox } = await start({ extra: { projects: [other] } })
  const send = (project: number) =>
    call('PATCH', `${cost}/sync?project_id=${project}`, {
      updates: [{ origin_id: 'ps:S:5010', code: '5010', name: 'C' }],
    })
  expect((await send(87001)).body.entities).toHaveLength(1)
  expect((await send(87001)).body.entities).toHaveLength(1)
  expect((await send(87002)).body.errors[0].errors).toEqual({ origin_id: ['has already been taken'] })
  sandbox.switches.set('originScope', 'project')
  expect((await send(87002)).body.entities).toHaveLength(1)
})

test('a code cannot stand below itself; a deleted one is not shown', async () => {
  const { call, person } = await start()
  const moved = await call('PATCH', `${cost}/41001`, { project_id: 87001, cost_code: { parent_id: 41002 } })
  expect(moved).toMatchObject({ status: 422, body: { errors: { parent_id: [expect.any(String)] } } })
  await person({ do: 'delete', collection: 'cost_codes', id: 41003 })
  expect((await call('GET', cost + inProject)).body).toHaveLength(2)
  expect((await call('GET', `${cost}/41003${inProject}`)).status).toBe(404)
})

test('where ERP integration is on, only sync writes cost codes (procore.md §5.2)', async () => {
  const erp = { id: 87002, company_id: 4266, name: 'ERP', is_erp_integrated: true }
  const { call } = await start({ extra: { projects: [erp] } })
  const post = await call('POST', cost, { project_id: 87002, cost_code: { code: '01', name: 'General' } })
  expect(post.status).toBe(403)
  const sync = await call('PATCH', `${cost}/sync?project_id=87002`, {
    updates: [{ code: '01', name: 'General' }],
  })
  expect(sync.body.entities).toHaveLength(1)
})

test('a standard list is copied into a project with its tree, once (procore.md §5.2)', async () => {
  const { call } = await start({ extra: { projects: [{ id: 87002, company_id: 4266, name: 'Second' }] } })
  const copy = () =>
    call('POST', `${cost}/copy_from_standard_list`, { project_id: 87002, standard_cost_code_list_id: 310 })
  const made = await copy()
  expect(made.status).toBe(201)
  expect(made.body.map((row: { full_code: string }) => row.full_code)).toEqual(['03', '03-300', 'GL'])
  expect((await copy()).body).toEqual([])
})

test('line item types take csv_import_code and answer code (procore.md §5.2)', async () => {
  const { call } = await start()
  const types = '/rest/v1.0/line_item_types'
  const made = await call('POST', types, {
    company_id: 4266,
    line_item_type: { name: 'Equipment', csv_import_code: 'E', base_type: 'equipment' },
  })
  expect(made.body).toEqual({
    id: expect.any(Number),
    name: 'Equipment',
    code: 'E',
    base_type: 'equipment',
    origin_data: null,
    origin_id: null,
  })
  const wrong = {
    company_id: 4266,
    line_item_type: { name: 'X', csv_import_code: 'X', base_type: 'material' },
  }
  expect((await call('POST', types, wrong)).status).toBe(422)
  expect((await call('GET', `${types}?project_id=87001`)).body).toHaveLength(3)
})

test('the same segments are the same WBS code; flat_code joins the codes (procore.md §5.2)', async () => {
  const { call } = await start()
  const base = '/rest/v1.0/projects/87001/work_breakdown_structure'
  const segments = (await call('GET', `${base}/segments`)).body
  const segment = (type: string) => segments.find((row: Json) => row.type === type).id
  const body = (description?: string) => ({
    description,
    segment_items: [
      { segment_id: segment('cost_code'), segment_item_id: 41002 },
      { segment_id: segment('line_item_type'), segment_item_id: 701 },
    ],
  })
  const made = await call('POST', `${base}/wbs_codes`, body())
  expect(made).toMatchObject({
    status: 201,
    body: { flat_code: '03-300.L', flat_name: 'Cast-in-place concrete.Labor', status: 'active' },
  })
  const again = await call('POST', `${base}/wbs_codes`, body('Pour'))
  expect(again.body).toMatchObject({ id: made.body.id, description: 'Pour' })
  await call('PATCH', `${base}/wbs_codes/${made.body.id}`, { status: 'inactive' })
  const active = await call('GET', `${base}/wbs_codes?filters[status][]=active`)
  expect(active.body.map((row: { flat_code: string }) => row.flat_code)).toEqual(['03-300.M'])
  const items = await call('GET', `${base}/segments/${segment('cost_code')}/segment_items`)
  expect(items.body[1]).toMatchObject({ path_code: '03-300', path_ids: [41001, 41002], in_use: true })
})

test('a tax rate is a JSON number, units are synced and deleted in one call (procore.md §2.7, §5.2)', async () => {
  const { call } = await start({
    extra: { tax_codes: [{ id: 90, company_id: 4266, code: 'OR', rate1: '8.250' }] },
  })
  expect((await call('GET', '/rest/v1.0/tax_codes?company_id=4266')).body).toMatchObject([
    { code: 'OR', rate1: 8.25 },
  ])
  const uoms = '/rest/v1.0/companies/4266/uoms'
  const sync = await call('PATCH', `${uoms}/sync`, {
    updates: [{ name: 'ton' }, { name: 'ea' }],
    deletes: [802],
  })
  expect([sync.body.entities.length, sync.body.errors[0].errors]).toEqual([
    1,
    { name: ['has already been taken'] },
  ])
  expect((await call('GET', uoms)).body.map((row: { name: string }) => row.name)).toEqual(['ea', 'ton'])
})

test('sub jobs have a code of their own in the project, and cost codes of their own (procore.md §5.2)', async () => {
  const { call } = await start()
  const sync = await call('PATCH', `/rest/v1.0/sub_jobs/sync${inProject}`, {
    project_id: 87001,
    updates: [
      { name: 'Phase 1', code: 'P1' },
      { name: 'Again', code: 'P1' },
    ],
  })
  expect([sync.body.entities.length, sync.body.errors.length]).toEqual([1, 1])
  const { id } = sync.body.entities[0]
  const code = { code: '03', name: 'Concrete of phase 1' }
  const made = await call('POST', cost, { project_id: 87001, sub_job_id: id, cost_code: code })
  expect(made.body).toMatchObject({ biller: 'Phase 1', biller_type: 'SubJob', biller_id: id })
  expect((await call('GET', `${cost}${inProject}&sub_job_id=${id}`)).body).toHaveLength(1)
  expect((await call('GET', cost + inProject)).body).toHaveLength(3)
  expect((await call('DELETE', `/rest/v1.0/sub_jobs/${id}${inProject}`)).status).toBe(422)
})

test('budget lines are numbers by themselves and texts with fixed decimals in a view (procore.md §2.7, §5.2)', async () => {
  const { call, sandbox } = await start()
  const [wbs] = sandbox.tables.wbs_codes.all()
  const line = { wbs_code_id: Number(wbs!.id), original_budget_amount: 30000, quantity: 200, unit_cost: 150 }
  const made = await call('POST', '/rest/v1.1/budget_line_items', {
    project_id: 87001,
    budget_line_item: line,
  })
  expect(made.body).toMatchObject({
    original_budget_amount: 30000,
    quantity: 200,
    wbs_code: { flat_code: '03-300.M' },
  })
  const [view] = (await call('GET', `/rest/v1.0/budget_views${inProject}`)).body
  const rows = await call('GET', `/rest/v1.0/budget_views/${view.id}/detail_rows${inProject}`)
  expect(rows.body).toMatchObject([
    {
      original_budget_amount: '30000.00',
      unit_cost: '150.0000',
      quantity: '200.000000000000',
      wbs_code_id: line.wbs_code_id,
    },
  ])
  expect(rows.body[0].budget_row_id).toBe(String(rows.body[0].id))
})
