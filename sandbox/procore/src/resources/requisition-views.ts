import Big from 'big.js'
import type { Call } from '../call.ts'
import type { Requisition, RequisitionItem } from '../commitment-tables.ts'
import { fixed, loose } from '../decimal.ts'
import { int } from '../json.ts'
import { currencyOf } from './coded-line-views.ts'
import { itemSums, itemsOf, previousOf, requisitionSums } from './requisition-sums.ts'
import { wbsView } from './wbs-codes.ts'

/** A requisition, v1.1; the views `items` and `extended` have its items (procore.md §7). */
export function showRequisition(call: Call, row: Requisition): unknown {
  const { procore } = call
  const commitment = procore.tables.commitments.get(row.commitment_id)!
  const vendor = commitment.vendor_id === null ? null : procore.tables.vendors.get(commitment.vendor_id)
  const period = row.period_id === null ? null : procore.tables.billing_periods.get(row.period_id)
  const author = row.created_by_id === null ? null : procore.tables.users.get(row.created_by_id)
  const sums = requisitionSums(procore, row)
  const { commitment_id, created_by_id: _, tax_applicable_to_this_payment: _t, ...rest } = row
  const { currency_iso_code, ...fields } = rest
  const [done, all] = [sums.total_completed_and_stored_to_date, new Big(sums.contract_sum_to_date)]
  return {
    ...fields,
    id: int(row.id),
    project_id: int(row.project_id),
    period_id: int(row.period_id),
    previous_requisition_id: int(previousOf(procore, row)?.id ?? null),
    invoice_type: 'progress',
    commitment_id: int(commitment_id),
    commitment_type: commitment.type,
    contract_name: commitment.title,
    vendor_id: int(commitment.vendor_id),
    vendor_name: vendor?.name ?? null,
    deletable: row.origin_id === null,
    percent_complete: `${all.eq(0) ? '0.00' : new Big(done).times(100).div(all).toFixed(2)}%`,
    summary: {
      ...sums,
      formatted_period: period && `${period.start_date} to ${period.end_date}`,
    },
    created_by: author && { id: int(author.id), name: author.name, login: author.login },
    currency_configuration: currencyOf(call, currency_iso_code),
    total_claimed_amount: sums.current_payment_due,
    custom_fields: {},
    ...(hasItems(call) && {
      items: itemsOf(procore, row).map((item, at) => showItem(call, row, item, at + 1)),
      item_packages: [],
    }),
  }
}

function hasItems(call: Call): boolean {
  const view = call.query.one('view')
  return view === 'items' || view === 'extended'
}

function showItem(call: Call, row: Requisition, item: RequisitionItem, position: number): unknown {
  const { commitment_line_items, change_order_line_items, commitments, wbs_codes } = call.procore.tables
  const line = commitment_line_items.get(item.line_item_id) ?? change_order_line_items.get(item.line_item_id)
  const sums = itemSums(call.procore, row, item)
  const scheduled = new Big(line?.amount ?? '0')
  const share = scheduled.eq(0)
    ? '0.00'
    : new Big(sums.total_completed_and_stored_to_date).times(100).div(scheduled).toFixed(2)
  return {
    id: int(item.id),
    item_type: item.item_type,
    line_item_id: int(item.line_item_id),
    cost_code_id: int(line?.cost_code_id ?? null),
    wbs_code: line ? wbsView(call.procore, wbs_codes.get(line.wbs_code_id)!) : null,
    description_of_work: line?.description ?? null,
    scheduled_value: scheduled.toFixed(2),
    scheduled_quantity: line?.quantity ? loose(line.quantity) : null,
    scheduled_unit_price: line?.unit_cost ? fixed(line.unit_cost, 4) : null,
    work_completed_this_period: fixed(item.work_completed_this_period, 2),
    work_completed_this_period_quantity: item.work_completed_this_period_quantity,
    materials_presently_stored: fixed(item.materials_presently_stored, 2),
    work_completed_retainage_retained_this_period: fixed(
      item.work_completed_retainage_retained_this_period,
      2,
    ),
    work_completed_retainage_released_this_period: fixed(
      item.work_completed_retainage_released_this_period,
      2,
    ),
    materials_stored_retainage_currently_retained: fixed(
      item.materials_stored_retainage_currently_retained,
      2,
    ),
    ...sums,
    total_completed_and_stored_to_date_percent: share,
    taxes: item.taxes,
    status: item.status,
    accounting_method: commitments.get(row.commitment_id)!.accounting_method,
    uom: line?.uom ?? null,
    position,
  }
}
