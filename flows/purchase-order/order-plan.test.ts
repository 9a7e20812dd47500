import type { Link, Plan } from '@plumbline/flow-kit'
import { describe, expect, test } from 'vitest'
import { factsWith } from '../direct-cost/fixtures/books.ts'
import { vendorLink } from '../direct-cost/voucher.ts'
import { settingsWith } from '../testing/settings.ts'
import { commitmentLine, contextOf, orderEvent, withOrders } from './fixtures/commitments.ts'
import type { OrderBody } from './order-body.ts'
import { type OrderContext, planOrder } from './order-plan.ts'
import type { SeenOrder } from './order-seen.ts'

type Told = Parameters<typeof orderEvent>[0]

function plan(told: Told = {}, change: Partial<OrderContext> = {}, how?: Parameters<typeof orderEvent>[1]) {
  const order = orderEvent(told, how)
  return planOrder(order, contextOf(order, change))
}

function bodyOf(plan: Plan<OrderBody>): OrderBody {
  if (plan.do !== 'send') throw new Error(`not sent: ${JSON.stringify(plan)}`)
  return plan.body
}

/** The order as PeopleSoft has it. */
function standing(change: Partial<SeenOrder> = {}): Link<SeenOrder> {
  const seen: SeenOrder = {
    business_unit: 'US001',
    po_id: 'PCAAAAAAAA',
    po_ref: 'PLB-1V4P-1LVD',
    status: 'A',
    cancelled: false,
    used: null,
    vendor_setid: 'SHARE',
    vendor_id: '0000000001',
    currency: 'USD',
    total: '1500.25',
    lines: [],
    ...change,
  }
  return { key: 'pc:87001:75001', nativeId: 'US001:PCAAAAAAAA:87001', by: 'us', seen }
}

describe('an approved commitment', () => {
  test('becomes an order of its supplier, by amount, coded by the mapping with the whole project set', () => {
    const body = bodyOf(plan())
    expect(body).toMatchObject({
      do: 'put',
      own: null,
      business_unit: 'US001',
      vendor_setid: 'SHARE',
      vendor_id: '0000000001',
      currency: 'USD',
      defaults: {
        PO_DT: '2026-10-05',
        ACCOUNTING_DT: '2026-11-16',
        BUYER_ID: 'MBUYER',
        CATEGORY_ID: 'CONST',
      },
    })
    expect(body.numbers[0]).toMatch(/^PC[A-Z2-7]{8}$/)
    expect(body.lines).toMatchObject([
      { id: '76001', amount: '1000.25', amount_only: true, uom: 'EA', quantity: null, unit_price: null },
      { id: '76002', amount: '500', amount_only: true },
    ])
    expect(body.lines[0]!.coding).toMatchObject({
      BUSINESS_UNIT_GL: 'US001',
      ACCOUNT: '500200',
      DEPTID: 'FIELD',
      BUSINESS_UNIT_PC: 'US001',
      PROJECT_ID: '24-017',
      ACTIVITY_ID: 'CONCRETE',
      ANALYSIS_TYPE: 'COM',
    })
  })

  test('is numbered by the site where the settings say so', () => {
    const settings = settingsWith(withOrders({ numbering: 'site' }))
    expect(bodyOf(plan({}, { settings })).numbers).toEqual([])
  })

  test('keeps its mapping version and the rule of each field as grounds', () => {
    expect(plan()).toMatchObject({
      grounds: { mapping: '1', lines: [{ of: 'commitment line 76001' }, { of: 'commitment line 76002' }] },
    })
  })

  test('that is linked keeps its number and business unit, whatever the project says now', () => {
    const settings = settingsWith(each => {
      withOrders()(each)
      each.projects[0]!.bu_po = 'US009'
    })
    expect(bodyOf(plan({}, { settings, own: standing() })).own).toEqual({
      business_unit: 'US001',
      po_id: 'PCAAAAAAAA',
    })
  })

  test('orders no line without an amount', () => {
    const lines = [commitmentLine('76001', '0.00'), commitmentLine('76002', '500')]
    expect(bodyOf(plan({ lines })).lines.map(line => line.id)).toEqual(['76002'])
  })

  test('of another integration is not sent', () => {
    expect(plan({ origin_id: 'sage:12' })).toMatchObject({ do: 'skip', code: 'foreign-origin' })
  })
})

describe('lines of a commitment by unit', () => {
  const settings = settingsWith(each => {
    withOrders()(each)
    each.mappings[0]!.uom = [{ procore: 'cy', peoplesoft: 'CYD' }]
  })
  const line = (more: object) =>
    commitmentLine('76001', '1848.75', {
      ...{ extended_type: 'calculated', uom: 'cy', quantity: '12.5', unit_cost: '147.90' },
      ...more,
    })
  const planned = (more: object = {}) =>
    plan({ accounting_method: 'unit', lines: [line(more)] }, { settings })

  test('go by quantity, price and unit of measure', () => {
    expect(bodyOf(planned()).lines).toMatchObject([
      { amount: '1848.75', amount_only: false, uom: 'CYD', quantity: '12.5', unit_price: '147.9' },
    ])
  })

  test.each([
    ['whose amount was typed in', { extended_type: 'manual' }],
    ['whose price is finer than PeopleSoft keeps it', { unit_cost: '147.900001' }],
    ['whose amount is not quantity by price', { amount: '1848.76' }],
    ['without a unit of measure', { uom: null }],
  ])('%s go by amount, which is exact', (_, more) => {
    expect(bodyOf(planned(more)).lines).toMatchObject([
      {
        amount: (more as { amount?: string }).amount ?? '1848.75',
        amount_only: true,
        uom: 'EA',
        quantity: null,
      },
    ])
  })

  test('wait for the mapping of their unit', () => {
    const lines = [line({ uom: 'ls' })]
    expect(plan({ accounting_method: 'unit', lines }, { settings })).toMatchObject({
      do: 'park',
      code: 'mapping-missing',
      why: expect.stringContaining('unit ls'),
      waits: [{ for: 'settings' }],
    })
  })
})

describe('a commitment waits', () => {
  test('for the link of its vendor', () => {
    expect(
      plan({ vendor: { id: '51999', name: 'Nobody', origin_id: null } }, { link: () => null }),
    ).toMatchObject({
      do: 'park',
      code: 'vendor-not-linked',
      waits: expect.arrayContaining([{ for: 'link', ref: vendorLink('51999') }]),
    })
  })

  test('for a vendor, lines, a purchasing business unit and a mapping: one look shows the whole list', () => {
    const settings = settingsWith(each => {
      withOrders()(each)
      delete each.projects[0]!.bu_po
      each.mappings[0]!.effective_from = '2027-01-01'
    })
    const waiting = plan({ vendor: null, lines: [] }, { settings })
    expect(waiting).toMatchObject({ do: 'park', code: 'purchasing-unit-missing' })
    expect((waiting as { why: string }).why).toMatch(/bu_po.*no vendor.*no line.*no mapping/)
  })

  test('for a rule of the mapping', () => {
    const settings = settingsWith(each => {
      withOrders()(each)
      each.mappings[0]!.rules = []
    })
    expect(plan({}, { settings })).toMatchObject({ do: 'park', code: 'mapping-missing' })
  })

  test('while its activity is not open', () => {
    const facts = factsWith({ openActivities: new Set(['GENERAL']) })
    expect(plan({}, { facts })).toMatchObject({ do: 'park', code: 'not-active' })
  })

  test('while an amount is finer than its currency', () => {
    expect(plan({ lines: [commitmentLine('76001', '10.001')] })).toMatchObject({
      do: 'park',
      code: 'amount-too-fine',
    })
  })
})

describe('the status in Procore', () => {
  test.each(['Draft', 'Processing', 'Submitted', 'Received', 'Closed'])('%s makes no order', status => {
    expect(plan({ status })).toMatchObject({ do: 'skip', code: 'order-not-approved' })
  })

  test('Draft leaves an order that stands as it is', () => {
    expect(plan({ status: 'Draft' }, { own: standing() })).toMatchObject({
      do: 'skip',
      code: 'order-not-approved',
      why: expect.stringContaining('stays as it is'),
    })
  })

  test.each(['Received', 'Closed'])('%s still brings the last lines to an order that stands', status => {
    expect(plan({ status }, { own: standing() }).do).toBe('send')
  })

  test('that is not known here is held', () => {
    expect(plan({ status: 'Frozen' })).toMatchObject({ do: 'hold', code: 'unknown-status' })
  })
})

describe('a commitment that is void, terminated or deleted', () => {
  const ways: [string, Told, Parameters<typeof orderEvent>[1]][] = [
    ['void', { kind: 'work_order_contracts', status: 'Void' }, {}],
    ['terminated', { kind: 'work_order_contracts', status: 'Terminated' }, {}],
    ['deleted', {}, { operation: 'delete' }],
  ]

  test.each(ways)('cancels its order: %s', (_, told, how) => {
    const body = bodyOf(plan(told, { own: standing() }, how))
    expect(body).toMatchObject({ do: 'cancel', own: { po_id: 'PCAAAAAAAA' }, lines: [] })
  })

  test.each(ways)('cancels nothing that was received or vouchered: %s', (_, told, how) => {
    expect(plan(told, { own: standing({ used: 'received in part or whole' }) }, how)).toMatchObject({
      do: 'park',
      code: 'order-in-use',
    })
  })

  test.each(ways)('needs nothing where it was never sent: %s', (_, told, how) => {
    expect(plan(told, {}, how)).toMatchObject({ do: 'skip', code: 'order-never-sent' })
  })
})

test('an order that was cancelled in PeopleSoft is held: nobody opens it again', () => {
  expect(plan({}, { own: standing({ status: 'X', cancelled: true }) })).toMatchObject({
    do: 'hold',
    code: 'order-cancelled-there',
  })
})

test('an order whose project is not carried any more stays as it is', () => {
  const order = orderEvent()
  const context = contextOf(order, { own: standing() })
  expect(planOrder(order, { ...context, meta: { ...context.meta, op: 'left-scope' } })).toMatchObject({
    do: 'skip',
    code: 'order-not-carried',
  })
})
