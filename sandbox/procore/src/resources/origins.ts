import type { Call } from '../call.ts'
import type { Project } from '../tables.ts'

/** Those of some project records among which an `origin_id` must be unique (switch `originScope`, procore.md §3.1). */
export function projectOrigins<R extends { project_id: string }>(
  call: Call,
  project: Project,
  rows: R[],
): R[] {
  const { projects } = call.procore.tables
  return call.procore.switches.get('originScope') === 'project'
    ? rows.filter(row => row.project_id === project.id)
    : rows.filter(row => projects.get(row.project_id)?.company_id === project.company_id)
}
