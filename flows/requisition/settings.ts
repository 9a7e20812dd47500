import { Type } from 'typebox'
import { ScheduleSettings } from '../schedule.ts'

/** Settings of the requisition flow (BUSINESS.md, Requisitions). */
export const RequisitionSettings = Type.Object(
  {
    webhook_resource: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          'Resource under which this company announces requisitions, e.g. `Draw Requests`. No source confirms one (procore.md §10.4): without it the sweep alone carries them.',
      }),
    ),
    schedule: ScheduleSettings,
  },
  {
    additionalProperties: false,
    description: "Subcontractors' invoices of Procore, each linked to its PeopleSoft order and its lines.",
  },
)
