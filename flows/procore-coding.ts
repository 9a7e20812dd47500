import type { CodedLine, SegmentItem } from '@plumbline/procore'
import Big from 'big.js'

/** How a line of Procore is coded, in the words that the lines of all its documents share; null is what was not shown. */
export type LineCoding = {
  wbs_code_id: string | null
  wbs_code: string | null
  cost_code_id: string | null
  cost_code: string | null
  cost_code_name: string | null
  cost_code_origin_id: string | null
  line_item_type_id: string | null
  line_item_type_code: string | null
  line_item_type_name: string | null
  line_item_type_base_type: string | null
  sub_job_id: string | null
  sub_job_code: string | null
}

/** Sub jobs by id of the budget code that holds them (`readAbout` reads them). */
export type SubJobs = Readonly<Record<string, SegmentItem>>

/** The coding of a line in canonical form. Pure; nothing is guessed. */
export function toLineCoding(
  { wbs_code, cost_code, line_item_type }: Pick<CodedLine, 'wbs_code' | 'cost_code' | 'line_item_type'>,
  subJobs: SubJobs,
): LineCoding {
  const subJob = (wbs_code && subJobs[wbs_code.id]) ?? null
  return {
    wbs_code_id: wbs_code?.id ?? null,
    wbs_code: wbs_code?.flat_code ?? null,
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
  }
}

/** What a tax code's `rate1` means. No source says (procore.md §5.2). */
export type RateUnit = 'percent' | 'fraction'

/** Amount × rate, rounded to the currency's smallest unit, half away from zero (BUSINESS.md); null without a rate. */
export function taxOn(amount: string, rate: string | null, unit: RateUnit, decimals: number): string | null {
  if (rate === null) return null
  return Big(amount)
    .times(unit === 'percent' ? Big(rate).div(100) : rate)
    .round(decimals, Big.roundHalfUp)
    .toFixed()
}
