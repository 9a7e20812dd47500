import { type Ctx, type Outcome, type Plan, type Ref, Refused, stateApply } from '@plumbline/flow-kit'
import {
  type Commitment,
  type CommitmentKind,
  listCommitments,
  type Procore,
  updateCommitment,
} from '@plumbline/procore'
import type { PurchaseOrder } from '@plumbline/schemas'
import { commitmentKinds } from '../commitments.ts'
import { projectOf, type Settings } from '../connection.ts'
import { park, skip } from '../journal/posting.ts'
import { isPeoplesofts, purchaseOrder } from './entity.ts'
import { collectionOf } from './status.ts'

/** The number of its PeopleSoft order on a commitment of Procore. */
export type NumberBody = { kind: CommitmentKind; id: string; origin_code: string }
export type SeenNumber = { id: string; origin_code: string | null }

/** The order that a commitment became. */
const orderLink = (scope: string, key: string): Ref => ({
  entity: 'purchase-order',
  at: 'purchase-order.to-peoplesoft',
  scope,
  key,
})

/**
 * Shows people in Procore the number that PeopleSoft gave their commitment, as `origin_code`: never as `origin_id`, which
 * would lock it for them (procore.md §3.1). A code that somebody else wrote is left alone.
 */
export const purchaseOrderToProcoreNumber = stateApply<
  PurchaseOrder,
  NumberBody,
  Procore,
  Settings,
  SeenNumber
>({
  name: 'purchase-order.to-procore-number',
  entity: purchaseOrder,
  to: 'procore',
  returns: true,
  batch: 1,
  scopes: ({ header }, settings) =>
    header.origin_system === 'procore' &&
    settings.flows['purchase-order']?.to_peoplesoft?.show_number &&
    projectOf(settings, header.project_id)
      ? [header.project_id!]
      : [],
  refs: ({ header }, scope) => [orderLink(scope, header.key)],
  toTarget: planNumber,
  survey: async function* (procore, project) {
    for (const kind of commitmentKinds)
      for await (const { id, origin_code, origin_id } of listCommitments(procore, project, kind))
        if (!isPeoplesofts(origin_id)) yield { targetId: id, seen: { id, origin_code } }
  },
  owned: x => ({ origin_code: 'body' in x ? x.body.origin_code : x.seen.origin_code }),
  write: async (procore, project, bodies) => {
    const outcomes: Outcome<SeenNumber>[] = []
    for (const body of bodies) outcomes.push(await showNumber(procore, project, body))
    return outcomes
  },
})

/** What one revision of a commitment, and the order that it has, mean for the number that it shows. Pure. */
export function planNumber(
  value: PurchaseOrder,
  { meta, scope, link }: Ctx<Settings, null, SeenNumber>,
): Plan<NumberBody> {
  if (meta.op !== 'put') return skip('order-not-carried', 'there is nothing to show a number on')
  const order = link(orderLink(scope, meta.key))
  if (!order) {
    if (value.status !== 'approved') return skip('order-not-approved', `is ${value.status_raw}, not approved`)
    return park([
      {
        code: 'order-not-numbered',
        why: 'it has no PeopleSoft order yet',
        wait: { for: 'link', ref: orderLink(scope, meta.key) },
      },
    ])
  }
  const origin_code = order.nativeId.split(':')[1]!
  return { do: 'send', body: { kind: collectionOf(value.kind), id: value.commitment_id!, origin_code } }
}

async function showNumber(
  procore: Procore,
  project: string,
  { kind, id, origin_code }: NumberBody,
): Promise<Outcome<SeenNumber>> {
  let there: Commitment | undefined
  try {
    const listed = await Array.fromAsync(listCommitments(procore, project, kind, { ids: [id] }))
    there = listed.find(one => one.id === id)
  } catch (error) {
    if (error instanceof Refused) throw error
    const why = error instanceof Error ? error.message : String(error)
    return { is: 'retry', code: 'target-unreadable', why }
  }
  if (!there)
    return { is: 'rejected', code: 'order-gone', why: `commitment ${id} is not in Procore any more` }
  if (there.origin_code === origin_code) return { is: 'applied', targetId: id, seen: { id, origin_code } }
  if (there.origin_code?.trim()) {
    const why = `commitment ${id} bears the code ${there.origin_code}, not ${origin_code}`
    return { is: 'rejected', code: 'order-number-hidden', why }
  }
  const written = await updateCommitment(procore, project, kind, id, { origin_code })
  return 'targetId' in written
    ? { ...written, seen: { id: written.seen.id, origin_code: written.seen.origin_code } }
    : written
}
