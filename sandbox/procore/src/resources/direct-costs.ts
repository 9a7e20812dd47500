import type { Api } from '../api.ts'
import {
  byId,
  byOrigin,
  byStamps,
  type Call,
  type Filters,
  filtered,
  listed,
  projectOf,
  wrapped,
} from '../call.ts'
import { change } from '../change.ts'
import type { Input } from '../fields.ts'
import { int } from '../json.ts'
import { type Kind, save, sync } from '../kind.ts'
import { stamp } from '../procore.ts'
import { badRequest } from '../refusal.ts'
import type { DirectCost, DirectCostLine, Project } from '../tables.ts'
import type { CostLocks } from './cost-locks.ts'
import { saveLine } from './direct-cost-lines.ts'
import { acceptCost, acceptLine, requireUnlocked, type Way } from './direct-cost-rules.ts'
import { findCost, updatesOf, visible } from './direct-cost-scope.ts'
import { listedCost, showCost, showCostWithLines } from './direct-cost-views.ts'
import { projectOrigins } from './origins.ts'

const MOST_LINES = 100
/** A caller's own references by line id: echoed, not stored. */
type Refs = Map<string, unknown>

const filters: Filters<DirectCost> = {
  ...byId,
  ...byOrigin,
  ...byStamps,
  invoice_number: { is: row => row.invoice_number },
  payment_date: { within: row => row.payment_date },
  received_date: { within: row => row.received_date },
}

/** Direct costs: v1.1 with nested lines, v1.0 without, and the sync of headers (procore.md §8). */
export function addDirectCosts(api: Api, locks: CostLocks): void {
  for (const version of ['v1.1', 'v1.0']) {
    const path = `/rest/${version}/projects/:project_id/direct_costs`
    const nested = version === 'v1.1'
    const show = (call: Call, row: DirectCost, refs?: Refs) =>
      nested ? showCostWithLines(call, row, refs) : showCost(call, row)

    api.get(path, call => {
      const rows = call.procore.tables.direct_costs.by('project', projectOf(call, 'direct_costs').id)
      return listed(
        call,
        filtered(
          call,
          rows.filter(row => visible(call, row)),
          filters,
        ),
        row => listedCost(call, row),
      )
    })
    api.get(`${path}/:id`, call =>
      show(call, findCost(call, projectOf(call, 'direct_costs'), call.params.id!)),
    )
    api.post(path, call => {
      const input = wrapped(call, 'direct_cost')
      return show(call, ...put(call, input, nested ? linesIn(input) : [], null))
    })
    api.patch(`${path}/:id`, call => {
      const cost = findCost(call, projectOf(call, 'direct_costs'), call.params.id!)
      const input = wrapped(call, 'direct_cost')
      return locks.hold(call, [cost.id], () =>
        show(call, ...put(call, input, nested ? linesIn(input) : [], cost)),
      )
    })
    api.delete(`${path}/:id`, call => {
      const cost = findCost(call, projectOf(call, 'direct_costs'), call.params.id!)
      return locks.hold(call, [cost.id], () => {
        requireUnlocked(call.procore, cost, 'api')
        const deleted = { ...cost, deleted_at: stamp(call.procore.clock) }
        change(call.procore, call.actor, call.procore.tables.direct_costs, cost, deleted)
        return { id: int(cost.id) }
      })
    })
  }
  api.patch('/rest/v1.0/projects/:project_id/direct_costs/sync', call => {
    const project = projectOf(call, 'direct_costs')
    const ids = updatesOf(call).map(item => item.id ?? costOfOrigin(call, project, item.origin_id)?.id)
    return locks.hold(call, ids, () => sync(call, costKind(call, project, 'sync')))
  })
}

function costKind(call: Call, project: Project, way: Way): Kind<DirectCost> {
  const { direct_costs } = call.procore.tables
  return {
    table: direct_costs,
    owns: row => row.project_id === project.id && row.deleted_at === null,
    origins: originId =>
      projectOrigins(call, project, direct_costs.by('origin', originId)).filter(
        row => row.deleted_at === null,
      ),
    accept(input, before) {
      if (before) requireUnlocked(call.procore, before, way, input)
      return acceptCost(call, project, input, before)
    },
    show: row => showCost(call, row),
  }
}

/** Header and lines together or not at all: every line is judged before anything is written. */
function put(call: Call, input: Input, lines: Input[], before: DirectCost | null): [DirectCost, Refs] {
  const { line_items: _, ...fields } = input
  const kind = costKind(call, projectOf(call, 'direct_costs'), 'api')
  const held = lines.map(line => lineOf(call, before, line))
  if (before && lines.length > 0) requireUnlocked(call.procore, before, 'api')
  const draft = kind.accept(fields, before)
  for (const [at, line] of lines.entries()) acceptLine(call, draft, line, held[at]!)
  const cost = save(call, { ...kind, accept: () => draft }, fields, before)
  const refs: Refs = new Map()
  for (const [at, line] of lines.entries())
    refs.set(saveLine(call, cost, line, held[at]!, 'nested').id, line.ref)
  return [call.procore.tables.direct_costs.get(cost.id)!, refs]
}

function linesIn(input: Input): Input[] {
  const lines = Array.isArray(input.line_items) ? (input.line_items as Input[]) : []
  if (lines.length > MOST_LINES) throw badRequest('line_items', `are limited to ${MOST_LINES} in one request`)
  return lines
}

function lineOf(call: Call, cost: DirectCost | null, input: Input): DirectCostLine | null {
  if (input.id === undefined || input.id === null) return null
  const line = call.procore.tables.direct_cost_line_items.get(String(input.id))
  if (!cost || line?.direct_cost_id !== cost.id)
    throw badRequest('line_items', `has no item ${String(input.id)}`)
  return line
}

function costOfOrigin(call: Call, project: Project, originId: unknown): DirectCost | undefined {
  const { direct_costs } = call.procore.tables
  return direct_costs.by('origin', String(originId)).find(row => row.project_id === project.id)
}
