import { entity, type Header } from '@plumbline/flow-kit'

/** The fields of a vendor that the toy flows use; the schema fills in the others' defaults. */
export type ToyVendor = { header: Header; setid: string; vendor_id: string; name1: string }

/** The fields of a direct cost that the toy flows use. */
export type ToyCost = {
  header: Header
  direct_cost_id: string
  description: string | null
  invoice_number: string | null
  /** A decimal text; the toys post whole units. */
  grand_total: string | null
}

export const vendor = entity<ToyVendor>({ name: 'vendor', schema: 'plumbline.v1.Vendor' })
export const cost = entity<ToyCost>({ name: 'direct-cost', schema: 'plumbline.v1.DirectCost' })
