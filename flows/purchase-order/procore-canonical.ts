import type { Draft, ReadContext } from '@plumbline/flow-kit'
import { type CodedLine, readInstant } from '@plumbline/procore'
import type { PurchaseOrder, PurchaseOrderLine } from '@plumbline/schemas'
import { changeOrderKey } from '../change-order/entity.ts'
import type { Settings } from '../connection.ts'
import { plainDecimal, sumOf } from '../money.ts'
import { toLineCoding } from '../procore-coding.ts'
import { isPeoplesofts } from './entity.ts'
import { byId, type CommitmentRead } from './procore-read.ts'
import { kindOf, procoreStatus } from './status.ts'

/** Where the supplier's key stands in the header's extras: what tells two orders of one vendor apart before any link does. */
const VENDOR = 'vendor_origin_id'

/**
 * A commitment in canonical form; the lines of its approved change orders follow its own (BUSINESS.md, Change orders).
 * Pure. @throws when a line has no amount.
 */
export function toPurchaseOrder(
  read: CommitmentRead,
  { before, readAt }: ReadContext<Settings, PurchaseOrder>,
): Draft<PurchaseOrder> {
  const { commitment, changes, projectId, project, companyId } = read
  const status = procoreStatus(commitment.kind, commitment.status)
  const lines = [
    ...inOrder(commitment.line_items ?? []).map(line => toLine(line, read, { id: line.id, change: null })),
    ...changes.flatMap(({ id: change, line_items }) =>
      inOrder(line_items).map(line => toLine(line, read, { id: `${change}.${line.id}`, change })),
    ),
  ]
  const supplier = before ? before.header.extras[VENDOR] : (commitment.vendor?.origin_id ?? undefined)
  return {
    header: {
      origin_system: 'procore',
      company_id: companyId,
      project_id: projectId,
      // A project that is renamed or closed later changes none of its orders.
      project_number: before?.header.project_number ?? project?.project_number ?? null,
      source_created_raw: commitment.created_at,
      source_created_at: readInstant(commitment.created_at),
      source_updated_raw: commitment.updated_at,
      source_updated_at: readInstant(commitment.updated_at),
      actor_id: commitment.created_by_id,
      foreign_origin_id: isPeoplesofts(commitment.origin_id) ? null : commitment.origin_id,
      first_approved_at: before?.header.first_approved_at ?? (status === 'approved' ? readAt : null),
      extras: supplier === undefined ? {} : { [VENDOR]: supplier },
    },
    ...NOT_OF_PROCORE,
    commitment_id: commitment.id,
    number: commitment.number,
    title: commitment.title,
    description: commitment.description,
    // Later it shows PeopleSoft's number, which is our doing and no news.
    foreign_reference: before ? before.foreign_reference : commitment.origin_code,
    kind: kindOf(commitment.kind),
    status_raw: commitment.status,
    status,
    executed: commitment.executed,
    vendor_id: commitment.vendor?.id ?? null,
    vendor_name: commitment.vendor?.name ?? null,
    payment_terms: commitment.payment_terms,
    approval_date: commitment.approval_letter_date,
    contract_date: commitment.contract_date,
    delivery_date: commitment.delivery_date,
    currency_iso_code: commitment.currency_iso_code,
    base_currency_iso_code: commitment.base_currency_iso_code,
    rate_multiplier: plainDecimal(commitment.currency_exchange_rate),
    retainage_percent: plainDecimal(commitment.retainage_percent),
    accounting_method: commitment.accounting_method,
    total: sumOf(lines.map(line => line.amount)).toFixed(),
    lines,
  }
}

/**
 * Whether a commitment that was never read before is an order that PeopleSoft has: the same supplier and the same
 * total under the same number are certain, one of the two is a guess (BUSINESS.md, Defaults).
 */
export function sameOrder(
  mine: Draft<PurchaseOrder>,
  other: Draft<PurchaseOrder>,
): 'certain' | 'maybe' | 'no' {
  if (mine.header.project_id !== other.header.project_id) return 'no'
  const supplier = mine.header.extras[VENDOR]
  const theirs = other.vendor_setid && other.vendor_id ? `ps:${other.vendor_setid}:${other.vendor_id}` : null
  if (supplier !== undefined && theirs !== null && supplier !== theirs) return 'no'
  return supplier !== undefined && theirs !== null && mine.total === other.total ? 'certain' : 'maybe'
}

/** The number by which both sides may call one order: without blanks, case and leading zeros. */
export const alikeNumber = ({ number }: Pick<PurchaseOrder, 'number'>): string | null =>
  number?.replace(/\s/g, '').replace(/^0+/, '').toUpperCase() || null

/** What both sides' records of one order share before they are linked: project and number. */
export function alikeOrder(order: Pick<PurchaseOrder, 'number'> & { header: { project_id: string | null } }) {
  const number = alikeNumber(order)
  return number === null ? null : `${order.header.project_id} ${number}`
}

/** By position; those without one last, by id. */
function inOrder(lines: CodedLine[]): CodedLine[] {
  const place = (line: CodedLine) => Number(line.position ?? Number.MAX_SAFE_INTEGER)
  return [...lines].sort((a, b) => place(a) - place(b) || byId(a, b))
}

/** Ids of change order lines are not said to be of one space with those of the commitment: they carry their package's. */
function toLine(
  line: CodedLine,
  { subJobs, taxCodes, projectId, commitment }: CommitmentRead,
  { id, change }: { id: string; change: string | null },
): PurchaseOrderLine {
  if (line.amount === null) throw new Error(`line ${line.id} of commitment ${commitment.id} has no amount`)
  return {
    ...NOT_OF_A_PROCORE_LINE,
    ...toLineCoding(line, subJobs),
    id,
    position: line.position === null ? null : Number(line.position),
    change_order_key: change === null ? null : changeOrderKey(projectId, change),
    description: line.description,
    uom: line.uom,
    quantity: plainDecimal(line.quantity),
    unit_cost: plainDecimal(line.unit_cost),
    amount: plainDecimal(line.amount),
    extended_type: line.extended_type,
    tax_code_id: line.tax_code_id,
    tax_code: taxCodes.find(one => one.id === line.tax_code_id)?.code ?? null,
    origin_id: line.origin_id,
  }
}

const NOT_OF_PROCORE = {
  business_unit: null,
  po_id: null,
  po_ref: null,
  po_type: null,
  po_origin: null,
  change_batch: null,
  vendor_setid: null,
  vendor_location: null,
  vendor_address_sequence: null,
  buyer_id: null,
  po_date: null,
  accounting_date: null,
  approved_by: null,
  rate_type: null,
  rate_date: null,
  rate_divisor: null,
  hold_status: null,
  receipt_status: null,
  match_status: null,
  budget_status: null,
  lines_elsewhere: null,
} satisfies Partial<PurchaseOrder>

const NOT_OF_A_PROCORE_LINE = {
  line_nbr: null,
  sched_nbr: null,
  distrib_line_num: null,
  cancel_status: null,
  amount_only: null,
  category: null,
  item_id: null,
  base_amount: null,
  tax_amount: null,
  tax_kind: null,
  freight_amount: null,
  due_date: null,
  business_unit_gl: null,
  account: null,
  deptid: null,
  operating_unit: null,
  product: null,
  fund_code: null,
  class_fld: null,
  program_code: null,
  budget_ref: null,
  affiliate: null,
  chartfield1: null,
  chartfield2: null,
  chartfield3: null,
  business_unit_pc: null,
  project_id: null,
  activity_id: null,
  analysis_type: null,
  resource_type: null,
  resource_category: null,
  resource_sub_cat: null,
  received_quantity: null,
  received_amount: null,
  vouchered_quantity: null,
  vouchered_amount: null,
  req_id: null,
  req_line_nbr: null,
} satisfies Partial<PurchaseOrderLine>
