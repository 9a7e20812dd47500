import { expect, test } from 'vitest'
import { start } from '../testing/start.ts'

const v1 = '/rest/v1.0/webhooks/hooks'
const v2 = '/rest/v2.0/companies/4266/webhooks/hooks'
const hook = {
  api_version: 'v2',
  namespace: 'plumbline',
  destination_url: 'http://127.0.0.1:9/hooks',
  destination_headers: { Authorization: 'Bearer secret-12345' },
}

test('v1: a hook is made, listed, changed and deleted; its secret comes back masked (procore.md §10.1)', async () => {
  const { call } = await start()
  const made = await call('POST', v1, { company_id: 4266, hook })
  expect(made).toMatchObject({
    status: 201,
    body: {
      id: expect.any(Number),
      api_version: 'v2',
      destination_headers: { Authorization: '*****12345' },
      owned_by_company_id: 4266,
      owned_by_project_id: null,
      owned_by_user_id: 9001,
    },
  })
  const count = async (query: string) => (await call('GET', `${v1}?${query}`)).body.length
  expect(await count('company_id=4266&namespace=plumbline')).toBe(1)
  expect(await count('company_id=4266&namespace=other')).toBe(0)
  expect(await count('project_id=87001')).toBe(0)
  expect(await count('project_id=87001&company_id=4266')).toBe(1)
  const at = `${v1}/${made.body.id}`
  const changed = await call('PATCH', at, {
    company_id: 4266,
    hook: { destination_url: 'https://example.test/h' },
  })
  expect(changed.body).toMatchObject({ destination_url: 'https://example.test/h', namespace: 'plumbline' })
  expect((await call('DELETE', `${at}?company_id=4266`)).status).toBe(200)
  expect(await count('company_id=4266')).toBe(0)
})

test('v2: ids are texts in a data envelope; namespace and a known payload version are needed (procore.md §10.1)', async () => {
  const { call, sandbox } = await start()
  const { api_version: payload_version, ...rest } = hook
  const made = await call('POST', v2, { payload_version, ...rest })
  expect(made).toMatchObject({
    status: 201,
    body: {
      data: {
        id: expect.any(String),
        status: 'active',
        company_id: '4266',
        project_id: null,
        hook_type: 'classic',
        trigger_count: 0,
      },
    },
  })
  for (const wrong of [
    { ...rest, payload_version: 'v9' },
    { payload_version, destination_url: rest.destination_url },
  ]) {
    const refused = await call('POST', v2, wrong)
    expect([refused.status, refused.body.error.code]).toEqual([422, 'UNPROCESSABLE_ENTITY'])
  }
  const at = `${v2}/${made.body.data.id}`
  expect((await call('PATCH', at, { status: 'disabled' })).body.data.status).toBe('disabled')
  expect((await call('GET', v2)).body.data[0]).not.toHaveProperty('trigger_count')
  expect((await call('GET', `${v2}?include_trigger_count=true`)).body.data[0].trigger_count).toBe(0)
  sandbox.switches.set('hookListNamespace', 'required')
  expect((await call('GET', v2)).status).toBe(400)
  expect((await call('DELETE', at)).status).toBe(204)
  expect((await call('GET', at)).status).toBe(404)
})

test('v2: a project’s hooks are its own; lists have 10 a page, 100 at most (procore.md §10.1, §2.1)', async () => {
  const { call } = await start()
  const { api_version: payload_version, ...rest } = hook
  const ofProject = '/rest/v2.0/companies/4266/projects/87001/webhooks/hooks'
  for (let n = 0; n < 11; n++) await call('POST', ofProject, { payload_version, ...rest })
  const first = await call('GET', ofProject)
  expect([first.body.data.length, first.headers.get('total')]).toEqual([10, '11'])
  expect((await call('GET', `${ofProject}?per_page=500`)).headers.get('per-page')).toBe('100')
  expect((await call('GET', v2)).body.data).toEqual([])
})

test('v1: triggers singly and in bulk; 207 where some fail, 413 beyond 500 (procore.md §10.1)', async () => {
  const { call } = await start()
  const { id } = (await call('POST', v1, { company_id: 4266, hook })).body
  const at = `${v1}/${id}/triggers`
  const one = await call('POST', at, {
    company_id: 4266,
    api_version: 'v2',
    trigger: { resource_name: 'Direct Costs', event_type: 'create' },
  })
  expect(one).toMatchObject({
    status: 201,
    body: { webhook_hook_id: id, resource_name: 'Direct Costs', event_type: 'CREATE' },
  })
  const bulk = (triggers: object[]) =>
    call('POST', `${at}/bulk`, { company_id: 4266, api_version: 'v2', triggers })
  const mixed = await bulk([
    { resource_name: 'Direct Costs', event_type: 'update' },
    { resource_name: 'Requisitions', event_type: 'update' },
    { resource_name: 'Company Vendors', event_type: 'delete' },
  ])
  expect(mixed.status).toBe(207)
  expect([mixed.body.success.length, mixed.body.failed.length]).toEqual([1, 2])
  expect((await bulk([{ resource_name: 'Company Vendors', event_type: 'create' }])).status).toBe(200)
  const many = Array.from({ length: 501 }, () => ({ resource_name: 'Projects', event_type: 'create' }))
  expect((await bulk(many)).status).toBe(413)
  const list = (await call('GET', `${at}?company_id=4266`)).body
  expect(list).toHaveLength(3)
  const gone = await call('DELETE', `${at}/bulk`, { company_id: 4266, triggers: [list[0].id, list[1].id] })
  expect(gone).toMatchObject({ status: 200, body: { success: [list[0].id, list[1].id] } })
  expect((await call('DELETE', `${at}/${list[2].id}?company_id=4266`)).status).toBe(200)
  expect((await call('GET', `${at}?company_id=4266`)).body).toEqual([])
})

test('v2: bulk takes a bare array; event types in any case (procore.md §10.1)', async () => {
  const { call } = await start()
  const { api_version: payload_version, ...rest } = hook
  const { id } = (await call('POST', v2, { payload_version, ...rest })).body.data
  const made = await call('POST', `${v2}/${id}/triggers/bulk`, [
    { resource_name: 'Direct Costs', event_type: 'CREATED' },
    { resource_name: 'Direct Costs', event_type: 'delete' },
  ])
  expect(made.status).toBe(201)
  expect(made.body.data).toMatchObject([
    { id: expect.any(String), webhook_hook_id: id, company_id: '4266' },
    {},
  ])
  const gone = await call('DELETE', `${v2}/${id}/triggers/bulk`, [made.body.data[0].id, '1'])
  expect(gone).toMatchObject({
    status: 207,
    body: { data: { succeeded: [made.body.data[0].id], failed: ['1'] } },
  })
})

test('the resources endpoints say what can be subscribed (procore.md §10.4)', async () => {
  const { call } = await start()
  const v1Rows = (await call('GET', '/rest/v1.0/webhooks/resources?company_id=4266')).body
  expect(v1Rows).toContainEqual(expect.objectContaining({ name: 'Company Vendors', except: ['delete'] }))
  const path = '/rest/v2.0/companies/4266/projects/87001/webhooks/resources'
  expect((await call('GET', path)).status).toBe(400)
  const rows = (await call('GET', `${path}?payload_version=v4.0&per_page=100`)).body.data
  expect(rows).toContainEqual(
    expect.objectContaining({
      name: 'Direct Costs',
      payload_version: 'v4.0',
      actions: ['create', 'update', 'delete'],
    }),
  )
})
