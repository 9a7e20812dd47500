import type { AnyApply, AnyCapture, Canonical, Draft } from '@plumbline/flow-kit'
import { schemaNames, schemaOf } from '@plumbline/schemas'
import { describe, expect, test } from 'vitest'
import { read, typeOf, write } from '../packages/codec/src/avro-type.ts'
import { orderLine as changeOrderLine, orderRead as changeOrderRead } from './change-order/fixtures/orders.ts'
import { costRead, laborLine, listedLine } from './direct-cost/fixtures/read.ts'
import { accountRows } from './gl-account/fixtures/accounts.ts'
import { appliesTo, capturesFrom, flows, subjectsOf } from './index.ts'
import { commitmentRead } from './purchase-order/fixtures/commitments.ts'
import { orderRead } from './purchase-order/fixtures/peoplesoft-orders.ts'
import { requisitionRead, shownItem } from './requisition/fixtures/requisitions.ts'
import { minted } from './testing/mint.ts'
import { settingsWith } from './testing/settings.ts'
import { noAddress, supplierRows } from './vendor/fixtures/suppliers.ts'

const settings = settingsWith()
const captures = flows.flatMap(flow => flow.captures.map(capture => [capture.name, flow, capture] as const))
const applies = flows.flatMap(flow => flow.applies.map(apply => [apply.name, flow, apply] as const))

/** Raw records of each capture, from full ones to bare ones. */
const raw: Record<string, unknown[]> = {
  'vendor.from-peoplesoft': [
    supplierRows(),
    supplierRows({ ...noAddress, 'A.NAME1': null, VENDOR_STATUS: null, 'D.EFFDT': null }),
    supplierRows({}, { ADDRESS_SEQ_NUM: '2', CITY: 'Salem' }),
  ],
  'gl-account.from-peoplesoft': [
    accountRows(),
    accountRows({ EFFDT: '2027-01-01', DESCR: null, ACCOUNT_TYPE: null }),
  ],
  'purchase-order.from-peoplesoft': [
    {
      order: orderRead({ RATE_MULT: '1.353500', CHNG_ORD_BATCH: '2' }, [{}, { QTY_PO: '0.0001' }]),
      project: '87001',
    },
    {
      order: orderRead({ PO_STATUS: 'ZZ', PO_DT: null, VENDOR_ID: null }, [
        { above: { DESCR254_MIXED: null } },
      ]),
      project: '87001',
    },
  ],
  'purchase-order.from-procore': [
    commitmentRead(),
    commitmentRead({
      kind: 'work_order_contracts',
      currency_exchange_rate: '1.353500',
      retainage_percent: '10.0',
    }),
    commitmentRead({ id: '9007199254740993', status: null, vendor: null, contract_date: null, lines: [] }),
  ],
  'change-order.from-procore': [
    changeOrderRead(),
    changeOrderRead(
      { reviewed_at: null, status: 'Frozen', grand_total: null, currency_exchange_rate: '1.3535' },
      [{ ...changeOrderLine, amount: '-0.05', tax_code_id: '901', wbs_code: null, cost_code: null }],
    ),
    changeOrderRead({ id: '9007199254740993', contract_id: null }, []),
  ],
  'requisition.from-procore': [
    requisitionRead(),
    requisitionRead({ status: null, summary: null, period_id: null, items: [] }, { period: null }),
    requisitionRead({ items: [{ ...shownItem, taxes: '8.25', wbs_code: null, line_item_id: null }] }),
  ],
  'direct-cost.from-procore': [
    costRead(),
    costRead({ id: '9007199254740993', currency_exchange_rate: '1.353500' }, [
      {
        ...listedLine,
        amount: '-0.05',
        tax_code_id: '901',
        quantity: '0.000000000001',
        unit_cost: '0.00000001',
      },
      { ...laborLine, wbs_code: null, cost_code: null, line_item_type: null, position: null },
    ]),
    costRead(
      { status: null, direct_cost_type: null, direct_cost_date: null, grand_total: null, vendor_id: null },
      [],
    ),
  ],
}

test('every name is of one flow only', () => {
  const names = [...captures, ...applies].map(([name]) => name)
  expect(new Set(names).size).toBe(names.length)
  const entities = flows.map(flow => flow.entity.name)
  expect(new Set(entities).size).toBe(entities.length)
})

describe.each(captures)('%s', (name, flow, capture: AnyCapture) => {
  test('is named by its entity and the system it reads', () => {
    expect(name).toBe(`${flow.entity.name}.from-${capture.from}`)
    expect(capture.entity).toBe(flow.entity)
  })

  test('writes what its schema says, and Avro gives it back as it was', () => {
    expect(schemaNames()).toContain(capture.entity.schema)
    const type = typeOf(schemaOf(capture.entity.schema))
    const records = raw[name] ?? []
    expect(records.length).toBeGreaterThan(1)
    for (const one of records) {
      const draft: Draft<Canonical> = capture.toCanonical(one, {
        settings,
        today: '2026-11-16',
        readAt: '2026-11-16T15:00:00.000Z',
        before: null,
      })
      const value = minted(draft, { key: capture.key(one) })
      expect(read(type, write(type, value))).toEqual(value)
    }
  })

  test('reads by cron schedules of the connection, one place after another', () => {
    const { read: window, compare, zone } = capture.schedule(settings)
    expect(zone).toBe('America/Chicago')
    for (const cron of [window, compare]) expect(cron?.split(' ').length).toBeGreaterThanOrEqual(5)
    expect(capture.scopes(settings).length).toBeGreaterThan(0)
  })
})

describe.each(applies)('%s', (name, flow, apply: AnyApply) => {
  test('is named by its entity and its target', () => {
    expect(name).toMatch(new RegExp(`^${flow.entity.name}\\.to-${apply.to}(-[a-z]+)?$`))
    expect(apply.entity).toBe(flow.entity)
  })

  test('sends no more at once than its target takes', () => {
    expect(apply.batch).toBeGreaterThan(0)
    // The parent of account codes may go along with a batch (procore.md §3.2).
    expect(apply.batch).toBeLessThanOrEqual(apply.to === 'procore' ? 1000 : 20)
  })
})

test('flows are found by the system they read and by the one they write', () => {
  expect(capturesFrom('peoplesoft').map(one => one.name)).toEqual([
    'vendor.from-peoplesoft',
    'gl-account.from-peoplesoft',
    'purchase-order.from-peoplesoft',
  ])
  expect(capturesFrom('procore').map(one => one.name)).toEqual([
    'purchase-order.from-procore',
    'change-order.from-procore',
    'requisition.from-procore',
    'direct-cost.from-procore',
  ])
  expect(appliesTo('peoplesoft').map(one => one.name)).toEqual([
    'purchase-order.to-peoplesoft',
    'change-order.to-peoplesoft',
    'requisition.to-peoplesoft',
    'direct-cost.to-peoplesoft',
  ])
  expect(appliesTo('procore').map(one => one.name)).toEqual([
    'vendor.to-procore',
    'gl-account.to-procore-company',
    'gl-account.to-procore-project',
    'purchase-order.to-procore',
    'purchase-order.to-procore-number',
  ])
})

test('the company’s account codes are delivered before those of its projects', () => {
  const names = appliesTo('procore').map(one => one.name)
  expect(names.indexOf('gl-account.to-procore-company')).toBeLessThan(
    names.indexOf('gl-account.to-procore-project'),
  )
})

test('subjects are named by prefix and entity', () => {
  expect(subjectsOf('plumbline', capturesFrom('procore'))).toEqual({
    'plumbline.purchase-order.v1-value': 'plumbline.v1.PurchaseOrder',
    'plumbline.change-order.v1-value': 'plumbline.v1.ChangeOrder',
    'plumbline.requisition.v1-value': 'plumbline.v1.Requisition',
    'plumbline.direct-cost.v1-value': 'plumbline.v1.DirectCost',
  })
})

test('what a cost adds up to is told by project and cost code', () => {
  const directCost = flows.find(flow => flow.entity.name === 'direct-cost')!
  const [capture] = directCost.captures
  const cost = capture!.toCanonical(costRead(), {
    settings,
    today: '2026-11-16',
    readAt: '2026-11-16T15:00:00.000Z',
    before: null,
  })
  expect(directCost.entity.totals!(cost)).toEqual([
    { by: '87001 03-300', amount: '1848.75' },
    { by: '87001 03-300', amount: '100' },
  ])
})
