import type { ProcoreRows } from '@plumbline/sandbox-world'
import { newRow, type Rows } from './change.ts'
import { fixed, product } from './decimal.ts'
import type { Procore } from './procore.ts'
import { newWbsCode, wbsCodeOf } from './resources/wbs-codes.ts'
import { withTextIds } from './table.ts'
import type { DirectCostLine, Tables, WbsCode } from './tables.ts'

/**
 * Puts the rows of a data set into an empty state, in the order of the tables. Seeding is no write: nothing of it is in
 * the ledger or told to hooks. A cost line that names cost code and cost type gets its WBS code.
 */
export function seed(procore: Procore, rows: ProcoreRows): void {
  for (const name of Object.keys(procore.tables) as (keyof Tables)[]) {
    const table = procore.tables[name] as unknown as Rows<object>
    for (const row of rows[name] ?? []) table.put(newRow(procore, table, withTextIds(row)))
  }
  const { direct_cost_line_items: lines, wbs_codes } = procore.tables
  for (const line of lines.all()) lines.put(completeLine(procore, line, wbs => wbs_codes.put(wbs)))
  const { hourly, spike } = rows.limits ?? {}
  if (hourly !== undefined) procore.switches.set('hourlyLimit', hourly)
  if (spike !== undefined) procore.switches.set('spikeLimit', spike)
}

/**
 * A line as the API would keep it: coded both ways, with a position and its amount; `putWbs` keeps a WBS code that had
 * to be made. @throws Error if the line names no known coding.
 */
export function completeLine(
  procore: Procore,
  line: DirectCostLine,
  putWbs: (wbs: WbsCode) => WbsCode,
): DirectCostLine {
  const siblings = procore.tables.direct_cost_line_items.by('cost', line.direct_cost_id)
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
  if (!wbs) throw new Error(`direct cost line ${line.id}: no WBS code ${line.wbs_code_id}`)
  const { id: wbs_code_id, cost_code_id, line_item_type_id } = wbs
  return { ...line, position, amount, wbs_code_id, cost_code_id, line_item_type_id }
}
