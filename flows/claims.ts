/**
 * What an invoice may be carried by once only, whichever flow carries it: vendor and invoice number. A direct cost and a
 * requisition of the same invoice take the same claim, so that the second parks (BUSINESS.md, Direct costs).
 */
export function invoiceClaims({
  vendor_id,
  invoice_number,
}: {
  vendor_id: string | null
  invoice_number: string | null
}): string[] {
  const number = invoice_number?.trim().toUpperCase()
  return vendor_id && number ? [`vendor ${vendor_id} invoice ${number}`] : []
}
