import { table } from './random.ts'

/** The company in Procore. */
export const COMPANY = 4266
/** Its list of standard cost codes, from which its projects are made. */
export const CODE_LIST = 310

/** A General Ledger business unit. */
export type Unit = 'US100' | 'US200'

/** Business units: US100 builds, US200 does civil works. With each go a Project Costing, a Payables and a Purchasing unit, and its SetID. */
export const units = {
  US100: { pc: 'PC100', ap: 'AP100', po: 'PO100', setid: 'SHARE' },
  US200: { pc: 'PC200', ap: 'AP200', po: 'PO200', setid: 'CIVIL' },
} as const

/** A job site: a Procore project and its PeopleSoft project. */
export type Site = {
  procoreId: number
  /** Its number in Procore, its PROJECT_ID in PeopleSoft. */
  number: string
  name: string
  city: string
  state: 'OR' | 'WA'
  unit: Unit
  deptid: string
  /** Cutover date, as examples/demo.yaml has it. */
  postFrom: string
  /** Tax code of materials there; null where there is no sales tax. */
  taxCode: string | null
}

const rows = `
87001|24-017|Harbor Street Clinic|Portland|OR|US100|BLDG|2025-07-01|
87002|24-021|Ångström Laboratory Tower|Seattle|WA|US100|BLDG|2025-07-01|WA-SEA
87003|24-031|Sellwood Community Library|Portland|OR|US100|BLDG|2025-10-01|
87004|24-034|Clark County Courthouse Annex|Vancouver|WA|US100|BLDG|2025-10-01|WA-VAN
87005|25-002|Willamette Science Hall|Salem|OR|US100|BLDG|2026-01-01|
87006|25-006|Rose Quarter Parking Structure|Portland|OR|US100|BLDG|2026-01-01|
87007|25-009|Dome District Lofts|Tacoma|WA|US100|BLDG|2026-01-01|WA-TAC
87008|25-011|St. Mary's Medical Offices|Eugene|OR|US100|INTER|2026-01-01|
87009|25-014|Granite Ridge Headquarters|Portland|OR|US100|OWN|2026-01-01|
87010|25-017|Beaverton Middle School No. 9|Beaverton|OR|US100|BLDG|2026-03-01|
87011|25-020|Olympia Data Hall 2|Olympia|WA|US100|INTER|2026-03-01|WA-OLY
87012|26-001|Deschutes Brewery & Bottling Line|Bend|OR|US100|INTER|2026-06-01|
87013|26-003|Gresham Fire Station 74|Gresham|OR|US100|BLDG|2026-06-01|
87014|24-040|I-205 Overcrossing Repairs|Oregon City|OR|US200|ROADS|2025-10-01|
87015|25-031|Columbia Slough Outfall|Portland|OR|US200|WATER|2026-01-01|
87016|25-033|Hood River Bridge Approach|Hood River|OR|US200|ROADS|2026-01-01|
87017|25-036|Longview Water Main, Phase II|Longview|WA|US200|WATER|2026-03-01|WA-LON
87018|25-040|PDX Taxiway Kilo|Portland|OR|US200|ROADS|2026-03-01|
87019|26-010|Kalama Rail Spur|Kalama|WA|US200|ROADS|2026-06-01|WA-LON
87020|26-012|Astoria Seawall, Section C|Astoria|OR|US200|WATER|2026-09-01|
87021|26-015|Corvallis Student Commons|Corvallis|OR|US100|BLDG|2026-09-01|`

const all: readonly Site[] = table(rows).map(
  ([procoreId, number, name, city, state, unit, deptid, postFrom, taxCode]) => ({
    procoreId: Number(procoreId),
    number: number!,
    name: name!,
    city: city!,
    state: state as Site['state'],
    unit: unit as Unit,
    deptid: deptid!,
    postFrom: postFrom!,
    taxCode: taxCode || null,
  }),
)

/** The 20 job sites that examples/demo.yaml enables. */
export const sites = all.slice(0, 20)

/** The job site that exists on both sides and is not enabled: there to be enabled later. */
export const standbySite = all[20]!

/** All of them. */
export const everySite = all
