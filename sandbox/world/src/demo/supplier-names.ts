import { randomOf } from './random.ts'

/** A supplier's name and where it is. */
export type Firm = {
  name1: string
  name2?: string
  city: string
  state: string
  postal: string
  country?: string
}

/** Firms written by hand: accents, apostrophes, ampersands, names as long as the field, a second line, other countries. */
const written: readonly Firm[] = [
  { name1: 'Cascade Ready Mix', city: 'Portland', state: 'OR', postal: '97210' },
  { name1: 'Ångström & Søn Elevators, Inc.', city: 'Seattle', state: 'WA', postal: '98101' },
  { name1: 'Peña Hermanos Drywall', city: 'Salem', state: 'OR', postal: '97301' },
  { name1: "O'Neill Structural Steel", city: 'Vancouver', state: 'WA', postal: '98660' },
  { name1: 'Willamette Valley Excavation & Utilities', city: 'Eugene', state: 'OR', postal: '97401' },
  { name1: 'Blue Heron Plumbing', city: 'Portland', state: 'OR', postal: '97214-2211' },
  { name1: 'Mt. Hood Roofing Co.', city: 'Gresham', state: 'OR', postal: '97030' },
  { name1: 'Rose City Glass', city: 'Portland', state: 'OR', postal: '97202' },
  { name1: 'Columbia Crane & Rigging', city: 'Troutdale', state: 'OR', postal: '97060' },
  { name1: 'Summit Scaffolding', city: 'Portland', state: 'OR', postal: '97217' },
  { name1: 'Burnside Electrical', city: 'Portland', state: 'OR', postal: '97209' },
  { name1: 'Pacific Rebar Supply', city: 'Tacoma', state: 'WA', postal: '98402' },
  {
    name1: 'Northwestern Mechanical & Controls Group',
    name2: 'Engineering Partners LLP',
    city: 'Bellevue',
    state: 'WA',
    postal: '98004',
  },
  {
    name1: 'St-Laurent Béton Préfabriqué Ltée',
    city: 'Québec',
    state: 'QC',
    postal: 'G1K 3A4',
    country: 'CAN',
  },
  {
    name1: 'Vancouver Tower Crane Rentals Ltd.',
    city: 'Vancouver',
    state: 'BC',
    postal: 'V6B 1A1',
    country: 'CAN',
  },
  { name1: 'Müller Fassadentechnik GmbH', city: 'Köln', state: 'NW', postal: '50667', country: 'DEU' },
  {
    name1: 'Three Sisters Painting',
    name2: 'dba Sisters Coatings',
    city: 'Sisters',
    state: 'OR',
    postal: '97759',
  },
  { name1: 'Łukasz Tile & Stone', city: 'Bend', state: 'OR', postal: '97701' },
  { name1: '3-D Concrete Cutting', city: 'Kent', state: 'WA', postal: '98032' },
  { name1: 'A+ Asphalt "Quick Patch"', city: 'Albany', state: 'OR', postal: '97321' },
]

const places = `Alder Creek,Bonneville,Bridgeport,Cannon Beach,Chinook,Clackamas,Cowlitz,Deschutes,Douglas Fir,Eastside,
Evergreen,Forest Park,Gorge,Hawthorne,High Desert,Ironwood,Juniper,Kalama,Klamath,Lakeview,Multnomah,Newberg,Old Town,
Quarry Road,Riverbend,Rogue,Santiam,Sellwood,Tualatin,Umpqua,Wallowa,Yaquina`
const trades = `Aggregates,Cabinets,Coatings,Concrete Pumping,Demolition,Doors & Frames,Dredging,Equipment Rental,Excavating,
Fencing,Fire Protection,Flooring,Framing,Geotechnical,HVAC,Insulation,Landscape,Masonry,Millwork,Paving,Piling,Rigging,
Sheet Metal,Signage,Solar,Surveying,Trucking,Waste Services,Waterproofing,Welding`
const endings = ['', '', '', ', Inc.', ' LLC', ' Co.', ' Corporation']
const towns = `Portland OR 97201,Portland OR 97233,Beaverton OR 97005,Hillsboro OR 97124,Gresham OR 97080,Salem OR 97302,
Eugene OR 97402,Bend OR 97702,Medford OR 97501,Astoria OR 97103,Hood River OR 97031,Newport OR 97365,Seattle WA 98108,
Tacoma WA 98421,Olympia WA 98501,Vancouver WA 98661,Longview WA 98632,Kalama WA 98625,Spokane WA 99201,Yakima WA 98901`

const list = (text: string) => text.split(',').map(one => one.trim())

/** So many firms, no two of one name: those written by hand first, then made-up ones. */
export function firms(count: number): Firm[] {
  const random = randomOf('firms')
  const pairs = random.shuffled(list(places).flatMap(place => list(trades).map(trade => `${place} ${trade}`)))
  const made = pairs.slice(0, count - written.length).map((pair): Firm => {
    const [, city, state, zip] = /^(.+) (..) (\d{5})$/.exec(random.pick(list(towns)))!
    const plusFour = random.chance(15) ? `-${random.whole(1001, 9899)}` : ''
    return { name1: pair + random.pick(endings), city: city!, state: state!, postal: zip! + plusFour }
  })
  return [...written, ...made]
}

const people = `Adeyemi Folake,Bergström Ulla,Castillo Ramón,Dunn Patrick,Eriksen Siv,Fuentes Iñaki,Grabowski Ola,Hsu Wei-Lin,
Ito Kenji,Jansen Mieke,Kowalczyk Jan,Lindqvist Åsa,Moreau Zoë,Nakamura Yuki,O'Brien Siobhán`

/** Suppliers that are people: employees who are paid back, HCM persons and attorneys. */
export const persons: readonly Firm[] = list(people).map(person => ({
  name1: person.replace(' ', ', '),
  city: 'Portland',
  state: 'OR',
  postal: '97201',
}))
