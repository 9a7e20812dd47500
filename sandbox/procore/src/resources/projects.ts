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
  mayUse,
} from '../call.ts'
import { newRow } from '../change.ts'
import { loose } from '../decimal.ts'
import { readFields, requireText, type Writable } from '../fields.ts'
import { int } from '../json.ts'
import { type Kind, sync } from '../kind.ts'
import { addRecords } from '../records.ts'
import type { Project } from '../tables.ts'

const writable: Writable<Project> = {
  name: 'text',
  project_number: 'text',
  accounting_project_number: 'text',
  active: 'flag',
  address: 'text',
  city: 'text',
  state_code: 'text',
  country_code: 'text',
  zip: 'text',
  county: 'text',
  time_zone: 'text',
  phone: 'text',
  description: 'text',
  start_date: 'date',
  completion_date: 'date',
  total_value: 'decimal',
  origin_id: 'text',
  origin_code: 'text',
  origin_data: 'text',
}

const filters: Filters<Project> = {
  ...byId,
  ...byOrigin,
  ...byStamps,
  synced: { is: row => String(row.origin_id !== null) },
}

/** Projects: active and permitted ones only (procore.md §5.1, §11.7). */
export function addProjects(api: Api): void {
  api.get('/rest/v1.0/projects', call => {
    const compact = call.query.one('serializer_view') === 'compact'
    return listed(call, found(call, filters), row => (compact ? compactView(row) : listView(call, row)))
  })
  api.get('/rest/v1.1/projects', call => {
    const rows = found(call, { ...filters, project_number: { is: row => row.project_number } })
    return listed(call, rows, row => view(call, row), { most: 300 })
  })
  addRecords(api, '/rest/v1.0/projects', 'project', kindOf)
  api.patch('/rest/v1.0/projects/sync', call => sync(call, kindOf(call)))
  api.get('/rest/v1.0/companies/:company_id/projects', call => permitted(call).map(shortView))
}

function permitted(call: Call): Project[] {
  return call.procore.tables.projects.by('company', companyOf(call).id).filter(row => mayUse(call, row))
}

function found(call: Call, known: Filters<Project>): Project[] {
  const status = call.query.one('filters[by_status]') ?? 'Active'
  const name = call.query.one('filters[name]')?.toLowerCase()
  const rows = permitted(call)
    .filter(row => status === 'All' || row.active === (status === 'Active'))
    .filter(row => !name || row.name.toLowerCase().includes(name))
  const sort = call.query.one('sort')
  if (sort?.endsWith('name')) rows.sort((a, b) => a.name.localeCompare(b.name))
  if (sort?.startsWith('-')) rows.reverse()
  return filtered(call, rows, known)
}

function kindOf(call: Call): Kind<Project> {
  const company = companyOf(call)
  const { projects } = call.procore.tables
  return {
    table: projects,
    owns: row => row.company_id === company.id && mayUse(call, row),
    origins: originId => projects.by('origin', originId).filter(row => row.company_id === company.id),
    accept(input, before) {
      const base = before ?? newRow(call.procore, projects, { company_id: company.id })
      const row = { ...base, ...readFields(input, writable) }
      requireText('name', row.name)
      return row
    },
    show: row => show(call, row),
  }
}

function view(call: Call, row: Project): unknown {
  switch (call.query.one('view')) {
    case 'ids':
      return int(row.id)
    case 'compact':
      return compactView(row)
    default:
      return listView(call, row)
  }
}

function compactView(row: Project) {
  return { id: int(row.id), name: row.name, display_name: displayName(row) }
}

function listView(call: Call, row: Project) {
  const company = call.procore.tables.companies.get(row.company_id)!
  const value = row.total_value === null ? null : loose(row.total_value)
  return {
    ...compactView(row),
    accounting_project_number: row.accounting_project_number,
    active: row.active,
    address: row.address,
    city: row.city,
    code: '',
    company: { id: int(company.id), name: company.name },
    completion_date: row.completion_date,
    country_code: row.country_code,
    county: row.county,
    created_at: row.created_at,
    custom_fields: {},
    designated_market_area: null,
    erp_integrated: row.is_erp_integrated,
    estimated_value: value,
    is_demo: false,
    latitude: null,
    longitude: null,
    origin_code: row.origin_code,
    origin_data: row.origin_data,
    origin_id: row.origin_id,
    owners_project_id: null,
    parent_job_id: null,
    phone: row.phone ?? '',
    photo_id: null,
    project_bid_type_id: null,
    project_number: row.project_number,
    project_owner_type_id: null,
    project_region_id: null,
    project_stage: row.stage === null ? null : { id: 3, name: row.stage },
    stage: row.stage,
    start_date: row.start_date,
    state_code: row.state_code,
    store_number: null,
    time_zone: row.time_zone,
    total_value: value,
    updated_at: row.updated_at,
    zip: row.zip,
  }
}

function show(call: Call, row: Project): unknown {
  const listId = row.standard_cost_code_list_id
  return {
    ...listView(call, row),
    description: row.description,
    estimated_start_date: row.start_date,
    estimated_completion_date: row.completion_date,
    is_erp_integrated: row.is_erp_integrated,
    standard_cost_code_list_id: int(listId),
    departments: [],
  }
}

function shortView(row: Project): unknown {
  const { address, city, state_code, zip, country_code } = row
  return {
    id: int(row.id),
    name: row.name,
    address: { street: address, city, state_code, zip, country_code },
    stage_name: row.stage,
    status_name: row.active ? 'Active' : 'Inactive',
    type_name: null,
    open_items: [],
    created_by: null,
  }
}

function displayName({ project_number, name }: Project): string {
  return project_number === null ? name : `${project_number} - ${name}`
}
