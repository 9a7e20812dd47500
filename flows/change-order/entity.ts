import { entity } from '@plumbline/flow-kit'
import type { ChangeOrder } from '@plumbline/schemas'

/** A change order of a commitment. Key `pc-co:<Procore project id>:<package id>`. */
export const changeOrder = entity<ChangeOrder>({
  name: 'change-order',
  schema: 'plumbline.v1.ChangeOrder',
  totals: order =>
    order.lines.map(line => ({
      by: `${order.header.project_id} ${line.cost_code ?? ''}`,
      amount: line.amount,
    })),
})

/** The key of a change order, by the id of its change order package. */
export const changeOrderKey = (project: string, packageId: string): string => `pc-co:${project}:${packageId}`
