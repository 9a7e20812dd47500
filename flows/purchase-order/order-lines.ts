import type { JournalLine } from '@plumbline/peoplesoft'
import type { PurchaseOrder, PurchaseOrderLine } from '@plumbline/schemas'
import Big from 'big.js'
import type { Mapping } from '../coding/settings.ts'
import type { ProjectSettings, Settings } from '../connection.ts'
import type { CodableLine } from '../journal/coded-lines.ts'
import type { Obstacle } from '../journal/posting.ts'
import { minorUnits } from '../money.ts'
import type { OrderLine } from './order-body.ts'
import { markedDescription } from './order-number.ts'
import { type OrderCoding, orderCodingFields } from './order-seen.ts'

/** Lines that order something; a schedule of values may hold empty ones. */
export const orderedLines = ({ lines }: PurchaseOrder): PurchaseOrderLine[] =>
  lines.filter(line => !Big(line.amount).eq(0))

/** The line as the mapping's rules look at it. */
export const codableLine = (line: PurchaseOrderLine): CodableLine => ({
  of: `commitment line ${line.id}`,
  cost_code_id: line.cost_code_id,
  cost_code: line.cost_code,
  line_item_type_code: line.line_item_type_code,
  sub_job_code: line.sub_job_code,
  amount: line.amount,
  reference: null,
  text: null,
})

type Made = { obstacle: Obstacle } | { line(coded: JournalLine, unit: string): OrderLine }

/**
 * A line of the order, by unit only where quantity by price comes to the amount as PeopleSoft counts it; else by amount,
 * which is exact.
 */
export function toOrderLine(
  line: PurchaseOrderLine,
  order: PurchaseOrder,
  project: ProjectSettings,
  settings: Settings,
  mapping: Mapping,
): Made {
  const decimals = minorUnits(order.currency_iso_code ?? project.currency)
  if (!Big(line.amount).round(decimals).eq(line.amount))
    return {
      obstacle: {
        code: 'amount-too-fine',
        why: `line ${line.id}: ${line.amount} has more than ${decimals} decimals`,
        wait: { for: 'fact', what: `amount of line ${line.id}` },
      },
    }
  const by = order.accounting_method === 'unit' && isCounted(line, decimals) ? line : null
  const uom = by ? unitOf(mapping, by.uom) : settings.flows['purchase-order']!.to_peoplesoft!.unit_of_measure
  if (uom === null)
    return {
      obstacle: {
        code: 'mapping-missing',
        why: `line ${line.id}: no pair of uom names Procore's unit ${line.uom}`,
        wait: { for: 'settings', what: 'mapping' },
      },
    }
  return {
    line: (coded, unit) => ({
      id: line.id,
      description: markedDescription(line.description ?? order.title, line.id),
      amount: Big(line.amount).toFixed(),
      amount_only: by === null,
      uom,
      quantity: by && Big(by.quantity!).toFixed(),
      unit_price: by && Big(by.unit_cost!).toFixed(),
      coding: codingOf(coded, unit),
    }),
  }
}

/** Quantities have 4 decimals in PeopleSoft and prices 5 (peoplesoft.md §5.4). */
function isCounted(
  { quantity, unit_cost, uom, amount, extended_type }: PurchaseOrderLine,
  decimals: number,
): boolean {
  if (!quantity || !unit_cost || !uom || extended_type === 'manual') return false
  const fits = Big(quantity).round(4).eq(quantity) && Big(unit_cost).round(5).eq(unit_cost)
  return fits && Big(quantity).times(unit_cost).round(decimals, Big.roundHalfUp).eq(amount)
}

/** PeopleSoft's unit for one of Procore's; null where the mapping has none. */
function unitOf({ uom }: Mapping, unit: string | null): string | null {
  return uom?.find(pair => pair.procore === unit)?.peoplesoft ?? null
}

function codingOf(line: JournalLine, unit: string): OrderCoding {
  const coding = { ...line, BUSINESS_UNIT_GL: unit }
  return Object.fromEntries(orderCodingFields.map(name => [name, coding[name]])) as OrderCoding
}
