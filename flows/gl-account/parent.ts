import type { Outcome } from '@plumbline/flow-kit'
import type { AccountCode, SeenCode } from './cost-code.ts'

/** The parent of all accounts in one place (null id: not there yet), and the form in which codes are written there. */
export type Parenthood = {
  parent: { code: string; name: string; id: string | null; originId: string }
  codeForm: 'own' | 'full'
}

type Update = {
  id?: string
  origin_id: string
  code: string
  name: string
  parent_id?: string
  standard_cost_code_id?: string
}
type Synced = SeenCode & Record<string, unknown>

/**
 * Writes account codes under their parent. A parent that was not there is made first, by an origin id of its own, so
 * that making it twice makes it once.
 */
export async function writeUnderParent(
  { parent, codeForm }: Parenthood,
  bodies: AccountCode[],
  sync: (updates: Update[]) => Promise<Outcome<Synced>[]>,
): Promise<Outcome<SeenCode>[]> {
  let parentId = parent.id
  if (parentId === null) {
    const made = await sync([{ origin_id: parent.originId, code: parent.code, name: parent.name }])
    const outcome = made[0]!
    if (!('targetId' in outcome)) return bodies.map(() => blamedOnParent(outcome, parent.code))
    parentId = outcome.targetId
  }
  const updates = bodies.map(
    ({ id, origin_id, code, name, standard_cost_code_id }): Update => ({
      ...(id && { id }),
      origin_id,
      code: codeForm === 'full' ? `${parent.code}-${code}` : code,
      name,
      parent_id: parentId,
      ...(standard_cost_code_id && { standard_cost_code_id }),
    }),
  )
  const outcomes = await sync(updates)
  return outcomes.map(outcome => {
    if (!('targetId' in outcome)) return outcome
    const { id, origin_id, code, name, parent_id } = outcome.seen
    return { ...outcome, seen: { id, origin_id, code, name, parent_id } }
  })
}

/** Nothing was written of the accounts themselves, whatever became of the parent. */
function blamedOnParent(
  outcome: Exclude<Outcome<Synced>, { targetId: string }>,
  code: string,
): Exclude<Outcome<SeenCode>, { targetId: string }> {
  const why = `the parent code ${code} could not be made: ${outcome.why}`
  return outcome.is === 'rejected' ? { ...outcome, why } : { is: 'retry', code: 'parent-missing', why }
}
