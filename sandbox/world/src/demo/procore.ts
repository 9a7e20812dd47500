import type { ProcoreDirectCost, ProcoreDirectCostLine, ProcoreRows } from '../procore-rows.ts'
import { calendarOf } from './calendar.ts'
import { commitmentRows } from './commitment-rows.ts'
import { costStructure, idOf } from './cost-structure.ts'
import { demoCosts, type NumberedCost } from './costs.ts'
import { employees } from './everyday-costs.ts'
import { procoreVendors, projectVendors } from './procore-vendors.ts'
import { CODE_LIST, COMPANY, everySite } from './sites.ts'

const names = ['Dana Whitfield', 'Marcus Oyelaran', 'Inés Cabrera', 'Tom Halvorsen']

/**
 * The demonstration's Procore: company 4266 with 20 projects and one more, vendors, cost codes by CSI, budgets, 600
 * direct costs, 120 commitments with their change orders and requisitions; 14,400 calls an hour and 100 in ten seconds, four times what small accounts have.
 * @param day the day around which it is made, `YYYY-MM-DD`: the same day gives the same rows
 */
export function demoProcore(day: string): ProcoreRows {
  const costs = demoCosts(calendarOf(day))
  return {
    companies: [{ id: COMPANY, name: 'Granite Ridge Builders' }],
    users: [
      { id: 9001, company_id: COMPANY, name: 'Plumbline', login: 'dmsa+plumbline@granite-ridge.example' },
      ...employees.map((id, at) => ({
        id,
        company_id: COMPANY,
        name: names[at]!,
        login: `user${id}@granite-ridge.example`,
      })),
    ],
    clients: [
      {
        client_id: 'plumbline-demo',
        client_secret: 'plumbline-demo-secret',
        user_id: 9001,
        company_ids: [COMPANY],
        project_ids: 'all',
      },
    ],
    projects: everySite.map(({ procoreId, number, name, city, state }) => ({
      id: procoreId,
      company_id: COMPANY,
      name,
      project_number: number,
      city,
      state_code: state,
      country_code: 'US',
      time_zone: 'America/Los_Angeles',
      standard_cost_code_list_id: CODE_LIST,
      stage: 'Course of Construction',
    })),
    vendors: procoreVendors(),
    project_vendors: [...projectVendors],
    ...costStructure(),
    direct_costs: costs.map(costRow),
    direct_cost_line_items: lineRows(costs),
    ...commitmentRows(calendarOf(day)),
    limits: { hourly: 14_400, spike: 100 },
  }
}

function costRow(cost: NumberedCost): ProcoreDirectCost {
  const { updatedAt, date, vendorId, employeeId, invoice, currency, originId } = cost
  return {
    id: cost.id,
    project_id: cost.site,
    direct_cost_type: cost.type,
    status: cost.status,
    vendor_id: vendorId,
    employee_id: employeeId ?? null,
    invoice_number: invoice,
    direct_cost_date: date,
    received_date: invoice === null ? null : date,
    description: cost.description,
    terms: invoice === null ? null : 'Net 30',
    currency_iso_code: currency ?? null,
    origin_id: originId ?? null,
    deleted_at: cost.awkward === 'deleted' ? updatedAt : null,
    created_at: updatedAt,
    updated_at: updatedAt,
  }
}

function lineRows(costs: readonly NumberedCost[]): ProcoreDirectCostLine[] {
  const rows = costs.flatMap(cost =>
    cost.lines.map(({ code, type, description, amount, calculated, taxCode }) => ({
      direct_cost_id: cost.id,
      cost_code_id: idOf.costCode(cost.site, code),
      line_item_type_id: type && idOf.type(type),
      description,
      ...(amount !== undefined && { amount }),
      ...(calculated && {
        quantity: calculated.quantity,
        unit_cost: calculated.unitCost,
        uom: calculated.uom,
        extended_type: 'calculated' as const,
      }),
      tax_code_id: taxCode ? idOf.tax(taxCode) : null,
      created_at: cost.updatedAt,
      updated_at: cost.updatedAt,
    })),
  )
  return rows.map((row, at) => ({ id: 6_200_001 + at, ...row }))
}
