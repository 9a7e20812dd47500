import type { Link, Plan } from '@plumbline/flow-kit'
import type { GlAccount } from '@plumbline/schemas'
import type { Settings } from '../connection.ts'
import { outOfScope } from './scope.ts'

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
export function codeOf(account: Pick<GlAccount, 'setid' | 'account'>, settings: Settings): string {
  return settings.flows['gl-account'].setids.length > 1
    ? `${account.setid}-${account.account}`
    : account.account
}

/**
 * What an account means as a cost code. Inactive ones are renamed, never deleted: lines that use them stay readable
 * (BUSINESS.md, GL accounts). One that was never sent is not made.
 */
export function planCode(
  account: GlAccount,
  {
    own,
    settings,
    op,
  }: { own: Link<SeenCode> | null; settings: Settings; op: 'put' | 'delete' | 'left-scope' },
  origin_id: string,
): Plan<AccountCode> {
  if (own?.seen?.origin_id && own.seen.origin_id !== origin_id)
    return {
      do: 'hold',
      code: 'foreign-origin-id',
      why: `cost code ${own.nativeId} belongs to another integration (origin id ${own.seen.origin_id})`,
    }
  const reason = notSent(account, settings, op)
  if (reason && !own) return { do: 'skip', ...reason }
  const name = reason ? `${account.description} (inactive)` : account.description
  return {
    do: 'send',
    body: { ...(own && { id: own.nativeId }), origin_id, code: codeOf(account, settings), name },
  }
}

function notSent(account: GlAccount, settings: Settings, op: 'put' | 'delete' | 'left-scope') {
  if (op === 'left-scope')
    return { code: 'project-left', why: 'the account does not belong to this project any more' }
  if (op === 'delete') return { code: 'account-gone', why: 'the account is gone in PeopleSoft' }
  const out = outOfScope(account, settings)
  if (out) return { code: 'account-out-of-scope', why: out }
  if (account.status === 'active') return null
  if (account.next_effdt && account.effdt && account.effdt >= account.next_effdt)
    return { code: 'account-not-in-force', why: `the account is in force from ${account.next_effdt}` }
  return {
    code: 'account-inactive',
    why: `the account is ${account.status} since ${account.effdt ?? 'ever'}`,
  }
}

/** The fields that PeopleSoft owns of an account's cost code. */
export function ownedCode(x: { body: AccountCode } | { seen: SeenCode }): unknown {
  const { origin_id, code, name } = 'body' in x ? x.body : x.seen
  return { origin_id, code, name }
}

/** Codes under our parent, or anywhere with our origin id, that could be this account. */
export function matchCode(
  wanted: { code: string; origin_id: string; parentId: string | null },
  among: { targetId: string; seen: SeenCode }[],
): { targetId: string; seen: SeenCode }[] {
  const known = among.filter(one => one.seen.origin_id === wanted.origin_id)
  if (known.length > 0) return known
  const free = among.filter(one => !one.seen.origin_id?.startsWith('ps:'))
  return free.filter(({ seen }) => seen.code === wanted.code && seen.parent_id === wanted.parentId)
}
