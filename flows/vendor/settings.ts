import { Type } from 'typebox'
import { ScheduleSettings } from '../schedule.ts'

/** Settings of the vendor flow (BUSINESS.md, Vendors). */
export const VendorSettings = Type.Object(
  {
    setids: Type.Array(Type.String({ minLength: 1, maxLength: 5 }), {
      minItems: 1,
      description: 'SetIDs whose suppliers are carried to the Procore company directory.',
    }),
    schedule: ScheduleSettings,
  },
  {
    additionalProperties: false,
    description: 'Suppliers of PeopleSoft, carried to the vendors of the Procore company.',
  },
)
