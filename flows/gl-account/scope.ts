import type { GlAccount } from '@plumbline/schemas'
import type { Settings } from '../connection.ts'

type Judged = Pick<
  GlAccount,
  'setid' | 'account' | 'account_type_raw' | 'account_type' | 'statistical' | 'budgetary_only'
>

/** Why an account is not carried to Procore; null when it is (BUSINESS.md, GL accounts). */
export function outOfScope(account: Judged, settings: Settings): string | null {
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
const letter = ({ account_type }: Judged): string =>
  ({ asset: 'A', liability: 'L', equity: 'Q', revenue: 'R', expense: 'E', unknown: '' })[account_type]
