import type { Link, Ref } from '@plumbline/flow-kit'
import type { PeopleSoft } from '@plumbline/peoplesoft'
import type { DirectCost } from '@plumbline/schemas'
import { projectOf, type Settings } from '../connection.ts'

/** A voucher of the same invoice. */
export type VoucherHit = { voucherId: string; why: string }

/** The link of a Procore vendor to its supplier. */
export const vendorLink = (vendorId: string): Ref => ({
  entity: 'vendor',
  at: 'vendor.to-procore',
  scope: 'company',
  nativeId: vendorId,
})

/**
 * Looks in Payables for a voucher of the same supplier and invoice (BUSINESS.md, Direct costs); null where there is
 * none, or the check is off or cannot be made for this cost. Deleted vouchers (entry status X) do not count.
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
  if (!settings.flows['direct-cost'].voucher_check || !unit || !supplier || !invoice) return null
  if (invoice.includes(',')) return null // no way to ask for it is known (peoplesoft.md §3.2)
  const rows = await ps.rows('PLB_VOUCHER', { BUSINESS_UNIT: unit, INVOICE_ID: invoice })
  const hit = rows.find(
    row => `${row.VENDOR_SETID}:${row.VENDOR_ID}` === supplier && row.ENTRY_STATUS !== 'X',
  )
  if (!hit) return null
  const voucherId = hit.VOUCHER_ID ?? ''
  return {
    voucherId,
    why: `invoice ${invoice} is in Payables already: voucher ${voucherId} of ${unit}`,
  }
}
