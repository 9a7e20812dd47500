import { isDeepStrictEqual } from 'node:util'
import { type DocumentError, DocumentRefusal, needFields } from '../body.ts'
import { baseCurrency, isBlank } from '../coding.ts'
import { type Row, recordShape, wholeRow } from '../fields.ts'
import { type Site, today } from '../site.ts'
import { queueApproval } from './approval.ts'
import type { OrderForm } from './form.ts'
import { mergeLines } from './merge.ts'
import { changedBy, putOrder, type WholeOrder, wholeOrder } from './orders.ts'
import { cancelRefusal, orderErrors } from './rules.ts'

const UNAPPROVED = { unapproved: 'I', open: 'O', pending: 'PA' } as const

/**
 * Stores a new order, unapproved. The caller commits.
 * @throws DocumentRefusal 400, 409 where the key exists, 422 with every reason
 */
export function createOrder(site: Site, form: OrderForm, oprid: string): WholeOrder {
  const { db } = site
  const errors: DocumentError[] = []
  needFields(form.header, ['BUSINESS_UNIT', 'PO_ID', 'VENDOR_ID', 'BUYER_ID'], null, errors)
  if (form.header.PO_STATUS)
    errors.push({
      line: null,
      field: 'PO_STATUS',
      code: 'NOT_ALLOWED',
      message: 'An order begins unapproved',
    })
  if (errors.length > 0)
    throw new DocumentRefusal(400, 'INVALID', 'The purchase order cannot be read', errors)
  const unit = form.header.BUSINESS_UNIT!
  const key = { BUSINESS_UNIT: unit, PO_ID: orderId(site, unit, form.header.PO_ID!) }
  if (db.table('PO_HDR').get(key))
    throw new DocumentRefusal(409, 'DUPLICATE', `Purchase order ${unit} ${key.PO_ID} exists already`)
  const header = wholeRow(recordShape('PO_HDR'), {
    ...defaults(site, form.header),
    ...form.header,
    ...key,
    PO_STATUS: UNAPPROVED[site.switches.get('orderBegins')],
    OPRID_ENTERED_BY: oprid,
    ENTERED_DT: today(site),
    ...changedBy(site, oprid),
  })
  const order = { header, lines: mergeLines(header, [], form.lines) }
  refuseErrors(orderErrors(site, order))
  putOrder(site, order)
  queueApproval(site, header)
  return order
}

/**
 * Changes the header fields and the lines that are given; PO_STATUS `X` cancels. An approved order waits for its approval
 * again; a dispatched one gets its next change order batch. What changes nothing leaves no trace. The caller commits.
 * @throws DocumentRefusal 404, 422
 */
export function changeOrder(site: Site, form: OrderForm, oprid: string): WholeOrder {
  const { BUSINESS_UNIT: unit = '', PO_ID: id = '' } = form.header
  const before = wholeOrder(site.db, unit!, id!)
  if (!before) throw new DocumentRefusal(404, 'NOT_FOUND', `There is no purchase order ${unit} ${id}`)
  const { PO_STATUS: asked, ...set } = form.header
  if (asked === 'X') return cancelOrder(site, before, oprid)
  if (asked) refuseHeader('PO_STATUS', 'NOT_ALLOWED', 'Only X can be asked for: it cancels the order')
  const now = before.header.PO_STATUS!
  if (['C', 'X', 'PX'].includes(now))
    refuseHeader('PO_STATUS', 'NOT_OPEN', `Purchase order ${unit} ${id} is ${now}: it cannot be changed`)
  return storeChange(site, before, { header: set, lines: form.lines }, oprid, true)
}

/**
 * Stores a change of an order that may be changed. `reapprove`: an approved order must be approved again. The stamp does
 * not move where only distributions changed and the site's does not cover them. The caller commits.
 * @throws DocumentRefusal 422
 */
export function storeChange(
  site: Site,
  before: WholeOrder,
  form: OrderForm,
  oprid: string,
  reapprove: boolean,
): WholeOrder {
  const header = { ...before.header, ...form.header }
  const order = { header, lines: mergeLines(header, before.lines, form.lines) }
  if (isDeepStrictEqual(order, before)) return before
  refuseErrors(orderErrors(site, order))
  const { PO_STATUS: status, CHNG_ORD_BATCH: batch } = before.header
  const again = reapprove && ['A', 'D'].includes(status!)
  const changed = {
    ...order,
    header: {
      ...header,
      ...(covered(site, before, order) && changedBy(site, oprid)),
      ...(status === 'D' && { CHNG_ORD_BATCH: String(Number(batch) + 1), CHANGE_STATUS: 'C' }),
      ...(again && { PO_STATUS: 'PA', OPRID_APPROVED_BY: ' ', APPROVAL_DT: null }),
    },
  }
  putOrder(site, changed)
  if (again) queueApproval(site, changed.header)
  return changed
}

/** Cancels an order; one that is cancelled stays as it is. The caller commits. @throws DocumentRefusal 422 */
export function cancelOrder(site: Site, before: WholeOrder, oprid: string): WholeOrder {
  const { header } = before
  const { BUSINESS_UNIT: unit, PO_ID: id, PO_STATUS: status } = header
  if (status === 'X' || status === 'PX') return before
  const why = status === 'C' ? 'it is complete' : cancelRefusal(before)
  if (why)
    refuseHeader('PO_STATUS', 'NOT_CANCELLED', `Purchase order ${unit} ${id} cannot be cancelled: ${why}`)
  const pending = status === 'D' && site.switches.get('cancelDispatched') === 'PX'
  const order = {
    header: { ...header, PO_STATUS: pending ? 'PX' : 'X', ...changedBy(site, oprid) },
    lines: before.lines.map(({ line, schedules }) => ({
      line: { ...line, CANCEL_STATUS: 'X' },
      schedules: schedules.map(one => ({ ...one, schedule: { ...one.schedule, CANCEL_STATUS: 'X' } })),
    })),
  }
  putOrder(site, order)
  return order
}

function covered(site: Site, before: WholeOrder, after: WholeOrder): boolean {
  if (site.switches.get('orderStamp') === 'all') return true
  const bare = ({ header, lines }: WholeOrder) => ({
    header,
    lines: lines.map(({ line, schedules }) => ({ line, schedules: schedules.map(one => one.schedule) })),
  })
  return !isDeepStrictEqual(bare(before), bare(after))
}

/** What PeopleSoft fills in from the supplier, its location and the business unit. */
function defaults(site: Site, header: Row): Row {
  const { db } = site
  const setid = header.VENDOR_SETID ?? db.setid(header.BUSINESS_UNIT!, 'VENDOR') ?? ' '
  const supplier = db.table('VENDOR').get({ SETID: setid, VENDOR_ID: header.VENDOR_ID! })
  const location = header.VNDR_LOC ?? supplier?.DEFAULT_LOC ?? ' '
  const row = db.asOf('VENDOR_LOC', [setid, header.VENDOR_ID!, location], today(site))
  const base = baseCurrency(db, header.BUSINESS_UNIT!)
  const currency = row?.CURRENCY_CD ?? ' '
  const ordered = header.PO_DT ?? today(site)
  return {
    VENDOR_SETID: setid,
    VNDR_LOC: location,
    ADDRESS_SEQ_NUM: supplier?.ADDR_SEQ_NUM_ORDR ?? '1',
    PYMNT_TERMS_CD: row?.PYMNT_TERMS_CD ?? ' ',
    CURRENCY_CD: isBlank(currency) ? base : currency,
    CURRENCY_CD_BASE: base,
    PO_DT: ordered,
    ACCOUNTING_DT: ordered,
    RATE_DATE: ordered,
  }
}

/** `NEXT` numbers on save, zero-filled (peoplesoft.md §5.1): the danger that §8 describes. */
function orderId(site: Site, unit: string, asked: string): string {
  const last = site.switches.get('orderNumbersTo')
  if (asked !== 'NEXT') {
    if (site.switches.get('orderIds') === 'numbered')
      refuseHeader('PO_ID', 'NOT_ALLOWED', 'This site numbers its purchase orders: PO_ID is NEXT')
    if (/^\d{10}$/.test(asked) && Number(asked) <= last)
      refuseHeader('PO_ID', 'NUMBER_RANGE', `${asked} is within the range of automatic numbers`)
    return asked
  }
  const counters = site.store.collection<number>('order_numbers')
  const orders = site.db.table('PO_HDR')
  let next = counters.get(unit) ?? 0
  let id: string
  do id = String(++next).padStart(10, '0')
  while (orders.get({ BUSINESS_UNIT: unit, PO_ID: id }))
  counters.put(unit, next)
  return id
}

function refuseErrors(errors: DocumentError[]): void {
  if (errors.length > 0)
    throw new DocumentRefusal(422, 'REFUSED', 'The purchase order was not stored', errors)
}

function refuseHeader(field: string, code: string, message: string): never {
  throw new DocumentRefusal(422, code, message, [{ line: null, field, code, message }])
}
