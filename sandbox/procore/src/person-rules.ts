import { change, type Rows } from './change.ts'
import type {
  ChangeOrderLine,
  ChangeOrderPackage,
  Commitment,
  CommitmentLine,
  Requisition,
  RequisitionItem,
} from './commitment-tables.ts'
import { completeCommitment, completeLine, completePackage, completeRequisition } from './completion.ts'
import { type Actor, type Procore, stamp } from './procore.ts'
import { budgetFor } from './resources/budget.ts'
import { requireDeletablePackage, requireOpenPackage } from './resources/change-order-packages.ts'
import { touchCommitment } from './resources/commitment-lines.ts'
import { requireDeletable, requireOpenHeader, requireOpenLine } from './resources/commitment-rules.ts'
import { touchCost } from './resources/direct-cost-lines.ts'
import { requireUnlocked } from './resources/direct-cost-rules.ts'
import { requireBillable, requireLatest } from './resources/requisitions.ts'
import type { DirectCost, DirectCostLine, WbsCode } from './tables.ts'

/** What Procore's screens do about the rows of a collection beside keeping them. */
type Rule<R> = {
  /** The row as Procore completes it. */
  complete?(procore: Procore, row: R, putWbs: (wbs: WbsCode) => WbsCode): R
  /** @throws Refusal for what the screens do not let a person do; `set` is what the person asked for. */
  judge?(procore: Procore, before: R | null, after: R | null, set: Record<string, unknown>): void
  /** What follows by itself; `row` as it stands, or as it stood before it was deleted. */
  follow?(procore: Procore, actor: Actor, row: R, deleted: boolean): void
}

const directCost: Rule<DirectCost> = {
  judge(procore, before, _after, set) {
    if (before) requireUnlocked(procore, before, 'person', set)
  },
}

const directCostLine: Rule<DirectCostLine> = {
  complete: (procore, line, putWbs) => {
    const siblings = procore.tables.direct_cost_line_items.by('cost', line.direct_cost_id)
    return completeLine(procore, line, siblings, putWbs)
  },
  judge(procore, before, _after, set) {
    const cost = before && procore.tables.direct_costs.get(before.direct_cost_id)
    if (cost) requireUnlocked(procore, cost, 'person', set)
  },
  follow(procore, actor, line, deleted) {
    if (!deleted) budgetFor(procore, actor, procore.tables.wbs_codes.get(line.wbs_code_id)!)
    touchCost(procore, actor, procore.tables.direct_costs.get(line.direct_cost_id)!)
  },
}

const commitment: Rule<Commitment> = {
  complete: completeCommitment,
  judge(procore, before, after) {
    if (!before || !after) return
    if (after.deleted_at !== null && before.deleted_at === null) requireDeletable(procore, before, 'person')
    else requireOpenHeader(procore, before, after, 'person')
  },
}

const commitmentLine: Rule<CommitmentLine> = {
  complete: (procore, line, putWbs) => {
    const siblings = procore.tables.commitment_line_items.by('commitment', line.commitment_id)
    return completeLine(procore, line, siblings, putWbs)
  },
  judge(procore, before, after) {
    const holder = procore.tables.commitments.get((after ?? before)!.commitment_id)!
    requireOpenLine(procore, holder, before, after, 'person')
  },
  follow(procore, actor, line, deleted) {
    if (!deleted) budgetFor(procore, actor, procore.tables.wbs_codes.get(line.wbs_code_id)!)
    touchCommitment(procore, actor, line.commitment_id)
  },
}

const changeOrderPackage: Rule<ChangeOrderPackage> = {
  complete: completePackage,
  judge(procore, before, after) {
    if (before?.deleted_at === null && after?.deleted_at !== null)
      requireDeletablePackage(procore, before, 'person')
  },
}

const changeOrderLine: Rule<ChangeOrderLine> = {
  complete: (procore, line, putWbs) => {
    const siblings = procore.tables.change_order_line_items.by('package', line.change_order_package_id)
    return completeLine(procore, line, siblings, putWbs)
  },
  judge(procore, before, after) {
    const holder = procore.tables.change_order_packages.get((after ?? before)!.change_order_package_id)!
    requireOpenPackage(procore, holder, before, after, 'person')
  },
  follow: (procore, actor, line) =>
    touch(procore, actor, procore.tables.change_order_packages, line.change_order_package_id),
}

const requisition: Rule<Requisition> = {
  complete: completeRequisition,
  judge(procore, before, after, set) {
    if (!before) return requireBillable(procore, after!.commitment_id)
    requireUnlocked(procore, before, 'person', set, 'requisition')
    requireLatest(procore, before)
  },
  follow(procore, actor, row, deleted) {
    const { requisition_items: items } = procore.tables
    if (deleted) for (const item of items.by('requisition', row.id)) change(procore, actor, items, item, null)
  },
}

const requisitionItem: Rule<RequisitionItem> = {
  judge(procore, before, after, set) {
    const holder = procore.tables.requisitions.get((after ?? before)!.requisition_id)!
    requireUnlocked(procore, holder, 'person', set, 'requisition')
    requireLatest(procore, holder)
  },
  follow: (procore, actor, item) => touch(procore, actor, procore.tables.requisitions, item.requisition_id),
}

const rules = {
  direct_costs: directCost,
  direct_cost_line_items: directCostLine,
  commitments: commitment,
  commitment_line_items: commitmentLine,
  change_order_packages: changeOrderPackage,
  change_order_line_items: changeOrderLine,
  requisitions: requisition,
  requisition_items: requisitionItem,
}

/** The rule of a collection; an empty one where Procore only keeps the row. */
export function ruleOf(collection: string): Rule<Record<string, unknown>> {
  return (rules as unknown as Record<string, Rule<Record<string, unknown>>>)[collection] ?? {}
}

/** Moves the stamp of a record whose items changed, and tells the hooks. */
function touch<R extends object>(procore: Procore, actor: Actor, table: Rows<R>, id: string): void {
  const row = table.get(id)!
  table.put({ ...row, updated_at: stamp(procore.clock) })
  procore.events.emit(actor, table.name, row, row)
}
