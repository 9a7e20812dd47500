import type { Outcome } from '@plumbline/flow-kit'
import { type Fields, readFields } from '@plumbline/http'
import type { Urgency } from './budget.ts'
import type { Procore } from './client.ts'
import { type Origin, readOrigin } from './shared.ts'

/** A cost type (procore.md §5.2). */
export type LineItemType = Origin & {
  id: string
  name: string | null
  /** `code` or, in some answers, `csv_import_code`. */
  code: string | null
  base_type: string | null
}

export type LineItemTypeUpdate = {
  id?: string
  origin_id?: string | null
  origin_data?: string | null
  name?: string
  csv_import_code?: string
  base_type?: string
}

/** The cost types of the company. */
export async function* listLineItemTypes(
  procore: Procore,
  { urgency = 'foreground' }: { urgency?: Urgency } = {},
): AsyncIterable<LineItemType> {
  const query = { company_id: procore.settings.company_id }
  for await (const raw of procore.list('v1.0/line_item_types', { query, urgency }))
    yield readLineItemType(readFields(raw, 'line item type'))
}

/** Creates and updates cost types, at most 1000. */
export function syncLineItemTypes(
  procore: Procore,
  updates: readonly LineItemTypeUpdate[],
): Promise<Outcome<LineItemType>[]> {
  return procore.sync(
    'v1.0/line_item_types/sync',
    updates,
    raw => readLineItemType(readFields(raw, 'line item type')),
    { scope: { company_id: procore.settings.company_id } },
  )
}

/** A cost type, by itself or within a line or a cost code. */
export const readLineItemType = (type: Fields): LineItemType => ({
  id: type.need('id'),
  name: type.text('name'),
  code: type.text('code') ?? type.text('csv_import_code'),
  base_type: type.text('base_type'),
  ...readOrigin(type),
})
