import type { Api } from '../api.ts'
import { type Call, filtered, listed, projectOf, wrapped } from '../call.ts'
import { change } from '../change.ts'
import { find, save } from '../kind.ts'
import { notFound } from '../refusal.ts'
import { type Project, projectVendorKey, type Vendor } from '../tables.ts'
import { showProjectVendor } from './vendor-views.ts'
import { vendorFilters, vendorKind } from './vendors.ts'

const base = '/rest/v1.1/projects/:project_id/vendors'

/** Vendors in a project's directory (procore.md §4.1). The list has no updated_at filter. */
export function addProjectVendors(api: Api): void {
  api.get(base, call => {
    const project = projectOf(call, 'directory')
    const { created_at: _c, updated_at: _u, origin_id: _o, ...filters } = vendorFilters
    const vendors = filtered(call, projectVendors(call, project), filters)
    return listed(call, vendors, row => show(call, row))
  })
  api.get(`${base}/:id`, call => show(call, projectVendor(call, projectOf(call, 'directory'))))
  api.post(base, call => {
    const project = projectOf(call, 'directory')
    const vendor = save(call, vendorKind(call, call.company), wrapped(call, 'vendor'), null)
    addToProject(call, project, vendor)
    return show(call, vendor)
  })
  api.patch(`${base}/:id`, call => {
    const vendor = projectVendor(call, projectOf(call, 'directory'))
    return show(call, save(call, vendorKind(call, call.company), wrapped(call, 'vendor'), vendor))
  })
  api.post(`${base}/:id/actions/add`, call => {
    const project = projectOf(call, 'directory')
    const vendor = find(vendorKind(call, call.company), call.params.id!)
    addToProject(call, project, vendor)
    return show(call, vendor)
  })
  api.delete(
    `${base}/:id/actions/remove`,
    call => {
      const project = projectOf(call, 'directory')
      const { project_vendors } = call.procore.tables
      const link = project_vendors.get(projectVendorKey(project.id, projectVendor(call, project).id))
      change(call.procore, call.actor, project_vendors, link, null)
    },
    204,
  )
}

function projectVendors(call: Call, project: Project): Vendor[] {
  const { project_vendors, vendors } = call.procore.tables
  return project_vendors
    .by('project', project.id)
    .map(link => vendors.get(link.vendor_id))
    .filter(vendor => vendor?.is_active === true)
    .filter(vendor => vendor !== null)
}

function projectVendor(call: Call, project: Project): Vendor {
  const { project_vendors, vendors } = call.procore.tables
  const vendor = vendors.get(call.params.id!)
  if (!vendor || !project_vendors.get(projectVendorKey(project.id, vendor.id))) throw notFound()
  return vendor
}

function addToProject(call: Call, project: Project, vendor: Vendor): void {
  const { project_vendors } = call.procore.tables
  const link = project_vendors.get(projectVendorKey(project.id, vendor.id))
  change(
    call.procore,
    call.actor,
    project_vendors,
    link,
    link ?? { project_id: project.id, vendor_id: vendor.id },
  )
}

function show(call: Call, vendor: Vendor): unknown {
  return showProjectVendor(call, vendor, call.query.one('view') ?? 'normal')
}
