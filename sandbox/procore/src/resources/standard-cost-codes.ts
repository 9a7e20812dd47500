import type { Api } from '../api.ts'
import { byOrigin, type Call, companyOf, filtered, listed, parameter } from '../call.ts'
import { change, newRow } from '../change.ts'
import { readFields, requireText, type Writable } from '../fields.ts'
import { int } from '../json.ts'
import { type Kind, sync } from '../kind.ts'
import { type Action, addRecords } from '../records.ts'
import { forbidden, notFound } from '../refusal.ts'
import { codeKey, type StandardCostCode } from '../tables.ts'
import { fullCode, ownCode, requireFreeCode, requireTree } from './codes.ts'

const writable: Writable<StandardCostCode> = {
  code: 'text',
  name: 'text',
  parent_id: 'id',
  origin_id: 'text',
  origin_data: 'text',
}

/** Standard cost codes of a company and their lists (procore.md §5.2). */
export function addStandardCostCodes(api: Api): void {
  api.get('/rest/v1.0/standard_cost_code_lists', call =>
    listed(call, call.procore.tables.standard_cost_code_lists.by('company', companyOf(call).id), row => ({
      id: int(row.id),
      name: row.name,
      is_erp_list: row.is_erp_list,
      available_to_use_on_new_projects: row.available_to_use_on_new_projects,
    })),
  )
  const path = '/rest/v1.0/standard_cost_codes'
  api.get(path, call => {
    const { standard_cost_codes } = call.procore.tables
    const codes = filtered(call, standard_cost_codes.by('list', listOf(call)), byOrigin)
    return listed(call, codes, row => show(call, row))
  })
  addRecords(api, path, 'standard_cost_code', kindOf)
  api.patch(`${path}/sync`, call => sync(call, kindOf(call, 'sync'), 413))
  api.delete(`${path}/:id`, call => {
    const { standard_cost_codes, standard_cost_code_lists, cost_codes } = call.procore.tables
    const code = standard_cost_codes.get(call.params.id!)
    const list = code && standard_cost_code_lists.get(code.standard_cost_code_list_id)
    if (!code || list?.company_id !== companyOf(call).id) throw notFound()
    const used = [...cost_codes.by('standard', code.id), ...standard_cost_codes.by('parent', code.id)]
    if (used.length > 0) throw forbidden('base', 'Standard cost code is in use and cannot be deleted')
    const answer = showStandardCostCode(call, code, 'extended')
    change(call.procore, call.actor, standard_cost_codes, code, null)
    return answer
  })
}

/** View `default` has the two ids only, `compact` also the origin, `extended` everything. */
export function showStandardCostCode(call: Call, row: StandardCostCode, view: string | null): unknown {
  const ids = { id: int(row.id), standard_cost_code_list_id: int(row.standard_cost_code_list_id) }
  if (view === 'compact') return { ...ids, origin_id: row.origin_id }
  if (view !== 'extended') return ids
  return {
    ...ids,
    parent_id: int(row.parent_id),
    code: row.code,
    full_code: fullCode(call.procore.tables.standard_cost_codes, row),
    name: row.name,
    origin_data: row.origin_data,
    origin_id: row.origin_id,
  }
}

function show(call: Call, row: StandardCostCode): unknown {
  return showStandardCostCode(call, row, call.query.one('view'))
}

function listOf(call: Call): string {
  const list = call.procore.tables.standard_cost_code_lists.get(parameter(call, 'standard_cost_code_list_id'))
  if (list?.company_id !== companyOf(call).id) throw notFound()
  return list.id
}

function kindOf(call: Call, action: Action): Kind<StandardCostCode> {
  const { standard_cost_codes: codes, standard_cost_code_lists: lists } = call.procore.tables
  const list = listOf(call)
  const withPrefix = action === 'sync' && call.procore.switches.get('costCodeInput') === 'full'
  // the answer of a write shows all, whatever view a list has by default
  const view = call.query.one('view') ?? (action === 'show' ? null : 'extended')
  return {
    table: codes,
    owns: row => row.standard_cost_code_list_id === list,
    origins: originId =>
      codes
        .by('origin', originId)
        .filter(row => lists.get(row.standard_cost_code_list_id)?.company_id === call.company.id),
    accept(input, before) {
      const base = before ?? newRow(call.procore, codes, { standard_cost_code_list_id: list })
      const row = { ...base, ...readFields(input, writable) }
      if (withPrefix && input.code !== undefined) row.code = ownCode(codes, row)
      requireText('code', row.code)
      requireText('name', row.name)
      if (row.parent_id !== null && codes.get(row.parent_id)?.standard_cost_code_list_id !== list)
        throw forbidden('parent_id', 'is not a code of this list')
      requireTree(codes, row)
      requireFreeCode(codes.by('code', codeKey(list, row)), row)
      return row
    },
    show: row => showStandardCostCode(call, row, view),
  }
}
