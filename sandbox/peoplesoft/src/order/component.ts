import type { DocumentRefusal } from '../body.ts'
import type { Row } from '../fields.ts'
import { showing } from '../present.ts'
import type { Answer, Call, Site } from '../site.ts'
import { readOrder, type Spelling } from './form.ts'
import { asRefusal, orderText, performed } from './handler.ts'
import { wholeOrder } from './orders.ts'

const CI = 'PURCHASE_ORDER'
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']

/** CIRT_PURCHASE_ORDER_C_POST: creates through the component interface. The JSON is assumed (peoplesoft.md §6.2, §9). */
export const createByComponent = (site: Site, call: Call): Answer =>
  answered(site, () => {
    const form = readOrder(call.body, spellingOf(site))
    return wrapped(site, 201, keysOf(performed(site, call, form, `POST CIRT_${CI}_C_POST.v1`).header))
  })

/** CIRT_PURCHASE_ORDER_UD_PUT: changes rows matched by key. */
export const changeByComponent = (site: Site, call: Call): Answer =>
  answered(site, () => {
    performed(site, call, readOrder(call.body, spellingOf(site)), `PUT CIRT_${CI}_UD_PUT.v1`)
    return answer(200, { notification: '1', messages: [{ type: 'OK', text: 'Saved' }] })
  })

/** CIRT_PURCHASE_ORDER_G_GET: `…/{business unit}/{po id}`; how keys come into the URL no source says. */
export const orderByComponent = (site: Site, call: Call): Answer => {
  const [unit = '', id = ''] = call.path
  const order = wholeOrder(site.db, unit, id)
  if (!order) return failure(site, 400, [`No rows exist for ${unit} ${id}`])
  const text = orderText(order, showing(site), spellingOf(site))
  const wrapper = spellingOf(site).wrapper
  return { status: 200, type: 'application/json', body: wrapper ? `{"${wrapper}":${text}}` : text }
}

function answered(site: Site, perform: () => Answer): Answer {
  try {
    return perform()
  } catch (error) {
    const refusal = asRefusal(error)
    return failure(site, refusal.status === 404 ? 400 : refusal.status, textsOf(refusal))
  }
}

const textsOf = ({ message, errors }: DocumentRefusal): string[] =>
  errors.length === 0
    ? [message]
    : errors.map(({ line, message }) => (line === null ? message : `Line ${line}: ${message}`))

/** A failure as this site's component interface tells it: 4xx with a list, or 200 with notification 0 (§6.3). */
function failure(site: Site, status: number, texts: string[]): Answer {
  const messages = texts.map(text => ({ type: 'Error', messageSet: 10200, messageNumber: 1, text }))
  return site.switches.get('componentFailure') === 'notification'
    ? answer(200, { notification: '0', messages })
    : answer(status === 422 || status === 409 ? 400 : status, messages)
}

const keysOf = ({ BUSINESS_UNIT, PO_ID }: Row) => ({ BUSINESS_UNIT, PO_ID })

function wrapped(site: Site, status: number, body: object): Answer {
  const { wrapper } = spellingOf(site)
  return answer(status, wrapper ? { [wrapper]: body } : body)
}

const answer = (status: number, body: unknown): Answer => ({
  status,
  type: 'application/json',
  body: JSON.stringify(body),
})

function spellingOf({ switches }: Site): Spelling {
  const format = switches.get('componentDates')
  return {
    collections: { lines: 'PO_LINE', schedules: 'PO_LINE_SHIP', distributions: 'PO_LINE_DISTRIB' },
    wrapper: switches.get('componentWrapper') === 'none' ? null : CI,
    day: text => readDay(text, format),
  }
}

function readDay(text: string, format: 'YYYY-MM-DD' | 'YYYY/MM/DD' | 'DD-MON-YY'): string | null {
  switch (format) {
    case 'YYYY-MM-DD':
      return /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : null
    case 'YYYY/MM/DD':
      return /^\d{4}\/\d{2}\/\d{2}$/.test(text) ? text.replaceAll('/', '-') : null
    case 'DD-MON-YY': {
      const [, day, month = '', year] = /^(\d{2})-([A-Z]{3})-(\d{2})$/.exec(text) ?? []
      const at = MONTHS.indexOf(month)
      return day && at >= 0 ? `20${year}-${String(at + 1).padStart(2, '0')}-${day}` : null
    }
  }
}
