import { type DocumentError, DocumentRefusal, isObject, readFields, readObject } from '../body.ts'
import { type RecordShape, type Row, recordShape } from '../fields.ts'

/** A purchase order as asked for: the fields that were given, in stored form. */
export type OrderForm = { header: Row; lines: LineForm[] }
export type LineForm = { line: Row; schedules: ScheduleForm[] }
export type ScheduleForm = { schedule: Row; distributions: Row[] }

/** How a kind of operation spells an order: its collections, the object around it, and its days. */
export type Spelling = {
  collections: { lines: string; schedules: string; distributions: string }
  wrapper: string | null
  /** `YYYY-MM-DD`, or null where the text is no day in the operation's form. */
  day(text: string): string | null
}

const HEADER = [
  'BUSINESS_UNIT',
  'PO_ID',
  'PO_STATUS',
  'PO_TYPE',
  'ORIGIN',
  'PO_REF',
  'PO_DT',
  'ACCOUNTING_DT',
  'VENDOR_SETID',
  'VENDOR_ID',
  'VNDR_LOC',
  'ADDRESS_SEQ_NUM',
  'BUYER_ID',
  'PYMNT_TERMS_CD',
  'CURRENCY_CD',
]
const LINE = [
  'CANCEL_STATUS',
  'CATEGORY_ID',
  'UNIT_OF_MEASURE',
  'DESCR254_MIXED',
  'AMT_ONLY_FLG',
  'RECV_REQ',
  'INV_ITEM_ID',
]
const SCHEDULE = [
  'QTY_PO',
  'PRICE_PO',
  'MERCHANDISE_AMT',
  'DUE_DT',
  'SHIPTO_ID',
  'TAX_CD_SUT',
  'SUT_APPLICABILITY',
]
/** What PeopleSoft keeps of a distribution by itself. */
const KEPT = new Set(['MERCH_AMT_BSE', 'QTY_RECV', 'AMT_RECV', 'QTY_MATCHED', 'AMT_MATCHED'])
const shapes = {
  header: recordShape('PO_HDR'),
  line: recordShape('PO_LINE'),
  schedule: recordShape('PO_LINE_SHIP'),
  distribution: recordShape('PO_LINE_DISTRIB'),
}
const DISTRIBUTION = [...shapes.distribution.fields.keys()].filter(
  field => !shapes.distribution.key.includes(field) && !KEPT.has(field),
)

/**
 * Reads the body of a create or a change.
 * @throws DocumentRefusal 400 with an error for each unknown, too long or malformed field, and for a number that is missing
 */
export function readOrder(body: string, spelling: Spelling): OrderForm {
  const errors: DocumentError[] = []
  const whole = readObject(body)
  const given = spelling.wrapper === null ? whole : whole[spelling.wrapper]
  if (!isObject(given)) throw new DocumentRefusal(400, 'INVALID', `The body has no ${spelling.wrapper}`)
  const {
    lines: linesName,
    schedules: schedulesName,
    distributions: distributionsName,
  } = spelling.collections

  const read = (shape: RecordShape, fields: Record<string, unknown>, known: string[], line: number | null) =>
    readFields(shape, withDays(fields, spelling, line, errors), known, line, errors)
  const list = (value: unknown, field: string, line: number | null): Record<string, unknown>[] => {
    if (value === undefined || (Array.isArray(value) && value.every(isObject))) return value ?? []
    errors.push({ line, field, code: 'NOT_A_LIST', message: `${field} is a list of objects` })
    return []
  }
  const number = (value: unknown, field: string, line: number | null, seen: Set<string>): string => {
    const text = String(value)
    if (!/^[1-9]\d{0,4}$/.test(text))
      errors.push({ line, field, code: 'NOT_A_NUMBER', message: `${field} counts from 1` })
    if (seen.has(text)) errors.push({ line, field, code: 'DUPLICATE', message: `${field} ${text} twice` })
    seen.add(text)
    return text
  }

  const { [linesName]: givenLines, ...header } = given
  const lineNumbers = new Set<string>()
  const lines = list(givenLines, linesName, null).map(
    ({ LINE_NBR, [schedulesName]: givenSchedules, ...line }) => {
      const lineNumber = number(LINE_NBR, 'LINE_NBR', null, lineNumbers)
      const at = Number(lineNumber) || null
      const scheduleNumbers = new Set<string>()
      return {
        line: { ...read(shapes.line, line, LINE, at), LINE_NBR: lineNumber },
        schedules: list(givenSchedules, schedulesName, at).map(
          ({ SCHED_NBR, [distributionsName]: givenDistributions, ...schedule }) => {
            const numbers = new Set<string>()
            return {
              schedule: {
                ...read(shapes.schedule, schedule, SCHEDULE, at),
                SCHED_NBR: number(SCHED_NBR, 'SCHED_NBR', at, scheduleNumbers),
              },
              distributions: list(givenDistributions, distributionsName, at).map(
                ({ DISTRIB_LINE_NUM, ...distribution }) => ({
                  ...read(shapes.distribution, distribution, DISTRIBUTION, at),
                  DISTRIB_LINE_NUM: number(DISTRIB_LINE_NUM, 'DISTRIB_LINE_NUM', at, numbers),
                }),
              ),
            }
          },
        ),
      }
    },
  )
  const form = { header: read(shapes.header, header, HEADER, null), lines }
  if (errors.length > 0)
    throw new DocumentRefusal(400, 'INVALID', 'The purchase order cannot be read', errors)
  return form
}

function withDays(
  fields: Record<string, unknown>,
  { day }: Spelling,
  line: number | null,
  errors: DocumentError[],
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([field, value]) => {
      if (!field.endsWith('_DT') || value === null) return [[field, value]]
      const read = day(String(value))
      if (read !== null) return [[field, read]]
      errors.push({ line, field, code: 'NOT_A_DATE', message: `${field} is no day: ${String(value)}` })
      return []
    }),
  )
}
