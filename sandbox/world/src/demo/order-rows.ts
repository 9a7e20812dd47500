import Big from 'big.js'
import type { PeoplesoftRow, PeoplesoftRows } from '../peoplesoft-rows.ts'
import { addDays, type Calendar } from './calendar.ts'
import type { Order, OrderLine } from './orders.ts'
import { units } from './sites.ts'

/** Buyers of the company; PLUMBLINE is whom orders from Procore name. */
export const buyerRows: NonNullable<PeoplesoftRows['BUYER_TBL']> = [
  { BUYER_ID: 'BUYER1', DESCR: 'Purchasing' },
  { BUYER_ID: 'PLUMBLINE', DESCR: 'Orders from Procore' },
]

/** Units of measure that orders name. */
export const unitRows: NonNullable<PeoplesoftRows['UNITS_TBL']> = [
  ...['CY', 'TON', 'EA', 'LF', 'SF', 'DAY', 'HR', 'LS'],
].map(UNIT_OF_MEASURE => ({ UNIT_OF_MEASURE }))

/** Orders as rows of the four purchasing records. */
export function orderRows(
  orders: readonly Order[],
  calendar: Calendar,
): Pick<PeoplesoftRows, 'PO_HDR' | 'PO_LINE' | 'PO_LINE_SHIP' | 'PO_LINE_DISTRIB'> {
  return {
    PO_HDR: orders.map(order => header(order, calendar)),
    PO_LINE: orders.flatMap(order => order.lines.map((line, at) => lineRow(order, line, at + 1))),
    PO_LINE_SHIP: orders.flatMap(order => order.lines.map((line, at) => schedule(order, line, at + 1))),
    PO_LINE_DISTRIB: orders.flatMap(order =>
      order.lines.flatMap((line, at) => distributions(order, line, at + 1)),
    ),
  }
}

const keyOf = ({ site, id }: Order) => ({ BUSINESS_UNIT: units[site.unit].po, PO_ID: id })
const isApproved = ({ status }: Order) => ['A', 'D', 'C', 'PX', 'X'].includes(status)

function header(order: Order, { today }: Calendar): PeoplesoftRow<'PO_HDR'> {
  const { status, supplier, date, site } = order
  const changed = addDays(date, 2) < today ? addDays(date, 2) : addDays(today, -1)
  return {
    ...keyOf(order),
    PO_STATUS: status,
    PO_TYPE: 'GEN',
    ORIGIN: order.lines.every(line => line.resource === 'SUBCN') ? 'SUB' : 'ONL',
    PO_DT: date,
    ACCOUNTING_DT: date,
    VENDOR_SETID: units[site.unit].setid,
    VENDOR_ID: supplier.id,
    VNDR_LOC: 'MAIN',
    BUYER_ID: 'BUYER1',
    PYMNT_TERMS_CD: 'N30',
    ENTERED_DT: date,
    OPRID_ENTERED_BY: 'BUYER1',
    ...(isApproved(order) && { APPROVAL_DT: addDays(date, 1), OPRID_APPROVED_BY: 'MANAGER' }),
    ...(status === 'C' && { RECV_STATUS: 'R', MATCH_STATUS_PO: 'M' }),
    LAST_DTTM_UPDATE: `${changed}T11:20:00`,
  }
}

function lineRow(order: Order, line: OrderLine, LINE_NBR: number): PeoplesoftRow<'PO_LINE'> {
  return {
    ...keyOf(order),
    LINE_NBR,
    CANCEL_STATUS: line.cancelled ? 'X' : order.status === 'C' ? 'C' : 'A',
    CATEGORY_ID: line.category,
    UNIT_OF_MEASURE: line.uom,
    DESCR254_MIXED: line.description,
    AMT_ONLY_FLG: line.amountOnly ? 'Y' : 'N',
    RECV_REQ: 'N',
  }
}

function schedule(order: Order, line: OrderLine, LINE_NBR: number): PeoplesoftRow<'PO_LINE_SHIP'> {
  const amount = line.shares.reduce((sum, share) => sum.plus(share.amount), Big(0))
  return {
    ...keyOf(order),
    LINE_NBR,
    SCHED_NBR: 1,
    CANCEL_STATUS: line.cancelled ? 'X' : order.status === 'C' ? 'C' : 'A',
    QTY_PO: line.quantity,
    PRICE_PO: amount.div(line.quantity).toFixed(5),
    MERCHANDISE_AMT: amount.toFixed(3),
    DUE_DT: addDays(order.date, 30),
  }
}

function distributions(order: Order, line: OrderLine, LINE_NBR: number): PeoplesoftRow<'PO_LINE_DISTRIB'>[] {
  return line.shares.map(({ site, amount }, at) => {
    const vouchered = { none: '0', half: Big(amount).div(2).toFixed(2), all: amount }[line.vouchered]
    return {
      ...keyOf(order),
      LINE_NBR,
      SCHED_NBR: 1,
      DST_ACCT_TYPE: 'DST',
      DISTRIB_LINE_NUM: at + 1,
      QTY_PO: Big(line.quantity).div(line.shares.length).toFixed(4),
      MERCHANDISE_AMT: amount,
      MERCH_AMT_BSE: amount,
      BUSINESS_UNIT_GL: order.site.unit,
      ACCOUNT: line.account,
      DEPTID: (site ?? order.site).deptid,
      ...(site && {
        BUSINESS_UNIT_PC: units[site.unit].pc,
        PROJECT_ID: site.number,
        ACTIVITY_ID: line.activity,
        ANALYSIS_TYPE: 'ACT',
        RESOURCE_TYPE: line.resource,
      }),
      AMT_MATCHED: vouchered,
      AMT_RECV: vouchered,
    }
  })
}
