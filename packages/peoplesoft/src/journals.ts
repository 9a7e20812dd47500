import type { Outcome } from '@plumbline/flow-kit'
import { type Fields, OddAnswer, readFields } from '@plumbline/http'
import { needJson, type Said } from './answer.ts'
import type { PeopleSoft } from './client.ts'
import type { PeopleSoftCode } from './codes.ts'

/** Fields of a journal line that our contract carries, in PeopleSoft's names (docs/peoplesoft-setup.md). */
export const journalLineFields = [
  'ACCOUNT',
  'DEPTID',
  'OPERATING_UNIT',
  'PRODUCT',
  'FUND_CODE',
  'CLASS_FLD',
  'PROGRAM_CODE',
  'BUDGET_REF',
  'AFFILIATE',
  'CHARTFIELD1',
  'CHARTFIELD2',
  'CHARTFIELD3',
  'BUSINESS_UNIT_PC',
  'PROJECT_ID',
  'ACTIVITY_ID',
  'ANALYSIS_TYPE',
  'RESOURCE_TYPE',
  'RESOURCE_CATEGORY',
  'RESOURCE_SUB_CAT',
  'FOREIGN_CURRENCY',
  'MOVEMENT_FLAG',
  'JRNL_LN_REF',
  'LINE_DESCR',
] as const

/**
 * A line: debit positive, credit negative (peoplesoft.md §5.5). Amounts are decimal texts, absent fields
 * null.
 */
export type JournalLine = Record<(typeof journalLineFields)[number], string | null> & {
  JOURNAL_LINE: number
  MONETARY_AMOUNT: string
  FOREIGN_AMOUNT: string | null
}

/** A journal as it is posted. The id is ours, never `NEXT`: a second `NEXT` is a second journal (§8). */
export type JournalBody = {
  BUSINESS_UNIT: string
  JOURNAL_ID: string
  /** `YYYY-MM-DD`. */
  JOURNAL_DATE: string
  LEDGER_GROUP: string
  SOURCE: string
  DESCR254: string
  CURRENCY_CD: string
  ADJUSTING_ENTRY?: string
  REVERSAL_CD?: string
  lines: JournalLine[]
}

export type JournalKeys = {
  BUSINESS_UNIT: string
  JOURNAL_ID: string
  JOURNAL_DATE: string
  UNPOST_SEQ: number
  /** N not edited, E errors, V valid, P posted, U unposted, D deleted, X cancelled (§5.5). */
  JRNL_HDR_STATUS: string
}

/** An edit error: of the header where `line` is null. */
export type JournalError = {
  line: number | null
  field: string | null
  code: string | null
  message: string | null
}

/** A journal as it stands in PeopleSoft. */
export type Journal = JournalKeys & {
  LEDGER_GROUP: string | null
  SOURCE: string | null
  DESCR254: string | null
  CURRENCY_CD: string | null
  FISCAL_YEAR: string | null
  ACCOUNTING_PERIOD: string | null
  POSTED_DATE: string | null
  lines: JournalLine[]
  errors: JournalError[]
}

/**
 * Posts a journal by the site's own operation. Accepted means stored for the edit, not posted: follow it. A
 * duplicate key, a bare 500 and a lost answer are unknown: look it up, never send it again unseen (§8).
 * @throws Refused when login or operation is turned down: then nothing was written.
 */
export async function postJournal(ps: PeopleSoft, journal: JournalBody): Promise<Outcome<JournalKeys>> {
  const written = await ps.write(ps.settings.operations.journal, {
    method: 'POST',
    path: '',
    body: withoutBlanks(journal),
  })
  if (written.is !== 'answered') return written
  const { status, body } = written.answer
  if (written.said) return refused(journal.JOURNAL_ID, status, written.said)
  try {
    const keys = readKeys(needJson('the journal operation', body))
    if (keys.JOURNAL_ID === journal.JOURNAL_ID)
      return { is: 'accepted', targetId: keys.JOURNAL_ID, seen: keys }
    return { is: 'unknown', why: `PeopleSoft says that it stored journal ${keys.JOURNAL_ID} instead` }
  } catch (error) {
    if (!(error instanceof OddAnswer)) throw error
    return { is: 'unknown', why: `status ${status}, but ${error.message}` }
  }
}

function refused(id: string, status: number, said: Said): Refusal {
  const why = `journal ${id}, status ${status}: ${said.text || 'no reason given'}`
  if (status === 409) return { is: 'unknown', why: `duplicate key, ${why}` }
  if (status === 429) return { is: 'retry', code: 'peoplesoft-busy', why }
  if (status < 400 || status >= 500 || status === 408) return { is: 'unknown', why }
  return { is: 'rejected', code: 'journal-refused', why }
}

type Refusal =
  | { is: 'unknown'; why: string }
  | { is: 'retry' | 'rejected'; code: PeopleSoftCode; why: string }

function withoutBlanks(journal: JournalBody) {
  const filled = (one: object) =>
    Object.fromEntries(Object.entries(one).filter(([, value]) => value !== null))
  return { ...filled(journal), lines: journal.lines.map(filled) }
}

/**
 * All journals of that id in a business unit: of every date and UNPOST_SEQ, with lines and edit errors; none
 * is an empty list. Throws as `PeopleSoft.read`, and OddAnswer for another shape.
 */
export async function getJournals(
  ps: PeopleSoft,
  businessUnit: string,
  journalId: string,
): Promise<Journal[]> {
  const operation = ps.settings.operations.journal
  const path = `/${encodeURIComponent(businessUnit)}/${encodeURIComponent(journalId)}`
  const { body } = await ps.read(operation, path, `${operation}/{business unit}/{journal id}`)
  const answer = readFields(needJson(operation, body), 'the journal answer')
  if (!answer.has('journals')) throw new OddAnswer('the journal answer has no list of journals')
  return answer.list('journals').map(one => ({
    ...keysOf(one),
    LEDGER_GROUP: unpadded(one, 'LEDGER_GROUP'),
    SOURCE: unpadded(one, 'SOURCE'),
    DESCR254: unpadded(one, 'DESCR254'),
    CURRENCY_CD: unpadded(one, 'CURRENCY_CD'),
    FISCAL_YEAR: one.decimal('FISCAL_YEAR'),
    ACCOUNTING_PERIOD: one.decimal('ACCOUNTING_PERIOD'),
    POSTED_DATE: one.text('POSTED_DATE'),
    lines: one.list('lines').map(line => ({
      ...(Object.fromEntries(journalLineFields.map(name => [name, unpadded(line, name)])) as Record<
        (typeof journalLineFields)[number],
        string | null
      >),
      JOURNAL_LINE: Number(line.needDecimal('JOURNAL_LINE')),
      MONETARY_AMOUNT: line.needDecimal('MONETARY_AMOUNT'),
      FOREIGN_AMOUNT: line.decimal('FOREIGN_AMOUNT'),
    })),
    errors: one.list('errors').map(error => ({
      line: error.text('line') === null ? null : Number(error.text('line')),
      field: unpadded(error, 'field'),
      code: unpadded(error, 'code'),
      message: unpadded(error, 'message'),
    })),
  }))
}

/** A text without the blanks that a site may fill it up with (peoplesoft.md §5.1). */
const unpadded = (of: Fields, name: string): string | null => of.text(name)?.trimEnd() ?? null

const readKeys = (raw: unknown) => keysOf(readFields(raw, 'the journal answer'))

const keysOf = (one: Fields): JournalKeys => ({
  BUSINESS_UNIT: one.need('BUSINESS_UNIT').trimEnd(),
  JOURNAL_ID: one.need('JOURNAL_ID').trimEnd(),
  JOURNAL_DATE: one.need('JOURNAL_DATE'),
  UNPOST_SEQ: Number(one.text('UNPOST_SEQ') ?? 0),
  JRNL_HDR_STATUS: one.need('JRNL_HDR_STATUS'),
})
