import type { Calendar } from './calendar.ts'
import { demoRequisitions, type Requisition } from './commitment-changes.ts'
import { type Commitment, demoCommitments } from './commitments.ts'
import { demoOrders, type Order, type OrderAwkwardness } from './orders.ts'
import { held, parked, type Reason, skipped } from './reasons.ts'
import type { Site } from './sites.ts'

/** A record that is expected not to arrive: its flow, its key and why. */
export type Left = { flow: string; key: string; scope: string; reason: Reason }

/** Orders, commitments and requisitions of the enabled sites that are expected to be left, on whatever day. */
export function leftOrders(calendar: Calendar, enabled: readonly Site[]): Left[] {
  const at = (site: Site) => enabled.includes(site)
  const commitments = demoCommitments(calendar).filter(one => at(one.site))
  return [
    ...demoOrders(calendar)
      .filter(order => at(order.site))
      .flatMap(ofOrder),
    ...commitments.flatMap(ofCommitment),
    ...demoRequisitions(calendar)
      .filter(one => at(one.of.site))
      .flatMap(ofRequisition),
  ]
}

function ofOrder(order: Order): Left[] {
  const reason = reasonOfOrder(order)
  if (!reason) return []
  const unit = order.site.unit === 'US100' ? 'PO100' : 'PO200'
  const scope = String(order.site.procoreId)
  return [{ flow: 'purchase-order.to-procore', key: `ps:${unit}:${order.id}:${scope}`, scope, reason }]
}

function reasonOfOrder({ status, awkward }: Order): Reason | null {
  if (['I', 'O', 'PA', 'DA'].includes(status))
    return skipped(
      'order-not-approved',
      'Only approved and dispatched orders, and those that ended, are sent.',
    )
  if (status === 'X') return skipped('order-never-sent', 'An order that was cancelled before is not made.')
  return awkwardOrders[awkward]
}

const awkwardOrders: Readonly<Record<OrderAwkwardness, Reason | null>> = {
  none: null,
  'several-sites': null,
  'line-without-project': null,
  'amount-only': null,
  'half-vouchered': null,
  'cancel-pending': held('order-pending-cancel', 'Whether the order ends is open.'),
  'mapping-missing': parked('mapping-missing', 'No reverse rule says which cost code its category means.'),
  'vendor-not-sent': parked('vendor-not-in-procore', 'Its supplier was never sent.'),
  'vendor-ambiguous': parked('vendor-not-in-procore', 'Its supplier waits for a person.'),
  'on-both-sides': null,
  'on-both-sides-otherwise': held('ambiguous-match', 'A commitment bears its number, with another amount.'),
}

function ofCommitment(commitment: Commitment): Left[] {
  const scope = String(commitment.site.procoreId)
  const key = `pc:${scope}:${commitment.id}`
  const left = (flow: string, reason: Reason | null, own = key) =>
    reason ? [{ flow, key: own, scope, reason }] : []
  if (commitment.awkward === 'on-both-sides-otherwise')
    return left('purchase-order.from-procore', bothSides, String(commitment.id))
  return [
    ...left('purchase-order.to-peoplesoft', reasonOfCommitment(commitment)),
    ...left('purchase-order.to-procore-number', reasonOfNumber(commitment)),
  ]
}

const bothSides = held('ambiguous-match', 'An order of PeopleSoft bears its number, with another amount.')

function reasonOfCommitment({ status, awkward }: Commitment): Reason | null {
  if (awkward === 'on-both-sides') return null
  if (awkward === 'foreign-origin')
    return skipped('foreign-origin', 'Another integration owns the commitment.')
  if (awkward === 'void') return skipped('order-never-sent', 'A commitment that was void before is not made.')
  if (status !== 'Approved') return notApproved
  return missing[awkward as 'none'] ?? null
}

const notApproved = skipped('order-not-approved', 'Only approved commitments become orders.')
const missing = {
  none: null,
  'vendor-not-linked': parked('vendor-not-linked', 'Its vendor was made by a project manager.'),
  'mapping-missing': parked('mapping-missing', 'No rule names an account for its lines.'),
} as const

function reasonOfNumber(commitment: Commitment): Reason | null {
  if (commitment.awkward === 'on-both-sides') return null
  if (commitment.status !== 'Approved') return notApproved
  return reasonOfCommitment(commitment)
    ? parked('order-not-numbered', 'It has no order in PeopleSoft whose number it could show.')
    : null
}

function ofRequisition({ id, of }: Requisition): Left[] {
  if (!reasonOfCommitment(of)) return []
  const scope = String(of.site.procoreId)
  const reason = parked('order-not-in-peoplesoft', 'Its commitment has no order in PeopleSoft.')
  return [{ flow: 'requisition.to-peoplesoft', key: `pc-rq:${scope}:${id}`, scope, reason }]
}
