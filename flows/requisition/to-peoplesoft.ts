import { type Ctx, type Plan, stateApply } from '@plumbline/flow-kit'
import type { PeopleSoft } from '@plumbline/peoplesoft'
import type { Requisition } from '@plumbline/schemas'
import { invoiceClaims } from '../claims.ts'
import { projectOf, type Settings } from '../connection.ts'
import { requisition } from './entity.ts'
import { orderLink, type ResolvedItem, type ResolvedOrder, resolveOrder } from './resolve.ts'

/**
 * Links a requisition to its PeopleSoft order and lines (BUSINESS.md, Requisitions). Nothing is written there: the voucher
 * is PeopleSoft's, until a flow makes it.
 */
export const requisitionToPeoplesoft = stateApply<Requisition, never, PeopleSoft, Settings, ResolvedOrder>({
  name: 'requisition.to-peoplesoft',
  entity: requisition,
  to: 'peoplesoft',
  batch: 20,
  scopes: ({ header }, { flows, ...settings }) =>
    flows.requisition && projectOf({ flows, ...settings }, header.project_id) ? [header.project_id!] : [],
  refs: ({ purchase_order_key }, scope) =>
    purchase_order_key === null ? [] : [orderLink(purchase_order_key, scope)],
  claims: value => (counts(value) ? invoiceClaims(value) : []),
  toTarget: planRequisition,
  // Nothing of a requisition stands in PeopleSoft.
  survey: async function* () {},
  owned: ({ seen }: { body?: never; seen?: ResolvedOrder }) => seen ?? null,
  write: () => Promise.reject(new Error('a requisition is linked, never written')),
})

/** What one revision of a requisition comes to. Pure. */
export function planRequisition(
  value: Requisition,
  { link, scope, meta }: Pick<Ctx<Settings, null, ResolvedOrder>, 'link' | 'scope' | 'meta'>,
): Plan<never> {
  const { purchase_order_key: key } = value
  if (meta.op === 'delete')
    return { do: 'skip', code: 'deleted', why: 'the requisition was deleted in Procore' }
  if (meta.op === 'left-scope')
    return { do: 'skip', code: 'project-not-enabled', why: `project ${scope} is not enabled any more` }
  if (key === null)
    return {
      do: 'park',
      code: 'commitment-unknown',
      why: `Procore does not show commitment ${value.commitment_id ?? '(none)'} of the requisition`,
      waits: [{ for: 'fact', what: `commitment ${value.commitment_id}` }],
    }
  const ref = orderLink(key, scope)
  const order = link(ref)
  if (!order)
    return {
      do: 'park',
      code: 'order-not-in-peoplesoft',
      why: `commitment ${value.commitment_id} (${key}) is not linked to a PeopleSoft order yet`,
      waits: [{ for: 'link', ref }],
    }
  const resolved = resolveOrder(value, order)
  if (!resolved)
    return {
      do: 'hold',
      code: 'mapping-failed',
      why: `the link of ${key}, ${order.nativeId}, names no PeopleSoft order`,
    }
  const missing = resolved.items.filter(isMissing(value))
  if (missing.length > 0)
    return {
      do: 'park',
      code: 'order-line-unknown',
      why: `${resolved.business_unit} ${resolved.po_id} has no line for contract line ${missing.map(one => one.line_item_id).join(', ')}`,
      waits: [{ for: 'fact', what: `lines of ${key}` }],
    }
  return {
    do: 'link',
    targetId: `${resolved.business_unit}:${resolved.po_id}:${value.requisition_id}`,
    seen: resolved,
  }
}

/** The subcontractor's invoice is owed in these states (BUSINESS.md, Requisitions). */
const counts = ({ status }: Requisition): boolean => status === 'approved' || status === 'approved_as_noted'

/** Items that bill a line of the contract; one that bills a whole change order has no single line. */
const isMissing =
  ({ items }: Requisition) =>
  ({ id, line_item_id, line_nbr }: ResolvedItem): boolean =>
    line_item_id !== null &&
    line_nbr === null &&
    items.find(item => item.id === id)?.item_type !== 'whole_change_order_item'
