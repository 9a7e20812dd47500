import Big from 'big.js'
import type { DocumentError } from '../body.ts'
import { activeAccount, baseCurrency, codingErrors, isBlank } from '../coding.ts'
import type { Database } from '../database.ts'
import type { Row } from '../fields.ts'
import type { Site } from '../site.ts'
import { totalsOf } from './journals.ts'
import { isOpen, periodOf } from './periods.ts'

/** What GL_JEDIT finds wrong with a journal, header first, then line by line (peoplesoft.md §5.5). Empty: the journal is valid. */
export function editErrors(site: Site, header: Row, lines: readonly Row[]): DocumentError[] {
  return [...headerErrors(site, header, lines), ...lines.flatMap(line => lineErrors(site, header, line))]
}

function headerErrors({ db, switches }: Site, header: Row, lines: readonly Row[]): DocumentError[] {
  const errors: DocumentError[] = []
  const wrong = (field: string, code: string, message: string) =>
    errors.push({ line: null, field, code, message })
  const { BUSINESS_UNIT: unit, LEDGER_GROUP: group, JOURNAL_DATE: day } = header as Record<string, string>
  const period = periodOf(db, unit!, group!, day!)
  if (!period) wrong('JOURNAL_DATE', 'NO_PERIOD', `The calendar of ${unit} has no period for ${day}`)
  else if (header.ADJUSTING_ENTRY === 'Y' || !isOpen(db, unit!, group!, period)) {
    const number = header.ADJUSTING_ENTRY === 'Y' ? 998 : period.period
    const where = `${unit} ${group}`
    wrong('JOURNAL_DATE', 'PERIOD_NOT_OPEN', `Period ${number} of ${period.year} is not open for ${where}`)
  }
  const base = baseCurrency(db, unit!)
  if (header.CURRENCY_CD !== base)
    wrong('CURRENCY_CD', 'CURRENCY', `${header.CURRENCY_CD} is not the base currency ${base} of ${unit}`)
  for (const [field, value] of Object.entries(totalsOf(lines)))
    if (!new Big(header[field]!).eq(value!))
      wrong(field, 'CONTROL_TOTAL', `Control total ${header[field]} differs from the lines' ${value}`)
  const by = switches.get('balancingChartfield')
  const sums = new Map<string, Big>()
  for (const line of lines) {
    const value = by === 'none' ? '' : line[by]!
    sums.set(value, (sums.get(value) ?? new Big(0)).plus(line.MONETARY_AMOUNT!))
  }
  for (const [value, sum] of sums) {
    const part = by === 'none' ? '' : ` ${by} ${value.trim() || 'blank'}`
    const where = `${unit} ${header.LEDGER} ${header.CURRENCY_CD}${part}`
    if (!sum.eq(0))
      wrong('MONETARY_AMOUNT', 'OUT_OF_BALANCE', `${where} is out of balance by ${sum.toFixed()}`)
  }
  return errors
}

function lineErrors(site: Site, header: Row, line: Row): DocumentError[] {
  const { db } = site
  const errors: DocumentError[] = []
  const number = Number(line.JOURNAL_LINE)
  const wrong = (field: string, code: string, message: string) =>
    errors.push({ line: number, field, code, message })
  const [unit, day] = [header.BUSINESS_UNIT!, header.JOURNAL_DATE!]

  errors.push(...codingErrors(site, unit, day, line, number))
  if (
    activeAccount(db, unit, line.ACCOUNT!, day)?.STATISTICS_ACCOUNT === 'Y' &&
    (isBlank(line.STATISTICS_CODE) || line.STATISTIC_AMOUNT === '0')
  )
    wrong('STATISTIC_AMOUNT', 'STAT_UNITS', `Statistical account ${line.ACCOUNT} needs a unit and an amount`)

  const base = baseCurrency(db, unit)
  const foreign = line.FOREIGN_CURRENCY!
  if (!isBlank(foreign) && foreign !== base && !hasRate(db, foreign, base, line.RT_TYPE!, day))
    wrong('FOREIGN_CURRENCY', 'NO_RATE', `No ${line.RT_TYPE} rate from ${foreign} to ${base} on ${day}`)
  return errors
}

function hasRate(db: Database, from: string, to: string, type: string, day: string): boolean {
  return [...db.table('RT_RATE_TBL').under([])].some(
    rate => rate.FROM_CUR === from && rate.TO_CUR === to && rate.RT_TYPE === type && rate.EFFDT! <= day,
  )
}
