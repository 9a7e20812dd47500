import { capture, type Draft, type Notice } from '@plumbline/flow-kit'
import { type Procore, readInstant } from '@plumbline/procore'
import type { PurchaseOrder } from '@plumbline/schemas'
import type { Settings } from '../connection.ts'
import { scheduleOf } from '../schedule.ts'
import { isPeoplesofts, procoreKey, purchaseOrder } from './entity.ts'
import { purchaseOrderFromPeoplesoft } from './from-peoplesoft.ts'
import { alikeOrder, sameOrder, toPurchaseOrder } from './procore-canonical.ts'
import { type CommitmentRead, commitmentIds, readCommitments, readShown } from './procore-read.ts'
import { purchaseOrderToProcore } from './to-procore.ts'
import { seenCommitment } from './to-procore-seen.ts'

/** What is listened to, and the collections in which a notice's commitment may be named; none for its own. */
const PARENTS: Readonly<Record<string, readonly string[]>> = {
  'Purchase Order Contracts': [],
  'Work Order Contracts': [],
  'Purchase Order Contract Line Items': ['Purchase Order Contracts'],
  'Work Order Contract Line Items': ['Work Order Contracts'],
  'Change Order Packages': ['Purchase Order Contracts', 'Work Order Contracts'],
}

/**
 * Purchase orders and subcontracts of enabled projects (procore.md §6). A sweep finds those whose header or change orders
 * moved; a changed line is told by its notice, or found by the compare where it does not move its commitment.
 */
export const purchaseOrderFromProcore = capture<PurchaseOrder, CommitmentRead, Procore, Settings>({
  name: 'purchase-order.from-procore',
  entity: purchaseOrder,
  from: 'procore',
  scopes: ({ flows, projects }) =>
    flows['purchase-order'] ? projects.map(project => project.procore_id) : [],
  schedule: ({ flows, peoplesoft }) =>
    scheduleOf(flows['purchase-order']?.schedule, peoplesoft.time_zone, true),
  async *read(procore, project, span) {
    if (span === 'all') yield* readCommitments(procore, project, undefined)
    else if ('ids' in span) yield* readShown(procore, project, span.ids)
    else yield* readCommitments(procore, project, { from: span.changedFrom, to: span.changedTo })
  },
  present: procore => procore.present(),
  nativeId: ({ commitment }) => commitment.id,
  key: ({ commitment, projectId }) => procoreKey(projectId, commitment.id),
  stamp: ({ commitment, changedAt }) =>
    newest([
      commitment.updated_at,
      ...(commitment.line_items ?? []).map(line => line.updated_at),
      ...changedAt,
    ]),
  notify: { resources: Object.keys(PARENTS), locate },
  ids: commitmentIds,
  toCanonical: (read, at): Draft<PurchaseOrder> => toPurchaseOrder(read, at),
  twin: {
    apply: purchaseOrderToProcore,
    scope: ({ projectId }) => projectId,
    seen: seenCommitment,
    marker: ({ commitment }) => (isPeoplesofts(commitment.origin_id) ? commitment.origin_id : null),
    conflict: settings => settings.flows['purchase-order']!.conflict,
    alike: alikeOrder,
    same: sameOrder,
    others: settings =>
      purchaseOrderFromPeoplesoft
        .scopes(settings)
        .map(scope => ({ capture: purchaseOrderFromPeoplesoft.name, scope })),
  },
})

/** A line's commitment is named in v3 payloads only, a change order's in none that is known; else the project is swept. */
function locate({ resource, id, projectId, related }: Notice) {
  if (projectId === null) return null
  const parents = PARENTS[resource] ?? []
  const own = parents.length === 0 ? id : related.find(one => parents.includes(one.resource))?.id
  return own ? { scope: projectId, id: own } : { sweep: projectId }
}

function newest(stamps: (string | null)[]): string | null {
  const instants = stamps.map(readInstant).filter(stamp => stamp !== null)
  return instants.sort().at(-1) ?? null
}
