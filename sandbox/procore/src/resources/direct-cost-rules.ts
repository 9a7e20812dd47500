import type { Call } from '../call.ts'
import { change, newRow } from '../change.ts'
import { fixed, product } from '../decimal.ts'
import { type Input, readFields, requireOneOf, type Writable } from '../fields.ts'
import type { Procore } from '../procore.ts'
import { badRequest, forbidden, invalid } from '../refusal.ts'
import { type DirectCost, type DirectCostLine, type Project, projectVendorKey } from '../tables.ts'
import { newWbsCode, wbsCodeOf } from './wbs-codes.ts'

/** How a change comes in: the lock by `origin_id` does not bind all alike. `nested`: in a header that was let in. */
export type Way = 'api' | 'sync' | 'person' | 'nested'

const costWritable: Writable<DirectCost> = {
  vendor_id: 'id',
  invoice_number: 'text',
  status: 'text',
  direct_cost_date: 'date',
  received_date: 'date',
  payment_date: 'date',
  description: 'text',
  terms: 'text',
  employee_id: 'id',
  origin_id: 'text',
  origin_data: 'text',
  currency_iso_code: 'text',
}
const lineWritable: Writable<DirectCostLine> = {
  description: 'text',
  quantity: 'decimal',
  unit_cost: 'decimal',
  uom: 'text',
  tax_code_id: 'id',
  origin_id: 'text',
  origin_data: 'text',
}

/** The header as it will stand; the type is set at creation only (procore.md §8). */
export function acceptCost(
  call: Call,
  project: Project,
  input: Input,
  before: DirectCost | null,
): DirectCost {
  const { direct_costs } = call.procore.tables
  const created = {
    project_id: project.id,
    direct_cost_type: input.direct_cost_type as DirectCost['direct_cost_type'],
  }
  const fields = readFields(input, costWritable)
  const row = { ...(before ?? newRow(call.procore, direct_costs, created)), ...fields }
  row.status ??= 'draft'
  const special = call.procore.switches.get('subcontractorInvoice') === 'on' ? ['subcontractor_invoice'] : []
  if (!before)
    requireOneOf('direct_cost_type', row.direct_cost_type, ['invoice', 'expense', 'payroll', ...special])
  requireOneOf('status', row.status, ['draft', 'pending', 'revise_and_resubmit', 'approved'])
  if (call.procore.switches.get('costRules') === 'on') {
    if (row.direct_cost_type === 'invoice') requireInvoice(call, project, row)
    if (row.vendor_id !== null && row.vendor_id !== before?.vendor_id)
      requireVendor(call, project, row.vendor_id)
  }
  return row
}

/**
 * A line as it will stand. v1.1 names its amount `manual_amount`, v1.0 `amount`; a WBS code wins over cost code and
 * cost type, for which the WBS code is made if there is none yet (procore.md §8).
 */
export function acceptLine(
  call: Call,
  cost: DirectCost,
  input: Input,
  before: DirectCostLine | null,
): DirectCostLine {
  const { direct_cost_line_items: lines, tax_codes, uoms } = call.procore.tables
  const fields = readFields(input, lineWritable)
  const base =
    before ?? newRow(call.procore, lines, { direct_cost_id: cost.id, position: nextPosition(call, cost) })
  const row: DirectCostLine = { ...base, ...fields }
  if (row.tax_code_id !== null && tax_codes.get(row.tax_code_id)?.company_id !== call.company.id)
    throw forbidden('tax_code_id', 'does not exist')
  if (row.uom !== null && call.procore.switches.get('costRules') === 'on')
    if (!uoms.by('company', call.company.id).some(one => one.name === row.uom))
      throw forbidden('uom', 'is not included in the list')
  Object.assign(row, amountOf(input, row, before))
  return { ...row, ...codingOf(call, cost, input, before) }
}

/** @throws Refusal 422 if the direct cost's `origin_id` locks it against this way (switch `originLock`). */
export function requireUnlocked(procore: Procore, cost: DirectCost, way: Way, input: Input = {}): void {
  const onlyOrigin =
    Object.keys(input).length > 0 &&
    Object.keys(input).every(key => ['id', 'origin_id', 'origin_data'].includes(key))
  if (cost.origin_id === null || onlyOrigin || way === 'nested') return
  const lock = procore.switches.get('originLock')
  const binds = {
    'all-but-sync': way !== 'sync',
    all: true,
    people: way === 'person',
    off: false,
  }[lock]
  if (binds) throw forbidden('base', 'This direct cost is synced with an ERP system and cannot be changed')
}

function requireInvoice(call: Call, project: Project, row: DirectCost): void {
  if (row.vendor_id === null) throw invalid('vendor_id', "can't be blank")
  if (row.invoice_number === null) throw invalid('invoice_number', "can't be blank")
  const same = call.procore.tables.direct_costs
    .by('project', project.id)
    .find(
      one =>
        one.vendor_id === row.vendor_id && one.invoice_number === row.invoice_number && one.id !== row.id,
    )
  if (same && same.deleted_at === null) throw forbidden('invoice_number', 'has already been taken')
}

function requireVendor(call: Call, project: Project, vendorId: string): void {
  const { vendors, project_vendors } = call.procore.tables
  const vendor = vendors.get(vendorId)
  if (!vendor || vendor.company_id !== project.company_id) throw forbidden('vendor_id', 'does not exist')
  if (!vendor.is_active) throw forbidden('vendor_id', 'is inactive')
  if (!project_vendors.get(projectVendorKey(project.id, vendorId)))
    throw forbidden('vendor_id', 'is not in the project directory')
}

function amountOf(input: Input, row: DirectCostLine, before: DirectCostLine | null) {
  const { amount: given } = readFields<DirectCostLine>(
    { amount: input.manual_amount ?? input.amount },
    { amount: 'decimal' },
  )
  const calculable = row.quantity !== null && row.unit_cost !== null
  const implied = given ? 'manual' : (before?.extended_type ?? (calculable ? 'calculated' : 'manual'))
  const extended_type = (input.extended_type ?? implied) as DirectCostLine['extended_type']
  requireOneOf('extended_type', extended_type, ['manual', 'calculated'])
  const amount =
    extended_type === 'calculated'
      ? product(row.quantity ?? '0', row.unit_cost ?? '0', 2)
      : fixed(given ?? before?.amount ?? '0', 2)
  return { extended_type, amount }
}

function codingOf(call: Call, cost: DirectCost, input: Input, before: DirectCostLine | null) {
  const { wbs_codes, cost_codes, line_item_types } = call.procore.tables
  const {
    wbs_code_id,
    cost_code_id = before?.cost_code_id,
    line_item_type_id = before?.line_item_type_id,
  } = input
  if (wbs_code_id !== undefined && wbs_code_id !== null) {
    const wbs = wbs_codes.get(String(wbs_code_id))
    if (wbs?.project_id !== cost.project_id) throw forbidden('wbs_code_id', 'does not exist')
    return { wbs_code_id: wbs.id, cost_code_id: wbs.cost_code_id, line_item_type_id: wbs.line_item_type_id }
  }
  if (!cost_code_id || !line_item_type_id) {
    if (before) return {}
    throw badRequest('wbs_code_id', 'or cost_code_id and line_item_type_id are required')
  }
  const [codeId, typeId] = [String(cost_code_id), String(line_item_type_id)]
  if (cost_codes.get(codeId)?.project_id !== cost.project_id)
    throw forbidden('cost_code_id', 'does not exist')
  if (line_item_types.get(typeId)?.company_id !== call.company.id)
    throw forbidden('line_item_type_id', 'does not exist')
  const wbs =
    wbsCodeOf(call.procore, codeId, typeId) ??
    change(call.procore, call.actor, wbs_codes, null, newWbsCode(call.procore, codeId, typeId))!
  return { wbs_code_id: wbs.id, cost_code_id: codeId, line_item_type_id: typeId }
}

function nextPosition(call: Call, cost: DirectCost): number {
  const lines = call.procore.tables.direct_cost_line_items.by('cost', cost.id)
  return 1 + Math.max(0, ...lines.map(line => line.position))
}
