import type { Api } from '../api.ts'
import { type Call, companyOf, listed } from '../call.ts'
import { change, newRow } from '../change.ts'
import { readFields, requireText } from '../fields.ts'
import { int } from '../json.ts'
import { find, type Kind, sync } from '../kind.ts'
import { addRecords } from '../records.ts'
import { forbidden } from '../refusal.ts'
import type { Uom } from '../tables.ts'

/** Units of measure of a company (procore.md §5.2); a sync may also delete, by `deletes`. */
export function addUoms(api: Api): void {
  const path = '/rest/v1.0/companies/:company_id/uoms'
  api.get(path, call => listed(call, call.procore.tables.uoms.by('company', companyOf(call).id), show))
  addRecords(api, path, 'uom', kindOf)
  api.delete(`${path}/:id`, call => show(remove(call, call.params.id!)))
  api.patch(`${path}/sync`, call => {
    const answer = sync(call, kindOf(call))
    const { deletes = [] } = call.body
    for (const id of Array.isArray(deletes) ? deletes : []) remove(call, String(id))
    return answer
  })
}

function remove(call: Call, id: string): Uom {
  const row = find(kindOf(call), id)
  change(call.procore, call.actor, call.procore.tables.uoms, row, null)
  return row
}

function show({ id, is_standard, name, description, uom_category }: Uom) {
  const category = uom_category && { id: int(String(uom_category.id)), name: uom_category.name }
  return { id: int(id), is_standard, name, description, uom_category: category }
}

function kindOf(call: Call): Kind<Uom> {
  const company = companyOf(call)
  const { uoms } = call.procore.tables
  return {
    table: uoms,
    owns: row => row.company_id === company.id,
    origins: () => [],
    accept(input, before) {
      const base = before ?? newRow(call.procore, uoms, { company_id: company.id })
      const row = { ...base, ...readFields<Uom>(input, { name: 'text', description: 'text' }) }
      requireText('name', row.name)
      if (uoms.by('company', company.id).some(one => one.id !== row.id && one.name === row.name))
        throw forbidden('name', 'has already been taken')
      return row
    },
    show,
  }
}
