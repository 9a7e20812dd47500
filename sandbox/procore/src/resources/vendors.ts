import type { Api } from '../api.ts'
import {
  byId,
  byOrigin,
  byStamps,
  type Call,
  companyOf,
  type Filters,
  filtered,
  listed,
  wrapped,
} from '../call.ts'
import { newRow } from '../change.ts'
import { type Input, readFields, requireText, type Writable } from '../fields.ts'
import { find, type Kind, save, sync } from '../kind.ts'
import { addRecords } from '../records.ts'
import { forbidden, invalid, Refusal } from '../refusal.ts'
import type { Company, Vendor } from '../tables.ts'
import { registerView, showVendor } from './vendor-views.ts'

const writable: Writable<Vendor> = {
  name: 'text',
  abbreviated_name: 'text',
  trade_name: 'text',
  address: 'text',
  city: 'text',
  state_code: 'text',
  country_code: 'text',
  zip: 'text',
  business_phone: 'text',
  mobile_phone: 'text',
  fax_number: 'text',
  email_address: 'text',
  website: 'text',
  is_active: 'flag',
  origin_id: 'text',
  origin_code: 'text',
  origin_data: 'text',
  notes: 'text',
  labor_union: 'text',
  license_number: 'text',
  authorized_bidder: 'flag',
  prequalified: 'flag',
  union_member: 'flag',
  non_union_prevailing_wage: 'flag',
  parent_id: 'id',
  standard_cost_code_ids: 'ids',
}

/** Filters of the vendor lists (procore.md §4.1). */
export const vendorFilters: Filters<Vendor> = {
  ...byId,
  ...byOrigin,
  ...byStamps,
  parent_id: { among: row => row.parent_id },
}

/** Company vendors (procore.md §4). There is no DELETE. */
export function addVendors(api: Api): void {
  api.get('/rest/v1.0/vendors', call => {
    const company = companyOf(call)
    const all = call.procore.tables.vendors.by('company', company.id)
    const shown =
      call.procore.switches.get('inactiveVendors') === 'listed' ? all : all.filter(row => row.is_active)
    return listVendors(call, shown)
  })
  const kindOf = (call: Call) => vendorKind(call, companyOf(call))
  addRecords(api, '/rest/v1.0/vendors', 'vendor', kindOf)
  api.patch('/rest/v1.0/vendors/sync', call => sync(call, kindOf(call)))

  const inactive = '/rest/v1.0/companies/:company_id/vendors/inactive'
  api.get(inactive, call => {
    const all = call.procore.tables.vendors.by('company', companyOf(call).id)
    return listVendors(
      call,
      all.filter(row => !row.is_active),
    )
  })
  api.patch(`${inactive}/:id`, call => {
    const kind = kindOf(call)
    return kind.show(save(call, kind, { is_active: true }, find(kind, call.params.id!)))
  })

  const register = '/rest/v1.0/vendors/:id/business_register'
  api.post(register, call => {
    const kind = kindOf(call)
    const vendor = find(kind, call.params.id!)
    if (vendor.business_register) throw new Refusal(409, 'Business Register already exists')
    return registerView(save(call, kind, registerOf(call), vendor))
  })
  api.patch(register, call => {
    const kind = kindOf(call)
    const vendor = find(kind, call.params.id!)
    if (!vendor.business_register) throw new Refusal(404, 'Business Register not found')
    return registerView(save(call, kind, registerOf(call), vendor))
  })
}

/** The company's vendors as one call can write them. */
export function vendorKind(call: Call, company: Company): Kind<Vendor> {
  const { vendors } = call.procore.tables
  return {
    table: vendors,
    owns: row => row.company_id === company.id,
    origins: originId => vendors.by('origin', originId).filter(row => row.company_id === company.id),
    accept(input, before) {
      const fields = readFields(input, writable)
      const base = before ?? newRow(call.procore, vendors, { company_id: company.id })
      const row = { ...base, ...fields, ...extras(call, input, base) }
      requireText('name', row.name)
      for (const field of ['state_code', 'country_code'] as const)
        if (row[field] !== base[field] && row[field] !== null && !/^[A-Z0-9]{2,3}$/.test(row[field]))
          throw invalid(field, 'is not a valid ISO-3166 Alpha-2 code')
      if (row.parent_id !== null) requireParent(call, company, row)
      return row
    },
    show: row => showVendor(call, row),
  }
}

function listVendors(call: Call, vendors: Vendor[]): unknown[] {
  let found = filtered(call, vendors, vendorFilters)
  const search = call.query.one('filters[search]')?.toLowerCase()
  if (search)
    found = found.filter(row =>
      [row.name, row.notes, row.origin_code, row.business_register?.identifier].some(text =>
        text?.toLowerCase().includes(search),
      ),
    )
  return listed(call, sorted(call, found), row => showVendor(call, row))
}

function sorted(call: Call, vendors: Vendor[]): Vendor[] {
  const sort = call.query.one('sort')
  if (sort !== 'name' && sort !== '-name') return vendors
  const byName = vendors.toSorted((a, b) => a.name.localeCompare(b.name))
  return sort === 'name' ? byName : byName.reverse()
}

/** What is not simply a field: objects that are merged, and the tax id of a sync (procore.md §4.1). */
function extras(call: Call, input: Input, base: Vendor): Partial<Vendor> {
  const merged: Partial<Vendor> = {}
  for (const field of ['bidding', 'origin_custom_fields'] as const)
    if (isObject(input[field])) merged[field] = { ...base[field], ...input[field] } as Record<string, boolean>
  if (isObject(input.business_register_attributes)) {
    const { type, identifier } = input.business_register_attributes
    if (typeof type !== 'string' || !/^(abn|ein)$/i.test(type))
      throw invalid('business_register_attributes', 'type must be ABN or EIN')
    const id = base.business_register?.id ?? call.procore.ids.next()
    merged.business_register = { id, type: type.toUpperCase(), identifier: String(identifier) }
  }
  return merged
}

function requireParent(call: Call, company: Company, row: Vendor): void {
  const parent = call.procore.tables.vendors.get(row.parent_id!)
  if (!parent || parent.company_id !== company.id || parent.id === row.id)
    throw forbidden('parent_id', 'is not a vendor of this company')
  if (parent.parent_id !== null) throw forbidden('parent_id', 'supports two levels only')
}

function registerOf(call: Call): Input {
  return { business_register_attributes: wrapped(call, 'business_register') }
}

function isObject(value: unknown): value is Input {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
