import type { ProcoreRows } from '@plumbline/sandbox-world'
import { newRow, type Rows } from './change.ts'
import {
  completeCommitment,
  completeLine,
  completePackage,
  completeRequisition,
  lineTables,
} from './completion.ts'
import type { Procore } from './procore.ts'
import { withTextIds } from './table.ts'
import type { Tables, WbsCode } from './tables.ts'

/**
 * Puts the rows of a data set into an empty state, in the order of the tables. Seeding is no write: nothing of it is in
 * the ledger or told to hooks. A line that names cost code and cost type gets its WBS code.
 */
export function seed(procore: Procore, rows: ProcoreRows): void {
  for (const name of Object.keys(procore.tables) as (keyof Tables)[]) {
    const table = procore.tables[name] as unknown as Rows<object>
    for (const row of rows[name] ?? []) table.put(newRow(procore, table, withTextIds(row)))
  }
  const { tables } = procore
  const putWbs = (wbs: WbsCode) => tables.wbs_codes.put(wbs)
  for (const { lines, siblings } of lineTables(tables))
    for (const line of lines.all()) lines.put(completeLine(procore, line, siblings(line), putWbs))
  for (const row of tables.commitments.all()) tables.commitments.put(completeCommitment(procore, row))
  for (const row of tables.change_order_packages.all())
    tables.change_order_packages.put(completePackage(procore, row))
  for (const row of tables.requisitions.all()) tables.requisitions.put(completeRequisition(procore, row))
  const { hourly, spike } = rows.limits ?? {}
  if (hourly !== undefined) procore.switches.set('hourlyLimit', hourly)
  if (spike !== undefined) procore.switches.set('spikeLimit', spike)
}
