import Big from 'big.js'
import type { DocumentError } from '../body.ts'
import { baseCurrency, codingErrors, isBlank } from '../coding.ts'
import type { Row } from '../fields.ts'
import { type Site, today } from '../site.ts'
import { distributionsOf, hasAny, RECEIVED, VOUCHERED, type WholeLine, type WholeOrder } from './orders.ts'

/** What PeopleSoft finds wrong with an order as it would stand (BUSINESS.md "must refuse"). */
export function orderErrors(site: Site, { header, lines }: WholeOrder): DocumentError[] {
  return [
    ...supplierErrors(site, header),
    ...(site.db.table('BUYER_TBL').get({ BUYER_ID: header.BUYER_ID! })
      ? []
      : [headerError('BUYER_ID', 'BUYER_UNKNOWN', `Buyer ${header.BUYER_ID} does not exist`)]),
    ...(lines.length > 0 ? [] : [headerError('LINE_NBR', 'REQUIRED', 'An order has at least one line')]),
    ...lines.filter(({ line }) => line.CANCEL_STATUS !== 'X').flatMap(line => lineErrors(site, header, line)),
  ]
}

const headerError = (field: string, code: string, message: string): DocumentError => ({
  line: null,
  field,
  code,
  message,
})

function supplierErrors({ db, ...site }: Site, header: Row): DocumentError[] {
  const { VENDOR_SETID: setid, VENDOR_ID: id, BUSINESS_UNIT: unit, VNDR_LOC: location } = header
  const wrong = (field: string, code: string, message: string) => [headerError(field, code, message)]
  if (db.setid(unit!, 'VENDOR') !== setid)
    return wrong('VENDOR_SETID', 'VENDOR_SETID', `${unit} does not buy from suppliers of SetID ${setid}`)
  const supplier = db.table('VENDOR').get({ SETID: setid!, VENDOR_ID: id! })
  const name = `Supplier ${setid} ${id}`
  if (!supplier) return wrong('VENDOR_ID', 'VENDOR_UNKNOWN', `${name} does not exist`)
  if (supplier.VENDOR_STATUS !== 'A')
    return wrong('VENDOR_ID', 'VENDOR_NOT_APPROVED', `${name} is not approved`)
  if (supplier.VNDR_STATUS_PO !== 'Y')
    return wrong('VENDOR_ID', 'VENDOR_NOT_OPEN', `${name} is not open for ordering`)
  const there = db.asOf('VENDOR_LOC', [setid!, id!, location!], today({ db, ...site }))
  return there?.EFF_STATUS === 'A'
    ? []
    : wrong('VNDR_LOC', 'VENDOR_LOCATION', `${name} has no active location ${location!.trim() || '(blank)'}`)
}

function lineErrors(site: Site, header: Row, { line, schedules }: WholeLine): DocumentError[] {
  const { db } = site
  const number = Number(line.LINE_NBR)
  const errors: DocumentError[] = []
  const wrong = (field: string, code: string, message: string) =>
    errors.push({ line: number, field, code, message })
  if (!db.table('UNITS_TBL').get({ UNIT_OF_MEASURE: line.UNIT_OF_MEASURE! }))
    wrong('UNIT_OF_MEASURE', 'UOM_UNKNOWN', `Unit of measure ${line.UNIT_OF_MEASURE} does not exist`)
  if (isBlank(line.DESCR254_MIXED) && isBlank(line.INV_ITEM_ID))
    wrong('DESCR254_MIXED', 'REQUIRED', 'A line has an item or a description')
  if (schedules.length === 0) wrong('SCHED_NBR', 'REQUIRED', 'A line has at least one schedule')
  for (const { schedule, distributions } of schedules) {
    const amount = new Big(schedule.MERCHANDISE_AMT!)
    const counted = new Big(schedule.QTY_PO!).times(schedule.PRICE_PO!)
    if (amount.minus(counted).abs().gt('0.01'))
      wrong('MERCHANDISE_AMT', 'AMOUNT', `${amount} is not quantity by price, ${counted}`)
    if (line.AMT_ONLY_FLG === 'Y' && schedule.QTY_PO !== '1')
      wrong('QTY_PO', 'AMOUNT_ONLY', 'A line by amount only has quantity 1')
    const sum = distributions.reduce((total, one) => total.plus(one.MERCHANDISE_AMT!), new Big(0))
    if (!sum.eq(amount))
      wrong('MERCHANDISE_AMT', 'DISTRIBUTED', `${sum} is distributed of ${amount} of the schedule`)
    for (const one of distributions) errors.push(...distributionErrors(site, header, one, number))
  }
  return errors
}

function distributionErrors(site: Site, header: Row, one: Row, number: number): DocumentError[] {
  const unit = one.BUSINESS_UNIT_GL!
  if (isBlank(baseCurrency(site.db, unit))) {
    const message = `General Ledger unit ${unit.trim() || '(blank)'} does not exist`
    return [{ line: number, field: 'BUSINESS_UNIT_GL', code: 'UNIT_UNKNOWN', message }]
  }
  const errors = codingErrors(site, unit, header.ACCOUNTING_DT!, one, number)
  const [ordered, amount] = [new Big(one.QTY_PO!), new Big(one.MERCHANDISE_AMT!)]
  const below = (field: string, kept: string, what: string) =>
    errors.push({
      line: number,
      field,
      code: 'REDUCED_BELOW',
      message: `${field} cannot be less than ${one[kept]}, which was ${what}`,
    })
  // Where nothing was received, a line that deducts is less than nothing, and may be.
  const isBelow = (wanted: Big, kept: string) => !wanted.gte(one[kept]!) && !new Big(one[kept]!).eq(0)
  if (isBelow(amount, 'AMT_RECV')) below('MERCHANDISE_AMT', 'AMT_RECV', 'received')
  if (isBelow(amount, 'AMT_MATCHED')) below('MERCHANDISE_AMT', 'AMT_MATCHED', 'vouchered')
  if (isBelow(ordered, 'QTY_RECV')) below('QTY_PO', 'QTY_RECV', 'received')
  if (isBelow(ordered, 'QTY_MATCHED')) below('QTY_PO', 'QTY_MATCHED', 'vouchered')
  return errors
}

/** Why an order cannot be cancelled; null where it can (BUSINESS.md: receipt, voucher, match or hold). */
export function cancelRefusal(order: WholeOrder): string | null {
  const { header } = order
  const distributions = distributionsOf(order)
  if (header.HOLD_STATUS === 'Y') return 'it is on hold'
  if (!['N', 'X'].includes(header.RECV_STATUS!) || distributions.some(one => hasAny(one, RECEIVED)))
    return 'something was received'
  if (distributions.some(one => hasAny(one, VOUCHERED))) return 'something was vouchered'
  if (header.MATCH_STATUS_PO !== 'N') return 'it is matched or being matched'
  return null
}

/** Why a line cannot be cancelled; null where it can. */
export function lineCancelRefusal({ schedules }: WholeLine): string | null {
  const distributions = schedules.flatMap(one => one.distributions)
  if (distributions.some(one => hasAny(one, RECEIVED))) return 'something of it was received'
  return distributions.some(one => hasAny(one, VOUCHERED)) ? 'something of it was vouchered' : null
}
