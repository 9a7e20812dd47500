import { expect, test } from 'vitest'
import { start } from '../testing/start.ts'

const path = '/rest/v1.0/projects?company_id=4266'
const closed = { id: 87002, company_id: 4266, name: 'Closed', active: false, total_value: '50000000' }

test('the list has active projects only, unless by_status says otherwise (procore.md §5.1)', async () => {
  const { call } = await start({ extra: { projects: [closed] } })
  const ids = async (query: string) =>
    (await call('GET', path + query)).body.map((row: { id: number }) => row.id)
  expect(await ids('')).toEqual([87001])
  expect(await ids('&filters[by_status]=Inactive')).toEqual([87002])
  expect(await ids('&filters[by_status]=All')).toEqual([87001, 87002])
})

test('a project shows its value as a text, its display name, its company (procore.md §5.1)', async () => {
  const { call } = await start({ extra: { projects: [closed] } })
  const list = await call('GET', `${path}&filters[by_status]=Inactive`)
  expect(list.body[0]).toMatchObject({
    total_value: '50000000.0',
    company: { id: 4266 },
    display_name: 'Closed',
  })
  const compact = await call('GET', `${path}&serializer_view=compact`)
  expect(compact.body).toEqual([
    { id: 87001, name: 'Harbor Street Clinic', display_name: '24-017 - Harbor Street Clinic' },
  ])
  expect((await call('GET', '/rest/v1.1/projects?company_id=4266&view=ids')).body).toEqual([87001])
  const shown = await call('GET', '/rest/v1.0/projects/87001?company_id=4266')
  expect(shown.body).toMatchObject({ standard_cost_code_list_id: 310, is_erp_integrated: false })
  const short = await call('GET', '/rest/v1.0/companies/4266/projects')
  expect(short.body[0]).toMatchObject({ id: 87001, status_name: 'Active', address: { city: 'Portland' } })
})

test('projects are written by create, update and sync (procore.md §3.3, §5.1)', async () => {
  const { call } = await start()
  const made = await call('POST', '/rest/v1.0/projects', {
    company_id: 4266,
    project: { name: 'New', total_value: 12.5 },
  })
  expect(made).toMatchObject({ status: 201, body: { active: true, total_value: '12.5' } })
  const synced = await call('PATCH', '/rest/v1.0/projects/sync', {
    company_id: 4266,
    updates: [{ id: made.body.id, origin_id: 'ps:P1', start_date: 'not a date' }],
  })
  expect(synced.body.entities).toMatchObject([{ origin_id: 'ps:P1', start_date: null }])
  expect((await call('GET', `${path}&filters[synced]=true`)).body).toHaveLength(1)
})

test('a service account sees its companies, itself and the users (procore.md §1.4)', async () => {
  const { call } = await start()
  expect((await call('GET', '/rest/v1.0/companies')).body).toMatchObject([
    { id: 4266, name: 'Granite Ridge Builders' },
  ])
  expect((await call('GET', '/rest/v1.0/me')).body).toMatchObject({ id: 9001, name: 'Plumbline' })
  expect((await call('GET', '/rest/v1.0/companies/4266/users')).body).toHaveLength(2)
})
