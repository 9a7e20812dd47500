import type { Outcome } from '@plumbline/flow-kit'
import { type Fields, readFields } from '@plumbline/http'
import type { Urgency } from './budget.ts'
import type { Procore } from './client.ts'
import { type CommitmentLine, readCommitmentLine } from './commitment-lines.ts'
import { readFault } from './faults.ts'
import { failedOutcome, writeOutcome } from './outcomes.ts'
import type { Range } from './query.ts'
import {
  type Currency,
  type Origin,
  readCurrency,
  readEach,
  readIdOf,
  readOrigin,
  readStamps,
  type Stamps,
  withNumbers,
} from './shared.ts'

/** Purchase orders and subcontracts: two collections of one form, which share their ids (procore.md §6.1). */
export type CommitmentKind = 'purchase_order_contracts' | 'work_order_contracts'

const writableTexts = [
  'number',
  'title',
  'description',
  'status',
  'accounting_method',
  'origin_code',
  'contract_date',
  'execution_date',
  'issued_on_date',
  'letter_of_intent_date',
  'returned_date',
  'approval_letter_date',
  'delivery_date',
  'contract_start_date',
  'contract_estimated_completion_date',
  'actual_completion_date',
  'bill_to_address',
  'ship_to_address',
  'ship_via',
  'payment_terms',
  'inclusions',
  'exclusions',
] as const
const shownTexts = [
  'signed_contract_received_date',
  'deleted_at',
  'billing_schedule_of_values_status',
] as const
const flags = ['executed', 'private', 'show_line_items_to_non_admins', 'requisitions_are_enabled'] as const
const totals = [
  'grand_total',
  'approved_change_orders',
  'pending_change_orders',
  'draft_change_orders_amount',
  'revised_contract',
  'pending_revised_contract',
  'total_payments',
  'total_requisitions_amount',
  'total_draw_requests_amount',
  'percentage_paid',
  'remaining_balance_outstanding',
] as const

/**
 * A commitment (procore.md §6.1). Amounts and percentages are decimal text; fields of the other kind are null.
 * `grand_total` is the original schedule of values, without change orders.
 */
export type Commitment = Stamps &
  Origin &
  Currency &
  Record<(typeof writableTexts)[number] | (typeof shownTexts)[number], string | null> &
  Record<(typeof flags)[number], boolean | null> &
  Record<(typeof totals)[number], string | null> & {
    id: string
    kind: CommitmentKind
    /** `origin_id` is not in lists. */
    vendor: { id: string; name: string | null; origin_id: string | null } | null
    project_id: string | null
    assignee_id: string | null
    created_by_id: string | null
    retainage_percent: string | null
    /** Null in a list, which has none. */
    line_items: CommitmentLine[] | null
  }

/** What a write may set. Fields that are left out stay as they are; null empties one. */
export type CommitmentUpdate = Partial<Record<(typeof writableTexts)[number], string | null>> &
  Partial<Record<(typeof flags)[number], boolean>> & {
    id?: string
    origin_id?: string | null
    origin_data?: string | null
    vendor_id?: string | null
    assignee_id?: string | null
    retainage_percent?: string | null
    currency_iso_code?: string
  }

export type CommitmentsAsked = {
  ids?: readonly string[]
  origin_id?: string
  updated?: Range
  status?: string
  /** `with` deleted ones, or `only` those; without it none. */
  include_deleted?: 'with' | 'only'
  urgency?: Urgency
}

/** Commitments of one kind in a project, without their lines. */
export async function* listCommitments(
  procore: Procore,
  projectId: string,
  kind: CommitmentKind,
  { ids, origin_id, updated, status, include_deleted, urgency = 'foreground' }: CommitmentsAsked = {},
): AsyncIterable<Commitment> {
  const reading = {
    query: { project_id: projectId, view: 'extended' },
    filters: { id: ids, origin_id, updated_at: updated, status, include_deleted },
    urgency,
  }
  for await (const raw of procore.list(`v1.0/${kind}`, reading)) yield readCommitment(raw, kind)
}

/** One commitment with its lines; null where it does not exist, is of the other kind or is not visible. */
export async function showCommitment(
  procore: Procore,
  projectId: string,
  kind: CommitmentKind,
  id: string,
): Promise<Commitment | null> {
  const raw = await procore.show(`v1.0/${kind}/${id}`, { query: { project_id: projectId } })
  return raw === null ? null : readCommitment(raw, kind)
}

const ids = ['vendor_id', 'assignee_id']

/** Creates and updates headers of one kind, at most 1000, by id or origin_id (procore.md §3.3). */
export function syncCommitments(
  procore: Procore,
  projectId: string,
  kind: CommitmentKind,
  updates: readonly CommitmentUpdate[],
): Promise<Outcome<Commitment>[]> {
  return procore.sync(`v1.0/${kind}/sync`, updates, raw => readCommitment(raw, kind), {
    scope: { project_id: projectId },
    ids,
  })
}

/** Changes the header of one commitment. */
export async function updateCommitment(
  procore: Procore,
  projectId: string,
  kind: CommitmentKind,
  id: string,
  fields: Omit<CommitmentUpdate, 'id'>,
): Promise<Outcome<Commitment>> {
  const body = {
    ...withNumbers({ project_id: projectId }, ['project_id']),
    [wrapper[kind]]: withNumbers(fields, ids),
  }
  const written = await procore.write('PATCH', `v1.0/${kind}/${id}`, body)
  return writeOutcome(kind, written, 'item', raw => readCommitment(raw, kind))
}

/** Deletes one commitment; Procore refuses it for an approved one (procore.md §6.3). */
export async function deleteCommitment(
  procore: Procore,
  projectId: string,
  kind: CommitmentKind,
  id: string,
): Promise<Outcome<{ id: string }>> {
  const query = { project_id: projectId }
  const written = await procore.write('DELETE', `v1.0/${kind}/${id}`, undefined, query)
  if (written.is !== 'answered') return written
  return written.answer.status < 300
    ? { is: 'applied', targetId: id, seen: { id } }
    : failedOutcome(kind, readFault(written.answer), 'item')
}

const wrapper = {
  purchase_order_contracts: 'purchase_order_contract',
  work_order_contracts: 'work_order_contract',
} as const

function readCommitment(raw: unknown, kind: CommitmentKind): Commitment {
  const contract = readFields(raw, 'commitment')
  const id = contract.need('id')
  return {
    id,
    kind,
    ...readEach(writableTexts, contract.text),
    ...readEach(shownTexts, contract.text),
    ...readEach(flags, contract.flag),
    ...readEach(totals, contract.decimal),
    vendor: readVendorOf(contract),
    project_id: readIdOf(contract, 'project'),
    assignee_id: readIdOf(contract, 'assignee'),
    created_by_id: readIdOf(contract, 'created_by'),
    retainage_percent: contract.decimal('retainage_percent'),
    line_items: contract.has('line_items')
      ? contract.list('line_items').map(line => readCommitmentLine(line, id))
      : null,
    ...readCurrency(contract),
    ...readOrigin(contract),
    ...readStamps(contract),
  }
}

/** The vendor, whose name is called `company` here (procore.md §6.1). */
function readVendorOf(contract: Fields): Commitment['vendor'] {
  const vendor = contract.object('vendor')
  const id = vendor?.text('id') ?? contract.text('vendor_id')
  if (!id) return null
  return {
    id,
    name: vendor?.text('company') ?? vendor?.text('name') ?? null,
    origin_id: vendor?.text('origin_id') ?? null,
  }
}
