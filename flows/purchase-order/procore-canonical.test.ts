import type { Draft } from '@plumbline/flow-kit'
import type { PurchaseOrder } from '@plumbline/schemas'
import { describe, expect, test } from 'vitest'
import { settingsWith } from '../testing/settings.ts'
import { commitmentLine, commitmentRead, withOrders } from './fixtures/commitments.ts'
import { alikeNumber, sameOrder, toPurchaseOrder } from './procore-canonical.ts'
import type { ApprovedChange } from './procore-read.ts'

const settings = settingsWith(withOrders())
const toDraft = (
  told: Parameters<typeof commitmentRead>[0] = {},
  before: Draft<PurchaseOrder> | null = null,
  readAt = '2026-11-16T15:00:00.000Z',
) => toPurchaseOrder(commitmentRead(told), { settings, today: '2026-11-16', readAt, before })

const change = (id: string, lines: ReturnType<typeof commitmentLine>[]) =>
  ({ id, line_items: lines }) as unknown as ApprovedChange

describe('a commitment in canonical form', () => {
  test('says what Procore shows, and nothing of what only PeopleSoft has', () => {
    expect(toDraft()).toMatchObject({
      commitment_id: '75001',
      number: 'PO-0007',
      kind: 'purchase_order',
      status: 'approved',
      status_raw: 'Approved',
      vendor_id: '51001',
      total: '1500.25',
      po_id: null,
      lines: [
        { id: '76001', amount: '1000.25', cost_code: '03-300', line_item_type_code: 'M', account: null },
        { id: '76002', amount: '500', change_order_key: null },
      ],
    })
    expect(toDraft({ kind: 'work_order_contracts', status: 'Out For Bid' })).toMatchObject({
      kind: 'subcontract',
      status: 'pending',
    })
  })

  test('has the lines of its approved change orders, each with the key of its change order', () => {
    const changes = [
      change('901', [commitmentLine('76001', '-100.25')]),
      change('902', [commitmentLine('77', '8')]),
    ]
    const draft = toDraft({ changes })
    expect(draft.lines.map(line => [line.id, line.amount, line.change_order_key])).toEqual([
      ['76001', '1000.25', null],
      ['76002', '500', null],
      ['901.76001', '-100.25', 'pc-co:87001:901'],
      ['902.77', '8', 'pc-co:87001:902'],
    ])
    expect(draft.total).toBe('1408')
  })

  test('has its lines in the order of their positions, whatever order they came in', () => {
    const lines = [
      commitmentLine('9', '1'),
      commitmentLine('10', '1'),
      commitmentLine('3', '1', { position: '2.0' }),
      commitmentLine('4', '1', { position: '1' }),
    ]
    const ids = (given: typeof lines) => toDraft({ lines: given }).lines.map(line => line.id)
    expect(ids(lines)).toEqual(['4', '3', '9', '10'])
    expect(ids([...lines].reverse())).toEqual(['4', '3', '9', '10'])
  })

  test('remembers when it was first seen approved', () => {
    const first = toDraft()
    expect(first.header.first_approved_at).toBe('2026-11-16T15:00:00.000Z')
    expect(toDraft({ status: 'Closed' }, first, '2026-12-01T00:00:00.000Z').header.first_approved_at).toBe(
      '2026-11-16T15:00:00.000Z',
    )
    expect(toDraft({ status: 'Closed' }).header.first_approved_at).toBeNull()
  })

  test('does not change because its vendor is linked later', () => {
    const first = toDraft({ vendor: { id: '51001', name: 'Cascade Ready Mix', origin_id: null } })
    expect(toDraft({}, first).header.extras).toEqual(first.header.extras)
  })

  test('does not change because it shows the number that PeopleSoft gave', () => {
    const first = toDraft({ origin_code: 'Quote 12' })
    expect(first.foreign_reference).toBe('Quote 12')
    expect(toDraft({ origin_code: '0000000123' }, first)).toEqual(first)
  })

  test('tells of another integration by its origin id, of ours not', () => {
    expect(toDraft({ origin_id: 'sage:1' }).header.foreign_origin_id).toBe('sage:1')
    expect(toDraft({ origin_id: 'ps:US001:0000000001:87001' }).header.foreign_origin_id).toBeNull()
  })

  test('cannot be made of a line without an amount', () => {
    const lines = [commitmentLine('76001', '1', { amount: null })]
    expect(() => toDraft({ lines })).toThrow('line 76001 of commitment 75001 has no amount')
  })
})

describe('whether a commitment is an order that PeopleSoft has', () => {
  const mine = toDraft()
  const theirs = (more: Partial<Draft<PurchaseOrder>> = {}): Draft<PurchaseOrder> => ({
    ...mine,
    vendor_setid: 'SHARE',
    vendor_id: '0000000001',
    ...more,
  })

  test('is certain with supplier and total under the same number', () => {
    expect(sameOrder(mine, theirs())).toBe('certain')
  })

  test.each([
    ['another total', mine, theirs({ total: '1500.26' })],
    [
      'a vendor that is not linked yet',
      toDraft({ vendor: { id: '51001', name: 'C', origin_id: null } }),
      theirs(),
    ],
    ['a supplier that is not shown', mine, theirs({ vendor_id: null })],
  ])('is a guess with %s', (_, commitment, order) => {
    expect(sameOrder(commitment, order)).toBe('maybe')
  })

  test('is out of the question with another supplier, or in another project', () => {
    expect(sameOrder(mine, theirs({ vendor_id: '0000000002' }))).toBe('no')
    expect(sameOrder(mine, theirs({ header: { ...mine.header, project_id: '87002' } }))).toBe('no')
  })

  test.each([
    ['0000000123', '123'],
    ['po 7', 'PO7'],
    ['0', null],
    [null, null],
  ])('is asked of the number %s as %s', (number, alike) => {
    expect(alikeNumber({ number })).toBe(alike)
  })
})
