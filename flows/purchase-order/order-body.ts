import type { OrderLineContent, SeenOrder } from './order-seen.ts'

/** A line to be: which of the event's it is, and what it says. */
export type OrderLine = OrderLineContent & { id: string }

/** What a new order is given once, and PeopleSoft's people may change afterwards. */
type OrderDefaults = {
  PO_DT: string
  ACCOUNTING_DT: string
  PO_TYPE: string | null
  ORIGIN: string | null
  BUYER_ID: string
  VNDR_LOC: string | null
  PYMNT_TERMS_CD: string | null
  CATEGORY_ID: string
  SHIPTO_ID: string | null
  DUE_DT: string | null
}

/** An order as it is to stand in PeopleSoft, whole; `cancel`: it is not to stand any more. */
export type OrderBody = {
  do: 'put' | 'cancel'
  /** Procore project: third part of the id under which the order is linked. */
  project: string
  /** The order there, where it is known; else it is looked for by its mark before it is made. */
  own: { business_unit: string; po_id: string } | null
  business_unit: string
  /** PO_IDs to make it under, in this order; none where the site numbers. */
  numbers: string[]
  po_ref: string
  vendor_setid: string
  vendor_id: string
  currency: string
  defaults: OrderDefaults
  lines: OrderLine[]
}

/**
 * What Procore owns of the order: supplier, currency and lines. Number, dates, buyer, terms, location and the approval are
 * PeopleSoft's.
 */
export function ownedOrder(x: { body: OrderBody } | { seen: SeenOrder }): unknown {
  if ('body' in x ? x.body.do === 'cancel' : x.seen.cancelled) return { cancelled: true }
  const { vendor_setid, vendor_id, currency, lines } = 'body' in x ? x.body : x.seen
  const standing = lines.filter(line => !('cancelled' in line && line.cancelled))
  return {
    vendor_setid,
    vendor_id,
    currency,
    lines: standing.map(contentOf).sort((a, b) => ((a.id ?? '') < (b.id ?? '') ? -1 : 1)),
  }
}

function contentOf({ id, ...line }: OrderLineContent & { id: string | null }) {
  const { description, amount, amount_only, uom, quantity, unit_price, coding } = line
  return { id, description, amount, amount_only, uom, quantity, unit_price, coding }
}
