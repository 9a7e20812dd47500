import { entity } from '@plumbline/flow-kit'
import type { Requisition } from '@plumbline/schemas'

/**
 * A subcontractor's invoice on a commitment, which Procore calls requisition. Key `pc-rq:<Procore project id>:<requisition
 * id>`.
 */
export const requisition = entity<Requisition>({
  name: 'requisition',
  schema: 'plumbline.v1.Requisition',
  totals: one => [
    {
      by: `${one.header.project_id} ${one.purchase_order_key ?? ''}`,
      amount: one.current_payment_due ?? '0',
    },
  ],
})

/** The key of a requisition. */
export const requisitionKey = (project: string, id: string): string => `pc-rq:${project}:${id}`
