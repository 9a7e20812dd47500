import type { ProcoreRows } from './procore-rows.ts'

/**
 * The smallest Procore in which vendors, accounts and costs can move: company 4266, its service account
 * `plumbline-demo`, one project, two cost codes, two cost types, the account parent `GL` and one approved cost.
 */
export function skeletonProcore(): ProcoreRows {
  return {
    companies: [{ id: 4266, name: 'Granite Ridge Builders' }],
    users: [
      { id: 9001, company_id: 4266, name: 'Plumbline', login: 'dmsa+plumbline@granite-ridge.example' },
      { id: 9002, company_id: 4266, name: 'Dana Whitfield', login: 'dana.whitfield@granite-ridge.example' },
    ],
    clients: [
      {
        client_id: 'plumbline-demo',
        client_secret: 'plumbline-demo-secret',
        user_id: 9001,
        company_ids: [4266],
        project_ids: 'all',
      },
    ],
    projects: [
      {
        id: 87001,
        company_id: 4266,
        name: 'Harbor Street Clinic',
        project_number: '24-017',
        city: 'Portland',
        state_code: 'OR',
        country_code: 'US',
        time_zone: 'America/Los_Angeles',
        standard_cost_code_list_id: 310,
      },
    ],
    vendors: [{ id: 51001, company_id: 4266, name: 'Cascade Ready Mix', zip: '97210' }],
    project_vendors: [{ project_id: 87001, vendor_id: 51001 }],
    standard_cost_code_lists: [{ id: 310, company_id: 4266, name: 'CSI MasterFormat' }],
    standard_cost_codes: [
      { id: 311, standard_cost_code_list_id: 310, code: '03', name: 'Concrete' },
      {
        id: 312,
        standard_cost_code_list_id: 310,
        parent_id: 311,
        code: '300',
        name: 'Cast-in-place concrete',
      },
      { id: 313, standard_cost_code_list_id: 310, code: 'GL', name: 'General ledger accounts' },
    ],
    cost_codes: [
      { id: 41001, project_id: 87001, code: '03', name: 'Concrete', standard_cost_code_id: 311 },
      {
        id: 41002,
        project_id: 87001,
        parent_id: 41001,
        code: '300',
        name: 'Cast-in-place concrete',
        standard_cost_code_id: 312,
      },
      {
        id: 41003,
        project_id: 87001,
        code: 'GL',
        name: 'General ledger accounts',
        standard_cost_code_id: 313,
      },
    ],
    line_item_types: [
      { id: 701, company_id: 4266, name: 'Labor', code: 'L', base_type: 'labor' },
      { id: 702, company_id: 4266, name: 'Materials', code: 'M', base_type: 'materials' },
    ],
    uoms: [
      { id: 801, company_id: 4266, name: 'ea' },
      { id: 802, company_id: 4266, name: 'cy' },
    ],
    direct_costs: [
      {
        id: 61001,
        project_id: 87001,
        direct_cost_type: 'expense',
        status: 'approved',
        vendor_id: 51001,
        direct_cost_date: '2026-10-14',
        description: 'Footing pour, grid A to C',
      },
    ],
    direct_cost_line_items: [
      {
        id: 62001,
        direct_cost_id: 61001,
        cost_code_id: 41002,
        line_item_type_id: 702,
        amount: '1848.75',
        quantity: '12.5',
        unit_cost: '147.9',
        uom: 'cy',
        extended_type: 'calculated',
        description: 'Ready-mix, 4000 psi',
      },
    ],
  }
}
