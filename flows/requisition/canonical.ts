import type { Draft, ReadContext } from '@plumbline/flow-kit'
import { type RequisitionItem as ApiItem, readInstant } from '@plumbline/procore'
import type { Requisition, RequisitionItem } from '@plumbline/schemas'
import { changeOrderKey } from '../change-order/entity.ts'
import { orderOf } from '../commitments.ts'
import type { Settings } from '../connection.ts'
import { plainDecimal } from '../money.ts'
import type { RequisitionRead } from './read.ts'

const STATUSES = [
  'draft',
  'under_review',
  'revise_and_resubmit',
  'approved',
  'approved_as_noted',
  'pending_owner_approval',
] as const

/** A requisition in canonical form. Pure. @throws when an amount is none. */
export function toRequisition(
  read: RequisitionRead,
  { before, readAt }: ReadContext<Settings, Requisition>,
): Draft<Requisition> {
  const { requisition, projectId, project, companyId, commitment, period } = read
  const summary = requisition.summary
  const status = STATUSES.find(word => word === requisition.status?.toLowerCase()) ?? 'unknown'
  const counts = status === 'approved' || status === 'approved_as_noted'
  return {
    header: {
      origin_system: 'procore',
      company_id: companyId,
      project_id: projectId,
      // A project that is renamed or closed later changes none of its requisitions.
      project_number: before?.header.project_number ?? project?.project_number ?? null,
      source_created_raw: requisition.created_at,
      source_created_at: readInstant(requisition.created_at),
      source_updated_raw: requisition.updated_at,
      source_updated_at: readInstant(requisition.updated_at),
      actor_id: null,
      foreign_origin_id: requisition.origin_id,
      first_approved_at: before?.header.first_approved_at ?? (counts ? readAt : null),
      extras: {},
    },
    requisition_id: requisition.id,
    number: whole(requisition.number),
    invoice_number: requisition.invoice_number,
    invoice_type: requisition.invoice_type,
    commitment_id: requisition.commitment_id,
    commitment_type: requisition.commitment_type,
    contract_name: requisition.contract_name,
    // A commitment that is not shown this time is the one that it was.
    purchase_order_key: commitment
      ? orderOf(projectId, commitment).purchase_order_key
      : before?.commitment_id === requisition.commitment_id
        ? before.purchase_order_key
        : null,
    previous_requisition_id: requisition.previous_requisition_id,
    vendor_id: requisition.vendor_id,
    vendor_name: requisition.vendor_name,
    status_raw: requisition.status,
    status,
    erp_status: requisition.erp_status,
    final: requisition.final,
    percent_complete: requisition.percent_complete,
    period_id: requisition.period_id,
    period_start: period?.start_date ?? null,
    period_end: period?.end_date ?? null,
    requisition_start: requisition.requisition_start,
    requisition_end: requisition.requisition_end,
    billing_date: requisition.billing_date,
    submitted_at: day(requisition.submitted_at),
    payment_date: requisition.payment_date,
    due_date: period?.due_date ?? null,
    currency_iso_code: requisition.currency_iso_code,
    currency_exchange_rate: plainDecimal(requisition.currency_exchange_rate),
    base_currency_iso_code: requisition.base_currency_iso_code,
    total_claimed_amount: plainDecimal(requisition.total_claimed_amount),
    original_contract_sum: plainDecimal(summary?.original_contract_sum ?? null),
    net_change_by_change_orders: plainDecimal(summary?.net_change_by_change_orders ?? null),
    contract_sum_to_date: plainDecimal(summary?.contract_sum_to_date ?? null),
    total_completed_and_stored_to_date: plainDecimal(summary?.total_completed_and_stored_to_date ?? null),
    total_retainage: plainDecimal(summary?.total_retainage ?? null),
    completed_work_retainage_percent: plainDecimal(summary?.completed_work_retainage_percent ?? null),
    completed_work_retainage_amount: plainDecimal(summary?.completed_work_retainage_amount ?? null),
    stored_materials_retainage_percent: plainDecimal(summary?.stored_materials_retainage_percent ?? null),
    stored_materials_retainage_amount: plainDecimal(summary?.stored_materials_retainage_amount ?? null),
    total_earned_less_retainage: plainDecimal(summary?.total_earned_less_retainage ?? null),
    less_previous_certificates_for_payment: plainDecimal(
      summary?.less_previous_certificates_for_payment ?? null,
    ),
    current_payment_due: plainDecimal(summary?.current_payment_due ?? null),
    balance_to_finish_including_retainage: plainDecimal(
      summary?.balance_to_finish_including_retainage ?? null,
    ),
    tax_applicable_to_this_payment: plainDecimal(summary?.tax_applicable_to_this_payment ?? null),
    items: inOrder(requisition.items ?? []).map(item => toItem(item, read, before)),
  }
}

function toItem(
  item: ApiItem,
  { projectId, changeOrders }: RequisitionRead,
  before: Draft<Requisition> | null,
): RequisitionItem {
  const packageId = item.item_type?.includes('change_order')
    ? changeOrders.get(item.line_item_id ?? '')
    : null
  const was = before?.items.find(one => one.id === item.id && one.line_item_id === item.line_item_id)
  return {
    id: item.id,
    item_type: item.item_type,
    line_item_id: item.line_item_id,
    change_order_key: packageId ? changeOrderKey(projectId, packageId) : (was?.change_order_key ?? null),
    position: whole(item.position),
    cost_code_id: item.cost_code_id,
    wbs_code_id: item.wbs_code?.id ?? null,
    wbs_code: item.wbs_code?.flat_code ?? null,
    description: item.description_of_work,
    uom: item.uom,
    accounting_method: item.accounting_method,
    scheduled_value: plainDecimal(item.scheduled_value),
    scheduled_quantity: plainDecimal(item.scheduled_quantity),
    scheduled_unit_price: plainDecimal(item.scheduled_unit_price),
    work_completed_from_previous_application: plainDecimal(item.work_completed_from_previous_application),
    work_completed_this_period: plainDecimal(item.work_completed_this_period),
    work_completed_this_period_quantity: plainDecimal(item.work_completed_this_period_quantity),
    materials_presently_stored: plainDecimal(item.materials_presently_stored),
    total_completed_and_stored_to_date: plainDecimal(item.total_completed_and_stored_to_date),
    work_completed_retainage_retained_this_period: plainDecimal(
      item.work_completed_retainage_retained_this_period,
    ),
    work_completed_retainage_released_this_period: plainDecimal(
      item.work_completed_retainage_released_this_period,
    ),
    materials_stored_retainage_currently_retained: plainDecimal(
      item.materials_stored_retainage_currently_retained,
    ),
    gross_amount: plainDecimal(item.gross_amount),
    net_amount: plainDecimal(item.net_amount),
    // Its shape is not published: one amount, or something of which no amount is guessed.
    tax_amount: /^-?\d+(\.\d+)?$/.test(item.taxes ?? '') ? plainDecimal(item.taxes) : null,
    status: item.status,
  }
}

const whole = (text: string | null): number | null =>
  text !== null && /^-?\d+(\.0*)?$/.test(text) ? Number(text) : null

/** The day as it is written, also of a date-time. */
const day = (text: string | null): string | null => /^\d{4}-\d{2}-\d{2}/.exec(text ?? '')?.[0] ?? null

/** By position; those without one last, by id. */
function inOrder(items: ApiItem[]): ApiItem[] {
  const place = (item: ApiItem) => Number(item.position ?? Number.MAX_SAFE_INTEGER)
  return [...items].sort((a, b) => place(a) - place(b) || a.id.length - b.id.length || (a.id < b.id ? -1 : 1))
}
