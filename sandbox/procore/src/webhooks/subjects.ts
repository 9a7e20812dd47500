import type { ChangeOrderPackage, Commitment, CommitmentLine, Requisition } from '../commitment-tables.ts'
import type { CostCode, DirectCost, DirectCostLine, Tables, Vendor } from '../tables.ts'

/** What an event about a row says: resource, record, scope, and the parent that v3 adds for lines (procore.md §10.2). */
export type Subject = {
  resource: string
  id: string
  companyId: string
  projectId: string | null
  related: { id: string; name: string }[]
}

type Make = (row: never, tables: Tables) => Subject

const inCompany =
  (resource: string): Make =>
  (row: Vendor) => ({ resource, id: row.id, companyId: row.company_id, projectId: null, related: [] })

const inProject =
  (resource: string): Make =>
  (row: CostCode, tables) => ({ resource, id: row.id, ...place(tables, row.project_id), related: [] })

const contracts = {
  PurchaseOrderContract: 'Purchase Order Contracts',
  WorkOrderContract: 'Work Order Contracts',
} as const
const lines = {
  PurchaseOrderContract: 'Purchase Order Contract Line Items',
  WorkOrderContract: 'Work Order Contract Line Items',
} as const

const subjects: Record<string, Make> = {
  vendors: inCompany('Company Vendors'),
  projects: inCompany('Projects'),
  line_item_types: inCompany('Line Item Types'),
  standard_cost_codes: (row: { id: string; standard_cost_code_list_id: string }, tables) => ({
    resource: 'Standard Cost Codes',
    id: row.id,
    companyId: tables.standard_cost_code_lists.get(row.standard_cost_code_list_id)!.company_id,
    projectId: null,
    related: [],
  }),
  // the id of a project-level directory event is the vendor's
  project_vendors: (row: { project_id: string; vendor_id: string }, tables) => ({
    resource: 'Project Vendors',
    id: row.vendor_id,
    ...place(tables, row.project_id),
    related: [],
  }),
  cost_codes: inProject('Cost Codes'),
  sub_jobs: inProject('Sub Jobs'),
  budget_line_items: inProject('Budget Line Items'),
  direct_costs: (row: DirectCost, tables) => inProject('Direct Costs')(row as never, tables),
  direct_cost_line_items: (row: DirectCostLine, tables) => ({
    resource: 'Direct Cost Line Items',
    id: row.id,
    ...place(tables, tables.direct_costs.get(row.direct_cost_id)!.project_id),
    related: [{ id: row.direct_cost_id, name: 'Direct Costs' }],
  }),
  commitments: (row: Commitment, tables) => inProject(contracts[row.type])(row as never, tables),
  commitment_line_items: (row: CommitmentLine, tables) => {
    const { type, project_id } = tables.commitments.get(row.commitment_id)!
    return {
      resource: lines[type],
      id: row.id,
      ...place(tables, project_id),
      related: [{ id: row.commitment_id, name: contracts[type] }],
    }
  },
  change_order_packages: (row: ChangeOrderPackage, tables) =>
    inProject('Change Order Packages')(row as never, tables),
  // not confirmed to exist: told under a switch only
  requisitions: (row: Requisition, tables) => inProject('Draw Requests')(row as never, tables),
}

/** The subject of a change in a collection; null where Procore has no events of it. */
export function subjectOf(tables: Tables, collection: string, row: object): Subject | null {
  return subjects[collection]?.(row as never, tables) ?? null
}

function place(tables: Tables, projectId: string): { companyId: string; projectId: string } {
  return { companyId: tables.projects.get(projectId)!.company_id, projectId }
}
