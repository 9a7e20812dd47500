import Big from 'big.js'
import type { DocumentError } from '../body.ts'
import type { Database } from '../database.ts'
import type { Row } from '../fields.ts'
import { type Site, wallNow } from '../site.ts'

/** Key fields of a journal: a JOURNAL_ID is unique only together with the others (peoplesoft.md §5.5). */
const JOURNAL_KEY = ['BUSINESS_UNIT', 'JOURNAL_ID', 'JOURNAL_DATE', 'UNPOST_SEQ'] as const

/** The key values of a journal, for its lines and errors. */
export function journalKey(row: Row): string[] {
  return JOURNAL_KEY.map(field => row[field]!)
}

/** The key fields alone, as a row. */
export function keyRow(row: Row): Row {
  return Object.fromEntries(JOURNAL_KEY.map(field => [field, row[field]!]))
}

/** The lines of a journal, by JOURNAL_LINE. */
export function linesOf(db: Database, header: Row): Row[] {
  return [...db.table('JRNL_LN').under(journalKey(header))]
}

/** Stores header fields; a change of status moves DTTM_STAMP_SEC. */
export function putHeader(site: Site, header: Row, set: Row): Row {
  return site.db.table('JRNL_HEADER').put({ ...header, ...set, DTTM_STAMP_SEC: wallNow(site, 'seconds') })
}

/** Puts these errors in the place of the journal's, and marks header and lines. */
export function putErrors({ db }: Site, header: Row, errors: readonly DocumentError[]): void {
  const table = db.table('JRNL_EDIT_ERR')
  for (const old of [...table.under(journalKey(header))]) table.delete(old)
  errors.forEach((error, i) => {
    table.put({
      ...keyRow(header),
      ERROR_SEQ: String(i + 1),
      JOURNAL_LINE: String(error.line ?? 0),
      FIELDNAME: error.field,
      ERROR_CODE: error.code,
      MESSAGE_TEXT: error.message,
    })
  })
  const wrong = new Set(errors.map(error => String(error.line)))
  for (const line of linesOf(db, header)) {
    const status = wrong.has(line.JOURNAL_LINE!) ? '1' : '0'
    if (line.JRNL_LINE_STATUS !== status) db.table('JRNL_LN').put({ ...line, JRNL_LINE_STATUS: status })
  }
}

/** Number of lines, debits and credits (both positive) of a journal. */
export function totalsOf(lines: readonly Row[]): Row {
  const amounts = lines.map(line => new Big(line.MONETARY_AMOUNT!))
  const sum = (some: Big[]) => some.reduce((total, one) => total.plus(one), new Big(0)).toFixed()
  return {
    JRNL_TOTAL_LINES: String(lines.length),
    JRNL_TOTAL_DEBITS: sum(amounts.filter(amount => amount.gt(0))),
    JRNL_TOT_CREDITS: sum(amounts.filter(amount => amount.lt(0)).map(amount => amount.neg())),
  }
}

/** Header and lines as the ledger of writes shows them. */
export function wholeJournal(db: Database, header: Row): unknown {
  const current = db.table('JRNL_HEADER').get(header)
  return current ? { ...current, lines: linesOf(db, current) } : null
}

/** Status P: it can only be unposted. */
export function isPosted(header: Row): boolean {
  return header.JRNL_HDR_STATUS === 'P'
}
