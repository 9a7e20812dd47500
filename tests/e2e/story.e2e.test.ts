import { services } from '@plumbline/demo'
import { readRecord } from '@plumbline/ops'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestSystem, type TestSystem } from './system.ts'

let system: TestSystem

beforeAll(async () => {
  system = await startTestSystem('skeleton')
  await system.start(...services)
  await system.agreed(120_000)
}, 180_000)
afterAll(() => system.close())

const traceOf = (traceparent: string | null | undefined) => traceparent?.split('-')[1]

test('one trace runs from the webhook through Kafka to the journal, and the record tells every step of it', async () => {
  const cost = {
    direct_cost_type: 'expense',
    status: 'approved',
    vendor_id: 51001,
    direct_cost_date: '2026-10-21',
  }
  await person('create', 'direct_costs', { set: { id: 61003, project_id: 87001, ...cost } })
  await person('create', 'direct_cost_line_items', {
    set: { id: 62003, direct_cost_id: 61003, cost_code_id: 41002, line_item_type_id: 702, amount: '10.01' },
  })
  await expect.poll(decisions, { timeout: 60_000 }).toContain('applied')

  const [record] = await readRecord(system.ops, 'direct-cost', '61003')
  const webhooks = record!.story.findLast(one => one.decision === 'minted')
  expect(JSON.stringify(webhooks?.after)).toContain('61003')
  const steps = record!.story.filter(one => one.revision === webhooks!.revision)
  expect(steps.map(one => one.decision)).toEqual(['minted', 'intended', 'following', 'applied'])
  const traces = new Set(steps.map(one => traceOf(one.traceparent)))
  expect(traces.size).toBe(1)

  const [event] = (
    await system.ops.pool.query<{ traceparent: string; position: string }>(
      "select traceparent, position from event where key = '61003' and revision = $1",
      [webhooks!.revision],
    )
  ).rows
  expect(traces).toContain(traceOf(event!.traceparent))
  expect(event!.position).toMatch(new RegExp(`^${system.prefix}\\.direct-cost\\.v1/\\d+@\\d+$`))

  const posted = (await system.writes('peoplesoft')).find(write =>
    JSON.stringify(write.after).includes('61003'),
  )
  expect(traces).toContain(traceOf(posted?.traceparent))
})

test('a vendor renamed in PeopleSoft arrives by the poll, and its story says what it was and what it is', async () => {
  const key = { SETID: 'SHARE', VENDOR_ID: '0000000002' }
  await system.person('peoplesoft', {
    as: 'APCLERK',
    do: 'update',
    record: 'VENDOR',
    key,
    set: { NAME1: 'Ångström Lifts' },
  })
  await expect
    .poll(async () => (await system.state('procore', 'vendors')).map(row => row.name), { timeout: 60_000 })
    .toContain('Ångström Lifts')
  await system.agreed()
  const [record] = await readRecord(system.ops, 'vendor', 'SHARE:0000000002')
  const intended = record!.story.findLast(one => one.decision === 'intended')
  expect(JSON.stringify(intended?.before)).toContain('Ångström & Søn')
  expect(JSON.stringify(intended?.after)).toContain('Ångström Lifts')
  expect(record!.lanes[0]).toMatchObject({ flow: 'vendor.to-procore', state: 'applied' })
})

const person = (what: string, collection: string, order: object) =>
  system.person('procore', { as: 9002, do: what, collection, ...order })

const decisions = async () =>
  (await readRecord(system.ops, 'direct-cost', '61003'))[0]?.story.map(one => one.decision) ?? []
