import type { DirectCostLine as ApiLine } from '@plumbline/procore'
import type { DirectCostLine } from '@plumbline/schemas'
import { plainDecimal } from '../money.ts'
import { type RateUnit, taxOn, toLineCoding } from '../procore-coding.ts'
import type { CostRead } from './from-procore.ts'

/** How tax is worked out, and the line as it was when it was last read. */
export type LineContext = {
  rateUnit: RateUnit
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
  const listed = taxCodes.find(one => one.id === line.tax_code_id)
  const tax =
    before && before.tax_rate !== null && before.tax_code_id === line.tax_code_id && before.amount === amount
      ? { code: before.tax_code, rate: before.tax_rate }
      : { code: listed?.code ?? null, rate: plainDecimal(listed?.rate1 ?? null) }
  return {
    id: line.id,
    position: line.position === null ? null : Number(line.position),
    ...toLineCoding(line, subJobs),
    wbs_code_description: line.wbs_code?.description ?? null,
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
