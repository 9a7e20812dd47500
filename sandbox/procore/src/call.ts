import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Input } from './fields.ts'
import { MOST_V1, PAGES_V2, type PageSizes, page } from './paging.ts'
import type { Actor, Procore } from './procore.ts'
import type { Query } from './query.ts'
import { rangeFilter } from './range.ts'
import { badRequest, notFound, Refusal } from './refusal.ts'
import type { Client, Company, Project } from './tables.ts'

/** One authorized call of the REST API. */
export type Call = {
  procore: Procore
  request: FastifyRequest
  reply: FastifyReply
  client: Client
  /** The company of the `Procore-Company-Id` header. */
  company: Company
  actor: Actor
  params: Record<string, string>
  query: Query
  body: Input
}

/** A tool of a project that can be switched off. */
export type Tool = Project['tools_off'][number]

/** A parameter that may stand in path, query or body. @throws Refusal 400 without it. */
export function parameter(call: Call, name: string): string {
  const value = call.params[name] ?? call.query.one(name) ?? call.body[name]
  if (value === undefined || value === null || value === '') throw badRequest(name, 'is missing')
  return String(value)
}

/**
 * The company that the call names; the header must say the same (procore.md §1.4).
 * @throws Refusal 400 without `company_id`, 404 for another company than the header's.
 */
export function companyOf(call: Call): Company {
  if (parameter(call, 'company_id') !== call.company.id) throw notFound()
  return call.company
}

/**
 * The project that the call names, if the service account was permitted it and its tool is on.
 * @throws Refusal 404 (switch `hiddenProject`) otherwise.
 */
export function projectOf(call: Call, tool?: Tool): Project {
  const project = call.procore.tables.projects.get(parameter(call, 'project_id'))
  if (!project || !mayUse(call, project) || (tool && project.tools_off.includes(tool)))
    throw call.procore.switches.get('hiddenProject') === '403'
      ? new Refusal(403, 'You do not have permission to access this resource.')
      : notFound()
  return project
}

/** Whether the call's service account may see a project of the call's company. */
export function mayUse(call: Call, project: Project): boolean {
  const { project_ids } = call.client
  return project.company_id === call.company.id && (project_ids === 'all' || project_ids.includes(project.id))
}

/** The object that a body wraps its attributes in (procore.md §2.1). @throws Refusal 400 without it. */
export function wrapped(call: Call, name: string): Input {
  const value = call.body[name]
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw badRequest(name, 'is missing')
  return value as Input
}

/** A v1 list: the asked-for page of `rows`, each as `render` shows it. */
export function listed<R>(
  call: Call,
  rows: R[],
  render: (row: R) => unknown,
  sizes?: Partial<PageSizes>,
): unknown[] {
  const { procore, request, reply, query } = call
  const all = { size: procore.switches.get('pageSize'), most: MOST_V1, ...sizes }
  return page(request, reply, query, rows, all).map(render)
}

/** A v2 list: the same, with v2's page sizes. */
export function listedV2<R>(call: Call, rows: R[], render: (row: R) => unknown): unknown[] {
  return listed(call, rows, render, PAGES_V2)
}

/**
 * One filter of a list. `is` takes its values whole (an origin_id may hold a comma), `among` takes lists of ids,
 * `within` a date range. A filter that a list does not name is ignored, as Procore may do (procore.md §2.3).
 */
type Filter<R> = Partial<Record<'is' | 'among' | 'within', (row: R) => string | null>>
/** The filters that a list knows, by the name inside `filters[…]`. */
export type Filters<R> = { [name: string]: Filter<R> }

/** The rows that pass every `filters[…]` of the call that the list knows; all are joined by AND. */
export function filtered<R>(call: Call, rows: R[], filters: Filters<R>): R[] {
  let left = rows
  for (const [name, { is, among, within }] of Object.entries(filters)) {
    const key = `filters[${name}]`
    const wanted = new Set(is ? call.query.all(key) : among ? call.query.many(key) : [])
    const value = is ?? among
    if (value && wanted.size > 0) left = left.filter(row => wanted.has(value(row) ?? ''))
    const range = within && call.query.one(key)
    if (!within || !range) continue
    const inside = rangeFilter(key, range, call.procore.switches.get('rangeBounds'))
    left = left.filter(row => inside(within(row)))
  }
  return left
}

/** `filters[created_at]` and `filters[updated_at]`, ranges. */
export const byStamps: Filters<{ created_at: string; updated_at: string }> = {
  created_at: { within: row => row.created_at },
  updated_at: { within: row => row.updated_at },
}
/** `filters[id]`, a list. */
export const byId: Filters<{ id: string }> = { id: { among: row => row.id } }
/** `filters[origin_id]`, one value. */
export const byOrigin: Filters<{ origin_id: string | null }> = { origin_id: { is: row => row.origin_id } }
