import type { Gone } from '@plumbline/flow-kit'
import {
  type Requisition as ApiRequisition,
  type BillingPeriod,
  type Commitment,
  listBillingPeriods,
  listChangeOrderPackages,
  listRequisitions,
  type Procore,
  showChangeOrderPackage,
  showRequisition,
} from '@plumbline/procore'
import { readCommitmentsOf } from '../commitments.ts'
import { type About, readAbout, readKnowing } from '../procore-about.ts'

/** A requisition with its items, and what its fields refer to. */
export type RequisitionRead = About & {
  requisition: ApiRequisition
  /** The commitment that it bills; null where it is not shown. */
  commitment: Commitment | null
  period: BillingPeriod | null
  /** Package ids of its commitment's change orders, by the id of each of their lines and by their own. */
  changeOrders: ReadonlyMap<string, string>
}

type Window = { from: string; to: string }
const urgency = 'background'

/** Requisitions of a project: all, or those that changed. */
export async function* readRequisitions(
  procore: Procore,
  project: string,
  updated: Window | undefined,
): AsyncIterable<RequisitionRead> {
  const listed = await Array.fromAsync(listRequisitions(procore, project, { updated, urgency }))
  const whole: ApiRequisition[] = []
  for (const one of listed) {
    // A view that shows no items says less than a Show. Deleted since it was listed: the compare tells, with its proof.
    const shown = one.items === null ? await showRequisition(procore, project, one.id) : one
    if (shown) whole.push(shown)
  }
  yield* withAbout(procore, project, whole)
}

/** Requisitions by their ids. */
export async function* readShown(
  procore: Procore,
  project: string,
  ids: string[],
): AsyncIterable<RequisitionRead | Gone> {
  const there: ApiRequisition[] = []
  for (const id of ids) {
    const one = await showRequisition(procore, project, id)
    if (one) there.push(one)
    else if (await isMissing(procore, project, id))
      yield { gone: id, at: null, proof: "404 by id, and absent from the project's list, which answers" }
  }
  yield* withAbout(procore, project, there)
}

/** Ids of all requisitions of a project. */
export async function* requisitionIds(procore: Procore, project: string): AsyncIterable<string> {
  for await (const one of listRequisitions(procore, project, { urgency })) yield one.id
}

/** The list throws where project or tool do not answer; so an empty answer is a word, not a silence. */
async function isMissing(procore: Procore, project: string, id: string): Promise<boolean> {
  const listed = await Array.fromAsync(listRequisitions(procore, project, { ids: [id] }))
  return !listed.some(one => one.id === id)
}

async function* withAbout(
  procore: Procore,
  project: string,
  requisitions: ApiRequisition[],
): AsyncIterable<RequisitionRead> {
  if (requisitions.length === 0) return
  const [commitments, periods] = await Promise.all([
    readCommitmentsOf(
      procore,
      project,
      requisitions.flatMap(one => one.commitment_id ?? []),
    ),
    readKnowing(
      procore,
      `billing periods of ${project}`,
      requisitions.flatMap(one => one.period_id ?? []),
      () => Array.fromAsync(listBillingPeriods(procore, project, { urgency })),
    ),
  ])
  const changed = new Map<string, ReadonlyMap<string, string>>()
  for (const requisition of requisitions) {
    const { commitment_id } = requisition
    if (commitment_id !== null && billsChangeOrders(requisition) && !changed.has(commitment_id))
      changed.set(commitment_id, await readChangeOrders(procore, project, commitment_id))
    yield {
      requisition,
      commitment: commitments.find(one => one.id === commitment_id) ?? null,
      period: periods.find(one => one.id === requisition.period_id) ?? null,
      changeOrders: changed.get(commitment_id ?? '') ?? new Map<string, string>(),
      ...(await readAbout(procore, project, [])),
    }
  }
}

/** Items of change orders (`change_order_item`, `whole_change_order_item`) need to be told which one they bill. */
const billsChangeOrders = ({ items }: ApiRequisition): boolean =>
  (items ?? []).some(item => item.item_type?.includes('change_order') ?? false)

async function readChangeOrders(
  procore: Procore,
  project: string,
  contract_id: string,
): Promise<ReadonlyMap<string, string>> {
  const packages = new Map<string, string>()
  for await (const one of listChangeOrderPackages(procore, project, { contract_id, urgency })) {
    // An unknown filter is ignored in silence (procore.md §2.3).
    if (one.contract_id !== contract_id) continue
    const shown = await showChangeOrderPackage(procore, project, one.id)
    for (const line of shown?.line_items ?? []) packages.set(line.id, one.id)
    if (!packages.has(one.id)) packages.set(one.id, one.id)
  }
  return packages
}
