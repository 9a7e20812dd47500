import type { Link } from '@plumbline/flow-kit'
import type { CommitmentKind } from '@plumbline/procore'
import { contentOf, type LineNumbers, type SeenCommitment, type SovLine } from './to-procore-seen.ts'

/** A line to be. `line_item_id`: the line there, where it is known. */
export type WantedLine = SovLine & LineNumbers & { id: string; line_item_id: string | null }

/** A commitment as it is to stand in Procore, whole. */
export type CommitmentBody = {
  kind: CommitmentKind
  /** The commitment there, where it is known; else it is found or made by its origin id. */
  id: string | null
  origin_id: string
  origin_code: string
  number: string
  vendor_id: string
  /** Not among the project's vendors yet, as far as is known. */
  vendor_joins: boolean
  contract_date: string | null
  accounting_method: 'amount' | 'unit'
  /** Only where it is not the project's: a company without several currencies knows no such field (procore.md §6.1). */
  currency_iso_code: string | null
  /** The status that it is to show once its lines stand. */
  status: string
  /** Approved there, while its lines are to change for its end: it is opened first. */
  opens: boolean
  /** Change orders of ours were seen there, which count. */
  revised: boolean
  /** Whether changes that its schedule of values refuses may become a change order; else it is refused. */
  revises: boolean
  /** Origin id of such a change order. */
  mark: string
  lines: WantedLine[]
}

/**
 * What PeopleSoft owns of a commitment; null where the lines were not shown. What a revised one comes to only its change
 * orders tell: what is to be written is never taken for what stands.
 */
export function ownedCommitment(
  x: { body: CommitmentBody } | { seen: SeenCommitment },
  own: Link<SeenCommitment> | null,
): unknown {
  const { number, vendor_id, contract_date, origin_id, origin_code, status, accounting_method, lines } =
    'body' in x ? x.body : x.seen
  if (lines === null) return null
  const byUnit = accounting_method === 'unit'
  return {
    ...{ number, vendor_id, contract_date, origin_id, origin_code, status },
    ...('body' in x && own?.seen?.revised && { revised: 'as its change orders say' }),
    lines: lines.map(line => JSON.stringify(contentOf(line, byUnit))).sort(),
  }
}
