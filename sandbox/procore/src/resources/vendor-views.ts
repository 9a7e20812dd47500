import type { Call } from '../call.ts'
import { int } from '../json.ts'
import type { Vendor } from '../tables.ts'
import { showStandardCostCode } from './standard-cost-codes.ts'

/** A vendor in the view that the call asks for; `extended` without one (procore.md §4.1). */
export function showVendor(call: Call, vendor: Vendor): unknown {
  switch (call.query.one('view')) {
    case 'compact':
      return { id: int(vendor.id), name: vendor.name }
    case 'summary':
      return summaryView(call, vendor)
    case 'normal':
      return normalView(vendor)
    case 'erp':
      return {
        ...normalView(vendor),
        origin_custom_fields: vendor.origin_custom_fields,
        erp_custom_fields: [],
      }
    case 'directory':
      return directoryView(call, vendor)
    default:
      return extendedView(call, vendor)
  }
}

/** A vendor in a project's directory (procore.md §4.2: without the fields that only the extended view has). */
export function showProjectVendor(call: Call, vendor: Vendor, view: string): unknown {
  switch (view) {
    case 'ids_only':
      return int(vendor.id)
    case 'name':
      return { id: int(vendor.id), name: vendor.name }
    case 'minimal':
      return { id: int(vendor.id), name: vendor.name, logo: null, is_active: vendor.is_active }
    case 'list':
      return listView(vendor)
    case 'extended':
      return extendedView(call, vendor)
    default: {
      const { contact_count: _, ...normal } = normalView(vendor)
      return { ...normal, project_ids: projectIds(call, vendor) }
    }
  }
}

function summaryView(call: Call, vendor: Vendor) {
  return {
    id: int(vendor.id),
    name: vendor.name,
    active_users_count: 0,
    bids_count: 0,
    business_id: null,
    company_vendor: true,
    is_connected: false,
    open_bids_count: 0,
    projects_count: projectIds(call, vendor).length,
    synced_to_erp: vendor.origin_id !== null,
  }
}

function listView(vendor: Vendor) {
  const { address, business_id, business_phone, business_register, city, country_code } = normalView(vendor)
  const { email_address, fax_number, is_active, logo, state_code, trade_name, zip } = normalView(vendor)
  return {
    id: int(vendor.id),
    name: vendor.name,
    address,
    business_id,
    business_phone,
    business_register,
    city,
    country_code,
    email_address,
    fax_number,
    is_active,
    logo,
    state_code,
    trade_name,
    zip,
  }
}

/** The directory view has no origin fields, and names of country and state instead of the country's code. */
function directoryView(call: Call, vendor: Vendor) {
  const {
    company: _company,
    contact_count: _contacts,
    country_code,
    is_active: _active,
    origin_code: _code,
    origin_data: _data,
    origin_id: _id,
    synced_to_erp: _synced,
    vendor_group: _group,
    children_count: _children,
    parent: _parent,
    project_ids: _projects,
    ...rest
  } = extendedView(call, vendor)
  return {
    ...rest,
    business: null,
    contract_signer: null,
    country_name: country_code,
    invoice_contacts: [],
    state_name: vendor.state_code,
  }
}

/** Which blank texts come as `""` and which as null is as recorded from a live company (procore.md §2.7, §4.2). */
function normalView(vendor: Vendor) {
  return {
    id: int(vendor.id),
    name: vendor.name,
    abbreviated_name: vendor.abbreviated_name ?? '',
    address: vendor.address ?? '',
    attachments: [],
    authorized_bidder: vendor.authorized_bidder,
    business_id: null,
    business_phone: vendor.business_phone ?? '',
    business_register: registerView(vendor),
    city: vendor.city ?? '',
    company: vendor.name,
    contact_count: 0,
    country_code: vendor.country_code,
    created_at: vendor.created_at,
    email_address: vendor.email_address ?? '',
    fax_number: vendor.fax_number ?? '',
    is_active: vendor.is_active,
    is_connected: false,
    labor_union: vendor.labor_union ?? '',
    license_number: vendor.license_number ?? '',
    logo: null,
    mobile_phone: vendor.mobile_phone,
    non_union_prevailing_wage: vendor.non_union_prevailing_wage,
    notes: vendor.notes ?? '',
    origin_code: vendor.origin_code,
    origin_data: vendor.origin_data,
    origin_id: vendor.origin_id,
    prequalified: vendor.prequalified,
    primary_contact: null,
    state_code: vendor.state_code,
    synced_to_erp: vendor.origin_id !== null,
    trade_name: vendor.trade_name ?? '',
    union_member: vendor.union_member,
    updated_at: vendor.updated_at,
    vendor_group: null,
    website: vendor.website ?? '',
    zip: vendor.zip ?? '',
  }
}

function extendedView(call: Call, vendor: Vendor) {
  const { vendors, standard_cost_codes } = call.procore.tables
  const parent = vendor.parent_id === null ? null : vendors.get(vendor.parent_id)
  return {
    ...normalView(vendor),
    bidding: { ...noBidding, ...vendor.bidding },
    bidding_distribution: [],
    children_count: vendors.by('parent', vendor.id).length,
    company_vendor: true,
    legal_name: parent?.name ?? vendor.name,
    parent: parent && { id: int(parent.id), name: parent.name },
    project_ids: projectIds(call, vendor),
    standard_cost_codes: vendor.standard_cost_code_ids
      .map(id => standard_cost_codes.get(id))
      .filter(code => code !== null)
      .map(code => showStandardCostCode(call, code, 'extended')),
    trades: [],
  }
}

/** The one tax id that Procore holds for a vendor, or null (procore.md §4.2). */
export function registerView({ business_register: register }: Vendor) {
  return (
    register && { ...register, id: int(String(register.id)), verified_at: null, verification_status: null }
  )
}

function projectIds(call: Call, vendor: Vendor): unknown[] {
  return call.procore.tables.project_vendors.by('vendor', vendor.id).map(row => int(row.project_id))
}

const noBidding = Object.fromEntries(
  [
    'affirmative_action',
    'african_american_business',
    'asian_american_business',
    'certified_business_enterprise',
    'disadvantaged_business',
    'eight_a_business',
    'hispanic_business',
    'historically_underutilized_business',
    'minority_business_enterprise',
    'native_american_business',
    'sdvo_business',
    'small_business',
    'womens_business',
  ].map(kind => [kind, false]),
)
