import { type Commitment, type CommitmentKind, listCommitments, type Procore } from '@plumbline/procore'
import { inHundreds } from './procore-about.ts'
import { isPeoplesofts, procoreKey } from './purchase-order/entity.ts'

/** Which purchase order a commitment is, and which system owns it. */
export type OrderOf = { purchase_order_key: string; contract_owner: 'peoplesoft' | 'procore' }

/**
 * Commitments that PeopleSoft's orders became bear their key as origin id; all others were born in Procore. The key may name
 * an order that has not come yet.
 */
export function orderOf(project: string, { id, origin_id }: Pick<Commitment, 'id' | 'origin_id'>): OrderOf {
  return origin_id !== null && isPeoplesofts(origin_id)
    ? { purchase_order_key: origin_id, contract_owner: 'peoplesoft' }
    : { purchase_order_key: procoreKey(project, id), contract_owner: 'procore' }
}

/** Both collections of commitments, whose ids are one space (procore.md §6.1). */
export const commitmentKinds: readonly CommitmentKind[] = ['purchase_order_contracts', 'work_order_contracts']

/** Headers of these commitments of a project, of either kind, deleted ones too; those that are not shown are left out. */
export async function readCommitmentsOf(
  procore: Procore,
  project: string,
  commitmentIds: string[],
): Promise<Commitment[]> {
  const found: Commitment[] = []
  for (const ids of inHundreds([...new Set(commitmentIds)]))
    for (const kind of commitmentKinds)
      for await (const one of listCommitments(procore, project, kind, {
        ids,
        include_deleted: 'with',
        urgency: 'background',
      }))
        if (ids.includes(one.id)) found.push(one)
  return found
}
