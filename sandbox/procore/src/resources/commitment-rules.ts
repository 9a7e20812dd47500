import { isDeepStrictEqual } from 'node:util'
import type { Call } from '../call.ts'
import { change, newRow } from '../change.ts'
import type { CodedLine, Commitment } from '../commitment-tables.ts'
import { completeCommitment } from '../completion.ts'
import { type Input, readFields, requireOneOf, type Writable } from '../fields.ts'
import type { Procore } from '../procore.ts'
import { forbidden } from '../refusal.ts'
import { type Project, projectVendorKey } from '../tables.ts'
import { commitmentLines } from './commitment-sums.ts'
import { requireVendor } from './direct-cost-rules.ts'

const writable: Writable<Commitment> = {
  number: 'text',
  title: 'text',
  description: 'text',
  status: 'text',
  vendor_id: 'id',
  executed: 'flag',
  private: 'flag',
  show_line_items_to_non_admins: 'flag',
  requisitions_are_enabled: 'flag',
  retainage_percent: 'decimal',
  accounting_method: 'text',
  origin_id: 'text',
  origin_code: 'text',
  origin_data: 'text',
  contract_date: 'date',
  execution_date: 'date',
  issued_on_date: 'date',
  letter_of_intent_date: 'date',
  returned_date: 'date',
  approval_letter_date: 'date',
  currency_iso_code: 'text',
}
/** What only one kind has; `signed_contract_received_date` is shown by purchase orders, not set (procore.md §6.1). */
const writableOf: Record<Commitment['type'], Writable<Commitment>> = {
  PurchaseOrderContract: {
    delivery_date: 'date',
    bill_to_address: 'text',
    ship_to_address: 'text',
    ship_via: 'text',
    payment_terms: 'text',
    assignee_id: 'id',
  },
  WorkOrderContract: {
    signed_contract_received_date: 'date',
    contract_start_date: 'date',
    contract_estimated_completion_date: 'date',
    actual_completion_date: 'date',
    inclusions: 'text',
    exclusions: 'text',
  },
}
const statuses: Record<Commitment['type'], string[]> = {
  PurchaseOrderContract: [
    'Draft',
    'Processing',
    'Submitted',
    'Partially Received',
    'Received',
    'Approved',
    'Closed',
  ],
  WorkOrderContract: [
    'Draft',
    'Out For Bid',
    'Out For Signature',
    'Approved',
    'Complete',
    'Terminated',
    'Void',
  ],
}

/** Who changes a record: the API, or a person. */
export type By = 'api' | 'person'

/** The header as it will stand. @throws Refusal for what Procore's rules forbid (procore.md §6.1, §6.3). */
export function acceptCommitment(
  call: Call,
  project: Project,
  type: Commitment['type'],
  input: Input,
  before: Commitment | null,
): Commitment {
  const { procore } = call
  const { commitments } = procore.tables
  const created = { project_id: project.id, type, created_by_id: call.actor.userId }
  const fields = readFields<Commitment>(input, { ...writable, ...writableOf[type] })
  const row = { ...(before ?? newRow(procore, commitments, created)), ...fields }
  row.number ??= before?.number ?? ''
  row.status ??= 'Draft'
  row.accounting_method ??= 'amount'
  requireOneOf('status', row.status, statuses[type])
  requireOneOf('accounting_method', row.accounting_method, ['amount', 'unit'])
  if (before) {
    requireOpenHeader(procore, before, row, 'api')
    requireMethod(procore, before, row)
  }
  if (row.vendor_id !== null && row.vendor_id !== before?.vendor_id) {
    if (procore.switches.get('commitmentAddsVendor') === 'yes') addVendor(call, project, row.vendor_id)
    if (procore.switches.get('commitmentRules') === 'on') requireVendor(call, project, row.vendor_id)
  }
  return completeCommitment(procore, row)
}

/** @throws Refusal 422 if vendor, method or, for people, status of the commitment are locked (procore.md §6.3). */
export function requireOpenHeader(procore: Procore, before: Commitment, after: Commitment, by: By): void {
  const changed = (fields: (keyof Commitment)[]) => fields.find(field => before[field] !== after[field])
  const locked = isLocked(procore, before, by) ? changed(['vendor_id', 'accounting_method']) : undefined
  if (locked) throw forbidden(locked, `cannot be changed when the commitment is ${before.status}`)
  const synced = isSynced(procore, before, by) ? changed(['vendor_id', 'status']) : undefined
  if (synced) throw forbidden(synced, 'cannot be changed: the commitment is synced with an ERP system')
}

/**
 * @throws Refusal 422 if a line cannot become `after` (null: be deleted) since the commitment's schedule of values is
 * locked. Taking over a line by its origin fields is no change of it.
 */
export function requireOpenLine(
  procore: Procore,
  commitment: Commitment,
  before: CodedLine | null,
  after: CodedLine | null,
  by: By,
): void {
  if (before && after && sameLine(before, after)) return
  if (isLocked(procore, commitment, by))
    throw forbidden('base', `The schedule of values cannot be changed: it is ${commitment.status}`)
  if (isSynced(procore, commitment, by))
    throw forbidden('base', 'The schedule of values cannot be changed: it is synced with an ERP system')
}

/** @throws Refusal 422 if the commitment cannot be deleted. */
export function requireDeletable(procore: Procore, commitment: Commitment, by: By): void {
  if (isLocked(procore, commitment, by))
    throw forbidden('base', `The commitment cannot be deleted: it is ${commitment.status}`)
  if (isSynced(procore, commitment, by))
    throw forbidden('base', 'The commitment cannot be deleted: it is synced with an ERP system')
}

/** Whether nothing but the origin fields of two lines differs. */
export function sameLine(before: CodedLine, after: CodedLine): boolean {
  const { origin_id, origin_data } = after
  return isDeepStrictEqual({ ...before, origin_id, origin_data }, after)
}

/** Whether the company's lock of an approved record binds this change (switches `commitmentLock`, `lockBindsOwner`). */
export function lockBinds(procore: Procore, record: { origin_id: string | null }, by: By): boolean {
  if (procore.switches.get('commitmentLock') === 'off') return false
  const owner = by === 'api' && record.origin_id !== null
  return !owner || procore.switches.get('lockBindsOwner') === 'yes'
}

/** A commitment that may be billed: Approved or Complete. */
export const isApproved = ({ status }: Commitment): boolean => status === 'Approved' || status === 'Complete'

function isLocked(procore: Procore, commitment: Commitment, by: By): boolean {
  return isApproved(commitment) && lockBinds(procore, commitment, by)
}

function isSynced(procore: Procore, { origin_id }: Commitment, by: By): boolean {
  return by === 'person' && origin_id !== null && procore.switches.get('syncedCommitmentLock') === 'people'
}

function requireMethod(procore: Procore, before: Commitment, after: Commitment): void {
  if (before.accounting_method === after.accounting_method) return
  const rule = procore.switches.get('accountingMethod')
  if (rule === 'fixed' || (rule === 'free-without-lines' && commitmentLines(procore, before).length > 0))
    throw forbidden('accounting_method', 'cannot be changed')
}

function addVendor(call: Call, project: Project, vendor_id: string): void {
  const { project_vendors } = call.procore.tables
  if (project_vendors.get(projectVendorKey(project.id, vendor_id))) return
  change(call.procore, call.actor, project_vendors, null, { project_id: project.id, vendor_id })
}
