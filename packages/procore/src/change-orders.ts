import type { Outcome } from '@plumbline/flow-kit'
import { type Fields, readFields } from '@plumbline/http'
import type { Urgency } from './budget.ts'
import type { Procore } from './client.ts'
import { type CodedLine, readCodedLine } from './coded-lines.ts'
import { type CommitmentLineUpdate, lineIds } from './commitment-lines.ts'
import { writeOutcome } from './outcomes.ts'
import type { Range } from './query.ts'
import {
  type Currency,
  type Named,
  type Origin,
  readCurrency,
  readIdOf,
  readNamed,
  readOrigin,
  readStamps,
  type Stamps,
  withNumbers,
} from './shared.ts'

/** What a change order shows as a package and as a commitment change order (procore.md §6.4). */
export type ChangeOrderHeader = Stamps &
  Currency & {
    id: string
    contract_id: string | null
    number: string | null
    revision: string | null
    title: string | null
    description: string | null
    /** A name of the company's own, which `listChangeOrderStatuses` maps to one of Procore's. */
    status: string | null
    executed: boolean | null
    due_date: string | null
    invoiced_date: string | null
    paid_date: string | null
    reviewed_at: string | null
    signed_change_order_received_date: string | null
    /** In days. */
    schedule_impact_amount: string | null
    change_order_change_reason: string | null
    designated_reviewer: Named | null
    reviewed_by: Named | null
    grand_total: string | null
  }

/** A change order package of any kind of contract. */
export type ChangeOrderPackage = ChangeOrderHeader &
  Origin & {
    /** PrimeContractChangeOrder, CommitmentContractChangeOrder or ChangeOrderPackage. */
    type: string | null
    origin_code: string | null
    deleted_at: string | null
    /** Null in a list, which has none. */
    line_items: CodedLine[] | null
  }

export type ChangeOrderPackagesAsked = {
  ids?: readonly string[]
  contract_id?: string
  updated?: Range
  include_deleted?: 'with' | 'only'
  urgency?: Urgency
}

const packages = 'v1.0/change_order_packages'

/** Change order packages of a project or of one contract, prime ones among them, without their lines. */
export async function* listChangeOrderPackages(
  procore: Procore,
  projectId: string,
  { ids, contract_id, updated, include_deleted, urgency = 'foreground' }: ChangeOrderPackagesAsked = {},
): AsyncIterable<ChangeOrderPackage> {
  const reading = {
    query: { project_id: projectId, contract_id },
    filters: { id: ids, updated_at: updated, include_deleted },
    urgency,
  }
  for await (const raw of procore.list(packages, reading)) yield readPackage(raw)
}

/** One change order package with its lines; null where it does not exist or is not visible. */
export async function showChangeOrderPackage(
  procore: Procore,
  projectId: string,
  id: string,
): Promise<ChangeOrderPackage | null> {
  const raw = await procore.show(`${packages}/${id}`, { query: { project_id: projectId } })
  return raw === null ? null : readPackage(raw)
}

/** What a write may set. Fields that are left out stay as they are; null empties one. */
export type ChangeOrderPackageFields = {
  number?: string
  title?: string
  description?: string | null
  status?: string
  executed?: boolean
  due_date?: string | null
  invoiced_date?: string | null
  signed_change_order_received_date?: string | null
  change_order_change_reason_id?: string | null
  origin_id?: string | null
  origin_code?: string | null
  origin_data?: string | null
  /** Those with an id are changed, the others are added. */
  line_items?: readonly CommitmentLineUpdate[]
}

/**
 * Makes a change order package of a contract. There is no sync and no filter by origin_id: look for its
 * origin_id among those of the contract before making one again. Rejected where the contract is gone.
 * @throws Refused `scope` where the project's change orders cannot be seen at all.
 */
export async function createChangeOrderPackage(
  procore: Procore,
  projectId: string,
  contractId: string,
  fields: ChangeOrderPackageFields,
): Promise<Outcome<ChangeOrderPackage>> {
  const scope = withNumbers({ project_id: projectId, contract_id: contractId }, ['project_id', 'contract_id'])
  const written = await procore.write('POST', packages, { ...scope, change_order: numbered(fields) })
  const outcome = writeOutcome(packages, written, 'item', readPackage)
  // a contract that is gone must not pause its project, a tool that is off must
  if (outcome.is === 'rejected' && outcome.code === 'procore-not-found')
    await procore.read(packages, { query: { project_id: projectId, per_page: '1' } })
  return outcome
}

/** Changes a change order package; the lines of an approved one are locked. */
export async function updateChangeOrderPackage(
  procore: Procore,
  projectId: string,
  id: string,
  fields: ChangeOrderPackageFields,
): Promise<Outcome<ChangeOrderPackage>> {
  const scope = withNumbers({ project_id: projectId }, ['project_id'])
  const written = await procore.write('PATCH', `${packages}/${id}`, {
    ...scope,
    change_order: numbered(fields),
  })
  return writeOutcome(packages, written, 'item', readPackage)
}

function numbered({ line_items, ...fields }: ChangeOrderPackageFields): object {
  const lines = line_items?.map(line => withNumbers(line, ['id', ...lineIds]))
  return { ...withNumbers(fields, ['change_order_change_reason_id']), ...(lines && { line_items: lines }) }
}

/** A status that a company's change orders may have, and the one of Procore's that it stands for. */
export type ChangeOrderStatus = { id: string; name: string | null; mapped_to_status: string | null }

/** The company's statuses of change orders. */
export async function* listChangeOrderStatuses(
  procore: Procore,
  { urgency = 'foreground' }: { urgency?: Urgency } = {},
): AsyncIterable<ChangeOrderStatus> {
  const query = { company_id: procore.settings.company_id }
  for await (const raw of procore.list('v1.0/change_order/statuses', { query, urgency })) {
    const status = readFields(raw, 'change order status')
    yield {
      id: status.need('id'),
      name: status.text('name'),
      mapped_to_status: status.text('mapped_to_status'),
    }
  }
}

function readPackage(raw: unknown): ChangeOrderPackage {
  const order = readFields(raw, 'change order package')
  return {
    ...readChangeOrder(order),
    type: order.text('type'),
    origin_code: order.text('origin_code'),
    deleted_at: order.text('deleted_at'),
    line_items: order.has('line_items') ? order.list('line_items').map(readCodedLine) : null,
    ...readOrigin(order),
  }
}

/** The fields that both forms of a change order have. */
export function readChangeOrder(order: Fields): ChangeOrderHeader {
  const reason = order.raw.change_order_change_reason
  return {
    id: order.need('id'),
    contract_id: readIdOf(order, 'contract'),
    number: order.text('number'),
    revision: order.text('revision'),
    title: order.text('title'),
    description: order.text('description'),
    status: order.text('status'),
    executed: order.flag('executed'),
    due_date: order.text('due_date'),
    invoiced_date: order.text('invoiced_date'),
    paid_date: order.text('paid_date'),
    reviewed_at: order.text('reviewed_at'),
    signed_change_order_received_date: order.text('signed_change_order_received_date'),
    schedule_impact_amount: order.decimal('schedule_impact_amount'),
    change_order_change_reason:
      typeof reason === 'object'
        ? (order.object('change_order_change_reason')?.text('change_reason') ?? null)
        : order.text('change_order_change_reason'),
    designated_reviewer: readNamed(order, 'designated_reviewer'),
    reviewed_by: readNamed(order, 'reviewed_by'),
    grand_total: order.decimal('grand_total'),
    ...readCurrency(order),
    ...readStamps(order),
  }
}
