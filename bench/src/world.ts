import {
  monthlyCalendar,
  type PeoplesoftRows,
  type ProcoreRows,
  skeletonPeoplesoft,
  skeletonProcore,
} from '@plumbline/sandbox-world'

/** How large a benchmark's world is. */
export type Size = { suppliers: number; projects: number; costs: number }

/** Suppliers as asked, a tenth as many costs, up to 20 job sites. */
export function sizeFor(records: number): Size {
  const projects = Math.max(2, Math.min(20, Math.round(records / 250)))
  return { suppliers: records, projects, costs: Math.max(projects, Math.round(records / 10)) }
}

const BASE_ZONE = 'America/Chicago'
/** The day on which all costs are dated: today in PeopleSoft's zone, so that its period is open whenever this runs. */
const today = (): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: BASE_ZONE, dateStyle: 'short' }).format(new Date())

const upTo = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at))
/** Id of a project in Procore and in PeopleSoft. */
export const projectAt = (at: number) => ({
  procore: 87001 + at,
  peoplesoft: `24-${String(at + 1).padStart(4, '0')}`,
})
/** Id of a cost in Procore, and which project it belongs to. */
export const costAt = (at: number): number => 600_001 + at
export const projectOfCost = (at: number, { projects }: Size): number => at % projects

/** Suppliers and vendors of one region share their zip codes. */
const zipAt = (at: number): string => String(97_000 + (at % 900))

/** The skeleton's PeopleSoft with as many suppliers and projects; every fifth supplier has moved once. */
export function peoplesoftRows({ suppliers, projects }: Size): PeoplesoftRows {
  const setid = 'SHARE'
  const year = Number(today().slice(0, 4))
  const base = skeletonPeoplesoft()
  const ids = upTo(suppliers, at => String(at + 1).padStart(10, '0'))
  const address = (id: string, at: number, EFFDT: string) => ({
    SETID: setid,
    VENDOR_ID: id,
    ADDRESS_SEQ_NUM: 1,
    EFFDT,
    ADDRESS1: `${100 + at} ${EFFDT < '2021' ? 'Main' : 'Harbor'} Street`,
    CITY: 'Portland',
    STATE: 'OR',
    POSTAL: zipAt(at),
  })
  const phone = (id: string, at: number, EFFDT: string) => ({
    SETID: setid,
    VENDOR_ID: id,
    ADDRESS_SEQ_NUM: 1,
    EFFDT,
    PHONE_TYPE: 'BUSN',
    PHONE: `503/555-${String(at % 10_000).padStart(4, '0')}`,
  })
  const moves = (at: number) => (at % 5 === 0 ? ['2020-01-01', '2023-07-01'] : ['2020-01-01'])
  const inPc = upTo(projects, at => ({ BUSINESS_UNIT: 'US001', PROJECT_ID: projectAt(at).peoplesoft }))
  return {
    ...base,
    CAL_DETP_TBL: monthlyCalendar(setid, [year - 1, year, year + 1]),
    FIN_OPEN_PERIOD: base.FIN_OPEN_PERIOD!.map(range => ({
      ...range,
      ...{ OPEN_YEAR_FROM: year, OPEN_PERIOD_FROM: 1, OPEN_FROM_DATE: `${year}-01-01` },
      ...{ OPEN_YEAR_TO: year, OPEN_PERIOD_TO: 12, OPEN_TO_DATE: `${year}-12-31` },
    })),
    PROJECT: inPc,
    PROJ_ACTIVITY: inPc.map(project => ({ ...project, ACTIVITY_ID: 'CONCRETE' })),
    VENDOR: ids.map((VENDOR_ID, at) => ({
      SETID: setid,
      VENDOR_ID,
      NAME1: `Umpqua Reinforcing & Supply ${at + 1}`,
      VENDOR_NAME_SHORT: `UMPQUA-${at + 1}`.slice(0, 14),
      DEFAULT_LOC: 'MAIN',
    })),
    VENDOR_ADDR: ids.flatMap((id, at) => moves(at).map(day => address(id, at, day))),
    VENDOR_ADDR_PHN: ids.flatMap((id, at) => moves(at).map(day => phone(id, at, day))),
    VENDOR_LOC: ids.map(VENDOR_ID => ({
      ...{ SETID: setid, VENDOR_ID, VNDR_LOC: 'MAIN', EFFDT: '2020-01-01' },
      ...{ CURRENCY_CD: 'USD', PYMNT_TERMS_CD: 'N30' },
    })),
  }
}

/**
 * The skeleton's Procore with as many projects and costs (1 to 4 lines each), and vendors that nobody linked, a tenth of
 * the suppliers. Costs were changed days apart and long ago, so that a sweep's overlap holds the newest one only.
 */
export function procoreRows(size: Size): ProcoreRows {
  const { suppliers, projects, costs } = size
  const base = skeletonProcore()
  const day = today()
  const projectOf = (cost: number) => projectOfCost(cost, size)
  const concrete = (project: number) => 41_002 + 10 * project
  const changed = (cost: number) => {
    const updated_at = new Date(Date.now() - 3 * 86_400_000 * (1 + Math.floor(cost / projects)))
    return { created_at: stamp(updated_at), updated_at: stamp(updated_at) }
  }
  return {
    ...base,
    projects: upTo(projects, at => ({
      ...base.projects![0]!,
      id: projectAt(at).procore,
      name: `Job site ${at + 1}`,
      project_number: projectAt(at).peoplesoft,
    })),
    vendors: [
      ...base.vendors!,
      ...upTo(Math.round(suppliers / 10), at => ({
        ...{
          id: 520_001 + at,
          company_id: 4266,
          name: `Cowlitz Aggregates No. ${at + 1}`,
          zip: zipAt(7 * at),
        },
      })),
    ],
    project_vendors: upTo(projects, at => ({ project_id: projectAt(at).procore, vendor_id: 51_001 })),
    cost_codes: upTo(projects, at => {
      const [id, project_id] = [41_001 + 10 * at, projectAt(at).procore]
      return [
        { id, project_id, code: '03', name: 'Concrete' },
        { id: id + 1, project_id, parent_id: id, code: '300', name: 'Cast-in-place concrete' },
        { id: id + 2, project_id, code: 'GL', name: 'General ledger accounts' },
      ]
    }).flat(),
    direct_costs: upTo(costs, at => ({
      ...{ id: costAt(at), project_id: projectAt(projectOf(at)).procore, vendor_id: 51_001 },
      ...{ direct_cost_type: 'expense', status: 'approved', direct_cost_date: day },
      description: `Footing pour ${at + 1}`,
      ...changed(at),
    })),
    direct_cost_line_items: upTo(costs, at =>
      upTo(1 + (at % 4), line => ({
        ...{ id: 4 * costAt(at) + line, direct_cost_id: costAt(at), cost_code_id: concrete(projectOf(at)) },
        ...{
          line_item_type_id: 702,
          amount: `${100 + line}.${10 + (at % 90)}`,
          extended_type: 'manual' as const,
        },
        description: 'Ready-mix, 4000 psi',
        ...changed(at),
      })),
    ).flat(),
  }
}

const stamp = (instant: Date): string => `${instant.toISOString().slice(0, 19)}Z`
