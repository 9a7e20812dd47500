import Big from 'big.js'
import { type Row, recordShape, wholeRow } from '../fields.ts'
import { type Site, today } from '../site.ts'
import { journalKey, keyRow, linesOf, putHeader } from './journals.ts'

/** Posts a journal: status P, balances in LEDGER, lines with a project into PROJ_RESOURCE (peoplesoft.md §5.5, §5.6). */
export function postJournal(site: Site, header: Row): Row {
  const { db } = site
  for (const line of linesOf(db, header)) {
    addToLedger(site, header, line)
    if (line.PROJECT_ID === ' ') continue
    collect(site, line)
    db.table('JRNL_LN').put({ ...line, PC_DISTRIB_STATUS: 'D' })
  }
  return putHeader(site, header, { JRNL_HDR_STATUS: 'P', JRNL_PROCESS_REQST: 'N', POSTED_DATE: today(site) })
}

/** Unposts a posted journal: it becomes U, and its reversal stands posted under the next UNPOST_SEQ, first 1 (peoplesoft.md §5.5). */
export function unpostJournal(site: Site, header: Row): Row {
  const { BUSINESS_UNIT, JOURNAL_ID, JOURNAL_DATE } = header as Record<string, string>
  const standing = [...site.db.table('JRNL_HEADER').under([BUSINESS_UNIT!, JOURNAL_ID!, JOURNAL_DATE!])]
  const reversal = { ...header, UNPOST_SEQ: String(standing.length) }
  for (const line of linesOf(site.db, header))
    site.db.table('JRNL_LN').put({
      ...line,
      ...keyRow(reversal),
      MONETARY_AMOUNT: negated(line.MONETARY_AMOUNT!),
      FOREIGN_AMOUNT: negated(line.FOREIGN_AMOUNT!),
      STATISTIC_AMOUNT: negated(line.STATISTIC_AMOUNT!),
    })
  const posted = postJournal(site, {
    ...reversal,
    JRNL_TOTAL_DEBITS: header.JRNL_TOT_CREDITS!,
    JRNL_TOT_CREDITS: header.JRNL_TOTAL_DEBITS!,
  })
  putHeader(site, header, { JRNL_HDR_STATUS: 'U' })
  return posted
}

function addToLedger({ db }: Site, header: Row, line: Row): void {
  const table = db.table('LEDGER')
  const key: Record<string, string> = {}
  for (const field of table.shape.key) key[field] = (line[field] ?? header[field])!
  const before = table.get(key)?.POSTED_TOTAL_AMT ?? '0'
  table.put({ ...key, POSTED_TOTAL_AMT: new Big(before).plus(line.MONETARY_AMOUNT!).toFixed() })
}

function collect({ db }: Site, line: Row): void {
  const taken = Object.fromEntries(
    ['ACTIVITY_ID', 'ANALYSIS_TYPE', 'ACCOUNT', 'DEPTID', 'CURRENCY_CD', 'JOURNAL_LINE']
      .concat(['RESOURCE_TYPE', 'RESOURCE_CATEGORY', 'RESOURCE_SUB_CAT', 'PROJECT_ID'])
      .concat(['JOURNAL_ID', 'JOURNAL_DATE', 'UNPOST_SEQ'])
      .map(field => [field, line[field]]),
  )
  db.table('PROJ_RESOURCE').put(
    wholeRow(recordShape('PROJ_RESOURCE'), {
      ...taken,
      BUSINESS_UNIT: line.BUSINESS_UNIT_PC,
      RESOURCE_ID: [...journalKey(line), line.JOURNAL_LINE].join('-'),
      BUSINESS_UNIT_GL: line.BUSINESS_UNIT,
      RESOURCE_AMOUNT: line.MONETARY_AMOUNT,
      TRANS_DT: line.JOURNAL_DATE,
    }),
  )
}

function negated(amount: string): string {
  return amount === '0' ? '0' : new Big(amount).neg().toFixed()
}
