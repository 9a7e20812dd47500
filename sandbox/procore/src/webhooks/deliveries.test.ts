import { expect, test, vi } from 'vitest'
import { startReceiver } from '../testing/receiver.ts'
import { start } from '../testing/start.ts'

type Options = Parameters<typeof start>[0] & { version?: string; events?: [string, string][] }

/** A sandbox with a hook at `url`, for updates of direct costs and their lines unless other events are named. */
async function subscribed(url: string, { version = 'v2', events, ...options }: Options = {}) {
  const started = await start({ ...options, switches: { tokenSeconds: 1e6, ...options.switches } })
  const { call } = started
  const scope = { company_id: 4266 }
  const hook = {
    api_version: version,
    destination_url: url,
    destination_headers: { Authorization: 'Bearer hook-secret' },
  }
  const { id } = (await call('POST', '/rest/v1.0/webhooks/hooks', { ...scope, hook })).body
  const wanted = events ?? [
    ['Direct Costs', 'update'],
    ['Direct Cost Line Items', 'update'],
  ]
  const triggers = wanted.map(([resource_name, event_type]) => ({ resource_name, event_type }))
  await call('POST', `/rest/v1.0/webhooks/hooks/${id}/triggers/bulk`, {
    ...scope,
    api_version: version,
    triggers,
  })
  const deliveries = async (more = '') =>
    (await call('GET', `/rest/v1.0/webhooks/hooks/${id}/deliveries?company_id=4266${more}`)).body
  const edit = (description: string) =>
    started.person({ do: 'update', collection: 'direct_costs', id: 61001, set: { description } })
  /** Waits until the sandbox has settled that many deliveries in that way. */
  const settled = (status: string, count: number) =>
    vi.waitFor(async () => expect(await deliveries(`&filters[status]=${status}`)).toHaveLength(count), {
      interval: 10,
    })
  return { ...started, id, deliveries, edit, settled }
}

test('v2.0: one event a request, with the fixed Authorization, id beyond 2^53, ulid and metadata (procore.md §10.2)', async () => {
  const receiver = await startReceiver()
  const { edit } = await subscribed(receiver.url)
  await edit('a')
  const [{ headers, text, body }] = (await receiver.got(1)) as [(typeof receiver.received)[0]]
  expect(headers).toMatchObject({ authorization: 'Bearer hook-secret', 'content-type': 'application/json' })
  expect(text).toMatch(/"id":5982324300946918\d{3},/)
  expect(body).toEqual({
    id: expect.any(String),
    ulid: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
    timestamp: expect.stringMatching(/T\d\d:\d\d:\d\d\.\d{6}Z$/),
    event_type: 'update',
    resource_name: 'Direct Costs',
    resource_id: 61001,
    company_id: 4266,
    project_id: 87001,
    user_id: 9002,
    api_version: 'v2.0',
    metadata: {
      source_user_id: 9002,
      source_project_id: 87001,
      source_company_id: 4266,
      source_application_id: null,
      source_operation_id: null,
    },
  })
})

test('v3.0 adds the parent of a cost line (procore.md §10.2)', async () => {
  const receiver = await startReceiver()
  const { person } = await subscribed(receiver.url, { version: 'v3' })
  await person({ do: 'update', collection: 'direct_cost_line_items', id: 62001, set: { description: 'a' } })
  const [event] = await receiver.got(1)
  expect(event!.body).toMatchObject({
    api_version: 'v3.0',
    resource_name: 'Direct Cost Line Items',
    resource_id: 62001,
    related_resources: [{ id: 61001, name: 'Direct Costs' }],
  })
})

test('v4.0 has a ULID for an id, texts for ids, reason and resource_type, no metadata (procore.md §10.2)', async () => {
  const receiver = await startReceiver()
  const { edit } = await subscribed(receiver.url, { version: 'v4.0' })
  await edit('a')
  const [event] = await receiver.got(1)
  expect(event!.body).toEqual({
    id: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
    timestamp: expect.any(String),
    reason: 'update',
    resource_type: 'Direct Costs',
    resource_id: '61001',
    company_id: '4266',
    project_id: '87001',
    user_id: '9002',
  })
})

test('an API write names the service account’s user, and its client id where the switch says so (procore.md §10.2)', async () => {
  const receiver = await startReceiver()
  const { call, sandbox } = await subscribed(receiver.url, {
    switches: { operationIdHeader: 'Idempotency-Token' },
  })
  const patch = (description: string) =>
    call(
      'PATCH',
      '/rest/v1.1/projects/87001/direct_costs/61001',
      { direct_cost: { description } },
      { 'idempotency-token': 'op-1' },
    )
  await patch('a')
  sandbox.switches.set('sourceApplicationId', 'null')
  await patch('b')
  const [first, second] = await receiver.got(2)
  expect(first!.body).toMatchObject({
    user_id: 9001,
    metadata: { source_application_id: 'plumbline-demo', source_operation_id: 'op-1' },
  })
  expect(second!.body.metadata.source_application_id).toBeNull()
})

test('create and delete are told; an equal write is not, nor what no trigger asks for', async () => {
  const receiver = await startReceiver()
  const { call, person } = await subscribed(receiver.url, {
    events: [
      ['Company Vendors', 'create'],
      ['Direct Costs', 'delete'],
    ],
  })
  const sync = (name: string) =>
    call('PATCH', '/rest/v1.0/vendors/sync', { company_id: 4266, updates: [{ origin_id: 'ps:1', name }] })
  await sync('Ames')
  await sync('Ames')
  await sync('Ames & Sons')
  await person({ do: 'delete', collection: 'direct_costs', id: 61001 })
  const events = (await receiver.got(2)).map(({ body }) => [
    body.resource_name,
    body.event_type,
    body.project_id,
  ])
  expect(events).toEqual([
    ['Company Vendors', 'create', null],
    ['Direct Costs', 'delete', 87001],
  ])
})

test('a hook of a project hears its project; a company’s hears projects too, unless the switch says no (procore.md §10.4)', async () => {
  const [ofCompany, ofProject] = [await startReceiver(), await startReceiver()]
  const { edit, call, sandbox } = await subscribed(ofCompany.url)
  const hook = { api_version: 'v2', destination_url: ofProject.url }
  const { id } = (await call('POST', '/rest/v1.0/webhooks/hooks', { project_id: 87001, hook })).body
  const trigger = { resource_name: 'Direct Costs', event_type: 'update' }
  await call('POST', `/rest/v1.0/webhooks/hooks/${id}/triggers`, {
    project_id: 87001,
    api_version: 'v2',
    trigger,
  })
  await edit('a')
  await Promise.all([ofCompany.got(1), ofProject.got(1)])
  sandbox.switches.set('companyHookFanout', 'no')
  await edit('b')
  await ofProject.got(2)
  expect(ofCompany.received).toHaveLength(1)
})

test('a failure pauses the endpoint: 1 s, doubling to 1 h; a success starts afresh (procore.md §10.3)', async () => {
  const receiver = await startReceiver(n => (n <= 3 ? 503 : 200))
  const { edit, settled, deliveries, sandbox } = await subscribed(receiver.url)
  sandbox.clock.set({ freeze: true })
  await edit('a')
  await edit('b')
  await settled('failing', 1)
  for (const [wait, count] of [
    [1000, 2],
    [2000, 3],
  ] as const) {
    sandbox.clock.set({ shift_ms: wait - 1 })
    expect(receiver.received).toHaveLength(count - 1)
    sandbox.clock.set({ shift_ms: 1 })
    await receiver.got(count)
    await vi.waitFor(() =>
      expect(
        sandbox.store.collection<{ failures: number }>('hook_endpoints').get(receiver.url)?.failures,
      ).toBe(count),
    )
  }
  sandbox.clock.set({ shift_ms: 4000 })
  await settled('successful', 2)
  const [first] = await deliveries()
  expect(first).toMatchObject({ outcome: 'ok', response_status: 200, response_body: 'noted' })
  expect(first.event_id).toBe(first.event.id)
})

test('after 12 h all that wait are discarded, and the next event starts a fresh cycle (procore.md §10.3)', async () => {
  const state = { status: 500 }
  const receiver = await startReceiver(() => state.status)
  const { edit, settled, sandbox, id } = await subscribed(receiver.url)
  sandbox.clock.set({ freeze: true })
  await edit('a')
  await edit('b')
  await settled('failing', 1)
  sandbox.clock.set({ shift_ms: 12 * 3_600_000 })
  await settled('discarded', 2)
  state.status = 204
  await edit('c')
  await settled('successful', 1)
  expect(sandbox.store.collection<{ status: string }>('hooks').get(String(id))!.status).toBe('active')
})

test('a hook can be disabled when its queue is discarded (procore.md §10.3)', async () => {
  const receiver = await startReceiver(() => 500)
  const { edit, settled, sandbox, id } = await subscribed(receiver.url, {
    switches: { hookDisable: 'after-discard' },
  })
  await edit('a')
  await settled('failing', 1)
  sandbox.clock.set({ shift_ms: 13 * 3_600_000 })
  await settled('discarded', 1)
  expect(sandbox.store.collection<{ status: string }>('hooks').get(String(id))!.status).toBe('disabled')
})

test('a receiver that does not answer in time has failed (procore.md §10.3)', async () => {
  const receiver = await startReceiver(n => (n === 1 ? null : 200))
  const { edit, settled, deliveries, sandbox } = await subscribed(receiver.url, {
    switches: { hookTimeoutMs: 50 },
  })
  await edit('a')
  await settled('failing', 1)
  expect((await deliveries())[0]).toMatchObject({
    response_status: null,
    response_error: expect.stringContaining('timeout'),
  })
  sandbox.clock.set({ shift_ms: 1000 })
  await settled('successful', 1)
})

test('v2 deliveries list status and attempts, filtered (procore.md §10.1)', async () => {
  const receiver = await startReceiver(n => (n === 1 ? 500 : 200))
  const { edit, settled, call, id, sandbox } = await subscribed(receiver.url)
  await edit('a')
  await settled('failing', 1)
  sandbox.clock.set({ shift_ms: 1000 })
  await settled('successful', 1)
  const path = `/rest/v2.0/companies/4266/webhooks/hooks/${id}/deliveries`
  const { body } = await call('GET', `${path}?filter[status]=succeeded`)
  expect(body.data).toMatchObject([
    {
      id: expect.any(String),
      status: 'delivered',
      payload: { resource_name: 'Direct Costs' },
      delivery_attempts: [
        { success: false, response_status: 500 },
        { success: true, response_status: 200, response_headers: { 'x-receiver': 'test' } },
      ],
    },
  ])
  expect((await call('GET', `${path}?filters[status]=failed`)).body.data).toEqual([])
  expect((await call('GET', `${path}?filter[event_type]=create`)).body.data).toEqual([])
  expect((await call('GET', `${path}?filter[end]=2020-01-01`)).body.data).toEqual([])
})

test('events are doubled, reordered, late or lost, as switches and faults say (procore.md §10.3, §11.3)', async () => {
  const receiver = await startReceiver()
  const { edit, sandbox, settled } = await subscribed(receiver.url, { switches: { hookDuplicates: 'yes' } })
  await edit('a')
  const [one, two] = await receiver.got(2)
  expect(one!.body.ulid).toBe(two!.body.ulid)
  await settled('successful', 2)

  sandbox.switches.set('hookDuplicates', 'no')
  sandbox.switches.set('hookOrder', 'reversed')
  sandbox.switches.set('hookDelayMs', 5000)
  sandbox.clock.set({ freeze: true })
  for (const text of ['b', 'c', 'd']) await edit(text)
  expect(receiver.received).toHaveLength(2)
  sandbox.clock.set({ shift_ms: 5000 })
  const late = (await receiver.got(5)).slice(2).map(({ body }) => BigInt(body.id))
  expect(late).toEqual(late.toSorted((a, b) => (a < b ? 1 : -1)))

  sandbox.switches.set('hookDelayMs', 0)
  sandbox.faults.add({ name: 'hook-lost', match: { path: 'Direct Costs' }, times: 1 })
  await edit('lost')
  await edit('e')
  await settled('successful', 6)
  expect(receiver.received).toHaveLength(6)
})

test('v1 deliveries go on after page_start, the last event id of the page before (procore.md §2.2)', async () => {
  const receiver = await startReceiver()
  const { edit, settled, deliveries } = await subscribed(receiver.url)
  for (const text of ['a', 'b', 'c']) await edit(text)
  await settled('successful', 3)
  const first = await deliveries('&page_size=2')
  const second = await deliveries(`&page_size=2&page_start=${first[1].event_id}`)
  expect([first.length, second.length]).toEqual([2, 1])
})
