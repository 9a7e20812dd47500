import type { Api } from '../api.ts'
import { byStamps, type Call, filtered, listed, projectOf } from '../call.ts'
import { change, newRow } from '../change.ts'
import { type Input, requireOneOf } from '../fields.ts'
import { int } from '../json.ts'
import { find } from '../kind.ts'
import type { Procore } from '../procore.ts'
import { badRequest, forbidden, Refusal } from '../refusal.ts'
import { codingKey, type Project, type WbsCode } from '../tables.ts'
import { fullCode } from './codes.ts'
import { segmentItems, segments } from './segments.ts'

const base = '/rest/v1.0/projects/:project_id/work_breakdown_structure'

/** WBS codes, which users call budget codes (procore.md §5.2): one combination of segments is one code. */
export function addWbsCodes(api: Api): void {
  api.get(`${base}/wbs_codes`, call => {
    const rows = call.procore.tables.wbs_codes.by('project', projectOf(call).id)
    const query = call.query.one('query')?.toLowerCase()
    const hits = query
      ? rows.filter(row =>
          Object.values(wbsText(call.procore, row)).some(text => text.toLowerCase().includes(query)),
        )
      : rows
    const known = filtered(call, hits, {
      status: { among: row => row.status },
      updated_at: byStamps.updated_at!,
    })
    return listed(call, known, row => show(call, row))
  })
  api.post(`${base}/wbs_codes`, call => show(call, put(call, projectOf(call), call.body)))
  api.patch(
    `${base}/wbs_codes/bulk_create`,
    call => {
      const { bulk } = call.body
      if (!Array.isArray(bulk)) throw badRequest('bulk', 'is missing')
      return each(bulk as Input[], item => show(call, put(call, projectOf(call), item)))
    },
    201,
  )
  api.patch(`${base}/wbs_codes/:id`, call => {
    const project = projectOf(call)
    const { wbs_codes } = call.procore.tables
    const row = find({ table: wbs_codes, owns: one => one.project_id === project.id }, call.params.id!)
    const { description = row.description, status = row.status } = call.body as Partial<WbsCode>
    requireOneOf('status', status, ['active', 'inactive'])
    return show(call, change(call.procore, call.actor, wbs_codes, row, { ...row, description, status })!)
  })
}

/** The project's WBS code of a cost code and cost type, if it exists. */
export function wbsCodeOf(procore: Procore, costCodeId: string, typeId: string | null): WbsCode | null {
  return procore.tables.wbs_codes.by('coding', codingKey(costCodeId, typeId))[0] ?? null
}

/** A WBS code that is yet to be put; its sub job is the cost code's. */
export function newWbsCode(procore: Procore, costCodeId: string, typeId: string | null): WbsCode {
  const { cost_codes, wbs_codes } = procore.tables
  const costCode = cost_codes.get(costCodeId)
  if (!costCode) throw forbidden('cost_code_id', 'does not exist')
  return newRow(procore, wbs_codes, {
    project_id: costCode.project_id,
    cost_code_id: costCodeId,
    line_item_type_id: typeId,
    sub_job_id: costCode.sub_job_id,
  })
}

/** The short form that lines carry. */
export function wbsView(procore: Procore, row: WbsCode): unknown {
  const { flat_code, description } = wbsText(procore, row)
  return { id: int(row.id), flat_code, description }
}

/** Codes and names of the segments, each joined by a full stop (procore.md §5.2, recorded). */
export function wbsText({ tables }: Procore, row: WbsCode) {
  const subJob = row.sub_job_id === null ? null : tables.sub_jobs.get(row.sub_job_id)
  const costCode = tables.cost_codes.get(row.cost_code_id)
  const type = row.line_item_type_id === null ? null : tables.line_item_types.get(row.line_item_type_id)
  const codes = [subJob?.code, costCode && fullCode(tables.cost_codes, costCode), type?.code]
  const names = [subJob?.name, costCode?.name, type?.name]
  const flat_name = names.filter(Boolean).join('.')
  return { flat_code: codes.filter(Boolean).join('.'), flat_name, description: row.description ?? flat_name }
}

function show(call: Call, row: WbsCode): unknown {
  const { status, created_at, updated_at } = row
  const segment_items = segmentItems(call, row)
  return {
    id: int(row.id),
    ...wbsText(call.procore, row),
    status,
    created_at,
    updated_at,
    segment_items,
    wbs_pattern_id: 1,
  }
}

/** Makes a code of the given segments, or changes the description of the one that is made of them. */
function put(call: Call, project: Project, input: Input): WbsCode {
  const { tables } = call.procore
  const items = Array.isArray(input.segment_items) ? (input.segment_items as Input[]) : []
  const itemOf = (segment: string) => {
    const item = items.find(one => String(one.segment_id) === segment)
    return item ? String(item.segment_item_id) : null
  }
  const costCodeId = itemOf(segments.cost_code)
  if (costCodeId === null || tables.cost_codes.get(costCodeId)?.project_id !== project.id)
    throw forbidden('segment_items', 'need a cost code of this project')
  const typeId = itemOf(segments.line_item_type)
  if (typeId !== null && tables.line_item_types.get(typeId)?.company_id !== project.company_id)
    throw forbidden('segment_items', 'name an unknown line item type')
  const before = wbsCodeOf(call.procore, costCodeId, typeId)
  const row = before ?? newWbsCode(call.procore, costCodeId, typeId)
  const description = typeof input.description === 'string' ? input.description : row.description
  return change(call.procore, call.actor, tables.wbs_codes, before, { ...row, description })!
}

function each(items: Input[], make: (item: Input) => unknown): { entities: unknown[]; errors: unknown[] } {
  const entities: unknown[] = []
  const errors: unknown[] = []
  for (const item of items) {
    try {
      entities.push(make(item))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      errors.push({ ...item, errors: error.fields })
    }
  }
  return { entities, errors }
}
