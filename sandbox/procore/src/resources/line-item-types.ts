import type { Api } from '../api.ts'
import { byOrigin, type Call, companyOf, filtered, listed, projectOf } from '../call.ts'
import { newRow } from '../change.ts'
import { readFields, requireOneOf, requireText, type Writable } from '../fields.ts'
import { int } from '../json.ts'
import { type Kind, sync } from '../kind.ts'
import { addRecords } from '../records.ts'
import type { LineItemType } from '../tables.ts'

const writable: Writable<LineItemType> = {
  name: 'text',
  base_type: 'text',
  origin_id: 'text',
  origin_data: 'text',
}
const BASE_TYPES = ['equipment', 'materials', 'commitment', 'owner_cost', 'professional_services', 'other']

/** Line item types, which users call cost types: `csv_import_code` in, `code` out (procore.md §5.2, §11.16). */
export function addLineItemTypes(api: Api): void {
  const path = '/rest/v1.0/line_item_types'
  api.get(path, call => {
    const company = call.query.one('project_id') ? projectOf(call).company_id : companyOf(call).id
    return listed(
      call,
      filtered(call, call.procore.tables.line_item_types.by('company', company), byOrigin),
      showLineItemType,
    )
  })
  addRecords(api, path, 'line_item_type', kindOf)
  api.patch(`${path}/sync`, call => sync(call, kindOf(call)))
}

/** A line item type, alone or inside cost codes and lines. */
export function showLineItemType({ id, name, code, base_type, origin_data, origin_id }: LineItemType) {
  return { id: int(id), name, code, base_type, origin_data, origin_id }
}

function kindOf(call: Call): Kind<LineItemType> {
  const company = companyOf(call)
  const { line_item_types: types } = call.procore.tables
  return {
    table: types,
    owns: row => row.company_id === company.id,
    origins: originId => types.by('origin', originId).filter(row => row.company_id === company.id),
    accept(input, before) {
      const base =
        before ?? newRow(call.procore, types, { company_id: company.id, base_type: 'other', code: '' })
      const row = { ...base, ...readFields(input, writable) }
      if (input.csv_import_code !== undefined) row.code = String(input.csv_import_code ?? '')
      requireText('name', row.name)
      requireText('csv_import_code', row.code)
      requireOneOf(
        'base_type',
        row.base_type,
        before ? [...BASE_TYPES, before.base_type] : [...BASE_TYPES, 'labor'],
      )
      return row
    },
    show: showLineItemType,
  }
}
