import { type Fields, readFields, toJson } from '@plumbline/http'
import type { Urgency } from './budget.ts'
import type { Procore } from './client.ts'
import type { Range } from './query.ts'
import {
  type Currency,
  type Origin,
  readCurrency,
  readEach,
  readOrigin,
  readStamps,
  type Stamps,
} from './shared.ts'

const texts = [
  'project_id',
  'previous_requisition_id',
  'number',
  'invoice_number',
  'invoice_type',
  'commitment_id',
  'commitment_type',
  'contract_name',
  'vendor_id',
  'vendor_name',
  'billing_date',
  'requisition_start',
  'requisition_end',
  'period_id',
  'submitted_at',
  'payment_date',
  'status',
  'erp_status',
  /** As Procore prints it, e.g. `96.36%`. */
  'percent_complete',
] as const

const summaryAmounts = [
  'original_contract_sum',
  'net_change_by_change_orders',
  'contract_sum_to_date',
  'total_completed_and_stored_to_date',
  'total_retainage',
  'completed_work_retainage_percent',
  'completed_work_retainage_amount',
  'stored_materials_retainage_percent',
  'stored_materials_retainage_amount',
  'total_earned_less_retainage',
  'less_previous_certificates_for_payment',
  'current_payment_due',
  'balance_to_finish_including_retainage',
  'tax_applicable_to_this_payment',
] as const

const itemTexts = [
  'item_type',
  'line_item_id',
  'cost_code_id',
  'description_of_work',
  'status',
  'accounting_method',
  'uom',
] as const
const itemAmounts = [
  'position',
  'scheduled_value',
  'scheduled_quantity',
  'scheduled_unit_price',
  'work_completed_from_previous_application',
  'work_completed_this_period',
  'work_completed_this_period_quantity',
  'materials_presently_stored',
  'total_completed_and_stored_to_date',
  'total_completed_and_stored_to_date_percent',
  'work_completed_retainage_retained_this_period',
  'work_completed_retainage_released_this_period',
  'materials_stored_retainage_currently_retained',
  'net_amount',
  'gross_amount',
] as const

/** The sums of a requisition, decimal text. */
export type RequisitionSummary = Record<(typeof summaryAmounts)[number], string | null> & {
  formatted_period: string | null
}

/** One line of a requisition; `line_item_id` is the contract line's. Amounts are decimal text. */
export type RequisitionItem = Record<
  (typeof itemTexts)[number] | (typeof itemAmounts)[number],
  string | null
> & {
  id: string
  /** Its shape is not published: what is there of it. */
  wbs_code: { id: string | null; flat_code: string | null; description: string | null } | null
  /** Its shape is not published: a decimal, or else Procore's JSON. */
  taxes: string | null
}

/** A requisition, which users call subcontractor invoice (procore.md §7). */
export type Requisition = Stamps &
  Origin &
  Currency &
  Record<(typeof texts)[number], string | null> & {
    id: string
    final: boolean | null
    deletable: boolean | null
    total_claimed_amount: string | null
    summary: RequisitionSummary | null
    /** Null where the view has none. */
    items: RequisitionItem[] | null
  }

export type RequisitionsAsked = {
  ids?: readonly string[]
  commitment_id?: string
  origin_id?: string
  updated?: Range
  status?: string
  urgency?: Urgency
}

/** Requisitions of a project with their items. */
export async function* listRequisitions(
  procore: Procore,
  projectId: string,
  { ids, commitment_id, origin_id, updated, status, urgency = 'foreground' }: RequisitionsAsked = {},
): AsyncIterable<Requisition> {
  const reading = {
    query: { project_id: projectId, view },
    filters: { id: ids, commitment_id, origin_id, updated_at: updated, status },
    urgency,
  }
  for await (const raw of procore.list('v1.1/requisitions', reading)) yield readRequisition(raw)
}

/** One requisition with its items; null where it does not exist or is not visible. */
export async function showRequisition(
  procore: Procore,
  projectId: string,
  id: string,
): Promise<Requisition | null> {
  const query = { project_id: projectId, view }
  const raw = await procore.show(`v1.1/requisitions/${id}`, { query })
  return raw === null ? null : readRequisition(raw)
}

/** The view that surely has both the summary and the items. */
const view = 'extended'

function readRequisition(raw: unknown): Requisition {
  const requisition = readFields(raw, 'requisition')
  // v1.0 calls it g702 (procore.md §11.16).
  const summary = requisition.object('summary') ?? requisition.object('g702')
  return {
    id: requisition.need('id'),
    ...readEach(texts, requisition.text),
    final: requisition.flag('final'),
    deletable: requisition.flag('deletable'),
    total_claimed_amount: requisition.decimal('total_claimed_amount'),
    summary: summary && {
      ...readEach(summaryAmounts, summary.decimal),
      formatted_period: summary.text('formatted_period'),
    },
    items: requisition.has('items') ? requisition.list('items').map(readItem) : null,
    ...readCurrency(requisition),
    ...readOrigin(requisition),
    ...readStamps(requisition),
  }
}

function readItem(item: Fields): RequisitionItem {
  const { taxes, wbs_code: given } = item.raw
  const wbs = typeof given === 'object' ? item.object('wbs_code') : null
  const noted = typeof given === 'string' ? item.text('wbs_code') : null
  return {
    id: item.need('id'),
    ...readEach(itemTexts, item.text),
    ...readEach(itemAmounts, item.decimal),
    wbs_code: wbs
      ? { id: wbs.text('id'), flat_code: wbs.text('flat_code'), description: wbs.text('description') }
      : noted === null
        ? null
        : { id: null, flat_code: noted, description: null },
    taxes: typeof taxes === 'object' && taxes !== null ? toJson(taxes) : item.text('taxes'),
  }
}
