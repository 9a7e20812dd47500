import type { QueryColumn, QueryDefinition } from '../query-definition.ts'
import { asking, beyond, char, day, equal, moment, type QuerySite, stamped } from './parts.ts'

const accountColumns = (alias: string): QueryColumn[] => [
  char(`${alias}.SETID`, 5, 'SetID of the account'),
  char(`${alias}.ACCOUNT`, 10, 'Account'),
  day(`${alias}.EFFDT`, 'Effective date of the row'),
  char(`${alias}.EFF_STATUS`, 1, 'A active, I inactive, from its effective date'),
  char(`${alias}.DESCR`, 30, 'Description'),
  char(`${alias}.DESCRSHORT`, 10, 'Short description'),
  char(`${alias}.ACCOUNT_TYPE`, 1, 'Account type: a row of ACCT_TYPE_TBL, e.g. E expense'),
  char(`${alias}.UNIT_OF_MEASURE`, 3, 'Unit of a statistical account'),
  char(`${alias}.OPEN_ITEM`, 1, 'Open-item account'),
  char(`${alias}.STATISTICS_ACCOUNT`, 1, 'Statistical account'),
  char(`${alias}.BUDGETARY_ONLY`, 1, 'For budgets only'),
  char(`${alias}.BALANCE_FWD_SW`, 1, 'Balance is carried forward'),
  char(`${alias}.CURRENCY_CD`, 3, 'Currency'),
]

/**
 * GL accounts with all their effective-dated rows: all, one, and those changed where the site has a stamp.
 */
export function accountQueries(site: QuerySite): QueryDefinition[] {
  const stamp = site.stampColumns.GL_ACCOUNT_TBL
  const columns = (alias: string) => [
    ...accountColumns(alias),
    ...(stamp ? [moment(`${alias}.${stamp}`, 'Last change of the row')] : []),
  ]
  const setid = equal('A.SETID', 'SETID', 5, 'SetID')
  const offset = beyond('A.ACCOUNT', 'ACCOUNT_OFFSET', 10)
  const shared = {
    records: [{ alias: 'A', record: 'GL_ACCOUNT_TBL' }],
    columns: columns('A'),
    order: ['A.ACCOUNT', 'A.EFFDT'],
  }
  const all: QueryDefinition = {
    name: 'PLB_ACCOUNT',
    purpose: 'All GL accounts of a SetID, page by page.',
    ...shared,
    ...asking(setid, offset),
    keyset: { prompt: 'ACCOUNT_OFFSET', field: 'A.ACCOUNT' },
  }
  const one: QueryDefinition = {
    name: 'PLB_ACCOUNT_ONE',
    purpose: 'One GL account.',
    ...shared,
    ...asking(setid, equal('A.ACCOUNT', 'ACCOUNT', 10, 'Account')),
  }
  if (!stamp) return [all, one]
  const changed: QueryDefinition = {
    name: 'PLB_ACCOUNT_CHG',
    purpose: `All rows of the GL accounts of which a row changed within a time by ${stamp}, page by page.`,
    records: [
      { alias: 'A', record: 'GL_ACCOUNT_TBL' },
      {
        alias: 'B',
        record: 'GL_ACCOUNT_TBL',
        join: {
          kind: 'inner',
          on: [
            { field: 'B.SETID', equals: 'A.SETID' },
            { field: 'B.ACCOUNT', equals: 'A.ACCOUNT' },
          ],
        },
      },
    ],
    columns: columns('B'),
    order: ['B.ACCOUNT', 'B.EFFDT'],
    ...asking(setid, stamped(`A.${stamp}`, '>=', site), stamped(`A.${stamp}`, '<=', site), offset),
    keyset: { prompt: 'ACCOUNT_OFFSET', field: 'B.ACCOUNT' },
  }
  return [all, one, changed]
}

const departments: QueryDefinition = {
  name: 'PLB_DEPT',
  purpose: 'All departments of a SetID, page by page: is a cost centre active on the journal date?',
  records: [{ alias: 'A', record: 'DEPT_TBL' }],
  columns: [
    char('A.SETID', 5, 'SetID of the department'),
    char('A.DEPTID', 10, 'Department'),
    day('A.EFFDT', 'Effective date of the row'),
    char('A.EFF_STATUS', 1, 'A active, I inactive, from its effective date'),
    char('A.DESCR', 30, 'Description'),
  ],
  order: ['A.DEPTID', 'A.EFFDT'],
  ...asking(equal('A.SETID', 'SETID', 5, 'SetID'), beyond('A.DEPTID', 'DEPTID_OFFSET', 10)),
  keyset: { prompt: 'DEPTID_OFFSET', field: 'A.DEPTID' },
}

const projects: QueryDefinition = {
  name: 'PLB_PROJECT',
  purpose: 'One project: is it open?',
  records: [{ alias: 'A', record: 'PROJECT' }],
  columns: [
    char('A.BUSINESS_UNIT', 5, 'Project Costing business unit'),
    char('A.PROJECT_ID', 15, 'Project'),
    char('A.EFF_STATUS', 1, 'A active, I inactive'),
    char('A.DESCR', 30, 'Description'),
    char('A.PROJECT_TYPE', 5, 'Project type'),
  ],
  order: ['A.BUSINESS_UNIT', 'A.PROJECT_ID'],
  ...asking(
    equal('A.BUSINESS_UNIT', 'BUSINESS_UNIT', 5, 'Project Costing business unit'),
    equal('A.PROJECT_ID', 'PROJECT_ID', 15, 'Project'),
  ),
}

const activities: QueryDefinition = {
  name: 'PLB_ACTIVITY',
  purpose: 'The activities of one project, page by page: are they open?',
  records: [{ alias: 'A', record: 'PROJ_ACTIVITY' }],
  columns: [
    char('A.BUSINESS_UNIT', 5, 'Project Costing business unit'),
    char('A.PROJECT_ID', 15, 'Project'),
    char('A.ACTIVITY_ID', 15, 'Activity'),
    char('A.EFF_STATUS', 1, 'A active, I inactive'),
    char('A.DESCR', 30, 'Description'),
  ],
  order: ['A.ACTIVITY_ID'],
  ...asking(
    equal('A.BUSINESS_UNIT', 'BUSINESS_UNIT', 5, 'Project Costing business unit'),
    equal('A.PROJECT_ID', 'PROJECT_ID', 15, 'Project'),
    beyond('A.ACTIVITY_ID', 'ACTIVITY_ID_OFFSET', 15),
  ),
  keyset: { prompt: 'ACTIVITY_ID_OFFSET', field: 'A.ACTIVITY_ID' },
}

/** Departments, projects and activities. */
export const codingQueries: QueryDefinition[] = [departments, projects, activities]
