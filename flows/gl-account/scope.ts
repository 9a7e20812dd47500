import type { Why } from '@plumbline/flow-kit'
import type { GlAccount } from '@plumbline/schemas'
import type { Settings } from '../connection.ts'

type Account = Omit<GlAccount, 'header'>

/** Why an account is out of scope; null when it is in (BUSINESS.md, GL accounts). */
export function outOfScope(account: Account, settings: Settings): string | null {
  const { setids, account_types, ranges } = settings.flows['gl-account']
  if (!setids.includes(account.setid)) return `SetID ${account.setid} is not carried`
  if (account.statistical) return 'a statistical account holds quantities, not money'
  if (account.budgetary_only) return 'a budgetary-only account takes no postings'
  if (!account_types.includes(account.account_type_raw ?? '') && !account_types.includes(letter(account)))
    return `account type ${account.account_type_raw ?? 'blank'} is not carried`
  const within =
    ranges.length === 0 || ranges.some(({ from, to }) => account.account >= from && account.account <= to)
  return within ? null : `account ${account.account} is outside the ranges carried`
}

/** The type's code where the query translated it to its long name. */
const letter = ({ account_type }: Account): string =>
  ({ asset: 'A', liability: 'L', equity: 'Q', revenue: 'R', expense: 'E', unknown: '' })[account_type]

/** Why an account is no cost code in Procore today; null when it is one. */
export function whyNotCarried(account: Account, settings: Settings): Why | null {
  const out = outOfScope(account, settings)
  if (out) return { code: 'account-out-of-scope', why: out }
  const { status, effdt, next_effdt, eff_status_raw } = account
  if (status === 'active') return null
  if (status === 'unknown')
    return { code: 'account-unknown-status', why: `the account's status is ${eff_status_raw ?? 'blank'}` }
  if (next_effdt && effdt && effdt >= next_effdt)
    return { code: 'account-not-in-force', why: `the account is in force from ${next_effdt}` }
  return { code: 'account-inactive', why: `the account is inactive since ${effdt ?? 'ever'}` }
}
