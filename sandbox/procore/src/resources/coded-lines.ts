import type { Call } from '../call.ts'
import { change } from '../change.ts'
import type { CodedLine } from '../commitment-tables.ts'
import { fixed, product } from '../decimal.ts'
import { type Input, readFields, requireOneOf, type Writable } from '../fields.ts'
import { badRequest, forbidden } from '../refusal.ts'
import { newWbsCode, wbsCodeOf } from './wbs-codes.ts'

const writable: Writable<CodedLine> = {
  description: 'text',
  quantity: 'decimal',
  unit_cost: 'decimal',
  uom: 'text',
  tax_code_id: 'id',
  origin_id: 'text',
  origin_data: 'text',
}

/**
 * A line as it will stand. v1.1 of direct costs names its amount `manual_amount`, all others `amount`; a WBS code wins
 * over cost code and cost type, for which the WBS code is made if there is none yet (procore.md §6.1, §8).
 * @param base the line before, or a new one. @param knownUnit refuse a unit that the company does not have.
 */
export function acceptCodedLine<Line extends CodedLine>(
  call: Call,
  projectId: string,
  input: Input,
  before: Line | null,
  base: Line,
  knownUnit: boolean,
): Line {
  const { tax_codes, uoms } = call.procore.tables
  const row: Line = { ...base, ...readFields<CodedLine>(input, writable) }
  if (row.tax_code_id !== null && tax_codes.get(row.tax_code_id)?.company_id !== call.company.id)
    throw forbidden('tax_code_id', 'does not exist')
  if (row.uom !== null && knownUnit)
    if (!uoms.by('company', call.company.id).some(one => one.name === row.uom))
      throw forbidden('uom', 'is not included in the list')
  return { ...row, ...amountOf(input, row, before), ...codingOf(call, projectId, input, before) }
}

/** The position of a new line behind these. */
export function nextPosition(lines: { position: number }[]): number {
  return 1 + Math.max(0, ...lines.map(line => line.position))
}

function amountOf(input: Input, row: CodedLine, before: CodedLine | null) {
  const { amount: given } = readFields<CodedLine>(
    { amount: input.manual_amount ?? input.amount },
    { amount: 'decimal' },
  )
  const calculable = row.quantity !== null && row.unit_cost !== null
  const implied = given ? 'manual' : (before?.extended_type ?? (calculable ? 'calculated' : 'manual'))
  const extended_type = (input.extended_type ?? implied) as CodedLine['extended_type']
  requireOneOf('extended_type', extended_type, ['manual', 'calculated'])
  const amount =
    extended_type === 'calculated'
      ? product(row.quantity ?? '0', row.unit_cost ?? '0', 2)
      : fixed(given ?? before?.amount ?? '0', 2)
  return { extended_type, amount }
}

function codingOf(call: Call, projectId: string, input: Input, before: CodedLine | null) {
  const { wbs_codes, cost_codes, line_item_types } = call.procore.tables
  const {
    wbs_code_id,
    cost_code_id = before?.cost_code_id,
    line_item_type_id = before?.line_item_type_id,
  } = input
  if (wbs_code_id !== undefined && wbs_code_id !== null) {
    const wbs = wbs_codes.get(String(wbs_code_id))
    if (wbs?.project_id !== projectId) throw forbidden('wbs_code_id', 'does not exist')
    return { wbs_code_id: wbs.id, cost_code_id: wbs.cost_code_id, line_item_type_id: wbs.line_item_type_id }
  }
  if (!cost_code_id || !line_item_type_id) {
    if (before) return {}
    throw badRequest('wbs_code_id', 'or cost_code_id and line_item_type_id are required')
  }
  const [codeId, typeId] = [String(cost_code_id), String(line_item_type_id)]
  if (cost_codes.get(codeId)?.project_id !== projectId) throw forbidden('cost_code_id', 'does not exist')
  if (line_item_types.get(typeId)?.company_id !== call.company.id)
    throw forbidden('line_item_type_id', 'does not exist')
  const wbs =
    wbsCodeOf(call.procore, codeId, typeId) ??
    change(call.procore, call.actor, wbs_codes, null, newWbsCode(call.procore, codeId, typeId))!
  return { wbs_code_id: wbs.id, cost_code_id: codeId, line_item_type_id: typeId }
}
