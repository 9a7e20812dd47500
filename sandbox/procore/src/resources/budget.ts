import type { Api } from '../api.ts'
import { type Call, listed, projectOf, wrapped } from '../call.ts'
import { change, newRow } from '../change.ts'
import { fixed } from '../decimal.ts'
import { type Input, readFields, requireOneOf, type Writable } from '../fields.ts'
import { int } from '../json.ts'
import { find } from '../kind.ts'
import type { Actor, Procore } from '../procore.ts'
import { forbidden } from '../refusal.ts'
import type { BudgetLine, Project, WbsCode } from '../tables.ts'
import { wbsView } from './wbs-codes.ts'

const writable: Writable<BudgetLine> = {
  wbs_code_id: 'id',
  original_budget_amount: 'decimal',
  quantity: 'decimal',
  unit_cost: 'decimal',
  uom: 'text',
  calculation_strategy: 'text',
}

/** Budget line items, and the one budget view through which they can be listed (procore.md §5.2). */
export function addBudget(api: Api): void {
  const path = '/rest/v1.1/budget_line_items'
  api.post(path, call =>
    show(call, put(call, projectOf(call, 'budget'), wrapped(call, 'budget_line_item'), null)),
  )
  api.get(`${path}/:id`, call => show(call, budgetLine(call, projectOf(call, 'budget'))))
  api.patch(`${path}/:id`, call => {
    const project = projectOf(call, 'budget')
    return show(call, put(call, project, wrapped(call, 'budget_line_item'), budgetLine(call, project)))
  })
  api.get('/rest/v1.0/budget_views', call =>
    listed(call, [projectOf(call, 'budget')], row => viewOf(call, row)),
  )
  api.get('/rest/v1.0/budget_views/:budget_view_id/detail_rows', call => {
    const { budget_line_items, wbs_codes } = call.procore.tables
    const project = projectOf(call, 'budget')
    const costCodes = new Set(call.query.many('cost_code_id'))
    const rows = budget_line_items
      .by('project', project.id)
      .map(line => ({ line, wbs: wbs_codes.get(line.wbs_code_id)! }))
      .filter(({ wbs }) => costCodes.size === 0 || costCodes.has(wbs.cost_code_id))
    return listed(call, rows, row => detailRow(call, project, row.line, row.wbs))
  })
}

/** Makes a budget line of nothing for a code that the budget lacks: what Procore does when a line is coded to it. */
export function budgetFor(procore: Procore, actor: Actor, wbs: WbsCode): void {
  const { budget_line_items } = procore.tables
  if (budget_line_items.by('wbs', wbs.id).length > 0) return
  const fields = { project_id: wbs.project_id, wbs_code_id: wbs.id }
  change(procore, actor, budget_line_items, null, newRow(procore, budget_line_items, fields))
}

function budgetLine(call: Call, project: Project): BudgetLine {
  const table = call.procore.tables.budget_line_items
  return find({ table, owns: row => row.project_id === project.id }, call.params.id!)
}

function put(call: Call, project: Project, input: Input, before: BudgetLine | null): BudgetLine {
  const { budget_line_items: table, wbs_codes } = call.procore.tables
  const base = before ?? newRow(call.procore, table, { project_id: project.id })
  const row = { ...base, ...readFields(input, writable) }
  if (wbs_codes.get(row.wbs_code_id)?.project_id !== project.id)
    throw forbidden('wbs_code_id', 'is not a code of this project')
  if (table.by('wbs', row.wbs_code_id).some(one => one.id !== row.id))
    throw forbidden('wbs_code_id', 'already has a budget line item')
  requireOneOf('calculation_strategy', row.calculation_strategy, ['automatic', 'manual'])
  return change(call.procore, call.actor, table, before, row)!
}

/** Here, and here only, amounts are JSON numbers (procore.md §2.7). */
function show(call: Call, row: BudgetLine): unknown {
  const number = (text: string | null) => (text === null ? null : JSON.rawJSON(text))
  return {
    id: int(row.id),
    original_budget_amount: number(row.original_budget_amount),
    uom: row.uom,
    quantity: number(row.quantity),
    unit_cost: number(row.unit_cost),
    calculation_strategy: row.calculation_strategy,
    wbs_code: wbsView(call.procore, call.procore.tables.wbs_codes.get(row.wbs_code_id)!),
    currency_configuration: { currency_iso_code: null },
  }
}

function viewOf(call: Call, project: Project): unknown {
  const { request } = call
  const rows = (kind: string) =>
    `${request.protocol}://${request.host}/rest/v1.0/budget_views/${project.id}/${kind}?project_id=${project.id}`
  return {
    id: int(project.id),
    name: 'Procore Standard Budget',
    description: '',
    created_at: project.created_at,
    created_by: null,
    updated_at: project.updated_at,
    role: 'project',
    links: { detail_rows: rows('detail_rows'), summary_rows: rows('summary_rows') },
  }
}

function detailRow(call: Call, project: Project, line: BudgetLine, wbs: WbsCode): unknown {
  const { cost_codes, line_item_types, companies } = call.procore.tables
  const costCode = cost_codes.get(wbs.cost_code_id)!
  const type = wbs.line_item_type_id === null ? null : line_item_types.get(wbs.line_item_type_id)
  return {
    id: int(line.id),
    budget_row_id: line.id,
    deletable: true,
    company_id: int(project.company_id),
    company: companies.get(project.company_id)!.name,
    project_id: int(project.id),
    project: project.name,
    wbs_code_id: int(wbs.id),
    wbs_code: wbsView(call.procore, wbs),
    cost_code_id: int(costCode.id),
    cost_code_origin_id: costCode.origin_id,
    cost_code: costCode.name,
    category_id: int(type?.id ?? null),
    category: type?.name ?? null,
    biller_id: int(project.id),
    biller: project.name,
    biller_type: 'Project',
    original_budget_amount: fixed(line.original_budget_amount, 2),
    budget_modifications: '0.00',
    quantity: fixed(line.quantity ?? '0', 12),
    unit_cost: fixed(line.unit_cost ?? '0', 4),
    uom: line.uom,
    calculation_strategy: line.calculation_strategy,
    currency_configuration: { currency_iso_code: null },
    budgeted: true,
    unbudgeted_reason: null,
  }
}
