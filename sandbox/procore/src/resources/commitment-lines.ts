import { isDeepStrictEqual } from 'node:util'
import type { Api } from '../api.ts'
import { type Call, listed, wrapped } from '../call.ts'
import { change, newRow } from '../change.ts'
import type { Commitment, CommitmentLine } from '../commitment-tables.ts'
import { find, type Kind, save, sync } from '../kind.ts'
import { type Actor, type Procore, stamp } from '../procore.ts'
import { budgetFor } from './budget.ts'
import { acceptCodedLine, nextPosition } from './coded-lines.ts'
import { requireOpenLine } from './commitment-rules.ts'
import { commitmentLines } from './commitment-sums.ts'
import { showCommitmentLine } from './commitment-views.ts'
import { commitmentOf, contractKinds } from './commitments.ts'
import { projectOrigins } from './origins.ts'

/** Lines of purchase orders and subcontracts, v1.0, with their sync (procore.md §6.1). Their list has no filters. */
export function addCommitmentLines(api: Api): void {
  for (const { type, path: name } of contractKinds) {
    const path = `/rest/v1.0/${name}/:contract_id/line_items`
    const contractOf = (call: Call) => commitmentOf(call, type, call.params.contract_id!)
    const lineOf = (call: Call, contract: Commitment) => find(lineKind(call, contract), call.params.id!)
    api.get(path, call =>
      listed(call, commitmentLines(call.procore, contractOf(call)), line => showCommitmentLine(call, line)),
    )
    api.get(`${path}/:id`, call => showCommitmentLine(call, lineOf(call, contractOf(call))))
    api.post(path, call => {
      const kind = lineKind(call, contractOf(call))
      return kind.show(save(call, kind, wrapped(call, 'line_item'), null))
    })
    api.patch(`${path}/:id`, call => {
      const contract = contractOf(call)
      const kind = lineKind(call, contract)
      return kind.show(save(call, kind, wrapped(call, 'line_item'), lineOf(call, contract)))
    })
    api.delete(`${path}/:id`, call => {
      const contract = contractOf(call)
      const line = lineOf(call, contract)
      requireOpenLine(call.procore, contract, line, null, 'api')
      const answer = showCommitmentLine(call, line)
      change(call.procore, call.actor, call.procore.tables.commitment_line_items, line, null)
      touchCommitment(call.procore, call.actor, contract.id)
      return answer
    })
    api.patch(`${path}/sync`, call => sync(call, lineKind(call, contractOf(call)), 413))
  }
}

/** After a line's change: the commitment's stamp, if the switch `lineTouchesCommitment` says so. */
export function touchCommitment(procore: Procore, actor: Actor, id: string): void {
  if (procore.switches.get('lineTouchesCommitment') === 'no') return
  const { commitments } = procore.tables
  const row = commitments.get(id)!
  commitments.put({ ...row, updated_at: stamp(procore.clock) })
  procore.events.emit(actor, commitments.name, row, row)
}

function lineKind(call: Call, contract: Commitment): Kind<CommitmentLine> {
  const { procore } = call
  const { commitment_line_items: lines, commitments, projects, wbs_codes } = procore.tables
  let unchanged = false
  return {
    table: lines,
    owns: line => line.commitment_id === contract.id,
    origins(originId) {
      const found = lines.by('origin', originId).flatMap(line => {
        const { project_id, type, deleted_at } = commitments.get(line.commitment_id)!
        return type === contract.type && deleted_at === null ? [{ ...line, project_id }] : []
      })
      const kept = projectOrigins(call, projects.get(contract.project_id)!, found)
      return kept.map(({ id }) => lines.get(id)!)
    },
    accept(input, before) {
      const position = nextPosition(lines.by('commitment', contract.id))
      const base = before ?? newRow(procore, lines, { commitment_id: contract.id, position })
      const knownUnit = procore.switches.get('commitmentRules') === 'on'
      const after = acceptCodedLine(call, contract.project_id, input, before, base, knownUnit)
      requireOpenLine(procore, contract, before, after, 'api')
      unchanged = isDeepStrictEqual(before, after)
      return after
    },
    saved(line) {
      if (unchanged) return
      budgetFor(procore, call.actor, wbs_codes.get(line.wbs_code_id)!)
      touchCommitment(procore, call.actor, contract.id)
    },
    show: line => showCommitmentLine(call, line),
  }
}
