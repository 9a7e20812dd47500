import type { Link, Ref } from '@plumbline/flow-kit'
import type { Requisition, RequisitionItem } from '@plumbline/schemas'
import { isPeoplesofts } from '../purchase-order/entity.ts'

/** Where an item lands in PeopleSoft: null where the order has no line for it. */
export type ResolvedItem = {
  id: string
  line_item_id: string | null
  line_nbr: number | null
  sched_nbr: number | null
  distrib_line_num: number | null
}

/** The PeopleSoft order of a requisition, and the line, schedule and distribution of each item. */
export type ResolvedOrder = {
  purchase_order_key: string
  business_unit: string
  po_id: string
  items: ResolvedItem[]
}

/**
 * The link by which an order of this key is known on the other side: of one born in PeopleSoft its commitment, of one born
 * in Procore its PeopleSoft order.
 */
export const orderLink = (key: string, project: string): Ref => ({
  entity: 'purchase-order',
  at: isPeoplesofts(key) ? 'purchase-order.to-procore' : 'purchase-order.to-peoplesoft',
  scope: project,
  key,
})

/**
 * Resolves a requisition through its order's link; null where neither key nor link names a PeopleSoft order. Pure, and
 * tolerant: each side's link holds the lines as far as that side knows them.
 */
export function resolveOrder(
  { purchase_order_key, items }: Requisition,
  link: Pick<Link<unknown>, 'nativeId' | 'seen'>,
): ResolvedOrder | null {
  if (purchase_order_key === null) return null
  const place = isPeoplesofts(purchase_order_key) ? purchase_order_key.slice(3) : link.nativeId
  const [business_unit, po_id] = place.split(':')
  if (!business_unit || !po_id) return null
  const lines = linesOf(link.seen)
  return { purchase_order_key, business_unit, po_id, items: items.map(item => resolveItem(item, lines)) }
}

type SeenLine = Record<string, unknown>

function linesOf(seen: unknown): SeenLine[] {
  if (typeof seen !== 'object' || seen === null || !('lines' in seen) || !Array.isArray(seen.lines)) return []
  return seen.lines.filter((one): one is SeenLine => typeof one === 'object' && one !== null)
}

function resolveItem({ id, line_item_id }: RequisitionItem, lines: SeenLine[]): ResolvedItem {
  const line = line_item_id === null ? undefined : lineOf(line_item_id, lines)
  return {
    id,
    line_item_id,
    line_nbr: numberIn(line, 'line_nbr'),
    sched_nbr: numberIn(line, 'sched_nbr'),
    distrib_line_num: numberIn(line, 'distrib_line_num'),
  }
}

/** A line of a change order has its own id behind that of its change order. */
function lineOf(id: string, lines: SeenLine[]): SeenLine | undefined {
  return (
    lines.find(line => String(line.line_item_id) === id) ??
    lines.find(line => line.id === id || (typeof line.id === 'string' && line.id.endsWith(`.${id}`)))
  )
}

function numberIn(line: SeenLine | undefined, field: string): number | null {
  const value = line?.[field]
  const number = typeof value === 'string' && value !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isInteger(number) ? number : null
}
