import type { Call } from '../call.ts'
import { newRow } from '../change.ts'
import { type Input, readFields, requireOneOf, type Writable } from '../fields.ts'
import type { Procore } from '../procore.ts'
import { forbidden, invalid } from '../refusal.ts'
import { type DirectCost, type DirectCostLine, type Project, projectVendorKey } from '../tables.ts'
import { acceptCodedLine, nextPosition } from './coded-lines.ts'

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

/** A line as it will stand. */
export function acceptLine(
  call: Call,
  cost: DirectCost,
  input: Input,
  before: DirectCostLine | null,
): DirectCostLine {
  const { direct_cost_line_items: lines } = call.procore.tables
  const base = () =>
    newRow(call.procore, lines, {
      direct_cost_id: cost.id,
      position: nextPosition(lines.by('cost', cost.id)),
    })
  const knownUnit = call.procore.switches.get('costRules') === 'on'
  return acceptCodedLine(call, cost.project_id, input, before, before ?? base(), knownUnit)
}

/** @throws Refusal 422 if the record's `origin_id` locks it against this way (switch `originLock`). */
export function requireUnlocked(
  procore: Procore,
  cost: { origin_id: string | null },
  way: Way,
  input: Input = {},
  what = 'direct cost',
): void {
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
  if (binds) throw forbidden('base', `This ${what} is synced with an ERP system and cannot be changed`)
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

/** @throws Refusal 422 for a vendor that is inactive or not in the project's directory. */
export function requireVendor(call: Call, project: Project, vendorId: string): void {
  const { vendors, project_vendors } = call.procore.tables
  const vendor = vendors.get(vendorId)
  if (!vendor || vendor.company_id !== project.company_id) throw forbidden('vendor_id', 'does not exist')
  if (!vendor.is_active) throw forbidden('vendor_id', 'is inactive')
  if (!project_vendors.get(projectVendorKey(project.id, vendorId)))
    throw forbidden('vendor_id', 'is not in the project directory')
}
