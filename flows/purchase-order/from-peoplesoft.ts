import { capture, type Draft, type Gone } from '@plumbline/flow-kit'
import {
  type PurchaseOrder as ApiOrder,
  getPurchaseOrder,
  type PeopleSoft,
  type QueryRow,
  readPurchaseOrder,
} from '@plumbline/peoplesoft'
import type { PurchaseOrder } from '@plumbline/schemas'
import type { Settings } from '../connection.ts'
import { scheduleOf } from '../schedule.ts'
import { orderPart, peoplesoftKey, purchaseOrder } from './entity.ts'
import { markedKey } from './order-number.ts'
import { seenOrder } from './order-seen.ts'
import { distributionsOf, projectOfDistribution, toPurchaseOrder } from './peoplesoft-canonical.ts'
import { alikeOrder } from './procore-canonical.ts'
import { purchaseOrderToPeoplesoft } from './to-peoplesoft.ts'

/** An order as it stands, and the enabled Procore project whose part of it is meant. */
export type OrderPart = { order: ApiOrder; project: string }

/**
 * Purchase orders by Query Access Service (peoplesoft.md §5.4): windows of the delivered change stamp, each order whole, one
 * part for each enabled project that its distributions name. An order that names none yields nothing.
 */
export const purchaseOrderFromPeoplesoft = capture<PurchaseOrder, OrderPart, PeopleSoft, Settings>({
  name: 'purchase-order.from-peoplesoft',
  entity: purchaseOrder,
  from: 'peoplesoft',
  scopes: ({ flows, projects }) =>
    flows['purchase-order'] ? [...new Set(projects.flatMap(project => project.bu_po ?? []))] : [],
  schedule: ({ flows, peoplesoft }) =>
    scheduleOf(flows['purchase-order']?.schedule, peoplesoft.time_zone, true),
  async *read(api, unit, span, settings) {
    const scope = { BUSINESS_UNIT: unit }
    if (span === 'all') yield* partsOfAll(api.documents('PLB_PO', scope), settings)
    else if ('ids' in span) yield* readNamed(api, span.ids, settings)
    else {
      const window = { CHANGED_FROM: span.changedFrom, CHANGED_TO: span.changedTo }
      yield* partsOfAll(api.documents('PLB_PO_CHG', { ...scope, ...window }), settings)
    }
  },
  present: api => api.present(),
  nativeId: partId,
  key: part => peoplesoftKey(partId(part)),
  stamp: ({ order }) => order.LAST_DTTM_UPDATE,
  ids: async function* (api, unit, settings) {
    for await (const part of partsOfAll(api.documents('PLB_PO', { BUSINESS_UNIT: unit }), settings))
      yield partId(part)
  },
  toCanonical: (part, at): Draft<PurchaseOrder> => toPurchaseOrder(part, at),
  twin: {
    apply: purchaseOrderToPeoplesoft,
    scope: ({ project }) => project,
    seen: ({ order }) => seenOrder(order),
    marker: ({ order }) => markedKey(order.PO_REF),
    conflict: settings => settings.flows['purchase-order']!.conflict,
    alike: alikeOrder,
  },
})

function partId({ order, project }: OrderPart): string {
  return orderPart(order.BUSINESS_UNIT, order.PO_ID, project)
}

async function* partsOfAll(
  documents: AsyncIterable<QueryRow[]>,
  settings: Settings,
): AsyncIterable<OrderPart> {
  for await (const rows of documents) yield* partsOf(readPurchaseOrder(rows), settings)
}

/** One part for each enabled project, in the order in which the distributions name them. */
function partsOf(order: ApiOrder, settings: Settings): OrderPart[] {
  const projects = distributionsOf(order).map(one => projectOfDistribution(one.distribution, settings))
  return [...new Set(projects)].filter(project => project !== null).map(project => ({ order, project }))
}

/**
 * Parts by their ids. One whose order stands without a distribution of that project is gone; an order that does not show
 * proves nothing (DESIGN C5).
 */
async function* readNamed(
  api: PeopleSoft,
  ids: string[],
  settings: Settings,
): AsyncIterable<OrderPart | Gone> {
  const orders = Map.groupBy(ids, id => id.slice(0, id.lastIndexOf(':')))
  for (const [name, parts] of orders) {
    const at = name.indexOf(':')
    const order = await getPurchaseOrder(api, name.slice(0, at), name.slice(at + 1))
    if (!order) continue
    const standing = new Map(partsOf(order, settings).map(part => [partId(part), part]))
    for (const id of parts)
      yield standing.get(id) ?? {
        gone: id,
        at: order.LAST_DTTM_UPDATE,
        proof: 'the order shows, without a distribution of this project',
      }
  }
}
