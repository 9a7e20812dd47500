import { type Outcome, Refused } from '@plumbline/flow-kit'
import { type Fields, readFields } from '@plumbline/http'
import type { Urgency } from './budget.ts'
import type { Procore } from './client.ts'
import { type CodedLine, readCodedLine } from './coded-lines.ts'
import { type CommitmentKind, listCommitments } from './commitments.ts'
import { readFault } from './faults.ts'
import { failedOutcome } from './outcomes.ts'
import { readIdOf } from './shared.ts'

/** A line of a commitment's schedule of values (procore.md §6.1). */
export type CommitmentLine = CodedLine & { contract_id: string }

/**
 * What a write may set, amounts as decimal text. Coded by `wbs_code_id`, or by cost code and cost type. Fields
 * that are left out stay as they are; null empties one.
 */
export type CommitmentLineUpdate = {
  id?: string
  origin_id?: string | null
  origin_data?: string | null
  wbs_code_id?: string
  cost_code_id?: string
  line_item_type_id?: string
  tax_code_id?: string | null
  amount?: string
  quantity?: string | null
  unit_cost?: string | null
  uom?: string | null
  extended_type?: 'manual' | 'calculated'
  description?: string | null
}

/**
 * All lines of a commitment; the list has no filter by origin_id (procore.md §2.3).
 * @throws Refused `scope` also where the commitment is gone: `showCommitment` tells.
 */
export async function* listCommitmentLines(
  procore: Procore,
  projectId: string,
  kind: CommitmentKind,
  contractId: string,
  { urgency = 'foreground' }: { urgency?: Urgency } = {},
): AsyncIterable<CommitmentLine> {
  const reading = { query: { project_id: projectId }, urgency }
  for await (const raw of procore.list(`v1.0/${kind}/${contractId}/line_items`, reading))
    yield readCommitmentLine(readFields(raw, 'commitment line'), contractId)
}

/**
 * Creates and updates lines of a commitment, at most 1000, by id or origin_id. All are rejected where the
 * commitment is gone.
 * @throws Refused `scope` where the project's commitments cannot be seen at all.
 */
export async function syncCommitmentLines(
  procore: Procore,
  projectId: string,
  kind: CommitmentKind,
  contractId: string,
  updates: readonly CommitmentLineUpdate[],
): Promise<Outcome<CommitmentLine>[]> {
  try {
    return await procore.sync(
      `v1.0/${kind}/${contractId}/line_items/sync`,
      updates,
      raw => readCommitmentLine(readFields(raw, 'commitment line'), contractId),
      { query: { project_id: projectId }, ids: lineIds },
    )
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== 'procore-not-visible') throw error
    // one commitment that is gone must not pause its project
    await Array.fromAsync(listCommitments(procore, projectId, kind, { ids: [contractId] }))
    const { message: why } = error
    return updates.map(() => ({ is: 'rejected', code: 'procore-not-found', why }))
  }
}

/** Deletes a line of a commitment; Procore refuses it for an approved one (procore.md §6.3). */
export async function deleteCommitmentLine(
  procore: Procore,
  projectId: string,
  kind: CommitmentKind,
  contractId: string,
  lineId: string,
): Promise<Outcome<{ id: string }>> {
  const path = `v1.0/${kind}/${contractId}/line_items/${lineId}`
  const written = await procore.write('DELETE', path, undefined, { project_id: projectId })
  if (written.is !== 'answered') return written
  return written.answer.status < 300
    ? { is: 'applied', targetId: lineId, seen: { id: lineId } }
    : failedOutcome(`${kind} line items`, readFault(written.answer), 'item')
}

/** The fields of a line that v1 takes as numbers. */
export const lineIds = ['wbs_code_id', 'cost_code_id', 'line_item_type_id', 'tax_code_id']

/** A line of the commitment with that id, nested or listed. */
export const readCommitmentLine = (line: Fields, contractId: string): CommitmentLine => ({
  ...readCodedLine(line),
  contract_id: readIdOf(line, 'holder') ?? contractId,
})
