import { expect, test } from 'vitest'
import { startReceiver } from '../testing/receiver.ts'
import { start } from '../testing/start.ts'

const resources = [
  'Purchase Order Contracts',
  'Purchase Order Contract Line Items',
  'Work Order Contracts',
  'Work Order Contract Line Items',
  'Change Order Packages',
  'Draw Requests',
]
const coding = { cost_code_id: 41002, line_item_type_id: 702 }

/** A sandbox whose person’s orders are told to a receiver; `told` waits for as many deliveries as it names and empties them. */
async function watched(switches: Record<string, string> = {}) {
  const receiver = await startReceiver()
  const site = await start({ switches })
  const scope = { company_id: 4266 }
  const hook = { api_version: 'v3', destination_url: receiver.url, destination_headers: {} }
  const { id } = (await site.call('POST', '/rest/v1.0/webhooks/hooks', { ...scope, hook })).body
  const triggers = resources.flatMap(resource_name =>
    ['create', 'update', 'delete'].map(event_type => ({ resource_name, event_type })),
  )
  const bulk = { ...scope, api_version: 'v3', triggers }
  await site.call('POST', `/rest/v1.0/webhooks/hooks/${id}/triggers/bulk`, bulk)
  const act = async (verb: 'create' | 'update' | 'delete', collection: string, of: object) => {
    const { status, body } = await site.person({ do: verb, collection, ...of })
    expect([status, body?.error]).toEqual([200, undefined])
    return body
  }
  let seen = 0
  const told = async (count: number): Promise<string[]> => {
    await receiver.got(seen + count)
    const fresh = receiver.received.slice(seen)
    seen = receiver.received.length
    return fresh.map(({ body }) => `${body.event_type} ${body.resource_name} ${body.resource_id}`).sort()
  }
  return { ...site, act, told, receiver }
}

test.each([
  ['PurchaseOrderContract', 'Purchase Order Contract'],
  ['WorkOrderContract', 'Work Order Contract'],
] as const)(
  'a person’s %s is told with its lines, each with its parent (procore.md §10.4)',
  async (type, name) => {
    const { act, told, receiver, call } = await watched()
    const set = { project_id: 87001, type, vendor_id: 51001, title: 'Rebar' }
    const { id, number } = await act('create', 'commitments', { set })
    expect(number).toMatch(/^(PO|SC)-001$/)
    const line = { set: { commitment_id: id, ...coding, amount: '99.5' } }
    const { id: lineId } = await act('create', 'commitment_line_items', line)
    await act('update', 'commitments', { id, set: { status: 'Approved' } })
    expect(await told(4)).toEqual([
      `create ${name} Line Items ${lineId}`,
      `create ${name}s ${id}`,
      `update ${name}s ${id}`,
      `update ${name}s ${id}`,
    ])
    const ofLine = receiver.received.find(({ body }) => body.resource_name.endsWith('Line Items'))!
    expect(ofLine.body.related_resources).toMatchObject([{ name: `${name}s` }])
    const path = type === 'PurchaseOrderContract' ? 'purchase_order_contracts' : 'work_order_contracts'
    const shown = (await call('GET', `/rest/v1.0/${path}/${id}?project_id=87001`)).body
    expect(shown).toMatchObject({ status: 'Approved', grand_total: '99.5', line_items: [{ position: 1 }] })

    await act('update', 'commitments', { id, set: { status: 'Draft' } })
    await act('delete', 'commitment_line_items', { id: lineId })
    await act('delete', 'commitments', { id })
    expect(await told(4)).toEqual([
      `delete ${name} Line Items ${lineId}`,
      `delete ${name}s ${id}`,
      `update ${name}s ${id}`,
      `update ${name}s ${id}`,
    ])
    expect((await call('GET', `/rest/v1.0/${path}/${id}?project_id=87001`)).status).toBe(404)
  },
)

test('a change order is told by its package’s id, its lines too (procore.md §10.4)', async () => {
  const { act, told, call } = await watched()
  const order = { project_id: 87001, type: 'WorkOrderContract', status: 'Approved' }
  const { id: contract_id } = await act('create', 'commitments', { set: order })
  const { id } = await act('create', 'change_order_packages', { set: { project_id: 87001, contract_id } })
  const line = { set: { change_order_package_id: id, ...coding, amount: '10' } }
  await act('create', 'change_order_line_items', line)
  await act('update', 'change_order_packages', { id, set: { status: 'approved' } })
  expect((await told(4)).slice(0, 3)).toEqual([
    `create Change Order Packages ${id}`,
    `create Work Order Contracts ${contract_id}`,
    `update Change Order Packages ${id}`,
  ])
  const twins = `/rest/v1.0/projects/87001/commitment_change_orders?filters[legacy_package_id]=${id}`
  expect((await call('GET', twins)).body).toMatchObject([{ status: 'approved', grand_total: '10.0' }])
})

test('requisitions are told only where the switch names a resource for them (procore.md §10.4)', async () => {
  const { act, told, sandbox } = await watched()
  const order = { project_id: 87001, type: 'WorkOrderContract' }
  const { id: commitment_id } = await act('create', 'commitments', { set: order })
  const line = { set: { commitment_id, ...coding, amount: '100' } }
  const { id: line_item_id } = await act('create', 'commitment_line_items', line)
  await act('update', 'commitments', { id: commitment_id, set: { status: 'Approved' } })
  await told(4)
  const set = { project_id: 87001, commitment_id }
  const first = await act('create', 'requisitions', { set })
  expect(first).toMatchObject({ number: 1, status: 'draft' })
  sandbox.switches.set('requisitionResource', 'Draw Requests')
  const { id } = await act('create', 'requisitions', { set })
  await act('create', 'requisition_items', {
    set: { requisition_id: id, line_item_id, work_completed_this_period: '40' },
  })
  await act('update', 'requisitions', { id, set: { status: 'approved' } })
  expect(await told(3)).toEqual([
    `create Draw Requests ${id}`,
    `update Draw Requests ${id}`,
    `update Draw Requests ${id}`,
  ])
  await act('delete', 'requisitions', { id })
  expect(await told(1)).toEqual([`delete Draw Requests ${id}`])
  expect(sandbox.tables.requisition_items.all()).toEqual([])
})

test('whether people may change what is synced is a switch (procore.md §6.3)', async () => {
  const { act, person } = await watched({ syncedCommitmentLock: 'people' })
  const set = { project_id: 87001, type: 'PurchaseOrderContract', origin_id: 'ps:1' }
  const { id } = await act('create', 'commitments', { set })
  const edit = async (fields: object) =>
    (await person({ do: 'update', collection: 'commitments', id, set: { ...fields } })).status
  expect(await edit({ status: 'Approved' })).toBe(400)
  expect(await edit({ title: 'Rebar, epoxy' })).toBe(200)
  expect((await person({ do: 'delete', collection: 'commitments', id })).status).toBe(400)
})
