import type { Collection } from '@plumbline/sandbox-kit'
import type { Row } from '../fields.ts'
import { type Site, today } from '../site.ts'
import { changedBy } from './orders.ts'

/** An order that is approved by itself at `due`, sandbox time in ms since 1970. Kept with the state. */
type Waiting = { order: Row; due: number }

/** Statuses in which an order waits for its approval (peoplesoft.md §5.4). */
export const UNAPPROVED_STATUSES = ['I', 'O', 'PA']

function waiting({ store }: Site): Collection<Waiting> {
  return store.collection<Waiting>('order_approvals')
}

/** Has an order approved after `orderApproveMs`; 0 leaves it to a person. The caller commits. */
export function queueApproval(site: Site, { BUSINESS_UNIT, PO_ID }: Row): void {
  const inMs = site.switches.get('orderApproveMs')
  if (inMs <= 0) return
  const order = { BUSINESS_UNIT: BUSINESS_UNIT!, PO_ID: PO_ID! }
  waiting(site).put(site.db.table('PO_HDR').keyText(order), {
    order,
    due: site.clock.now().getTime() + inMs,
  })
}

/** Approves what is due, where it still waits; then commits. */
export function approveDue(site: Site, now: Date): void {
  const due = [...waiting(site).values()].filter(one => one.due <= now.getTime())
  for (const { order } of due) {
    const table = site.db.table('PO_HDR')
    waiting(site).delete(table.keyText(order))
    const header = table.get(order)
    if (header && UNAPPROVED_STATUSES.includes(header.PO_STATUS!)) table.put(approved(site, header, 'BATCH'))
  }
  if (due.length > 0) site.store.commit()
}

/** A header as approved by somebody today. */
export const approved = (site: Site, header: Row, oprid: string): Row => ({
  ...header,
  PO_STATUS: 'A',
  OPRID_APPROVED_BY: oprid,
  APPROVAL_DT: today(site),
  ...changedBy(site, oprid),
})
