import { readFields } from '@plumbline/http'
import type { Urgency } from './budget.ts'
import type { Procore } from './client.ts'

/** A billing period of a project (procore.md §7). */
export type BillingPeriod = {
  id: string
  start_date: string | null
  end_date: string | null
  due_date: string | null
  position: string | null
  /** `open` or `closed`. */
  status: string | null
}

/** The billing periods of a project. */
export async function* listBillingPeriods(
  procore: Procore,
  projectId: string,
  { urgency = 'foreground' }: { urgency?: Urgency } = {},
): AsyncIterable<BillingPeriod> {
  for await (const raw of procore.list(`v1.0/projects/${projectId}/billing_periods`, { urgency })) {
    const period = readFields(raw, 'billing period')
    yield {
      id: period.need('id'),
      start_date: period.text('start_date'),
      end_date: period.text('end_date'),
      due_date: period.text('due_date'),
      position: period.decimal('position'),
      status: period.text('status'),
    }
  }
}
