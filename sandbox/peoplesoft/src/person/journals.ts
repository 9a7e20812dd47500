import { type Row, recordShape, storedValues, wholeRow } from '../fields.ts'
import {
  isPosted,
  journalKey,
  keyRow,
  linesOf,
  putErrors,
  putHeader,
  totalsOf,
  wholeJournal,
} from '../journal/journals.ts'
import { postJournal, unpostJournal } from '../journal/posting.ts'
import { dequeue, editJournal, mayPost, queueEdit, queuePosting } from '../journal/processes.ts'
import type { Site } from '../site.ts'
import { type Done, fieldsOf, refuse } from './order.ts'

type Step = (site: Site, header: Row, order: Readonly<Record<string, unknown>>) => void

/** What a person may do with a journal, by the order's `do`. */
export const journalSteps: Readonly<Record<string, Step>> = {
  post(site, header) {
    if (header.JRNL_HDR_STATUS !== 'V' || header.JRNL_PROCESS_REQST !== 'P')
      refuse(`only a valid, approved journal can be posted; this one is ${header.JRNL_HDR_STATUS}`)
    postNow(site, header)
  },
  unpost(site, header) {
    if (!isPosted(header)) refuse('only a posted journal can be unposted')
    unpostJournal(site, header)
  },
  approve(site, header) {
    if (header.JRNL_PROCESS_REQST !== 'G') refuse('the journal does not wait for approval')
    const approved = putHeader(site, header, { JRNL_PROCESS_REQST: 'P' })
    queuePosting(site, approved, site.clock.now().getTime())
  },
  deny(site, header) {
    if (header.JRNL_PROCESS_REQST !== 'G') refuse('the journal does not wait for approval')
    putHeader(site, header, { JRNL_PROCESS_REQST: 'E' })
  },
  're-edit'(site, header) {
    refusePosted(header)
    queueEdit(site, putHeader(site, header, { JRNL_HDR_STATUS: 'N', JRNL_PROCESS_REQST: 'N' }), 0)
  },
  'edit-lines-and-post'(site, header, order) {
    refusePosted(header)
    if (!Array.isArray(order.lines)) refuse('lines is a list of {JOURNAL_LINE, …}')
    for (const line of order.lines) editLine(site, header, fieldsOf(line))
    dequeue(site, header)
    const changed = putHeader(site, header, totalsOf(linesOf(site.db, header)))
    const edited = editJournal(site, changed, site.clock.now().getTime())
    if (edited.JRNL_HDR_STATUS === 'V') postNow(site, edited)
  },
  'delete-journal'(site, header) {
    refusePosted(header)
    dequeue(site, header)
    putHeader(site, header, { JRNL_HDR_STATUS: 'D' })
  },
  'purge-journal'(site, header) {
    refusePosted(header)
    dequeue(site, header)
    putErrors(site, header, [])
    for (const line of linesOf(site.db, header)) site.db.table('JRNL_LN').delete(line)
    site.db.table('JRNL_HEADER').delete(header)
  },
}

/** Takes one step with the journal under `key` (UNPOST_SEQ 0 if not given). @throws OrderError where the step is not allowed */
export function stepJournal(site: Site, step: Step, order: Readonly<Record<string, unknown>>): Done {
  const table = site.db.table('JRNL_HEADER')
  const key = storedValues(table.shape, { UNPOST_SEQ: '0', ...fieldsOf(order.key) })
  const header = table.get(key)
  if (!header) return refuse(`there is no journal ${table.keyText(key)}`)
  const before = wholeJournal(site.db, header)
  step(site, header, order)
  return {
    collection: 'JRNL_HEADER',
    key: table.keyText(header),
    before,
    after: wholeJournal(site.db, header),
  }
}

function postNow(site: Site, header: Row): void {
  if (!mayPost(site, header)) refuse('the period is not open')
  dequeue(site, header)
  postJournal(site, header)
}

function editLine({ db }: Site, header: Row, given: Record<string, unknown>): void {
  const shape = recordShape('JRNL_LN')
  const line = storedValues(shape, given)
  const existing = [...db.table('JRNL_LN').under([...journalKey(header), line.JOURNAL_LINE ?? ''])][0]
  const { LEDGER, CURRENCY_CD } = header
  const whole = existing ?? wholeRow(shape, { LEDGER, CURRENCY_CD, FOREIGN_CURRENCY: CURRENCY_CD })
  const amount: Row = line.MONETARY_AMOUNT ? { FOREIGN_AMOUNT: line.MONETARY_AMOUNT } : {}
  db.table('JRNL_LN').put({ ...whole, ...amount, ...line, ...keyRow(header) })
}

function refusePosted(header: Row): void {
  if (isPosted(header)) refuse(`journal ${header.JOURNAL_ID} is posted: unpost it instead`)
}
