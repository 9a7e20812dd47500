import type { Api } from '../api.ts'
import { type Call, companyOf, listed } from '../call.ts'
import { newRow } from '../change.ts'
import { readFields, requireText, type Writable } from '../fields.ts'
import { int } from '../json.ts'
import { type Kind, sync } from '../kind.ts'
import { addRecords } from '../records.ts'
import type { TaxCode } from '../tables.ts'

const writable: Writable<TaxCode> = {
  code: 'text',
  description: 'text',
  rate1: 'decimal',
  archived: 'flag',
  default_tax_code: 'flag',
  origin_id: 'text',
  origin_data: 'text',
}

/** Tax codes of a company; `rate1` is a JSON number (procore.md §2.7, §5.2). The list has no filters. */
export function addTaxCodes(api: Api): void {
  const path = '/rest/v1.0/tax_codes'
  api.get(path, call => {
    const rows = call.procore.tables.tax_codes.by('company', companyOf(call).id)
    return listed(call, rows, show, { most: 100 })
  })
  addRecords(api, path, 'tax_code', kindOf)
  api.patch(`${path}/sync`, call => sync(call, kindOf(call)))
}

function show({ id, code, description, origin_data, origin_id, rate1, archived, default_tax_code }: TaxCode) {
  return {
    id: int(id),
    code,
    description,
    origin_data,
    origin_id,
    rate1: JSON.rawJSON(rate1),
    archived,
    default_tax_code,
  }
}

function kindOf(call: Call): Kind<TaxCode> {
  const company = companyOf(call)
  const { tax_codes } = call.procore.tables
  return {
    table: tax_codes,
    owns: row => row.company_id === company.id,
    origins: originId => tax_codes.by('origin', originId).filter(row => row.company_id === company.id),
    accept(input, before) {
      const base = before ?? newRow(call.procore, tax_codes, { company_id: company.id, rate1: '0' })
      const fields = readFields(input, writable)
      const row = { ...base, ...fields, rate1: fields.rate1 ?? base.rate1 }
      requireText('code', row.code)
      return row
    },
    show,
  }
}
