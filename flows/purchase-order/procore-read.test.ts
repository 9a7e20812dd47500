import { type Gone, isGone } from '@plumbline/flow-kit'
import type { ProcoreRows } from '@plumbline/sandbox-world'
import { describe, expect, test } from 'vitest'
import { type Started, startProcore } from '../testing/procore.ts'
import { withOrders } from './fixtures/commitments.ts'
import { purchaseOrderFromProcore } from './from-procore.ts'
import type { CommitmentRead } from './procore-read.ts'

const at = '2026-10-05T16:00:00Z'
const stamps = { created_at: at, updated_at: at }
const line = { cost_code_id: 41002, line_item_type_id: 702, ...stamps }

const rows: ProcoreRows = {
  commitments: [
    {
      ...{ id: 75001, project_id: 87001, type: 'PurchaseOrderContract', number: 'PO-1', vendor_id: 51001 },
      ...{ status: 'Approved', ...stamps },
    },
    {
      ...{ id: 75002, project_id: 87001, type: 'WorkOrderContract', number: 'SC-1', vendor_id: 51001 },
      ...{ status: 'Approved', ...stamps },
    },
  ],
  commitment_line_items: [
    { id: 76001, commitment_id: 75001, amount: '100.00', ...line },
    { id: 76002, commitment_id: 75002, amount: '200.00', ...line },
  ],
  change_order_statuses: [{ id: 1, company_id: 4266, name: 'Signed off', mapped_to_status: 'approved' }],
  change_order_packages: [
    { id: 901, project_id: 87001, contract_id: 75002, status: 'Signed off', ...stamps },
    { id: 902, project_id: 87001, contract_id: 75002, status: 'pending', ...stamps },
    {
      ...{ id: 903, project_id: 87001, contract_id: 75002, status: 'approved', ...stamps },
      type: 'PrimeContractChangeOrder',
    },
  ],
  change_order_line_items: [901, 902, 903].map(id => ({
    ...{ id: id + 100, change_order_package_id: id, amount: '5.00' },
    ...line,
  })),
}

const start = () => startProcore(rows, withOrders())

type Span = Parameters<typeof purchaseOrderFromProcore.read>[2]

const read = ({ procore, settings }: Started, span: Span): Promise<(CommitmentRead | Gone)[]> =>
  Array.fromAsync(purchaseOrderFromProcore.read(procore, '87001', span, settings))

async function drafts(started: Started, span: Span) {
  const all = await read(started, span)
  return all.map(one => {
    if (isGone(one)) throw new Error(`${one.gone} is gone`)
    return purchaseOrderFromProcore.toCanonical(one, {
      settings: started.settings,
      today: '2026-11-16',
      readAt: '2026-11-16T15:00:00.000Z',
      before: null,
    })
  })
}

const later = { changedFrom: '2026-10-06T00:00:00.000Z', changedTo: '2099-01-01T00:00:00.000Z' }

test('both kinds are read, each says the same swept or named, approved change orders included', async () => {
  const started = await start()
  const swept = await drafts(started, 'all')
  expect(swept.map(one => [one.commitment_id, one.kind, one.lines.map(each => each.id)])).toEqual([
    ['75001', 'purchase_order', ['76001']],
    ['75002', 'subcontract', ['76002', '901.1001']],
  ])
  expect(await drafts(started, { ids: ['75001', '75002'] })).toEqual(swept)
})

describe('a sweep brings a commitment', () => {
  test('of which nothing moved not at all', async () => {
    expect(await read(await start(), later)).toEqual([])
  })

  test('whose header moved', async () => {
    const started = await start()
    await started.person({ do: 'update', collection: 'commitments', id: '75001', set: { title: 'Rebar' } })
    expect((await drafts(started, later)).map(one => one.title)).toEqual(['Rebar'])
  })

  test.each([
    ['was approved', { status: 'approved' }, ['76002', '901.1001', '902.1002']],
    ['is not approved any more', { status: 'void' }, ['76002']],
  ])('of which a change order %s', async (_, set, ids) => {
    const started = await start()
    const id = set.status === 'void' ? '901' : '902'
    await started.person({ do: 'update', collection: 'change_order_packages', id, set })
    expect((await drafts(started, later)).map(one => one.lines.map(each => each.id))).toEqual([ids])
  })
})

describe('a commitment that was deleted', () => {
  async function deleted() {
    const started = await start()
    await started.person({ do: 'update', collection: 'commitments', id: '75001', set: { status: 'Draft' } })
    await started.person({ do: 'delete', collection: 'commitments', id: '75001' })
    return started
  }

  test.each<Span>([later, { ids: ['75001'] }])('is gone with its proof: %o', async span => {
    const gone = (await read(await deleted(), span)).filter(isGone)
    expect(gone).toEqual([{ gone: '75001', at: expect.any(String), proof: 'deleted_at at source' }])
  })

  test('is gone where no list shows it, while the lists answer', async () => {
    expect(await read(await start(), { ids: ['79999'] })).toEqual([
      { gone: '79999', at: null, proof: "404 by id, and absent from the project's lists, which answer" },
    ])
  })

  test('is missing from the complete list of ids', async () => {
    const { procore, settings } = await deleted()
    expect(await Array.fromAsync(purchaseOrderFromProcore.ids!(procore, '87001', settings))).toEqual([
      '75002',
    ])
  })
})

describe('a notice', () => {
  const locate = (resource: string, id: string | null, related: { resource: string; id: string }[] = []) =>
    purchaseOrderFromProcore.notify!.locate({ resource, id, event: 'update', projectId: '87001', related })

  test.each(['Purchase Order Contracts', 'Work Order Contracts'])('of %s names its commitment', resource => {
    expect(locate(resource, '75001')).toEqual({ scope: '87001', id: '75001' })
    expect(locate(resource, null)).toEqual({ sweep: '87001' })
  })

  test.each([
    ['Purchase Order Contract Line Items', 'Purchase Order Contracts'],
    ['Work Order Contract Line Items', 'Work Order Contracts'],
    ['Change Order Packages', 'Work Order Contracts'],
  ])('of %s leads to the commitment that it names, or sweeps the project', (resource, parent) => {
    expect(locate(resource, '9', [{ resource: parent, id: '75002' }])).toEqual({
      scope: '87001',
      id: '75002',
    })
    expect(locate(resource, '9')).toEqual({ sweep: '87001' })
  })
})
