import type { Link, Operation, Plan, Why } from '@plumbline/flow-kit'
import type { GlAccount } from '@plumbline/schemas'
import type { Settings } from '../connection.ts'
import { whyNotCarried } from './scope.ts'

/** A cost code that stands for an account, of the company or of a project. */
export type AccountCode = {
  id?: string
  origin_id: string
  code: string
  name: string
  standard_cost_code_id?: string
}

export type SeenCode = {
  id: string
  origin_id: string | null
  code: string | null
  name: string | null
  parent_id: string | null
}

/** Code `{account}`; with the SetID where several are carried, since two may have the same account. */
function codeOf(account: Pick<GlAccount, 'setid' | 'account'>, settings: Settings): string {
  return settings.flows['gl-account'].setids.length > 1
    ? `${account.setid}-${account.account}`
    : account.account
}

type Planned = { own: Link<SeenCode> | null; settings: Settings; op: Operation | 'left-scope' }

/**
 * What an account means as a cost code. One that is not carried any more is renamed, never deleted: lines that use it
 * stay readable (BUSINESS.md, GL accounts). One that was never sent is not made.
 */
export function planCode(
  account: GlAccount,
  { own, settings, op }: Planned,
  origin_id: string,
): Plan<AccountCode> {
  if (own?.seen?.origin_id && own.seen.origin_id !== origin_id)
    return {
      do: 'hold',
      code: 'foreign-origin-id',
      why: `cost code ${own.nativeId} belongs to another integration (origin id ${own.seen.origin_id})`,
    }
  const reason = whyLeft(op) ?? whyNotCarried(account, settings)
  if (reason && !own) return { do: 'skip', ...reason }
  // A status that we do not know says nothing: a code in use is not renamed for it.
  if (reason?.code === 'account-unknown-status') return { do: 'hold', ...reason }
  // A code needs a name, and an account without a description has no other.
  const named = account.description || account.account
  const name = reason ? `${named} (inactive)` : named
  return {
    do: 'send',
    body: { ...(own && { id: own.nativeId }), origin_id, code: codeOf(account, settings), name },
  }
}

function whyLeft(op: Planned['op']): Why | null {
  if (op === 'left-scope')
    return { code: 'project-left', why: 'the account does not belong to this project any more' }
  if (op === 'delete') return { code: 'account-gone', why: 'the account is gone in PeopleSoft' }
  return null
}

/** The fields that PeopleSoft owns of an account's cost code. */
export function ownedCode(x: { body: AccountCode } | { seen: SeenCode }): unknown {
  const { origin_id, code, name } = 'body' in x ? x.body : x.seen
  return { origin_id, code, name }
}

type Candidate = { targetId: string; seen: SeenCode }

/**
 * Codes that could be this account: ours by origin id, wherever they stand; else, of an account that is carried, those of
 * its code under our parent. A code of another integration is named, and never taken (`planCode` holds).
 */
export function matchCode(
  account: GlAccount,
  isOurs: (originId: string) => boolean,
  among: Candidate[],
  settings: Settings,
): Candidate[] {
  const known = among.filter(({ seen }) => seen.origin_id !== null && isOurs(seen.origin_id))
  if (known.length > 0 || whyNotCarried(account, settings)) return known
  const parent = among.find(({ seen }) => isParent(seen, settings))
  if (!parent) return []
  const code = codeOf(account, settings)
  return among.filter(
    ({ seen }) =>
      !seen.origin_id?.startsWith('ps:') && seen.code === code && seen.parent_id === parent.targetId,
  )
}

/** The one root code that all accounts stand under. */
export const isParent = (seen: SeenCode, { flows }: Settings): boolean =>
  !seen.parent_id && seen.code === flows['gl-account'].parent.code
