import type { Api } from '../api.ts'
import { listed, projectOf } from '../call.ts'
import { int } from '../json.ts'

/** The billing periods of a project, read only here (procore.md §7). */
export function addBillingPeriods(api: Api): void {
  api.get('/rest/v1.0/projects/:project_id/billing_periods', call => {
    const rows = call.procore.tables.billing_periods.by('project', projectOf(call, 'commitments').id)
    return listed(call, rows, ({ id, start_date, end_date, due_date, position, status }) => ({
      id: int(id),
      start_date,
      end_date,
      due_date,
      position,
      status,
    }))
  })
}
