import type { PeoplesoftRows } from '../peoplesoft-rows.ts'
import { integrationSecurity } from '../skeleton-peoplesoft.ts'
import { accountRows } from './accounts.ts'
import { calendarOf } from './calendar.ts'
import { activities, closedActivity } from './cost-codes.ts'
import { departmentRows } from './departments.ts'
import { buyerRows, orderRows, unitRows } from './order-rows.ts'
import { demoOrders } from './orders.ts'
import { calendarRows, ledgerGroupRows, openPeriodRows, unitLedgerRows } from './periods.ts'
import { everySite, type Unit, units } from './sites.ts'
import { supplierRows } from './supplier-rows.ts'
import { voucherRows } from './vouchers.ts'

const SINCE = '2020-01-01'

/**
 * The demonstration's PeopleSoft: business units US100 (builders) and US200 (civil works) with SetIDs of their own for
 * suppliers, accounts and departments, and what they have in common under SHARE.
 * @param day the day around which it is made, `YYYY-MM-DD`: the same day gives the same rows
 */
export function demoPeoplesoft(day: string): PeoplesoftRows {
  const calendar = calendarOf(day)
  return {
    ...integrationSecurity(),
    ...supplierRows(calendar),
    SET_CNTRL_REC: setControl(),
    BUS_UNIT_TBL_GL: Object.keys(units).map(BUSINESS_UNIT => ({ BUSINESS_UNIT })),
    BU_LED_GRP_TBL: unitLedgerRows,
    LED_GRP_TBL: ledgerGroupRows,
    SOURCE_TBL: [
      { SETID: 'SHARE', SOURCE: 'PRC', EFFDT: SINCE, DESCR: 'Procore' },
      { SETID: 'SHARE', SOURCE: 'ONL', EFFDT: SINCE, DESCR: 'Online entry' },
    ],
    CAL_DETP_TBL: calendarRows(calendar),
    FIN_OPEN_PERIOD: openPeriodRows(calendar),
    GL_ACCOUNT_TBL: accountRows(calendar),
    DEPT_TBL: departmentRows(calendar),
    PROJECT: everySite.map(({ unit, number, name }) => ({
      BUSINESS_UNIT: units[unit].pc,
      PROJECT_ID: number,
      DESCR: name.slice(0, 30).trim(),
    })),
    PROJ_ACTIVITY: everySite.flatMap(({ procoreId, unit, number }) =>
      activities.map(ACTIVITY_ID => ({
        BUSINESS_UNIT: units[unit].pc,
        PROJECT_ID: number,
        ACTIVITY_ID,
        EFF_STATUS: procoreId === closedActivity.site && ACTIVITY_ID === closedActivity.activity ? 'I' : 'A',
      })),
    ),
    VOUCHER: voucherRows(calendar),
    BUYER_TBL: buyerRows,
    UNITS_TBL: unitRows,
    ...orderRows(demoOrders(calendar), calendar),
  }
}

/** Every unit finds its records by this table; its Payables, Project Costing and Purchasing units go with it (peoplesoft.md §5.1). */
function setControl(): NonNullable<PeoplesoftRows['SET_CNTRL_REC']> {
  return (Object.keys(units) as Unit[]).flatMap(unit => {
    const { setid, ap, pc, po } = units[unit]
    const own = ['VENDOR', 'GL_ACCOUNT_TBL', 'DEPT_TBL'].map(RECNAME => ({ RECNAME, SETID: setid }))
    const common = ['CAL_DETP_TBL', 'LED_GRP_TBL', 'SOURCE_TBL'].map(RECNAME => ({ RECNAME, SETID: 'SHARE' }))
    return [unit, ap, pc, po].flatMap(SETCNTRLVALUE =>
      [...own, ...common].map(one => ({ SETCNTRLVALUE, ...one })),
    )
  })
}
