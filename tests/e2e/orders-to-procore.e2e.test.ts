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

const key = { BUSINESS_UNIT: 'US001', PO_ID: 'A000000001' }
const POLL = { timeout: 60_000 }

test('an approved order becomes one commitment, whose echo is no event; an edit there is put right, and stays so', {
  timeout: 240_000,
}, async () => {
  await peoplesoft('create-order', { order: { ...header, lines: [line(1, '1000.25'), line(2, '500')] } })
  await peoplesoft('approve-order', { key })
  await expect.poll(amounts, POLL).toEqual(['1000.25', '500.00'])
  await system.agreed()
  const before = await minted()
  const [commitment, ...others] = await commitments()
  expect(others).toEqual([])
  expect(commitment).toMatchObject({
    status: 'Submitted',
    number: key.PO_ID,
    origin_id: `ps:US001:${key.PO_ID}:87001`,
  })

  const [first] = await lines()
  await procore('update', 'commitment_line_items', { id: String(first!.id), set: { amount: '7.00' } })
  await expect.poll(minted, POLL).toBe(before + 1)
  await expect.poll(amounts, POLL).toEqual(['1000.25', '500.00'])
  await system.agreed()
  expect(await minted(), 'it stays settled').toBe(before + 1)

  await peoplesoft('dispatch-order', { key })
  await expect.poll(async () => (await commitments())[0]?.status, POLL).toBe('Approved')
  await system.agreed()
  expect(await minted(), 'one change, one event').toBe(before + 2)
  expect((await commitments()).length).toBe(1)
  expect(await amounts()).toEqual(['1000.25', '500.00'])

  // Approved there: what the order changes by becomes a change order, which no flow takes for Procore's own.
  for (const [amount, differences] of [
    ['700', ['200.00']],
    ['700.5', ['200.00', '0.50']],
    ['500', ['200.00', '0.50', '-200.50']],
  ] as const) {
    await peoplesoft('edit-order', { key, lines: [repriced(2, amount)] })
    await expect.poll(changes, POLL).toEqual(differences)
    await system.agreed()
  }
  expect(await amounts()).toEqual(['1000.25', '500.00'])
  expect((await commitments())[0]?.status).toBe('Approved')
  const packages = await system.state('procore', 'change_order_packages')
  expect(packages.map(one => one.status)).toEqual(['approved', 'approved', 'approved'])
  const record = await readRecord(system.ops, 'change-order', `pc-co:87001:${String(packages[0]!.id)}`)
  expect(record, 'no event').toEqual([])
})

const header = {
  ...key,
  PO_DT: '2026-11-02',
  VENDOR_SETID: 'SHARE',
  VENDOR_ID: '0000000001',
  VNDR_LOC: 'MAIN',
  BUYER_ID: 'PLUMBLINE',
  CURRENCY_CD: 'USD',
}

function line(LINE_NBR: number, amount: string) {
  const counted = { QTY_PO: '1', MERCHANDISE_AMT: amount }
  const coding = { BUSINESS_UNIT_GL: 'US001', ACCOUNT: '500200', DEPTID: 'FIELD' }
  const project = {
    BUSINESS_UNIT_PC: 'US001',
    PROJECT_ID: '24-017',
    ACTIVITY_ID: 'CONCRETE',
    ANALYSIS_TYPE: 'COM',
  }
  const distributions = [{ DISTRIB_LINE_NUM: 1, ...counted, ...coding, ...project }]
  return {
    ...{ LINE_NBR, UNIT_OF_MEASURE: 'EA', CATEGORY_ID: 'RMCON', AMT_ONLY_FLG: 'Y' },
    DESCR254_MIXED: `Ready-mix, pour ${LINE_NBR}`,
    schedules: [{ SCHED_NBR: 1, ...counted, PRICE_PO: amount, DUE_DT: '2026-12-01', distributions }],
  }
}

function repriced(LINE_NBR: number, amount: string) {
  const sums = { QTY_PO: '1', MERCHANDISE_AMT: amount }
  const distributions = [{ DISTRIB_LINE_NUM: 1, ...sums }]
  return { LINE_NBR, schedules: [{ SCHED_NBR: 1, ...sums, PRICE_PO: amount, distributions }] }
}

const procore = (what: string, collection: string, order: object) =>
  system.person('procore', { as: 9002, do: what, collection, ...order })
const peoplesoft = (what: string, order: object) =>
  system.person('peoplesoft', { as: 'DWHITFIELD', do: what, ...order })

const commitments = () => system.state('procore', 'commitments')
const lines = () => system.state('procore', 'commitment_line_items')
const amounts = async () => (await lines()).map(one => Number(one.amount).toFixed(2)).sort()
const changes = async () =>
  (await system.state('procore', 'change_order_line_items'))
    .sort((a, b) => Number(a.id) - Number(b.id))
    .map(one => Number(one.amount).toFixed(2))
const minted = async () => {
  const [record] = await readRecord(system.ops, 'purchase-order', `ps:US001:${key.PO_ID}:87001`)
  return record?.story.filter(one => one.decision === 'minted' || one.decision === 'conflict').length ?? 0
}
