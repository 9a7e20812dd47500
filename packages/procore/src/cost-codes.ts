import type { Outcome } from '@plumbline/flow-kit'
import { type Fields, readFields } from '@plumbline/http'
import type { Urgency } from './budget.ts'
import type { Procore } from './client.ts'
import { type Origin, readIdOf, readOrigin, readStamps, type Stamps } from './shared.ts'

/** A list of standard cost codes of the company. */
export type StandardCostCodeList = { id: string; name: string | null }

export async function* listStandardCostCodeLists(procore: Procore): AsyncIterable<StandardCostCodeList> {
  for await (const raw of procore.list('v1.0/standard_cost_code_lists', { query: company(procore) })) {
    const list = readFields(raw, 'standard cost code list')
    yield { id: list.need('id'), name: list.text('name') }
  }
}

type AnyCode = Origin & {
  id: string
  /** Its own part, without the parent's prefix (procore.md §5.2, recorded). */
  code: string | null
  /** The parent's code, `-`, its own; never split it. */
  full_code: string | null
  name: string | null
  parent_id: string | null
}

/** A cost code of the company's standard list (procore.md §5.2). */
export type StandardCostCode = AnyCode & { standard_cost_code_list_id: string | null }

/** A cost code of a project (procore.md §5.2). */
export type CostCode = AnyCode &
  Stamps & { standard_cost_code_id: string | null; budgeted: boolean | null; deleted_at: string | null }

type AnyCodeUpdate = {
  id?: string
  origin_id?: string | null
  origin_data?: string | null
  code?: string
  name?: string
  parent_id?: string
}
export type StandardCostCodeUpdate = AnyCodeUpdate
export type CostCodeUpdate = AnyCodeUpdate & { standard_cost_code_id?: string }

/** All standard cost codes of a list. */
export async function* listStandardCostCodes(
  procore: Procore,
  listId: string,
  { origin_id, urgency = 'foreground' }: { origin_id?: string; urgency?: Urgency } = {},
): AsyncIterable<StandardCostCode> {
  const reading = {
    // Any other view shows ids only.
    query: { ...company(procore), standard_cost_code_list_id: listId, view: 'extended' },
    filters: { origin_id },
    urgency,
  }
  for await (const raw of procore.list('v1.0/standard_cost_codes', reading)) yield readStandardCostCode(raw)
}

/** Creates and updates standard cost codes of a list, at most 1000. */
export function syncStandardCostCodes(
  procore: Procore,
  listId: string,
  updates: readonly StandardCostCodeUpdate[],
): Promise<Outcome<StandardCostCode>[]> {
  return procore.sync('v1.0/standard_cost_codes/sync', updates, readStandardCostCode, {
    scope: { ...company(procore), standard_cost_code_list_id: listId },
    ids: ['parent_id'],
  })
}

/** All cost codes of a project, deleted ones with their `deleted_at` where Procore shows them. */
export async function* listCostCodes(
  procore: Procore,
  projectId: string,
  { origin_id, urgency = 'foreground' }: { origin_id?: string; urgency?: Urgency } = {},
): AsyncIterable<CostCode> {
  const reading = { query: { project_id: projectId }, filters: { origin_id }, urgency }
  for await (const raw of procore.list('v1.0/cost_codes', reading)) yield readCostCode(raw)
}

/** Creates and updates cost codes of a project, at most 1000: the only way to write them where ERP is on. */
export function syncCostCodes(
  procore: Procore,
  projectId: string,
  updates: readonly CostCodeUpdate[],
): Promise<Outcome<CostCode>[]> {
  return procore.sync('v1.0/cost_codes/sync', updates, readCostCode, {
    query: { project_id: projectId },
    ids: ['parent_id', 'standard_cost_code_id'],
  })
}

const company = (procore: Procore) => ({ company_id: procore.settings.company_id })

const readAnyCode = (code: Fields): AnyCode => ({
  id: code.need('id'),
  code: code.text('code'),
  full_code: code.text('full_code'),
  name: code.text('name'),
  parent_id: readIdOf(code, 'parent'),
  ...readOrigin(code),
})

function readStandardCostCode(raw: unknown): StandardCostCode {
  const code = readFields(raw, 'standard cost code')
  return { ...readAnyCode(code), standard_cost_code_list_id: code.text('standard_cost_code_list_id') }
}

function readCostCode(raw: unknown): CostCode {
  const code = readFields(raw, 'cost code')
  return {
    ...readAnyCode(code),
    standard_cost_code_id: code.text('standard_cost_code_id'),
    budgeted: code.flag('budgeted'),
    deleted_at: code.text('deleted_at'),
    ...readStamps(code),
  }
}
