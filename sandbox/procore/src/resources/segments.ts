import type { Api } from '../api.ts'
import { type Call, companyOf, listed, projectOf } from '../call.ts'
import { int } from '../json.ts'
import { notFound } from '../refusal.ts'
import type { CostCode, LineItemType, StandardCostCode, SubJob, WbsCode } from '../tables.ts'
import { fullCode } from './codes.ts'

/** Ids of the three segments that every company has; the sandbox has no custom ones. */
export const segments = { sub_job: '1', cost_code: '2', line_item_type: '3' } as const
type SegmentType = keyof typeof segments

const names: Record<SegmentType, string> = {
  sub_job: 'Sub Job',
  cost_code: 'Cost Code',
  line_item_type: 'Cost Type',
}
type Coded = SubJob | CostCode | LineItemType | StandardCostCode

/** WBS segments and their items (procore.md §5.2). An item has the id of the record that it stands for. */
export function addSegments(api: Api): void {
  for (const owner of ['companies/:company_id', 'projects/:project_id']) {
    const base = `/rest/v1.0/${owner}/work_breakdown_structure/segments`
    api.get(base, call => {
      const items = itemsOf(call)
      return (Object.keys(segments) as SegmentType[]).map(type => segmentView(type, items[type].length))
    })
    api.get(`${base}/:segment_id/segment_items`, call => {
      const type = (Object.keys(segments) as SegmentType[]).find(
        one => segments[one] === call.params.segment_id,
      )
      if (!type) throw notFound()
      return listed(call, itemsOf(call)[type], row => itemView(call, type, row))
    })
  }
}

/** The segment items that a WBS code is made of. */
export function segmentItems(call: Call, row: WbsCode): unknown[] {
  const { sub_jobs, cost_codes, line_item_types } = call.procore.tables
  const of = (type: SegmentType, item: Coded | null) => (item ? [itemView(call, type, item)] : [])
  return [
    ...of('sub_job', row.sub_job_id === null ? null : sub_jobs.get(row.sub_job_id)),
    ...of('cost_code', cost_codes.get(row.cost_code_id)),
    ...of(
      'line_item_type',
      row.line_item_type_id === null ? null : line_item_types.get(row.line_item_type_id),
    ),
  ]
}

function itemsOf(call: Call): Record<SegmentType, Coded[]> {
  const { tables } = call.procore
  if (call.params.project_id === undefined) {
    const company = companyOf(call)
    const lists = tables.standard_cost_code_lists.by('company', company.id)
    const asked = call.query.one('segment_item_list_id')
    const shown = asked === null ? lists : lists.filter(list => list.id === asked)
    return {
      sub_job: [],
      cost_code: shown.flatMap(list => tables.standard_cost_codes.by('list', list.id)),
      line_item_type: tables.line_item_types.by('company', company.id),
    }
  }
  const project = projectOf(call)
  return {
    sub_job: tables.sub_jobs.by('project', project.id),
    cost_code: tables.cost_codes.by('project', project.id),
    line_item_type: tables.line_item_types.by('company', project.company_id),
  }
}

function segmentView(type: SegmentType, segment_items_count: number) {
  return {
    id: int(segments[type]),
    type,
    name: names[type],
    position: Number(segments[type]),
    segment_items_count,
    required: type === 'cost_code',
    delimiter: '.',
    project_can_modify_origin_project: true,
    project_can_delete_origin_company: false,
    structure: type === 'cost_code' ? 'tiered' : 'flat',
    wbs_pattern_id: 1,
  }
}

function itemView(call: Call, type: SegmentType, row: Coded): unknown {
  const { cost_codes, standard_cost_codes } = call.procore.tables
  const codes = 'project_id' in row ? cost_codes : standard_cost_codes
  const parent_id = 'parent_id' in row ? row.parent_id : null
  const path = [row as { id: string; code: string; name: string; parent_id?: string | null }]
  for (let up = path[0]!.parent_id; up; up = path[0]!.parent_id) {
    const parent = codes.get(up)
    if (!parent) break
    path.unshift(parent)
  }
  const isParent =
    type === 'cost_code' &&
    (cost_codes.by('parent', row.id).length > 0 || standard_cost_codes.by('parent', row.id).length > 0)
  return {
    id: int(row.id),
    code: row.code,
    name: row.name,
    created_at: row.created_at,
    updated_at: row.updated_at,
    parent_id: int(parent_id),
    path_ids: path.map(one => int(one.id)),
    path_code: 'parent_id' in row ? fullCode(codes, row) : row.code,
    path_codes: path.map(one => one.code),
    path_names: path.map(one => one.name),
    is_parent: isParent,
    in_use: type === 'cost_code' && call.procore.tables.wbs_codes.by('cost_code', row.id).length > 0,
    segment: segmentView(type, 0),
    status: 'active',
  }
}
