import type { Store } from '@plumbline/sandbox-kit'
import type * as World from '@plumbline/sandbox-world'
import { lineDefaults, openCommitmentTables } from './commitment-tables.ts'
import { type Stored, Table } from './table.ts'

/** The rows of the collections, as kept; what their fields mean is said at the seed's types. */
export type Company = Stored<World.ProcoreCompany>
export type User = Stored<World.ProcoreUser>
export type Client = Stored<World.ProcoreClient>
export type Project = Stored<World.ProcoreProject>
export type Vendor = Stored<World.ProcoreVendor>
export type StandardCostCode = Stored<World.ProcoreStandardCostCode>
export type CostCode = Stored<World.ProcoreCostCode>
export type LineItemType = Stored<World.ProcoreLineItemType>
export type SubJob = Stored<World.ProcoreSubJob>
export type WbsCode = Stored<World.ProcoreWbsCode>
export type TaxCode = Stored<World.ProcoreTaxCode>
export type Uom = Stored<World.ProcoreUom>
export type BudgetLine = Stored<World.ProcoreBudgetLineItem>
export type DirectCost = Stored<World.ProcoreDirectCost>
export type DirectCostLine = Stored<World.ProcoreDirectCostLine>

const foreign = { origin_id: null, origin_data: null }
const origin = (row: { origin_id: string | null }) => row.origin_id
const company = (row: { company_id: string }) => row.company_id
const project = (row: { project_id: string }) => row.project_id

/** Every seedable collection, under the names of `ProcoreRows`. */
export function openTables(store: Store) {
  return {
    companies: new Table<World.ProcoreCompany>(store, 'companies', {
      defaults: { is_active: true, currency_iso_code: null },
      indexes: {},
    }),
    users: new Table<World.ProcoreUser, 'company'>(store, 'users', { defaults: {}, indexes: { company } }),
    clients: new Table<World.ProcoreClient>(store, 'clients', {
      key: row => row.client_id,
      defaults: {},
      indexes: {},
    }),
    projects: new Table<World.ProcoreProject, 'company' | 'origin'>(store, 'projects', {
      defaults: {
        ...foreign,
        origin_code: null,
        project_number: null,
        active: true,
        address: null,
        city: null,
        state_code: null,
        country_code: null,
        zip: null,
        county: null,
        time_zone: null,
        phone: null,
        description: null,
        start_date: null,
        completion_date: null,
        total_value: null,
        stage: null,
        accounting_project_number: null,
        standard_cost_code_list_id: null,
        is_erp_integrated: false,
        tools_off: [],
        change_order_tiers: 1,
      },
      indexes: { company, origin },
    }),
    vendors: new Table<World.ProcoreVendor, 'company' | 'origin' | 'parent'>(store, 'vendors', {
      defaults: {
        ...foreign,
        origin_code: null,
        abbreviated_name: null,
        trade_name: null,
        address: null,
        city: null,
        state_code: null,
        country_code: null,
        zip: null,
        business_phone: null,
        mobile_phone: null,
        fax_number: null,
        email_address: null,
        website: null,
        is_active: true,
        notes: null,
        labor_union: null,
        license_number: null,
        authorized_bidder: false,
        prequalified: false,
        union_member: false,
        non_union_prevailing_wage: false,
        parent_id: null,
        standard_cost_code_ids: [],
        bidding: {},
        business_register: null,
        origin_custom_fields: {},
      },
      indexes: { company, origin, parent: row => row.parent_id },
    }),
    project_vendors: new Table<World.ProcoreProjectVendor, 'project' | 'vendor'>(store, 'project_vendors', {
      key: row => projectVendorKey(row.project_id, row.vendor_id),
      defaults: {},
      indexes: { project, vendor: row => row.vendor_id },
    }),
    standard_cost_code_lists: new Table<World.ProcoreStandardCostCodeList, 'company'>(
      store,
      'standard_cost_code_lists',
      { defaults: { is_erp_list: false, available_to_use_on_new_projects: true }, indexes: { company } },
    ),
    standard_cost_codes: new Table<World.ProcoreStandardCostCode, 'list' | 'origin' | 'parent' | 'code'>(
      store,
      'standard_cost_codes',
      {
        defaults: { ...foreign, parent_id: null },
        indexes: {
          list: row => row.standard_cost_code_list_id,
          origin,
          parent: row => row.parent_id,
          code: row => codeKey(row.standard_cost_code_list_id, row),
        },
      },
    ),
    sub_jobs: new Table<World.ProcoreSubJob, 'project' | 'origin'>(store, 'sub_jobs', {
      defaults: foreign,
      indexes: { project, origin },
    }),
    cost_codes: new Table<World.ProcoreCostCode, 'project' | 'origin' | 'parent' | 'standard' | 'code'>(
      store,
      'cost_codes',
      {
        defaults: {
          ...foreign,
          sub_job_id: null,
          parent_id: null,
          standard_cost_code_id: null,
          position: null,
          deleted_at: null,
        },
        indexes: {
          project,
          origin,
          parent: row => row.parent_id,
          standard: row => row.standard_cost_code_id,
          code: row => codeKey(`${row.project_id}/${row.sub_job_id ?? ''}`, row),
        },
      },
    ),
    line_item_types: new Table<World.ProcoreLineItemType, 'company' | 'origin'>(store, 'line_item_types', {
      defaults: foreign,
      indexes: { company, origin },
    }),
    wbs_codes: new Table<World.ProcoreWbsCode, 'project' | 'coding' | 'cost_code'>(store, 'wbs_codes', {
      defaults: { line_item_type_id: null, sub_job_id: null, description: null, status: 'active' },
      indexes: {
        project,
        coding: row => codingKey(row.cost_code_id, row.line_item_type_id),
        cost_code: row => row.cost_code_id,
      },
    }),
    tax_codes: new Table<World.ProcoreTaxCode, 'company' | 'origin'>(store, 'tax_codes', {
      defaults: { ...foreign, description: null, archived: false, default_tax_code: false },
      indexes: { company, origin },
    }),
    uoms: new Table<World.ProcoreUom, 'company'>(store, 'uoms', {
      defaults: { description: null, is_standard: false, uom_category: null },
      indexes: { company },
    }),
    budget_line_items: new Table<World.ProcoreBudgetLineItem, 'project' | 'wbs'>(store, 'budget_line_items', {
      defaults: {
        original_budget_amount: '0',
        quantity: null,
        unit_cost: null,
        uom: null,
        calculation_strategy: 'manual',
      },
      indexes: { project, wbs: row => row.wbs_code_id },
    }),
    direct_costs: new Table<World.ProcoreDirectCost, 'project' | 'origin'>(store, 'direct_costs', {
      defaults: {
        ...foreign,
        status: 'draft',
        vendor_id: null,
        employee_id: null,
        invoice_number: null,
        direct_cost_date: null,
        received_date: null,
        payment_date: null,
        description: null,
        terms: null,
        currency_iso_code: null,
        deleted_at: null,
      },
      indexes: { project, origin },
    }),
    direct_cost_line_items: new Table<World.ProcoreDirectCostLine, 'cost' | 'origin' | 'wbs'>(
      store,
      'direct_cost_line_items',
      {
        defaults: lineDefaults,
        indexes: { cost: row => row.direct_cost_id, origin, wbs: row => row.wbs_code_id },
      },
    ),
    ...openCommitmentTables(store),
  }
}
/** All tables, in the order in which a data set is loaded. */
export type Tables = ReturnType<typeof openTables>

/** Key of a row of `project_vendors`. */
export function projectVendorKey(projectId: string, vendorId: string): string {
  return `${projectId}:${vendorId}`
}

/** Key of the index `coding` of WBS codes. */
export function codingKey(costCodeId: string, lineItemTypeId: string | null): string {
  return `${costCodeId}:${lineItemTypeId ?? ''}`
}

/** Key of the index `code`: what must be unique in a list, or in a project or sub job. */
export function codeKey(owner: string, row: { parent_id: string | null; code: string }): string {
  return `${owner}:${row.parent_id ?? ''}:${row.code}`
}
