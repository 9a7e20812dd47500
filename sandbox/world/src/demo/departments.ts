import type { PeoplesoftRows } from '../peoplesoft-rows.ts'
import { addDays, type Calendar } from './calendar.ts'
import { table } from './random.ts'

const rows = `
SHARE|BLDG|Building|
SHARE|INTER|Interiors and medical|
SHARE|OWN|Own buildings|
SHARE|SERVICE|Service and warranty|
SHARE|TELECOM|Telecommunications|inactive
SHARE|OVERHEAD|Overhead|
CIVIL|ROADS|Roads and bridges|
CIVIL|WATER|Water and marine|
CIVIL|PLANT|Plant and yards|
CIVIL|RAIL|Rail|inactive`

/** Departments (cost centres) of both SetIDs; two were closed 200 days ago. */
export function departmentRows({ today }: Calendar): NonNullable<PeoplesoftRows['DEPT_TBL']> {
  return table(rows).flatMap(([setid, deptid, name, history]) => {
    const row = { SETID: setid!, DEPTID: deptid!, DESCR: name! }
    return [
      { ...row, EFFDT: '2020-01-01' },
      ...(history ? [{ ...row, EFFDT: addDays(today, -200), EFF_STATUS: 'I' }] : []),
    ]
  })
}
