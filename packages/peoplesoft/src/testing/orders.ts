import type { PurchaseOrderBody } from '../purchase-orders.ts'
import { purchaseOrderQueries } from '../queries/purchase-orders.ts'

/** A row of a purchase order query as a site answers it; what is not said is blank, 0 or missing. */
export function orderRow(set: Record<string, string | number>): Record<string, string | number> {
  const [{ columns } = { columns: [] }] = purchaseOrderQueries({
    stampColumns: { VENDOR: null, GL_ACCOUNT_TBL: null },
  })
  const blank = columns.flatMap(({ field, type }): [string, string | number][] =>
    type === 'char' ? [[field, ' ']] : type === 'number' ? [[field, 0]] : [],
  )
  return {
    ...Object.fromEntries(blank),
    'A.BUSINESS_UNIT': 'US001',
    'A.PO_ID': 'PC00000001',
    'A.PO_STATUS': 'A',
    'A.LAST_DTTM_UPDATE': '2026-01-31-14.05.09.000000',
    'B.LINE_NBR': 1,
    'C.SCHED_NBR': 1,
    'D.DISTRIB_LINE_NUM': 1,
    ...set,
  }
}

/** An order of one line by amount only, such as comes from Procore. */
export const orderBody = (set: Partial<PurchaseOrderBody> = {}, amount = '1000.50'): PurchaseOrderBody => ({
  BUSINESS_UNIT: 'US001',
  PO_ID: 'PC00000001',
  VENDOR_ID: '0000000001',
  BUYER_ID: 'JSMITH',
  PO_REF: 'procore 61001 r1',
  PO_DT: '2026-10-14',
  PYMNT_TERMS_CD: null,
  lines: [
    {
      LINE_NBR: 1,
      DESCR254_MIXED: 'Formwork',
      UNIT_OF_MEASURE: 'EA',
      AMT_ONLY_FLG: 'Y',
      RECV_REQ: 'N',
      schedules: [
        {
          SCHED_NBR: 1,
          QTY_PO: '1',
          PRICE_PO: amount,
          MERCHANDISE_AMT: amount,
          DUE_DT: '2026-12-31',
          distributions: [
            {
              DISTRIB_LINE_NUM: 1,
              QTY_PO: '1',
              MERCHANDISE_AMT: amount,
              BUSINESS_UNIT_GL: 'US001',
              ACCOUNT: '500400',
              BUSINESS_UNIT_PC: 'US001',
              PROJECT_ID: '24-017',
              ACTIVITY_ID: 'CONCRETE',
              ANALYSIS_TYPE: 'COM',
            },
          ],
        },
      ],
    },
  ],
  ...set,
})
