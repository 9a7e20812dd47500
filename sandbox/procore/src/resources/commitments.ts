import type { Api } from '../api.ts'
import { byId, byOrigin, byStamps, type Call, type Filters, filtered, listed, projectOf } from '../call.ts'
import { change } from '../change.ts'
import type { Commitment } from '../commitment-tables.ts'
import { int } from '../json.ts'
import { find, type Kind, sync } from '../kind.ts'
import { stamp } from '../procore.ts'
import { addRecords } from '../records.ts'
import { acceptCommitment, requireDeletable } from './commitment-rules.ts'
import { listedCommitment, showCommitment } from './commitment-views.ts'
import { projectOrigins } from './origins.ts'

/** The two collections of commitments (procore.md §6.1). */
export const contractKinds = [
  { type: 'PurchaseOrderContract', path: 'purchase_order_contracts', wrapper: 'purchase_order_contract' },
  { type: 'WorkOrderContract', path: 'work_order_contracts', wrapper: 'work_order_contract' },
] as const

const filters: Filters<Commitment> = {
  ...byId,
  ...byOrigin,
  ...byStamps,
  status: { is: row => row.status },
}

/** Purchase orders and subcontracts, v1.0 (procore.md §6.1). */
export function addCommitments(api: Api): void {
  for (const { type, path: name, wrapper } of contractKinds) {
    const path = `/rest/v1.0/${name}`
    const kindOf = (call: Call) => commitmentKind(call, type)
    api.get(path, call => {
      const all = call.procore.tables.commitments.by('project', projectOf(call, 'commitments').id)
      const rows = all.filter(row => row.type === type)
      return listed(call, filtered(call, undeleted(call, rows), filters), row => listedCommitment(call, row))
    })
    addRecords(api, path, wrapper, kindOf)
    api.patch(`${path}/sync`, call => sync(call, kindOf(call)))
    api.delete(`${path}/:id`, call => {
      const row = find(kindOf(call), call.params.id!)
      requireDeletable(call.procore, row, 'api')
      const deleted = { ...row, deleted_at: stamp(call.procore.clock) }
      change(call.procore, call.actor, call.procore.tables.commitments, row, deleted)
      return { id: int(row.id) }
    })
  }
}

/** The rows that a list shows by `filters[include_deleted]`: `with` deleted ones, `only` those, or none. */
export function undeleted<R extends { deleted_at: string | null }>(call: Call, rows: R[]): R[] {
  const asked = call.query.one('filters[include_deleted]')
  if (asked === 'with' || asked === 'true') return rows
  return rows.filter(row => (row.deleted_at !== null) === (asked === 'only'))
}

/** The commitment of the call's project with that id. @throws Refusal 404 without one. */
export function commitmentOf(call: Call, type: Commitment['type'], id: string): Commitment {
  return find(commitmentKind(call, type), id)
}

function commitmentKind(call: Call, type: Commitment['type']): Kind<Commitment> {
  const project = projectOf(call, 'commitments')
  const { commitments } = call.procore.tables
  return {
    table: commitments,
    owns: row => row.project_id === project.id && row.type === type && row.deleted_at === null,
    origins: originId =>
      projectOrigins(call, project, commitments.by('origin', originId)).filter(
        row => row.type === type && row.deleted_at === null,
      ),
    accept: (input, before) => acceptCommitment(call, project, type, input, before),
    show: row => showCommitment(call, row),
  }
}
