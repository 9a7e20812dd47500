import { type Gone, Refused } from '@plumbline/flow-kit'
import {
  type ChangeOrderPackage,
  type ChangeOrderStatus,
  type CodedLine,
  type Commitment,
  type CommitmentChangeOrder,
  type CommitmentChangeOrderLine,
  listChangeOrderPackages,
  listCommitmentChangeOrderLines,
  listCommitmentChangeOrders,
  type Procore,
  readInstant,
  showChangeOrderPackage,
} from '@plumbline/procore'
import { readCommitmentsOf } from '../commitments.ts'
import { type About, readAbout } from '../procore-about.ts'
import { mappedStatus, readStatuses } from './status.ts'

/** A change order of a commitment with its lines, and what its fields refer to. */
export type ChangeOrderRead = About & {
  order: ChangeOrderPackage
  lines: CodedLine[]
  statuses: ChangeOrderStatus[]
  /** The commitment that it changes; null where it is not shown. */
  contract: Commitment | null
  /** Its newer form; null where the project has none, or none that is linked. */
  newer: CommitmentChangeOrder | null
  /** Lines of the newer form, of an approved one. */
  newerLines: CommitmentChangeOrderLine[]
}

type Window = { from: string; to: string }
const urgency = 'background'

/** Change orders of a project's commitments, whatever their status: all, or those that changed. */
export async function* readChangeOrders(
  procore: Procore,
  project: string,
  updated: Window | undefined,
): AsyncIterable<ChangeOrderRead | Gone> {
  const asked = { updated, include_deleted: 'with', urgency } as const
  const listed = await Array.fromAsync(listChangeOrderPackages(procore, project, asked))
  const ours = listed.filter(isOfCommitment)
  for (const one of ours) if (one.deleted_at !== null) yield goneAt(one)
  yield* readWhole(
    procore,
    project,
    ours.filter(one => one.deleted_at === null).map(one => one.id),
  )
}

/** Change orders by the ids of their packages. */
export async function* readShown(
  procore: Procore,
  project: string,
  ids: string[],
): AsyncIterable<ChangeOrderRead | Gone> {
  const there: string[] = []
  for (const id of ids) {
    const order = await showChangeOrderPackage(procore, project, id)
    if (order === null) yield* await proofOfLoss(procore, project, id)
    else if (!isOfCommitment(order)) continue
    else if (order.deleted_at !== null) yield goneAt(order)
    else there.push(id)
  }
  yield* readWhole(procore, project, there)
}

/** Ids of all change orders of the project's commitments. */
export async function* changeOrderIds(procore: Procore, project: string): AsyncIterable<string> {
  for await (const one of listChangeOrderPackages(procore, project, { urgency }))
    if (isOfCommitment(one)) yield one.id
}

/** Prime contracts' change orders are revenue, and generic packages belong to no commitment (BUSINESS.md). */
const isOfCommitment = ({ type }: ChangeOrderPackage): boolean => type === 'CommitmentContractChangeOrder'

const goneAt = ({ id, deleted_at }: ChangeOrderPackage): Gone => ({
  gone: id,
  at: readInstant(deleted_at),
  proof: 'deleted_at at source',
})

/** The list throws where project or tool do not answer; so an empty answer is a word, not a silence. */
async function proofOfLoss(procore: Procore, project: string, id: string): Promise<Gone[]> {
  const asked = { ids: [id], include_deleted: 'with' } as const
  const listed = await Array.fromAsync(listChangeOrderPackages(procore, project, asked))
  const found = listed.find(one => one.id === id)
  if (!found)
    return [{ gone: id, at: null, proof: "404 by id, and absent from the project's list, which answers" }]
  return found.deleted_at === null ? [] : [goneAt(found)]
}

async function* readWhole(procore: Procore, project: string, ids: string[]): AsyncIterable<ChangeOrderRead> {
  const orders: ChangeOrderPackage[] = []
  for (const id of ids) {
    // Deleted since it was listed: the next read tells, with its proof.
    const order = await showChangeOrderPackage(procore, project, id)
    if (order) orders.push(order)
  }
  if (orders.length === 0) return
  const [statuses, contracts, newer] = await Promise.all([
    readStatuses(procore),
    readCommitmentsOf(
      procore,
      project,
      orders.flatMap(one => one.contract_id ?? []),
    ),
    readNewer(procore, project, orders),
  ])
  for (const order of orders) {
    const other = newer.find(one => one.legacy_package_id === order.id) ?? null
    const isApproved = mappedStatus(order.status, statuses) === 'approved'
    const lines = order.line_items ?? []
    yield {
      order,
      lines,
      statuses,
      contract: contracts.find(one => one.id === order.contract_id) ?? null,
      newer: other,
      newerLines:
        other && isApproved
          ? await Array.fromAsync(listCommitmentChangeOrderLines(procore, project, other.id, { urgency }))
          : [],
      ...(await readAbout(procore, project, lines)),
    }
  }
}

/** The newer form of each, where the project has it: those of three tiers answer 404 (procore.md §6.4). */
async function readNewer(
  procore: Procore,
  project: string,
  orders: ChangeOrderPackage[],
): Promise<CommitmentChangeOrder[]> {
  const [only, ...others] = orders
  const legacy_package_id = others.length === 0 ? only!.id : undefined
  try {
    return await Array.fromAsync(listCommitmentChangeOrders(procore, project, { legacy_package_id, urgency }))
  } catch (error) {
    if (error instanceof Refused && error.what === 'scope') return []
    throw error
  }
}
