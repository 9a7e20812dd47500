import type { Call } from '../call.ts'
import type { Input } from '../fields.ts'
import { find } from '../kind.ts'
import { notFound } from '../refusal.ts'
import type { DirectCost, Project } from '../tables.ts'

/** @throws Refusal 404 if the project has no such cost, or if it is deleted and deleted ones are hidden. */
export function findCost(call: Call, project: Project, id: string): DirectCost {
  const cost = find(
    { table: call.procore.tables.direct_costs, owns: row => row.project_id === project.id },
    id,
  )
  if (!visible(call, cost)) throw notFound()
  return cost
}

/** Whether the API shows a cost: deleted ones by the switch `deletedDirectCosts`. */
export function visible(call: Call, row: DirectCost): boolean {
  return row.deleted_at === null || call.procore.switches.get('deletedDirectCosts') === 'listed'
}

/** The items of a sync, before they are judged. */
export function updatesOf(call: Call): Input[] {
  return Array.isArray(call.body.updates) ? (call.body.updates as Input[]) : []
}
