import { expect, test } from 'vitest'
import { order, startPurchasing } from '../testing/orders.ts'

const key = { BUSINESS_UNIT: 'US001', PO_ID: 'PC00000001' }

test('a buyer makes an order that the site numbers, and edits it; the queries show it, the ledger names the buyer', async () => {
  const site = await startPurchasing()
  const made = await site.act({ do: 'create-order', order: order({ PO_ID: 'NEXT', PO_REF: null }) })
  expect(made).toMatchObject({ status: 200, body: { key: 'US001|0000000001', before: null } })
  const edited = await site.act({
    do: 'edit-order',
    key: { BUSINESS_UNIT: 'US001', PO_ID: '0000000001' },
    set: { PO_REF: 'BY HAND' },
    lines: [
      {
        LINE_NBR: 1,
        schedules: [
          {
            SCHED_NBR: 1,
            MERCHANDISE_AMT: '7',
            distributions: [{ DISTRIB_LINE_NUM: 1, MERCHANDISE_AMT: '7' }],
          },
        ],
      },
    ],
  })
  expect(edited.status).toBe(200)
  const rows = await site.rows('PLB_PO_ONE', { BUSINESS_UNIT: 'US001', PO_ID: '0000000001' })
  expect(rows.map(row => [row['A.PO_REF'], row['B.LINE_NBR'], row['D.MERCHANDISE_AMT']])).toEqual([
    ['BY HAND', 1, 7],
    ['BY HAND', 2, 1502.5],
    ['BY HAND', 2, 300.5],
  ])
  expect((await site.writes()).map(write => [write.caller, write.action])).toEqual([
    ['person:JSMITH', 'create-order'],
    ['person:JSMITH', 'edit-order'],
  ])
})

test('an order goes from unapproved over approved and dispatched to complete, or is denied', async () => {
  const site = await startPurchasing()
  await site.create()
  const status = async () => (await site.order())?.PO_STATUS
  await site.steps('approve-order')
  expect(await site.order()).toMatchObject({ PO_STATUS: 'A', OPRID_APPROVED_BY: 'JSMITH' })
  await site.steps('dispatch-order')
  expect(await status()).toBe('D')
  await site.steps('complete-order')
  expect(await site.order()).toMatchObject({ PO_STATUS: 'C', lines: [{ CANCEL_STATUS: 'C' }, {}] })
  await expect(site.steps('approve-order')).rejects.toThrow('is C, not I or O or PA')
  await site.create(order({ PO_ID: 'PC00000002' }))
  await site.act({ do: 'deny-order', key: { ...key, PO_ID: 'PC00000002' } })
  expect((await site.order('PC00000002'))?.PO_STATUS).toBe('DA')
})

test('a dispatched order that is edited gets its next change order batch, and waits for approval only if asked', async () => {
  const site = await startPurchasing()
  await site.create()
  await site.steps('approve-order', 'dispatch-order')
  await site.act({ do: 'edit-order', key, set: { PO_REF: 'a' } })
  expect(await site.order()).toMatchObject({ PO_STATUS: 'D', CHNG_ORD_BATCH: 1 })
  await site.act({ do: 'edit-order', key, set: { PO_REF: 'b' }, reapprove: true })
  expect(await site.order()).toMatchObject({ PO_STATUS: 'PA', CHNG_ORD_BATCH: 2 })
})

test('a cancelled order that reconciliation closes shows C, its lines X (BUSINESS.md)', async () => {
  const site = await startPurchasing()
  await site.create()
  await site.steps('cancel-order', 'complete-order')
  expect(await site.order()).toMatchObject({
    PO_STATUS: 'C',
    lines: [{ CANCEL_STATUS: 'X', schedules: [{ CANCEL_STATUS: 'X', MERCHANDISE_AMT: 1000.5 }] }, {}],
  })
})

test('where a dispatched order is cancelled it may wait as PX until it is dispatched again', async () => {
  const site = await startPurchasing({ switches: { cancelDispatched: 'PX' } })
  await site.create()
  await site.steps('approve-order', 'dispatch-order', 'cancel-order')
  expect((await site.order())?.PO_STATUS).toBe('PX')
  await site.steps('dispatch-order')
  expect((await site.order())?.PO_STATUS).toBe('X')
})

test('receipts and vouchers add up on the distribution and show on the header; a voucher is in Payables', async () => {
  const site = await startPurchasing()
  await site.create(order({ lines: [order().lines[0]] }))
  await site.steps('approve-order', 'dispatch-order')
  await site.act({ do: 'receive', key, line: 1, quantity: '0.5', amount: '500.25' })
  expect(await site.order()).toMatchObject({ RECV_STATUS: 'P', MATCH_STATUS_PO: 'N' })
  await site.act({ do: 'receive', key, line: 1, quantity: '0.5', amount: '500.25' })
  await site.act({ do: 'voucher', key, line: 1, amount: '1000.50', invoice_id: 'INV-9' })
  expect(await site.order()).toMatchObject({
    RECV_STATUS: 'R',
    MATCH_STATUS_PO: 'M',
    lines: [{ schedules: [{ distributions: [{ QTY_RECV: 1, AMT_RECV: 1000.5, AMT_MATCHED: 1000.5 }] }] }],
  })
  expect(await site.rows('PLB_VOUCHER', { BUSINESS_UNIT: 'US001', INVOICE_ID: 'INV-9' })).toHaveLength(1)
})

test.each([
  ['a line that is not there', { do: 'cancel-line', key, line: 7 }, 'no line 7 to cancel'],
  ['a receipt before dispatch', { do: 'receive', key, line: 1, amount: '1' }, 'is I, not D'],
  ['no order', { do: 'hold-order', key: { ...key, PO_ID: 'NONE' } }, 'no purchase order US001|NONE'],
  [
    'an unknown buyer',
    { do: 'create-order', order: order({ PO_ID: 'NEXT', BUYER_ID: 'NOBODY' }) },
    'Buyer NOBODY does not exist',
  ],
])('a step that does not fit says why: %s', async (_what, step, error) => {
  const site = await startPurchasing()
  await site.create()
  expect(await site.act(step)).toEqual({ status: 400, body: { error: expect.stringContaining(error) } })
})
