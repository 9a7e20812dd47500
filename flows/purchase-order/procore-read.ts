import type { Gone } from '@plumbline/flow-kit'
import {
  type ChangeOrderPackage,
  type CodedLine,
  type Commitment,
  type CommitmentKind,
  listChangeOrderPackages,
  listCommitments,
  type Procore,
  readInstant,
  showChangeOrderPackage,
  showCommitment,
} from '@plumbline/procore'
import { mappedStatus, readStatuses } from '../change-order/status.ts'
import { commitmentKinds } from '../commitments.ts'
import { type About, inHundreds, readAbout } from '../procore-about.ts'
import { isPeoplesofts } from './entity.ts'

/** A change order of a commitment with its lines. */
export type ApprovedChange = ChangeOrderPackage & { line_items: CodedLine[] }

/** A commitment with its lines, its approved change orders and what its lines refer to. */
export type CommitmentRead = About & {
  commitment: Commitment
  /** Approved ones, oldest first. */
  changes: ApprovedChange[]
  /** When a change order of it last changed, approved or not; Procore's text. */
  changedAt: (string | null)[]
}

type Window = { from: string; to: string }
const urgency = 'background'

/** Commitments of a project: all, or those of which the header or a change order changed. */
export async function* readCommitments(
  procore: Procore,
  project: string,
  updated: Window | undefined,
): AsyncIterable<CommitmentRead | Gone> {
  const found = new Map<string, Commitment>()
  const list = async (kind: CommitmentKind, ids?: string[]) => {
    const asked = { ids, updated: ids ? undefined : updated, include_deleted: 'with', urgency } as const
    for await (const one of listCommitments(procore, project, kind, asked)) found.set(one.id, one)
  }
  for (const kind of commitmentKinds) await list(kind)
  const listPackages = (within?: Window) =>
    Array.fromAsync(
      listChangeOrderPackages(procore, project, { updated: within, include_deleted: 'with', urgency }),
    )
  if (updated) {
    const contracts = (await listPackages(updated)).flatMap(one => one.contract_id ?? [])
    const missing = [...new Set(contracts)].filter(id => !found.has(id))
    for (const ids of inHundreds(missing)) for (const kind of commitmentKinds) await list(kind, ids)
  }
  const packages = found.size === 0 ? [] : await listPackages()
  for (const { id, kind, deleted_at } of found.values()) {
    if (deleted_at !== null) yield goneAt(id, deleted_at)
    else {
      // Deleted since it was listed: the next read tells, with its proof.
      const commitment = await showCommitment(procore, project, kind, id)
      if (commitment) yield await whole(procore, project, commitment, packages)
    }
  }
}

/** Commitments by their ids, of either kind. */
export async function* readShown(
  procore: Procore,
  project: string,
  ids: string[],
): AsyncIterable<CommitmentRead | Gone> {
  for (const id of ids) {
    const commitment = await showEither(procore, project, id)
    if (!commitment) yield* await proofOfLoss(procore, project, id)
    else if (commitment.deleted_at !== null) yield goneAt(id, commitment.deleted_at)
    else {
      const asked = { contract_id: id, include_deleted: 'with', urgency: 'foreground' } as const
      const packages = isCopy(commitment)
        ? []
        : await Array.fromAsync(listChangeOrderPackages(procore, project, asked))
      yield await whole(procore, project, commitment, packages)
    }
  }
}

/** Ids of all commitments of a project. */
export async function* commitmentIds(procore: Procore, project: string): AsyncIterable<string> {
  for (const kind of commitmentKinds)
    for await (const one of listCommitments(procore, project, kind, { urgency })) yield one.id
}

async function showEither(procore: Procore, project: string, id: string): Promise<Commitment | null> {
  for (const kind of commitmentKinds) {
    const found = await showCommitment(procore, project, kind, id)
    if (found) return found
  }
  return null
}

/** The lists throw where project or tool do not answer; so an empty answer is a word, not a silence. */
async function proofOfLoss(procore: Procore, project: string, id: string): Promise<Gone[]> {
  for (const kind of commitmentKinds)
    for await (const one of listCommitments(procore, project, kind, { ids: [id], include_deleted: 'with' }))
      if (one.id === id) return one.deleted_at === null ? [] : [goneAt(id, one.deleted_at)]
  return [{ gone: id, at: null, proof: "404 by id, and absent from the project's lists, which answer" }]
}

/** Ids in the order in which Procore gave them. */
export const byId = (a: { id: string }, b: { id: string }): number =>
  a.id.length - b.id.length || (a.id < b.id ? -1 : 1)

const goneAt = (id: string, at: string): Gone => ({
  gone: id,
  at: readInstant(at),
  proof: 'deleted_at at source',
})

async function whole(
  procore: Procore,
  project: string,
  commitment: Commitment,
  packages: ChangeOrderPackage[],
): Promise<CommitmentRead> {
  // An unknown filter is ignored in silence (procore.md §2.3): the answer may hold those of other contracts.
  const own = isCopy(commitment) ? [] : packages.filter(one => one.contract_id === commitment.id)
  const changes: ApprovedChange[] = []
  for (const one of own) {
    if (one.deleted_at !== null || !(await isApproved(procore, one))) continue
    const shown = await showChangeOrderPackage(procore, project, one.id)
    if (shown && (await isApproved(procore, shown)))
      changes.push({ ...shown, line_items: shown.line_items ?? [] })
  }
  changes.sort(byId)
  const lines = [...(commitment.line_items ?? []), ...changes.flatMap(one => one.line_items)]
  return {
    commitment,
    changes,
    changedAt: own.map(one => one.updated_at),
    ...(await readAbout(procore, project, lines)),
  }
}

/** The copy of a PeopleSoft order: what is compared of it is header and lines, so its change orders are not asked for. */
const isCopy = ({ origin_id }: Commitment): boolean => isPeoplesofts(origin_id)

/** Prime contracts' change orders and generic ones are of no commitment (BUSINESS.md, Change orders). */
async function isApproved(procore: Procore, { status, type }: ChangeOrderPackage): Promise<boolean> {
  if (type !== 'CommitmentContractChangeOrder') return false
  return mappedStatus(status, await readStatuses(procore)) === 'approved'
}
