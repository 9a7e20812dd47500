import { readFields } from '@plumbline/http'
import type { Urgency } from './budget.ts'
import type { Procore } from './client.ts'
import type { Range } from './query.ts'
import { type Origin, readOrigin, readStamps, type Stamps } from './shared.ts'

/** A project (procore.md §5.1). */
export type Project = Stamps &
  Origin & {
    id: string
    name: string | null
    display_name: string | null
    project_number: string | null
    accounting_project_number: string | null
    origin_code: string | null
    active: boolean | null
    time_zone: string | null
    start_date: string | null
    completion_date: string | null
  }

export type ProjectsAsked = {
  ids?: readonly string[]
  updated?: Range
  /** Active ones by default. */
  by_status?: 'Active' | 'Inactive' | 'All'
  urgency?: Urgency
}

/** The projects that the service account was permitted; one that is missing may be there all the same. */
export async function* listProjects(procore: Procore, asked: ProjectsAsked = {}): AsyncIterable<Project> {
  const { ids, updated, by_status, urgency = 'foreground' } = asked
  const reading = {
    query: { company_id: procore.settings.company_id },
    filters: { id: ids, updated_at: updated, by_status },
    urgency,
  }
  for await (const raw of procore.list('v1.0/projects', reading)) yield readProject(raw)
}

function readProject(raw: unknown): Project {
  const project = readFields(raw, 'project')
  return {
    id: project.need('id'),
    name: project.text('name'),
    display_name: project.text('display_name'),
    project_number: project.text('project_number'),
    accounting_project_number: project.text('accounting_project_number'),
    origin_code: project.text('origin_code'),
    active: project.flag('active'),
    time_zone: project.text('time_zone'),
    start_date: project.text('start_date'),
    completion_date: project.text('completion_date'),
    ...readOrigin(project),
    ...readStamps(project),
  }
}
