import { capture, type Draft } from '@plumbline/flow-kit'
import { type Procore, readInstant } from '@plumbline/procore'
import type { Requisition } from '@plumbline/schemas'
import type { Settings } from '../connection.ts'
import { scheduleOf } from '../schedule.ts'
import { toRequisition } from './canonical.ts'
import { requisition, requisitionKey } from './entity.ts'
import { type RequisitionRead, readRequisitions, readShown, requisitionIds } from './read.ts'

/**
 * Requisitions of enabled projects (procore.md §7). One is gone by absence from the list and a 404 while the list answers.
 * Whatever announces them, its id is not confirmed to be the requisition's: a notice sweeps its project.
 */
export const requisitionFromProcore = capture<Requisition, RequisitionRead, Procore, Settings>({
  name: 'requisition.from-procore',
  entity: requisition,
  from: 'procore',
  scopes: ({ flows, projects }) => (flows.requisition ? projects.map(one => one.procore_id) : []),
  schedule: ({ flows, peoplesoft }) => scheduleOf(flows.requisition?.schedule, peoplesoft.time_zone, true),
  async *read(procore, project, span) {
    if (span === 'all') yield* readRequisitions(procore, project, undefined)
    else if ('ids' in span) yield* readShown(procore, project, span.ids)
    else yield* readRequisitions(procore, project, { from: span.changedFrom, to: span.changedTo })
  },
  present: procore => procore.present(),
  nativeId: read => read.requisition.id,
  key: read => requisitionKey(read.projectId, read.requisition.id),
  stamp: read => readInstant(read.requisition.updated_at),
  notify: {
    resources: ({ flows }) => [flows.requisition?.webhook_resource ?? []].flat(),
    locate: ({ projectId }) => (projectId === null ? null : { sweep: projectId }),
  },
  ids: requisitionIds,
  toCanonical: (read, at): Draft<Requisition> => toRequisition(read, at),
})
