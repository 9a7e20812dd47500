import { listChangeOrderPackages, showChangeOrderPackage, showCommitment } from '@plumbline/procore'
import { expect, test } from 'vitest'
import { type Started, startProcore } from '../testing/procore.ts'
import { settingsWith } from '../testing/settings.ts'
import { bodyOf, planned } from './fixtures/commitment-plan.ts'
import { orderEvent } from './fixtures/peoplesoft-orders.ts'
import { purchaseOrderToProcore as apply } from './to-procore.ts'
import { missingMoney } from './to-procore-change-order.ts'
import { type SeenCommitment, seenCommitment } from './to-procore-seen.ts'

const PROJECT = '87001'
const materials = (MERCHANDISE_AMT: string) => ({ MERCHANDISE_AMT })
const labor = (MERCHANDISE_AMT: string) => ({ MERCHANDISE_AMT, ACCOUNT: '500100' })
type Lines = { MERCHANDISE_AMT: string }[]
type Own = { key: string; nativeId: string; by: 'us'; seen: SeenCommitment }

const parking = settingsWith(({ flows }) => (flows['purchase-order']!.approved_revision = 'park'))

/** A commitment of 1500 in materials, approved, and what revisions of its order come to. */
async function started() {
  const at = await startProcore()
  let own: Own | null = null
  let revision = 0
  async function revise(lines: Lines, PO_STATUS = 'D', settings = settingsWith()) {
    revision++
    const order = orderEvent({ PO_STATUS }, lines)
    const meta = { eventId: `e${revision}`, key: order.header.key, revision, op: 'put' as const }
    const body = bodyOf(planned(order, { own, meta, settings }))
    const [outcome] = await apply.write(at.procore, PROJECT, [body])
    if (outcome?.is === 'applied')
      own = { key: order.header.key, nativeId: outcome.targetId, by: 'us', seen: outcome.seen }
    return outcome!
  }
  await revise([materials('1500')])
  const id = own!.nativeId
  const commitment = async () => (await showCommitment(at.procore, PROJECT, 'purchase_order_contracts', id))!
  const asPerson = (collection: string, of: string, set: object) =>
    at.person({ do: 'update', collection, id: of, set })
  return { at, revise, commitment, asPerson }
}

/** The change orders by origin id: status and amounts. */
async function packages({ procore }: Started) {
  const listed = await Array.fromAsync(listChangeOrderPackages(procore, PROJECT))
  const shown = await Promise.all(listed.map(one => showChangeOrderPackage(procore, PROJECT, one.id)))
  return shown
    .map(one => [one!.origin_id, one!.status, ...one!.line_items!.map(line => Number(line.amount))])
    .sort()
}

test('each revision of an approved commitment becomes one change order of its difference, to the cent', async () => {
  const { at, revise, commitment } = await started()
  expect(await revise([materials('1500.10')])).toMatchObject({
    is: 'applied',
    seen: { revised: true, total: '1500' },
  })
  await revise([materials('1600'), labor('25.5')])
  await revise([materials('1500')])
  expect(await packages(at)).toEqual([
    ['plumbline:e2', 'approved', 0.1],
    ['plumbline:e3', 'approved', 99.9, 25.5],
    ['plumbline:e4', 'approved', -100, -25.5],
  ])
  const there = await commitment()
  expect(there).toMatchObject({ status: 'Approved', grand_total: '1500.0' })
  expect(seenCommitment({ commitment: there }).revised, 'whoever reads it knows').toBe(true)
})

test('the same again, or other texts only, makes none', async () => {
  const { at, revise } = await started()
  await revise([materials('1600')])
  await revise([materials('1600')], 'A')
  await revise([materials('1600')])
  expect(await packages(at)).toHaveLength(1)
})

test('an answer that is lost does not bring a second one', async () => {
  const { at, revise } = await started()
  const match = { method: 'POST', path: 'change_order_packages' }
  at.faults.add({ name: 'reset-after-commit', times: 1, match })
  expect(await revise([materials('1600')])).toMatchObject({ is: 'unknown' })
  expect(await revise([materials('1600')])).toMatchObject({ is: 'applied' })
  expect(await packages(at)).toEqual([['plumbline:e2', 'approved', 100]])
})

test('money never stands twice: a person opens the commitment, and its lines stay as they were approved', async () => {
  const { at, revise, commitment, asPerson } = await started()
  await revise([materials('1600')])
  await asPerson('commitments', (await commitment()).id, { status: 'Draft' })
  await revise([materials('1650')])
  expect(await commitment()).toMatchObject({ status: 'Approved', grand_total: '1500.0' })
  expect((await packages(at)).map(one => one[2])).toEqual([100, 50])
})

test('one that a person voided is made up for by the next revision', async () => {
  const { at, revise, asPerson } = await started()
  await revise([materials('1600')])
  const [made] = await Array.fromAsync(listChangeOrderPackages(at.procore, PROJECT))
  await asPerson('change_order_packages', made!.id, { status: 'void' })
  await revise([materials('1601')])
  expect(await packages(at)).toEqual([
    ['plumbline:e2', 'void', 100],
    ['plumbline:e3', 'approved', 101],
  ])
})

test('a cancelled order comes to what was vouchered, by a change order, and is closed', async () => {
  const { at, revise, commitment } = await started()
  await revise([materials('1600')])
  await revise([{ ...materials('1600'), AMT_MATCHED: '479' } as never], 'X')
  expect((await packages(at)).map(one => one[2])).toEqual([100, -1121])
  expect(await commitment()).toMatchObject({ status: 'Closed', grand_total: '1500.0' })
})

test('where the site turns to waiting, what has change orders is neither changed nor taken for done', async () => {
  const { at, revise } = await started()
  await revise([materials('1600')])
  expect(await revise([materials('1500')], 'D', parking)).toMatchObject({
    is: 'rejected',
    code: 'commitment-approved',
  })
  expect(await revise([materials('1600')], 'D', parking)).toMatchObject({ is: 'applied' })
  expect(await packages(at)).toHaveLength(1)
})

test('what is missing is told by coding: a sum that only moves between lines is none', () => {
  const line = (line_item_type_id: string, amount: string) => ({
    cost_code_id: '41002',
    line_item_type_id,
    amount,
    description: null,
  })
  const standing = [line('702', '100'), line('702', '0.2'), line('701', '7')]
  expect(missingMoney([line('702', '100.2'), line('701', '7')], standing)).toEqual([])
  expect(missingMoney([line('701', '7'), line('703', '1')], standing)).toMatchObject([
    { line_item_type_id: '703', amount: '1' },
    { line_item_type_id: '702', amount: '-100.2' },
  ])
})
