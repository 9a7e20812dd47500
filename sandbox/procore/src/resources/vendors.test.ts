import { expect, test } from 'vitest'
import { start } from '../testing/start.ts'

const path = '/rest/v1.0/vendors'
const query = '?company_id=4266'

test('a vendor is created with 201 and shown with the fields of the extended view (procore.md §4.2)', async () => {
  const { call } = await start()
  const vendor = { name: 'Ames & Sons', zip: '97210', state_code: 'OR', origin_code: 'V0001', unknown: 'x' }
  const made = await call('POST', path, { company_id: 4266, vendor })
  expect(made.status).toBe(201)
  expect(made.body).toMatchObject({
    id: expect.any(Number),
    name: 'Ames & Sons',
    company: 'Ames & Sons',
    legal_name: 'Ames & Sons',
    is_active: true,
    synced_to_erp: false,
    abbreviated_name: '',
    mobile_phone: null,
    origin_id: null,
    children_count: 0,
    project_ids: [],
    bidding: { small_business: false },
    business_register: null,
    created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
  })
  expect(made.body).not.toHaveProperty('unknown')
  expect((await call('GET', `${path}/${made.body.id}${query}`)).body).toEqual(made.body)
})

test('views choose the fields (procore.md §4.1)', async () => {
  const { call } = await start()
  const shown = async (view: string) => (await call('GET', `${path}/51001${query}&view=${view}`)).body
  expect(await shown('compact')).toEqual({ id: 51001, name: 'Cascade Ready Mix' })
  expect(await shown('normal')).not.toHaveProperty('project_ids')
  expect(await shown('erp')).toHaveProperty('erp_custom_fields')
  expect(await shown('summary')).toMatchObject({ projects_count: 1, synced_to_erp: false })
  expect(await shown('directory')).not.toHaveProperty('origin_id')
})

test('an update is partial, and a wrong name or code is refused (procore.md §4.1)', async () => {
  const { call } = await start()
  const patch = (vendor: object) => call('PATCH', `${path}/51001`, { company_id: 4266, vendor })
  expect(await patch({ name: 'Cascade', city: 'Salem' })).toMatchObject({
    status: 200,
    body: { city: 'Salem', zip: '97210' },
  })
  expect((await patch({ name: 'x'.repeat(256) })).body.errors.name[0]).toContain('too long')
  expect((await patch({ name: 'Cascade', state_code: 'Oregon' })).status).toBe(422)
  expect((await call('PATCH', `${path}/1`, { company_id: 4266, vendor: { name: 'x' } })).status).toBe(404)
  expect((await call('DELETE', `${path}/51001${query}`)).status).toBe(404)
})

test('an inactive vendor leaves the list, is found among the inactive, and comes back (procore.md §4.1)', async () => {
  const { call, sandbox } = await start()
  const count = async (at: string) => (await call('GET', at)).body.length
  const inactive = '/rest/v1.0/companies/4266/vendors/inactive'
  await call('PATCH', `${path}/51001`, { company_id: 4266, vendor: { name: 'Cascade', is_active: false } })
  expect([await count(path + query), await count(inactive)]).toEqual([0, 1])
  expect((await call('GET', `${path}/51001${query}`)).body.is_active).toBe(false)
  sandbox.switches.set('inactiveVendors', 'listed')
  expect(await count(path + query)).toBe(1)
  expect((await call('PATCH', `${inactive}/51001`, {})).body.is_active).toBe(true)
})

test('a second business register is 409; parents have two levels at most (procore.md §4.1, §4.2)', async () => {
  const { call } = await start()
  const register = (method: string, identifier: string) =>
    call(method, `${path}/51001/business_register${query}`, {
      business_register: { type: 'ein', identifier },
    })
  expect((await register('PATCH', '93-1')).status).toBe(404)
  expect(await register('POST', '93-1')).toMatchObject({
    status: 201,
    body: { type: 'EIN', identifier: '93-1' },
  })
  expect(await register('POST', '93-2')).toMatchObject({ status: 409, body: { message: expect.any(String) } })
  expect((await register('PATCH', '93-2')).body.identifier).toBe('93-2')

  const child = await call('POST', path, { company_id: 4266, vendor: { name: 'Child', parent_id: 51001 } })
  expect(child.body).toMatchObject({
    parent: { id: 51001, name: 'Cascade Ready Mix' },
    legal_name: 'Cascade Ready Mix',
  })
  const third = await call('POST', path, {
    company_id: 4266,
    vendor: { name: 'Third', parent_id: child.body.id },
  })
  expect(third.status).toBe(422)
})

test('a vendor of the company is added to a project and removed again (procore.md §4.1)', async () => {
  const { call } = await start()
  const base = '/rest/v1.1/projects/87001/vendors'
  const { id } = (await call('POST', path, { company_id: 4266, vendor: { name: 'Ames' } })).body
  expect((await call('GET', `${base}/${id}`)).status).toBe(404)
  const added = await call('POST', `${base}/${id}/actions/add`)
  expect([added.status, added.body.id]).toEqual([201, id])
  expect((await call('GET', `${base}?view=ids_only`)).body).toEqual([51001, id])
  expect((await call('GET', `${base}/${id}`)).body).not.toHaveProperty('legal_name')
  const removed = await call('DELETE', `${base}/${id}/actions/remove`)
  expect([removed.status, removed.body]).toEqual([204, ''])
  const made = await call('POST', base, { vendor: { name: 'Made in the project' } })
  expect([made.status, made.body.project_ids]).toEqual([201, [87001]])
})
