import { DocumentRefusal } from '../body.ts'
import { FieldError, type Row, recordShape } from '../fields.ts'
import { jsonMember, type Show, showing } from '../present.ts'
import type { Answer, Call, Site } from '../site.ts'
import { type OrderForm, readOrder, type Spelling } from './form.ts'
import { shownOrder, type WholeOrder, wholeOrder } from './orders.ts'
import { changeOrder, createOrder } from './write.ts'

/** How the site's own operation spells an order. */
export const handlerSpelling: Spelling = {
  collections: { lines: 'lines', schedules: 'schedules', distributions: 'distributions' },
  wrapper: null,
  day: text => text,
}

/** PROCORE_PO_POST: stores a new order, unapproved. Our documented assumption for peoplesoft.md §6.6. */
export const postOrder = (site: Site, call: Call): Answer =>
  answered(() => {
    const { header } = performed(site, call, readOrder(call.body, handlerSpelling), 'POST PROCORE_PO.v1')
    return json(201, keysOf(header))
  })

/** PROCORE_PO_PUT: changes or cancels an order. */
export const putOrderCall = (site: Site, call: Call): Answer =>
  answered(() => {
    const { header } = performed(site, call, readOrder(call.body, handlerSpelling), 'PUT PROCORE_PO.v1')
    return json(200, keysOf(header))
  })

/** PROCORE_PO_GET: `PROCORE_PO.v1/{business unit}/{po id}`: a list of one or none. */
export function orderOf(site: Site, call: Call): Answer {
  const [unit = '', id = ''] = call.path
  const order = wholeOrder(site.db, unit, id)
  const text = order ? orderText(order, showing(site), handlerSpelling) : ''
  return { status: 200, type: 'application/json', body: `{"orders":[${text}]}` }
}

/** Creates or changes, by the action's method, and puts it into the ledger of writes. @throws DocumentRefusal */
export function performed(site: Site, call: Call, form: OrderForm, action: string): WholeOrder {
  const { BUSINESS_UNIT: unit = '', PO_ID: id = '' } = form.header
  const before = wholeOrder(site.db, unit!, id!)
  const write = action.startsWith('POST') ? createOrder : changeOrder
  const after = write(site, form, call.oprid)
  site.writes.add({
    at: site.clock.now().toISOString(),
    caller: call.oprid,
    action,
    collection: 'PO_HDR',
    key: site.db.table('PO_HDR').keyText(after.header),
    before: shownOrder(before),
    after: shownOrder(after),
    traceparent: call.traceparent,
  })
  site.store.commit()
  return after
}

/** Amounts that fit one by one may not fit when they are summed. */
export function asRefusal(error: unknown): DocumentRefusal {
  if (error instanceof DocumentRefusal) return error
  if (!(error instanceof FieldError)) throw error
  const { field, code, message } = error
  return new DocumentRefusal(400, 'INVALID', 'The purchase order cannot be stored', [
    { line: null, field, code, message },
  ])
}

function answered(perform: () => Answer): Answer {
  try {
    return perform()
  } catch (error) {
    const { status, code, message, errors } = asRefusal(error)
    return json(status, { code, message, errors })
  }
}

const keysOf = ({ BUSINESS_UNIT, PO_ID, PO_STATUS }: Row) => ({ BUSINESS_UNIT, PO_ID, PO_STATUS })

const json = (status: number, body: unknown): Answer => ({
  status,
  type: 'application/json',
  body: JSON.stringify(body),
})

const shapes = {
  header: recordShape('PO_HDR'),
  line: recordShape('PO_LINE'),
  schedule: recordShape('PO_LINE_SHIP'),
  distribution: recordShape('PO_LINE_DISTRIB'),
}

/** An order as JSON, in the site's way of showing values and the operation's names of collections. */
export function orderText(order: WholeOrder, show: Show, { collections }: Spelling): string {
  const members = (row: Row, level: keyof typeof shapes) =>
    [...shapes[level].fields.keys()].flatMap(field =>
      jsonMember(`"${field}"`, show(field, shapes[level].fields.get(field)!, row[field])),
    )
  const list = (name: string, items: string[]) => `"${name}":[${items.join(',')}]`
  const object = (parts: string[]) => `{${parts.join(',')}}`
  return object([
    ...members(order.header, 'header'),
    list(
      collections.lines,
      order.lines.map(({ line, schedules }) =>
        object([
          ...members(line, 'line'),
          list(
            collections.schedules,
            schedules.map(({ schedule, distributions }) =>
              object([
                ...members(schedule, 'schedule'),
                list(
                  collections.distributions,
                  distributions.map(one => object(members(one, 'distribution'))),
                ),
              ]),
            ),
          ),
        ]),
      ),
    ),
  ])
}
