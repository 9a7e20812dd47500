import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { readConnectionFile } from '@plumbline/connections'
import { describe, expect, onTestFinished, test } from 'vitest'
import { mappingOn, resolveCoding } from '../../../../flows/coding/resolve.ts'
import { chooseDate } from '../../../../flows/journal/period.ts'
import { calendarOf } from './calendar.ts'
import { demoCosts, type NumberedCost } from './costs.ts'
import { expectedExceptions } from './expected.ts'
import { demoPeoplesoft } from './peoplesoft.ts'
import { everySite, type Site, sites, standbySite, units } from './sites.ts'

const DAY = '2026-11-24'
const file = join(import.meta.dirname, '../../../../examples/demo.yaml')
const settings = readConnectionFile(file)
const peoplesoft = demoPeoplesoft(DAY)
const siteOf = ({ site }: NumberedCost) => everySite.find(one => one.procoreId === site)!
const left = new Set(
  expectedExceptions()
    .filter(group => group.flow === 'direct-cost.to-peoplesoft')
    .flatMap(group => group.keys),
)
const costs = demoCosts(calendarOf(DAY)).filter(cost => cost.awkward !== 'deleted')
const healthy = costs.filter(
  cost =>
    !left.has(String(cost.id)) &&
    cost.status === 'approved' &&
    cost.date! >= siteOf(cost).postFrom &&
    (cost.type === 'invoice' || cost.type === 'expense'),
)

/** The coding of a line by the rules alone; a line coded to an account's own code means that account. */
function codingOf(cost: NumberedCost, { code, type }: NumberedCost['lines'][number]) {
  const mapping = mappingOn(settings.mappings, cost.date ?? DAY)!
  const { fields } = resolveCoding(mapping.rules, {
    project: String(cost.site),
    sub_job: null,
    cost_code: code,
    cost_type: type,
    direct_cost_type: cost.type,
  })
  const own = /^GL-\w+-(\d+)$/.exec(code)?.[1]
  return {
    deptid: siteOf(cost).deptid,
    ...(own && mapping.linked_accounts),
    ...fields,
    ...(own && { account: own }),
  }
}

/** Whether the newest row not after the day is active. */
function isActive(rows: readonly { EFFDT: string | null; EFF_STATUS?: string }[], day: string): boolean {
  const inForce = rows.filter(row => row.EFFDT! <= day).at(-1)
  return inForce !== undefined && (inForce.EFF_STATUS ?? 'A') === 'A'
}

/** What is wrong with a line's coding in PeopleSoft; empty when it can be posted. */
function troubles(cost: NumberedCost, line: NumberedCost['lines'][number]): string[] {
  const { unit, number } = siteOf(cost)
  const { setid, pc } = units[unit]
  const coding = codingOf(cost, line)
  const accounts = peoplesoft.GL_ACCOUNT_TBL!.filter(
    row => row.SETID === setid && row.ACCOUNT === coding.account,
  )
  const departments = peoplesoft.DEPT_TBL!.filter(row => row.SETID === setid && row.DEPTID === coding.deptid)
  const activity = peoplesoft.PROJ_ACTIVITY!.find(
    row => row.BUSINESS_UNIT === pc && row.PROJECT_ID === number && row.ACTIVITY_ID === coding.activity_id,
  )
  const counts = accounts.some(row => row.BUDGETARY_ONLY === 'Y' || row.STATISTICS_ACCOUNT === 'Y')
  return [
    ...(coding.account ? [] : ['no account']),
    ...(isActive(accounts, cost.date ?? DAY) && !counts ? [] : [`account ${coding.account}`]),
    ...(isActive(departments, cost.date ?? DAY) ? [] : [`department ${coding.deptid}`]),
    ...(activity?.EFF_STATUS === 'A' ? [] : [`activity ${coding.activity_id}`]),
    ...(coding.analysis_type ? [] : ['no analysis type']),
  ]
}

describe('examples/demo.yaml', () => {
  const projectOf = ({ procoreId, number, unit, deptid, postFrom }: Site) => ({
    procore_id: String(procoreId),
    project_id: number,
    bu_gl: unit,
    bu_pc: units[unit].pc,
    bu_ap: units[unit].ap,
    bu_po: units[unit].po,
    deptid,
    currency: 'USD',
    post_from: postFrom,
  })

  test('enables the 20 sites as the world has them', () => {
    expect(settings.projects).toEqual(sites.map(projectOf))
  })

  test('enables the other one too once the # before it is taken away', () => {
    const text = readFileSync(file, 'utf8')
    const uncommented = text.replace("# - { procore_id: '87021'", "- { procore_id: '87021'")
    const copy = join(mkdtempSync(join(tmpdir(), 'demo-')), 'demo.yaml')
    onTestFinished(() => rmSync(dirname(copy), { recursive: true }))
    writeFileSync(copy, uncommented)
    expect(readConnectionFile(copy).projects.at(-1)).toEqual(projectOf(standbySite))
  })

  test('names the SetIDs that PeopleSoft uses for each business unit', () => {
    for (const [unit, { setids, calendar }] of Object.entries(settings.business_units))
      for (const [record, setid] of Object.entries({ ...setids, CAL_DETP_TBL: calendar.setid }))
        expect(
          peoplesoft.SET_CNTRL_REC!.find(row => row.SETCNTRLVALUE === unit && row.RECNAME === record)?.SETID,
        ).toBe(setid)
  })

  test('leads every line of a cost that is to arrive to an account, a department and an activity that are open', () => {
    expect(healthy.length).toBeGreaterThan(350)
    const wrong = healthy.flatMap(cost =>
      cost.lines.flatMap(line =>
        troubles(cost, line).map(one => `${cost.id} ${line.code} ${line.type ?? ''}: ${one}`),
      ),
    )
    expect(wrong).toEqual([])
  })

  test.each([
    ['account-budgetary', 'account 599900'],
    ['account-statistical', 'account 990100'],
    ['account-inactive', 'account 505900'],
    ['account-future', 'account 503700'],
    ['account-unknown', 'account 509990'],
    ['wip-inactive', 'account 120900'],
    ['department-closed', 'department TELECOM'],
    ['activity-closed', 'activity SITEWORK'],
    ['mapping-missing', 'no account'],
  ] as const)('leads a cost that is %s to %s, and to nothing else that is wrong', (awkward, what) => {
    const own = costs.filter(cost => cost.awkward === awkward)
    expect(own.length).toBeGreaterThan(0)
    for (const cost of own) {
      const found = cost.lines.flatMap(line => troubles(cost, line))
      expect(found.filter(one => one !== 'account undefined')).toEqual([what])
    }
  })

  test('has an offset account, open in its chart, for each journalled type, and for change orders, of a business unit', () => {
    const [mapping] = settings.mappings
    expect(mapping!.offsets.map(one => `${one.bu_gl} ${one.direct_cost_type ?? one.flow}`).sort()).toEqual([
      'US100 change-order',
      'US100 expense',
      'US100 invoice',
      'US200 change-order',
      'US200 expense',
      'US200 invoice',
    ])
    for (const { bu_gl, account, deptid } of mapping!.offsets) {
      const { setid } = units[bu_gl as keyof typeof units]
      expect(peoplesoft.GL_ACCOUNT_TBL!.some(row => row.SETID === setid && row.ACCOUNT === account)).toBe(
        true,
      )
      expect(peoplesoft.DEPT_TBL!.some(row => row.SETID === setid && row.DEPTID === deptid)).toBe(true)
    }
  })
})

describe.each(['2026-11-24', '2026-12-01', '2026-12-31', '2027-01-01', '2028-02-29', '2031-07-15'])(
  'when it is %s',
  day => {
    const rows = demoPeoplesoft(day)
    const periodsOf = (unit: string) => ({
      calendar: rows.CAL_DETP_TBL!.map(row => ({
        year: Number(row.FISCAL_YEAR),
        period: Number(row.ACCOUNTING_PERIOD),
        begin: row.BEGIN_DT!,
        end: row.END_DT!,
      })),
      open: rows
        .FIN_OPEN_PERIOD!.filter(row => row.BUSINESS_UNIT === unit)
        .map(row => ({
          ledgerGroup: row.LEDGER_GROUP,
          yearFrom: Number(row.OPEN_YEAR_FROM),
          periodFrom: Number(row.OPEN_PERIOD_FROM),
          yearTo: Number(row.OPEN_YEAR_TO),
          periodTo: Number(row.OPEN_PERIOD_TO),
          fromDate: row.OPEN_FROM_DATE ?? null,
          toDate: row.OPEN_TO_DATE ?? null,
        })),
    })
    const periods = Object.fromEntries(Object.keys(units).map(unit => [unit, periodsOf(unit)]))
    const choose = (cost: NumberedCost) =>
      chooseDate({
        periods: periods[siteOf(cost).unit]!,
        ledgerGroup: settings.flows['direct-cost'].ledger_group,
        wanted: cost.date!,
        today: day,
        closedPeriod: 'next-open',
        released: false,
      })

    test('costs that are to arrive find an open day, some their own and some a later one; the others are held', () => {
      const now = demoCosts(calendarOf(day))
      const arriving = new Set(healthy.map(cost => cost.id))
      const chosen = now.filter(cost => arriving.has(cost.id)).map(cost => ({ cost, choice: choose(cost) }))
      expect(chosen.filter(({ choice }) => !('date' in choice))).toEqual([])
      const moved = chosen.filter(({ cost, choice }) => 'date' in choice && choice.date !== cost.date)
      expect(moved.length).toBeGreaterThan(50)
      expect(chosen.length - moved.length).toBeGreaterThan(50)
      for (const [awkward, code] of [
        ['prior-year', 'prior-year'],
        ['future', 'future-date'],
      ])
        for (const cost of now.filter(one => one.awkward === awkward))
          expect(choose(cost)).toMatchObject({ code })
    })
  },
)
