import type { CommitmentKind } from '@plumbline/procore'

/** The status of an order in either system, in one word (schemas/purchase-order.avsc). */
export type OrderStatus =
  | 'draft'
  | 'pending'
  | 'approved'
  | 'dispatched'
  | 'complete'
  | 'cancelled'
  | 'pending_cancel'
  | 'denied'

/** PO_STATUS (peoplesoft.md §5.4). */
const PEOPLESOFT: Readonly<Record<string, OrderStatus>> = {
  I: 'draft',
  O: 'draft',
  PA: 'pending',
  A: 'approved',
  D: 'dispatched',
  C: 'complete',
  X: 'cancelled',
  PX: 'pending_cancel',
  DA: 'denied',
  LD: 'denied',
}

/** PeopleSoft's long names, as a query with translate values shows them. */
const PEOPLESOFT_NAMES: Readonly<Record<string, OrderStatus>> = {
  initial: 'draft',
  open: 'draft',
  'pending approval': 'pending',
  'pend appr': 'pending',
  approved: 'approved',
  dispatched: 'dispatched',
  complete: 'complete',
  compl: 'complete',
  canceled: 'cancelled',
  cancelled: 'cancelled',
  'pending cancel': 'pending_cancel',
  'pend cncl': 'pending_cancel',
  denied: 'denied',
  'line denied': 'denied',
}

/** The words of both kinds (procore.md §6.1). What has been received is with the vendor, as what was dispatched is. */
const PROCORE: Readonly<Record<CommitmentKind, Readonly<Record<string, OrderStatus>>>> = {
  purchase_order_contracts: {
    Draft: 'draft',
    Processing: 'pending',
    Submitted: 'pending',
    'Partially Received': 'dispatched',
    Received: 'dispatched',
    Approved: 'approved',
    Closed: 'complete',
  },
  work_order_contracts: {
    Draft: 'draft',
    'Out For Bid': 'pending',
    'Out For Signature': 'pending',
    Approved: 'approved',
    Complete: 'complete',
    Terminated: 'cancelled',
    Void: 'cancelled',
  },
}

/**
 * What a PeopleSoft order is shown as (BUSINESS.md, Purchase orders). A purchase order of Procore has no word for
 * cancelled: it is closed, at what was vouchered.
 */
const SHOWN: Readonly<Partial<Record<OrderStatus, Readonly<Record<CommitmentKind, string>>>>> = {
  approved: { purchase_order_contracts: 'Submitted', work_order_contracts: 'Out For Signature' },
  dispatched: { purchase_order_contracts: 'Approved', work_order_contracts: 'Approved' },
  complete: { purchase_order_contracts: 'Closed', work_order_contracts: 'Complete' },
  cancelled: { purchase_order_contracts: 'Closed', work_order_contracts: 'Void' },
}

/** PeopleSoft's status in our word, by code or long name; `unknown` for a new one. */
export function peoplesoftStatus(raw: string | null | undefined): OrderStatus | 'unknown' {
  const word = raw?.trim() ?? ''
  return PEOPLESOFT[word] ?? PEOPLESOFT_NAMES[word.toLowerCase()] ?? 'unknown'
}

/** Procore's status in our word; `unknown` for a new one. */
export const procoreStatus = (
  kind: CommitmentKind,
  raw: string | null | undefined,
): OrderStatus | 'unknown' => PROCORE[kind][raw?.trim() ?? ''] ?? 'unknown'

/** The word under which Procore shows a PeopleSoft order; null for one that is not sent in this status. */
export const shownStatus = (kind: CommitmentKind, status: string): string | null =>
  SHOWN[status as OrderStatus]?.[kind] ?? null

/** A commitment in this status refuses changes of its vendor and its lines (procore.md §6.3). */
export const isLocked = (status: string | null): boolean => status === 'Approved' || status === 'Complete'

/** The status in which a commitment takes changes, before it gets the one that it is to show. */
export const openStatus = (kind: CommitmentKind): string => SHOWN.approved![kind]

/** The collection of Procore that holds orders of this kind. */
export const collectionOf = (kind: string): CommitmentKind =>
  kind === 'subcontract' ? 'work_order_contracts' : 'purchase_order_contracts'

/** The kind that a collection of Procore holds. */
export const kindOf = (collection: CommitmentKind): 'purchase_order' | 'subcontract' =>
  collection === 'work_order_contracts' ? 'subcontract' : 'purchase_order'
