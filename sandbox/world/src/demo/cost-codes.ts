import { table } from './random.ts'
import type { Site, Unit } from './sites.ts'

/** A cost code: division and own part, `03-3000` in full. */
export type CostCode = { division: string; part: string; code: string; name: string }

const divisionRows = `
01|General Requirements|GENERAL
02|Existing Conditions|SITEWORK
03|Concrete|CONCRETE
04|Masonry|STRUCTURE
05|Metals|STRUCTURE
06|Wood, Plastics, and Composites|STRUCTURE
07|Thermal and Moisture Protection|ENVELOPE
08|Openings|ENVELOPE
09|Finishes|FINISHES
10|Specialties|FINISHES
11|Equipment|FINISHES
12|Furnishings|FINISHES
14|Conveying Equipment|MECHANICAL
21|Fire Suppression|MECHANICAL
22|Plumbing|MECHANICAL
23|Heating, Ventilating, and Air Conditioning|MECHANICAL
26|Electrical|ELECTRICAL
27|Communications|ELECTRICAL
28|Electronic Safety and Security|ELECTRICAL
31|Earthwork|SITEWORK
32|Exterior Improvements|SITEWORK
33|Utilities|SITEWORK
34|Transportation|HEAVY
35|Waterway and Marine Construction|HEAVY`

const codeRows = `
01|3100|Project management
01|3500|Safety
01|4500|Testing and inspection
01|5100|Temporary utilities
01|5400|Hoisting and scaffolding
01|7400|Cleanup
01|9100|Contingency
02|2100|Surveys
02|4100|Demolition
02|8200|Asbestos abatement
03|1100|Formwork
03|2000|Reinforcing
03|3000|Cast-in-place concrete
03|3500|Concrete finishing
03|4000|Precast
04|2000|Unit masonry
04|4000|Stone
05|1200|Structural steel
05|3100|Steel decking
05|5000|Metal fabrications
06|1000|Rough carpentry
06|2000|Finish carpentry
06|4000|Millwork
07|1300|Waterproofing
07|2100|Insulation
07|5000|Membrane roofing
07|8400|Firestopping
07|9200|Joint sealants
08|1100|Metal doors and frames
08|4100|Storefronts
08|5000|Windows
08|7100|Door hardware
09|2900|Gypsum board
09|3000|Tile
09|5100|Acoustical ceilings
09|6500|Resilient flooring
09|9100|Painting
10|1400|Signage
10|2800|Toilet accessories
11|4000|Foodservice equipment
12|2400|Window shades
14|2100|Elevators
21|1300|Sprinklers
22|1100|Water piping
22|4000|Plumbing fixtures
23|3100|Ductwork
23|7400|Rooftop units
26|0500|Electrical materials
26|2400|Switchgear
26|5100|Lighting
27|1500|Structured cabling
28|3100|Fire alarm
31|1100|Clearing
31|2300|Excavation and fill
31|6200|Driven piles
32|1200|Asphalt paving
32|1600|Curbs and sidewalks
33|1100|Water mains
33|3000|Sewers
34|7100|Roadway barriers
35|3100|Shoreline protection`

/** Divisions of the cost codes, each with the activity of a PeopleSoft project that takes its costs. */
export const divisions: readonly { code: string; name: string; activity: string }[] = table(divisionRows).map(
  ([code, name, activity]) => ({ code: code!, name: name!, activity: activity! }),
)

/** About 60 codes by CSI MasterFormat, as a general contractor uses them. */
export const costCodes: readonly CostCode[] = table(codeRows).map(([division, part, name]) => ({
  division: division!,
  part: part!,
  code: `${division}-${part}`,
  name: name!,
}))

/** The activities that every PeopleSoft project has. */
export const activities: readonly string[] = [...new Set(divisions.map(one => one.activity))]

/** Cost types, which Procore's API calls line item types. */
export const costTypes = [
  { code: 'L', name: 'Labor', base_type: 'labor' },
  { code: 'M', name: 'Materials', base_type: 'materials' },
  { code: 'E', name: 'Equipment', base_type: 'equipment' },
  { code: 'S', name: 'Subcontract', base_type: 'commitment' },
  { code: 'O', name: 'Other', base_type: 'other' },
] as const
/** Code of a cost type. */
export type CostType = (typeof costTypes)[number]['code']

/** An activity that was closed in PeopleSoft while costs still come in. */
export const closedActivity = { site: 87006, activity: 'SITEWORK' }

/** An account whose cost code in one project belongs to another integration, and what a rule leads to it. */
export const foreignCode = { site: 87006, account: '500450', costCode: '09-9100', costType: 'S' } as const

/** Codes whose rule in examples/demo.yaml leads to trouble on purpose: only the costs that are meant to use them. */
const reserved = ['01-9100', '02-8200', '12-2400', '14-2100', '27-1500', '34-7100']
const civil = ['01', '02', '03', '05', '31', '32', '33', '35']

/** Whether a line so coded has a rule to a good account in examples/demo.yaml. */
export function isHealthy(site: Site, { code, division }: CostCode, type: CostType): boolean {
  if (reserved.includes(code) || (code === '01-3100' && type === 'L')) return false
  if (site.procoreId === foreignCode.site && code === foreignCode.costCode) return false
  const { activity } = divisions.find(one => one.code === division)!
  if (site.procoreId === closedActivity.site && activity === closedActivity.activity) return false
  return type !== 'O' || division === '01'
}

/** Codes that a business unit's sites use from day to day. */
export function usualCodes(unit: Unit): readonly CostCode[] {
  return unit === 'US200' ? costCodes.filter(one => civil.includes(one.division)) : costCodes
}
