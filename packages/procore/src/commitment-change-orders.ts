import { readFields } from '@plumbline/http'
import type { Urgency } from './budget.ts'
import { type ChangeOrderHeader, readChangeOrder } from './change-orders.ts'
import type { Procore } from './client.ts'
import { type LineWbsCode, readWbs } from './coded-lines.ts'
import type { Range } from './query.ts'

/** The newer form of a commitment's change order, with an id of its own and no origin fields (procore.md §6.4). */
export type CommitmentChangeOrder = ChangeOrderHeader & {
  batch_id: string | null
  /** The change order package that it is the other form of. */
  legacy_package_id: string | null
  reference: string | null
  paid: boolean | null
}

export type CommitmentChangeOrdersAsked = {
  ids?: readonly string[]
  contract_id?: string
  legacy_package_id?: string
  updated?: Range
  urgency?: Urgency
}

/**
 * Commitment change orders of a project.
 * @throws Refused `scope` also for a project of three tiers, which has change order packages only.
 */
export async function* listCommitmentChangeOrders(
  procore: Procore,
  projectId: string,
  { ids, contract_id, legacy_package_id, updated, urgency = 'foreground' }: CommitmentChangeOrdersAsked = {},
): AsyncIterable<CommitmentChangeOrder> {
  const filters = { id: ids, contract_id, legacy_package_id, updated_at: updated }
  const path = `v1.0/projects/${projectId}/commitment_change_orders`
  for await (const raw of procore.list(path, { query: { view: 'extended' }, filters, urgency })) {
    const order = readFields(raw, 'commitment change order')
    yield {
      ...readChangeOrder(order),
      batch_id: order.text('batch_id'),
      legacy_package_id: order.text('legacy_package_id'),
      reference: order.text('reference'),
      paid: order.flag('paid'),
    }
  }
}

/** A line of a commitment change order; amounts are decimal text. It has no origin fields. */
export type CommitmentChangeOrderLine = {
  id: string
  /** The commitment's line that it names; what naming one means is not published. */
  commitment_line_item_id: string | null
  position: string | null
  wbs_code_id: string | null
  wbs_code: LineWbsCode | null
  quantity: string | null
  uom: string | null
  unit_cost: string | null
  amount: string | null
  extended_type: string | null
  tax_code_id: string | null
  description: string | null
}

/** The lines of a commitment change order, by its own id. */
export async function* listCommitmentChangeOrderLines(
  procore: Procore,
  projectId: string,
  id: string,
  { urgency = 'foreground' }: { urgency?: Urgency } = {},
): AsyncIterable<CommitmentChangeOrderLine> {
  const base = `v2.0/companies/${procore.settings.company_id}/projects/${projectId}`
  const path = `${base}/commitment_change_orders/${id}/line_items`
  for await (const raw of procore.list(path, { urgency })) {
    const line = readFields(raw, 'commitment change order line')
    const wbs_code = readWbs(line.object('wbs_code'))
    yield {
      id: line.need('id'),
      commitment_line_item_id: line.text('commitment_line_item_id'),
      position: line.decimal('position'),
      wbs_code_id: line.text('wbs_code_id') ?? wbs_code?.id ?? null,
      wbs_code,
      quantity: line.decimal('quantity'),
      uom: line.text('uom'),
      unit_cost: line.decimal('unit_cost'),
      amount: line.decimal('amount'),
      extended_type: line.text('extended_type'),
      tax_code_id: line.text('tax_code_id'),
      description: line.text('description'),
    }
  }
}
