import type { Api } from '../api.ts'
import { byId, byStamps, type Call, type Filters, filtered, listed, projectOf, wrapped } from '../call.ts'
import { change, newRow } from '../change.ts'
import type { ChangeOrderLine, ChangeOrderPackage, CodedLine } from '../commitment-tables.ts'
import { completePackage } from '../completion.ts'
import { type Input, readFields, requireOneOf, type Writable } from '../fields.ts'
import { find, type Kind, save } from '../kind.ts'
import type { Procore } from '../procore.ts'
import { badRequest, forbidden, notFound } from '../refusal.ts'
import type { Project } from '../tables.ts'
import { baseStatus, knownStatuses } from './change-order-statuses.ts'
import { listedPackage, showPackage } from './change-order-views.ts'
import { acceptCodedLine, nextPosition } from './coded-lines.ts'
import { type By, lockBinds, sameLine } from './commitment-rules.ts'
import { undeleted } from './commitments.ts'
import { projectOrigins } from './origins.ts'

const path = '/rest/v1.0/change_order_packages'
const writable: Writable<ChangeOrderPackage> = {
  number: 'text',
  title: 'text',
  description: 'text',
  status: 'text',
  executed: 'flag',
  due_date: 'date',
  invoiced_date: 'date',
  paid_date: 'date',
  signed_change_order_received_date: 'date',
  schedule_impact_amount: 'whole',
  change_order_change_reason_id: 'id',
  origin_id: 'text',
  origin_code: 'text',
  origin_data: 'text',
}
const filters: Filters<ChangeOrderPackage> = { ...byId, ...byStamps }

/** Change order packages (procore.md §6.4): no sync, no DELETE, no filter by origin_id. */
export function addChangeOrderPackages(api: Api): void {
  api.get(path, call => {
    const { change_order_packages: packages } = call.procore.tables
    const rows = packages.by('project', projectOf(call, 'change_orders').id)
    const contract = call.query.one('contract_id')
    const asked = contract === null ? rows : rows.filter(row => row.contract_id === contract)
    return listed(call, filtered(call, undeleted(call, asked), filters), row => listedPackage(call, row))
  })
  api.get(`${path}/:id`, call => showPackage(call, find(kindOf(call), call.params.id!)))
  api.post(path, call => showPackage(call, put(call, wrapped(call, 'change_order'), null)))
  api.patch(`${path}/:id`, call => {
    const before = find(kindOf(call), call.params.id!)
    return showPackage(call, put(call, wrapped(call, 'change_order'), before))
  })
}

/** @throws Refusal 422 if a line of the package cannot become `after`, since an approved one is locked (procore.md §6.3). */
export function requireOpenPackage(
  procore: Procore,
  row: ChangeOrderPackage,
  before: CodedLine | null,
  after: CodedLine | null,
  by: By,
): void {
  if (before && after && sameLine(before, after)) return
  if (isApproved(procore, row) && lockBinds(procore, row, by))
    throw forbidden('base', 'The schedule of values of an approved change order cannot be changed')
}

/** @throws Refusal 422 if the package cannot be deleted, since it is approved. */
export function requireDeletablePackage(procore: Procore, row: ChangeOrderPackage, by: By): void {
  if (isApproved(procore, row) && lockBinds(procore, row, by))
    throw forbidden('base', 'An approved change order cannot be deleted')
}

function isApproved(procore: Procore, row: ChangeOrderPackage): boolean {
  const { company_id } = procore.tables.projects.get(row.project_id)!
  return baseStatus(procore, company_id, row.status) === 'approved'
}

/** Header and lines together or not at all. */
function put(call: Call, { line_items, ...fields }: Input, before: ChangeOrderPackage | null) {
  const { procore } = call
  const { change_order_packages, change_order_line_items: table } = procore.tables
  const lines = Array.isArray(line_items) ? (line_items as Input[]) : []
  const kind = kindOf(call)
  const draft = kind.accept(fields, before)
  const held = lines.map(line => lineOf(call, before, line))
  const judged = lines.map((line, at) => acceptLine(call, draft, line, held[at]!))
  // one that is made as approved brings its lines along
  if (before)
    for (const [at, line] of judged.entries()) requireOpenPackage(procore, before, held[at]!, line, 'api')
  const row = save(call, { ...kind, accept: () => draft }, fields, before)
  for (const [at, line] of judged.entries()) {
    const position = line.position || nextPosition(table.by('package', row.id))
    change(procore, call.actor, table, held[at]!, { ...line, position })
  }
  return change_order_packages.get(row.id)!
}

function acceptLine(
  call: Call,
  row: ChangeOrderPackage,
  input: Input,
  before: ChangeOrderLine | null,
): ChangeOrderLine {
  const { procore } = call
  const { change_order_line_items: table, commitment_line_items } = procore.tables
  const base = before ?? newRow(procore, table, { change_order_package_id: row.id })
  const named = readFields<ChangeOrderLine>(input, { commitment_line_item_id: 'id' })
  const of = named.commitment_line_item_id
  if (of && commitment_line_items.get(of)?.commitment_id !== row.contract_id)
    throw forbidden('commitment_line_item_id', 'does not exist')
  const knownUnit = procore.switches.get('commitmentRules') === 'on'
  return { ...acceptCodedLine(call, row.project_id, input, before, base, knownUnit), ...named }
}

function lineOf(call: Call, row: ChangeOrderPackage | null, input: Input): ChangeOrderLine | null {
  if (input.id === undefined || input.id === null) return null
  const line = call.procore.tables.change_order_line_items.get(String(input.id))
  if (!row || line?.change_order_package_id !== row.id)
    throw badRequest('line_items', `has no item ${String(input.id)}`)
  return line
}

function kindOf(call: Call): Kind<ChangeOrderPackage> {
  const project = projectOf(call, 'change_orders')
  const { change_order_packages: packages } = call.procore.tables
  return {
    table: packages,
    owns: row => row.project_id === project.id && row.deleted_at === null,
    origins: originId =>
      projectOrigins(call, project, packages.by('origin', originId)).filter(row => row.deleted_at === null),
    accept: (input, before) => accept(call, project, input, before),
    show: row => showPackage(call, row),
  }
}

function accept(
  call: Call,
  project: Project,
  input: Input,
  before: ChangeOrderPackage | null,
): ChangeOrderPackage {
  const { procore } = call
  const { change_order_packages: packages } = procore.tables
  const base =
    before ??
    newRow(procore, packages, {
      project_id: project.id,
      contract_id: contractOf(call, project),
      type: 'CommitmentContractChangeOrder',
    })
  const row = { ...base, ...readFields(input, writable) }
  row.number ??= base.number
  row.status ??= 'draft'
  requireOneOf('status', row.status, knownStatuses(procore, project.company_id))
  return completePackage(procore, row)
}

function contractOf(call: Call, project: Project): string {
  const id = call.query.one('contract_id') ?? call.body.contract_id
  if (id === undefined || id === null) throw badRequest('contract_id', 'is missing')
  const contract = call.procore.tables.commitments.get(String(id))
  if (contract?.project_id !== project.id || contract.deleted_at !== null) throw notFound('Contract')
  return contract.id
}
