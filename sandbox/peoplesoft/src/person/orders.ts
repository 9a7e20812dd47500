import Big from 'big.js'
import { type Row, recordShape, storedValues, wholeRow } from '../fields.ts'
import { approved, UNAPPROVED_STATUSES } from '../order/approval.ts'
import { readOrder } from '../order/form.ts'
import { handlerSpelling } from '../order/handler.ts'
import {
  changedBy,
  distributionsOf,
  putOrder,
  shownOrder,
  type WholeOrder,
  wholeOrder,
} from '../order/orders.ts'
import { cancelOrder, createOrder, storeChange } from '../order/write.ts'
import { type Site, today } from '../site.ts'
import { type Done, fieldsOf, refuse } from './order.ts'

type Asked = Readonly<Record<string, unknown>>
type Step = (site: Site, order: WholeOrder, asked: Asked, oprid: string) => void

/** What a person may do with a purchase order, by the order's `do`. */
export const orderSteps: Readonly<Record<string, Step>> = {
  'approve-order'(site, { header }, _asked, oprid) {
    needStatus(header, UNAPPROVED_STATUSES)
    site.db.table('PO_HDR').put(approved(site, header, oprid))
  },
  'deny-order'(site, { header }, _asked, oprid) {
    needStatus(header, UNAPPROVED_STATUSES)
    putHeader(site, header, { PO_STATUS: 'DA' }, oprid)
  },
  'dispatch-order'(site, { header }, _asked, oprid) {
    needStatus(header, ['A', 'PX'])
    putHeader(site, header, { PO_STATUS: header.PO_STATUS === 'PX' ? 'X' : 'D' }, oprid)
  },
  /** As reconciliation closes it: a cancelled order shows C too (BUSINESS.md). */
  'complete-order'(site, order, _asked, oprid) {
    needStatus(order.header, ['A', 'D', 'X'])
    const closed = (row: Row) => ({ ...row, CANCEL_STATUS: row.CANCEL_STATUS === 'X' ? 'X' : 'C' })
    putOrder(site, {
      header: { ...order.header, PO_STATUS: 'C', ...changedBy(site, oprid) },
      lines: order.lines.map(({ line, schedules }) => ({
        line: closed(line),
        schedules: schedules.map(one => ({ ...one, schedule: closed(one.schedule) })),
      })),
    })
  },
  'cancel-order'(site, order, _asked, oprid) {
    cancelOrder(site, order, oprid)
  },
  'hold-order'(site, { header }, _asked, oprid) {
    putHeader(site, header, { HOLD_STATUS: 'Y' }, oprid)
  },
  'release-order'(site, { header }, _asked, oprid) {
    putHeader(site, header, { HOLD_STATUS: 'N' }, oprid)
  },
  'edit-order'(site, order, asked, oprid) {
    change(site, order, { ...fieldsOf(asked.set), lines: asked.lines ?? [] }, asked, oprid)
  },
  'cancel-line'(site, order, asked, oprid) {
    change(site, order, { lines: [{ LINE_NBR: asked.line, CANCEL_STATUS: 'X' }] }, asked, oprid)
  },
  receive(site, order, asked, oprid) {
    needStatus(order.header, ['D'])
    use(site, order, asked, oprid, ['QTY_RECV', 'AMT_RECV'], ['RECV_STATUS', 'P', 'R'])
  },
  voucher(site, order, asked, oprid) {
    needStatus(order.header, ['A', 'D'])
    const { header } = order
    use(site, order, asked, oprid, ['QTY_MATCHED', 'AMT_MATCHED'], ['MATCH_STATUS_PO', 'P', 'M'])
    const vouchers = site.db.table('VOUCHER')
    vouchers.put(
      wholeRow(vouchers.shape, {
        BUSINESS_UNIT: String(asked.business_unit_ap ?? header.BUSINESS_UNIT),
        VOUCHER_ID: String(vouchers.size + 1).padStart(8, '0'),
        INVOICE_ID: String(asked.invoice_id ?? ''),
        INVOICE_DT: today(site),
        ACCOUNTING_DT: today(site),
        VENDOR_SETID: header.VENDOR_SETID,
        VENDOR_ID: header.VENDOR_ID,
        GROSS_AMT: asked.amount,
        TXN_CURRENCY_CD: header.CURRENCY_CD,
      }),
    )
  },
}

/**
 * Takes one step with the order under `key`, or makes one of `order` (`create-order`).
 * @throws OrderError, DocumentRefusal, FieldError where it is not allowed
 */
export function stepOrder(site: Site, what: string, asked: Asked): Done {
  const oprid = String(asked.as ?? 'PS')
  const table = site.db.table('PO_HDR')
  if (what === 'create-order') {
    const made = createOrder(site, readOrder(JSON.stringify(fieldsOf(asked.order)), handlerSpelling), oprid)
    return { collection: 'PO_HDR', key: table.keyText(made.header), before: null, after: shownOrder(made) }
  }
  const key = storedValues(table.shape, fieldsOf(asked.key))
  const current = () => wholeOrder(site.db, key.BUSINESS_UNIT ?? '', key.PO_ID ?? '')
  const before = current()
  if (!before) return refuse(`there is no purchase order ${table.keyText(key)}`)
  orderSteps[what]!(site, before, asked, oprid)
  return {
    collection: 'PO_HDR',
    key: table.keyText(key),
    before: shownOrder(before),
    after: shownOrder(current()),
  }
}

function putHeader(site: Site, header: Row, set: Row, oprid: string): void {
  site.db.table('PO_HDR').put({ ...header, ...set, ...changedBy(site, oprid) })
}

function needStatus({ PO_ID, PO_STATUS }: Row, allowed: readonly string[]): void {
  if (!allowed.includes(PO_STATUS!))
    refuse(`purchase order ${PO_ID} is ${PO_STATUS}, not ${allowed.join(' or ')}`)
}

function change(site: Site, order: WholeOrder, given: object, asked: Asked, oprid: string): void {
  if (['C', 'X', 'PX'].includes(order.header.PO_STATUS!))
    refuse(`purchase order ${order.header.PO_ID} is ${order.header.PO_STATUS}: it cannot be changed`)
  const form = readOrder(JSON.stringify(given), handlerSpelling)
  storeChange(site, order, form, oprid, asked.reapprove === true)
}

/** Adds quantity and amount to one distribution, and says on the header whether all of the order is used. */
function use(
  site: Site,
  order: WholeOrder,
  asked: Asked,
  oprid: string,
  [quantity, amount]: [string, string],
  [status, part, whole]: [string, string, string],
): void {
  const { line, schedule = 1, distribution = 1 } = asked
  const table = site.db.table('PO_LINE_DISTRIB')
  const row = distributionsOf(order).find(
    one =>
      one.LINE_NBR === String(line) &&
      one.SCHED_NBR === String(schedule) &&
      one.DISTRIB_LINE_NUM === String(distribution),
  )
  if (!row) return refuse(`there is no distribution ${line}-${schedule}-${distribution}`)
  const plus = (field: string, more: unknown) => new Big(row[field]!).plus(String(more ?? 0)).toFixed()
  const used = storedValues(recordShape('PO_LINE_DISTRIB'), {
    [quantity]: plus(quantity, asked.quantity),
    [amount]: plus(amount, asked.amount),
  })
  table.put({ ...row, ...used })
  const all = distributionsOf(wholeOrder(site.db, row.BUSINESS_UNIT!, row.PO_ID!)!)
  const done = all.every(one => new Big(one[amount]!).gte(one.MERCHANDISE_AMT!))
  const stamped = site.switches.get('orderStamp') === 'all' ? changedBy(site, oprid) : {}
  site.db.table('PO_HDR').put({ ...order.header, [status]: done ? whole : part, ...stamped })
}
