import Big from 'big.js'
import type { Database } from '../database.ts'
import type { Row } from '../fields.ts'
import type { Site } from '../site.ts'
import type { JournalError } from './contract.ts'
import { totalsOf } from './journals.ts'
import { isOpen, periodOf } from './periods.ts'

/** What GL_JEDIT finds wrong with a journal, header first, then line by line (peoplesoft.md §5.5). Empty: the journal is valid. */
export function editErrors(site: Site, header: Row, lines: readonly Row[]): JournalError[] {
  return [...headerErrors(site, header, lines), ...lines.flatMap(line => lineErrors(site, header, line))]
}

function headerErrors({ db, switches }: Site, header: Row, lines: readonly Row[]): JournalError[] {
  const errors: JournalError[] = []
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

function lineErrors(site: Site, header: Row, line: Row): JournalError[] {
  const { db } = site
  const errors: JournalError[] = []
  const number = Number(line.JOURNAL_LINE)
  const wrong = (field: string, code: string, message: string) =>
    errors.push({ line: number, field, code, message })
  const [unit, day] = [header.BUSINESS_UNIT!, header.JOURNAL_DATE!]

  const account = chartfield(db, 'GL_ACCOUNT_TBL', unit, line.ACCOUNT!, day)
  if (!account)
    wrong('ACCOUNT', 'ACCOUNT_INVALID', `Account ${line.ACCOUNT} does not exist for ${unit} on ${day}`)
  else if (account.EFF_STATUS !== 'A')
    wrong('ACCOUNT', 'ACCOUNT_INACTIVE', `Account ${line.ACCOUNT} is inactive on ${day}`)
  else if (account.BUDGETARY_ONLY === 'Y')
    wrong('ACCOUNT', 'ACCOUNT_BUDGETARY', `Account ${line.ACCOUNT} is for budgets only`)
  else if (
    account.STATISTICS_ACCOUNT === 'Y' &&
    (isBlank(line.STATISTICS_CODE) || line.STATISTIC_AMOUNT === '0')
  )
    wrong('STATISTIC_AMOUNT', 'STAT_UNITS', `Statistical account ${line.ACCOUNT} needs a unit and an amount`)

  if (!isBlank(line.DEPTID)) {
    const department = chartfield(db, 'DEPT_TBL', unit, line.DEPTID!, day)
    if (!department)
      wrong('DEPTID', 'DEPTID_INVALID', `Department ${line.DEPTID} does not exist for ${unit} on ${day}`)
    else if (department.EFF_STATUS !== 'A')
      wrong('DEPTID', 'DEPTID_INACTIVE', `Department ${line.DEPTID} is inactive on ${day}`)
  }
  errors.push(...projectErrors(site, line, number))

  const base = baseCurrency(db, unit)
  const foreign = line.FOREIGN_CURRENCY!
  if (!isBlank(foreign) && foreign !== base && !hasRate(db, foreign, base, line.RT_TYPE!, day))
    wrong('FOREIGN_CURRENCY', 'NO_RATE', `No ${line.RT_TYPE} rate from ${foreign} to ${base} on ${day}`)
  return errors
}

const PROJECT_SET = ['BUSINESS_UNIT_PC', 'PROJECT_ID', 'ACTIVITY_ID', 'ANALYSIS_TYPE']
const RESOURCE = ['RESOURCE_TYPE', 'RESOURCE_CATEGORY', 'RESOURCE_SUB_CAT']

function projectErrors({ db, switches }: Site, line: Row, number: number): JournalError[] {
  const wrong = (field: string, code: string, message: string) => [{ line: number, field, code, message }]
  const given = [...PROJECT_SET, ...RESOURCE].filter(field => !isBlank(line[field]))
  if (given.length === 0) return []
  const needed = switches.get('resourceType') === 'required' ? [...PROJECT_SET, 'RESOURCE_TYPE'] : PROJECT_SET
  const missing = needed.filter(field => isBlank(line[field]))
  if (missing.length > 0)
    return missing.flatMap(field => wrong(field, 'PROJECT_SET', `The project set lacks ${field}`))
  const key = { ...line, BUSINESS_UNIT: line.BUSINESS_UNIT_PC! }
  const name = `${line.BUSINESS_UNIT_PC} ${line.PROJECT_ID}`
  const project = db.table('PROJECT').get(key)
  if (!project) return wrong('PROJECT_ID', 'PROJECT_INVALID', `Project ${name} does not exist`)
  if (project.EFF_STATUS !== 'A') return wrong('PROJECT_ID', 'PROJECT_CLOSED', `Project ${name} is not open`)
  const activity = db.table('PROJ_ACTIVITY').get(key)
  const what = `Activity ${line.ACTIVITY_ID} of project ${name}`
  if (!activity) return wrong('ACTIVITY_ID', 'ACTIVITY_INVALID', `${what} does not exist`)
  return activity.EFF_STATUS === 'A' ? [] : wrong('ACTIVITY_ID', 'ACTIVITY_CLOSED', `${what} is not open`)
}

/** The row of a chartfield value in force on a day, in the SETID that the business unit uses for that record. */
function chartfield(
  db: Database,
  record: 'GL_ACCOUNT_TBL' | 'DEPT_TBL',
  unit: string,
  value: string,
  day: string,
): Row | null {
  const setid = db.setid(unit, record)
  return setid === null ? null : db.asOf(record, [setid, value], day)
}

function hasRate(db: Database, from: string, to: string, type: string, day: string): boolean {
  return [...db.table('RT_RATE_TBL').under([])].some(
    rate => rate.FROM_CUR === from && rate.TO_CUR === to && rate.RT_TYPE === type && rate.EFFDT! <= day,
  )
}

function baseCurrency(db: Database, unit: string): string {
  return db.table('BUS_UNIT_TBL_GL').get({ BUSINESS_UNIT: unit })?.BASE_CURRENCY ?? ' '
}

function isBlank(value: string | null | undefined): boolean {
  return !value?.trim()
}
