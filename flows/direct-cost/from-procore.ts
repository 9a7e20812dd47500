import { capture, type Draft, type Gone, type Notice } from '@plumbline/flow-kit'
import {
  type DirectCost as ApiCost,
  type DirectCostLine as ApiLine,
  listDirectCostLines,
  listDirectCosts,
  type Procore,
  readInstant,
  showDirectCost,
} from '@plumbline/procore'
import type { DirectCost } from '@plumbline/schemas'
import type { Settings } from '../connection.ts'
import { type About, inHundreds, readAbout } from '../procore-about.ts'
import { scheduleOf } from '../schedule.ts'
import { toDirectCost } from './canonical.ts'
import { directCost } from './entity.ts'

/** A cost with all its lines, and what its fields refer to. */
export type CostRead = About & { cost: ApiCost; lines: ApiLine[] }

/**
 * Direct costs of enabled projects (procore.md §8): a sweep reads two lists of the project, a notice one Show. Both come
 * to the same record. A cost is gone by `deleted_at`, or by absence from the list and a 404 while the list answers.
 */
export const directCostFromProcore = capture<DirectCost, CostRead, Procore, Settings>({
  name: 'direct-cost.from-procore',
  entity: directCost,
  from: 'procore',
  scopes: settings => settings.projects.map(project => project.procore_id),
  schedule: ({ flows, peoplesoft }) => scheduleOf(flows['direct-cost'].schedule, peoplesoft.time_zone, true),
  async *read(procore, project, span) {
    if (span === 'all') yield* readCosts(procore, project, undefined)
    else if ('ids' in span) yield* readShown(procore, project, span.ids)
    else yield* readCosts(procore, project, { from: span.changedFrom, to: span.changedTo })
  },
  present: procore => procore.present(),
  nativeId: ({ cost }) => cost.id,
  key: ({ cost }) => cost.id,
  stamp: ({ cost, lines }) => newest([cost.updated_at, ...lines.map(line => line.updated_at)]),
  notify: { resources: ['Direct Costs', 'Direct Cost Line Items'], locate },
  ids: async function* (procore, project) {
    for await (const cost of listDirectCosts(procore, project, { urgency: 'background' })) yield cost.id
  },
  toCanonical: (read, at): Draft<DirectCost> => toDirectCost(read, at),
})

function newest(stamps: (string | null)[]): string | null {
  return (
    stamps
      .map(readInstant)
      .filter(stamp => stamp !== null)
      .sort()
      .at(-1) ?? null
  )
}

/** A notice of a line names its cost in v3 payloads only; else the project is swept. */
function locate({ resource, id, projectId, related }: Notice) {
  if (projectId === null) return null
  if (resource === 'Direct Costs') return id === null ? { sweep: projectId } : { scope: projectId, id }
  const parent = related.find(one => one.resource === 'Direct Costs')
  return parent ? { scope: projectId, id: parent.id } : { sweep: projectId }
}

type Window = { from: string; to: string }

/** Costs of a project with all their lines: all, or those of which the cost or a line changed. */
async function* readCosts(
  procore: Procore,
  project: string,
  updated: Window | undefined,
): AsyncIterable<CostRead | Gone> {
  const urgency = 'background'
  const costs = new Map<string, ApiCost>()
  for await (const cost of listDirectCosts(procore, project, { updated, urgency })) costs.set(cost.id, cost)
  const lines = await Array.fromAsync(listDirectCostLines(procore, project, { updated, urgency }))
  if (updated) {
    const missing = [...new Set(lines.map(line => line.direct_cost_id))].filter(id => !costs.has(id))
    for (const ids of inHundreds(missing))
      for await (const cost of listDirectCosts(procore, project, { ids, urgency })) costs.set(cost.id, cost)
  }
  const whole = updated
    ? await linesOf(procore, project, [...costs.keys()])
    : Map.groupBy(lines, line => line.direct_cost_id)
  const about = await readAbout(procore, project, [...whole.values()].flat())
  for (const cost of costs.values()) yield goneOrRead({ cost, lines: whole.get(cost.id) ?? [], ...about })
}

async function linesOf(
  procore: Procore,
  project: string,
  costIds: string[],
): Promise<Map<string, ApiLine[]>> {
  const lines: ApiLine[] = []
  for (const direct_cost_ids of inHundreds(costIds))
    for await (const line of listDirectCostLines(procore, project, {
      direct_cost_ids,
      urgency: 'background',
    }))
      lines.push(line)
  return Map.groupBy(lines, line => line.direct_cost_id)
}

async function* readShown(procore: Procore, project: string, ids: string[]): AsyncIterable<CostRead | Gone> {
  for (const id of ids) {
    const cost = await showDirectCost(procore, project, id)
    if (cost) {
      const lines = cost.line_items ?? []
      // A Show whose lines lack their cost code says less than the list: then the list is asked (INDEX §4).
      const whole = lines.every(line => line.cost_code?.full_code)
        ? lines
        : await allLines(procore, project, id)
      yield goneOrRead({ cost, lines: whole, ...(await readAbout(procore, project, whole)) })
    } else if (await isMissing(procore, project, id))
      yield { gone: id, at: null, proof: "404 by id, and absent from the project's list, which answers" }
  }
}

const allLines = async (procore: Procore, project: string, id: string): Promise<ApiLine[]> =>
  (await linesOf(procore, project, [id])).get(id) ?? []

/** The list throws where project or tool do not answer; so an empty answer is a word, not a silence. */
async function isMissing(procore: Procore, project: string, id: string): Promise<boolean> {
  const listed = await Array.fromAsync(listDirectCosts(procore, project, { ids: [id] }))
  return !listed.some(cost => cost.id === id)
}

function goneOrRead(read: CostRead): CostRead | Gone {
  const { id, deleted_at } = read.cost
  return deleted_at === null ? read : { gone: id, at: readInstant(deleted_at), proof: 'deleted_at at source' }
}
