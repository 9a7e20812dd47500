import type { PeopleSoft, QueryRow } from '@plumbline/peoplesoft'
import { businessUnitOf, type ProjectSettings, projectOf, type Settings } from '../connection.ts'
import { effStatus, inForce } from '../peoplesoft-rows.ts'
import { remember } from '../remember.ts'
import type { LedgerPeriods, OpenRange, Period } from './period.ts'

/** What PeopleSoft says about the books and about one project, read through configured queries. */
export type LedgerFacts = {
  /** By business unit. */
  units: Record<string, LedgerPeriods>
  /** Effective-dated rows of the SetIDs of the project's business unit, by account and by department. */
  accounts: Map<string, QueryRow[]>
  departments: Map<string, QueryRow[]>
  /** Whether the project is there and open; null where Project Costing is off and nobody asked. */
  projectOpen: boolean | null
  openActivities: ReadonlySet<string>
}

/** Accounts and departments change seldom and are many: kept this long, whatever is asked. */
const SLOW_MS = 300_000

/** Reads the facts that postings of one Procore project need; none for one that is not enabled. Throws as `PeopleSoft.rows`. */
export async function readLedgerFacts(
  ps: PeopleSoft,
  procoreProject: string,
  settings: Settings,
): Promise<LedgerFacts> {
  const project = projectOf(settings, procoreProject)
  if (!project)
    return {
      units: {},
      accounts: new Map(),
      departments: new Map(),
      projectOpen: null,
      openActivities: new Set(),
    }
  const { setids } = businessUnitOf(settings, project.bu_gl)
  const [units, accounts, departments, costing] = await Promise.all([
    readUnits(ps, settings),
    slowly(ps, 'PLB_ACCOUNT', setids.GL_ACCOUNT_TBL),
    slowly(ps, 'PLB_DEPT', setids.DEPT_TBL),
    readCosting(ps, project, settings),
  ])
  return {
    units,
    accounts: Map.groupBy(accounts, row => row.ACCOUNT ?? ''),
    departments: Map.groupBy(departments, row => row.DEPTID ?? ''),
    ...costing,
  }
}

async function readCosting(
  ps: PeopleSoft,
  project: ProjectSettings,
  { flows }: Settings,
): Promise<Pick<LedgerFacts, 'projectOpen' | 'openActivities'>> {
  if (!flows['direct-cost'].project_costing) return { projectOpen: null, openActivities: new Set() }
  const asked = { BUSINESS_UNIT: project.bu_pc, PROJECT_ID: project.project_id }
  const [projects, activities] = await Promise.all([
    ps.rows('PLB_PROJECT', asked),
    Array.fromAsync(ps.documents('PLB_ACTIVITY', asked)),
  ])
  const isActive = (row: QueryRow | undefined) => effStatus(row?.EFF_STATUS) === 'active'
  const open = activities.flat().filter(isActive)
  return {
    projectOpen: isActive(projects[0]),
    openActivities: new Set(open.map(row => row.ACTIVITY_ID ?? '')),
  }
}

async function readUnits(ps: PeopleSoft, settings: Settings): Promise<Record<string, LedgerPeriods>> {
  const units = await Promise.all(
    Object.entries(settings.business_units).map(
      async ([unit, { calendar }]): Promise<[string, LedgerPeriods]> => {
        const [open, periods] = await Promise.all([
          ps.rows('PLB_OPEN_PERIOD', { BUSINESS_UNIT: unit }),
          ps.rows('PLB_CALENDAR', { SETID: calendar.setid, CALENDAR_ID: calendar.id }),
        ])
        const own = open.filter(row => row.CALENDAR_ID === null || row.CALENDAR_ID === calendar.id)
        return [unit, { open: own.map(toRange), calendar: periods.map(toPeriod) }]
      },
    ),
  )
  return Object.fromEntries(units)
}

const toRange = (row: QueryRow): OpenRange => ({
  ledgerGroup: row.LEDGER_GROUP ?? '',
  yearFrom: Number(row.OPEN_YEAR_FROM),
  periodFrom: Number(row.OPEN_PERIOD_FROM),
  yearTo: Number(row.OPEN_YEAR_TO),
  periodTo: Number(row.OPEN_PERIOD_TO),
  fromDate: row.OPEN_FROM_DATE ?? null,
  toDate: row.OPEN_TO_DATE ?? null,
})

const toPeriod = (row: QueryRow): Period => ({
  year: Number(row.FISCAL_YEAR),
  period: Number(row.ACCOUNTING_PERIOD),
  begin: row.BEGIN_DT ?? '',
  end: row.END_DT ?? '',
})

function slowly(ps: PeopleSoft, query: 'PLB_ACCOUNT' | 'PLB_DEPT', setid: string): Promise<QueryRow[]> {
  return remember(ps, `${query} ${setid}`, SLOW_MS, async () =>
    (await Array.fromAsync(ps.documents(query, { SETID: setid }))).flat(),
  )
}

/** Whether a chartfield is active on a day: the row in force is chosen first, then its status judged. */
export function activeOn(rows: QueryRow[] | undefined, day: string): boolean {
  return effStatus(inForce(rows ?? [], 'EFFDT', day)?.EFF_STATUS) === 'active'
}
