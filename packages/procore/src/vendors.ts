import type { Outcome } from '@plumbline/flow-kit'
import { readFields } from '@plumbline/http'
import type { Urgency } from './budget.ts'
import type { Procore } from './client.ts'
import { readFault } from './faults.ts'
import { failedOutcome } from './outcomes.ts'
import type { Range } from './query.ts'
import { type Origin, readOrigin, readStamps, type Stamps } from './shared.ts'

const textFields = [
  'name',
  'abbreviated_name',
  'trade_name',
  'address',
  'city',
  'zip',
  'state_code',
  'country_code',
  'business_phone',
  'mobile_phone',
  'fax_number',
  'email_address',
  'website',
  'origin_code',
  'notes',
  'license_number',
] as const

/** A company of the directory (procore.md §4.2). */
export type Vendor = Stamps &
  Origin &
  Record<(typeof textFields)[number], string | null> & {
    id: string
    is_active: boolean | null
    synced_to_erp: boolean | null
    /** The only tax id that Procore holds of a vendor. */
    business_register: { type: string | null; identifier: string | null } | null
  }

/** What a write may set. Fields that are left out stay as they are; null empties one. */
export type VendorUpdate = Partial<Record<(typeof textFields)[number], string | null>> & {
  id?: string
  origin_id?: string | null
  origin_data?: string | null
  is_active?: boolean
  business_register_attributes?: { type: 'ABN' | 'EIN'; identifier: string }
}

export type VendorsAsked = {
  ids?: readonly string[]
  origin_id?: string
  updated?: Range
  /** Name, keyword, origin_code, ABN or EIN. */
  search?: string
  urgency?: Urgency
}

/**
 * Vendors of the company's directory. Active lists leave inactive ones out, as far as is known (procore.md
 * §4.1).
 */
export async function* listVendors(procore: Procore, asked: VendorsAsked = {}): AsyncIterable<Vendor> {
  const { ids, origin_id, updated, search, urgency = 'foreground' } = asked
  const reading = {
    query: { ...company(procore), view: 'extended' },
    filters: { id: ids, origin_id, updated_at: updated, search },
    urgency,
  }
  for await (const raw of procore.list('v1.0/vendors', reading)) yield readVendor(raw)
}

/** Vendors of the company that were made inactive. */
export async function* listInactiveVendors(
  procore: Procore,
  asked: { urgency?: Urgency } = {},
): AsyncIterable<Vendor> {
  const path = `v1.0/companies/${procore.settings.company_id}/vendors/inactive`
  // The list does not say of each that it is inactive: that is what it lists.
  for await (const raw of procore.list(path, asked)) yield { ...readVendor(raw), is_active: false }
}

/** One vendor; null where it does not exist or is not visible. */
export async function showVendor(procore: Procore, id: string): Promise<Vendor | null> {
  const raw = await procore.show(`v1.0/vendors/${id}`, { query: company(procore) })
  return raw === null ? null : readVendor(raw)
}

/** Creates and updates vendors, at most 1000, by id or origin_id (procore.md §3.2). */
export function syncVendors(procore: Procore, updates: readonly VendorUpdate[]): Promise<Outcome<Vendor>[]> {
  return procore.sync('v1.0/vendors/sync', updates, readVendor, { scope: company(procore) })
}

/** The ids of the company vendors in a project's directory; only those can be used there. */
export async function* listProjectVendors(
  procore: Procore,
  projectId: string,
  asked: { urgency?: Urgency } = {},
): AsyncIterable<{ id: string }> {
  const reading = { ...asked, query: { view: 'minimal' } }
  for await (const raw of procore.list(`v1.1/projects/${projectId}/vendors`, reading))
    yield { id: readFields(raw, 'project vendor').need('id') }
}

/** Adds a company vendor to a project's directory. */
export async function addProjectVendor(
  procore: Procore,
  projectId: string,
  vendorId: string,
): Promise<Outcome<{ id: string }>> {
  const written = await procore.write('POST', `v1.1/projects/${projectId}/vendors/${vendorId}/actions/add`)
  if (written.is !== 'answered') return written
  return written.answer.status < 300
    ? { is: 'applied', targetId: vendorId, seen: { id: vendorId } }
    : failedOutcome('project vendors', readFault(written.answer), 'item')
}

const company = (procore: Procore) => ({ company_id: procore.settings.company_id })

function readVendor(raw: unknown): Vendor {
  const vendor = readFields(raw, 'vendor')
  const register = vendor.object('business_register')
  return {
    ...(Object.fromEntries(textFields.map(name => [name, vendor.text(name)])) as Record<
      (typeof textFields)[number],
      string | null
    >),
    id: vendor.need('id'),
    is_active: vendor.flag('is_active'),
    synced_to_erp: vendor.flag('synced_to_erp'),
    business_register: register && { type: register.text('type'), identifier: register.text('identifier') },
    ...readOrigin(vendor),
    ...readStamps(vendor),
  }
}
