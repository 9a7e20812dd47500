import type { Database } from '../database.ts'
import type { Row } from '../fields.ts'

/** A period of a calendar. */
export type Period = { year: number; period: number }

/** The period of a day by the calendar of a business unit's ledger group; null outside the calendar (peoplesoft.md §5.3). */
export function periodOf(
  db: Database,
  businessUnit: string,
  ledgerGroup: string,
  day: string,
): Period | null {
  const group = db.table('BU_LED_GRP_TBL').get({ BUSINESS_UNIT: businessUnit, LEDGER_GROUP: ledgerGroup })
  const setid = db.setid(businessUnit, 'CAL_DETP_TBL')
  if (!group || setid === null) return null
  for (const row of db.table('CAL_DETP_TBL').under([setid, group.CALENDAR_ID!]))
    if (row.BEGIN_DT! <= day && day <= row.END_DT!)
      return { year: Number(row.FISCAL_YEAR), period: Number(row.ACCOUNTING_PERIOD) }
  return null
}

/** FISCAL_YEAR and ACCOUNTING_PERIOD of a journal: 0 outside the calendar, period 998 for an adjusting entry. */
export function periodFields(db: Database, header: Row): Row {
  const found = periodOf(db, header.BUSINESS_UNIT!, header.LEDGER_GROUP!, header.JOURNAL_DATE!)
  const period = header.ADJUSTING_ENTRY === 'Y' ? 998 : (found?.period ?? 0)
  return { FISCAL_YEAR: String(found?.year ?? 0), ACCOUNTING_PERIOD: String(period) }
}

/** Whether a row of FIN_OPEN_PERIOD opens the period for the ledger group, whatever its TRANSACTION_TYPE. */
export function isOpen(db: Database, businessUnit: string, ledgerGroup: string, at: Period): boolean {
  return [...db.table('FIN_OPEN_PERIOD').under([businessUnit, ledgerGroup])].some(row => {
    const { from, to } = openRange(row)
    return from <= ordinal(at) && ordinal(at) <= to
  })
}

/** The open range of a FIN_OPEN_PERIOD row. */
export function openRange(row: Row): { from: number; to: number } {
  return {
    from: ordinal({ year: Number(row.OPEN_YEAR_FROM), period: Number(row.OPEN_PERIOD_FROM) }),
    to: ordinal({ year: Number(row.OPEN_YEAR_TO), period: Number(row.OPEN_PERIOD_TO) }),
  }
}

/** Puts periods in one order. */
export function ordinal({ year, period }: Period): number {
  return year * 1000 + period
}
