import type { PeoplesoftRows } from '../peoplesoft-rows.ts'
import { addDays, type Calendar, monthStart } from './calendar.ts'
import type { Unit } from './sites.ts'

/** Ledger groups that both business units have; MEMO takes commitments. */
const ledgerGroups = ['ACTUALS', 'MEMO']

/** First open month by business unit, in months from today's: the civil works close theirs at once. */
export const opensAt: Readonly<Record<Unit, number>> = { US100: -1, US200: 0 }

/** Calendar 01 of five fiscal years, each of twelve months. A year bears the number of the calendar year it begins in. */
export function calendarRows({ yearBegins }: Calendar): NonNullable<PeoplesoftRows['CAL_DETP_TBL']> {
  return [-2, -1, 0, 1, 2].flatMap(years =>
    Array.from({ length: 12 }, (_, month) => ({
      SETID: 'SHARE',
      CALENDAR_ID: '01',
      FISCAL_YEAR: yearOf(yearBegins) + years,
      ACCOUNTING_PERIOD: month + 1,
      BEGIN_DT: monthStart(yearBegins, years * 12 + month),
      END_DT: addDays(monthStart(yearBegins, years * 12 + month + 1), -1),
    })),
  )
}

/** Open are the months from `opensAt` to the next one; all earlier ones are closed. */
export function openPeriodRows({
  today,
  yearBegins,
}: Calendar): NonNullable<PeoplesoftRows['FIN_OPEN_PERIOD']> {
  return (Object.keys(opensAt) as Unit[]).flatMap(unit =>
    ledgerGroups.map(LEDGER_GROUP => ({
      BUSINESS_UNIT: unit,
      LEDGER_GROUP,
      TRANSACTION_TYPE: 'ALL',
      OPEN_YEAR_FROM: yearOf(yearBegins),
      OPEN_PERIOD_FROM: TODAYS_PERIOD + opensAt[unit],
      OPEN_YEAR_TO: yearOf(yearBegins),
      OPEN_PERIOD_TO: TODAYS_PERIOD + 1,
      OPEN_FROM_DATE: monthStart(today, opensAt[unit]),
      OPEN_TO_DATE: addDays(monthStart(today, 2), -1),
    })),
  )
}

/** The ledger groups, each with one ledger. */
export const ledgerGroupRows: NonNullable<PeoplesoftRows['LED_GRP_TBL']> = ledgerGroups.map(name => ({
  SETID: 'SHARE',
  LEDGER_GROUP: name,
  LEDGER: name,
  DESCR: name === 'MEMO' ? 'Commitments, memo' : 'Actuals',
}))

/** Both units use both. */
export const unitLedgerRows: NonNullable<PeoplesoftRows['BU_LED_GRP_TBL']> = (
  Object.keys(opensAt) as Unit[]
).flatMap(unit => ledgerGroups.map(LEDGER_GROUP => ({ BUSINESS_UNIT: unit, LEDGER_GROUP })))

/** The fiscal year begins eight months before today's. */
const TODAYS_PERIOD = 9

const yearOf = (day: string) => Number(day.slice(0, 4))
