import type { Outcome } from '@plumbline/flow-kit'
import { OddAnswer, readFields } from '@plumbline/http'
import { needJson, type Said } from './answer.ts'
import type { PeopleSoft } from './client.ts'
import type { PeopleSoftCode } from './codes.ts'
import type { PurchaseOrderBody } from './purchase-orders.ts'
import type { OrderWay } from './settings.ts'

/** What a write answers: the keys, and the status where it is told (a component interface tells keys only). */
export type PurchaseOrderKeys = { BUSINESS_UNIT: string; PO_ID: string; PO_STATUS: string | null }

/**
 * Creates an order, unapproved, by the way that the settings name. A duplicate key, a bare 500 and a lost
 * answer are unknown: look it up by PO_ID or PO_REF, never send it again unseen (peoplesoft.md §8).
 * @throws Refused when login or operation is turned down: then nothing was written.
 */
export const createPurchaseOrder = (
  ps: PeopleSoft,
  body: PurchaseOrderBody,
): Promise<Outcome<PurchaseOrderKeys>> => write(ps, 'create', body)

/** Changes an order: its header fields and the lines that are sent. May be sent again. Outcomes as `createPurchaseOrder`. */
export const changePurchaseOrder = (
  ps: PeopleSoft,
  body: PurchaseOrderBody,
): Promise<Outcome<PurchaseOrderKeys>> => write(ps, 'change', body)

/** Cancels an order: PO_STATUS `X`. May be sent again. Outcomes as `createPurchaseOrder`. */
export const cancelPurchaseOrder = (
  ps: PeopleSoft,
  { BUSINESS_UNIT, PO_ID }: Pick<PurchaseOrderKeys, 'BUSINESS_UNIT' | 'PO_ID'>,
): Promise<Outcome<PurchaseOrderKeys>> =>
  write(ps, 'change', { BUSINESS_UNIT, PO_ID, PO_STATUS: 'X', lines: [] })

/**
 * Reads an order by the operation itself: only to learn whether it is active and permitted (`ping`). What an
 * order says is read by the queries. Throws as `PeopleSoft.read`.
 */
export async function tryPurchaseOrderOperation(ps: PeopleSoft): Promise<void> {
  const operation = orderOperation(ps.settings.purchase_orders, 'look')
  await ps.read(operation, '/PLBNG/PLBPING', `${operation}/{business unit}/{po id}`)
}

/** Alias and version of the operation that creates, changes or looks up orders. */
export function orderOperation(way: OrderWay, what: 'create' | 'change' | 'look'): string {
  if (way.kind === 'handler') return way.operation
  const suffix = { create: 'C_POST', change: 'UD_PUT', look: 'G_GET' }[what]
  return `CIRT_${way.component_interface}_${suffix}.${way.version}`
}

async function write(
  ps: PeopleSoft,
  what: 'create' | 'change',
  body: PurchaseOrderBody & { PO_STATUS?: 'X' },
): Promise<Outcome<PurchaseOrderKeys>> {
  const way = ps.settings.purchase_orders
  const written = await ps.write(orderOperation(way, what), {
    method: what === 'create' ? 'POST' : 'PUT',
    path: '',
    body: sentForm(way, body),
  })
  if (written.is !== 'answered') return written
  const { status, body: answer } = written.answer
  if (written.said) return refused(what, body.PO_ID, status, written.said)
  try {
    const keys = readKeys(
      way,
      needJson('the purchase order operation', answer),
      what === 'change' ? body : null,
    )
    const asked = body.PO_ID === 'NEXT' || keys.PO_ID === body.PO_ID
    if (asked && keys.PO_ID !== 'NEXT' && keys.BUSINESS_UNIT === body.BUSINESS_UNIT)
      return { is: 'applied', targetId: keys.PO_ID, seen: keys }
    return {
      is: 'unknown',
      why: `PeopleSoft says that it stored ${keys.BUSINESS_UNIT} ${keys.PO_ID} instead`,
    }
  } catch (error) {
    if (!(error instanceof OddAnswer)) throw error
    return { is: 'unknown', why: `status ${status}, but ${error.message}` }
  }
}

/** A component interface that cannot create says so in words alone; its keys are then somebody's order. */
const EXISTS = /already exist|exists? already|duplicate/i

function refused(what: 'create' | 'change', id: string, status: number, said: Said): Refusal {
  const why = `purchase order ${id}, status ${status}: ${said.text || 'no reason given'}`
  if (status === 409 || (what === 'create' && status < 500 && EXISTS.test(said.text)))
    return { is: 'unknown', why: `duplicate key, ${why}` }
  if (status === 429) return { is: 'retry', code: 'peoplesoft-busy', why }
  // A component interface reports its refusal with 200 and notification 0 (peoplesoft.md §6.3).
  const told = status < 300 && said.from === 'handler'
  if (!told && (status < 400 || status >= 500 || status === 408)) return { is: 'unknown', why }
  return { is: 'rejected', code: 'purchase-order-refused', why }
}

type Refusal =
  | { is: 'unknown'; why: string }
  | { is: 'retry' | 'rejected'; code: PeopleSoftCode; why: string }

/** An update by component interface need not repeat the keys: then they are those that were sent. */
function readKeys(way: OrderWay, raw: unknown, sent: PurchaseOrderBody | null): PurchaseOrderKeys {
  const whole = readFields(raw, 'the purchase order answer')
  const one = (way.kind === 'cirt' && way.wrapper !== null && whole.object(way.wrapper)) || whole
  const key = (name: 'BUSINESS_UNIT' | 'PO_ID') =>
    (way.kind === 'cirt' && sent && !one.has(name) ? sent[name] : one.need(name)).trimEnd()
  return {
    BUSINESS_UNIT: key('BUSINESS_UNIT'),
    PO_ID: key('PO_ID'),
    PO_STATUS: one.text('PO_STATUS')?.trimEnd() ?? null,
  }
}

const HANDLER_NAMES = { lines: 'lines', schedules: 'schedules', distributions: 'distributions' }

function sentForm(way: OrderWay, { lines, ...header }: PurchaseOrderBody): object {
  const names = way.kind === 'cirt' ? way.collections : HANDLER_NAMES
  const filled = (one: object) =>
    Object.fromEntries(
      Object.entries(one)
        .filter(([, value]) => value !== null && value !== undefined)
        .map(([name, value]) => [name, /_DT$/.test(name) ? dayText(way, String(value)) : value]),
    )
  const order = {
    ...filled(header),
    ...(lines.length > 0 && {
      [names.lines]: lines.map(({ schedules, ...line }) => ({
        ...filled(line),
        [names.schedules]: schedules.map(({ distributions, ...schedule }) => ({
          ...filled(schedule),
          [names.distributions]: distributions.map(filled),
        })),
      })),
    }),
  }
  return way.kind === 'cirt' && way.wrapper !== null ? { [way.wrapper]: order } : order
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']

/** A day in the form that the component interface takes; sites differ (peoplesoft.md §6.3). */
function dayText(way: OrderWay, day: string): string {
  const [year = '', month = '', date = ''] = day.split('-')
  switch (way.kind === 'cirt' ? way.date_format : 'YYYY-MM-DD') {
    case 'YYYY-MM-DD':
      return day
    case 'YYYY/MM/DD':
      return `${year}/${month}/${date}`
    case 'DD-MON-YY':
      return `${date}-${MONTHS[Number(month) - 1]}-${year.slice(2)}`
  }
}
