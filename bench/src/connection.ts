import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Ports } from '@plumbline/stack'
import { parse } from 'yaml'
import { projectAt } from './world.ts'

const example = join(import.meta.dirname, '../../examples/skeleton.yaml')

type Document = {
  peoplesoft: object
  procore: object
  projects: object[]
  mappings: object[]
  flows: Record<string, object>
}

/**
 * The example's connection for a benchmark's world: as many projects, and schedules that never come round by themselves,
 * so that every read is one that a case asked for.
 */
export function connectionDocument(ports: Ports, projects: number): unknown {
  const document = parse(readFileSync(example, 'utf8')) as Document
  const at = (port: number) => `http://127.0.0.1:${port}`
  const never = { read: '0 0 1 1 *', compare: '0 0 1 1 *' }
  const [project] = document.projects
  const [mapping] = document.mappings
  return {
    ...document,
    peoplesoft: {
      ...document.peoplesoft,
      base_url: `${at(ports.peoplesoft)}/PSIGW/RESTListeningConnector`,
      timeout_ms: 60_000,
    },
    procore: {
      ...document.procore,
      ...{ api_url: at(ports.procore), login_url: at(ports.procore), timeout_ms: 60_000 },
    },
    notifications: { destination_url: `${at(ports.ingress)}/webhooks/demo` },
    projects: Array.from({ length: projects }, (_, n) => {
      const { procore, peoplesoft } = projectAt(n)
      return { ...project, procore_id: String(procore), project_id: peoplesoft }
    }),
    mappings: [
      {
        ...mapping,
        rules: [
          { match: { cost_type: 'M' }, to: { account: '500200' } },
          { match: { cost_code: '03*' }, to: { activity_id: 'CONCRETE', analysis_type: 'ACT' } },
        ],
      },
    ],
    flows: Object.fromEntries(
      Object.entries(document.flows).map(([name, flow]) => [name, { ...flow, schedule: never }]),
    ),
  }
}
