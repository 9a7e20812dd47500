import type { PeoplesoftRecord } from '@plumbline/sandbox-world'
import { type DocumentError, DocumentRefusal } from '../body.ts'
import type { Database } from '../database.ts'
import { FieldError, type Row, recordShape, wholeRow } from '../fields.ts'
import { type Answer, type Call, type Site, wallNow } from '../site.ts'
import { type JournalOrder, readJournalOrder } from './contract.ts'
import { totalsOf, wholeJournal } from './journals.ts'
import { periodFields } from './periods.ts'
import { queueEdit } from './processes.ts'

const json = (status: number, body: unknown): Answer => ({
  status,
  type: 'application/json',
  body: JSON.stringify(body),
})

/** PROCORE_JRNL_POST: loads one journal as status N. Our documented assumption for peoplesoft.md §6.6; the README has the contract. */
export function createJournal(site: Site, call: Call): Answer {
  try {
    const order = readJournalOrder(call.body)
    const ledger = checkSetup(site.db, order)
    const header = insertJournal(site, order, ledger, call.oprid)
    site.writes.add({
      at: site.clock.now().toISOString(),
      caller: call.oprid,
      action: 'POST PROCORE_JRNL.v1',
      collection: 'JRNL_HEADER',
      key: site.db.table('JRNL_HEADER').keyText(header),
      before: null,
      after: wholeJournal(site.db, header),
      traceparent: call.traceparent,
    })
    site.store.commit()
    const { BUSINESS_UNIT, JOURNAL_ID, JOURNAL_DATE, JRNL_HDR_STATUS } = header
    return json(201, { BUSINESS_UNIT, JOURNAL_ID, JOURNAL_DATE, UNPOST_SEQ: 0, JRNL_HDR_STATUS })
  } catch (error) {
    const refusal = error instanceof FieldError ? asRefusal(error) : error
    if (!(refusal instanceof DocumentRefusal)) throw error
    const { status, code, message, errors } = refusal
    return json(status, { code, message, errors })
  }
}

/** Totals of lines that fit one by one may not fit the header. */
function asRefusal({ field, code, message }: FieldError): DocumentRefusal {
  return new DocumentRefusal(400, 'INVALID', 'The journal cannot be stored', [
    { line: null, field, code, message },
  ])
}

/** The ledger of the journal's ledger group. @throws DocumentRefusal 422 if unit, ledger group or source do not exist */
function checkSetup(db: Database, { header }: JournalOrder): string {
  const unit = header.BUSINESS_UNIT!
  const errors: DocumentError[] = []
  const wrong = (field: string, message: string) =>
    errors.push({ line: null, field, code: 'UNKNOWN', message: `${message} ${header[field]} does not exist` })
  if (!db.table('BUS_UNIT_TBL_GL').get({ BUSINESS_UNIT: unit })) wrong('BUSINESS_UNIT', 'Business unit')
  const bySetid = (record: PeoplesoftRecord) => db.setid(unit, record) ?? ''
  const ofUnit = db.table('BU_LED_GRP_TBL').get(header)
  const group = db.table('LED_GRP_TBL').get({ ...header, SETID: bySetid('LED_GRP_TBL') })
  if (!ofUnit || !group) wrong('LEDGER_GROUP', 'Ledger group')
  const source = db.asOf('SOURCE_TBL', [bySetid('SOURCE_TBL'), header.SOURCE!], header.JOURNAL_DATE!)
  if (source?.EFF_STATUS !== 'A') wrong('SOURCE', 'Source')
  if (errors.length > 0)
    throw new DocumentRefusal(422, 'SETUP', 'The journal does not fit the set-up', errors)
  return group!.LEDGER!
}

function insertJournal(site: Site, { header, lines }: JournalOrder, ledger: string, oprid: string): Row {
  const { db } = site
  const unit = header.BUSINESS_UNIT!
  const id = header.JOURNAL_ID === 'NEXT' ? nextId(site, unit) : header.JOURNAL_ID!
  const key = { BUSINESS_UNIT: unit, JOURNAL_ID: id, JOURNAL_DATE: header.JOURNAL_DATE!, UNPOST_SEQ: '0' }
  if (db.table('JRNL_HEADER').get(key))
    throw new DocumentRefusal(409, 'DUPLICATE', `Journal ${unit} ${id} ${header.JOURNAL_DATE} exists already`)
  const stamp = wallNow(site, 'seconds')
  const currency = header.CURRENCY_CD!
  const row = wholeRow(recordShape('JRNL_HEADER'), {
    ...totalsOf(lines),
    FOREIGN_CURRENCY: currency,
    ...header,
    ...key,
    ...periodFields(db, header),
    LEDGER: ledger,
    OPRID: oprid,
    JRNL_CREATE_DTTM: stamp,
    DTTM_STAMP_SEC: stamp,
  })
  db.table('JRNL_HEADER').put(row)
  for (const line of lines)
    db.table('JRNL_LN').put(
      wholeRow(recordShape('JRNL_LN'), {
        FOREIGN_AMOUNT: line.MONETARY_AMOUNT,
        FOREIGN_CURRENCY: currency,
        BUDGET_DT: header.JOURNAL_DATE,
        ...line,
        ...key,
        LEDGER: ledger,
        CURRENCY_CD: currency,
      }),
    )
  queueEdit(site, row, site.switches.get('editMs'))
  return row
}

/** `NEXT` numbers on save, zero-filled to the length (peoplesoft.md §5.1): the danger that §8 describes. */
function nextId({ store }: Site, unit: string): string {
  const counters = store.collection<number>('journal_numbers')
  return String(counters.put(unit, (counters.get(unit) ?? 0) + 1)).padStart(10, '0')
}
