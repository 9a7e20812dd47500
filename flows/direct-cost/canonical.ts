import type { Draft, ReadContext } from '@plumbline/flow-kit'
import { type DirectCostLine as ApiLine, readInstant, type TaxCode } from '@plumbline/procore'
import type { DirectCost, DirectCostLine } from '@plumbline/schemas'
import Big from 'big.js'
import type { Settings } from '../connection.ts'
import type { CostRead } from './from-procore.ts'

const TYPES = ['invoice', 'expense', 'payroll', 'subcontractor_invoice'] as const
const STATUSES = ['draft', 'pending', 'revise_and_resubmit', 'approved'] as const

/** A direct cost in canonical form. Pure. @throws when a line has no amount. */
export function toDirectCost(read: CostRead, at: ReadContext<Settings, DirectCost>): Draft<DirectCost> {
  const { cost, projectId, project, companyId } = read
  const lines = inOrder(read.lines).map(line => toLine(line, read, at.settings))
  const status = known(STATUSES, cost.status)
  const taxes = lines.flatMap(line => (line.tax_amount === null ? [] : [line.tax_amount]))
  return {
    header: {
      origin_system: 'procore',
      company_id: companyId,
      project_id: projectId,
      project_number: project?.project_number ?? null,
      source_created_raw: cost.created_at,
      source_created_at: readInstant(cost.created_at),
      source_updated_raw: cost.updated_at,
      source_updated_at: readInstant(cost.updated_at),
      actor_id: null,
      foreign_origin_id: ours(cost.origin_id, companyId) ? null : cost.origin_id,
      first_approved_at: at.before?.header.first_approved_at ?? (status === 'approved' ? at.readAt : null),
      extras: {},
    },
    direct_cost_id: cost.id,
    project_name: project?.name ?? null,
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
    received_date: cost.received_date,
    payment_date: cost.payment_date,
    terms: cost.terms,
    description: cost.description,
    grand_total: cost.grand_total,
    tax_total: taxes.length === 0 ? null : taxes.reduce((sum, tax) => sum.plus(tax), Big(0)).toFixed(),
    currency_iso_code: cost.currency_iso_code,
    currency_exchange_rate: cost.currency_exchange_rate,
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

function toLine(line: ApiLine, { taxCodes }: CostRead, settings: Settings): DirectCostLine {
  if (line.amount === null)
    throw new Error(`line ${line.id} of direct cost ${line.direct_cost_id} has no amount`)
  const tax = taxCodes.find(one => one.id === line.tax_code_id) ?? null
  const { wbs_code, cost_code, line_item_type } = line
  return {
    id: line.id,
    position: line.position === null ? null : Number(line.position),
    wbs_code_id: wbs_code?.id ?? null,
    wbs_code: wbs_code?.flat_code ?? null,
    wbs_code_description: wbs_code?.description ?? null,
    cost_code_id: cost_code?.id ?? null,
    cost_code: cost_code?.full_code ?? null,
    cost_code_name: cost_code?.name ?? null,
    cost_code_origin_id: cost_code?.origin_id ?? null,
    line_item_type_id: line_item_type?.id ?? null,
    line_item_type_code: line_item_type?.code ?? null,
    line_item_type_name: line_item_type?.name ?? null,
    line_item_type_base_type: line_item_type?.base_type ?? null,
    sub_job_id: null,
    sub_job_code: null,
    quantity: line.quantity,
    uom: line.uom,
    unit_cost: line.unit_cost,
    amount: line.amount,
    extended_amount: line.extended_amount,
    total_amount: line.total_amount,
    extended_type: line.extended_type,
    tax_code_id: line.tax_code_id,
    tax_code: tax?.code ?? null,
    tax_rate: tax?.rate1 ?? null,
    tax_amount: taxOf(line, tax, settings),
    description: line.description,
    origin_id: line.origin_id,
  }
}

/** Tax = amount × the tax code's rate, rounded per line to cents, half away from zero (BUSINESS.md); null without a rate. */
function taxOf(line: ApiLine, tax: TaxCode | null, { flows }: Settings): string | null {
  if (line.tax_code_id === null || !tax?.rate1) return null
  const rate = flows['direct-cost'].tax.rate_unit === 'percent' ? Big(tax.rate1).div(100) : Big(tax.rate1)
  return Big(line.amount!).times(rate).round(2, Big.roundHalfUp).toFixed()
}
