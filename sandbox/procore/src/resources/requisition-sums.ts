import Big from 'big.js'
import type { Requisition, RequisitionItem } from '../commitment-tables.ts'
import { sum } from '../decimal.ts'
import type { Procore } from '../procore.ts'
import { contractSums, requisitionsOf } from './commitment-sums.ts'

/** What stands of one contract line after a requisition. */
type Standing = { completed: Big; stored: Big; retained: Big; storedRetained: Big }
const nothing = (): Standing => ({
  completed: new Big(0),
  stored: new Big(0),
  retained: new Big(0),
  storedRetained: new Big(0),
})

/** The requisition before this one on the same commitment; null for the first. */
export function previousOf(procore: Procore, row: Requisition): Requisition | null {
  return (
    requisitionsOf(procore, row.commitment_id)
      .filter(one => one.number < row.number)
      .at(-1) ?? null
  )
}

/** The items of a requisition, in the order in which they were made. */
export function itemsOf({ tables }: Procore, row: Requisition): RequisitionItem[] {
  return tables.requisition_items.by('requisition', row.id)
}

/** What an item comes to, with what the requisitions before it billed of the same contract line. */
export function itemSums(procore: Procore, row: Requisition, item: RequisitionItem) {
  const previous = previousOf(procore, row)
  const before = (previous && standing(procore, previous).get(item.line_item_id)) ?? nothing()
  const this_period = new Big(item.work_completed_this_period)
  const stored = new Big(item.materials_presently_stored)
  const retained = new Big(item.work_completed_retainage_retained_this_period).minus(
    item.work_completed_retainage_released_this_period,
  )
  const storedRetained = new Big(item.materials_stored_retainage_currently_retained)
  const gross = this_period.plus(stored).minus(before.stored)
  const net = gross.minus(retained).minus(storedRetained).plus(before.storedRetained)
  return {
    work_completed_from_previous_application: before.completed.toFixed(2),
    total_completed_and_stored_to_date: before.completed.plus(this_period).plus(stored).toFixed(2),
    gross_amount: gross.toFixed(2),
    net_amount: net.toFixed(2),
  }
}

/** The sums of a requisition (procore.md §7); rejected items count for nothing. */
export function requisitionSums(procore: Procore, row: Requisition) {
  const contract = contractSums(procore, procore.tables.commitments.get(row.commitment_id)!)
  const previous = previousOf(procore, row)
  const now = totals(procore, row)
  const before = previous ? totals(procore, previous) : null
  const earned = now.completed.plus(now.stored).minus(now.retained).minus(now.storedRetained)
  const paid = before
    ? before.completed.plus(before.stored).minus(before.retained).minus(before.storedRetained)
    : new Big(0)
  const tax = row.tax_applicable_to_this_payment ?? '0'
  const share = (part: Big, of: Big) => (of.eq(0) ? '0.00' : part.times(100).div(of).toFixed(2))
  const total = now.completed.plus(now.stored)
  return {
    original_contract_sum: new Big(contract.grand_total).toFixed(2),
    net_change_by_change_orders: new Big(contract.approved_change_orders).toFixed(2),
    contract_sum_to_date: new Big(contract.revised_contract).toFixed(2),
    total_completed_and_stored_to_date: total.toFixed(2),
    completed_work_retainage_percent: share(now.retained, now.completed),
    completed_work_retainage_amount: now.retained.toFixed(2),
    stored_materials_retainage_percent: share(now.storedRetained, now.stored),
    stored_materials_retainage_amount: now.storedRetained.toFixed(2),
    total_retainage: now.retained.plus(now.storedRetained).toFixed(2),
    total_earned_less_retainage: earned.toFixed(2),
    less_previous_certificates_for_payment: paid.toFixed(2),
    tax_applicable_to_this_payment: new Big(tax).toFixed(2),
    current_payment_due: earned.minus(paid).plus(tax).toFixed(2),
    balance_to_finish_including_retainage: new Big(contract.revised_contract).minus(earned).toFixed(2),
  }
}

function totals(procore: Procore, row: Requisition): Standing {
  const lines = [...standing(procore, row).values()]
  const of = (name: keyof Standing) => new Big(sum(lines.map(line => line[name].toFixed())))
  return {
    completed: of('completed'),
    stored: of('stored'),
    retained: of('retained'),
    storedRetained: of('storedRetained'),
  }
}

/** By contract line, what stands after the requisition and all before it. */
function standing(procore: Procore, row: Requisition): Map<string, Standing> {
  const lines = new Map<string, Standing>()
  for (const one of requisitionsOf(procore, row.commitment_id).filter(({ number }) => number <= row.number))
    for (const item of itemsOf(procore, one)) {
      if (item.status === 'rejected') continue
      const before = lines.get(item.line_item_id) ?? nothing()
      lines.set(item.line_item_id, {
        completed: before.completed.plus(item.work_completed_this_period),
        stored: new Big(item.materials_presently_stored),
        retained: before.retained
          .plus(item.work_completed_retainage_retained_this_period)
          .minus(item.work_completed_retainage_released_this_period),
        storedRetained: new Big(item.materials_stored_retainage_currently_retained),
      })
    }
  return lines
}
