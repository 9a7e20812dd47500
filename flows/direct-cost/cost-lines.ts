import type { DirectCost } from '@plumbline/schemas'
import { type CodedLine, type CodingQuestion, codeLines as codeAny } from '../journal/coded-lines.ts'
import type { Obstacle } from '../journal/posting.ts'
import { postedAmount } from './amounts.ts'

/** What coding the lines of a cost needs to know. */
export type CostQuestion = Omit<CodingQuestion, 'direct_cost_type' | 'projectSet'> & { cost: DirectCost }

/** Codes every line of a cost for PeopleSoft, or names everything that is missing. */
export function codeLines({
  cost,
  ...question
}: CostQuestion): { lines: CodedLine[] } | { obstacles: [Obstacle, ...Obstacle[]] } {
  const { settings } = question
  return codeAny(
    {
      ...question,
      direct_cost_type: cost.direct_cost_type,
      projectSet: settings.flows['direct-cost'].project_costing,
    },
    cost.lines.map(line => ({
      ...line,
      of: `cost line ${line.id}`,
      amount: postedAmount(line, settings),
      reference: cost.invoice_number,
      text: line.description ?? cost.description ?? cost.vendor_name,
    })),
  )
}
