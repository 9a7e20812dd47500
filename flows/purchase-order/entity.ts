import { entity } from '@plumbline/flow-kit'
import type { PurchaseOrder } from '@plumbline/schemas'
import { standingAmount } from './standing-amount.ts'

/**
 * A purchase order or subcontract of one project. Key `ps:<business unit>:<PO_ID>:<Procore project id>` for one born in
 * PeopleSoft, `pc:<Procore project id>:<commitment id>` for one born in Procore.
 */
export const purchaseOrder = entity<PurchaseOrder>({
  name: 'purchase-order',
  schema: 'plumbline.v1.PurchaseOrder',
  totals: order =>
    order.lines.map(line => ({
      by: `${order.header.project_id} ${line.cost_code ?? line.account ?? ''}`,
      amount: standingAmount(order, line),
    })),
})

/** What names the part of a PeopleSoft order that one project has: its native id, and with `ps:` its key. */
export const orderPart = (businessUnit: string, poId: string, project: string): string =>
  `${businessUnit}:${poId}:${project}`

/** The key of an order born in PeopleSoft: also the origin id of its commitment (procore.md §3.1). */
export const peoplesoftKey = (part: string): string => `ps:${part}`

/** The key of a commitment born in Procore. */
export const procoreKey = (project: string, commitmentId: string): string => `pc:${project}:${commitmentId}`

/** Whether a key, or the origin id of a commitment, names an order born in PeopleSoft. */
export const isPeoplesofts = (id: string | null): boolean => id?.startsWith('ps:') ?? false

const REVISION = 'plumbline:'

/** The origin id of the change order that we make in Procore of a revision. */
export const revisionMark = (eventId: string): string => `${REVISION}${eventId}`

/** Whether we made a change order of a revision. Nothing but our own write sets such an origin id. */
export const isRevision = (originId: string | null): boolean => originId?.startsWith(REVISION) ?? false
