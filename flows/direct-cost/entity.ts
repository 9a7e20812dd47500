import { entity } from '@plumbline/flow-kit'
import type { DirectCost } from '@plumbline/schemas'

/** A direct cost of a Procore project, with its lines. Key: its id in Procore. */
export const directCost = entity<DirectCost>({
  name: 'direct-cost',
  schema: 'plumbline.v1.DirectCost',
  totals: cost =>
    cost.lines.map(line => ({
      by: `${cost.header.project_id} ${line.cost_code ?? ''}`,
      amount: line.amount,
    })),
})
