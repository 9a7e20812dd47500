import { type Outcome, stateApply } from '@plumbline/flow-kit'
import { type PeopleSoft, readPurchaseOrder } from '@plumbline/peoplesoft'
import type { PurchaseOrder } from '@plumbline/schemas'
import { projectOf, type Settings } from '../connection.ts'
import { vendorLink } from '../direct-cost/voucher.ts'
import { accountRefs } from '../journal/coded-lines.ts'
import { type LedgerFacts, readLedgerFacts } from '../journal/facts.ts'
import { orderPart, purchaseOrder } from './entity.ts'
import { type OrderBody, ownedOrder } from './order-body.ts'
import { markedKey } from './order-number.ts'
import { planOrder } from './order-plan.ts'
import { type SeenOrder, seenOrder } from './order-seen.ts'
import { writeOrder } from './order-write.ts'

/**
 * Approved commitments become PeopleSoft orders, unapproved: approval and dispatch are PeopleSoft's (BUSINESS.md, Purchase
 * orders).
 */
export const purchaseOrderToPeoplesoft = stateApply<
  PurchaseOrder,
  OrderBody,
  PeopleSoft,
  Settings,
  SeenOrder,
  LedgerFacts
>({
  name: 'purchase-order.to-peoplesoft',
  entity: purchaseOrder,
  to: 'peoplesoft',
  // A create must not be in doubt for what became of another one.
  batch: 1,
  scopes: ({ header }, settings) =>
    settings.flows['purchase-order']?.to_peoplesoft && projectOf(settings, header.project_id)
      ? [header.project_id!]
      : [],
  facts: readLedgerFacts,
  refs: (value, scope, settings, facts) => [
    ...accountRefs(value.lines, scope, settings, facts),
    ...(value.vendor_id ? [vendorLink(value.vendor_id)] : []),
  ],
  toTarget: planOrder,
  survey: async function* (ps, scope, settings) {
    const unit = projectOf(settings, scope)?.bu_po
    if (!unit) return
    for await (const rows of ps.documents('PLB_PO', { BUSINESS_UNIT: unit })) {
      const seen = seenOrder(readPurchaseOrder(rows))
      if (markedKey(seen.po_ref)?.startsWith(`pc:${scope}:`))
        yield { targetId: orderPart(seen.business_unit, seen.po_id, scope), seen }
    }
  },
  owned: ownedOrder,
  write: async (ps, _scope, bodies) => {
    const outcomes: Outcome<SeenOrder>[] = []
    for (const body of bodies) outcomes.push(await writeOrder(ps, body))
    return outcomes
  },
})
