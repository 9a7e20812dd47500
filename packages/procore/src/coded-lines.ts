import type { Fields } from '@plumbline/http'
import { type LineItemType, readLineItemType } from './line-item-types.ts'
import { type Origin, readOrigin, readStamps, type Stamps } from './shared.ts'

/** The cost code of a line, as far as a route shows it (procore.md §5.2). */
export type LineCostCode = {
  id: string
  code: string | null
  full_code: string | null
  name: string | null
  origin_id: string | null
}

/** The budget code of a line. */
export type LineWbsCode = { id: string; flat_code: string | null; description: string | null }

/**
 * What lines of direct costs, commitments and change orders have in common (INDEX §4). Amounts are decimal
 * text; what a route does not show is null, coding is never guessed.
 */
export type CodedLine = Stamps &
  Origin & {
    id: string
    position: string | null
    wbs_code: LineWbsCode | null
    cost_code: LineCostCode | null
    line_item_type: LineItemType | null
    quantity: string | null
    uom: string | null
    unit_cost: string | null
    amount: string | null
    extended_amount: string | null
    total_amount: string | null
    extended_type: string | null
    tax_code_id: string | null
    description: string | null
  }

/** A line in one form, whichever route showed it. */
export function readCodedLine(line: Fields): CodedLine {
  const code = line.object('cost_code')
  const type = line.object('line_item_type')
  return {
    id: line.need('id'),
    position: line.decimal('position'),
    wbs_code: readWbs(line.object('wbs_code')),
    cost_code: code?.text('id')
      ? {
          id: code.need('id'),
          code: code.text('code'),
          full_code: code.text('full_code'),
          name: code.text('name'),
          origin_id: code.text('origin_id'),
        }
      : null,
    line_item_type: type?.text('id') ? readLineItemType(type) : null,
    quantity: line.decimal('quantity'),
    uom: line.text('uom'),
    unit_cost: line.decimal('unit_cost'),
    amount: line.decimal('amount'),
    extended_amount: line.decimal('extended_amount'),
    total_amount: line.decimal('total_amount'),
    extended_type: line.text('extended_type'),
    tax_code_id: line.text('tax_code_id'),
    description: line.text('description'),
    ...readOrigin(line),
    ...readStamps(line),
  }
}

/** A budget code as lines show it; null for none. */
export const readWbs = (wbs: Fields | null): LineWbsCode | null =>
  wbs?.text('id')
    ? { id: wbs.need('id'), flat_code: wbs.text('flat_code'), description: wbs.text('description') }
    : null
