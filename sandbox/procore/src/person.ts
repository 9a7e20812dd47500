import type { Id } from '@plumbline/sandbox-world'
import type { FastifyInstance } from 'fastify'
import { change, newRow, type Rows } from './change.ts'
import type { Input } from './fields.ts'
import { ruleOf } from './person-rules.ts'
import { type Actor, type Procore, stamp } from './procore.ts'
import { withTextIds } from './table.ts'
import type { WbsCode } from './tables.ts'

/** What a person does in Procore's screens. `id` is the row's key; of `project_vendors` it is `project:vendor`. */
export type PersonOrder = {
  as: Id
  do: 'create' | 'update' | 'delete'
  collection: string
  id?: Id
  set?: Input
}

type Row = Record<string, unknown>
const parents = {
  company_id: 'companies',
  project_id: 'projects',
  vendor_id: 'vendors',
  direct_cost_id: 'direct_costs',
  commitment_id: 'commitments',
  change_order_package_id: 'change_order_packages',
  commitment_line_item_id: 'commitment_line_items',
  requisition_id: 'requisitions',
  period_id: 'billing_periods',
  standard_cost_code_list_id: 'standard_cost_code_lists',
} as const

/**
 * `POST /__sandbox/do`: creates, updates or deletes a row of any seedable collection as a person of the company. No
 * API limits; stamps move, hooks are told, the ledger names `person:<as>`. Answers the row; 400 for a wrong order.
 */
export function addPerson(app: FastifyInstance, procore: Procore): void {
  app.post<{ Body: PersonOrder }>('/__sandbox/do', async (request, reply) => {
    try {
      return act(procore, request.body)
    } catch (error) {
      return reply.code(400).send({ error: error instanceof Error ? error.message : String(error) })
    }
  })
}

function act(procore: Procore, order: PersonOrder): Row | null {
  const table = tableOf(procore, order.collection)
  const actor = personOf(order)
  const before = order.do === 'create' ? null : table.get(String(order.id))
  if (order.do !== 'create' && !before) throw new Error(`${order.collection} has no row ${String(order.id)}`)
  const set = withTextIds(order.set ?? {})
  requireParents(procore, set)
  const rule = ruleOf(order.collection)
  const after = order.do === 'delete' ? deleted(procore, before!) : edited(procore, actor, table, before, set)
  rule.judge?.(procore, before, after, set)
  const row = change(procore, actor, table, before, after)
  rule.follow?.(procore, actor, (row ?? before)!, row === null)
  return row
}

function edited(procore: Procore, actor: Actor, table: Rows<Row>, before: Row | null, set: Row): Row {
  const row: Row = before ? { ...before, ...set } : newRow(procore, table, set)
  const recoded = set.wbs_code_id === undefined && (set.cost_code_id ?? set.line_item_type_id) !== undefined
  const given = recoded && 'wbs_code_id' in row ? { ...row, wbs_code_id: '' } : row
  const putWbs = (wbs: WbsCode) => change(procore, actor, procore.tables.wbs_codes, null, wbs)!
  return ruleOf(table.name).complete?.(procore, given, putWbs) ?? given
}

/** Procore keeps rows that have a `deleted_at` (procore.md §11.6); any other is gone. */
function deleted(procore: Procore, before: Row): Row | null {
  return 'deleted_at' in before ? { ...before, deleted_at: stamp(procore.clock) } : null
}

function tableOf(procore: Procore, collection: string): Rows<Row> {
  const table = (procore.tables as unknown as Record<string, Rows<Row> | undefined>)[collection]
  if (!table)
    throw new Error(
      `no collection is named ${collection}; known are: ${Object.keys(procore.tables).sort().join(', ')}`,
    )
  return table
}

function requireParents(procore: Procore, set: Row): void {
  for (const [field, collection] of Object.entries(parents)) {
    const id = set[field]
    if (id !== undefined && id !== null && !tableOf(procore, collection).get(String(id)))
      throw new Error(`${collection} has no row ${String(id)}`)
  }
}

function personOf({ as, do: verb, collection }: PersonOrder): Actor {
  return {
    caller: `person:${as}`,
    userId: String(as),
    applicationId: null,
    operationId: null,
    traceparent: null,
    action: `${verb} ${collection}`,
  }
}
