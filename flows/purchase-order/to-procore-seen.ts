import type { Commitment, CommitmentKind, CommitmentLine } from '@plumbline/procore'
import { plainDecimal, sumOf } from '../money.ts'

/** What a line says, as it is sent and as it stands. Decimals are plain texts; a line by amount has no quantity and price. */
export type SovLine = {
  cost_code_id: string | null
  line_item_type_id: string | null
  amount: string
  description: string | null
  uom: string | null
  quantity: string | null
  unit_cost: string | null
}

/** Which line of PeopleSoft a line is. */
export type LineNumbers = {
  /** The line in the event; null for one that does not bear our origin id. */
  id: string | null
  line_nbr: number | null
  sched_nbr: number | null
  distrib_line_num: number | null
}

export type SeenSovLine = SovLine & LineNumbers & { line_item_id: string; origin_id: string | null }

/** In `origin_data` of a commitment of which we have made change orders. */
export const REVISED = 'plumbline:revised'

/** A commitment as it stands in Procore. `lines` is null where it was listed, which shows none. */
export type SeenCommitment = {
  id: string
  kind: CommitmentKind
  number: string | null
  status: string | null
  vendor_id: string | null
  contract_date: string | null
  accounting_method: string | null
  origin_id: string | null
  origin_code: string | null
  /** We made change orders of it: its schedule of values stays as it is. */
  revised: boolean
  /** Sum of the schedule of values, without change orders. */
  total: string | null
  lines: SeenSovLine[] | null
}

/** A commitment that Procore shows, in the form in which the apply to Procore compares it. */
export const seenCommitment = ({ commitment }: { commitment: Commitment }): SeenCommitment =>
  toSeen(commitment, commitment.line_items)

/** A commitment with these lines; null for lines that were not shown. */
export function toSeen(commitment: Commitment, lines: CommitmentLine[] | null): SeenCommitment {
  const { id, kind, number, status, vendor, contract_date, accounting_method, origin_id, origin_code } =
    commitment
  const shown = lines?.map(line => toSeenLine(line, origin_id)) ?? null
  return {
    id,
    kind,
    number,
    status,
    vendor_id: vendor?.id ?? null,
    contract_date: contract_date?.slice(0, 10) ?? null,
    accounting_method,
    origin_id,
    origin_code,
    revised: commitment.origin_data === REVISED,
    total: shown ? sumOf(shown.map(line => line.amount)).toFixed() : plainDecimal(commitment.grand_total),
    lines: shown,
  }
}

/** A line of the commitment that bears this origin id. */
export function toSeenLine(line: CommitmentLine, commitmentOrigin: string | null): SeenSovLine {
  const { origin_id } = line
  const own = commitmentOrigin && origin_id?.startsWith(`${commitmentOrigin}:`)
  return {
    ...lineNumbers(own ? origin_id!.slice(commitmentOrigin.length + 1) : null),
    line_item_id: line.id,
    origin_id,
    cost_code_id: line.cost_code?.id ?? null,
    line_item_type_id: line.line_item_type?.id ?? null,
    amount: plainDecimal(line.amount ?? '0'),
    description: line.description,
    uom: line.uom,
    quantity: plainDecimal(line.quantity),
    unit_cost: plainDecimal(line.unit_cost),
  }
}

/** The numbers in a line's id, which joins them by dots; null where it is no id of ours. */
export function lineNumbers(id: string | null): LineNumbers {
  const [line_nbr, sched_nbr, distrib_line_num] = id?.split('.').map(Number) ?? []
  return {
    id,
    line_nbr: line_nbr ?? null,
    sched_nbr: sched_nbr ?? null,
    distrib_line_num: distrib_line_num ?? null,
  }
}

/** What counts of a line: quantity and price only where the commitment is by unit. */
export function contentOf(line: SovLine, byUnit: boolean): Partial<SovLine> {
  const { cost_code_id, line_item_type_id, amount, description, uom, quantity, unit_cost } = line
  const coded = { cost_code_id, line_item_type_id, amount, description: description || null }
  return byUnit ? { ...coded, uom, quantity, unit_cost } : coded
}
