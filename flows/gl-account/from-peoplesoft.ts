import { capture, type Draft } from '@plumbline/flow-kit'
import type { PeopleSoft, QueryRow } from '@plumbline/peoplesoft'
import type { GlAccount } from '@plumbline/schemas'
import type { Settings } from '../connection.ts'
import { effStatus, inForce, need, nextTurn, peoplesoftHeader, wordFor, yesNo } from '../peoplesoft-rows.ts'
import { scheduleOf } from '../schedule.ts'
import { accountKey, glAccount } from './entity.ts'

/** All effective-dated rows of one account. */
export type AccountRows = QueryRow[]

/**
 * GL accounts by Query Access Service (peoplesoft.md §5.3). The row in force today is the record; a future row takes
 * effect on its day. An account that has only future rows is not there yet.
 */
export const glAccountFromPeoplesoft = capture<GlAccount, AccountRows, PeopleSoft, Settings>({
  name: 'gl-account.from-peoplesoft',
  entity: glAccount,
  from: 'peoplesoft',
  scopes: settings => settings.flows['gl-account'].setids,
  schedule: ({ flows, peoplesoft }) =>
    scheduleOf(
      flows['gl-account'].schedule,
      peoplesoft.time_zone,
      Boolean(peoplesoft.stamp_columns.GL_ACCOUNT_TBL),
    ),
  async *read(api, setid, span) {
    if (span === 'all') yield* api.documents('PLB_ACCOUNT', { SETID: setid })
    else if ('ids' in span)
      for (const id of span.ids) {
        const rows = await api.rows('PLB_ACCOUNT_ONE', { SETID: setid, ACCOUNT: id.slice(setid.length + 1) })
        if (rows.length > 0) yield rows
      }
    else {
      const window = { CHANGED_FROM: span.changedFrom, CHANGED_TO: span.changedTo }
      yield* api.documents('PLB_ACCOUNT_CHG', { SETID: setid, ...window })
    }
  },
  present: api => api.present(),
  nativeId: keyOf,
  key: keyOf,
  stamp: (rows, { peoplesoft: { stamp_columns } }) => newestStamp(rows, stamp_columns.GL_ACCOUNT_TBL),
  turns: (rows, today) =>
    nextTurn(
      rows.map(row => row.EFFDT),
      today,
    ),
  toCanonical: (rows, { settings, today }) => toGlAccount(rows, settings, today),
})

function keyOf([row]: AccountRows): string {
  if (!row) throw new Error('an account without rows')
  return accountKey(need(row, 'SETID'), need(row, 'ACCOUNT'))
}

function newestStamp(rows: AccountRows, column: string | null): string | null {
  if (!column) return null
  return (
    rows
      .map(row => row[column] ?? '')
      .sort()
      .at(-1) || null
  )
}

const TYPES = { A: 'asset', L: 'liability', Q: 'equity', R: 'revenue', E: 'expense' } as const

/** An account as it stands today; one that begins in the future is shown as its first row, not yet active. Pure. */
export function toGlAccount(rows: AccountRows, settings: Settings, today: string): Draft<GlAccount> {
  const current = inForce(rows, 'EFFDT', today)
  const row = current ?? rows[0]!
  return {
    header: peoplesoftHeader(newestStamp(rows, settings.peoplesoft.stamp_columns.GL_ACCOUNT_TBL)),
    setid: need(row, 'SETID'),
    account: need(row, 'ACCOUNT'),
    effdt: row.EFFDT ?? null,
    eff_status_raw: row.EFF_STATUS ?? null,
    status: current ? effStatus(row.EFF_STATUS) : 'inactive',
    next_effdt: nextTurn(
      rows.map(one => one.EFFDT),
      today,
    ),
    description: row.DESCR ?? '',
    short_description: row.DESCRSHORT ?? null,
    account_type_raw: row.ACCOUNT_TYPE ?? null,
    account_type: wordFor(TYPES, row.ACCOUNT_TYPE),
    unit_of_measure: row.UNIT_OF_MEASURE ?? null,
    open_item: yesNo(row.OPEN_ITEM),
    statistical: yesNo(row.STATISTICS_ACCOUNT),
    budgetary_only: yesNo(row.BUDGETARY_ONLY),
    balance_forward: yesNo(row.BALANCE_FWD_SW),
    currency_code: row.CURRENCY_CD ?? null,
  }
}
