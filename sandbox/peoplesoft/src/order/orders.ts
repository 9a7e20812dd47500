import Big from 'big.js'
import type { Database } from '../database.ts'
import type { Row } from '../fields.ts'
import { type Site, wallNow } from '../site.ts'

/** An order with all that hangs on it, as rows. */
export type WholeOrder = { header: Row; lines: WholeLine[] }
export type WholeLine = { line: Row; schedules: WholeSchedule[] }
export type WholeSchedule = { schedule: Row; distributions: Row[] }

/** The order under a key, with its lines, schedules and distributions; null where there is none. */
export function wholeOrder(db: Database, unit: string, id: string): WholeOrder | null {
  const header = db.table('PO_HDR').get({ BUSINESS_UNIT: unit, PO_ID: id })
  if (!header) return null
  const lines = [...db.table('PO_LINE').under([unit, id])].map(line => ({
    line,
    schedules: [...db.table('PO_LINE_SHIP').under([unit, id, line.LINE_NBR!])].map(schedule => ({
      schedule,
      distributions: [...db.table('PO_LINE_DISTRIB').under([unit, id, line.LINE_NBR!, schedule.SCHED_NBR!])],
    })),
  }))
  return { header, lines }
}

/** Stores an order with all that hangs on it. Rows that are not in it stay. */
export function putOrder({ db }: Site, { header, lines }: WholeOrder): void {
  db.table('PO_HDR').put(header)
  for (const { line, schedules } of lines) {
    db.table('PO_LINE').put(line)
    for (const { schedule, distributions } of schedules) {
      db.table('PO_LINE_SHIP').put(schedule)
      for (const distribution of distributions) db.table('PO_LINE_DISTRIB').put(distribution)
    }
  }
}

/** An order as the ledger of writes shows it. */
export function shownOrder(order: WholeOrder | null): unknown {
  if (!order) return null
  return {
    ...order.header,
    lines: order.lines.map(({ line, schedules }) => ({
      ...line,
      schedules: schedules.map(({ schedule, distributions }) => ({ ...schedule, distributions })),
    })),
  }
}

/** What a change by this user leaves on the header. */
export const changedBy = (site: Site, oprid: string): Row => ({
  OPRID_MODIFIED_BY: oprid,
  LAST_DTTM_UPDATE: wallNow(site, 'milliseconds'),
})

/** All distributions of an order. */
export const distributionsOf = (order: WholeOrder): Row[] =>
  order.lines.flatMap(one => one.schedules.flatMap(({ distributions }) => distributions))

/** Whether one of these fields of a row is not 0. */
export const hasAny = (row: Row, fields: readonly string[]): boolean =>
  fields.some(field => !new Big(row[field] ?? 0).eq(0))

export const RECEIVED = ['QTY_RECV', 'AMT_RECV']
export const VOUCHERED = ['QTY_MATCHED', 'AMT_MATCHED']
