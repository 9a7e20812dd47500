import type { Outcome } from '@plumbline/flow-kit'
import { listCommitments, showCommitment } from '@plumbline/procore'
import { expect, test } from 'vitest'
import { type Started, startProcore } from '../testing/procore.ts'
import { settingsWith } from '../testing/settings.ts'
import { bodyOf, planned, standing } from './fixtures/commitment-plan.ts'
import { orderEvent } from './fixtures/peoplesoft-orders.ts'
import { purchaseOrderToProcore as apply } from './to-procore.ts'
import type { CommitmentBody } from './to-procore-body.ts'
import type { SeenCommitment } from './to-procore-seen.ts'

const PROJECT = '87001'
const two = [{ MERCHANDISE_AMT: '1479' }, { MERCHANDISE_AMT: '221.85', ACCOUNT: '500100' }]
const parking = settingsWith(({ flows }) => (flows['purchase-order']!.approved_revision = 'park'))
const sent = (...args: Parameters<typeof planned>) => bodyOf(planned(...args))

async function write({ procore }: Started, ...bodies: CommitmentBody[]) {
  return await apply.write(procore, PROJECT, bodies)
}

function applied(outcome: Outcome<SeenCommitment> | undefined) {
  if (outcome?.is !== 'applied') throw new Error(JSON.stringify(outcome))
  return outcome
}

const show = async ({ procore }: Started, { targetId, seen }: { targetId: string; seen: SeenCommitment }) =>
  (await showCommitment(procore, PROJECT, seen.kind, targetId))!

test('a new commitment has its lines before it is shown as approved', async () => {
  const at = await startProcore()
  const outcome = applied((await write(at, sent(orderEvent({ PO_STATUS: 'D' }, two))))[0])
  const there = await show(at, outcome)
  expect(there).toMatchObject({
    status: 'Approved',
    number: '0000000042',
    origin_code: '0000000042',
    vendor: { id: '51001' },
    grand_total: '1700.85',
  })
  expect(there.line_items!.map(line => line.origin_id)).toEqual([
    'ps:US001:0000000042:87001:1.1.1',
    'ps:US001:0000000042:87001:2.1.1',
  ])
  expect(outcome.seen.lines).toMatchObject([
    { id: '1.1.1', line_item_id: there.line_items![0]!.id, line_nbr: 1, sched_nbr: 1, distrib_line_num: 1 },
    { id: '2.1.1', line_item_id: there.line_items![1]!.id, line_nbr: 2 },
  ])
})

test('purchase orders and subcontracts go together, each answered in its place', async () => {
  const at = await startProcore()
  const outcomes = await write(
    at,
    sent(orderEvent({ PO_ID: '0000000051', PO_TYPE: 'SUB' })),
    { ...sent(orderEvent({ PO_ID: '0000000052' })), vendor_id: '1' },
    sent(orderEvent({ PO_ID: '0000000053' })),
  )
  expect(outcomes.map(outcome => outcome.is)).toEqual(['applied', 'rejected', 'applied'])
  expect(applied(outcomes[0]).seen).toMatchObject({ kind: 'work_order_contracts', number: '0000000051' })
  expect(applied(outcomes[2]).seen).toMatchObject({ kind: 'purchase_order_contracts', number: '0000000053' })
})

test('a vendor that the project does not know is added to it first, once for all orders', async () => {
  const vendor = { id: 51002, company_id: 4266, name: 'Summit Steel' }
  const at = await startProcore({ vendors: [vendor] })
  const joins = (PO_ID: string) => ({
    ...sent(orderEvent({ PO_ID })),
    vendor_id: '51002',
    vendor_joins: true,
  })
  const outcomes = await write(at, joins('0000000051'), joins('0000000052'))
  expect(outcomes.map(outcome => outcome.is)).toEqual(['applied', 'applied'])
  expect(at.calls.filter(route => route.includes('actions/add'))).toHaveLength(1)
})

test('a line that the order lost is removed, a changed one keeps its id, an unchanged one is not sent', async () => {
  const at = await startProcore()
  const first = applied((await write(at, sent(orderEvent({}, [...two, {}]))))[0])
  const own = { key: 'k', nativeId: first.targetId, by: 'us' as const, seen: first.seen }
  const second = applied(
    (await write(at, sent(orderEvent({}, [two[0]!, { ...two[1]!, MERCHANDISE_AMT: '5' }]), { own })))[0],
  )
  expect(second.targetId).toBe(first.targetId)
  const ids = (seen: SeenCommitment) => seen.lines!.map(line => [line.id, line.line_item_id])
  expect(ids(second.seen)).toEqual(ids(first.seen).slice(0, 2))
  expect(await show(at, second)).toMatchObject({ grand_total: '1484.0' })
})

test('an approved commitment is opened, brought to what was vouchered and closed when its order is cancelled', async () => {
  const at = await startProcore()
  const first = applied((await write(at, sent(orderEvent({ PO_STATUS: 'D' }, two))))[0])
  const own = { key: 'k', nativeId: first.targetId, by: 'us' as const, seen: first.seen }
  const cancelled = orderEvent({ PO_STATUS: 'X' }, [{ ...two[0]!, AMT_MATCHED: '479' }, two[1]!])
  const second = applied((await write(at, sent(cancelled, { own, settings: parking })))[0])
  expect(await show(at, second)).toMatchObject({ status: 'Closed', grand_total: '479.0' })
})

test('a commitment that was approved meanwhile is not forced open for changed lines', async () => {
  const at = await startProcore()
  const first = applied((await write(at, sent(orderEvent({}, two))))[0])
  await at.person({
    do: 'update',
    collection: 'commitments',
    id: Number(first.targetId),
    set: { status: 'Approved' },
  })
  const own = { key: 'k', nativeId: first.targetId, by: 'us' as const, seen: first.seen }
  const [outcome] = await write(at, sent(orderEvent({}, [two[0]!]), { own, settings: parking }))
  expect(outcome).toMatchObject({ is: 'rejected', code: 'commitment-approved' })
  expect(await show(at, first)).toMatchObject({ status: 'Approved', grand_total: '1700.85' })
})

test('a commitment made by hand keeps its lines where they say the same, approved or not', async () => {
  const commitment = {
    id: 71001,
    project_id: 87001,
    type: 'PurchaseOrderContract',
    number: '42',
    vendor_id: 51001,
  }
  const line = { commitment_id: 71001, cost_code_id: 41002, line_item_type_id: 702, amount: '100' }
  for (const status of ['Draft', 'Approved']) {
    const at = await startProcore({
      commitments: [{ ...commitment, status } as never],
      commitment_line_items: [{ id: 72001, ...line, description: 'As agreed' } as never],
    })
    const order = orderEvent({ PO_STATUS: 'D' })
    const among = await Array.fromAsync(apply.survey(at.procore, PROJECT, at.settings))
    const [found] = apply.match!(order, among, at.settings)
    const own = {
      ...standing(sent(order)),
      nativeId: found!.targetId,
      by: 'adopted' as const,
      seen: found!.seen,
    }
    const outcome = applied((await write(at, sent(order, { own })))[0])
    expect(outcome).toMatchObject({
      targetId: '71001',
      seen: { lines: [{ id: '1.1.1', line_item_id: '72001' }] },
    })
    expect(await show(at, outcome)).toMatchObject({
      status: 'Approved',
      origin_id: order.header.key,
      line_items: [{ id: '72001', description: status === 'Draft' ? 'Line 1' : 'As agreed' }],
    })
  }
})

test('an answer that is lost half-way is not known; done again, there is one commitment with all its lines', async () => {
  const at = await startProcore()
  const body = sent(orderEvent({ PO_STATUS: 'D' }, two))
  for (const step of ['/line_items/sync', 'purchase_order_contracts/sync']) {
    at.faults.add({ name: 'reset-after-commit', times: 1, match: { method: 'PATCH', path: step } })
    expect((await write(at, body))[0]).toMatchObject({ is: 'unknown' })
  }
  const outcome = applied((await write(at, body))[0])
  expect(await show(at, outcome)).toMatchObject({ status: 'Approved', grand_total: '1700.85' })
  const all = await Array.fromAsync(listCommitments(at.procore, PROJECT, 'purchase_order_contracts'))
  expect(all).toHaveLength(1)
})

test('a permission that is taken away half-way is never told as if nothing was written', async () => {
  const at = await startProcore()
  at.faults.add({ name: 'status', match: { path: '/line_items/sync' }, args: { status: 403 } })
  const [outcome] = await write(at, sent(orderEvent({}, two)))
  expect(outcome).toMatchObject({ is: 'unknown', why: expect.stringContaining('half-way') })
})
