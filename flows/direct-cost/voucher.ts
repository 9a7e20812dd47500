import type { Link, Ref } from '@plumbline/flow-kit'
import type { PeopleSoft } from '@plumbline/peoplesoft'
import type { DirectCost } from '@plumbline/schemas'
import { projectOf, type Settings } from '../connection.ts'

/** A voucher of the same invoice; `vendorId` is set where the cost's vendor is no known supplier yet, so that it may be another's. */
export type VoucherHit = { voucherId: string; why: string; vendorId: string | null }

/** The link of a Procore vendor to its supplier. */
export const vendorLink = (vendorId: string): Ref => ({
  entity: 'vendor',
  at: 'vendor.to-procore',
  scope: 'company',
  nativeId: vendorId,
})

/**
 * Looks in Payables for a voucher of the same supplier and invoice (BUSINESS.md, Direct costs); null where there is
 * none, or the check is off or cannot be made for this cost. Deleted vouchers (entry status X) do not count. While the
 * vendor is not linked to a supplier, any voucher of that number counts: it is looked at again once it is.
 */
export async function askVoucher(
  ps: Pick<PeopleSoft, 'rows'>,
  cost: DirectCost,
  settings: Settings,
  link: (ref: Ref) => Link<unknown> | null,
): Promise<VoucherHit | null> {
  const unit = projectOf(settings, cost.header.project_id)?.bu_ap
  const supplier = cost.vendor_id ? link(vendorLink(cost.vendor_id))?.key : undefined
  const invoice = cost.invoice_number?.trim()
  if (!settings.flows['direct-cost'].voucher_check || !unit || !cost.vendor_id || !invoice) return null
  if (invoice.includes(',')) return null // no way to ask for it is known (peoplesoft.md §3.2)
  const rows = await ps.rows('PLB_VOUCHER', { BUSINESS_UNIT: unit, INVOICE_ID: invoice })
  const hit = rows.find(
    row => row.ENTRY_STATUS !== 'X' && (!supplier || `${row.VENDOR_SETID}:${row.VENDOR_ID}` === supplier),
  )
  if (!hit) return null
  const voucherId = hit.VOUCHER_ID ?? ''
  const voucher = `voucher ${voucherId} of ${unit}`
  if (supplier)
    return { voucherId, why: `invoice ${invoice} is in Payables already: ${voucher}`, vendorId: null }
  const why = `an invoice ${invoice} is in Payables already: ${voucher}; whether it is this one is known once vendor ${cost.vendor_id} is linked to its supplier`
  return { voucherId, why, vendorId: cost.vendor_id }
}
