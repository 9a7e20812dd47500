import type { Collection } from '@plumbline/sandbox-kit'
import type { Row } from '../fields.ts'
import type { Site } from '../site.ts'
import { editErrors } from './edit.ts'
import { keyRow, linesOf, putErrors, putHeader } from './journals.ts'
import { isOpen, periodFields } from './periods.ts'
import { postJournal } from './posting.ts'

/** A journal that the batch server will edit or post; `due` is sandbox time in ms since 1970. Kept with the state. */
type Work = { journal: Row; step: 'edit' | 'post'; due: number }

function work({ store }: Site): Collection<Work> {
  return store.collection<Work>('journal_work')
}

/** Has a journal edited after `inMs` of sandbox time. The caller commits. */
export function queueEdit(site: Site, header: Row, inMs: number): void {
  queue(site, header, 'edit', site.clock.now().getTime() + inMs)
}

/** Takes a journal out of the batch server's hands. The caller commits. */
export function dequeue(site: Site, header: Row): void {
  work(site).delete(site.db.table('JRNL_HEADER').keyText(header))
}

/** Edits and posts what is due, and what that makes due, in the order of its time; then commits. */
export function runDue(site: Site, now: Date): void {
  const due = () =>
    [...work(site).values()].filter(one => one.due <= now.getTime()).sort((a, b) => a.due - b.due)
  let any = false
  for (let list = due(); list.length > 0; list = due())
    for (const { journal, step, due: at } of list) {
      any = true
      dequeue(site, journal)
      const header = site.db.table('JRNL_HEADER').get(journal)
      if (!header) continue
      if (step === 'edit' && header.JRNL_HDR_STATUS === 'N') editJournal(site, header, at)
      if (step === 'post' && header.JRNL_HDR_STATUS === 'V') tryPosting(site, header, now.getTime())
    }
  if (any) site.store.commit()
}

/**
 * Edits a journal: N, E or V becomes V, or E with its errors; then the budget check and the request to post. A valid one is
 * queued for posting at `at` + `postMs` unless a person approves or posts. Returns the header.
 */
export function editJournal(site: Site, header: Row, at: number): Row {
  const { switches } = site
  const errors = editErrors(site, header, linesOf(site.db, header))
  const has = (...codes: string[]) => (errors.some(error => codes.includes(error.code)) ? 'E' : 'V')
  const valid = errors.length === 0
  const overBudget = valid && switches.get('budgetCheck') === 'error'
  if (overBudget)
    errors.push({
      line: null,
      field: 'BUDGET_HDR_STATUS',
      code: 'BUDGET',
      message: 'The budget check failed',
    })
  putErrors(site, header, errors)
  const approved = switches.get('approval') === 'auto'
  const edited = putHeader(site, header, {
    ...periodFields(site.db, header),
    JRNL_HDR_STATUS: valid ? 'V' : 'E',
    JRNL_EDIT_ERR_STAT: valid ? 'V' : 'E',
    JRNL_BALANCE_STAT: has('OUT_OF_BALANCE'),
    CONTROL_TOTAL_STAT: has('CONTROL_TOTAL'),
    BUDGET_HDR_STATUS: !valid ? 'N' : overBudget ? 'E' : 'V',
    JRNL_PROCESS_REQST: !valid || overBudget ? 'N' : approved ? 'P' : 'G',
  })
  if (edited.JRNL_PROCESS_REQST === 'P') queuePosting(site, edited, at)
  return edited
}

/** Has an approved journal posted `postMs` after `at`, unless the switch leaves posting to a person. */
export function queuePosting(site: Site, header: Row, at: number): void {
  if (site.switches.get('posting') === 'auto') queue(site, header, 'post', at + site.switches.get('postMs'))
}

/** Whether the period of a journal is open now. */
export function mayPost({ db }: Site, header: Row): boolean {
  const at = { year: Number(header.FISCAL_YEAR), period: Number(header.ACCOUNTING_PERIOD) }
  return isOpen(db, header.BUSINESS_UNIT!, header.LEDGER_GROUP!, at)
}

function tryPosting(site: Site, header: Row, now: number): void {
  if (mayPost(site, header)) postJournal(site, header)
  else queue(site, header, 'post', now + Math.max(site.switches.get('postMs'), 1000))
}

function queue(site: Site, header: Row, step: Work['step'], due: number): void {
  const key = site.db.table('JRNL_HEADER').keyText(header)
  work(site).put(key, { journal: keyRow(header), step, due })
}
