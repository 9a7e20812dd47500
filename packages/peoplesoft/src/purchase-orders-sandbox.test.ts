import { startPeoplesoftSandbox } from '@plumbline/sandbox-peoplesoft'
import { skeletonPeoplesoft } from '@plumbline/sandbox-world'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createPeoplesoft } from './client.ts'
import { pingPeoplesoft } from './ping.ts'
import { cancelPurchaseOrder, changePurchaseOrder, createPurchaseOrder } from './purchase-order-writes.ts'
import { findPurchaseOrdersByRef, getPurchaseOrder, readPurchaseOrder } from './purchase-orders.ts'
import type { PeopleSoftSettings } from './settings.ts'
import { orderBody } from './testing/orders.ts'
import { orderWay, settingsFor } from './testing/site.ts'

/** A sandbox that takes orders of supplier 0000000001. */
async function start(
  switches: Record<string, string | number> = {},
  changes: Partial<PeopleSoftSettings> = {},
) {
  const rows = skeletonPeoplesoft()
  const { url, sandbox, close } = await startPeoplesoftSandbox({
    rows: {
      ...rows,
      VENDOR: rows.VENDOR!.map(row => ({ ...row, DEFAULT_LOC: 'MAIN' })),
      BUYER_TBL: [{ BUYER_ID: 'JSMITH' }],
      UNITS_TBL: [{ UNIT_OF_MEASURE: 'EA' }],
    },
    switches,
  })
  onTestFinished(close)
  const ps = createPeoplesoft(
    settingsFor(`${url}/PSIGW/RESTListeningConnector`, { timeout_ms: 5000, ...changes }),
    { secret: async () => 'plumbline-demo', now: () => new Date() },
  )
  onTestFinished(ps.close)
  return { ps, sandbox }
}

const cirt = { purchase_orders: orderWay({ kind: 'cirt' }) }

describe.each([
  ['the site’s own operation', {}, {}],
  ['a component interface', {}, cirt],
  [
    'a component interface with a wrapper, days of its own and notifications',
    { componentWrapper: 'PURCHASE_ORDER', componentDates: 'DD-MON-YY', componentFailure: 'notification' },
    {
      purchase_orders: orderWay({ kind: 'cirt', wrapper: 'PURCHASE_ORDER', date_format: 'DD-MON-YY' }),
    },
  ],
] as const)('by %s', (_, switches, changes) => {
  test('an order is created unapproved, changed, cancelled, and read as it stands', async () => {
    const { ps } = await start(switches, changes)
    expect(await createPurchaseOrder(ps, orderBody())).toMatchObject({
      is: 'applied',
      targetId: 'PC00000001',
    })
    expect(await getPurchaseOrder(ps, 'US001', 'PC00000001')).toMatchObject({
      PO_STATUS: 'I',
      PO_DT: '2026-10-14',
      VENDOR_SETID: 'SHARE',
      CURRENCY_CD: 'USD',
      lines: [
        {
          DESCR254_MIXED: 'Formwork',
          RECV_REQ: 'N',
          schedules: [
            {
              MERCHANDISE_AMT: '1000.5',
              DUE_DT: '2026-12-31',
              distributions: [{ MERCHANDISE_AMT: '1000.5', PROJECT_ID: '24-017', DEPTID: null }],
            },
          ],
        },
      ],
    })
    expect(await changePurchaseOrder(ps, orderBody({}, '1200'))).toMatchObject({ is: 'applied' })
    expect(await findPurchaseOrdersByRef(ps, 'US001', 'procore 61001 r1')).toMatchObject([
      { PO_ID: 'PC00000001', lines: [{ schedules: [{ distributions: [{ MERCH_AMT_BSE: '1200' }] }] }] },
    ])
    expect(await cancelPurchaseOrder(ps, { BUSINESS_UNIT: 'US001', PO_ID: 'PC00000001' })).toMatchObject({
      is: 'applied',
    })
    expect(await getPurchaseOrder(ps, 'US001', 'PC00000001')).toMatchObject({
      PO_STATUS: 'X',
      lines: [{ CANCEL_STATUS: 'X' }],
    })
  })

  test('the same order twice is not stored twice, and a refusal comes with its words', async () => {
    const { ps, sandbox } = await start(switches, changes)
    await createPurchaseOrder(ps, orderBody())
    expect(await createPurchaseOrder(ps, orderBody())).toMatchObject({
      is: 'unknown',
      why: expect.stringContaining('duplicate key'),
    })
    expect(await createPurchaseOrder(ps, orderBody({ PO_ID: 'PC2', BUYER_ID: 'X' }))).toMatchObject({
      is: 'rejected',
      code: 'purchase-order-refused',
      why: expect.stringContaining('Buyer X does not exist'),
    })
    expect(sandbox.writes.list()).toHaveLength(1)
  })

  test('ping finds the operation and the queries', async () => {
    const { ps } = await start(switches, changes)
    const names = ['PLB_PO', 'PLB_PO_ONE', 'PLB_PO_CHG', 'PLB_PO_BY_REF'] as const
    const findings = await pingPeoplesoft(ps, names.map(ps.query))
    expect(findings.filter(({ ok }) => !ok)).toEqual([])
    const isCirt = ps.settings.purchase_orders.kind === 'cirt'
    expect(findings.map(({ what }) => what)).toContain(
      isCirt ? 'operation CIRT_PURCHASE_ORDER_G_GET.v1' : 'operation PROCORE_PO.v1',
    )
  })
})

test('orders are listed whole and once by pages that cut them, all and those changed since', async () => {
  const { ps } = await start({ profileMaxRows: 9 }, { page_rows: 5 })
  const [first] = orderBody().lines
  const lines = [1, 2, 3, 4].map(LINE_NBR => ({ ...first!, LINE_NBR }))
  const ids = ['PC1', 'PC2', 'PC3', 'PC4', 'PC5', 'PC6', 'PC7']
  for (const [at, PO_ID] of ids.entries())
    await createPurchaseOrder(ps, orderBody({ PO_ID, lines: lines.slice(0, 1 + (at % 4)) }))
  const from = new Date(Date.now() - 60_000).toISOString()
  const to = new Date(Date.now() + 60_000).toISOString()
  for (const [name, prompts] of [
    ['PLB_PO', { BUSINESS_UNIT: 'US001' }],
    ['PLB_PO_CHG', { BUSINESS_UNIT: 'US001', CHANGED_FROM: from, CHANGED_TO: to }],
  ] as const) {
    const orders = (await Array.fromAsync(ps.documents(name, prompts))).map(readPurchaseOrder)
    expect(orders.map(order => [order.PO_ID, order.lines.length])).toEqual(
      ids.map((PO_ID, at) => [PO_ID, 1 + (at % 4)]),
    )
  }
  const later = { BUSINESS_UNIT: 'US001', CHANGED_FROM: to, CHANGED_TO: to }
  expect(await Array.fromAsync(ps.documents('PLB_PO_CHG', later))).toEqual([])
})

test.each([
  [
    'padded blanks, numbers as texts, ISO date-times',
    { blanks: 'padded', numbers: 'string', dateTimes: 'iso' },
  ],
  ['XML', { qasFormat: 'xml', blanks: 'empty', nullDates: 'empty' }],
  ['one row as an object, called text/xml', { qasOneRow: 'object', jsonContentType: 'text/xml' }],
])('an order reads the same from a site that answers %s', async (_, switches) => {
  const plain = await start()
  const odd = await start(switches)
  for (const { ps } of [plain, odd]) await createPurchaseOrder(ps, orderBody())
  const read = async ({ ps }: typeof plain) => ({
    ...(await getPurchaseOrder(ps, 'US001', 'PC00000001')),
    LAST_DTTM_UPDATE: null,
  })
  expect(await read(odd)).toEqual(await read(plain))
})

test.each([
  ['the connection breaks after the commit', 'reset-after-commit', 1],
  ['the connection breaks before the commit', 'reset-before-commit', 0],
  ['the application server fails', 'app-server-500', 0],
])('when %s, the outcome is unknown and the look-up tells', async (_, fault, stored) => {
  const { ps, sandbox } = await start()
  sandbox.faults.add({ name: fault, times: 1 })
  expect(await createPurchaseOrder(ps, orderBody({ PO_ID: 'NEXT' }))).toMatchObject({ is: 'unknown' })
  expect(await findPurchaseOrdersByRef(ps, 'US001', 'procore 61001 r1')).toHaveLength(stored)
})
