import type { Api } from '../api.ts'
import { byId, byStamps, type Call, companyOf, type Filters, filtered, listedV2, projectOf } from '../call.ts'
import type { CodedLine, Commitment } from '../commitment-tables.ts'
import { decimal } from '../decimal.ts'
import { find } from '../kind.ts'
import type { Project } from '../tables.ts'
import { currencyOf } from './coded-line-views.ts'
import { commitmentLines, contractSums } from './commitment-sums.ts'
import { undeleted } from './commitments.ts'
import { wbsText } from './wbs-codes.ts'

const filters: Filters<Commitment> = {
  ...byId,
  ...byStamps,
  type: { is: row => row.type },
  status: { is: row => row.status },
  vendor_id: { among: row => row.vendor_id },
  executed: { is: row => String(row.executed) },
  accounting_method: { is: row => row.accounting_method },
  deleted_at: { within: row => row.deleted_at },
}

/**
 * Commitments of both kinds, v2.0, read only: text ids, no origin fields, no filter by origin_id (procore.md §6.2).
 */
export function addCommitmentContracts(api: Api): void {
  const path = '/rest/v2.0/companies/:company_id/projects/:project_id/commitment_contracts'
  api.get(path, call => {
    const rows = call.procore.tables.commitments.by('project', scope(call).id)
    return listedV2(call, filtered(call, undeleted(call, rows), filters), row => show(call, row))
  })
  api.get(`${path}/:id`, call => show(call, contractOf(call)))
  api.get(`${path}/:id/line_items`, call =>
    listedV2(call, commitmentLines(call.procore, contractOf(call)), line => showLineV2(call, line)),
  )
}

/** A line in the form of v2.0: text ids and decimals, `quantity` a number, no origin fields (procore.md §6.2). */
export function showLineV2(call: Call, line: CodedLine) {
  const wbs = call.procore.tables.wbs_codes.get(line.wbs_code_id)!
  const { flat_code, description } = wbsText(call.procore, wbs)
  return {
    id: line.id,
    description: line.description,
    uom: line.uom,
    quantity: line.quantity === null ? null : JSON.rawJSON(decimal(line.quantity)!),
    unit_cost: line.unit_cost,
    amount: line.amount,
    extended_type: line.extended_type,
    wbs_code_id: line.wbs_code_id,
    tax_code_id: line.tax_code_id,
    position: line.position,
    wbs_code: { id: wbs.id, flat_code, description },
    created_at: line.created_at,
    updated_at: line.updated_at,
  }
}

function scope(call: Call): Project {
  companyOf(call)
  return projectOf(call, 'commitments')
}

function contractOf(call: Call): Commitment {
  const project = scope(call)
  return find(
    {
      table: call.procore.tables.commitments,
      owns: row => row.project_id === project.id && row.deleted_at === null,
    },
    call.params.id!,
  )
}

function show(call: Call, row: Commitment) {
  const { id, type, number, title, description, status, vendor_id, executed, accounting_method } = row
  const vendor = vendor_id === null ? null : call.procore.tables.vendors.get(vendor_id)
  return {
    id,
    type,
    number,
    title,
    description,
    status,
    executed,
    accounting_method,
    vendor_id,
    ...(call.query.one('view') === 'extended' && { vendor_name: vendor?.name ?? null }),
    retainage_percent: row.retainage_percent,
    ...contractSums(call.procore, row),
    currency_configuration: currencyOf(call, row.currency_iso_code),
    created_at: row.created_at,
    updated_at: row.updated_at,
    deleted_at: row.deleted_at,
  }
}
