import type { PurchaseOrder, PurchaseOrderDistribution } from '@plumbline/peoplesoft'
import { chartfieldNames } from '../coding/chartfields.ts'
import { plainDecimal, sumOf } from '../money.ts'
import { markedLine } from './order-number.ts'
import { peoplesoftStatus } from './status.ts'

/** The fields that code a distribution of an order. */
export const orderCodingFields = [
  'BUSINESS_UNIT_GL',
  ...Object.values(chartfieldNames),
  'BUSINESS_UNIT_PC',
  'PROJECT_ID',
] as const

export type OrderCoding = Record<(typeof orderCodingFields)[number], string | null>

/** What a line says, as it is sent and as it stands. Decimals are plain texts; a line by amount has no quantity and price. */
export type OrderLineContent = {
  description: string | null
  amount: string
  amount_only: boolean
  uom: string | null
  quantity: string | null
  unit_price: string | null
  coding: OrderCoding
}

/** A distribution as it stands. `id`: the line in the event; `line_item_id`: the line in Procore; null: not one of ours. */
export type SeenLine = OrderLineContent & {
  id: string | null
  line_item_id: string | null
  line_nbr: number
  sched_nbr: number
  distrib_line_num: number
  cancelled: boolean
}

/** An order as it stands in PeopleSoft. */
export type SeenOrder = {
  business_unit: string
  po_id: string
  po_ref: string | null
  /** PO_STATUS as read: how far the approval is, which is PeopleSoft's. */
  status: string
  /** Cancelled as a whole; one that the reconciliation closed afterwards shows `C` (BUSINESS.md, Purchase orders). */
  cancelled: boolean
  /** What was received or vouchered of it, in words; null for nothing. */
  used: string | null
  vendor_setid: string | null
  vendor_id: string | null
  currency: string | null
  /** Sum of the lines that are not cancelled. */
  total: string
  lines: SeenLine[]
}

/** An order that PeopleSoft shows, in the form in which the apply to PeopleSoft compares it. */
export function seenOrder(order: PurchaseOrder): SeenOrder {
  const lines = order.lines.flatMap(line =>
    line.schedules.flatMap(schedule =>
      schedule.distributions.map((distribution): SeenLine => {
        const id = markedLine(line.DESCR254_MIXED)
        const amount_only = line.AMT_ONLY_FLG === 'Y'
        return {
          id,
          line_item_id: id?.split('.').at(-1) ?? null,
          line_nbr: line.LINE_NBR,
          sched_nbr: schedule.SCHED_NBR,
          distrib_line_num: distribution.DISTRIB_LINE_NUM,
          cancelled: isCancelled(line) || isCancelled(schedule),
          description: line.DESCR254_MIXED,
          amount: plainDecimal(distribution.MERCHANDISE_AMT ?? '0'),
          amount_only,
          uom: line.UNIT_OF_MEASURE,
          quantity: amount_only ? null : plainDecimal(distribution.QTY_PO),
          unit_price: amount_only ? null : plainDecimal(schedule.PRICE_PO),
          coding: codingOf(distribution),
        }
      }),
    ),
  )
  const open = lines.filter(line => !line.cancelled)
  const status = peoplesoftStatus(order.PO_STATUS)
  return {
    business_unit: order.BUSINESS_UNIT,
    po_id: order.PO_ID,
    po_ref: order.PO_REF,
    status: order.PO_STATUS,
    cancelled:
      status === 'cancelled' ||
      status === 'pending_cancel' ||
      (status === 'complete' && lines.length > 0 && open.length === 0),
    used: usedOf(order),
    vendor_setid: order.VENDOR_SETID,
    vendor_id: order.VENDOR_ID,
    currency: order.CURRENCY_CD,
    total: sumOf(open.map(line => line.amount)).toFixed(),
    lines,
  }
}

/** CANCEL_STATUS X, by code or long name. */
const isCancelled = ({ CANCEL_STATUS }: { CANCEL_STATUS: string | null }): boolean =>
  /^(x|cancell?ed)$/i.test(CANCEL_STATUS ?? '')

function codingOf(distribution: PurchaseOrderDistribution): OrderCoding {
  return Object.fromEntries(orderCodingFields.map(name => [name, distribution[name]])) as OrderCoding
}

/** Receipts and vouchers by amount or quantity, whichever the site's query shows. */
function usedOf({ lines }: PurchaseOrder): string | null {
  const distributions = lines.flatMap(line => line.schedules.flatMap(one => one.distributions))
  const some = (name: 'QTY_RECV' | 'AMT_RECV' | 'QTY_MATCHED' | 'AMT_MATCHED') =>
    distributions.some(one => Number(one[name] ?? 0) !== 0)
  const received = some('QTY_RECV') || some('AMT_RECV')
  const vouchered = some('QTY_MATCHED') || some('AMT_MATCHED')
  const words = [...(received ? ['received'] : []), ...(vouchered ? ['vouchered'] : [])]
  return words.length === 0 ? null : `${words.join(' and ')} in part or whole`
}
