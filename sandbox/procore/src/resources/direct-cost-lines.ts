import type { Api } from '../api.ts'
import { byId, byStamps, type Call, type Filters, filtered, listed, projectOf, wrapped } from '../call.ts'
import { change } from '../change.ts'
import type { Input } from '../fields.ts'
import { find, type Kind, save, sync } from '../kind.ts'
import { type Actor, type Procore, stamp } from '../procore.ts'
import { badRequest, forbidden } from '../refusal.ts'
import type { DirectCost, DirectCostLine, Project } from '../tables.ts'
import { budgetFor } from './budget.ts'
import type { CostLocks } from './cost-locks.ts'
import { acceptLine, requireUnlocked, type Way } from './direct-cost-rules.ts'
import { findCost, updatesOf, visible } from './direct-cost-scope.ts'
import { linesOf, listedLine, showLine } from './direct-cost-views.ts'
import { projectOrigins } from './origins.ts'

const filters: Filters<DirectCostLine> = {
  ...byId,
  ...byStamps,
  direct_cost_id: { among: row => row.direct_cost_id },
  cost_code_id: { among: row => row.cost_code_id },
  line_item_type_id: { among: row => row.line_item_type_id },
}

/** Lines of direct costs, v1.0: of a project, of one cost, and their sync (procore.md §8). No filter by origin_id. */
export function addDirectCostLines(api: Api, locks: CostLocks): void {
  const base = '/rest/v1.0/projects/:project_id/direct_costs'
  api.get(`${base}/line_items`, call => {
    const project = projectOf(call, 'direct_costs')
    const costs = call.procore.tables.direct_costs.by('project', project.id).filter(row => visible(call, row))
    const lines = costs.flatMap(cost => linesOf(call.procore, cost))
    return listed(call, filtered(call, lines, filters), line => listedLine(call, line, project))
  })
  api.patch(`${base}/line_items/sync`, call => {
    const project = projectOf(call, 'direct_costs')
    const { direct_cost_line_items: lines } = call.procore.tables
    const ids = updatesOf(call).flatMap(({ id, origin_id, direct_cost_id }) => [
      direct_cost_id,
      lines.get(String(id))?.direct_cost_id,
      ...lines.by('origin', String(origin_id)).map(line => line.direct_cost_id),
    ])
    return locks.hold(call, ids, () => sync(call, lineKind(call, project, null, 'sync')))
  })

  const path = `${base}/:direct_cost_id/line_items`
  api.get(path, call => {
    const cost = costOf(call)
    return listed(call, filtered(call, linesOf(call.procore, cost), filters), line => showLine(call, line))
  })
  api.get(`${path}/:id`, call => showLine(call, lineOf(call, costOf(call))))
  api.post(path, call => {
    const cost = costOf(call)
    const input = wrapped(call, 'line_item')
    return locks.hold(call, [cost.id], () => showLine(call, saveLine(call, cost, input, null, 'api')))
  })
  api.patch(`${path}/:id`, call => {
    const cost = costOf(call)
    const line = lineOf(call, cost)
    const input = wrapped(call, 'line_item')
    return locks.hold(call, [cost.id], () => showLine(call, saveLine(call, cost, input, line, 'api')))
  })
  api.delete(`${path}/:id`, call => {
    const cost = costOf(call)
    const line = lineOf(call, cost)
    return locks.hold(call, [cost.id], () => {
      requireUnlocked(call.procore, cost, 'api')
      const answer = showLine(call, line)
      change(call.procore, call.actor, call.procore.tables.direct_cost_line_items, line, null)
      touchCost(call.procore, call.actor, cost)
      return answer
    })
  })
}

/** Creates or changes a line, with what follows for budget and header. */
export function saveLine(
  call: Call,
  cost: DirectCost,
  input: Input,
  before: DirectCostLine | null,
  way: Way,
): DirectCostLine {
  const project = call.procore.tables.projects.get(cost.project_id)!
  return save(call, lineKind(call, project, cost, way), input, before)
}

/** After a line's change: the header's stamp, if the switch `lineTouchesCost` says so. */
export function touchCost(procore: Procore, actor: Actor, cost: DirectCost): void {
  if (procore.switches.get('lineTouchesCost') === 'no') return
  const { direct_costs } = procore.tables
  direct_costs.put({ ...direct_costs.get(cost.id)!, updated_at: stamp(procore.clock) })
  procore.events.emit(actor, direct_costs.name, cost, cost)
}

function costOf(call: Call): DirectCost {
  return findCost(call, projectOf(call, 'direct_costs'), call.params.direct_cost_id!)
}

function lineOf(call: Call, cost: DirectCost): DirectCostLine {
  const table = call.procore.tables.direct_cost_line_items
  return find({ table, owns: row => row.direct_cost_id === cost.id }, call.params.id!)
}

/** The lines of a project (sync: each new one names its cost) or of one cost. */
function lineKind(call: Call, project: Project, cost: DirectCost | null, way: Way): Kind<DirectCostLine> {
  const { direct_cost_line_items: lines, direct_costs } = call.procore.tables
  const costById = (id: string) => direct_costs.get(id)
  const projectId = (line: DirectCostLine) => costById(line.direct_cost_id)!.project_id
  return {
    table: lines,
    owns: line => projectId(line) === project.id && costById(line.direct_cost_id)!.deleted_at === null,
    origins(originId) {
      const found = lines.by('origin', originId).map(line => ({ ...line, project_id: projectId(line) }))
      return projectOrigins(call, project, found).map(({ id }) => lines.get(id)!)
    },
    accept(input, before) {
      const parent = cost ?? (before ? costById(before.direct_cost_id)! : parentOf(call, project, input))
      requireUnlocked(call.procore, parent, way, before ? input : {})
      return acceptLine(call, parent, input, before)
    },
    saved(line) {
      budgetFor(call.procore, call.actor, call.procore.tables.wbs_codes.get(line.wbs_code_id)!)
      touchCost(call.procore, call.actor, costById(line.direct_cost_id)!)
    },
    show: line => showLine(call, line),
  }
}

function parentOf(call: Call, project: Project, input: Input): DirectCost {
  if (!input.direct_cost_id) throw badRequest('direct_cost_id', "can't be blank")
  const cost = call.procore.tables.direct_costs.get(String(input.direct_cost_id))
  if (cost?.project_id !== project.id || cost.deleted_at !== null)
    throw forbidden('direct_cost_id', 'does not exist')
  return cost
}
