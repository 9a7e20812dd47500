import { isDeepStrictEqual } from 'node:util'
import { type Outcome, Refused } from '@plumbline/flow-kit'
import {
  cancelPurchaseOrder,
  changePurchaseOrder,
  createPurchaseOrder,
  findPurchaseOrdersByRef,
  getPurchaseOrder,
  type PeopleSoft,
  type PurchaseOrderBody,
  type PurchaseOrderKeys,
} from '@plumbline/peoplesoft'
import { orderPart } from './entity.ts'
import { type OrderBody, type OrderLine, ownedOrder } from './order-body.ts'
import { type SeenLine, type SeenOrder, seenOrder } from './order-seen.ts'

type Written = Outcome<SeenOrder>

/**
 * Makes an order stand in PeopleSoft as it is to, whatever an earlier attempt has done: it is looked up before it is made,
 * compared before it is changed, and read back afterwards (DESIGN A5).
 */
export async function writeOrder(ps: PeopleSoft, body: OrderBody): Promise<Written> {
  const found = await look(ps, body)
  if ('is' in found) return found
  const { order } = found
  if (order === null) return body.do === 'cancel' ? notThere(body) : await create(ps, body)
  if (isDeepStrictEqual(ownedOrder({ body }), ownedOrder({ seen: order }))) return applied(body, order)
  if (body.do === 'cancel' && order.used !== null)
    return { is: 'rejected', code: 'order-in-use', why: inUse(order) }
  const keys = { BUSINESS_UNIT: order.business_unit, PO_ID: order.po_id }
  const written =
    body.do === 'cancel'
      ? await cancelPurchaseOrder(ps, keys)
      : await changePurchaseOrder(ps, { ...keys, ...headerOf(body), lines: changedLines(body, order.lines) })
  return await readBack(ps, body, written)
}

/** Why an order is not cancelled. */
export const inUse = ({ business_unit, po_id, used }: SeenOrder): string =>
  `order ${po_id} of ${business_unit} was ${used}`

type Found = { order: SeenOrder | null } | Written

/** Nothing was written yet: what cannot be read is looked at again. */
async function look(ps: PeopleSoft, body: OrderBody): Promise<Found> {
  try {
    return await (body.own ? readOwn(ps, body.own) : find(ps, body))
  } catch (error) {
    if (error instanceof Refused) throw error
    return {
      is: 'retry',
      code: 'target-unreadable',
      why: error instanceof Error ? error.message : String(error),
    }
  }
}

async function readOwn(
  ps: PeopleSoft,
  { business_unit, po_id }: NonNullable<OrderBody['own']>,
): Promise<Found> {
  const order = await getPurchaseOrder(ps, business_unit, po_id)
  if (order) return { order: seenOrder(order) }
  const why = `order ${po_id} of ${business_unit} is not in PeopleSoft any more`
  return { is: 'rejected', code: 'order-gone', why }
}

/** The order that bears the mark. One that a person copied bears it too: of several, the number tells, if it is ours. */
async function find(ps: PeopleSoft, { business_unit, po_ref, numbers }: OrderBody): Promise<Found> {
  const marked = (await findPurchaseOrdersByRef(ps, business_unit, po_ref)).map(seenOrder)
  const known = marked.find(one => numbers.includes(one.po_id))
  if (known || marked.length < 2) return { order: known ?? marked[0] ?? null }
  const why = `orders ${marked.map(one => one.po_id).join(', ')} of ${business_unit} all bear the reference ${po_ref}`
  return { is: 'rejected', code: 'order-twice', why: `${why}: take it out of all but one` }
}

const notThere = ({ po_ref }: OrderBody): Written => ({
  is: 'rejected',
  code: 'order-gone',
  why: `no order with the reference ${po_ref} is in PeopleSoft: there is nothing to cancel`,
})

/** Under the first number that is free; a number that is taken by a stranger leads to the next. */
async function create(ps: PeopleSoft, body: OrderBody): Promise<Written> {
  const { business_unit, numbers, defaults, po_ref } = body
  const { CATEGORY_ID: _, SHIPTO_ID: __, DUE_DT: ___, ...header } = defaults
  const order = {
    BUSINESS_UNIT: business_unit,
    PO_REF: po_ref,
    ...header,
    ...headerOf(body),
    lines: body.lines.map((line, index) => lineOf(body, line, { line_nbr: index + 1 })),
  }
  if (numbers.length === 0)
    return await readBack(ps, body, await createPurchaseOrder(ps, { ...order, PO_ID: 'NEXT' }))
  for (const PO_ID of numbers) {
    const written = await createPurchaseOrder(ps, { ...order, PO_ID })
    if (written.is !== 'unknown' || !(await isStrangers(ps, body, PO_ID)))
      return await readBack(ps, body, written)
  }
  const why = `the numbers ${numbers.join(', ')} of ${business_unit} all belong to other orders`
  return { is: 'rejected', code: 'no-free-order-number', why }
}

/** Whether a number belongs to an order that is not this one. What cannot be read now stays as doubtful as it is. */
async function isStrangers(
  ps: PeopleSoft,
  { business_unit, po_ref }: OrderBody,
  poId: string,
): Promise<boolean> {
  const order = await getPurchaseOrder(ps, business_unit, poId).catch(() => null)
  return order !== null && order.PO_REF !== po_ref
}

/** As it stands after the write: what it is compared with from now on. */
async function readBack(
  ps: PeopleSoft,
  body: OrderBody,
  written: Outcome<PurchaseOrderKeys>,
): Promise<Written> {
  if (!('targetId' in written)) return written
  const { BUSINESS_UNIT, PO_ID } = written.seen
  try {
    const order = await getPurchaseOrder(ps, BUSINESS_UNIT, PO_ID)
    if (order) return applied(body, seenOrder(order))
    return { is: 'unknown', why: `order ${PO_ID} of ${BUSINESS_UNIT} was taken, and cannot be read` }
  } catch (error) {
    // It was written: what a refusal of the read says of it is nothing.
    const why = error instanceof Error ? error.message : String(error)
    return { is: 'unknown', why: `order ${PO_ID} of ${BUSINESS_UNIT} was taken, and cannot be read: ${why}` }
  }
}

const applied = ({ project }: OrderBody, order: SeenOrder): Written => ({
  is: 'applied',
  targetId: orderPart(order.business_unit, order.po_id, project),
  seen: order,
})

const headerOf = ({ vendor_setid, vendor_id, currency }: OrderBody) => ({
  VENDOR_SETID: vendor_setid,
  VENDOR_ID: vendor_id,
  CURRENCY_CD: currency,
})

type SentLine = PurchaseOrderBody['lines'][number]

/** A line keeps its number for ever; a new one gets the next; one that Procore has no more, or never had, is cancelled. */
function changedLines(body: OrderBody, standing: SeenLine[]): SentLine[] {
  const open = standing.filter(line => !line.cancelled)
  const kept = new Map<string, SeenLine>()
  for (const line of open) if (line.id !== null && !kept.has(line.id)) kept.set(line.id, line)
  let last = Math.max(0, ...standing.map(line => line.line_nbr))
  const sent = body.lines.map(line => lineOf(body, line, kept.get(line.id) ?? { line_nbr: ++last }))
  const wanted = new Set(sent.map(line => line.LINE_NBR))
  const dropped = [...new Set(open.map(line => line.line_nbr))].filter(number => !wanted.has(number))
  return [...sent, ...dropped.map((LINE_NBR): SentLine => ({ LINE_NBR, CANCEL_STATUS: 'X', schedules: [] }))]
}

/** A line with its one schedule and one distribution. */
function lineOf(
  { defaults }: OrderBody,
  line: OrderLine,
  { line_nbr, sched_nbr = 1, distrib_line_num = 1 }: Partial<SeenLine> & { line_nbr: number },
): SentLine {
  const quantity = line.quantity ?? '1'
  return {
    LINE_NBR: line_nbr,
    CATEGORY_ID: defaults.CATEGORY_ID,
    UNIT_OF_MEASURE: line.uom,
    DESCR254_MIXED: line.description,
    AMT_ONLY_FLG: line.amount_only ? 'Y' : 'N',
    RECV_REQ: 'N',
    schedules: [
      {
        SCHED_NBR: sched_nbr,
        QTY_PO: quantity,
        PRICE_PO: line.unit_price ?? line.amount,
        MERCHANDISE_AMT: line.amount,
        DUE_DT: defaults.DUE_DT,
        SHIPTO_ID: defaults.SHIPTO_ID,
        distributions: [
          {
            DISTRIB_LINE_NUM: distrib_line_num,
            QTY_PO: quantity,
            MERCHANDISE_AMT: line.amount,
            ...line.coding,
          },
        ],
      },
    ],
  }
}
