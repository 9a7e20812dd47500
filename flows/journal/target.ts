import type { Followed, Found, Outcome, Posted, Sent } from '@plumbline/flow-kit'
import {
  getJournals,
  type Journal,
  type JournalBody,
  type JournalLine,
  journalLineFields,
  type PeopleSoft,
  postJournal,
} from '@plumbline/peoplesoft'
import { plainDecimal } from '../money.ts'
import { readMarker } from './marker.ts'
import { type JournalStatus, readStatus, undoneWord } from './status.ts'

/** How journals are written, found and followed in PeopleSoft; shared by every flow that posts. */
export const journalTarget = {
  withId: (body: JournalBody, targetId: string): JournalBody => ({ ...body, JOURNAL_ID: targetId }),
  write: async (ps: PeopleSoft, _scope: string, bodies: JournalBody[]): Promise<Outcome<unknown>[]> => {
    const outcomes: Outcome<unknown>[] = []
    for (const body of bodies) outcomes.push(await postJournal(ps, body))
    return outcomes
  },
  find: async (ps: PeopleSoft, _scope: string, body: JournalBody): Promise<Found<JournalBody>[]> => {
    const journals = await getJournals(ps, body.BUSINESS_UNIT, body.JOURNAL_ID)
    const unposted = new Set(journals.filter(one => one.UNPOST_SEQ > 0).map(one => one.JOURNAL_DATE))
    const marker = readMarker(body.DESCR254)
    return journals
      .filter(one => one.UNPOST_SEQ === 0)
      .map(one => ({
        ...asPosted(one, body),
        ours: marker !== null && readMarker(one.DESCR254) === marker,
        stage: unposted.has(one.JOURNAL_DATE) ? 'undone' : stageOf(one.JRNL_HDR_STATUS),
      }))
  },
  follow: followJournals,
}

function stageOf(shown: string): Found<JournalBody>['stage'] {
  const status = readStatus(shown)
  return status === 'posted' || status === 'undone' ? status : 'open'
}

/**
 * One status query a business unit tells which journals moved; only those that are final or in error are read whole.
 * Status codes: peoplesoft.md §5.5.
 */
async function followJournals(
  ps: PeopleSoft,
  sent: Sent<JournalBody>[],
): Promise<Map<string, Followed<JournalBody>>> {
  const seen = new Map<string, Followed<JournalBody>>()
  for (const [unit, own] of Map.groupBy(sent, one => one.body.BUSINESS_UNIT)) {
    const since = own.map(one => one.sentAt).sort()[0]!
    // PeopleSoft's clock may be behind ours; an hour more costs rows, not calls.
    const changedFrom = new Date(Date.parse(since) - 3_600_000).toISOString()
    const statuses = new Map<string, JournalStatus[]>()
    for await (const rows of ps.documents('PLB_JRNL_STATUS', {
      BUSINESS_UNIT: unit,
      CHANGED_FROM: changedFrom,
    }))
      statuses.set(
        rows[0]?.JOURNAL_ID ?? '',
        rows.map(row => readStatus(row.JRNL_HDR_STATUS ?? '')),
      )
    for (const one of own) {
      const shown = statuses.get(one.targetId)
      // Several rows of one id: the same id on another date, or the reversal of an unpost. Then it is read whole, too.
      // None at all: it may be gone there.
      const [status] = shown ?? []
      if (shown?.length === 1 && isOpen(status!)) seen.set(one.targetId, { is: 'open', ...openWhy(status!) })
      else seen.set(one.targetId, await readWhole(ps, one))
    }
  }
  return seen
}

const isOpen = (status: JournalStatus): boolean =>
  status === 'unedited' || status === 'valid' || status === 'posting'

function openWhy(status: JournalStatus) {
  if (status === 'unedited') return { code: 'following', why: 'stored in PeopleSoft, not edited yet' }
  if (status === 'posting')
    return { code: 'following', why: 'posting has begun in PeopleSoft and is not complete' }
  return {
    code: 'journal-waits-for-posting',
    why: 'valid in PeopleSoft; waits for approval, budget check or posting',
  }
}

async function readWhole(
  ps: PeopleSoft,
  { targetId, body }: Sent<JournalBody>,
): Promise<Followed<JournalBody>> {
  const journals = await getJournals(ps, body.BUSINESS_UNIT, targetId)
  const marker = readMarker(body.DESCR254)
  const ours = journals.filter(one => readMarker(one.DESCR254) === marker)
  const reversal = ours.find(one => one.UNPOST_SEQ > 0)
  const journal = ours.find(one => one.UNPOST_SEQ === 0)
  if (!journal)
    return { is: 'undone', code: 'journal-gone', why: `${targetId} is not in PeopleSoft any more` }
  const status = readStatus(journal.JRNL_HDR_STATUS)
  if (reversal || status === 'undone')
    return {
      is: 'undone',
      code: 'journal-undone',
      why: `${targetId} was ${undoneWord(journal.JRNL_HDR_STATUS)} in PeopleSoft`,
      there: journal,
    }
  if (status === 'posted') return { is: 'final', posted: asPosted(journal, body) }
  if (status === 'error')
    return { is: 'error', code: 'journal-in-error', why: errorText(journal), there: journal }
  if (status === 'unknown')
    return { is: 'open', code: 'following', why: `its status, ${journal.JRNL_HDR_STATUS}, is not known here` }
  return { is: 'open', ...openWhy(status) }
}

/** PeopleSoft's edit errors in plain words, line by line. */
function errorText({ JOURNAL_ID, errors }: Journal): string {
  const told = errors.map(({ line, field, message, code }) => {
    const where = line === null ? 'header' : `line ${line}`
    return `${where}${field ? `, ${field}` : ''}: ${message ?? code ?? 'no reason given'}`
  })
  return `journal ${JOURNAL_ID} has edit errors: ${told.join('; ') || 'PeopleSoft names none'}`
}

/** The journal as read back, in the shape in which it is sent, so that both can be compared and summed. */
function asPosted(journal: Journal, sent: JournalBody): Posted<JournalBody> {
  const body: JournalBody = {
    BUSINESS_UNIT: journal.BUSINESS_UNIT,
    JOURNAL_ID: journal.JOURNAL_ID,
    JOURNAL_DATE: journal.JOURNAL_DATE,
    LEDGER_GROUP: journal.LEDGER_GROUP ?? sent.LEDGER_GROUP,
    SOURCE: journal.SOURCE ?? sent.SOURCE,
    DESCR254: journal.DESCR254 ?? sent.DESCR254,
    CURRENCY_CD: journal.CURRENCY_CD ?? sent.CURRENCY_CD,
    lines: journal.lines.map(plainLine).sort((a, b) => a.JOURNAL_LINE - b.JOURNAL_LINE),
  }
  return { targetId: journal.JOURNAL_ID, body, editedThere: essence(body) !== essence(sent), there: journal }
}

/** Amounts with as many decimals as they need; PeopleSoft gives three. */
function plainLine(line: JournalLine): JournalLine {
  return {
    ...line,
    MONETARY_AMOUNT: plainDecimal(line.MONETARY_AMOUNT),
    FOREIGN_AMOUNT: plainDecimal(line.FOREIGN_AMOUNT),
  }
}

/** What makes a journal the one that was sent: date, ledger, currency, and every line's coding and amount. */
function essence({ JOURNAL_DATE, LEDGER_GROUP, CURRENCY_CD, lines }: JournalBody): string {
  const coded = lines.map(line => [
    ...journalLineFields.filter(name => !UNTOLD.has(name)).map(name => line[name] ?? null),
    plainDecimal(line.MONETARY_AMOUNT),
  ])
  return JSON.stringify([JOURNAL_DATE, LEDGER_GROUP, CURRENCY_CD, coded])
}

/** Fields that PeopleSoft fills or that a person may reword without changing the books. */
const UNTOLD: ReadonlySet<string> = new Set([
  'FOREIGN_CURRENCY',
  'JRNL_LN_REF',
  'LINE_DESCR',
  'MOVEMENT_FLAG',
])
