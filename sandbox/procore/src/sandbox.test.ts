import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { buildProcoreSandbox } from './sandbox.ts'
import { start } from './testing/start.ts'

const vendors = '/rest/v1.0/vendors?company_id=4266'

test('rows, ledger, tokens, switches and ids outlive a restart, and nothing is seeded twice', async () => {
  const data = join(mkdtempSync(join(tmpdir(), 'procore-')), 'state.jsonl')
  const first = await start({ data })
  const bearer = { authorization: `Bearer ${await first.token()}` }
  const made = await first.call('POST', '/rest/v1.0/vendors', { company_id: 4266, vendor: { name: 'Ames' } })
  await first.raw('PATCH', '/__sandbox/switches', first.json({ syncOrder: 'given' }))
  await first.close()

  const second = await start({ data })
  const list = await second.call('GET', vendors, undefined, bearer)
  expect(list.body.map((row: { name: string }) => row.name)).toEqual(['Cascade Ready Mix', 'Ames'])
  expect(second.sandbox.writes.list()).toHaveLength(1)
  expect(second.sandbox.switches.get('syncOrder')).toBe('given')
  const next = await second.call('POST', '/rest/v1.0/vendors', { company_id: 4266, vendor: { name: 'Bolt' } })
  expect(next.body.id).toBeGreaterThan(made.body.id)
})

test('a write whose answer was cut off is in the state: done, not told', async () => {
  const { call, sandbox } = await start()
  sandbox.faults.add({ name: 'reset-after-commit', match: { method: 'POST' }, times: 1 })
  await expect(
    call('POST', '/rest/v1.0/vendors', { company_id: 4266, vendor: { name: 'Ames' } }),
  ).rejects.toThrow()
  expect((await call('GET', vendors)).body).toHaveLength(2)
})

test('the ledger names caller, action, key, before, after and the caller’s trace', async () => {
  const { call, raw } = await start()
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  await call(
    'PATCH',
    '/rest/v1.0/vendors/51001',
    { company_id: 4266, vendor: { name: 'Cascade' } },
    { traceparent },
  )
  expect((await raw('GET', '/__sandbox/ledger')).body).toEqual([
    {
      n: 1,
      at: expect.any(String),
      caller: 'plumbline-demo',
      action: 'PATCH /rest/v1.0/vendors/51001',
      collection: 'vendors',
      key: '51001',
      before: expect.objectContaining({ name: 'Cascade Ready Mix' }),
      after: expect.objectContaining({ name: 'Cascade' }),
      changed: true,
      traceparent,
    },
  ])
})

test('rows may have ids beyond 2^53, which are answered and taken without loss (procore.md §2.7)', async () => {
  const id = '9007199254740993001'
  const { call } = await start({ extra: { vendors: [{ id, company_id: 4266, name: 'Large' }] } })
  expect((await call('GET', `/rest/v1.0/vendors/${id}?company_id=4266`)).body.id).toBe(id)
  const body = `{"company_id":4266,"updates":[{"id":${id},"name":"Larger"}]}`
  const headers = { 'content-type': 'application/json' }
  const { sandbox, raw, token } = await start({
    extra: { vendors: [{ id, company_id: 4266, name: 'Large' }] },
  })
  const answer = await raw('PATCH', '/rest/v1.0/vendors/sync', {
    body,
    headers: { ...headers, authorization: `Bearer ${await token()}`, 'procore-company-id': '4266' },
  })
  expect(answer.body.entities).toMatchObject([{ id, name: 'Larger' }])
  expect(sandbox.tables.vendors.get(id)!.name).toBe('Larger')
})

test('seeded limits are the switches’ values, and an unknown switch is refused', async () => {
  const { sandbox, close } = await buildProcoreSandbox({ rows: { limits: { hourly: 600, spike: 12 } } })
  expect([sandbox.switches.get('hourlyLimit'), sandbox.switches.get('spikeLimit')]).toEqual([600, 12])
  await close()
  await expect(buildProcoreSandbox({ switches: { colour: 'red' } })).rejects.toThrow(
    'no switch is named colour',
  )
})

test('forms and multipart with bracketed names are taken like JSON (procore.md §2.1)', async () => {
  const { raw, token } = await start()
  const headers = { authorization: `Bearer ${await token()}`, 'procore-company-id': '4266' }
  const form = new FormData()
  form.set('direct_cost[direct_cost_type]', 'expense')
  form.set('direct_cost[description]', 'Fuel')
  form.set('attachments[]', new Blob(['receipt']), 'receipt.txt')
  const made = await raw('POST', '/rest/v1.1/projects/87001/direct_costs', { body: form, headers })
  expect(made).toMatchObject({ status: 201, body: { description: 'Fuel', direct_cost_type: 'expense' } })
  const plain = new URLSearchParams({ company_id: '4266', 'vendor[name]': 'Ames' })
  expect((await raw('POST', '/rest/v1.0/vendors', { body: plain, headers })).body.name).toBe('Ames')
})
