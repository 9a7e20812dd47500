import { type ChangeOrderStatus, listChangeOrderStatuses, type Procore } from '@plumbline/procore'
import { remember } from '../remember.ts'

const STATUSES = [
  'draft',
  'not_pricing',
  'pricing',
  'pending',
  'pending_billable',
  'revised',
  'proceeding',
  'not_proceeding',
  'no_charge',
  'approved',
  'rejected',
  'void',
] as const

/** A status of Procore's own. */
export type MappedStatus = (typeof STATUSES)[number] | 'unknown'

const KEPT_MS = 300_000

/** The company's names of statuses; asked for once in minutes. @throws Refused as `Procore.list` */
export function readStatuses(procore: Procore): Promise<ChangeOrderStatus[]> {
  return remember(procore, 'change order statuses', KEPT_MS, () =>
    Array.fromAsync(listChangeOrderStatuses(procore, { urgency: 'background' })),
  )
}

/** The status that the company's name stands for (procore.md §6.4); a name that is not listed may be one of Procore's. */
export function mappedStatus(name: string | null, known: ChangeOrderStatus[]): MappedStatus {
  if (name === null) return 'unknown'
  const named = known.find(one => one.name !== null && spelled(one.name) === spelled(name))
  return STATUSES.find(one => one === spelled(named?.mapped_to_status ?? name)) ?? 'unknown'
}

const spelled = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
