import { expect, test } from 'vitest'
import { start } from '../testing/start.ts'

const base = '/rest/v1.1/projects/87001/direct_costs'
const tax_codes = [{ id: 90, company_id: 4266, code: 'GST', rate1: '5' }]
const invoice = {
  direct_cost_type: 'invoice',
  vendor_id: 51001,
  invoice_number: 'A-1',
  direct_cost_date: '2026-11-02',
}

async function startCoded(options: Parameters<typeof start>[0] = {}) {
  const started = await start(options)
  const wbs_code_id = Number(started.sandbox.tables.wbs_codes.all()[0]!.id)
  const create = (direct_cost: object) => started.call('POST', base, { direct_cost })
  return { ...started, wbs_code_id, create }
}

test('list and show differ: vendor is a name or an object, amount is in the list only (procore.md §8)', async () => {
  const { call } = await start()
  const [listed] = (await call('GET', base)).body
  expect(listed).toMatchObject({
    id: 61001,
    amount: '1848.75',
    grand_total: '1848.75',
    vendor: 'Cascade Ready Mix',
    vendor_id: 51001,
  })
  expect(listed).not.toHaveProperty('line_items')
  const { body } = await call('GET', `${base}/61001`)
  expect(body).toMatchObject({
    grand_total: '1848.75',
    vendor: { id: 51001, name: 'Cascade Ready Mix' },
    line_items_count: 1,
    synced: false,
    line_items: [
      {
        id: 62001,
        amount: '1848.75',
        total_amount: '1848.75',
        quantity: '12.5',
        unit_cost: '147.9',
        extended_type: 'calculated',
        tax_code_id: null,
        wbs_code: { flat_code: '03-300.M' },
        line_item_type: { id: 702, code: 'M' },
        cost_code: { id: 41002, full_code: '03-300' },
      },
    ],
  })
  expect(body).not.toHaveProperty('amount')
  expect(body.line_items[0]).not.toHaveProperty('direct_cost_id')
})

test('v1.1 creates header and lines at once, echoes ref, and answers texts for numbers (procore.md §8)', async () => {
  const { create, wbs_code_id } = await startCoded()
  const { status, body } = await create({
    ...invoice,
    status: 'approved',
    line_items: [
      { manual_amount: 1000, wbs_code_id, ref: 'PQRS' },
      { quantity: 3, unit_cost: 33.335, uom: 'ea', wbs_code_id },
    ],
  })
  expect(status).toBe(201)
  expect(body.line_items).toMatchObject([
    { amount: '1000.0', extended_type: 'manual', ref: 'PQRS', position: 1 },
    {
      amount: '100.01',
      extended_type: 'calculated',
      quantity: '3.0',
      unit_cost: '33.335',
      ref: null,
      position: 2,
    },
  ])
  expect(body.grand_total).toBe('1100.01')
})

test('an invoice needs vendor and number, its number is the vendor’s only one (procore.md §8)', async () => {
  const { create, sandbox } = await startCoded()
  const errors = async (cost: object) => (await create(cost)).body.errors
  expect(await errors({ ...invoice, vendor_id: null })).toEqual({ vendor_id: ["can't be blank"] })
  expect(await errors({ ...invoice, invoice_number: '' })).toEqual({ invoice_number: ["can't be blank"] })
  expect(await errors({ ...invoice, direct_cost_type: 'gift' })).toHaveProperty('direct_cost_type')
  expect(await errors({ ...invoice, direct_cost_type: 'subcontractor_invoice' })).toHaveProperty(
    'direct_cost_type',
  )
  expect((await create(invoice)).status).toBe(201)
  expect(await errors(invoice)).toEqual({ invoice_number: ['has already been taken'] })
  sandbox.switches.set('costRules', 'off')
  expect((await create(invoice)).status).toBe(201)
})

test('an inactive vendor, one outside the project and an unknown unit are 422 (BUSINESS)', async () => {
  const { create, wbs_code_id } = await startCoded({
    extra: {
      vendors: [
        { id: 51002, company_id: 4266, name: 'Gone', is_active: false },
        { id: 51003, company_id: 4266, name: 'Elsewhere' },
      ],
      project_vendors: [{ project_id: 87001, vendor_id: 51002 }],
    },
  })
  const errors = async (cost: object) => (await create(cost)).body.errors
  expect(await errors({ ...invoice, vendor_id: 51002 })).toEqual({ vendor_id: ['is inactive'] })
  expect(await errors({ ...invoice, vendor_id: 51003 })).toEqual({
    vendor_id: ['is not in the project directory'],
  })
  const line = { manual_amount: 1, wbs_code_id, uom: 'furlong' }
  expect(await errors({ ...invoice, line_items: [line] })).toEqual({ uom: ['is not included in the list'] })
})

test('a refused line leaves nothing of its cost; more than 100 lines are 400 (procore.md §8)', async () => {
  const { create, call, sandbox, wbs_code_id } = await startCoded()
  const bad = await create({
    ...invoice,
    line_items: [
      { manual_amount: 1, wbs_code_id },
      { manual_amount: 1, wbs_code_id: 7 },
    ],
  })
  expect(bad.status).toBe(422)
  const line_items = Array.from({ length: 101 }, () => ({ manual_amount: 1, wbs_code_id }))
  expect((await create({ ...invoice, line_items })).status).toBe(400)
  expect((await call('GET', base)).body).toHaveLength(1)
  expect(sandbox.writes.list()).toEqual([])
})

test('an update with lines changes those with an id, adds the others, keeps the rest (procore.md §8)', async () => {
  const { call, wbs_code_id } = await startCoded()
  const { body } = await call('PATCH', `${base}/61001`, {
    direct_cost: {
      description: 'Footing pour',
      direct_cost_type: 'payroll',
      line_items: [
        { id: 62001, quantity: 10 },
        { manual_amount: 21.5, wbs_code_id },
      ],
    },
  })
  expect(body).toMatchObject({
    description: 'Footing pour',
    direct_cost_type: 'expense',
    grand_total: '1500.5',
  })
  expect(body.line_items).toMatchObject([{ id: 62001, amount: '1479.0' }, { amount: '21.5' }])
})

test('a deleted cost is gone from list and show, or listed with deleted_at (procore.md §8)', async () => {
  const { call, sandbox } = await start()
  expect(await call('DELETE', `${base}/61001`)).toMatchObject({ status: 200, body: { id: 61001 } })
  expect((await call('GET', base)).body).toEqual([])
  expect((await call('GET', `${base}/61001`)).status).toBe(404)
  expect((await call('GET', '/rest/v1.0/projects/87001/direct_costs/line_items')).body).toEqual([])
  sandbox.switches.set('deletedDirectCosts', 'listed')
  expect((await call('GET', base)).body).toMatchObject([{ id: 61001, deleted_at: expect.any(String) }])
})

test('tax is in the breakdown, and in the totals where the switches say so (procore.md §8)', async () => {
  const { create, call, sandbox, wbs_code_id } = await startCoded({ extra: { tax_codes } })
  const line_items = [10.1, 10.1].map(manual_amount => ({ manual_amount, wbs_code_id }))
  const { id, line_items: lines } = (await create({ ...invoice, line_items })).body
  for (const line of lines)
    await call('PATCH', `/rest/v1.0/projects/87001/direct_costs/${id}/line_items/${line.id}`, {
      line_item: { tax_code_id: 90 },
    })
  const show = async () => (await call('GET', `${base}/${id}`)).body
  expect(await show()).toMatchObject({
    grand_total: '20.2',
    tax_breakdown: {
      subtotal: '20.20',
      tax_total: '1.02',
      grand_total: '21.22',
      tax_details: [
        {
          tax_code_id: 90,
          tax_code_name: 'GST',
          tax_code_rate: '5.0',
          amount: '1.02',
          taxable_amount: '20.20',
        },
      ],
    },
    line_items: [{ total_amount: '10.1', tax_code_id: 90 }, {}],
  })
  sandbox.switches.set('grandTotalTax', 'with')
  sandbox.switches.set('lineTotalTax', 'with')
  expect(await show()).toMatchObject({
    grand_total: '21.22',
    line_items: [{ amount: '10.1', total_amount: '10.61' }, {}],
  })
  sandbox.switches.set('taxRate', 'fraction')
  expect((await show()).grand_total).toBe('121.2')
})

test('headers are synced without lines, by origin_id (procore.md §3.3, §8)', async () => {
  const { call } = await start()
  const path = '/rest/v1.0/projects/87001/direct_costs/sync'
  const { body } = await call('PATCH', path, {
    updates: [
      { origin_id: 'ps:D1', direct_cost_type: 'expense', description: 'Fuel' },
      { origin_id: 'ps:D2', direct_cost_type: 'loan' },
    ],
  })
  expect(body.entities).toMatchObject([
    { origin_id: 'ps:D1', grand_total: '0.0', line_items_count: 0, vendor: null },
  ])
  expect(body.errors).toMatchObject([{ origin_id: 'ps:D2', errors: { direct_cost_type: expect.any(Array) } }])
  expect((await call('GET', `${base}?filters[origin_id]=ps:D1`)).body).toHaveLength(1)
})

test('two writes of one direct cost at once: one answers 409, nothing is lost of the other (procore.md §8)', async () => {
  const { call, sandbox } = await start({ switches: { directCostWriteMs: 100 } })
  const patch = (description: string) => call('PATCH', `${base}/61001`, { direct_cost: { description } })
  const line = '/rest/v1.0/projects/87001/direct_costs/61001/line_items/62001'
  const answers = await Promise.all([patch('one'), patch('two'), call('DELETE', line), patch('three')])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409])
  expect(sandbox.writes.list()).toHaveLength(1)
  expect((await patch('later')).status).toBe(200)
  sandbox.faults.add({ name: 'conflict', times: 1 })
  expect((await patch('struck')).status).toBe(409)
})

test('an origin_id locks a cost, but for sync and for the origin itself; the switch says for whom (procore.md §6.3)', async () => {
  const { call, sandbox } = await start()
  const patch = (direct_cost: object) => call('PATCH', `${base}/61001`, { direct_cost })
  expect((await patch({ origin_id: 'ps:D1', description: 'Taken' })).status).toBe(200)
  expect((await patch({ description: 'Changed' })).status).toBe(422)
  expect((await call('DELETE', `${base}/61001`)).status).toBe(422)
  const lines = '/rest/v1.0/projects/87001/direct_costs/61001/line_items'
  expect((await call('PATCH', `${lines}/62001`, { line_item: { amount: 1 } })).status).toBe(422)
  const sync = () =>
    call('PATCH', '/rest/v1.0/projects/87001/direct_costs/sync', {
      updates: [{ origin_id: 'ps:D1', terms: 'Net 30' }],
    })
  expect((await sync()).body.entities).toMatchObject([{ terms: 'Net 30' }])
  sandbox.switches.set('originLock', 'all')
  expect((await sync()).body.errors).toHaveLength(1)
  expect((await patch({ origin_id: null })).body).toMatchObject({ origin_id: null, synced: false })
  expect((await patch({ description: 'Changed' })).status).toBe(200)
})
