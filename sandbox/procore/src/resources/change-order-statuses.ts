import type { Api } from '../api.ts'
import { companyOf, listed } from '../call.ts'
import { int } from '../json.ts'
import type { Procore } from '../procore.ts'

/** Procore's own statuses of change orders (procore.md §6.4). */
const BASE = [
  'draft',
  'not_pricing',
  'pricing',
  'pending',
  'revised',
  'proceeding',
  'not_proceeding',
  'no_charge',
  'approved',
  'rejected',
  'void',
]

/** The company's statuses and reasons of change orders (procore.md §6.4). */
export function addChangeOrderStatuses(api: Api): void {
  api.get('/rest/v1.0/change_order/statuses', call => {
    const own = call.procore.tables.change_order_statuses.by('company', companyOf(call).id)
    const base = BASE.map((name, at) => ({
      id: String(at + 1),
      name,
      mapped_to_status: name,
      show_in_select: true,
    }))
    return listed(call, own.length > 0 ? own : base, ({ id, name, mapped_to_status, show_in_select }) => ({
      id: int(id),
      name,
      mapped_to_status,
      show_in_select,
    }))
  })
  api.get('/rest/v1.0/change_order_change_reasons', call => {
    const rows = call.procore.tables.change_order_reasons.by('company', companyOf(call).id)
    return listed(call, rows, ({ id, company_id, change_reason, show_in_select }) => ({
      id: int(id),
      company_id: int(company_id),
      change_reason,
      show_in_select,
    }))
  })
}

/** The base status that a company's status stands for; itself where it is none of the company's own. */
export function baseStatus({ tables }: Procore, companyId: string, status: string): string {
  const own = tables.change_order_statuses.by('company', companyId).find(one => one.name === status)
  return own?.mapped_to_status ?? status
}

/** The statuses that a change order of the company may have: its own names, and Procore's. */
export function knownStatuses({ tables }: Procore, companyId: string): string[] {
  return [...tables.change_order_statuses.by('company', companyId).map(({ name }) => name), ...BASE]
}
