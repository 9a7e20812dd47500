import { expect, test } from 'vitest'
import { getPurchaseOrder, readPurchaseOrder } from './purchase-orders.ts'
import type { QueryRow } from './rows.ts'
import { orderRow } from './testing/orders.ts'
import { answerRows, sendJson, site } from './testing/site.ts'

test('rows fold into lines, schedules and distributions, each with its own amounts and status', async () => {
  const rows = [
    orderRow({ 'C.MERCHANDISE_AMT': '30', 'D.MERCHANDISE_AMT': '10.25', 'B.CANCEL_STATUS': 'A' }),
    orderRow({ 'C.MERCHANDISE_AMT': '30', 'D.MERCHANDISE_AMT': '19.75', 'D.DISTRIB_LINE_NUM': 2 }),
    orderRow({ 'C.SCHED_NBR': 2, 'C.CANCEL_STATUS': 'X', 'C.QTY_PO': 5, 'D.QTY_PO': 3 }),
    orderRow({ 'B.LINE_NBR': 10, 'B.DESCR254_MIXED': 'second' }),
  ]
  const { ps } = await site((_, response) => sendJson(response, answerRows('PLB_PO_ONE', rows)))
  expect(await getPurchaseOrder(ps, 'US001', 'PC00000001')).toMatchObject({
    BUSINESS_UNIT: 'US001',
    PO_ID: 'PC00000001',
    PO_STATUS: 'A',
    PO_REF: null,
    LAST_DTTM_UPDATE: '2026-01-31T20:05:09.000Z',
    lines: [
      {
        LINE_NBR: 1,
        CANCEL_STATUS: 'A',
        schedules: [
          {
            SCHED_NBR: 1,
            MERCHANDISE_AMT: '30',
            distributions: [
              { DISTRIB_LINE_NUM: 1, MERCHANDISE_AMT: '10.25' },
              { DISTRIB_LINE_NUM: 2, MERCHANDISE_AMT: '19.75' },
            ],
          },
          { SCHED_NBR: 2, CANCEL_STATUS: 'X', QTY_PO: '5', distributions: [{ QTY_PO: '3' }] },
        ],
      },
      { LINE_NBR: 10, DESCR254_MIXED: 'second', schedules: [{ SCHED_NBR: 1 }] },
    ],
  })
})

test('no rows are no order', async () => {
  const { ps } = await site((_, response) => sendJson(response, answerRows('PLB_PO_ONE', [])))
  expect(await getPurchaseOrder(ps, 'US001', 'NONE')).toBeNull()
})

const row = (set: QueryRow): QueryRow => ({
  BUSINESS_UNIT: 'US001',
  PO_ID: 'P1',
  PO_STATUS: 'A',
  LINE_NBR: '1',
  SCHED_NBR: '1',
  DISTRIB_LINE_NUM: '1',
  ...set,
})

test.each<[what: string, rows: QueryRow[], message: string]>([
  ['no rows', [], 'without rows'],
  ['rows of two orders', [row({}), row({ PO_ID: 'P2' })], 'rows of P2 among those of P1'],
  ['a row without its line', [row({ LINE_NBR: null })], 'P1 without LINE_NBR'],
  ['an order without status', [row({ PO_STATUS: null })], 'without key or status'],
])('%s: never half an order', (_, rows, message) => {
  expect(() => readPurchaseOrder(rows)).toThrow(message)
})
