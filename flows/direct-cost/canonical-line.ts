import type { DirectCostLine as ApiLine } from '@plumbline/procore'
import type { DirectCostLine } from '@plumbline/schemas'
import Big from 'big.js'
import { plainDecimal } from '../money.ts'
import type { CostRead } from './from-procore.ts'

/** How tax is worked out, and the line as it was when it was last read. */
export type LineContext = {
  rateUnit: 'percent' | 'fraction'
  decimals: number
  before: DirectCostLine | undefined
}

/** One line in canonical form. Pure. @throws when it has no amount. */
export function toLine(
  line: ApiLine,
  { taxCodes, subJobs }: CostRead,
  { rateUnit, decimals, before }: LineContext,
): DirectCostLine {
  if (line.amount === null)
    throw new Error(`line ${line.id} of direct cost ${line.direct_cost_id} has no amount`)
  const amount = plainDecimal(line.amount)
  const { wbs_code, cost_code, line_item_type } = line
  const subJob = (wbs_code && subJobs[wbs_code.id]) ?? null
  const listed = taxCodes.find(one => one.id === line.tax_code_id)
  const tax =
    before && before.tax_rate !== null && before.tax_code_id === line.tax_code_id && before.amount === amount
      ? { code: before.tax_code, rate: before.tax_rate }
      : { code: listed?.code ?? null, rate: plainDecimal(listed?.rate1 ?? null) }
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
    sub_job_id: subJob?.id ?? null,
    sub_job_code: subJob?.code ?? null,
    quantity: plainDecimal(line.quantity),
    uom: line.uom,
    unit_cost: plainDecimal(line.unit_cost),
    amount,
    extended_amount: plainDecimal(line.extended_amount),
    total_amount: plainDecimal(line.total_amount),
    extended_type: line.extended_type,
    tax_code_id: line.tax_code_id,
    tax_code: tax.code,
    tax_rate: tax.rate,
    tax_amount: line.tax_code_id === null ? null : taxOn(amount, tax.rate, rateUnit, decimals),
    description: line.description,
    origin_id: line.origin_id,
  }
}

/** Amount × rate, rounded to the currency's smallest unit, half away from zero (BUSINESS.md); null without a rate. */
function taxOn(
  amount: string,
  rate: string | null,
  unit: 'percent' | 'fraction',
  decimals: number,
): string | null {
  if (rate === null) return null
  return Big(amount)
    .times(unit === 'percent' ? Big(rate).div(100) : rate)
    .round(decimals, Big.roundHalfUp)
    .toFixed()
}
