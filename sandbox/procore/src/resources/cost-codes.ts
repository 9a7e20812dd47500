import type { Api } from '../api.ts'
import { byId, byOrigin, type Call, filtered, listed, projectOf } from '../call.ts'
import { change, newRow } from '../change.ts'
import { readFields, requireText, type Writable } from '../fields.ts'
import { int } from '../json.ts'
import { type Kind, sync } from '../kind.ts'
import { type Action, addRecords } from '../records.ts'
import { badRequest, forbidden, notFound, Refusal } from '../refusal.ts'
import { type CostCode, codeKey, type Project } from '../tables.ts'
import { fullCode, ownCode, requireFreeCode, requireTree } from './codes.ts'
import { showLineItemType } from './line-item-types.ts'
import { projectOrigins } from './origins.ts'

const writable: Writable<CostCode> = {
  code: 'text',
  name: 'text',
  parent_id: 'id',
  standard_cost_code_id: 'id',
  position: 'whole',
  origin_id: 'text',
  origin_data: 'text',
}

/** Cost codes of a project, or of one of its sub jobs (procore.md §5.2). */
export function addCostCodes(api: Api): void {
  const path = '/rest/v1.0/cost_codes'
  api.get(path, call => {
    const project = projectOf(call, 'cost_codes')
    const subJob = call.query.one('sub_job_id')
    const codes = call.procore.tables.cost_codes
      .by('project', project.id)
      .filter(row => row.sub_job_id === subJob && row.deleted_at === null)
    const compact = call.query.one('view') === 'erp_compact'
    return listed(call, filtered(call, codes, { ...byId, ...byOrigin }), row =>
      compact ? compactView(call, row) : showCostCode(call, row),
    )
  })
  addRecords(api, path, 'cost_code', costCodeKind)
  api.patch(`${path}/sync`, call => sync(call, costCodeKind(call, 'sync')))
  api.post(`${path}/copy_from_standard_list`, call =>
    copyStandardList(call).map(row => showCostCode(call, row)),
  )
}

/** A cost code as the Show action has it: a root has `parent: {id: null}` (procore.md §5.2, recorded). */
export function showCostCode(call: Call, row: CostCode): unknown {
  const { tables } = call.procore
  const project = tables.projects.get(row.project_id)!
  const subJob = row.sub_job_id === null ? null : tables.sub_jobs.get(row.sub_job_id)
  const standard =
    row.standard_cost_code_id === null ? null : tables.standard_cost_codes.get(row.standard_cost_code_id)
  const wbs = typesOf(call, row)
  return {
    id: int(row.id),
    biller: subJob?.name ?? project.name,
    biller_id: int(subJob?.id ?? project.id),
    biller_type: subJob ? 'SubJob' : 'Project',
    biller_origin_id: (subJob ?? project).origin_id,
    budgeted: wbs.some(code => tables.budget_line_items.by('wbs', code.id).length > 0),
    code: row.code,
    created_at: row.created_at,
    deleted_at: row.deleted_at,
    full_code: fullCode(tables.cost_codes, row),
    name: row.name,
    origin_data: row.origin_data,
    origin_id: row.origin_id,
    parent: { id: int(row.parent_id) },
    position: row.position,
    sortable_code: fullCode(tables.cost_codes, row),
    standard_cost_code_id: int(row.standard_cost_code_id),
    standard_cost_code_list_id: int(standard?.standard_cost_code_list_id ?? null),
    updated_at: row.updated_at,
    line_item_types: wbs
      .map(code =>
        code.line_item_type_id === null ? null : tables.line_item_types.get(code.line_item_type_id),
      )
      .filter(type => type !== null)
      .map(showLineItemType),
  }
}

function compactView(call: Call, row: CostCode): unknown {
  const { id, name, origin_data, origin_id, standard_cost_code_id } = row
  const full_code = fullCode(call.procore.tables.cost_codes, row)
  return {
    id: int(id),
    name,
    full_code,
    origin_data,
    origin_id,
    standard_cost_code_id: int(standard_cost_code_id),
  }
}

function typesOf(call: Call, row: CostCode) {
  return call.procore.tables.wbs_codes.by('cost_code', row.id)
}

function costCodeKind(call: Call, action: Action): Kind<CostCode> {
  const project = projectOf(call, 'cost_codes')
  if (action === 'write' && project.is_erp_integrated)
    throw new Refusal(403, 'Cost codes of an ERP integrated project can only be changed by sync.')
  const withPrefix = action === 'sync' && call.procore.switches.get('costCodeInput') === 'full'
  const { cost_codes: codes, standard_cost_codes } = call.procore.tables
  const subJob = call.query.one('sub_job_id') ?? (call.body.sub_job_id ? String(call.body.sub_job_id) : null)
  return {
    table: codes,
    owns: row => row.project_id === project.id && row.deleted_at === null,
    origins: originId => projectOrigins(call, project, codes.by('origin', originId)),
    accept(input, before) {
      const base = before ?? newRow(call.procore, codes, { project_id: project.id, sub_job_id: subJob })
      const row = { ...base, ...readFields(input, writable) }
      if (withPrefix && input.code !== undefined) row.code = ownCode(codes, row)
      requireText('code', row.code)
      requireText('name', row.name)
      if (row.parent_id !== null && codes.get(row.parent_id)?.project_id !== project.id)
        throw forbidden('parent_id', 'is not a cost code of this project')
      if (row.standard_cost_code_id !== null && !standard_cost_codes.get(row.standard_cost_code_id))
        throw forbidden('standard_cost_code_id', 'does not exist')
      requireTree(codes, row)
      requireFreeCode(codes.by('code', codeKey(`${project.id}/${row.sub_job_id ?? ''}`, row)), row)
      return row
    },
    show: row => showCostCode(call, row),
  }
}

/** Copies the codes of a standard list that the project does not have yet, parents first. */
function copyStandardList(call: Call): CostCode[] {
  const project: Project = projectOf(call, 'cost_codes')
  const { cost_codes, standard_cost_codes, standard_cost_code_lists } = call.procore.tables
  const listId = call.body.standard_cost_code_list_id
  if (!listId) throw badRequest('standard_cost_code_list_id', 'is missing')
  if (standard_cost_code_lists.get(String(listId))?.company_id !== call.company.id) throw notFound()
  const copied = new Map<string, CostCode>()
  for (const row of cost_codes.by('project', project.id))
    if (row.standard_cost_code_id !== null) copied.set(row.standard_cost_code_id, row)
  const made: CostCode[] = []
  const copy = (id: string): CostCode => {
    const known = copied.get(id)
    if (known) return known
    const standard = standard_cost_codes.get(id)!
    const { code, name } = standard
    const parent_id = standard.parent_id === null ? null : copy(standard.parent_id).id
    const fields = { project_id: project.id, parent_id, code, name, standard_cost_code_id: id }
    const row = change(call.procore, call.actor, cost_codes, null, newRow(call.procore, cost_codes, fields))!
    copied.set(id, row)
    made.push(row)
    return row
  }
  for (const standard of standard_cost_codes.by('list', String(listId))) copy(standard.id)
  return made
}
