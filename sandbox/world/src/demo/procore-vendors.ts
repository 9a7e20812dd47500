import type { Id, ProcoreProjectVendor, ProcoreVendor } from '../procore-rows.ts'
import { randomOf } from './random.ts'
import { COMPANY, everySite, type Site, units } from './sites.ts'
import { isGood, type Supplier, suppliers } from './suppliers.ts'

type Named = { id: Id; name: string; supplier: Supplier | null }

const of = (setid: Supplier['setid'], count: number) =>
  suppliers.filter(one => one.setid === setid && isGood(one)).slice(0, count)

/** Suppliers that people have entered in Procore too, before there was a link. */
const entered: readonly Supplier[] = [...of('SHARE', 48), ...of('CIVIL', 14)]

/** The supplier that two vendors of Procore could be. */
export const ambiguous = suppliers.find(one => one.name1 === 'Summit Scaffolding')!
/** The supplier whose vendor in Procore belongs to another integration. */
export const foreign = suppliers.find(one => one.name1 === 'Columbia Crane & Rigging')!

const twins = entered
  .filter(one => one !== ambiguous && one !== foreign)
  .map((supplier, at) => ({ id: 51_001 + at, ...twinOf(supplier, at), supplier }))

/** A vendor that a project manager made: no supplier is behind it. */
export const madeByManager: Named = { id: 51_901, name: "Joe's Dumpsters", supplier: null }

/** Under the same code and another name, or under the same name in other spellings. */
function twinOf(
  supplier: Supplier,
  at: number,
): Pick<ProcoreVendor, 'name' | 'zip'> & Partial<ProcoreVendor> {
  const whole = [supplier.name1, supplier.name2].filter(Boolean).join(' ')
  const { city, state, postal } = supplier
  const here = { city, state_code: /^[A-Z]{2}$/.test(state) ? state : null, zip: postal }
  switch (at % 6) {
    case 0:
      return { name: whole, zip: postal }
    case 1:
      return { ...here, name: whole.toUpperCase(), business_phone: '(503) 555-0199' }
    case 2:
      return { name: whole.slice(0, 12).trim(), zip: null, origin_code: supplier.id }
    case 3:
      return { ...here, name: whole.replaceAll('&', 'and').replaceAll('ñ', 'n'), zip: postal.slice(0, 5) }
    case 4:
      return { ...here, name: `${whole.replace(/,? (Inc\.|LLC|Co\.|Corporation)$/, '')} Incorporated` }
    default:
      return { ...here, name: whole, is_active: at % 12 !== 5 }
  }
}

/** The company's vendors: those above, and what makes matching hard. */
export function procoreVendors(): ProcoreVendor[] {
  const company_id = COMPANY
  const { postal: zip, city } = ambiguous
  return [
    ...twins.map(({ supplier: _, ...vendor }): ProcoreVendor => ({ company_id, ...vendor })),
    { id: madeByManager.id, company_id, name: madeByManager.name, city: 'Portland', zip: '97218' },
    { id: 51_902, company_id, name: 'Rapid Copy Center', notes: 'Made by a project manager' },
    { id: 51_903, company_id, name: ambiguous.name1, zip, city },
    { id: 51_904, company_id, name: `${ambiguous.name1}, LLC`, zip: `${zip}-1200` },
    { id: 51_905, company_id, name: foreign.name1, zip: foreign.postal, origin_id: 'acumatica:V-10045' },
    {
      id: 51_906,
      company_id,
      name: 'Burnside Electrical',
      city: 'Vancouver',
      state_code: 'WA',
      zip: '98660',
    },
  ]
}

/** A dozen vendors of a site's own business unit; that of the manager is in the first site's directory. */
export function vendorsOf(site: Site): readonly Named[] {
  const { setid } = units[site.unit]
  const own = twins.filter(one => one.supplier.setid === setid && one.is_active !== false)
  const some = randomOf(`vendors ${site.procoreId}`).shuffled(own).slice(0, 12)
  return site === everySite[0] ? [...some, madeByManager] : some
}

/** The directories of all sites. */
export const projectVendors: readonly ProcoreProjectVendor[] = everySite.flatMap(site =>
  vendorsOf(site).map(({ id }) => ({ project_id: site.procoreId, vendor_id: id })),
)
