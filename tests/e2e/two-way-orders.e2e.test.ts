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

const PATIENT = { timeout: 120_000 }
const KEY = 'pc:87001:75001'

test(
  'an approved commitment becomes one PeopleSoft order; its approval there is no event, an edit there is put right',
  PATIENT,
  async () => {
    await create('commitments', {
      ...{ id: 75001, project_id: 87001, type: 'PurchaseOrderContract', number: 'PO-7', status: 'Draft' },
      ...{ vendor_id: 51001, title: 'Ready-mix' },
    })
    for (const [id, amount] of [
      [76001, '1000.25'],
      [76002, '500.00'],
    ])
      await create('commitment_line_items', {
        ...{ id, commitment_id: 75001, amount },
        ...{ cost_code_id: 41002, line_item_type_id: 702, extended_type: 'manual' },
      })
    await procore('update', 'commitments', { id: '75001', set: { status: 'Approved' } })
    await expect.poll(amounts, { timeout: 60_000 }).toEqual(['1000.25', '500'])
    await system.agreed()
    const [order, ...others] = await orders()
    expect(others).toEqual([])
    expect(order).toMatchObject({ PO_STATUS: 'I', VENDOR_ID: '0000000001', BUYER_ID: 'PLUMBLINE' })

    const key = { BUSINESS_UNIT: order!.BUSINESS_UNIT, PO_ID: order!.PO_ID }
    const before = await revisions()
    await peoplesoft('approve-order', { key })
    await expect.poll(statusSeen, { timeout: 60_000 }).toBe('A')
    await system.agreed()
    expect(await revisions()).toBe(before)

    const writes = (await system.writes('peoplesoft')).length
    const distributions = [{ DISTRIB_LINE_NUM: 1, MERCHANDISE_AMT: '7' }]
    const schedules = [{ SCHED_NBR: 1, QTY_PO: '1', PRICE_PO: '7', MERCHANDISE_AMT: '7', distributions }]
    await peoplesoft('edit-order', { key, lines: [{ LINE_NBR: 2, schedules }] })
    await expect.poll(revisions, { timeout: 60_000 }).toBe(before + 1)
    await expect.poll(amounts, { timeout: 60_000 }).toEqual(['1000.25', '500'])
    await system.agreed()
    expect(await revisions(), 'it stays settled').toBe(before + 1)
    expect((await system.writes('peoplesoft')).length, 'one edit there, one answer').toBeLessThanOrEqual(
      writes + 2,
    )
    expect((await orders()).length).toBe(1)
    const [commitment, ...more] = await system.state('procore', 'commitments')
    expect(more).toEqual([])
    expect(commitment).toMatchObject({ origin_code: order!.PO_ID })
    expect(commitment!.origin_id ?? null).toBeNull()
  },
)

const procore = (what: string, collection: string, order: object) =>
  system.person('procore', { as: 9002, do: what, collection, ...order })
const create = (collection: string, set: object) => procore('create', collection, { set })
const peoplesoft = (what: string, order: object) =>
  system.person('peoplesoft', { as: 'DWHITFIELD', do: what, ...order })

const orders = () => system.state('peoplesoft', 'PO_HDR')
const amounts = async () =>
  (await system.state('peoplesoft', 'PO_LINE_DISTRIB')).map(row => String(Number(row.MERCHANDISE_AMT)))

const record = async () => (await readRecord(system.ops, 'purchase-order', KEY))[0]
const revisions = async () =>
  (await record())?.story.filter(one => one.decision === 'minted' || one.decision === 'conflict').length ?? 0
const statusSeen = async () => {
  const { rows } = await system.ops.pool.query<{ seen: { status: string } }>(
    "select seen from link where at = 'purchase-order.to-peoplesoft'",
  )
  return rows[0]?.seen.status
}
