import type { Call } from '../call.ts'
import type { ChangeOrderLine, ChangeOrderPackage } from '../commitment-tables.ts'
import { loose } from '../decimal.ts'
import { int } from '../json.ts'
import type { Procore } from '../procore.ts'
import { currencyOf, heldLine } from './coded-line-views.ts'
import { packageTotal } from './commitment-sums.ts'

/** A change order package in a list: without lines (procore.md §6.4). */
export function listedPackage(call: Call, row: ChangeOrderPackage) {
  return {
    id: int(row.id),
    type: row.type,
    ...common(call, row),
    origin_id: row.origin_id,
    origin_code: row.origin_code,
    origin_data: row.origin_data,
    deleted_at: row.deleted_at,
  }
}

/** A change order package by itself, with its lines. */
export function showPackage(call: Call, row: ChangeOrderPackage): unknown {
  const holder = { id: int(row.id), holder_type: 'ChangeOrderPackage' }
  return {
    ...listedPackage(call, row),
    line_items: packageLines(call.procore, row).map(line => heldLine(call, line, holder, row)),
  }
}

/** The other form of a package: another id, `legacy_package_id`, no origin fields (procore.md §6.4). */
export function showCommitmentChangeOrder(call: Call, row: ChangeOrderPackage): unknown {
  return {
    id: int(row.commitment_change_order_id),
    type: 'CommitmentChangeOrder',
    ...common(call, row),
    batch_id: null,
    legacy_package_id: int(row.id),
    legacy_request_id: null,
    reference: null,
    paid: row.paid_date !== null,
    private: false,
    field_change: false,
    signature_required: false,
    attachments: [],
    custom_fields: {},
  }
}

/** The lines of a package by position. */
export function packageLines({ tables }: Procore, row: ChangeOrderPackage): ChangeOrderLine[] {
  return tables.change_order_line_items.by('package', row.id).sort((a, b) => a.position - b.position)
}

function common(call: Call, row: ChangeOrderPackage) {
  const { change_order_reasons, users } = call.procore.tables
  const reason =
    row.change_order_change_reason_id === null
      ? null
      : change_order_reasons.get(row.change_order_change_reason_id)
  const person = (id: string | null) => {
    const user = id === null ? null : users.get(id)
    return user && { id: int(user.id), name: user.name, login: user.login }
  }
  const { title, description, status, number, revision, executed, schedule_impact_amount } = row
  const { due_date, invoiced_date, paid_date, reviewed_at, signed_change_order_received_date } = row
  return {
    contract_id: int(row.contract_id),
    number,
    revision,
    title,
    description,
    status,
    executed,
    due_date,
    invoiced_date,
    paid_date,
    reviewed_at,
    signed_change_order_received_date,
    schedule_impact_amount,
    change_order_change_reason: reason && { id: int(reason.id), change_reason: reason.change_reason },
    designated_reviewer: person(row.designated_reviewer_id),
    reviewed_by: person(row.reviewed_by_id),
    grand_total: loose(packageTotal(call.procore, row)),
    currency_configuration: currencyOf(call, row.currency_iso_code),
    created_at: row.created_at,
    updated_at: row.updated_at,
  }
}
