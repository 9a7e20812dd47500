import type { Draft, ReadContext } from '@plumbline/flow-kit'
import { type DirectCostLine as ApiLine, readInstant } from '@plumbline/procore'
import type { DirectCost } from '@plumbline/schemas'
import { projectOf, type Settings } from '../connection.ts'
import { minorUnits, plainDecimal, sumOf } from '../money.ts'
import { toLine } from './canonical-line.ts'
import type { CostRead } from './from-procore.ts'

const TYPES = ['invoice', 'expense', 'payroll', 'subcontractor_invoice'] as const
const STATUSES = ['draft', 'pending', 'revise_and_resubmit', 'approved'] as const

/** A direct cost in canonical form: decimals in one spelling, whichever route was read. Pure. @throws when a line has no amount. */
export function toDirectCost(read: CostRead, at: ReadContext<Settings, DirectCost>): Draft<DirectCost> {
  const { cost, projectId, project, companyId } = read
  const { before, settings, readAt } = at
  const status = known(STATUSES, cost.status)
  const grand_total = plainDecimal(cost.grand_total)
  const currency = cost.currency_iso_code ?? projectOf(settings, projectId)?.currency ?? 'USD'
  const isFirstApproved = before === null && status === 'approved'
  const lines = inOrder(read.lines).map(line =>
    toLine(line, read, {
      rateUnit: settings.flows['direct-cost'].tax.rate_unit,
      decimals: minorUnits(currency),
      // A total that moved may have moved by a rate: then no rate of before is kept.
      before: before?.grand_total === grand_total ? before.lines.find(one => one.id === line.id) : undefined,
    }),
  )
  const taxes = lines.flatMap(line => (line.tax_amount === null ? [] : [line.tax_amount]))
  return {
    header: {
      origin_system: 'procore',
      company_id: companyId,
      project_id: projectId,
      // A project that is renamed or closed later changes none of its costs.
      project_number: before?.header.project_number ?? project?.project_number ?? null,
      source_created_raw: cost.created_at,
      source_created_at: readInstant(cost.created_at),
      source_updated_raw: cost.updated_at,
      source_updated_at: readInstant(cost.updated_at),
      actor_id: null,
      foreign_origin_id: ours(cost.origin_id, companyId) ? null : cost.origin_id,
      first_approved_at: before?.header.first_approved_at ?? (status === 'approved' ? readAt : null),
      extras: {},
    },
    direct_cost_id: cost.id,
    project_name: before?.project_name ?? project?.name ?? null,
    direct_cost_type_raw: cost.direct_cost_type,
    direct_cost_type: known(TYPES, cost.direct_cost_type),
    status_raw: cost.status,
    status,
    vendor_id: cost.vendor_id,
    vendor_name: cost.vendor_name,
    employee_id: cost.employee_id,
    employee_name: cost.employee_name,
    invoice_number: cost.invoice_number,
    direct_cost_date: cost.direct_cost_date,
    date_when_first_read_approved: isFirstApproved
      ? cost.direct_cost_date
      : (before?.date_when_first_read_approved ?? null),
    received_date: cost.received_date,
    payment_date: cost.payment_date,
    terms: cost.terms,
    description: cost.description,
    grand_total,
    tax_total: taxes.length === 0 ? null : sumOf(taxes).toFixed(),
    currency_iso_code: cost.currency_iso_code,
    currency_exchange_rate: plainDecimal(cost.currency_exchange_rate),
    base_currency_iso_code: cost.base_currency_iso_code,
    lines,
  }
}

/** The origin id that we would set, were we asked to. */
const ours = (originId: string | null, companyId: string): boolean =>
  originId?.startsWith(`plumbline:${companyId}:`) ?? false

function known<W extends string>(words: readonly W[], value: string | null): W | 'unknown' {
  return words.find(word => word === value?.toLowerCase()) ?? 'unknown'
}

/** By position; those without one last, by id: the order must not depend on which route was read. */
function inOrder(lines: ApiLine[]): ApiLine[] {
  const place = (line: ApiLine) => Number(line.position ?? Number.MAX_SAFE_INTEGER)
  return [...lines].sort((a, b) => place(a) - place(b) || a.id.length - b.id.length || (a.id < b.id ? -1 : 1))
}
