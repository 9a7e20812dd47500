import type { Call } from '../call.ts'
import type { Commitment, CommitmentLine } from '../commitment-tables.ts'
import { loose, sum } from '../decimal.ts'
import { int } from '../json.ts'
import { listedPackage } from './change-order-views.ts'
import { currencyOf, heldLine } from './coded-line-views.ts'
import { commitmentLines, contractSums, packagesOf, requisitionsOf } from './commitment-sums.ts'
import { requisitionSums } from './requisition-sums.ts'

/** A commitment in a list: compact unless the view `extended` is asked for (procore.md §6.1). */
export function listedCommitment(call: Call, row: Commitment): unknown {
  if (call.query.one('view') === 'extended') return header(call, row, vendorOf(call, row))
  const { grand_total } = contractSums(call.procore, row)
  const { id, number, title, status, executed, created_at, updated_at, deleted_at, origin_id } = row
  return {
    id: int(id),
    number,
    title,
    status,
    executed,
    vendor: vendorOf(call, row),
    grand_total: loose(grand_total),
    created_at,
    updated_at,
    deleted_at,
    origin_id,
  }
}

/** A commitment by itself, with lines and change orders; its vendor has the origin fields, which lists leave out. */
export function showCommitment(call: Call, row: Commitment): unknown {
  const { procore } = call
  const vendor = row.vendor_id === null ? null : procore.tables.vendors.get(row.vendor_id)
  const { origin_id = null, origin_data = null } = vendor ?? {}
  return {
    ...header(call, row, vendor && { ...vendorOf(call, row), origin_id, origin_data }),
    line_items: commitmentLines(procore, row).map(line => showCommitmentLine(call, line)),
    change_order_packages: packagesOf(procore, row).map(one => listedPackage(call, one)),
    change_order_requests: [],
    potential_change_orders: [],
    payments_issued: [],
    attachments: [],
    invoice_contacts: [],
  }
}

/** A line, nested or by itself. */
export function showCommitmentLine(call: Call, line: CommitmentLine): unknown {
  const commitment = call.procore.tables.commitments.get(line.commitment_id)!
  const holder = { id: int(commitment.id), holder_type: commitment.type }
  return { ...heldLine(call, line, holder, commitment), change_event_line_item: null }
}

function vendorOf(call: Call, { vendor_id }: Commitment) {
  const vendor = vendor_id === null ? null : call.procore.tables.vendors.get(vendor_id)
  return vendor && { id: int(vendor.id), company: vendor.name }
}

function header(call: Call, row: Commitment, vendor: unknown) {
  const project = call.procore.tables.projects.get(row.project_id)!
  return {
    ...ownFields(row),
    vendor,
    project: { id: int(project.id), name: project.name },
    ...totals(call, row),
    billing_schedule_of_values_status: 'draft',
    created_by_id: int(row.created_by_id),
    currency_configuration: currencyOf(call, row.currency_iso_code),
  }
}

const hidden: (keyof Commitment)[] = ['project_id', 'type', 'vendor_id', 'currency_iso_code']
const onlyOf: Record<Commitment['type'], (keyof Commitment)[]> = {
  PurchaseOrderContract: [
    'delivery_date',
    'bill_to_address',
    'ship_to_address',
    'ship_via',
    'payment_terms',
    'assignee_id',
  ],
  WorkOrderContract: [
    'contract_start_date',
    'contract_estimated_completion_date',
    'actual_completion_date',
    'inclusions',
    'exclusions',
  ],
}

/** The stored fields that its kind shows; some blank texts come as `""` (procore.md §2.7). */
function ownFields(row: Commitment): Record<string, unknown> {
  const isOrder = row.type === 'PurchaseOrderContract'
  const left = [...hidden, ...onlyOf[isOrder ? 'WorkOrderContract' : 'PurchaseOrderContract']]
  const shown = Object.entries(row).filter(([field]) => !left.includes(field as keyof Commitment))
  return {
    ...Object.fromEntries(shown),
    id: int(row.id),
    title: row.title ?? '',
    retainage_percent: row.retainage_percent === null ? null : loose(row.retainage_percent),
    ...(isOrder && { assignee_id: int(row.assignee_id), bill_to_address: row.bill_to_address ?? '' }),
  }
}

function totals({ procore }: Call, row: Commitment) {
  const sums = contractSums(procore, row)
  const billed = sum(
    requisitionsOf(procore, row.id)
      .filter(({ status }) => status === 'approved' || status === 'approved_as_noted')
      .map(one => requisitionSums(procore, one).current_payment_due),
  )
  const amounts = {
    ...sums,
    total_payments: '0',
    total_requisitions_amount: billed,
    total_draw_requests_amount: billed,
    percentage_paid: '0',
    remaining_balance_outstanding: sums.revised_contract,
  }
  return Object.fromEntries(Object.entries(amounts).map(([name, value]) => [name, loose(value)]))
}
