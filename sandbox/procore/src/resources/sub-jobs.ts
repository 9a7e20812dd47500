import type { Api } from '../api.ts'
import { type Call, listed, projectOf } from '../call.ts'
import { change, newRow } from '../change.ts'
import { readFields, requireText, type Writable } from '../fields.ts'
import { int } from '../json.ts'
import { find, type Kind, sync } from '../kind.ts'
import { addRecords } from '../records.ts'
import { forbidden } from '../refusal.ts'
import type { SubJob } from '../tables.ts'
import { projectOrigins } from './origins.ts'

const writable: Writable<SubJob> = { name: 'text', code: 'text', origin_id: 'text', origin_data: 'text' }

/** Sub jobs of a project (procore.md §5.2). The list has no filters. */
export function addSubJobs(api: Api): void {
  const path = '/rest/v1.0/sub_jobs'
  api.get(path, call => listed(call, call.procore.tables.sub_jobs.by('project', projectOf(call).id), show))
  addRecords(api, path, 'sub_job', kindOf)
  api.patch(`${path}/sync`, call => sync(call, kindOf(call)))
  api.delete(`${path}/:id`, call => {
    const row = find(kindOf(call), call.params.id!)
    const { cost_codes, sub_jobs } = call.procore.tables
    if (cost_codes.by('project', row.project_id).some(code => code.sub_job_id === row.id))
      throw forbidden('base', 'Sub job is in use and cannot be deleted')
    change(call.procore, call.actor, sub_jobs, row, null)
    return show(row)
  })
}

function show({ id, name, code, origin_id, origin_data, created_at, updated_at }: SubJob) {
  return { id: int(id), name, code, origin_id, origin_data, created_at, updated_at }
}

function kindOf(call: Call): Kind<SubJob> {
  const project = projectOf(call)
  const { sub_jobs } = call.procore.tables
  return {
    table: sub_jobs,
    owns: row => row.project_id === project.id,
    origins: originId => projectOrigins(call, project, sub_jobs.by('origin', originId)),
    accept(input, before) {
      const base = before ?? newRow(call.procore, sub_jobs, { project_id: project.id })
      const row = { ...base, ...readFields(input, writable) }
      requireText('name', row.name)
      requireText('code', row.code)
      if (sub_jobs.by('project', project.id).some(one => one.id !== row.id && one.code === row.code))
        throw forbidden('code', 'has already been taken')
      return row
    },
    show,
  }
}
