import type { Api } from '../api.ts'
import {
  byId,
  byOrigin,
  byStamps,
  type Call,
  type Filters,
  filtered,
  listed,
  projectOf,
  wrapped,
} from '../call.ts'
import { change, newRow } from '../change.ts'
import type { Requisition, RequisitionItem } from '../commitment-tables.ts'
import { completeRequisition } from '../completion.ts'
import { type Input, readFields, requireOneOf, type Writable } from '../fields.ts'
import { int } from '../json.ts'
import { find, type Kind, save } from '../kind.ts'
import type { Procore } from '../procore.ts'
import { badRequest, forbidden } from '../refusal.ts'
import type { Project } from '../tables.ts'
import { isApproved } from './commitment-rules.ts'
import { requisitionsOf } from './commitment-sums.ts'
import { requireUnlocked } from './direct-cost-rules.ts'
import { projectOrigins } from './origins.ts'
import { itemsOf } from './requisition-sums.ts'
import { showRequisition } from './requisition-views.ts'

const STATUSES = [
  'draft',
  'under_review',
  'revise_and_resubmit',
  'approved',
  'approved_as_noted',
  'pending_owner_approval',
]
const writable: Writable<Requisition> = {
  period_id: 'id',
  requisition_start: 'date',
  requisition_end: 'date',
  billing_date: 'date',
  invoice_number: 'text',
  status: 'text',
  final: 'flag',
  payment_date: 'date',
  submitted_at: 'text',
  origin_id: 'text',
  origin_data: 'text',
}
const itemWritable: Writable<RequisitionItem> = {
  item_type: 'text',
  line_item_id: 'id',
  work_completed_this_period: 'decimal',
  work_completed_this_period_quantity: 'decimal',
  materials_presently_stored: 'decimal',
  work_completed_retainage_retained_this_period: 'decimal',
  work_completed_retainage_released_this_period: 'decimal',
  materials_stored_retainage_currently_retained: 'decimal',
  status: 'text',
}

/** Requisitions, v1.1, which users call subcontractor invoices (procore.md §7); 30 to a page. */
export function addRequisitions(api: Api): void {
  const path = '/rest/v1.1/requisitions'
  api.get(path, call => {
    const rows = call.procore.tables.requisitions.by('project', projectOf(call, 'commitments').id)
    return listed(call, filtered(call, rows, filtersOf(call.procore)), row => showRequisition(call, row), {
      size: 30,
    })
  })
  api.get(`${path}/:id`, call => showRequisition(call, find(kindOf(call), call.params.id!)))
  api.post(path, call => showRequisition(call, put(call, wrapped(call, 'requisition'), null)))
  api.patch(`${path}/:id`, call => {
    const before = find(kindOf(call), call.params.id!)
    return showRequisition(call, put(call, wrapped(call, 'requisition'), before))
  })
  api.delete(`${path}/:id`, call => {
    const row = find(kindOf(call), call.params.id!)
    requireUnlocked(call.procore, row, 'api', {}, 'requisition')
    requireLatest(call.procore, row)
    const { requisitions, requisition_items } = call.procore.tables
    for (const item of itemsOf(call.procore, row))
      change(call.procore, call.actor, requisition_items, item, null)
    change(call.procore, call.actor, requisitions, row, null)
    return { id: int(row.id) }
  })
}

/** @throws Refusal 422 for a requisition on a commitment that is not approved, or that takes none (switch `commitmentRules`). */
export function requireBillable(procore: Procore, commitmentId: string): void {
  if (procore.switches.get('commitmentRules') === 'off') return
  const commitment = procore.tables.commitments.get(commitmentId)
  if (!commitment || !isApproved(commitment)) throw forbidden('commitment_id', 'is not approved')
  if (!commitment.requisitions_are_enabled) throw forbidden('commitment_id', 'does not take requisitions')
}

/** @throws Refusal 422 for a change of any but the commitment's latest requisition (switch `commitmentRules`). */
export function requireLatest(procore: Procore, row: Requisition): void {
  if (procore.switches.get('commitmentRules') === 'off') return
  if (!isLatest(procore, row)) throw forbidden('base', 'Only the latest requisition can be changed')
}

function isLatest(procore: Procore, row: Requisition): boolean {
  return requisitionsOf(procore, row.commitment_id).at(-1)?.id === row.id
}

function filtersOf(procore: Procore): Filters<Requisition> {
  return {
    ...byId,
    ...byOrigin,
    ...byStamps,
    commitment_id: { among: row => row.commitment_id },
    period_id: { among: row => row.period_id },
    status: { is: row => row.status },
    is_last: { is: row => String(isLatest(procore, row)) },
  }
}

/** Header and items together or not at all. */
function put(call: Call, { items, ...fields }: Input, before: Requisition | null): Requisition {
  const { procore } = call
  const kind = kindOf(call)
  const draft = kind.accept(fields, before)
  const given = Array.isArray(items) ? (items as Input[]) : []
  const held = given.map(item => itemOf(procore, before, item))
  const judged = given.map((item, at) => acceptItem(procore, draft, item, held[at]!))
  const row = save(call, { ...kind, accept: () => draft }, fields, before)
  for (const [at, item] of judged.entries())
    change(procore, call.actor, procore.tables.requisition_items, held[at]!, item)
  return row
}

function kindOf(call: Call): Kind<Requisition> {
  const project = projectOf(call, 'commitments')
  const { requisitions } = call.procore.tables
  return {
    table: requisitions,
    owns: row => row.project_id === project.id,
    origins: originId => projectOrigins(call, project, requisitions.by('origin', originId)),
    accept: (input, before) => accept(call, project, input, before),
    show: row => showRequisition(call, row),
  }
}

function accept(call: Call, project: Project, input: Input, before: Requisition | null): Requisition {
  const { procore } = call
  if (before) {
    requireUnlocked(procore, before, 'api', input, 'requisition')
    requireLatest(procore, before)
  }
  const base = before ?? newRequisition(call, project)
  const row = { ...base, ...readFields(input, writable) }
  row.status ??= 'draft'
  requireOneOf('status', row.status, STATUSES)
  return completeRequisition(procore, row)
}

function newRequisition(call: Call, project: Project): Requisition {
  const { procore, body, query } = call
  const id = query.one('commitment_id') ?? body.commitment_id
  if (id === undefined || id === null) throw badRequest('commitment_id', 'is missing')
  const commitment = procore.tables.commitments.get(String(id))
  if (commitment?.project_id !== project.id || commitment.deleted_at !== null)
    throw forbidden('commitment_id', 'does not exist')
  requireBillable(procore, commitment.id)
  const fields = { project_id: project.id, commitment_id: commitment.id, created_by_id: call.actor.userId }
  return newRow(procore, procore.tables.requisitions, fields)
}

function acceptItem(
  procore: Procore,
  row: Requisition,
  input: Input,
  before: RequisitionItem | null,
): RequisitionItem {
  const { requisition_items, commitment_line_items, change_order_line_items } = procore.tables
  const base = before ?? newRow(procore, requisition_items, { requisition_id: row.id })
  const item = { ...base, ...readFields(input, itemWritable) }
  requireOneOf('status', item.status, ['approved', 'rejected', 'no_action'])
  const line = commitment_line_items.get(item.line_item_id)
  if (line ? line.commitment_id !== row.commitment_id : !change_order_line_items.get(item.line_item_id))
    throw forbidden('line_item_id', 'does not exist')
  return item
}

function itemOf(procore: Procore, row: Requisition | null, input: Input): RequisitionItem | null {
  if (input.id === undefined || input.id === null) return null
  const item = procore.tables.requisition_items.get(String(input.id))
  if (!row || item?.requisition_id !== row.id) throw badRequest('items', `has no item ${String(input.id)}`)
  return item
}
