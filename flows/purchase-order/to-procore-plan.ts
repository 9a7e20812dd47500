import type { Ctx, Plan, Ref, Why } from '@plumbline/flow-kit'
import type { PurchaseOrder } from '@plumbline/schemas'
import { projectOf, type Settings } from '../connection.ts'
import { hold, park, skip } from '../journal/posting.ts'
import { sumOf } from '../money.ts'
import { vendorKey } from '../vendor/entity.ts'
import { isPeoplesofts, revisionMark } from './entity.ts'
import { alikeNumber } from './procore-canonical.ts'
import { standingAmount } from './standing-amount.ts'
import { collectionOf, isLocked, shownStatus } from './status.ts'
import type { CommitmentBody } from './to-procore-body.ts'
import { codeForProcore, type ProjectFacts } from './to-procore-coding.ts'
import { touchesMoney } from './to-procore-lines.ts'
import type { SeenCommitment } from './to-procore-seen.ts'

export type CommitmentContext = Ctx<Settings, ProjectFacts, SeenCommitment>

/** The supplier's vendor in the company's directory. */
export const supplierRef = (setid: string, vendorId: string): Ref => ({
  entity: 'vendor',
  at: 'vendor.to-procore',
  scope: 'company',
  key: vendorKey(setid, vendorId),
})

/** What one revision of a PeopleSoft order means for a project's commitments (BUSINESS.md, Purchase orders). Pure. */
export function planCommitment(order: PurchaseOrder, ctx: CommitmentContext): Plan<CommitmentBody> {
  const { own, meta, settings, scope, facts, today } = ctx
  const project = projectOf(settings, scope)
  if (meta.op === 'left-scope' || !project)
    return skip('order-not-carried', 'orders of its project are not carried; what stands in Procore stays')
  const status = meta.op === 'delete' ? 'cancelled' : order.status
  const reason = whyNotShown(order, status, own !== null)
  if (reason) return reason.holds ? hold(reason.code, reason.why) : skip(reason.code, reason.why)
  const foreign = foreignOrigin(ctx)
  if (foreign) return hold(foreign.code, foreign.why)

  const { vendor_setid, vendor_id } = order
  const supplier = vendor_setid && vendor_id ? supplierRef(vendor_setid, vendor_id) : null
  if (!supplier) return hold('vendor-missing', `order ${order.po_id} names no supplier`)
  const vendor = ctx.link(supplier)
  if (!vendor)
    return {
      do: 'park',
      code: 'vendor-not-in-procore',
      why: `supplier ${vendor_id} of ${vendor_setid} is not in Procore's directory yet`,
      waits: [{ for: 'link', ref: supplier }],
    }
  const doubt = doubtfulMatch(order, ctx, vendor.nativeId)
  if (doubt) return hold(doubt.code, doubt.why)

  const kind = own?.seen?.kind ?? collectionOf(order.kind)
  const accounting_method = methodOf(order, own?.seen ?? null)
  const coded = codeForProcore({ order, scope, settings, facts, today, byUnit: accounting_method === 'unit' })
  if ('obstacles' in coded) return park(coded.obstacles)
  const shown = shownStatus(kind, status)!
  const there = own?.seen ?? null
  const revises = settings.flows['purchase-order']?.approved_revision === 'change-order'
  const locked = there && isLocked(there.status) ? there : null
  const movesMoney = locked !== null && locked.lines !== null && touchesMoney(coded.lines, locked.lines)
  const movesVendor = locked !== null && locked.vendor_id !== vendor.nativeId
  const opens = movesVendor || (movesMoney && !revises && !locked.revised)
  const ends = (status === 'cancelled' || status === 'complete') && !isLocked(shown)
  if (opens && !ends) return park([approvedAlready(own!.nativeId)])
  return {
    do: 'send',
    body: {
      kind,
      id: own?.nativeId ?? null,
      origin_id: meta.key,
      origin_code: order.po_id ?? '',
      number: order.number ?? order.po_id ?? '',
      vendor_id: vendor.nativeId,
      vendor_joins: !facts.vendors.includes(vendor.nativeId),
      contract_date: order.po_date,
      accounting_method,
      currency_iso_code:
        order.currency_iso_code && order.currency_iso_code !== project.currency
          ? order.currency_iso_code
          : null,
      // A revision that is not dispatched again yet takes nothing back that was approved.
      status: movesMoney && !isLocked(shown) && !ends ? locked.status! : shown,
      opens,
      revised: there?.revised ?? false,
      revises,
      mark: revisionMark(meta.eventId),
      lines: coded.lines,
    },
  }
}

/** Why an order does not show in this status; null when it does. What was never sent is not made for its end. */
function whyNotShown(
  { status_raw, po_id }: PurchaseOrder,
  status: string,
  isThere: boolean,
): (Why & { holds: boolean }) | null {
  const told = `order ${po_id} is ${status} (${status_raw ?? 'blank'})`
  switch (status) {
    case 'approved':
    case 'dispatched':
    case 'complete':
      return null
    case 'cancelled':
      return isThere ? null : { code: 'order-never-sent', why: `${told} and was never sent`, holds: false }
    case 'pending_cancel':
      return { code: 'order-pending-cancel', why: `${told}: whether it ends is open`, holds: true }
    case 'unknown':
      return {
        code: 'unknown-status',
        why: `PeopleSoft's status ${status_raw ?? 'blank'} is not known here`,
        holds: isThere,
      }
    default:
      return {
        code: 'order-not-approved',
        why: isThere ? `${told}: the commitment stays as it was` : told,
        holds: false,
      }
  }
}

function foreignOrigin({ own, meta }: CommitmentContext): Why | null {
  const origin = own?.seen?.origin_id
  if (!origin || origin === meta.key) return null
  return {
    code: 'foreign-origin-id',
    why: `commitment ${own.nativeId} (${own.seen?.number}) belongs to another record (origin id ${origin})`,
  }
}

/** A commitment made by hand is taken over when number, vendor and amount agree; else a person says whether it is the order. */
function doubtfulMatch(
  order: PurchaseOrder,
  { own, released }: CommitmentContext,
  vendorId: string,
): Why | null {
  if (!own?.seen || own.seen.origin_id !== null || released) return null
  const { vendor_id, total, number } = own.seen
  const differs = [
    ...(vendor_id === vendorId ? [] : [`vendor ${vendor_id ?? 'none'} instead of ${vendorId}`]),
    ...(total === orderTotal(order) ? [] : [`${total ?? 'no total'} instead of ${orderTotal(order)}`]),
  ]
  if (differs.length === 0) return null
  return {
    code: 'ambiguous-match',
    why: `commitment ${own.nativeId} bears the number ${number} too, with ${differs.join(' and ')}: give it another number, or release to make it this order`,
  }
}

const orderTotal = (order: PurchaseOrder): string =>
  sumOf(order.lines.map(line => standingAmount(order, line))).toFixed()

type Candidate = { targetId: string; seen: SeenCommitment }

/**
 * Commitments that could be this order: ours by origin id; else those that bear its number, of which one of the same amount
 * goes first. Those of other orders of ours are none of them.
 */
export function matchCommitment(order: PurchaseOrder, among: Candidate[]): Candidate[] {
  const known = among.filter(one => one.seen.origin_id === order.header.key)
  const number = alikeNumber(order)
  if (known.length > 0 || number === null) return known
  const alike = among.filter(
    ({ seen }) => !isPeoplesofts(seen.origin_id) && alikeNumber({ number: seen.number }) === number,
  )
  const certain = alike.filter(({ seen }) => seen.total === orderTotal(order))
  return certain.length === 1 ? certain : alike
}

/** By amount as soon as one line is; what it was made by stays (procore.md §6.1). */
function methodOf({ lines }: PurchaseOrder, seen: SeenCommitment | null): 'amount' | 'unit' {
  if (seen?.accounting_method === 'amount' || seen?.accounting_method === 'unit')
    return seen.accounting_method
  const isCounted =
    lines.length > 0 && lines.every(line => line.amount_only === false && line.quantity !== null)
  return isCounted ? 'unit' : 'amount'
}

const approvedAlready = (id: string) => ({
  code: 'commitment-approved',
  why: `commitment ${id} is approved in Procore, and its vendor or lines are to change: set it back to an open status there, or enter the change by hand`,
  wait: { for: 'fact', what: `status of commitment ${id}` } as const,
})
