import { markOf } from './random-checks.ts'
import type { Row } from './random-hands.ts'
import type { TestSystem, Write } from './system.ts'

/** Changes that persons made to each order and each commitment, by its number or id: lines and change orders count. */
export async function personsChanges(system: TestSystem): Promise<Map<string, number>> {
  const [procore, peoplesoft] = [await system.writes('procore'), await system.writes('peoplesoft')]
  const contracts = new Map<string, string>()
  for (const { collection, after } of procore)
    if (collection === 'change_order_packages' && after)
      contracts.set(String(after.id), String(after.contract_id))
  const aboutOf = ({ collection, key, before, after }: Write): string | undefined => {
    const row = (after ?? before) as Row
    switch (collection) {
      case 'PO_HDR':
        return String(row.PO_ID ?? key)
      case 'commitments':
        return String(row.id)
      case 'commitment_line_items':
        return String(row.commitment_id)
      case 'change_order_packages':
        return String(row.contract_id)
      case 'change_order_line_items':
        return contracts.get(String(row.change_order_package_id))
      default:
        return undefined
    }
  }
  const changes = new Map<string, number>()
  for (const write of [...procore, ...peoplesoft].filter(isPersons)) {
    const about = aboutOf(write)
    if (about !== undefined) changes.set(about, (changes.get(about) ?? 0) + 1)
  }
  return changes
}

const isPersons = ({ caller }: Write): boolean => caller.startsWith('person:')

/** Orders of which more events tell than persons made changes, on either side: something answers itself. */
export async function echoes(system: TestSystem, events: Record<string, number>): Promise<string[]> {
  const changes = await personsChanges(system)
  const commitments = await system.state('procore', 'commitments')
  const orders = await system.state('peoplesoft', 'PO_HDR')
  const idsOf = (key: string): string[] => {
    const [born, , id = ''] = key.split(':')
    if (born === 'ps')
      return [id, ...commitments.filter(row => row.origin_id === key).map(row => String(row.id))]
    const own = commitments.filter(row => String(row.id) === id).map(markOf)
    return [id, ...orders.filter(row => own.includes(String(row.PO_REF))).map(row => String(row.PO_ID))]
  }
  return Object.entries(events).flatMap(([name, told]) => {
    const [entity, key = ''] = name.split(' ')
    if (entity !== 'purchase-order') return []
    const made = idsOf(key).reduce((sum, id) => sum + (changes.get(id) ?? 0), 0)
    return told > made ? [`${key}: ${told} events of ${made} changes`] : []
  })
}
