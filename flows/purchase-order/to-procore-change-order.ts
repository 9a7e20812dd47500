import type { Outcome } from '@plumbline/flow-kit'
import {
  type ChangeOrderPackage,
  type Commitment,
  type CommitmentLineUpdate,
  createChangeOrderPackage,
  listChangeOrderPackages,
  type Procore,
  showChangeOrderPackage,
  syncCommitments,
} from '@plumbline/procore'
import { type MappedStatus, mappedStatus, readStatuses } from '../change-order/status.ts'
import { plainDecimal, sumOf } from '../money.ts'
import { isRevision } from './entity.ts'
import type { CommitmentBody } from './to-procore-body.ts'
import { REVISED, type SovLine } from './to-procore-seen.ts'

type Failed = Exclude<Outcome<unknown>, { targetId: string }>
/** What counts of a line where sums are compared. */
type Coded = Pick<SovLine, 'cost_code_id' | 'line_item_type_id' | 'amount' | 'description'>

/** The change orders that we made of a commitment. */
export type Revisions = {
  /** Origin ids of all of them, those that a person voided too. */
  marks: string[]
  /** Lines of those that stand. */
  lines: Coded[]
}

/** No money comes of these; of every other one it has come, or may come yet. */
const FALLEN: readonly MappedStatus[] = ['void', 'rejected', 'not_proceeding', 'no_charge']

/** Reads them from Procore. @throws Refused where the project's change orders cannot be seen */
export async function readRevisions(procore: Procore, project: string, id: string): Promise<Revisions> {
  const asked = { contract_id: id, include_deleted: 'with' } as const
  const packages = await Array.fromAsync(listChangeOrderPackages(procore, project, asked))
  // An unknown filter is ignored in silence (procore.md §2.3).
  const ours = packages.filter(one => one.contract_id === id && isRevision(one.origin_id))
  const statuses = ours.length > 0 ? await readStatuses(procore) : []
  const lines: Coded[] = []
  for (const one of ours) {
    if (one.deleted_at !== null || FALLEN.includes(mappedStatus(one.status, statuses))) continue
    lines.push(...(await linesOf(procore, project, one)))
  }
  return { marks: ours.map(one => one.origin_id!), lines }
}

/** @throws Error where it shows no lines: it would be made up for once more */
async function linesOf(procore: Procore, project: string, { id }: ChangeOrderPackage): Promise<Coded[]> {
  const shown = await showChangeOrderPackage(procore, project, id)
  if (!shown?.line_items) throw new Error(`change order ${id} does not show its lines`)
  return shown.line_items.map(({ cost_code, line_item_type, amount, description }) => ({
    cost_code_id: cost_code?.id ?? null,
    line_item_type_id: line_item_type?.id ?? null,
    amount: plainDecimal(amount ?? '0'),
    description,
  }))
}

/** What is to be added to what stands so that it comes to what is wanted: a line for each coding whose sum differs. */
export function missingMoney(wanted: Coded[], standing: Coded[]): Coded[] {
  const sums = Map.groupBy(
    [...wanted, ...standing.map(line => ({ ...line, amount: sumOf([line.amount]).times(-1).toFixed() }))],
    ({ cost_code_id, line_item_type_id }) => JSON.stringify([cost_code_id, line_item_type_id]),
  )
  return [...sums.values()]
    .map(same => ({ ...same[0]!, amount: sumOf(same.map(line => line.amount)).toFixed() }))
    .filter(line => line.amount !== '0')
}

type Revising = { procore: Procore; project: string; body: CommitmentBody; header: Commitment }

/**
 * Brings a commitment whose schedule of values stays as it is to what its order says: the difference becomes one approved
 * change order (DESIGN A6). It is taken from what Procore shows at that moment, so that done again it makes none twice. The
 * commitment is marked before its first one is made: from then on its schedule of values is never changed, even if a person
 * opens it. Tells whether it made one.
 */
export async function reviseByChangeOrder(
  { procore, project, body, header }: Revising,
  standing: SovLine[],
  { marks, lines }: Revisions,
): Promise<Failed | { made: boolean }> {
  const missing = missingMoney(body.lines, [...standing, ...lines])
  if (missing.length === 0) return { made: false }
  const uncoded = missing.some(line => line.cost_code_id === null || line.line_item_type_id === null)
  if (!body.revises || uncoded)
    return {
      is: 'rejected',
      code: 'commitment-approved',
      why: uncoded
        ? `commitment ${header.id} is approved in Procore, and has lines that do not show how they are coded`
        : `commitment ${header.id} is approved in Procore, and its lines are to change`,
    }
  if (header.origin_data !== REVISED) {
    const [marked] = await syncCommitments(procore, project, body.kind, [
      { id: header.id, origin_data: REVISED },
    ])
    if (!marked || !('targetId' in marked)) return failed(marked, 'its mark as revised')
    if (marked.seen.origin_data !== REVISED)
      return {
        is: 'rejected',
        code: 'commitment-approved',
        why: `commitment ${header.id} is approved in Procore, and does not keep the mark (origin_data) that it is revised`,
      }
  }
  const tried = marks.filter(mark => mark === body.mark || mark.startsWith(`${body.mark}:`)).length
  const made = await createChangeOrderPackage(procore, project, header.id, {
    title: `Order ${body.origin_code}, as revised in PeopleSoft`,
    status: 'approved',
    // Made anew for the same revision, where a person voided the first.
    origin_id: tried === 0 ? body.mark : `${body.mark}:${tried}`,
    line_items: missing.map(
      ({ cost_code_id, line_item_type_id, amount, description }): CommitmentLineUpdate => ({
        cost_code_id: cost_code_id!,
        line_item_type_id: line_item_type_id!,
        amount,
        description,
        extended_type: 'manual',
      }),
    ),
  })
  return 'targetId' in made ? { made: true } : failed(made, 'the change order')
}

function failed(outcome: Failed | undefined, what: string): Failed {
  const why = `${what}: ${outcome?.why ?? 'the answer does not mention it'}`
  return outcome?.is === 'rejected' ? { ...outcome, why } : { is: 'unknown', why }
}
