import type { Api } from '../api.ts'
import { type Call, type Filters, filtered, listedV2, projectOf } from '../call.ts'
import type { ChangeOrderPackage } from '../commitment-tables.ts'
import { notFound } from '../refusal.ts'
import { packageLines, showCommitmentChangeOrder } from './change-order-views.ts'
import { showLineV2 } from './commitment-contracts.ts'

/**
 * Commitment change orders: the other form of packages, read only here. Projects of three tiers have none: 404. The
 * v1.0 list is not paged (procore.md §2.2, §6.4).
 */
export function addCommitmentChangeOrders(api: Api): void {
  const path = '/rest/v1.0/projects/:project_id/commitment_change_orders'
  api.get(path, call => {
    const { commitments } = call.procore.tables
    const filters: Filters<ChangeOrderPackage> = {
      id: { among: row => row.commitment_change_order_id },
      contract_id: { among: row => row.contract_id },
      vendor_id: { among: row => commitments.get(row.contract_id)?.vendor_id ?? null },
      status: { is: row => row.status },
      executed: { is: row => String(row.executed) },
      batch_id: { among: () => null },
      legacy_package_id: { among: row => row.id },
      updated_at: { within: row => row.updated_at },
    }
    return sorted(call, filtered(call, allOf(call), filters)).map(row => showCommitmentChangeOrder(call, row))
  })
  api.get(`${path}/:id`, call => showCommitmentChangeOrder(call, oneOf(call)))
  const lines =
    '/rest/v2.0/companies/:company_id/projects/:project_id/commitment_change_orders/:id/line_items'
  api.get(lines, call =>
    listedV2(call, packageLines(call.procore, oneOf(call)), line => ({
      ...showLineV2(call, line),
      commitment_line_item_id: line.commitment_line_item_id,
    })),
  )
}

function allOf(call: Call): ChangeOrderPackage[] {
  const project = projectOf(call, 'change_orders')
  if (project.change_order_tiers === 3) throw notFound()
  return call.procore.tables.change_order_packages
    .by('project', project.id)
    .filter(row => row.commitment_change_order_id !== null && row.deleted_at === null)
}

function oneOf(call: Call): ChangeOrderPackage {
  const row = allOf(call).find(one => one.commitment_change_order_id === call.params.id)
  if (!row) throw notFound()
  return row
}

function sorted(call: Call, rows: ChangeOrderPackage[]): ChangeOrderPackage[] {
  const sort = call.query.one('sort')
  const key = (row: ChangeOrderPackage) =>
    sort?.endsWith('created_at') ? row.created_at : row.commitment_change_order_id!.padStart(20, '0')
  if (sort === null) return rows
  const up = rows.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
  return sort.startsWith('-') ? up.reverse() : up
}
