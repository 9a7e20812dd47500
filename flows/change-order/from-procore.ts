import { capture, type Draft, type Notice } from '@plumbline/flow-kit'
import { type Procore, readInstant } from '@plumbline/procore'
import type { ChangeOrder } from '@plumbline/schemas'
import type { Settings } from '../connection.ts'
import { isRevision } from '../purchase-order/entity.ts'
import { scheduleOf } from '../schedule.ts'
import { toChangeOrder } from './canonical.ts'
import { changeOrder, changeOrderKey } from './entity.ts'
import { type ChangeOrderRead, changeOrderIds, readChangeOrders, readShown } from './read.ts'
import { mappedStatus } from './status.ts'

/**
 * Approved change orders of the commitments of enabled projects (procore.md §6.4), and every later state of them. One that
 * was never approved, and one that we made ourselves from a revision of a PeopleSoft order, yields no event.
 */
export const changeOrderFromProcore = capture<ChangeOrder, ChangeOrderRead, Procore, Settings>({
  name: 'change-order.from-procore',
  entity: changeOrder,
  from: 'procore',
  scopes: ({ flows, projects }) => (flows['change-order'] ? projects.map(one => one.procore_id) : []),
  schedule: ({ flows, peoplesoft }) =>
    scheduleOf(flows['change-order']?.schedule, peoplesoft.time_zone, true),
  async *read(procore, project, span) {
    if (span === 'all') yield* readChangeOrders(procore, project, undefined)
    else if ('ids' in span) yield* readShown(procore, project, span.ids)
    else yield* readChangeOrders(procore, project, { from: span.changedFrom, to: span.changedTo })
  },
  present: procore => procore.present(),
  nativeId: ({ order }) => order.id,
  key: ({ order, projectId }) => changeOrderKey(projectId, order.id),
  stamp: ({ order }) => readInstant(order.updated_at),
  begins: ({ order, statuses }) =>
    mappedStatus(order.status, statuses) === 'approved' && !isRevision(order.origin_id),
  notify: { resources: ['Change Order Packages'], locate },
  ids: changeOrderIds,
  toCanonical: (read, at): Draft<ChangeOrder> => toChangeOrder(read, at),
})

function locate({ id, projectId }: Notice) {
  if (projectId === null) return null
  return id === null ? { sweep: projectId } : { scope: projectId, id }
}
