import { type Account, accounts } from './accounts.ts'
import { calendarOf } from './calendar.ts'
import { foreignCode } from './cost-codes.ts'
import { type Awkwardness, demoCosts, type NumberedCost } from './costs.ts'
import { leftOrders } from './order-reasons.ts'
import { ambiguous, foreign } from './procore-vendors.ts'
import { held, parked, type Reason, skipped } from './reasons.ts'
import { everySite, type Site, sites, units } from './sites.ts'
import { type Supplier, suppliers } from './suppliers.ts'

/** Records that are expected not to arrive, all for one reason. */
export type ExpectedGroup = Reason & {
  flow: string
  /** Entity keys: `<SETID>:<VENDOR_ID>`, `<SETID>:<ACCOUNT>`, a direct cost's id. */
  keys: readonly string[]
  /** Scopes in each of which every key is listed; null where a record is listed once, in its own. */
  scopes: readonly string[] | null
  /** True where only one of the keys is listed, and nothing says which. */
  oneOnly: boolean
}

/** What `plumbline exceptions` says of a record, as far as it is compared. */
export type Listed = { flow: string; scope: string; state: string; code: string | null; key: string }

/**
 * All that the connection of examples/demo.yaml leaves lying, on whatever day the world was made; nothing else does.
 * @param enabled the job sites that the connection enables
 */
export function expectedExceptions(enabled: readonly Site[] = sites): ExpectedGroup[] {
  const ids = enabled.map(site => site.procoreId)
  const calendar = calendarOf('2026-11-24')
  const costs = demoCosts(calendar).filter(cost => ids.includes(cost.site))
  return [
    ...grouped('vendor.to-procore', suppliers, ofSupplier, one => `${one.setid}:${one.id}`),
    ...grouped('gl-account.to-procore-company', accounts, ofAccount, accountKey),
    ...(['SHARE', 'CIVIL'] as const).flatMap(setid => {
      const own = accounts.filter(one => one.setid === setid && isInScope(one))
      const groups = grouped('gl-account.to-procore-project', own, ofAccount, accountKey)
      const scopes = enabled
        .filter(site => units[site.unit].setid === setid)
        .map(site => String(site.procoreId))
      return groups.map(group => ({ ...group, scopes }))
    }),
    {
      ...held('foreign-origin-id', 'The cost code in the project belongs to another integration.'),
      flow: 'gl-account.to-procore-project',
      keys: [`SHARE:${foreignCode.account}`],
      scopes: [String(foreignCode.site)],
      oneOnly: false,
    },
    ...grouped('direct-cost.to-peoplesoft', costs, ofCost, cost => String(cost.id)),
    ...[...Map.groupBy(leftOrders(calendar, enabled), one => one.flow)].flatMap(([flow, records]) =>
      grouped(
        flow,
        records,
        one => one.reason,
        one => one.key,
      ),
    ),
  ]
}

/** Where a list of exceptions differs from what is expected: one sentence each, empty when it is exactly that. */
export function differences(listed: readonly Listed[], enabled: readonly Site[] = sites): string[] {
  const expected = expectedExceptions(enabled)
  const name = (one: Listed) => `${one.state} ${one.flow} ${one.key} [${one.scope}]: ${one.code}`
  const left = new Map(listed.map(one => [name(one), one]))
  const found = (wanted: Omit<Listed, 'scope'>, scope: string | null) => {
    const hit = [...left].find(
      ([, one]) =>
        (scope === null || one.scope === scope) &&
        one.flow === wanted.flow &&
        one.state === wanted.state &&
        one.code === wanted.code &&
        one.key === wanted.key,
    )
    return hit !== undefined && left.delete(hit[0])
  }
  const missing = expected.flatMap(({ flow, state, code, keys, scopes, oneOnly }) => {
    const places = scopes ?? [null]
    const absent = places.flatMap(scope =>
      keys.flatMap(key =>
        found({ flow, state, code, key }, scope) ? [] : [`not listed: ${state} ${flow} ${key}: ${code}`],
      ),
    )
    return oneOnly ? absent.slice(1) : absent
  })
  const both = expected.filter(({ oneOnly, code, keys }) => {
    const those = listed.filter(one => one.code === code && keys.includes(one.key))
    return oneOnly && those.length > 1
  })
  return [
    ...missing,
    ...both.map(({ code, keys }) => `only one of ${keys.join(' and ')} should be listed as ${code}`),
    ...[...left.keys()].map(one => `not expected: ${one}`),
  ]
}

function grouped<T>(
  flow: string,
  records: readonly T[],
  reasonOf: (one: T) => Reason | null,
  keyOf: (one: T) => string,
): ExpectedGroup[] {
  const out = records.flatMap(one => {
    const reason = reasonOf(one)
    return reason ? [{ reason, key: keyOf(one) }] : []
  })
  return [...Map.groupBy(out, ({ reason }) => JSON.stringify(reason)).values()].map(group => ({
    flow,
    ...group[0]!.reason,
    keys: group.map(one => one.key).sort(),
    scopes: null,
    oneOnly: group[0]!.reason.code === 'claimed-by-another',
  }))
}

const accountKey = ({ setid, account }: Account) => `${setid}:${account}`
const statusWords = { E: 'unapproved', U: 'unapproved', I: 'inactive', D: 'denied', X: 'to-be-archived' }

function ofSupplier(supplier: Supplier): Reason | null {
  const { status, class: kind, persistence } = supplier
  if (status !== 'A')
    return skipped(
      `vendor-${statusWords[status]}`,
      `The supplier is ${statusWords[status]} and was never sent.`,
    )
  if (kind !== 'R') return skipped('vendor-class', 'Employees, HCM persons and attorneys are no vendors.')
  if (persistence === 'O' || persistence === 'S')
    return skipped('vendor-one-time', 'A supplier of one payment is no vendor.')
  if (supplier === ambiguous) return held('ambiguous-match', 'Two vendors of Procore could be this supplier.')
  if (supplier === foreign)
    return held('foreign-origin-id', 'The vendor in Procore belongs to another integration.')
  return null
}

/** Expense accounts 500000 to 599999, but those that hold quantities or budgets. */
function isInScope({ account, type, history }: Account): boolean {
  const counts = history !== 'statistical' && history !== 'budgetary'
  return type === 'E' && counts && account >= '500000' && account <= '599999'
}

function ofAccount(account: Account): Reason | null {
  if (!isInScope(account))
    return skipped('account-out-of-scope', 'Only job cost accounts (expense, 500000 to 599999) are carried.')
  if (account.history === 'inactive')
    return skipped('account-inactive', 'An account that was inactive before it was sent is not made.')
  if (account.history === 'future')
    return skipped('account-not-in-force', 'An account that begins in the future is made on its day.')
  return null
}

function ofCost(cost: NumberedCost): Reason | null {
  const { postFrom } = everySite.find(one => one.procoreId === cost.site)!
  if (cost.awkward === 'deleted') return null
  if (cost.status !== 'approved') return skipped('not-approved', 'Only approved costs are posted.')
  if (cost.awkward === 'foreign-origin') return awkward[cost.awkward]
  if (cost.type === 'payroll' || cost.type === 'subcontractor_invoice')
    return skipped('type-not-journalled', 'Payroll and subcontractor invoices reach the books another way.')
  if (cost.date !== null && cost.date < postFrom)
    return { state: 'baseline', code: 'before-cutover', why: 'It is in the books already.' }
  return awkward[cost.awkward]
}

const inError = (why: string) => held('journal-in-error', why)
/** What becomes of an approved cost after cutover; null where it arrives. */
const awkward: Readonly<Record<Exclude<Awkwardness, 'deleted'>, Reason | null>> = {
  none: null,
  'foreign-origin': skipped('foreign-origin', 'Another integration owns the cost.'),
  'account-budgetary': inError(
    "PeopleSoft's edit refuses a budget-only account: a rule names it by mistake.",
  ),
  'account-statistical': inError(
    "PeopleSoft's edit wants a quantity on a statistical account: a rule names it by mistake.",
  ),
  'account-inactive': parked('not-active', 'Its account is inactive.'),
  'account-future': parked('not-active', 'Its account begins in the future.'),
  'account-unknown': parked('account-unknown', 'A rule names an account that PeopleSoft does not have.'),
  'account-foreign': parked(
    'account-not-in-procore',
    "The account's cost code in the project belongs to another integration.",
  ),
  'activity-closed': parked('not-active', 'Its activity of the project is closed in PeopleSoft.'),
  'department-closed': parked('not-active', 'Its department is inactive.'),
  'wip-inactive': parked('not-active', 'Its account is out of scope and inactive on the day.'),
  'mapping-missing': parked('mapping-missing', 'No rule says where costs of that code and type go.'),
  'date-missing': parked('date-missing', 'A cost without a date belongs to no period.'),
  'prior-year': held('prior-year', 'Whether the last fiscal year is posted to is for a person to say.'),
  future: held('future-date', 'Its day has not come.'),
  'foreign-currency': parked('foreign-currency', 'The ledger has no Canadian dollars.'),
  'lines-missing': parked('no-lines', 'A cost without lines codes nothing.'),
  'tax-code-deleted': parked('tax-rate-missing', 'Its tax code is gone, and with it the rate.'),
  'same-invoice': parked('claimed-by-another', 'The same invoice was entered twice: the second waits.'),
  vouchered: parked('already-vouchered', 'Payables has a voucher of the same invoice.'),
}
