import { OddAnswer } from '@plumbline/http'
import type { PeopleSoft } from './client.ts'
import { purchaseOrderFields, type writtenOrderFields } from './purchase-order-fields.ts'
import { purchaseOrderQueries } from './queries/purchase-orders.ts'
import { columnKey, type QueryRow } from './rows.ts'

type Read<Level extends keyof typeof purchaseOrderFields, Numbers extends string> = {
  [F in Exclude<keyof (typeof purchaseOrderFields)[Level], Numbers>]: string | null
}
type Write<Level extends keyof typeof writtenOrderFields, Key extends string> = {
  [F in Exclude<(typeof writtenOrderFields)[Level][number], Key>]?: string | null
}

/** A distribution as it stands: coding and amounts. Amounts and quantities are decimal texts. */
export type PurchaseOrderDistribution = { DISTRIB_LINE_NUM: number } & Read<
  'distribution',
  'DISTRIB_LINE_NUM'
>
/** A schedule as it stands: quantity, price and amount are here, not on the line (peoplesoft.md §5.4). */
export type PurchaseOrderSchedule = { SCHED_NBR: number } & Read<'schedule', 'SCHED_NBR'> & {
    distributions: PurchaseOrderDistribution[]
  }
/** A line as it stands. */
export type PurchaseOrderLine = { LINE_NBR: number } & Read<'line', 'LINE_NBR'> & {
    schedules: PurchaseOrderSchedule[]
  }
/**
 * A purchase order as it stands in PeopleSoft. Blanks are null, days `YYYY-MM-DD`, LAST_DTTM_UPDATE ISO 8601
 * UTC.
 */
export type PurchaseOrder = Read<'header', 'BUSINESS_UNIT' | 'PO_ID' | 'PO_STATUS'> & {
  BUSINESS_UNIT: string
  PO_ID: string
  PO_STATUS: string
  lines: PurchaseOrderLine[]
}

/**
 * A purchase order as it is sent: what is left out or null is PeopleSoft's to fill in or to keep. Decimals
 * are texts, days `YYYY-MM-DD`. A line is sent whole; a line that is not sent stays as it is, one with
 * CANCEL_STATUS `X` is cancelled.
 */
export type PurchaseOrderBody = {
  BUSINESS_UNIT: string
  /** Ours, or `NEXT` where the site numbers: then a second create is a second order (§8), so look up PO_REF first. */
  PO_ID: string
  lines: PurchaseOrderBodyLine[]
} & Write<'header', 'BUSINESS_UNIT' | 'PO_ID' | 'PO_STATUS'>
export type PurchaseOrderBodyLine = { LINE_NBR: number; schedules: PurchaseOrderBodySchedule[] } & Write<
  'line',
  'LINE_NBR'
>
export type PurchaseOrderBodySchedule = {
  SCHED_NBR: number
  distributions: PurchaseOrderBodyDistribution[]
} & Write<'schedule', 'SCHED_NBR'>
export type PurchaseOrderBodyDistribution = { DISTRIB_LINE_NUM: number } & Write<
  'distribution',
  'DISTRIB_LINE_NUM'
>

/** One order, or null where there is none or the user may not see it. Throws as `PeopleSoft.rows`. */
export async function getPurchaseOrder(
  ps: PeopleSoft,
  businessUnit: string,
  poId: string,
): Promise<PurchaseOrder | null> {
  const rows = await ps.rows('PLB_PO_ONE', { BUSINESS_UNIT: businessUnit, PO_ID: poId })
  return rows.length === 0 ? null : readPurchaseOrder(rows)
}

/** Orders of a business unit whose PO_REF is this text; a copied order copies its PO_REF. Throws as `PeopleSoft.rows`. */
export async function findPurchaseOrdersByRef(
  ps: PeopleSoft,
  businessUnit: string,
  ref: string,
): Promise<PurchaseOrder[]> {
  const rows = await ps.rows('PLB_PO_BY_REF', { BUSINESS_UNIT: businessUnit, PO_REF: ref })
  return [...Map.groupBy(rows, row => row.PO_ID).values()].map(readPurchaseOrder)
}

/**
 * Folds the rows of one order, as any of the `PLB_PO…` queries brings them, into the order.
 * @throws OddAnswer for no rows, rows of two orders, and a row without its keys
 */
export function readPurchaseOrder(rows: QueryRow[]): PurchaseOrder {
  const [first] = rows
  if (!first) throw new OddAnswer('a purchase order without rows')
  const header = pick(first, 'header')
  const { BUSINESS_UNIT, PO_ID, PO_STATUS } = header
  if (!BUSINESS_UNIT || !PO_ID || !PO_STATUS) throw new OddAnswer('a purchase order without key or status')
  const lines: PurchaseOrderLine[] = []
  for (const row of rows) {
    if (row.PO_ID !== PO_ID) throw new OddAnswer(`rows of ${row.PO_ID} among those of ${PO_ID}`)
    const line = keyed(lines, 'LINE_NBR', needNumber(row, 'LINE_NBR', PO_ID), LINE_NBR => ({
      ...pick(row, 'line'),
      LINE_NBR,
      schedules: [],
    }))
    const schedule = keyed(line.schedules, 'SCHED_NBR', needNumber(row, 'SCHED_NBR', PO_ID), SCHED_NBR => ({
      ...pick(row, 'schedule'),
      SCHED_NBR,
      distributions: [],
    }))
    schedule.distributions.push({
      ...pick(row, 'distribution'),
      DISTRIB_LINE_NUM: needNumber(row, 'DISTRIB_LINE_NUM', PO_ID),
    })
  }
  return { ...header, BUSINESS_UNIT, PO_ID, PO_STATUS, lines }
}

const [definition] = purchaseOrderQueries({ stampColumns: { VENDOR: null, GL_ACCOUNT_TBL: null } })
const aliases = { header: 'A', line: 'B', schedule: 'C', distribution: 'D' } as const
const keysOf = (level: keyof typeof aliases) =>
  Object.keys(purchaseOrderFields[level]).map(
    name => [name, columnKey(definition!, `${aliases[level]}.${name}`)] as const,
  )
const keys = {
  header: keysOf('header'),
  line: keysOf('line'),
  schedule: keysOf('schedule'),
  distribution: keysOf('distribution'),
}

function pick<Level extends keyof typeof aliases>(row: QueryRow, level: Level) {
  return Object.fromEntries(keys[level].map(([name, key]) => [name, row[key] ?? null])) as Record<
    keyof (typeof purchaseOrderFields)[Level],
    string | null
  >
}

function keyed<Key extends string, One extends Record<Key, unknown>>(
  list: One[],
  key: Key,
  value: number,
  make: (value: number) => One,
): One {
  const found = list.find(one => one[key] === value)
  if (found) return found
  const made = make(value)
  list.push(made)
  return made
}

function needNumber(row: QueryRow, name: string, order: string): number {
  const value = row[name]
  if (!value) throw new OddAnswer(`a row of purchase order ${order} without ${name}`)
  return Number(value)
}
