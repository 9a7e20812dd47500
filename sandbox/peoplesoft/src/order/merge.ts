import Big from 'big.js'
import { DocumentRefusal } from '../body.ts'
import { type Row, recordShape, wholeRow } from '../fields.ts'
import type { LineForm, ScheduleForm } from './form.ts'
import type { WholeLine, WholeSchedule } from './orders.ts'
import { lineCancelRefusal } from './rules.ts'

/**
 * Lines as they would stand: rows are matched by their numbers, what is not given stays, CANCEL_STATUS `X` cancels a line.
 * @throws DocumentRefusal 422 for a cancelled or closed line, and for a line that cannot be cancelled
 */
export function mergeLines(header: Row, existing: WholeLine[], given: LineForm[]): WholeLine[] {
  const merged = given.map(form => {
    const before = existing.find(({ line }) => line.LINE_NBR === form.line.LINE_NBR)
    return mergeLine(header, before, form)
  })
  const numbers = new Set(given.map(({ line }) => line.LINE_NBR))
  return [...existing.filter(({ line }) => !numbers.has(line.LINE_NBR)), ...merged].sort(
    (a, b) => Number(a.line.LINE_NBR) - Number(b.line.LINE_NBR),
  )
}

const KEY = ['BUSINESS_UNIT', 'PO_ID']
const keyOf = (row: Row, more: readonly string[]) =>
  Object.fromEntries([...KEY, ...more].map(field => [field, row[field]!]))

function mergeLine(
  header: Row,
  before: WholeLine | undefined,
  { line: given, schedules }: LineForm,
): WholeLine {
  const number = given.LINE_NBR!
  const status = before?.line.CANCEL_STATUS
  if (given.CANCEL_STATUS === 'X') return cancelledLine(before, number)
  if (given.CANCEL_STATUS && given.CANCEL_STATUS !== (status ?? 'A'))
    refuseLine(number, 'CANCEL_STATUS', 'Only X can be asked for: it cancels the line')
  if (status === 'X' || status === 'C') refuseLine(number, 'CANCEL_STATUS', `Line ${number} is ${status}`)
  const line = before
    ? { ...before.line, ...given }
    : wholeRow(recordShape('PO_LINE'), { ...given, ...keyOf(header, []) })
  return {
    line,
    schedules: mergeByNumber(
      before?.schedules ?? [],
      schedules,
      one => one.schedule.SCHED_NBR!,
      (old, form) => mergeSchedule(header, line, old, form),
    ),
  }
}

function mergeSchedule(
  header: Row,
  line: Row,
  before: WholeSchedule | undefined,
  { schedule: given, distributions }: ScheduleForm,
): WholeSchedule {
  const key = { ...keyOf(header, []), LINE_NBR: line.LINE_NBR!, SCHED_NBR: given.SCHED_NBR! }
  const row = before
    ? { ...before.schedule, ...given }
    : wholeRow(recordShape('PO_LINE_SHIP'), { CURRENCY_CD: header.CURRENCY_CD, ...given, ...key })
  const schedule = priced(line, given, row)
  return {
    schedule,
    distributions: mergeByNumber(
      before?.distributions ?? [],
      distributions,
      one => one.DISTRIB_LINE_NUM!,
      (old, form) => mergeDistribution(header, schedule, old, form),
    ),
  }
}

/** Quantity, price and amount belong together: the one that is not given follows from the others. */
function priced(line: Row, given: Row, row: Row): Row {
  if (line.AMT_ONLY_FLG === 'Y' && given.MERCHANDISE_AMT)
    return { ...row, QTY_PO: given.QTY_PO ?? '1', PRICE_PO: given.PRICE_PO ?? given.MERCHANDISE_AMT }
  if (given.MERCHANDISE_AMT || !(given.QTY_PO || given.PRICE_PO)) return row
  return { ...row, MERCHANDISE_AMT: new Big(row.QTY_PO!).times(row.PRICE_PO!).round(2).toFixed() }
}

function mergeDistribution(header: Row, schedule: Row, before: Row | undefined, given: Row): Row {
  const key = {
    ...keyOf(schedule, ['LINE_NBR', 'SCHED_NBR']),
    DST_ACCT_TYPE: 'DST',
    DISTRIB_LINE_NUM: given.DISTRIB_LINE_NUM!,
  }
  const row = before
    ? { ...before, ...given }
    : wholeRow(recordShape('PO_LINE_DISTRIB'), {
        QTY_PO: schedule.QTY_PO,
        MERCHANDISE_AMT: schedule.MERCHANDISE_AMT,
        BUSINESS_UNIT_GL: header.BUSINESS_UNIT,
        ...given,
        ...key,
      })
  return { ...row, MERCH_AMT_BSE: inBase(header, row.MERCHANDISE_AMT!) }
}

const inBase = ({ RATE_MULT, RATE_DIV }: Row, amount: string) =>
  new Big(amount).times(RATE_MULT!).div(RATE_DIV!).round(2).toFixed()

function cancelledLine(before: WholeLine | undefined, number: string): WholeLine {
  if (!before) return refuseLine(number, 'LINE_NBR', `There is no line ${number} to cancel`)
  const why = before.line.CANCEL_STATUS === 'X' ? null : lineCancelRefusal(before)
  if (why) refuseLine(number, 'CANCEL_STATUS', `Line ${number} cannot be cancelled: ${why}`)
  return {
    line: { ...before.line, CANCEL_STATUS: 'X' },
    schedules: before.schedules.map(one => ({
      ...one,
      schedule: { ...one.schedule, CANCEL_STATUS: 'X' },
    })),
  }
}

function mergeByNumber<Old, Form>(
  existing: Old[],
  given: Form[],
  number: (one: Old | Form) => string,
  merge: (before: Old | undefined, form: Form) => Old,
): Old[] {
  const merged = given.map(form =>
    merge(
      existing.find(one => number(one) === number(form)),
      form,
    ),
  )
  const numbers = new Set(given.map(number))
  return [...existing.filter(one => !numbers.has(number(one))), ...merged].sort(
    (a, b) => Number(number(a)) - Number(number(b)),
  )
}

function refuseLine(line: string, field: string, message: string): never {
  throw new DocumentRefusal(422, 'REFUSED', 'The purchase order was not stored', [
    { line: Number(line), field, code: 'NOT_ALLOWED', message },
  ])
}
