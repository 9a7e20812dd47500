import type { Link, Meta } from '@plumbline/flow-kit'
import type { Requisition } from '@plumbline/schemas'
import { describe, expect, test } from 'vitest'
import { costEvent } from '../direct-cost/fixtures/events.ts'
import { directCostToPeoplesoft } from '../direct-cost/to-peoplesoft.ts'
import { settingsWith } from '../testing/settings.ts'
import { requisitionEvent, requisitionItem } from './fixtures/requisitions.ts'
import { planRequisition, requisitionToPeoplesoft } from './to-peoplesoft.ts'

const BORN_THERE = 'ps:US001:0000001234:87001'
const BORN_HERE = 'pc:87001:71500'

type Known = Pick<Link<unknown>, 'nativeId' | 'seen'>

/** Plans with the links that there are, by apply and key. */
function plan(value: Requisition, links: Record<string, Known> = {}, op: Meta['op'] = 'put') {
  const { key, revision } = value.header
  return planRequisition(value, {
    scope: '87001',
    meta: { eventId: '0'.repeat(32), key, revision, op },
    link: ref => {
      const found = 'key' in ref ? links[`${ref.at} ${ref.scope} ${ref.key}`] : undefined
      return found ? { key: '', by: 'us', ...found } : null
    },
  })
}

const line = { line_nbr: 1, sched_nbr: 1, distrib_line_num: 2 }
const commitmentLink = {
  [`purchase-order.to-procore 87001 ${BORN_THERE}`]: {
    nativeId: '71500',
    seen: { lines: [{ id: '1:1:2', line_item_id: '72001', ...line }] },
  },
}
const orderLink = {
  [`purchase-order.to-peoplesoft 87001 ${BORN_HERE}`]: {
    nativeId: 'US001:PC00000042:87001',
    seen: {
      lines: [
        { id: '72001', line_item_id: '72001', line_nbr: 1, sched_nbr: 1, distrib_line_num: 1 },
        { id: '81001.82001', line_item_id: null, line_nbr: '2', sched_nbr: '1', distrib_line_num: '1' },
      ],
    },
  },
}

describe('a requisition is linked to its PeopleSoft order and the line of each item', () => {
  test('where the order was born in PeopleSoft', () => {
    expect(plan(requisitionEvent({ purchase_order_key: BORN_THERE }), commitmentLink)).toEqual({
      do: 'link',
      targetId: 'US001:0000001234:91001',
      seen: {
        purchase_order_key: BORN_THERE,
        business_unit: 'US001',
        po_id: '0000001234',
        items: [{ id: '92001', line_item_id: '72001', ...line }],
      },
    })
  })

  test('where the commitment was born in Procore; an item of a change order finds the line that it added', () => {
    const items = [
      requisitionItem(),
      requisitionItem({ id: '92002', line_item_id: '82001', item_type: 'change_order_item' }),
    ]
    expect(plan(requisitionEvent({ purchase_order_key: BORN_HERE, items }), orderLink)).toMatchObject({
      do: 'link',
      targetId: 'US001:PC00000042:91001',
      seen: {
        items: [
          { id: '92001', line_nbr: 1, distrib_line_num: 1 },
          { id: '92002', line_nbr: 2, sched_nbr: 1, distrib_line_num: 1 },
        ],
      },
    })
  })
})

describe('a requisition waits', () => {
  test.each([
    [BORN_THERE, 'purchase-order.to-procore'],
    [BORN_HERE, 'purchase-order.to-peoplesoft'],
  ])('for the link of its order %s', (purchase_order_key, at) => {
    const made = plan(requisitionEvent({ purchase_order_key }))
    const ref = { entity: 'purchase-order', at, scope: '87001', key: purchase_order_key }
    expect(made).toMatchObject({
      do: 'park',
      code: 'order-not-in-peoplesoft',
      waits: [{ for: 'link', ref }],
    })
    const value = requisitionEvent({ purchase_order_key })
    expect(requisitionToPeoplesoft.refs!(value, '87001', settingsWith(), null)).toEqual([ref])
  })

  test('where the order has no line for what it bills, naming it; a whole change order has no single line', () => {
    const unknown = requisitionItem({ id: '92003', line_item_id: '70000' })
    const value = (item: typeof unknown) =>
      requisitionEvent({ purchase_order_key: BORN_THERE, items: [requisitionItem(), item] })
    expect(plan(value(unknown), commitmentLink)).toMatchObject({
      do: 'park',
      code: 'order-line-unknown',
      why: 'US001 0000001234 has no line for contract line 70000',
    })
    const wholeOrder = { ...unknown, item_type: 'whole_change_order_item' }
    expect(plan(value(wholeOrder), commitmentLink)).toMatchObject({ do: 'link' })
  })

  test('where Procore does not show its commitment', () => {
    expect(plan(requisitionEvent({ purchase_order_key: null }))).toMatchObject({
      do: 'park',
      code: 'commitment-unknown',
    })
  })

  test('for a person where the link names no order', () => {
    const links = { [`purchase-order.to-peoplesoft 87001 ${BORN_HERE}`]: { nativeId: '', seen: null } }
    expect(plan(requisitionEvent({ purchase_order_key: BORN_HERE }), links)).toMatchObject({ do: 'hold' })
  })
})

test('a requisition that is deleted, or whose project was taken out, links nothing', () => {
  for (const op of ['delete', 'left-scope'] as const)
    expect(plan(requisitionEvent({ purchase_order_key: BORN_THERE }), commitmentLink, op).do).toBe('skip')
})

describe('the same money is never carried twice', () => {
  const settings = settingsWith()
  const invoice = { vendor_id: '51001', invoice_number: ' t-90017 ' }
  const claimed = (more: Parameters<typeof requisitionEvent>[0]) =>
    requisitionToPeoplesoft.claims!(requisitionEvent({ ...invoice, ...more }), settings)

  test('a requisition and a direct cost of one vendor’s invoice claim the same', () => {
    const cost = costEvent({ vendor_id: '51001', invoice_number: 'T-90017' })
    expect(claimed({})).toEqual(directCostToPeoplesoft.claims!(cost, settings))
    expect(claimed({})).toHaveLength(1)
  })

  test.each([
    ['is not owed yet', { status: 'under_review' as const }],
    ['has no number', { invoice_number: ' ' }],
  ])('one that %s claims nothing', (_, more) => {
    expect(claimed(more)).toEqual([])
  })

  test('a direct cost that is a subcontractor’s invoice is not posted at all', () => {
    const cost = costEvent({ direct_cost_type: 'subcontractor_invoice', invoice_number: 'T-90017' })
    expect(directCostToPeoplesoft.claims!(cost, settings)).toEqual([])
  })
})

test('without its settings the flow is off', () => {
  expect(
    requisitionToPeoplesoft.scopes(
      requisitionEvent(),
      settingsWith(({ flows }) => {
        delete flows.requisition
      }),
    ),
  ).toEqual([])
})
