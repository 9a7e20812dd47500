import type { Call } from '../call.ts'
import { fixed, loose, sum } from '../decimal.ts'
import { int } from '../json.ts'
import type { Procore } from '../procore.ts'
import type { DirectCost, DirectCostLine, Project } from '../tables.ts'
import { codedLine, currencyOf, heldLine, taxOf } from './coded-line-views.ts'
import { fullCode } from './codes.ts'
import { showCostCode } from './cost-codes.ts'

/** A direct cost in the list: `vendor` is a name, `amount` mirrors `grand_total` (procore.md §8, INDEX §4). */
export function listedCost(call: Call, row: DirectCost): unknown {
  const vendor = vendorOf(call, row)
  const total = grandTotal(call.procore, row)
  return { ...header(call, row), amount: total, grand_total: total, vendor: vendor?.name ?? null }
}

/** A direct cost by itself, as the sync of headers answers it: `vendor` is an object. */
export function showCost(call: Call, row: DirectCost): Record<string, unknown> {
  const vendor = vendorOf(call, row)
  const project = call.procore.tables.projects.get(row.project_id)!
  return {
    ...header(call, row),
    attachments: [],
    attachments_count: 0,
    company: { id: int(call.company.id), name: call.company.name },
    grand_total: grandTotal(call.procore, row),
    has_workflows: false,
    line_items_count: linesOf(call.procore, row).length,
    project: { id: int(project.id), name: project.name },
    synced: row.origin_id !== null,
    vendor: vendor && { id: int(vendor.id), name: vendor.name },
  }
}

/** The v1.1 show, with its lines; `refs` are the caller's own, echoed and not kept. */
export function showCostWithLines(call: Call, row: DirectCost, refs = new Map<string, unknown>()): unknown {
  const line_items = linesOf(call.procore, row).map(line => {
    const { origin_data } = line
    const company = { id: int(call.company.id), name: call.company.name }
    const ref = refs.get(line.id) ?? null
    return { ...lineFields(call, line), company, ...nestedCostCode(call, line), origin_data, ref }
  })
  return { ...showCost(call, row), line_items }
}

/** A line in the list of all lines of a project: no `origin_data`, no `company` (INDEX §4). */
export function listedLine(call: Call, line: DirectCostLine, project: Project): unknown {
  const { cost_codes } = call.procore.tables
  const code = cost_codes.get(line.cost_code_id)!
  return {
    ...lineFields(call, line),
    cost_code: {
      id: int(code.id),
      full_code: fullCode(cost_codes, code),
      name: code.name,
      origin_id: code.origin_id,
    },
    holder: holder(line),
    project: { id: int(project.id), name: project.name },
    ...(code.sub_job_id === null ? {} : { sub_job_id: int(code.sub_job_id) }),
  }
}

/** A line of one direct cost, as the v1.0 line routes and the sync of lines answer it. */
export function showLine(call: Call, line: DirectCostLine): unknown {
  return heldLine(call, line, holder(line), call.procore.tables.direct_costs.get(line.direct_cost_id)!)
}

/** The lines of a direct cost by position. */
export function linesOf({ tables }: Procore, cost: DirectCost): DirectCostLine[] {
  return tables.direct_cost_line_items.by('cost', cost.id).sort((a, b) => a.position - b.position)
}

function grandTotal(procore: Procore, cost: DirectCost): string {
  const lines = linesOf(procore, cost)
  const taxes =
    procore.switches.get('grandTotalTax') === 'with' ? lines.map(line => taxOf(procore, line)) : []
  return loose(sum([...lines.map(line => line.amount), ...taxes]))
}

function vendorOf(call: Call, row: DirectCost) {
  return row.vendor_id === null ? null : call.procore.tables.vendors.get(row.vendor_id)
}

function header(call: Call, row: DirectCost) {
  const employee = row.employee_id === null ? null : call.procore.tables.users.get(row.employee_id)
  return {
    id: int(row.id),
    created_at: row.created_at,
    deleted_at: row.deleted_at,
    description: row.description,
    direct_cost_type: row.direct_cost_type,
    direct_cost_date: row.direct_cost_date,
    employee: employee && { id: int(employee.id), name: employee.name },
    invoice_number: row.invoice_number,
    origin_data: row.origin_data,
    origin_id: row.origin_id,
    payment_date: row.payment_date,
    received_date: row.received_date,
    status: row.status,
    terms: row.terms,
    updated_at: row.updated_at,
    vendor_id: int(row.vendor_id),
    vendor_name: vendorOf(call, row)?.name ?? null,
    currency_configuration: currencyOf(call, row.currency_iso_code),
    tax_breakdown: taxBreakdown(call.procore, row),
  }
}

/** In every answer since 2026, with two decimals (Procore's REST reference, 'Direct Costs', mid 2026). */
function taxBreakdown(procore: Procore, cost: DirectCost) {
  const lines = linesOf(procore, cost)
  const subtotal = sum(lines.map(line => line.amount))
  const tax_total = sum(lines.map(line => taxOf(procore, line)))
  const taxed = Map.groupBy(
    lines.filter(line => line.tax_code_id !== null),
    line => line.tax_code_id!,
  )
  const tax_details = [...taxed].map(([id, rows]) => {
    const code = procore.tables.tax_codes.get(id)
    return {
      tax_code_id: int(id),
      tax_code_name: code?.code ?? null,
      tax_code_rate: code ? loose(code.rate1) : null,
      amount: fixed(sum(rows.map(line => taxOf(procore, line))), 2),
      taxable_amount: fixed(sum(rows.map(line => line.amount)), 2),
      selected_tax_code_id: int(id),
      selected_tax_code_name: code?.code ?? null,
    }
  })
  const grand_total = fixed(sum([subtotal, tax_total]), 2)
  return { subtotal: fixed(subtotal, 2), tax_total: fixed(tax_total, 2), grand_total, tax_details }
}

function lineFields(call: Call, line: DirectCostLine) {
  const { currency_iso_code } = call.procore.tables.direct_costs.get(line.direct_cost_id)!
  return codedLine(call, line, currency_iso_code)
}

function nestedCostCode(call: Call, line: DirectCostLine): { cost_code?: unknown } {
  const code = call.procore.tables.cost_codes.get(line.cost_code_id)!
  switch (call.procore.switches.get('showCostCode')) {
    case 'full':
      return { cost_code: showCostCode(call, code) }
    case 'compact':
      return { cost_code: { id: int(code.id), name: code.name } }
    case 'absent':
      return {}
  }
}

function holder(line: DirectCostLine) {
  return { id: int(line.direct_cost_id), holder_type: 'DirectCost::Item' }
}
