import type { QueryDefinition } from '../query-definition.ts'
import { asking, beyond, char, day, equal, moment, num, type QuerySite, stamped } from './parts.ts'

const setControl: QueryDefinition = {
  name: 'PLB_SETCNTRL',
  purpose: 'The SetID that a business unit uses for one record.',
  records: [{ alias: 'A', record: 'SET_CNTRL_REC' }],
  columns: [
    char('A.SETCNTRLVALUE', 20, 'Business unit'),
    char('A.RECNAME', 15, 'Record'),
    char('A.REC_GROUP_ID', 10, 'Record group'),
    char('A.SETID', 5, 'SetID'),
  ],
  order: ['A.RECNAME'],
  ...asking(
    equal('A.SETCNTRLVALUE', 'SETCNTRLVALUE', 20, 'Business unit'),
    equal('A.RECNAME', 'RECNAME', 15, 'Record, e.g. GL_ACCOUNT_TBL'),
  ),
}

const openPeriods: QueryDefinition = {
  name: 'PLB_OPEN_PERIOD',
  purpose: 'The periods that are open for a business unit, ledger group by ledger group.',
  records: [{ alias: 'A', record: 'FIN_OPEN_PERIOD' }],
  columns: [
    char('A.BUSINESS_UNIT', 5, 'General Ledger business unit'),
    char('A.LEDGER_GROUP', 10, 'Ledger group'),
    char('A.TRANSACTION_TYPE', 3, 'Kind of transaction that the row opens'),
    char('A.CALENDAR_ID', 2, 'Calendar'),
    num('A.OPEN_YEAR_FROM', 4, 'First open fiscal year'),
    num('A.OPEN_PERIOD_FROM', 3, 'First open period in it'),
    num('A.OPEN_YEAR_TO', 4, 'Last open fiscal year'),
    num('A.OPEN_PERIOD_TO', 3, 'Last open period in it'),
    day('A.OPEN_FROM_DATE', 'First open day'),
    day('A.OPEN_TO_DATE', 'Last open day'),
  ],
  order: ['A.LEDGER_GROUP', 'A.TRANSACTION_TYPE'],
  ...asking(equal('A.BUSINESS_UNIT', 'BUSINESS_UNIT', 5, 'General Ledger business unit')),
}

const calendar: QueryDefinition = {
  name: 'PLB_CALENDAR',
  purpose: 'The days on which the periods of a calendar begin and end.',
  records: [{ alias: 'A', record: 'CAL_DETP_TBL' }],
  columns: [
    char('A.SETID', 5, 'SetID of the calendar'),
    char('A.CALENDAR_ID', 2, 'Calendar'),
    num('A.FISCAL_YEAR', 4, 'Fiscal year'),
    num('A.ACCOUNTING_PERIOD', 3, 'Period'),
    day('A.BEGIN_DT', 'First day'),
    day('A.END_DT', 'Last day'),
  ],
  order: ['A.FISCAL_YEAR', 'A.ACCOUNTING_PERIOD'],
  ...asking(
    equal('A.SETID', 'SETID', 5, 'SetID of the calendar'),
    equal('A.CALENDAR_ID', 'CALENDAR_ID', 2, 'Calendar'),
  ),
}

const vouchers: QueryDefinition = {
  name: 'PLB_VOUCHER',
  purpose: 'Vouchers that bear an invoice number: is a cost already in Payables?',
  records: [{ alias: 'A', record: 'VOUCHER' }],
  columns: [
    char('A.BUSINESS_UNIT', 5, 'Payables business unit'),
    char('A.VOUCHER_ID', 8, 'Voucher'),
    char('A.INVOICE_ID', 30, 'Invoice number of the supplier'),
    day('A.INVOICE_DT', 'Invoice date'),
    char('A.VENDOR_SETID', 5, 'SetID of the supplier'),
    char('A.VENDOR_ID', 10, 'Supplier'),
    num('A.GROSS_AMT', 26, 'Gross amount'),
    char('A.TXN_CURRENCY_CD', 3, 'Currency of the gross amount'),
    char('A.ENTRY_STATUS', 1, 'Entry status, e.g. P postable, R recycled, X deleted'),
  ],
  order: ['A.VOUCHER_ID'],
  ...asking(
    equal('A.BUSINESS_UNIT', 'BUSINESS_UNIT', 5, 'Payables business unit'),
    equal('A.INVOICE_ID', 'INVOICE_ID', 30, 'Invoice number'),
  ),
}

const journalStatus = (site: QuerySite): QueryDefinition => ({
  name: 'PLB_JRNL_STATUS',
  purpose: 'Journal headers changed since a time, page by page: what became of the journals that were sent?',
  records: [{ alias: 'A', record: 'JRNL_HEADER' }],
  columns: [
    char('A.BUSINESS_UNIT', 5, 'General Ledger business unit'),
    char('A.JOURNAL_ID', 10, 'Journal'),
    day('A.JOURNAL_DATE', 'Journal date'),
    num('A.UNPOST_SEQ', 2, '0, or 1 for the reversal made by an unpost'),
    char(
      'A.JRNL_HDR_STATUS',
      1,
      'N not edited, E errors, V valid, P posted, U unposted, D deleted, X cancelled',
    ),
    char('A.JRNL_PROCESS_REQST', 1, 'Process asked for, e.g. P post, G approval pending'),
    char('A.BUDGET_HDR_STATUS', 1, 'Budget check'),
    char('A.JRNL_BALANCE_STAT', 1, 'Balance edit'),
    char('A.CONTROL_TOTAL_STAT', 1, 'Control total edit'),
    char('A.JRNL_EDIT_ERR_STAT', 1, 'Edit errors'),
    char('A.LEDGER_GROUP', 10, 'Ledger group'),
    char('A.SOURCE', 3, 'Journal source'),
    num('A.FISCAL_YEAR', 4, 'Fiscal year'),
    num('A.ACCOUNTING_PERIOD', 3, 'Period'),
    day('A.POSTED_DATE', 'Day of posting'),
    char('A.DESCR254', 254, 'Description: carries the Procore ids'),
    moment('A.DTTM_STAMP_SEC', 'Last change of the header'),
  ],
  order: ['A.JOURNAL_ID', 'A.JOURNAL_DATE', 'A.UNPOST_SEQ'],
  ...asking(
    equal('A.BUSINESS_UNIT', 'BUSINESS_UNIT', 5, 'General Ledger business unit'),
    stamped('A.DTTM_STAMP_SEC', '>=', site),
    beyond('A.JOURNAL_ID', 'JOURNAL_ID_OFFSET', 10),
  ),
  keyset: { prompt: 'JOURNAL_ID_OFFSET', field: 'A.JOURNAL_ID' },
})

/** SetIDs, periods, calendars, vouchers, and the status of journals. */
export const ledgerQueries = (site: QuerySite): QueryDefinition[] => [
  setControl,
  openPeriods,
  calendar,
  vouchers,
  journalStatus(site),
]
