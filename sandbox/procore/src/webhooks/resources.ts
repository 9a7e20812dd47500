import type { EventType } from './hook.ts'

/** A resource that hooks can be told about; `except` are the events that it does not have. */
export type Resource = {
  name: string
  scope: 'company' | 'project'
  category: string
  tool: string
  except: EventType[]
}

const of = (
  scope: Resource['scope'],
  category: string,
  tool: string,
  names: string[],
  except: EventType[] = [],
): Resource[] => names.map(name => ({ name, scope, category, tool, except }))

/** As read from the live sandbox API in February 2026, with the withdrawal of June 2026 (procore.md §10.4). */
export const resources: Resource[] = [
  ...of('company', 'Core', 'Directory', ['Company Vendors'], ['delete']),
  ...of('company', 'Core', 'Directory', ['Company Insurances', 'Departments']),
  ...of('company', 'Core', 'Portfolio', ['Projects'], ['delete']),
  ...of('company', 'Core', 'Admin', ['Standard Cost Codes', 'Line Item Types', 'ERP Requests']),
  ...of('project', 'Core', 'Directory', ['Project Vendors'], ['update']),
  ...of('project', 'Core', 'Admin', ['Cost Codes', 'Sub Jobs']),
  ...of('project', 'Construction Financials', 'Commitments', [
    'Purchase Order Contracts',
    'Purchase Order Contract Line Items',
    'Work Order Contracts',
    'Work Order Contract Line Items',
    'Draw Requests',
    'Contract Payments',
  ]),
  ...of('project', 'Construction Financials', 'Change Orders', [
    'Change Order Packages',
    'Change Order Requests',
    'Potential Change Orders',
    'Potential Change Order Line Items',
    'Change Events',
    'Change Event Line Items',
  ]),
  ...of('project', 'Construction Financials', 'Direct Costs', [
    'Direct Costs',
    'Direct Cost Line Items',
    'Company Direct Cost Line Items',
  ]),
  ...of('project', 'Construction Financials', 'Budget', [
    'Budget Line Items',
    'Budget Changes',
    'Budget Modifications',
  ]),
  ...of('project', 'Construction Financials', 'Budget', ['Budget View Snapshots'], ['update', 'delete']),
  ...of('project', 'Construction Financials', 'Prime Contracts', [
    'Prime Contracts',
    'Prime Contract Line Items',
    'Payment Applications',
  ]),
]

/** Whether a trigger for this resource and event can be made. */
export function offered(name: unknown, event: string): boolean {
  const resource = resources.find(one => one.name === name)
  return resource !== undefined && !resource.except.includes(event as EventType)
}
