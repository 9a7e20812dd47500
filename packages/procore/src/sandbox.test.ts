import { parseJson } from '@plumbline/http'
import { describe, expect, test } from 'vitest'
import { serve } from '../../http/src/testing/server.ts'
import {
  listCostCodes,
  listStandardCostCodeLists,
  listStandardCostCodes,
  syncCostCodes,
  syncStandardCostCodes,
} from './cost-codes.ts'
import {
  listDirectCostLines,
  listDirectCosts,
  showDirectCost,
  syncDirectCostOrigins,
} from './direct-costs.ts'
import { listLineItemTypes, syncLineItemTypes } from './line-item-types.ts'
import { readNotices } from './notices.ts'
import { pingProcore } from './ping.ts'
import { listProjects } from './projects.ts'
import { listTaxCodes } from './tax-codes.ts'
import { closeLater, project, start } from './testing/start.ts'
import {
  addProjectVendor,
  listInactiveVendors,
  listProjectVendors,
  listVendors,
  showVendor,
  syncVendors,
} from './vendors.ts'
import { listWbsCodes } from './wbs.ts'
import {
  addTriggers,
  createHook,
  deleteHook,
  listHookResources,
  listHooks,
  listTriggers,
} from './webhooks.ts'

const vendors = (n: number) =>
  Array.from({ length: n }, (_, at) => ({
    origin_id: `ps:SHARE:${at}`,
    name: `Vendor ${at}`,
    origin_code: String(at),
  }))

test.each(['form', 'json', 'multipart', 'basic'] as const)(
  'ping finds everything in order, token by %s',
  async token_request => {
    const { procore } = await start({}, { token_request })
    const findings = await pingProcore(procore, [project])
    expect(findings.filter(({ ok }) => !ok)).toEqual([])
    expect(findings.map(({ what }) => what)).toEqual([
      'token',
      'company',
      'projects',
      'directory',
      'cost codes',
      `direct costs of project ${project}`,
    ])
  },
)

test('ping says what is wrong: the pair, the company, a project', async () => {
  const wrongPair = await start({}, { client_id: 'nobody' })
  expect(await pingProcore(wrongPair.procore)).toMatchObject([
    { what: 'token', ok: false, says: expect.stringMatching(/no token for this client id/) },
  ])
  const { procore } = await start()
  const findings = await pingProcore(procore, [project, '999'])
  expect(findings.find(({ what }) => what === 'projects')).toMatchObject({
    ok: false,
    says: 'not visible: 999; visible are 1',
  })
  expect(findings.at(-1)).toMatchObject({ what: 'direct costs of project 999', ok: false })
})

describe.each(['shuffled', 'reversed', 'given'])('vendors, synced with answers %s', syncOrder => {
  test('are made once, found again, changed and made inactive', async () => {
    const { procore, sandbox } = await start({ syncOrder }, { per_page: 40 })
    const outcomes = await syncVendors(procore, vendors(130))
    expect(outcomes.every(({ is }) => is === 'applied')).toBe(true)
    expect(outcomes[77]).toMatchObject({
      seen: { name: 'Vendor 77', origin_id: 'ps:SHARE:77', origin_code: '77' },
    })
    expect(await syncVendors(procore, vendors(130))).toMatchObject(outcomes.map(({ is }) => ({ is })))
    expect(await Array.fromAsync(listVendors(procore))).toHaveLength(131)

    const [first] = await Array.fromAsync(listVendors(procore, { origin_id: 'ps:SHARE:5' }))
    expect(first).toMatchObject({ name: 'Vendor 5', is_active: true, zip: null })
    const id = first?.id ?? ''
    expect(await syncVendors(procore, [{ id, name: 'Vendor five', is_active: false }])).toMatchObject([
      { is: 'applied', targetId: id, seen: { name: 'Vendor five', is_active: false } },
    ])
    expect(await Array.fromAsync(listInactiveVendors(procore))).toMatchObject([{ id, is_active: false }])
    expect(await showVendor(procore, '404404')).toBeNull()
    expect(sandbox.tables.vendors.all().filter(({ name }) => name === 'Vendor five')).toHaveLength(1)
  })
})

test('a vendor that Procore refuses does not stop the others, and one it leaves out is unknown', async () => {
  const { procore, sandbox } = await start()
  sandbox.faults.add({ name: 'sync-omit', times: 1 })
  const outcomes = await syncVendors(procore, [...vendors(3), { id: '12345', name: 'Nobody' }])
  expect(outcomes.map(({ is }) => is).sort()).toEqual(['applied', 'applied', 'rejected', 'unknown'])
  expect(outcomes[3]).toMatchObject({ is: 'rejected', why: 'id 12345: id: Entity with this ID not found' })
})

test('project vendors are listed and added', async () => {
  const { procore } = await start()
  const [made] = await syncVendors(procore, vendors(1))
  const id = made && 'targetId' in made ? made.targetId : ''
  expect(await addProjectVendor(procore, project, id)).toMatchObject({ is: 'applied' })
  expect((await Array.fromAsync(listProjectVendors(procore, project))).map(one => one.id)).toEqual(
    expect.arrayContaining(['51001', id]),
  )
})

test('standard cost codes and cost codes are written under their parent', async () => {
  const { procore } = await start()
  const [list] = await Array.fromAsync(listStandardCostCodeLists(procore))
  const listId = list?.id ?? ''
  const standard = await Array.fromAsync(listStandardCostCodes(procore, listId))
  const parent = standard.find(({ code }) => code === 'GL')
  expect(standard.find(({ code }) => code === '300')).toMatchObject({ full_code: '03-300', parent_id: '311' })
  expect(
    await syncStandardCostCodes(procore, listId, [
      { origin_id: 'ps:SHARE:500100', code: '500100', name: 'Labor', parent_id: parent?.id ?? '' },
    ]),
  ).toMatchObject([
    { is: 'applied', seen: { code: '500100', full_code: 'GL-500100', parent_id: parent?.id } },
  ])

  const codes = await Array.fromAsync(listCostCodes(procore, project))
  expect(codes.find(({ code }) => code === '03')).toMatchObject({ parent_id: null, deleted_at: null })
  expect(
    await syncCostCodes(procore, project, [
      { origin_id: `ps:${project}:SHARE:500100`, code: '500100', name: 'Labor', parent_id: '41003' },
    ]),
  ).toMatchObject([{ is: 'applied', seen: { full_code: 'GL-500100' } }])
  const found = await Array.fromAsync(
    listCostCodes(procore, project, { origin_id: `ps:${project}:SHARE:500100` }),
  )
  expect(found).toHaveLength(1)
})

test('cost types, budget codes, tax codes and projects are read in one form', async () => {
  const { procore } = await start(
    {},
    {},
    { tax_codes: [{ id: 901, company_id: 4266, code: 'OR', rate1: '8.25' }] },
  )
  expect(await Array.fromAsync(listLineItemTypes(procore))).toMatchObject([{ code: 'L' }, { code: 'M' }])
  expect(await syncLineItemTypes(procore, [{ id: '701', name: 'Own labor' }])).toMatchObject([
    { is: 'applied', seen: { name: 'Own labor', code: 'L' } },
  ])
  const [wbs] = await Array.fromAsync(listWbsCodes(procore, project))
  expect(wbs?.segment_items.map(({ segment_type }) => segment_type)).toEqual(['cost_code', 'line_item_type'])
  const [tax] = await Array.fromAsync(listTaxCodes(procore))
  expect(tax).toMatchObject({ code: 'OR', rate1: '8.25', archived: false })
  expect(await Array.fromAsync(listProjects(procore, { ids: [project] }))).toMatchObject([
    { id: project, project_number: '24-017', active: true },
  ])
})

test('a direct cost reads the same from list and show, its lines from both routes', async () => {
  const { procore } = await start()
  const [listed] = await Array.fromAsync(listDirectCosts(procore, project))
  const shown = await showDirectCost(procore, project, '61001')
  const { line_items, line_items_count: _, ...header } = shown ?? { line_items: [], line_items_count: null }
  expect(listed).toMatchObject({ ...header, line_items: null })
  expect(header).toMatchObject({
    id: '61001',
    direct_cost_type: 'expense',
    status: 'approved',
    vendor_id: '51001',
    vendor_name: 'Cascade Ready Mix',
    direct_cost_date: '2026-10-14',
    origin_id: null,
    deleted_at: null,
  })
  const [line] = await Array.fromAsync(listDirectCostLines(procore, project, { direct_cost_ids: ['61001'] }))
  expect(line).toMatchObject({
    id: '62001',
    direct_cost_id: '61001',
    cost_code: { id: '41002', full_code: '03-300' },
    line_item_type: { id: '702', code: 'M' },
    uom: 'cy',
    extended_type: 'calculated',
  })
  expect(Number(line?.amount)).toBe(1848.75)
  expect(line_items?.[0]).toMatchObject({ id: '62001', direct_cost_id: '61001', wbs_code: line?.wbs_code })
  expect(await showDirectCost(procore, project, '1')).toBeNull()
})

test('only what changed within the window comes', async () => {
  const { procore } = await start()
  const [cost] = await Array.fromAsync(listDirectCosts(procore, project))
  const at = cost?.updated_at ?? ''
  expect(
    await Array.fromAsync(listDirectCosts(procore, project, { updated: { from: at, to: at } })),
  ).toHaveLength(1)
  const past = { from: '2020-01-01T00:00:00Z', to: '2020-02-01T00:00:00Z' }
  expect(await Array.fromAsync(listDirectCosts(procore, project, { updated: past }))).toEqual([])
  expect(await Array.fromAsync(listDirectCostLines(procore, project, { updated: past }))).toEqual([])
})

test('a direct cost is marked as ours by its id', async () => {
  const { procore } = await start()
  expect(
    await syncDirectCostOrigins(procore, project, [{ id: '61001', origin_id: 'ps:US001:A7K2M4Q9XZ' }]),
  ).toMatchObject([{ is: 'applied', targetId: '61001', seen: { origin_id: 'ps:US001:A7K2M4Q9XZ' } }])
})

test('a project whose tool is off is a refused scope, not an empty list', async () => {
  const { procore } = await start(
    {},
    {},
    {
      projects: [{ id: 87001, company_id: 4266, name: 'Off', tools_off: ['direct_costs'] }],
      direct_costs: [],
      direct_cost_line_items: [],
    },
  )
  await expect(Array.fromAsync(listDirectCosts(procore, project))).rejects.toMatchObject({ what: 'scope' })
})

test('a connection that breaks after the commit is unknown, and the same sync again makes no second vendor', async () => {
  const { procore, sandbox } = await start()
  sandbox.faults.add({ name: 'reset-after-commit', times: 1, match: { path: 'vendors/sync' } })
  expect(await syncVendors(procore, vendors(2))).toMatchObject([{ is: 'unknown' }, { is: 'unknown' }])
  expect(await syncVendors(procore, vendors(2))).toMatchObject([{ is: 'applied' }, { is: 'applied' }])
  expect(sandbox.tables.vendors.all().filter(({ origin_id }) => origin_id?.startsWith('ps:'))).toHaveLength(2)
})

test.each([
  ['429 storm', 'rate-limit', { what: 'budget', code: 'rate-limited' }],
  ['503 window', 'unavailable', { what: 'budget', code: 'procore-busy' }],
])('a %s pauses the connection', async (_, fault, refused) => {
  const { procore, sandbox } = await start()
  sandbox.faults.add({ name: fault, times: 1, match: { path: 'vendors' } })
  await expect(syncVendors(procore, vendors(1))).rejects.toMatchObject(refused)
})

test('a token that ends in the middle is renewed without notice', async () => {
  const { procore, sandbox } = await start()
  await Array.fromAsync(listVendors(procore))
  sandbox.faults.add({ name: 'token-expired', times: 1 })
  expect(await syncVendors(procore, vendors(1))).toMatchObject([{ is: 'applied' }])
})

test('a hundred calls at once against 25 in 10 seconds meet no 429', async () => {
  const { procore } = await start({ spikeLimit: 25 }, { max_wait_ms: 0 })
  const results = await Promise.allSettled(Array.from({ length: 100 }, () => showVendor(procore, '51001')))
  const codes = results.map(result =>
    result.status === 'fulfilled' ? 'served' : (result.reason as { code: string }).code,
  )
  expect(new Set(codes)).toEqual(new Set(['served', 'rate-budget']))
  expect(codes.filter(code => code === 'served').length).toBeGreaterThan(20)
})

describe.each(['v1.0', 'v2.0'] as const)('hooks by the %s API', api => {
  const version = (n: 2 | 3 | 4) => (api === 'v1.0' ? `v${n}` : `v${n}.0`)

  test('are made, given triggers, listed and deleted', async () => {
    const { procore } = await start()
    const place = { api }
    const resources = await listHookResources(procore, place, version(2))
    expect(resources.find(({ name }) => name === 'Company Vendors')).toBeDefined()
    const outcome = await createHook(procore, place, {
      payload_version: version(3),
      namespace: 'plumbline-1',
      destination_url: 'https://plumbline.example/notices',
      authorization: 'Bearer of-good-news',
    })
    if (outcome.is !== 'applied') throw new Error(outcome.is)
    const triggers = ['create', 'update', 'delete'].map(event_type => ({
      resource_name: 'Direct Costs',
      event_type,
    }))
    expect(await addTriggers(procore, place, outcome.seen, triggers)).toMatchObject({
      is: 'applied',
      seen: { refused: [] },
    })
    expect(
      (await Array.fromAsync(listTriggers(procore, place, outcome.seen.id)))
        .map(one => one.event_type)
        .sort(),
    ).toEqual(['create', 'delete', 'update'])
    expect(await Array.fromAsync(listHooks(procore, place, 'plumbline-1'))).toMatchObject([
      { id: outcome.seen.id, destination_url: 'https://plumbline.example/notices' },
    ])
    expect(await deleteHook(procore, place, outcome.seen.id)).toMatchObject({ is: 'applied' })
    expect(await Array.fromAsync(listHooks(procore, place, 'plumbline-1'))).toEqual([])
  })

  test.each([2, 3, 4] as const)('deliver notices that are understood, payload version %i', async n => {
    const { procore, url } = await start()
    const receiver = await serve((_, response) => void response.writeHead(200).end())
    closeLater(receiver.close)
    const hook = await createHook(
      procore,
      { api },
      {
        payload_version: version(n),
        namespace: 'plumbline-1',
        destination_url: `${receiver.url}/notices`,
        authorization: 'Bearer of-good-news',
      },
    )
    if (hook.is !== 'applied') throw new Error(hook.is)
    await addTriggers(procore, { api }, hook.seen, [
      { resource_name: 'Direct Cost Line Items', event_type: 'update' },
    ])
    await fetch(`${url}/__sandbox/do`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        as: '9002',
        do: 'update',
        collection: 'direct_cost_line_items',
        id: '62001',
        set: { description: 'Ready-mix, 5000 psi' },
      }),
    })
    await expect.poll(() => receiver.asked.length).toBe(1)
    expect(receiver.asked[0]?.headers.authorization).toBe('Bearer of-good-news')
    expect(readNotices(parseJson(receiver.asked[0]?.body ?? ''))).toMatchObject({
      faults: [],
      notices: [
        {
          resource: 'Direct Cost Line Items',
          id: '62001',
          event: 'update',
          projectId: project,
          companyId: '4266',
          userId: '9002',
          related: n === 3 ? [{ resource: 'Direct Costs', id: '61001' }] : [],
        },
      ],
    })
  })
})
