import { describe, expect, test } from 'vitest'
import { settingsWith } from '../testing/settings.ts'
import { bodyOf, facts, planned, standing } from './fixtures/commitment-plan.ts'
import { orderEvent } from './fixtures/peoplesoft-orders.ts'
import { ownedCommitment } from './to-procore-body.ts'
import { matchCommitment, supplierRef } from './to-procore-plan.ts'

const sent = (...args: Parameters<typeof planned>) => bodyOf(planned(...args))
const two = [{ MERCHANDISE_AMT: '1479' }, { MERCHANDISE_AMT: '221.85', ACCOUNT: '500100' }]

test('an approved order is a submitted purchase order, a dispatched subcontract an approved one', () => {
  expect(sent(orderEvent())).toMatchObject({
    kind: 'purchase_order_contracts',
    number: '0000000042',
    origin_id: 'ps:US001:0000000042:87001',
    vendor_id: '51001',
    vendor_joins: false,
    status: 'Submitted',
    contract_date: '2026-10-01',
  })
  expect(sent(orderEvent({ PO_TYPE: 'SUB', PO_STATUS: 'D' }))).toMatchObject({
    kind: 'work_order_contracts',
    status: 'Approved',
  })
})

test('each line is coded by the reverse rules, to the cent', () => {
  expect(sent(orderEvent({}, two)).lines).toMatchObject([
    { id: '1.1.1', cost_code_id: '41002', line_item_type_id: '702', amount: '1479', line_nbr: 1 },
    { id: '2.1.1', cost_code_id: '41002', line_item_type_id: '701', amount: '221.85', line_nbr: 2 },
  ])
})

describe('a commitment is by unit', () => {
  const counted = { above: { AMT_ONLY_FLG: 'N', UNIT_OF_MEASURE: 'CYD', PRICE_PO: '147.9' }, QTY_PO: '10' }
  test('where all lines have a quantity, in the unit that the mapping pairs', () => {
    const body = sent(orderEvent({}, [counted]))
    expect(body).toMatchObject({
      accounting_method: 'unit',
      lines: [{ uom: 'cy', quantity: '10', unit_cost: '147.9', amount: '100' }],
    })
  })

  test('not where one is ordered by amount: then no quantity is said', () => {
    expect(sent(orderEvent({}, [counted, {}]))).toMatchObject({
      accounting_method: 'amount',
      lines: [{ uom: null, quantity: null }, { uom: null }],
    })
  })

  test('and waits for a unit that has no pair, or that Procore does not have', () => {
    const hours = { ...counted, above: { ...counted.above, UNIT_OF_MEASURE: 'HR' } }
    expect(planned(orderEvent({}, [hours]))).toMatchObject({ do: 'park', code: 'mapping-missing' })
    const without = { ...facts, units: ['ea'] }
    expect(planned(orderEvent({}, [counted]), { facts: without })).toMatchObject({
      do: 'park',
      code: 'coding-not-in-procore',
    })
  })

  test('or by amount for good, as it was made', () => {
    const own = standing(sent(orderEvent()))
    expect(sent(orderEvent({}, [counted]), { own }).accounting_method).toBe('amount')
  })
})

test.each([
  ['I', 'skip', 'order-not-approved'],
  ['PA', 'skip', 'order-not-approved'],
  ['DA', 'skip', 'order-not-approved'],
  ['X', 'skip', 'order-never-sent'],
  ['PX', 'hold', 'order-pending-cancel'],
  ['ZZ', 'skip', 'unknown-status'],
])('an order in %s that was never sent: %s', (PO_STATUS, action, code) => {
  expect(planned(orderEvent({ PO_STATUS }))).toMatchObject({ do: action, code })
})

test('an order that is changed and not approved again leaves the commitment as it is', () => {
  const own = standing(sent(orderEvent()))
  const plan = planned(orderEvent({ PO_STATUS: 'PA' }, two), { own })
  expect(plan).toMatchObject({ do: 'skip', code: 'order-not-approved' })
})

describe('what is missing parks the order, naming it', () => {
  test('the vendor, by its link', () => {
    expect(planned(orderEvent(), { link: () => null })).toMatchObject({
      do: 'park',
      code: 'vendor-not-in-procore',
      waits: [{ for: 'link', ref: supplierRef('SHARE', '0000000001') }],
    })
  })

  test('a reverse rule, for all lines at once', () => {
    const plan = planned(orderEvent({}, [{ ACCOUNT: '500700' }, { ACTIVITY_ID: 'SITEWORK' }]))
    expect(plan).toMatchObject({ do: 'park', code: 'mapping-missing' })
    expect(plan).toHaveProperty('why', expect.stringMatching(/line 1.1.1.*cost type.*line 2.1.1.*cost code/))
  })

  test('a cost code or a cost type in Procore', () => {
    const why = (more: object) => planned(orderEvent(), { facts: { ...facts, ...more } })
    expect(why({ costCodes: {} })).toMatchObject({ code: 'coding-not-in-procore' })
    expect(why({ costTypes: { L: '701' } })).toMatchObject({ code: 'coding-not-in-procore' })
  })

  test('a mapping for the day of the order', () => {
    const settings = settingsWith(({ mappings }) => (mappings[0]!.effective_from = '2026-10-02'))
    expect(planned(orderEvent(), { settings })).toMatchObject({ do: 'park', code: 'mapping-missing' })
    expect(planned(orderEvent({ PO_DT: '2026-10-02' }), { settings }).do).toBe('send')
  })
})

describe('a commitment that is approved in Procore', () => {
  const own = standing(sent(orderEvent({ PO_STATUS: 'D' }, two)))
  const settings = settingsWith(({ flows }) => (flows['purchase-order']!.approved_revision = 'park'))
  const changed = [two[0]!, { ...two[1]!, MERCHANDISE_AMT: '221.86' }]

  test('stays approved while its lines change: the difference is for a change order, under an id of this event', () => {
    for (const PO_STATUS of ['A', 'D']) {
      const body = sent(orderEvent({ PO_STATUS }, changed), { own })
      expect(body).toMatchObject({ status: 'Approved', opens: false, revises: true, mark: 'plumbline:e' })
      expect(body.lines.map(line => line.amount)).toEqual(['1479', '221.86'])
    }
    expect(sent(orderEvent({ PO_STATUS: 'X' }, two), { own })).toMatchObject({
      status: 'Closed',
      opens: false,
    })
  })

  test('is never taken for what its order says once it has change orders: only these tell', () => {
    const revised = standing(sent(orderEvent({ PO_STATUS: 'D' }, two)), { revised: true })
    const body = sent(orderEvent({ PO_STATUS: 'D' }, two), { own: revised })
    expect(ownedCommitment({ body }, revised)).not.toEqual(ownedCommitment({ seen: revised.seen! }, revised))
    expect(ownedCommitment({ body }, own)).toEqual(ownedCommitment({ seen: own.seen! }, own))
    expect(ownedCommitment({ seen: revised.seen! }, revised), 'made by us: no conflict').toEqual(
      ownedCommitment({ seen: own.seen! }, revised),
    )
  })

  test('waits for a person, if that is wanted or the vendor is another, whatever the order’s status', () => {
    for (const PO_STATUS of ['A', 'D'])
      expect(planned(orderEvent({ PO_STATUS }, changed), { own, settings })).toMatchObject({
        do: 'park',
        code: 'commitment-approved',
      })
    const link = () => ({ key: 'v', nativeId: '51002', by: 'us' as const, seen: null })
    expect(planned(orderEvent({ PO_STATUS: 'D' }, two), { own, link })).toMatchObject({
      code: 'commitment-approved',
    })
  })

  test('is left with its lines for anything else', () => {
    const body = sent(orderEvent({ PO_STATUS: 'D', PO_DT: '2026-10-03' }, two), { own })
    expect(body).toMatchObject({ id: '71001', opens: false, status: 'Approved', contract_date: '2026-10-03' })
  })

  test('is opened for its end, where there are to be no change orders: it comes to what was vouchered', () => {
    const vouchered = [{ ...two[0]!, AMT_MATCHED: '479' }, two[1]!]
    const body = sent(orderEvent({ PO_STATUS: 'X' }, vouchered), { own, settings })
    expect(body).toMatchObject({ opens: true, status: 'Closed', lines: [{ amount: '479' }, { amount: '0' }] })
  })

  test('takes changes again once a person has opened it', () => {
    const open = standing(sent(orderEvent({ PO_STATUS: 'D' }, two)), { status: 'Draft' })
    expect(sent(orderEvent({ PO_STATUS: 'D' }), { own: open }).lines).toHaveLength(1)
  })
})

test('a subcontract that is cancelled is void, with lines of nothing; the same when its part of the order is gone', () => {
  const order = orderEvent({ PO_TYPE: 'SUB' }, two)
  const own = standing(sent(order))
  const cancelled = orderEvent({ PO_TYPE: 'SUB', PO_STATUS: 'X' }, two)
  const gone = { ...order, header: { ...order.header, operation: 'delete' as const } }
  for (const body of [
    sent(cancelled, { own }),
    sent(gone, { own, meta: { eventId: 'e', key: order.header.key, revision: 2, op: 'delete' } }),
  ])
    expect(body).toMatchObject({ status: 'Void', lines: [{ amount: '0' }, { amount: '0' }] })
})

describe('a commitment that was made by hand', () => {
  const order = orderEvent({}, two)
  const byHand = (more: object) => {
    const link = standing(sent(order), { origin_id: null, lines: null, total: '1700.85', ...more })
    return { targetId: link.nativeId, seen: link.seen! }
  }
  const adopted = (more: object) => ({
    ...standing(sent(order)),
    by: 'adopted' as const,
    seen: byHand(more).seen,
  })

  test('is found by its number, with or without leading zeros', () => {
    const other = byHand({ number: 'PO-7' })
    for (const number of ['0000000042', '42', ' 42 '])
      expect(matchCommitment(order, [other, byHand({ number })])).toHaveLength(1)
    expect(matchCommitment(order, [other])).toEqual([])
  })

  test('is preferred where its amount agrees; else all that bear the number are named', () => {
    const right = byHand({})
    const wrong = { ...byHand({ total: '1' }), targetId: '71002' }
    expect(matchCommitment(order, [wrong, right])).toEqual([right])
    expect(matchCommitment(order, [wrong, byHand({ total: '2' })])).toHaveLength(2)
  })

  test('is never another order of ours', () => {
    expect(matchCommitment(order, [byHand({ origin_id: 'ps:US001:0000000042:87002' })])).toEqual([])
  })

  test('is taken over when vendor and amount agree', () => {
    expect(sent(order, { own: adopted({}) })).toMatchObject({ id: '71001', origin_id: order.header.key })
  })

  test.each([
    ['another vendor', { vendor_id: '51009' }, '51009'],
    ['another amount', { total: '1700.84' }, '1700.84'],
  ])('is held with %s, which is named, until a person says that it is the order', (_, more, told) => {
    const own = adopted(more)
    expect(planned(order, { own })).toMatchObject({
      do: 'hold',
      code: 'ambiguous-match',
      why: expect.stringContaining(told),
    })
    expect(planned(order, { own, released: true }).do).toBe('send')
  })

  test('is never taken from another integration', () => {
    expect(planned(order, { own: adopted({ origin_id: 'sage:1' }) })).toMatchObject({
      do: 'hold',
      code: 'foreign-origin-id',
    })
  })
})

test('what PeopleSoft owns is number, vendor, date, status and lines, in whatever order they stand', () => {
  const body = sent(orderEvent({}, two))
  const { seen } = standing(body)
  const owned = ownedCommitment({ body }, null)
  expect(ownedCommitment({ seen: { ...seen!, lines: seen!.lines!.toReversed() } }, null)).toEqual(owned)
  expect(ownedCommitment({ seen: { ...seen!, status: 'Draft' } }, null)).not.toEqual(owned)
  const [first, ...others] = seen!.lines!
  const moved = [{ ...first!, amount: '1479.01' }, ...others]
  expect(ownedCommitment({ seen: { ...seen!, lines: moved } }, null)).not.toEqual(owned)
  expect(ownedCommitment({ seen: { ...seen!, lines: null } }, null)).toBeNull()
})
