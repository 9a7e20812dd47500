import type { Schedule } from '@plumbline/flow-kit'
import { type Static, Type } from 'typebox'

/** When a flow reads its source. */
export const ScheduleSettings = Type.Object(
  {
    read: Type.String({
      description: 'Cron text (5 fields, or 6 with seconds first): when changes are read by their stamp.',
    }),
    compare: Type.String({
      description:
        'Cron text: when everything is read and compared by content. Slow by intent, e.g. once a night.',
    }),
    overlap_seconds: Type.Integer({
      default: 7200,
      minimum: 0,
      description:
        'How far a window reaches back behind the last stamp seen. Two hours cover a change of daylight saving time.',
    }),
  },
  {
    additionalProperties: false,
    description: 'When the source is read. Times are in the PeopleSoft time zone.',
  },
)

/** The engine's schedule; a source without stamps is compared only, a flow without settings is off and reads nothing. */
export function scheduleOf(
  settings: Static<typeof ScheduleSettings> | undefined,
  zone: string,
  hasStamps: boolean,
): Schedule {
  if (!settings) return { read: null, compare: null, zone, overlapSeconds: 0 }
  return {
    read: hasStamps ? settings.read : null,
    compare: settings.compare,
    zone,
    overlapSeconds: settings.overlap_seconds,
  }
}
