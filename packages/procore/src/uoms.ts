import { readFields } from '@plumbline/http'
import type { Urgency } from './budget.ts'
import type { Procore } from './client.ts'

/** A unit of measure of the company: lines name one of them by its `name` (procore.md §5.2). */
export type Uom = { id: string; name: string; description: string | null }

/** The units of measure of the company. */
export async function* listUnits(
  procore: Procore,
  { urgency = 'foreground' }: { urgency?: Urgency } = {},
): AsyncIterable<Uom> {
  const path = `v1.0/companies/${procore.settings.company_id}/uoms`
  for await (const raw of procore.list(path, { urgency })) {
    const uom = readFields(raw, 'unit of measure')
    yield { id: uom.need('id'), name: uom.need('name'), description: uom.text('description') }
  }
}
