import { expect, test } from 'vitest'
import {
  type CommitmentLineUpdate,
  deleteCommitmentLine,
  listCommitmentLines,
  syncCommitmentLines,
} from './commitment-lines.ts'
import {
  type CommitmentKind,
  deleteCommitment,
  listCommitments,
  showCommitment,
  syncCommitments,
  updateCommitment,
} from './commitments.ts'
import { project, start } from './testing/start.ts'
import { listUnits } from './uoms.ts'

const coding = { cost_code_id: '41002', line_item_type_id: '702' }
const header = {
  origin_id: 'ps:US001:0000012345:87001',
  number: '0000012345',
  title: 'Rebar',
  vendor_id: '51001',
  origin_code: '0000012345',
  contract_date: '2026-11-02',
}
const line = (n: number, amount: string): CommitmentLineUpdate => ({
  origin_id: `ps:US001:0000012345:87001:${n}.1.1`,
  amount,
  extended_type: 'manual',
  description: `Line ${n}`,
  ...coding,
})

type Client = Awaited<ReturnType<typeof start>>['procore']

async function made(procore: Client, kind: CommitmentKind, ...amounts: string[]): Promise<string> {
  const [outcome] = await syncCommitments(procore, project, kind, [header])
  if (outcome?.is !== 'applied') throw new Error(JSON.stringify(outcome))
  const lines = amounts.map((amount, at) => line(at + 1, amount))
  const outcomes = await syncCommitmentLines(procore, project, kind, outcome.targetId, lines)
  expect(outcomes.map(({ is }) => is)).toEqual(amounts.map(() => 'applied'))
  return outcome.targetId
}

test.each(['purchase_order_contracts', 'work_order_contracts'] as const)(
  'one of the %s is made once, with its lines, and reads the same from list and show',
  async kind => {
    const { procore, sandbox } = await start()
    const id = await made(procore, kind, '100.10', '-0.55')
    expect(await made(procore, kind, '100.10', '-0.55')).toBe(id)
    expect(sandbox.tables.commitments.all()).toHaveLength(1)
    expect(sandbox.tables.commitment_line_items.all()).toHaveLength(2)

    const shown = await showCommitment(procore, project, kind, id)
    const [listed] = await Array.fromAsync(
      listCommitments(procore, project, kind, { origin_id: header.origin_id }),
    )
    expect(shown).toMatchObject({
      kind,
      number: '0000012345',
      status: 'Draft',
      vendor: { id: '51001', name: 'Cascade Ready Mix', origin_id: null },
      project_id: project,
      accounting_method: 'amount',
      contract_date: '2026-11-02',
      deleted_at: null,
    })
    expect({ ...listed, vendor: null, line_items: null }).toEqual({
      ...shown,
      vendor: null,
      line_items: null,
    })
    expect(listed?.line_items).toBeNull()
    expect(Number(shown?.grand_total)).toBe(99.55)
    expect(shown?.line_items?.map(one => Number(one.amount))).toEqual([100.1, -0.55])
    expect(await Array.fromAsync(listCommitmentLines(procore, project, kind, id))).toEqual(shown?.line_items)
    expect(shown?.line_items?.[0]).toMatchObject({
      contract_id: id,
      position: '1',
      extended_type: 'manual',
      cost_code: { id: '41002', full_code: '03-300' },
      line_item_type: { id: '702', code: 'M' },
      wbs_code: { flat_code: '03-300.M' },
      origin_id: 'ps:US001:0000012345:87001:1.1.1',
    })
    const other = kind === 'work_order_contracts' ? 'purchase_order_contracts' : 'work_order_contracts'
    expect(await showCommitment(procore, project, other, id)).toBeNull()
  },
)

test('a line that Procore refuses does not stop the others, and one that is gone is said', async () => {
  const { procore } = await start()
  const kind = 'purchase_order_contracts'
  const id = await made(procore, kind, '5')
  const outcomes = await syncCommitmentLines(procore, project, kind, id, [
    { ...line(1, '6'), uom: 'furlong' },
    line(2, '7'),
    { id: '999', amount: '1' },
  ])
  expect(outcomes).toMatchObject([
    { is: 'rejected', why: expect.stringContaining('uom') },
    { is: 'applied', seen: { position: '2' } },
    { is: 'rejected', why: 'id 999: id: Entity with this ID not found' },
  ])
  const first = (await showCommitment(procore, project, kind, id))?.line_items?.[0]?.id ?? ''
  expect(await deleteCommitmentLine(procore, project, kind, id, first)).toMatchObject({ is: 'applied' })
  expect(await deleteCommitmentLine(procore, project, kind, id, first)).toMatchObject({
    is: 'rejected',
    code: 'procore-not-found',
  })
  expect((await showCommitment(procore, project, kind, id))?.line_items).toHaveLength(1)
})

test('an approved commitment refuses lines and its deletion, and takes them again as a draft', async () => {
  const { procore } = await start()
  const kind = 'work_order_contracts'
  const id = await made(procore, kind, '5')
  const status = (to: string) => updateCommitment(procore, project, kind, id, { status: to })
  expect(await status('Approved')).toMatchObject({ is: 'applied', seen: { status: 'Approved' } })
  expect(await syncCommitmentLines(procore, project, kind, id, [line(1, '6')])).toMatchObject([
    { is: 'rejected', code: 'procore-refused' },
  ])
  expect(await deleteCommitment(procore, project, kind, id)).toMatchObject({ is: 'rejected' })
  expect(await status('Nearly')).toMatchObject({ is: 'rejected', code: 'procore-refused' })
  expect(await status('Draft')).toMatchObject({ is: 'applied' })
  expect(await syncCommitmentLines(procore, project, kind, id, [line(1, '6')])).toMatchObject([
    { is: 'applied', seen: { position: '1' } },
  ])
})

test('deleted commitments come only when asked for, with their deleted_at', async () => {
  const { procore } = await start()
  const kind = 'purchase_order_contracts'
  const id = await made(procore, kind, '5')
  expect(await deleteCommitment(procore, project, kind, id)).toMatchObject({ is: 'applied', targetId: id })
  expect(await showCommitment(procore, project, kind, id)).toBeNull()
  const listed = (asked: object) => Array.fromAsync(listCommitments(procore, project, kind, asked))
  expect(await listed({})).toEqual([])
  expect(await listed({ include_deleted: 'with' })).toMatchObject([{ id, deleted_at: expect.any(String) }])
  expect(await listed({ include_deleted: 'only', ids: ['1'] })).toEqual([])
})

test('commitments are chosen by id, status and time', async () => {
  const { procore } = await start()
  const kind = 'purchase_order_contracts'
  const id = await made(procore, kind, '5')
  const at = (await showCommitment(procore, project, kind, id))?.updated_at ?? ''
  const count = async (asked: object) =>
    (await Array.fromAsync(listCommitments(procore, project, kind, asked))).length
  expect(await count({ ids: [id], status: 'Draft', updated: { from: at, to: at } })).toBe(1)
  expect(await count({ ids: ['1'] })).toBe(0)
  expect(await count({ status: 'Approved' })).toBe(0)
  expect(await count({ updated: { from: '2020-01-01T00:00:00Z', to: '2020-02-01T00:00:00Z' } })).toBe(0)
})

test('lines of a commitment that is gone are rejected, and its project goes on', async () => {
  const { procore } = await start()
  const kind = 'purchase_order_contracts'
  const id = await made(procore, kind, '5')
  await deleteCommitment(procore, project, kind, id)
  expect(await syncCommitmentLines(procore, project, kind, id, [line(1, '6'), line(2, '7')])).toMatchObject([
    { is: 'rejected', code: 'procore-not-found' },
    { is: 'rejected', code: 'procore-not-found' },
  ])
})

test('a project without the tool refuses the scope, and a broken answer leaves a sync unknown', async () => {
  const off = await start(
    {},
    {},
    { projects: [{ id: 87001, company_id: 4266, name: 'Off', tools_off: ['commitments'] }] },
  )
  const listing = Array.fromAsync(listCommitments(off.procore, project, 'purchase_order_contracts'))
  await expect(listing).rejects.toMatchObject({ what: 'scope' })
  const lines = syncCommitmentLines(off.procore, project, 'purchase_order_contracts', '1', [line(1, '6')])
  await expect(lines).rejects.toMatchObject({ what: 'scope' })

  const { procore, sandbox } = await start()
  sandbox.faults.add({ name: 'reset-after-commit', times: 1, match: { path: 'sync' } })
  const send = () => syncCommitments(procore, project, 'purchase_order_contracts', [header])
  expect(await send()).toMatchObject([{ is: 'unknown' }])
  expect(await send()).toMatchObject([{ is: 'applied' }])
  expect(sandbox.tables.commitments.all()).toHaveLength(1)
})

test('the units of the company are listed by name', async () => {
  const { procore } = await start()
  expect((await Array.fromAsync(listUnits(procore))).map(({ name }) => name)).toEqual(['ea', 'cy'])
})
