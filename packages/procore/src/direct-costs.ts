import type { Outcome } from '@plumbline/flow-kit'
import { type Fields, readFields } from '@plumbline/http'
import type { Urgency } from './budget.ts'
import type { Procore } from './client.ts'
import { type CodedLine, readCodedLine } from './coded-lines.ts'
import type { Range } from './query.ts'
import {
  type Currency,
  type Origin,
  readCurrency,
  readIdOf,
  readNamed,
  readOrigin,
  readStamps,
  type Stamps,
} from './shared.ts'

/** A direct cost, from a list or shown by itself (procore.md §8, INDEX §4). Money is decimal text. */
export type DirectCost = Stamps &
  Origin &
  Currency & {
    id: string
    direct_cost_type: string | null
    status: string | null
    vendor_id: string | null
    vendor_name: string | null
    employee_id: string | null
    employee_name: string | null
    invoice_number: string | null
    direct_cost_date: string | null
    received_date: string | null
    payment_date: string | null
    description: string | null
    terms: string | null
    /** Of lists too, where it is called `amount`. */
    grand_total: string | null
    line_items_count: string | null
    deleted_at: string | null
    /** Null in a list, which has none. */
    line_items: DirectCostLine[] | null
  }

/** A line of a direct cost. */
export type DirectCostLine = CodedLine & { direct_cost_id: string }

export type DirectCostsAsked = {
  ids?: readonly string[]
  origin_id?: string
  updated?: Range
  urgency?: Urgency
}

/** Direct costs of a project, without their lines. */
export async function* listDirectCosts(
  procore: Procore,
  projectId: string,
  { ids, origin_id, updated, urgency = 'foreground' }: DirectCostsAsked = {},
): AsyncIterable<DirectCost> {
  const reading = { filters: { id: ids, origin_id, updated_at: updated }, urgency }
  for await (const raw of procore.list(`v1.1/projects/${projectId}/direct_costs`, reading))
    yield readDirectCost(raw)
}

/** One direct cost with its lines; null where it does not exist or is not visible. */
export async function showDirectCost(
  procore: Procore,
  projectId: string,
  id: string,
): Promise<DirectCost | null> {
  const raw = await procore.show(`v1.1/projects/${projectId}/direct_costs/${id}`)
  return raw === null ? null : readDirectCost(raw)
}

export type DirectCostLinesAsked = { direct_cost_ids?: readonly string[]; updated?: Range; urgency?: Urgency }

/** Lines of a project's direct costs: of all, of some, or those changed. */
export async function* listDirectCostLines(
  procore: Procore,
  projectId: string,
  { direct_cost_ids, updated, urgency = 'foreground' }: DirectCostLinesAsked = {},
): AsyncIterable<DirectCostLine> {
  const reading = { filters: { direct_cost_id: direct_cost_ids, updated_at: updated }, urgency }
  for await (const raw of procore.list(`v1.0/projects/${projectId}/direct_costs/line_items`, reading))
    yield readLine(readFields(raw, 'direct cost line'), null)
}

/** Marks direct costs as taken over by us. It locks them for Procore's users (procore.md §6.3). */
export function syncDirectCostOrigins(
  procore: Procore,
  projectId: string,
  updates: readonly { id: string; origin_id: string | null; origin_data?: string | null }[],
): Promise<Outcome<DirectCost>[]> {
  return procore.sync(`v1.0/projects/${projectId}/direct_costs/sync`, updates, readDirectCost)
}

function readDirectCost(raw: unknown): DirectCost {
  const cost = readFields(raw, 'direct cost')
  const id = cost.need('id')
  // A name in lists, an object when shown (procore.md §8).
  const vendor =
    typeof cost.raw.vendor === 'string' ? { id: null, name: cost.text('vendor') } : readNamed(cost, 'vendor')
  const employee = readNamed(cost, 'employee')
  return {
    id,
    direct_cost_type: cost.text('direct_cost_type'),
    status: cost.text('status'),
    vendor_id: cost.text('vendor_id') ?? vendor?.id ?? null,
    vendor_name: cost.text('vendor_name') ?? vendor?.name ?? null,
    employee_id: cost.text('employee_id') ?? employee?.id ?? null,
    employee_name: employee?.name ?? null,
    invoice_number: cost.text('invoice_number'),
    direct_cost_date: cost.text('direct_cost_date'),
    received_date: cost.text('received_date'),
    payment_date: cost.text('payment_date'),
    description: cost.text('description'),
    terms: cost.text('terms'),
    grand_total: cost.decimal('grand_total') ?? cost.decimal('amount'),
    line_items_count: cost.decimal('line_items_count'),
    deleted_at: cost.text('deleted_at'),
    line_items: cost.has('line_items') ? cost.list('line_items').map(line => readLine(line, id)) : null,
    ...readCurrency(cost),
    ...readOrigin(cost),
    ...readStamps(cost),
  }
}

function readLine(line: Fields, parent: string | null): DirectCostLine {
  const holder = readIdOf(line, 'holder')
  return {
    ...readCodedLine(line),
    direct_cost_id: parent ?? line.text('direct_cost_id') ?? holder ?? line.need('direct_cost_id'),
  }
}
