import type { PeoplesoftRow } from '../peoplesoft-rows.ts'
import { addDays, type Calendar } from './calendar.ts'
import { table } from './random.ts'
import { units } from './sites.ts'

type Row = PeoplesoftRow<'GL_ACCOUNT_TBL'>
type Setid = (typeof units)[keyof typeof units]['setid']

/** A GL account before it has dates. `history` says how its effective-dated rows go. */
export type Account = {
  setid: Setid
  account: string
  name: string
  type: 'A' | 'L' | 'Q' | 'R' | 'E'
  history: keyof typeof histories | 'statistical' | 'budgetary'
}

const chart: Record<Setid, string> = {
  SHARE: `
101000|Cash, operating|A
101100|Cash, payroll|A
110000|Accounts receivable|A
111000|Retainage receivable|A
112000|Costs in excess of billings|A
120500|WIP: own buildings|A
120900|WIP: tenant improvements|A|inactive
130000|Materials inventory|A
140000|Prepaid insurance|A|renamed
150000|Construction equipment|A
151000|Vehicles|A
152000|Buildings|A
159000|Accumulated depreciation|A
160000|Deposits|A|inactive
201000|Accounts payable|L
202000|Accrued payables|L
205000|Retainage payable|L
206000|Billings in excess of costs|L
214100|Direct cost clearing: invoice|L
214200|Direct cost clearing: expense|L
214900|Direct cost clearing: payroll|L
220000|Accrued payroll|L
221000|Payroll taxes payable|L
222000|Union benefits payable|L|renamed
230000|Sales and use tax payable|L
250000|Equipment notes payable|L
301000|Retained earnings|Q
302000|Common stock|Q
310000|Shareholder distributions|Q
390000|Net income|Q
400100|Contract revenue|R
400200|Change order revenue|R
410000|Service revenue|R
420000|Equipment rental income|R
490000|Other income|R
500100|Labor|E
500110|Labor: union scale|E
500120|Labor: overtime premium|E
500130|Labor: burden|E|renamed
500200|Materials|E
500210|Ready-mix concrete|E
500220|Reinforcing steel|E
500230|Lumber & sheathing|E
500240|Masonry units & mortar|E
500250|Structural steel|E
500260|Roofing materials|E
500270|Insulation & firestopping|E
500280|Doors, frames & hardware|E
500290|Finish materials|E
500300|Equipment, owned|E
500310|Equipment rental|E
500320|Fuel and lubricants|E
500330|Crane and hoist|E
500340|Small tools|E|renamed
500400|Subcontracts|E
500410|Subcontracts: electrical|E
500420|Subcontracts: mechanical|E
500430|Subcontracts: fire protection|E
500440|Subcontracts: glazing|E
500450|Subcontracts: painting|E|renamed
500500|Permits and fees|E
500510|Testing and inspection|E
500520|Surveying|E
500530|Bonds|E
500600|Temporary utilities|E
500610|Site security|E
500620|Waste disposal|E
500630|Cleanup|E
500640|Safety supplies|E
500700|Travel and per diem|E
500710|Site vehicles|E
500800|Warranty work|E
503700|Subcontracts: elevators|E|future
505900|Hazardous waste disposal|E|inactive
507000|General conditions|E
507100|Site office|E
507200|Reprographics|E|inactive
507300|Drones and scanning|E|future
508000|Builder's risk insurance|E|ending
509000|Job cost, unallocated|E|reopened
599900|Contingency (budget only)|E|budgetary
600100|Office salaries|E
600200|Office rent|E
600300|Office utilities|E
600400|Software|E
600500|Legal and accounting|E
600600|Marketing|E|inactive
600700|Training|E
600800|Bank charges|E
600900|Depreciation|E
610000|Interest|E
620000|Income tax|E
990100|Labor hours|E|statistical
990200|Square feet built|E|statistical`,
  CIVIL: `
101000|Cash, operating|A
110000|Accounts receivable|A
111000|Retainage receivable|A
112000|Costs in excess of billings|A
120500|WIP: yards|A
130000|Aggregate inventory|A
150000|Heavy equipment|A
159000|Accumulated depreciation|A
201000|Accounts payable|L
205000|Retainage payable|L
206000|Billings in excess of costs|L
214100|Direct cost clearing: invoice|L
214200|Direct cost clearing: expense|L
214900|Direct cost clearing: payroll|L
220000|Accrued payroll|L
230000|Sales and use tax payable|L
301000|Retained earnings|Q
390000|Net income|Q
400100|Contract revenue|R
400200|Change order revenue|R
420000|Equipment rental income|R
500100|Labor|E
500120|Labor: prevailing wage|E|renamed
500200|Materials|E
500210|Ready-mix concrete|E
500220|Reinforcing steel|E
500250|Structural steel|E
500260|Pipe and fittings|E
500270|Asphalt|E
500300|Equipment, owned|E
500310|Equipment rental|E
500320|Fuel and lubricants|E
500400|Subcontracts|E
500500|Permits and fees|E
500510|Testing and inspection|E
500520|Surveying|E
500600|Temporary utilities|E
500610|Traffic control|E
500620|Waste disposal|E
500630|Cleanup|E
500640|Safety supplies|E
500700|Travel and per diem|E
500710|Site vehicles|E
500800|Erosion control|E
503100|Pile driving|E
503200|Bridge bearings and joints|E
503300|Guardrail and signs|E
503400|Marine works|E|future
505900|Hazardous waste disposal|E|inactive
507000|General conditions|E
508000|Builder's risk insurance|E|ending
600100|Office salaries|E
600200|Office rent|E
600300|Yard utilities|E
600900|Depreciation|E
990100|Equipment hours|E|statistical`,
}

/** 150 accounts in two charts: the builders' under SetID SHARE, the civil works' under CIVIL. */
export const accounts: readonly Account[] = Object.entries(chart).flatMap(([setid, text]) =>
  table(text).map(([account, name, type, history]) => ({
    setid: setid as Setid,
    account: account!,
    name: name!,
    type: type as Account['type'],
    history: (history || 'plain') as Account['history'],
  })),
)

const SINCE = '2020-01-01'
/** Effective-dated rows: days from today (or a day of old), status, and what stands in place of the name. */
const histories = {
  plain: [[SINCE, 'A', null]],
  renamed: [
    [SINCE, 'A', '{name}, old name'],
    ['2024-01-01', 'A', null],
  ],
  inactive: [
    [SINCE, 'A', null],
    [-200, 'I', null],
  ],
  reopened: [
    [SINCE, 'A', null],
    ['2023-01-01', 'I', null],
    ['2024-07-01', 'A', null],
  ],
  ending: [
    [SINCE, 'A', null],
    [120, 'I', null],
  ],
  future: [[120, 'A', null]],
} as const satisfies Record<string, [string | number, 'A' | 'I', string | null][]>

/** The chart as rows of GL_ACCOUNT_TBL, with the change stamps of days gone by. */
export function accountRows({ today }: Calendar): Row[] {
  const yesterday = addDays(today, -1)
  return accounts.flatMap(({ setid, account, name, type, history }): Row[] => {
    const rows = history === 'statistical' || history === 'budgetary' ? histories.plain : histories[history]
    return rows.map(([from, EFF_STATUS, instead]) => {
      const EFFDT = typeof from === 'number' ? addDays(today, from) : from
      return {
        SETID: setid,
        ACCOUNT: account,
        EFFDT,
        EFF_STATUS,
        DESCR: instead ? instead.replace('{name}', name).slice(0, 30) : name,
        DESCRSHORT: name.slice(0, 10).trim(),
        ACCOUNT_TYPE: type,
        BALANCE_FWD_SW: 'ALQ'.includes(type) ? 'Y' : 'N',
        ...(history === 'statistical' && { STATISTICS_ACCOUNT: 'Y', UNIT_OF_MEASURE: 'HR' }),
        ...(history === 'budgetary' && { BUDGETARY_ONLY: 'Y' }),
        ZZ_LASTUPD_DTTM: `${EFFDT < yesterday ? EFFDT : addDays(today, -20)}T09:15:00`,
      }
    })
  })
}
