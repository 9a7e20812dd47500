import { type Commitment, type CommitmentKind, listCommitments, type Procore } from '@plumbline/procore'
import { inHundreds } from './procore-about.ts'

/** Which purchase order a commitment is, and which system owns it. */
export type OrderOf = { purchase_order_key: string; contract_owner: 'peoplesoft' | 'procore' }

/**
 * Commitments that PeopleSoft's orders became bear their key as origin id; all others were born in Procore. The key may name
 * an order that has not come yet.
 */
export function orderOf(project: string, { id, origin_id }: Pick<Commitment, 'id' | 'origin_id'>): OrderOf {
  return origin_id?.startsWith('ps:')
    ? { purchase_order_key: origin_id, contract_owner: 'peoplesoft' }
    : { purchase_order_key: `pc:${project}:${id}`, contract_owner: 'procore' }
}

const KINDS: readonly CommitmentKind[] = ['purchase_order_contracts', 'work_order_contracts']

/** Headers of these commitments of a project, of either kind, deleted ones too; those that are not shown are left out. */
export async function readCommitmentsOf(
  procore: Procore,
  project: string,
  commitmentIds: string[],
): Promise<Commitment[]> {
  const found: Commitment[] = []
  for (const ids of inHundreds([...new Set(commitmentIds)]))
    for (const kind of KINDS)
      for await (const one of listCommitments(procore, project, kind, {
        ids,
        include_deleted: 'with',
        urgency: 'background',
      }))
        if (ids.includes(one.id)) found.push(one)
  return found
}
