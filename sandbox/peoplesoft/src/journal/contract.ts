import {
  choice,
  type DocumentError,
  DocumentRefusal,
  isObject,
  needFields,
  readFields,
  readObject,
} from '../body.ts'
import { type Row, recordShape } from '../fields.ts'

/** A journal as asked for: header and lines as given, in stored form. */
export type JournalOrder = { header: Row; lines: Row[] }

const HEADER = ['BUSINESS_UNIT', 'JOURNAL_ID', 'JOURNAL_DATE', 'LEDGER_GROUP', 'SOURCE', 'CURRENCY_CD']
const HEADER_OPTIONAL = [
  'DESCR',
  'DESCR254',
  'TRANS_REF_NUM',
  'ADJUSTING_ENTRY',
  'REVERSAL_CD',
  'JRNL_TOTAL_LINES',
  'JRNL_TOTAL_DEBITS',
  'JRNL_TOT_CREDITS',
]
/** Fields of a line in the order in which they are answered. */
export const LINE_FIELDS = [
  'JOURNAL_LINE',
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
  'MONETARY_AMOUNT',
  'FOREIGN_AMOUNT',
  'FOREIGN_CURRENCY',
  'STATISTICS_CODE',
  'STATISTIC_AMOUNT',
  'MOVEMENT_FLAG',
  'JRNL_LN_REF',
  'LINE_DESCR',
] as const

/**
 * Reads the body of a POST.
 * @throws DocumentRefusal 400 with an error for each missing, unknown, too long or malformed field
 */
export function readJournalOrder(body: string): JournalOrder {
  const given = readObject(body)
  const errors: DocumentError[] = []
  const { lines: givenLines, ...givenHeader } = given
  const header = readFields(
    recordShape('JRNL_HEADER'),
    givenHeader,
    [...HEADER, ...HEADER_OPTIONAL],
    null,
    errors,
  )
  needFields(header, HEADER, null, errors)
  choice(header, 'REVERSAL_CD', ['N'], null, errors)
  choice(header, 'ADJUSTING_ENTRY', ['N', 'Y'], null, errors)
  const list = Array.isArray(givenLines) ? givenLines : []
  if (list.length < 2)
    errors.push({ line: null, field: 'lines', code: 'REQUIRED', message: 'At least two lines' })
  const lines = list.map((one: unknown, i) => readLine(one, i + 1, errors))
  const numbers = new Set<string>()
  for (const { JOURNAL_LINE } of lines) {
    if (numbers.has(JOURNAL_LINE!))
      errors.push({
        line: Number(JOURNAL_LINE),
        field: 'JOURNAL_LINE',
        code: 'DUPLICATE',
        message: 'Line twice',
      })
    numbers.add(JOURNAL_LINE!)
  }
  if (errors.length > 0) throw new DocumentRefusal(400, 'INVALID', 'The journal cannot be read', errors)
  return { header, lines }
}

function readLine(given: unknown, position: number, errors: DocumentError[]): Row {
  const { JOURNAL_LINE: asked = position, ...fields } = isObject(given) ? given : {}
  const counts = /^[1-9]\d{0,8}$/.test(String(asked))
  const number = counts ? Number(asked) : position
  if (!counts)
    errors.push({
      line: position,
      field: 'JOURNAL_LINE',
      code: 'NOT_A_NUMBER',
      message: 'Lines count from 1',
    })
  const line = readFields(recordShape('JRNL_LN'), fields, LINE_FIELDS, number, errors)
  needFields(line, ['ACCOUNT', 'MONETARY_AMOUNT'], number, errors)
  choice(line, 'MOVEMENT_FLAG', ['N', 'R'], number, errors)
  return { ...line, JOURNAL_LINE: String(number) }
}
