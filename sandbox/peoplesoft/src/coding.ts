import type { DocumentError } from './body.ts'
import type { Database } from './database.ts'
import type { Row } from './fields.ts'
import type { Site } from './site.ts'

/**
 * What is wrong with the account, department and project set of a line, in the SETIDs of its business unit and
 * on its day (peoplesoft.md §5.1, §5.3; BUSINESS.md "must refuse"). `number` names the line in the errors.
 */
export function codingErrors(
  site: Site,
  unit: string,
  day: string,
  line: Row,
  number: number,
): DocumentError[] {
  const { db } = site
  const errors: DocumentError[] = []
  const wrong = (field: string, code: string, message: string) =>
    errors.push({ line: number, field, code, message })

  const account = chartfield(db, 'GL_ACCOUNT_TBL', unit, line.ACCOUNT!, day)
  if (!account)
    wrong('ACCOUNT', 'ACCOUNT_INVALID', `Account ${line.ACCOUNT} does not exist for ${unit} on ${day}`)
  else if (account.EFF_STATUS !== 'A')
    wrong('ACCOUNT', 'ACCOUNT_INACTIVE', `Account ${line.ACCOUNT} is inactive on ${day}`)
  else if (account.BUDGETARY_ONLY === 'Y')
    wrong('ACCOUNT', 'ACCOUNT_BUDGETARY', `Account ${line.ACCOUNT} is for budgets only`)

  if (!isBlank(line.DEPTID)) {
    const department = chartfield(db, 'DEPT_TBL', unit, line.DEPTID!, day)
    if (!department)
      wrong('DEPTID', 'DEPTID_INVALID', `Department ${line.DEPTID} does not exist for ${unit} on ${day}`)
    else if (department.EFF_STATUS !== 'A')
      wrong('DEPTID', 'DEPTID_INACTIVE', `Department ${line.DEPTID} is inactive on ${day}`)
  }
  return [...errors, ...projectErrors(site, line, number)]
}

const PROJECT_SET = ['BUSINESS_UNIT_PC', 'PROJECT_ID', 'ACTIVITY_ID', 'ANALYSIS_TYPE']
const RESOURCE = ['RESOURCE_TYPE', 'RESOURCE_CATEGORY', 'RESOURCE_SUB_CAT']

function projectErrors({ db, switches }: Site, line: Row, number: number): DocumentError[] {
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

/** An account that is active on a day and not for budgets only, in the SETID of the business unit; else null. */
export function activeAccount(db: Database, unit: string, account: string, day: string): Row | null {
  const row = chartfield(db, 'GL_ACCOUNT_TBL', unit, account, day)
  return row?.EFF_STATUS === 'A' && row.BUDGETARY_ONLY !== 'Y' ? row : null
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

/** The base currency of a General Ledger business unit; a blank where there is no such unit. */
export function baseCurrency(db: Database, unit: string): string {
  return db.table('BUS_UNIT_TBL_GL').get({ BUSINESS_UNIT: unit })?.BASE_CURRENCY ?? ' '
}

/** Whether a stored value is nothing. */
export function isBlank(value: string | null | undefined): boolean {
  return !value?.trim()
}
