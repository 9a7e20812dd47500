import type { ChangeOrderPackage, CodedLine, Commitment, Requisition } from './commitment-tables.ts'
import { fixed, product } from './decimal.ts'
import type { Procore } from './procore.ts'
import { newWbsCode, wbsCodeOf } from './resources/wbs-codes.ts'
import type { Tables, WbsCode } from './tables.ts'

type Lines = {
  lines: { all(): CodedLine[]; put(line: CodedLine): CodedLine }
  siblings(line: CodedLine): CodedLine[]
}

/** The tables of coded lines, each with how the lines of the same record are found. */
export function lineTables(tables: Tables): Lines[] {
  const { direct_cost_line_items, commitment_line_items, change_order_line_items } = tables
  const of = <Line extends CodedLine>(
    lines: { all(): Line[]; put(line: Line): Line },
    siblings: (line: Line) => Line[],
  ) => ({ lines, siblings }) as unknown as Lines
  return [
    of(direct_cost_line_items, line => direct_cost_line_items.by('cost', line.direct_cost_id)),
    of(commitment_line_items, line => commitment_line_items.by('commitment', line.commitment_id)),
    of(change_order_line_items, line => change_order_line_items.by('package', line.change_order_package_id)),
  ]
}

/**
 * A line as the API would keep it: coded both ways, with a position among its record's lines and its amount; `putWbs`
 * keeps a WBS code that had to be made. @throws Error if the line names no known coding.
 */
export function completeLine<Line extends CodedLine>(
  procore: Procore,
  line: Line,
  siblings: CodedLine[],
  putWbs: (wbs: WbsCode) => WbsCode,
): Line {
  const place = siblings.findIndex(one => one.id === line.id)
  const position = line.position || (place < 0 ? siblings.length : place) + 1
  const { quantity, unit_cost } = line
  const calculated = line.extended_type === 'calculated'
  const amount = calculated ? product(quantity ?? '0', unit_cost ?? '0', 2) : fixed(line.amount, 2)
  const wbs =
    line.wbs_code_id === ''
      ? (wbsCodeOf(procore, line.cost_code_id, line.line_item_type_id) ??
        putWbs(newWbsCode(procore, line.cost_code_id, line.line_item_type_id)))
      : procore.tables.wbs_codes.get(line.wbs_code_id)
  if (!wbs) throw new Error(`line ${line.id}: no WBS code ${line.wbs_code_id}`)
  const { id: wbs_code_id, cost_code_id, line_item_type_id } = wbs
  return { ...line, position, amount, wbs_code_id, cost_code_id, line_item_type_id }
}

const prefixes = { PurchaseOrderContract: 'PO', WorkOrderContract: 'SC' } as const

/** A commitment with a number: the next of its kind in the project (procore.md §6.1). */
export function completeCommitment({ tables }: Procore, row: Commitment): Commitment {
  if (row.number !== '') return row
  const taken = new Set(tables.commitments.by('project', row.project_id).map(one => one.number))
  let next = 1
  const number = () => `${prefixes[row.type]}-${String(next).padStart(3, '0')}`
  while (taken.has(number())) next++
  return { ...row, number: number() }
}

/** A package with a number, and the id of its other form where its contract is a commitment (procore.md §6.4). */
export function completePackage({ tables, ids }: Procore, row: ChangeOrderPackage): ChangeOrderPackage {
  const { change_order_packages: packages, commitments } = tables
  const number =
    row.number || String(packages.by('contract', row.contract_id).filter(one => one.number).length + 1)
  const twinned = row.type !== 'PrimeContractChangeOrder' && commitments.get(row.contract_id) !== null
  const commitment_change_order_id = twinned
    ? (row.commitment_change_order_id ??
      ids.next(id => packages.get(id) !== null || packages.by('twin', id).length > 0))
    : null
  return { ...row, number, commitment_change_order_id }
}

/** A requisition with its number: the next of its commitment. */
export function completeRequisition({ tables }: Procore, row: Requisition): Requisition {
  if (row.number !== 0) return row
  const numbers = tables.requisitions.by('commitment', row.commitment_id).map(one => one.number)
  return { ...row, number: 1 + Math.max(0, ...numbers) }
}
