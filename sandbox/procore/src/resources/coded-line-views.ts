import Big from 'big.js'
import type { Call } from '../call.ts'
import type { CodedLine } from '../commitment-tables.ts'
import { loose, product, sum } from '../decimal.ts'
import { int } from '../json.ts'
import type { Procore } from '../procore.ts'
import { showCostCode } from './cost-codes.ts'
import { showLineItemType } from './line-item-types.ts'
import { wbsView } from './wbs-codes.ts'

/** What every view of a line has; `iso` is the currency of its record (INDEX §4). */
export function codedLine(call: Call, line: CodedLine, iso: string | null) {
  const { procore } = call
  const type =
    line.line_item_type_id === null ? null : procore.tables.line_item_types.get(line.line_item_type_id)
  const taxed = procore.switches.get('lineTotalTax') === 'with'
  return {
    id: int(line.id),
    amount: loose(line.amount),
    created_at: line.created_at,
    currency_configuration: currencyOf(call, iso),
    description: line.description,
    extended_amount: loose(line.amount),
    extended_type: line.extended_type,
    line_item_type: type && showLineItemType(type),
    origin_id: line.origin_id,
    position: line.position,
    quantity: line.quantity === null ? null : loose(line.quantity),
    tax_code_id: int(line.tax_code_id),
    total_amount: loose(taxed ? sum([line.amount, taxOf(procore, line)]) : line.amount),
    unit_cost: line.unit_cost === null ? null : loose(line.unit_cost),
    uom: line.uom,
    updated_at: line.updated_at,
    wbs_code: wbsView(procore, procore.tables.wbs_codes.get(line.wbs_code_id)!),
  }
}

/** A line with its full coding and the record that holds it, as v1.0 line routes and their sync answer it. */
export function heldLine(
  call: Call,
  line: CodedLine,
  holder: { id: unknown; holder_type: string },
  { project_id, currency_iso_code }: { project_id: string; currency_iso_code: string | null },
) {
  const { cost_codes, projects } = call.procore.tables
  const project = projects.get(project_id)!
  return {
    ...codedLine(call, line, currency_iso_code),
    company: { id: int(call.company.id), name: call.company.name },
    cost_code: showCostCode(call, cost_codes.get(line.cost_code_id)!),
    holder,
    origin_data: line.origin_data,
    project: { id: int(project.id), name: project.name },
  }
}

/** Amount × rate, rounded by line; `'0'` without a tax code. */
export function taxOf({ tables, switches }: Procore, line: CodedLine): string {
  if (line.tax_code_id === null) return '0'
  const rate = tables.tax_codes.get(line.tax_code_id)?.rate1 ?? '0'
  const share = switches.get('taxRate') === 'percent' ? new Big(rate).div(100).toFixed() : rate
  return product(line.amount, share, 2)
}

/** As a company without multi-currency shows it, unless the record or the company names one. */
export function currencyOf(call: Call, iso: string | null) {
  return {
    currency_iso_code: iso ?? call.company.currency_iso_code,
    currency_exchange_rate: null,
    base_currency_iso_code: null,
  }
}
