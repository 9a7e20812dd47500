import type { ChangeOrderPackage, Commitment, CommitmentLine, Requisition } from '../commitment-tables.ts'
import { sum } from '../decimal.ts'
import type { Procore } from '../procore.ts'
import { baseStatus } from './change-order-statuses.ts'

/** The lines of a commitment by position. */
export function commitmentLines({ tables }: Procore, row: { id: string }): CommitmentLine[] {
  return tables.commitment_line_items.by('commitment', row.id).sort((a, b) => a.position - b.position)
}

/** The change order packages of a commitment that were not deleted. */
export function packagesOf({ tables }: Procore, row: Commitment): ChangeOrderPackage[] {
  return tables.change_order_packages.by('contract', row.id).filter(one => one.deleted_at === null)
}

/** The requisitions of a commitment, oldest first. */
export function requisitionsOf({ tables }: Procore, commitmentId: string): Requisition[] {
  return tables.requisitions.by('commitment', commitmentId).sort((a, b) => a.number - b.number)
}

/** Σ lines of a package. */
export function packageTotal({ tables }: Procore, row: ChangeOrderPackage): string {
  return sum(tables.change_order_line_items.by('package', row.id).map(line => line.amount))
}

const PENDING = ['not_pricing', 'pricing', 'pending', 'revised', 'proceeding']

/** The contract's sums (procore.md §6.1): `grand_total` is the original schedule of values. */
export function contractSums(procore: Procore, row: Commitment) {
  const companyId = procore.tables.projects.get(row.project_id)!.company_id
  const changes = packagesOf(procore, row)
  const totalOf = (statuses: string[]) =>
    sum(
      changes
        .filter(one => statuses.includes(baseStatus(procore, companyId, one.status)))
        .map(one => packageTotal(procore, one)),
    )
  const grand_total = sum(commitmentLines(procore, row).map(line => line.amount))
  const approved_change_orders = totalOf(['approved'])
  const pending_change_orders = totalOf(PENDING)
  const revised_contract = sum([grand_total, approved_change_orders])
  return {
    grand_total,
    approved_change_orders,
    pending_change_orders,
    draft_change_orders_amount: totalOf(['draft']),
    revised_contract,
    pending_revised_contract: sum([revised_contract, pending_change_orders]),
  }
}
