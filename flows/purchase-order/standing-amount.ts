import type { PurchaseOrder, PurchaseOrderLine } from '@plumbline/schemas'
import { isCancelled } from './peoplesoft-canonical.ts'

/**
 * What a line comes to: its amount; of a cancelled one, or of any line of a cancelled or gone order, what was vouchered of
 * it (BUSINESS.md, Purchase orders).
 */
export function standingAmount(
  order: Pick<PurchaseOrder, 'status'> & { header: { operation?: string } },
  line: PurchaseOrderLine,
): string {
  return isLineCancelled(order, line) ? (line.vouchered_amount ?? '0') : line.amount
}

/** The same of its quantity; null where PeopleSoft has none. */
export function standingQuantity(
  order: Parameters<typeof standingAmount>[0],
  line: PurchaseOrderLine,
): string | null {
  return isLineCancelled(order, line) ? (line.vouchered_quantity ?? '0') : line.quantity
}

const isLineCancelled = (
  { status, header }: Parameters<typeof standingAmount>[0],
  { cancel_status }: PurchaseOrderLine,
): boolean => isCancelled(cancel_status) || status === 'cancelled' || header.operation === 'delete'
