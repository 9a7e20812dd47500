import type { Draft, ReadContext } from '@plumbline/flow-kit'
import { createZone } from '@plumbline/peoplesoft'
import { type CodedLine, readInstant } from '@plumbline/procore'
import type { ChangeOrder, ChangeOrderLine } from '@plumbline/schemas'
import { orderOf } from '../commitments.ts'
import { projectOf, type Settings } from '../connection.ts'
import { minorUnits, plainDecimal } from '../money.ts'
import { taxOn, toLineCoding } from '../procore-coding.ts'
import type { ChangeOrderRead } from './read.ts'
import { mappedStatus } from './status.ts'

/** A change order in canonical form. Pure. @throws when a line has no amount. */
export function toChangeOrder(
  read: ChangeOrderRead,
  { before, readBefore = false, settings, readAt }: ReadContext<Settings, ChangeOrder>,
): Draft<ChangeOrder> {
  const { order, projectId, project, companyId, contract, newer } = read
  const status = mappedStatus(order.status, read.statuses)
  const zone = createZone(settings.peoplesoft.time_zone)
  const dayOf = (text: string | null): string | null => {
    if (text === null || /^\d{4}-\d{2}-\d{2}$/.test(text)) return text
    const instant = readInstant(text)
    return instant === null ? null : zone.wall(instant).slice(0, 10)
  }
  const reviewed_date = dayOf(order.reviewed_at)
  // Read as a draft before: then it was not in the books by then.
  const isFirstApproved = before === null && !readBefore && status === 'approved'
  const grand_total = plainDecimal(order.grand_total)
  // A commitment that is not shown this time is the one that it was.
  const known = contract ? orderOf(projectId, contract) : before
  return {
    header: {
      origin_system: 'procore',
      company_id: companyId,
      project_id: projectId,
      // A project that is renamed or closed later changes none of its change orders.
      project_number: before?.header.project_number ?? project?.project_number ?? null,
      source_created_raw: order.created_at,
      source_created_at: readInstant(order.created_at),
      source_updated_raw: order.updated_at,
      source_updated_at: readInstant(order.updated_at),
      actor_id: null,
      foreign_origin_id: order.origin_id,
      first_approved_at: before?.header.first_approved_at ?? (status === 'approved' ? readAt : null),
      extras: {},
    },
    package_id: order.id,
    commitment_change_order_id: newer?.id ?? before?.commitment_change_order_id ?? null,
    contract_id: order.contract_id,
    contract_type: contract?.kind ?? before?.contract_type ?? null,
    purchase_order_key: known?.purchase_order_key ?? null,
    contract_owner: known?.contract_owner ?? 'unknown',
    contract_number: contract?.number ?? before?.contract_number ?? null,
    vendor_id: contract?.vendor?.id ?? before?.vendor_id ?? null,
    number: order.number,
    revision: order.revision,
    title: order.title,
    description: order.description,
    status_raw: order.status,
    status,
    executed: order.executed,
    reviewed_date,
    // Nobody saw when it was approved; it was no later than its last change.
    date_when_first_read_approved: isFirstApproved
      ? (reviewed_date ?? dayOf(order.updated_at))
      : (before?.date_when_first_read_approved ?? null),
    due_date: order.due_date,
    invoiced_date: order.invoiced_date,
    reason: order.change_order_change_reason,
    reviewer: order.reviewed_by?.name ?? order.designated_reviewer?.name ?? null,
    grand_total,
    currency_iso_code: order.currency_iso_code,
    currency_exchange_rate: plainDecimal(order.currency_exchange_rate),
    base_currency_iso_code: order.base_currency_iso_code,
    lines: toLines(read, before, settings),
  }
}

function toLines(
  read: ChangeOrderRead,
  before: Draft<ChangeOrder> | null,
  settings: Settings,
): ChangeOrderLine[] {
  const { order, projectId, subJobs, taxCodes } = read
  const currency = order.currency_iso_code ?? projectOf(settings, projectId)?.currency ?? 'USD'
  const { rate_unit } = settings.flows['direct-cost'].tax
  // A total that moved may have moved by a rate: then no tax of before is kept.
  const kept = before?.grand_total === plainDecimal(order.grand_total) ? before.lines : []
  return inOrder(read.lines).map((line, index): ChangeOrderLine => {
    if (line.amount === null) throw new Error(`line ${line.id} of change order ${order.id} has no amount`)
    const amount = plainDecimal(line.amount)
    const was = kept.find(
      one => one.id === line.id && one.tax_code_id === line.tax_code_id && one.amount === amount,
    )
    const rate = plainDecimal(taxCodes.find(one => one.id === line.tax_code_id)?.rate1 ?? null)
    const commitment_line_id =
      newerLine(read, line, index)?.commitment_line_item_id ??
      before?.lines.find(one => one.id === line.id)?.commitment_line_id ??
      null
    return {
      id: line.id,
      commitment_line_id,
      position: line.position === null ? null : Number(line.position),
      ...toLineCoding(line, subJobs),
      quantity: plainDecimal(line.quantity),
      uom: line.uom,
      unit_cost: plainDecimal(line.unit_cost),
      amount,
      tax_code_id: line.tax_code_id,
      tax_amount:
        line.tax_code_id === null
          ? null
          : (was?.tax_amount ?? taxOn(amount, rate, rate_unit, minorUnits(currency))),
      description: line.description,
      origin_id: line.origin_id,
    }
  })
}

/** The same line of the newer form: by its id, else the one at its place that says the same. */
function newerLine({ newerLines }: ChangeOrderRead, line: CodedLine, index: number) {
  const byId = newerLines.find(one => one.id === line.id)
  if (byId) return byId
  const there = newerLines[index]
  const isSame = there?.amount && line.amount && plainDecimal(there.amount) === plainDecimal(line.amount)
  return isSame && there.wbs_code_id === (line.wbs_code?.id ?? null) ? there : undefined
}

/** By position; those without one last, by id. */
function inOrder(lines: CodedLine[]): CodedLine[] {
  const place = (line: CodedLine) => Number(line.position ?? Number.MAX_SAFE_INTEGER)
  return [...lines].sort((a, b) => place(a) - place(b) || a.id.length - b.id.length || (a.id < b.id ? -1 : 1))
}
