import type { Random } from '@plumbline/sandbox-world'
import { amountOf, type Book, type Hands, type Kind, PROJECT, recent } from './random-hands.ts'

const SETID = 'SHARE'
const UNIT = 'US001'

/** What persons do in PeopleSoft. */
export const peoplesoftKinds: Kind[] = [
  {
    name: 'supplier: new',
    weight: 2,
    choose(random, book) {
      const VENDOR_ID = `R${String(book.next()).padStart(9, '0')}`
      book.suppliers.push(VENDOR_ID)
      const zip = String(random.whole(97001, 97999))
      return async hands => {
        const key = { SETID, VENDOR_ID }
        const set = { NAME1: `Supplier ${VENDOR_ID}`, VENDOR_NAME_SHORT: VENDOR_ID, DEFAULT_LOC: 'MAIN' }
        const place = { ADDRESS1: '1 Main Street', CITY: 'Portland', STATE: 'OR', POSTAL: zip }
        const since = { EFFDT: '2026-01-01' }
        await insert(hands, 'VENDOR', key, set)
        await insert(hands, 'VENDOR_ADDR', { ...key, ADDRESS_SEQ_NUM: 1, ...since }, place)
        await insert(hands, 'VENDOR_LOC', { ...key, VNDR_LOC: 'MAIN', ...since }, { CURRENCY_CD: 'USD' })
      }
    },
  },
  supplierEdit('supplier: renamed', 3, (_random, book) => ({ NAME1: `Renamed ${book.next()}` })),
  supplierEdit('supplier: inactive or active', 2, random => ({
    VENDOR_STATUS: random.pick(['I', 'A', 'A']),
  })),
  accountEdit('account: renamed', 2, (_random, book) => ({ DESCR: `Renamed ${book.next()}` })),
  accountEdit('account: inactive or active', 1, random => ({ EFF_STATUS: random.pick(['I', 'A', 'A']) })),
  {
    name: 'account: new',
    weight: 1,
    choose(_random, book) {
      const ACCOUNT = `52${String(book.next()).slice(-4)}`
      book.accounts.push(ACCOUNT)
      const key = { SETID, ACCOUNT, EFFDT: '2026-01-01' }
      return hands => insert(hands, 'GL_ACCOUNT_TBL', key, { DESCR: `Account ${ACCOUNT}`, ACCOUNT_TYPE: 'E' })
    },
  },
  {
    name: 'order: new',
    weight: 8,
    choose(random, book) {
      const id = `R${String(book.next()).padStart(9, '0')}`
      const count = random.whole(1, 3)
      book.orders.push({ id, lines: count })
      const order = {
        ...{ BUSINESS_UNIT: UNIT, PO_ID: id, PO_DT: `2026-11-${random.whole(10, 20)}`, VENDOR_SETID: SETID },
        ...{ VENDOR_ID: random.pick(book.suppliers.slice(0, 20)), VNDR_LOC: 'MAIN', CURRENCY_CD: 'USD' },
        ...{ BUYER_ID: 'PLUMBLINE', PO_TYPE: random.pick(['GEN', 'GEN', 'SUB']) },
        lines: Array.from({ length: count }, (_, at) => newLine(random, at + 1)),
      }
      const approved = random.chance(60)
      return async hands => {
        await hands.peoplesoft('create-order', { order })
        if (approved) await hands.peoplesoft('approve-order', { key: { BUSINESS_UNIT: UNIT, PO_ID: id } })
      }
    },
  },
  orderStep('approve-order', 8),
  orderStep('dispatch-order', 4),
  orderStep('cancel-order', 2),
  orderStep('complete-order', 1),
  orderStep('deny-order', 1),
  orderStep('hold-order', 1),
  orderStep('release-order', 1),
  orderStep('cancel-line', 2, (random, lines) => ({ line: random.whole(1, lines) })),
  orderStep('receive', 2, (random, lines) => used(random, lines)),
  orderStep('voucher', 2, (random, lines, book) => ({
    ...used(random, lines),
    invoice_id: `V-${book.next()}`,
  })),
  orderStep('edit-order', 7, (random, lines) => ({
    lines: [repriced(random, random.whole(1, lines))],
    reapprove: random.chance(20),
  })),
  {
    name: 'order: line added',
    weight: 3,
    choose(random, book) {
      const order = recent(random, book.orders)
      if (!order) return null
      const lines = [newLine(random, ++order.lines)]
      return hands => hands.peoplesoft('edit-order', { key: { BUSINESS_UNIT: UNIT, PO_ID: order.id }, lines })
    },
  },
  copyStep('approve-order', 5),
  copyStep('dispatch-order', 2),
  copyStep('cancel-order', 1),
  copyStep('voucher', 1, random => used(random, 2)),
  copyStep('cancel-line', 1, random => ({ line: random.whole(1, 2) })),
  copyStep('edit-order', 4, random => ({ lines: [repriced(random, random.whole(1, 2))] })),
]

const insert = (hands: Hands, record: string, key: object, set: object) =>
  hands.peoplesoft('insert', { record, key, set })

function supplierEdit(name: string, weight: number, set: (random: Random, book: Book) => object): Kind {
  const choose: Kind['choose'] = (random, book) => {
    // The first twenty are those that orders name: they stay what they are.
    const order = {
      record: 'VENDOR',
      key: { SETID, VENDOR_ID: random.pick(book.suppliers.slice(20)) },
      set: set(random, book),
    }
    return hands => hands.peoplesoft('update', order)
  }
  return { name, weight, choose }
}

function accountEdit(name: string, weight: number, set: (random: Random, book: Book) => object): Kind {
  const choose: Kind['choose'] = (random, book) => {
    const ACCOUNT = random.pick(book.accounts)
    const EFFDT = ACCOUNT.startsWith('52') ? '2026-01-01' : '2020-01-01'
    const order = { record: 'GL_ACCOUNT_TBL', key: { SETID, ACCOUNT, EFFDT }, set: set(random, book) }
    return hands => hands.peoplesoft('update', order)
  }
  return { name, weight, choose }
}

type More = (random: Random, lines: number, book: Book) => object

/** A step with an order that was born here. */
function orderStep(what: string, weight: number, more: More = () => ({})): Kind {
  const choose: Kind['choose'] = (random, book) => {
    const order = recent(random, book.orders)
    if (!order) return null
    const rest = more(random, order.lines, book)
    return hands => hands.peoplesoft(what, { key: { BUSINESS_UNIT: UNIT, PO_ID: order.id }, ...rest })
  }
  return { name: `order: ${what}`, weight, choose }
}

/** The same with the order that a commitment of Procore became, if it is there by now. */
function copyStep(what: string, weight: number, more: More = () => ({})): Kind {
  const choose: Kind['choose'] = (random, book) => {
    const commitment = recent(random, book.commitments)
    if (!commitment) return null
    const rest = more(random, commitment.lines.length, book)
    const mark = `PLB-${PROJECT.toString(36)}-${commitment.id.toString(36)}`.toUpperCase()
    return async hands => {
      const { PO_ID } = await hands.find('peoplesoft', 'PO_HDR', row => row.PO_REF === mark)
      await hands.peoplesoft(what, { key: { BUSINESS_UNIT: UNIT, PO_ID }, ...rest })
    }
  }
  return { name: `order of a commitment: ${what}`, weight, choose }
}

function newLine(random: Random, LINE_NBR: number) {
  const byAmount = random.chance(70)
  const counted = byAmount ? byOne(amountOf(random)) : byQuantity(random)
  const { PRICE_PO, ...sums } = counted
  const project = random.chance(90) ? { BUSINESS_UNIT_PC: UNIT, PROJECT_ID: '24-017' } : null
  const distribution = {
    ...{ DISTRIB_LINE_NUM: 1, ...sums, BUSINESS_UNIT_GL: UNIT, DEPTID: 'FIELD' },
    ACCOUNT: random.pick(['500100', '500200', '500200']),
    ...(project && { ...project, ACTIVITY_ID: 'CONCRETE', ANALYSIS_TYPE: 'COM' }),
  }
  return {
    ...{ LINE_NBR, UNIT_OF_MEASURE: random.pick(['EA', 'CYD']), CATEGORY_ID: 'RMCON' },
    ...{ AMT_ONLY_FLG: byAmount ? 'Y' : 'N', DESCR254_MIXED: `Line ${LINE_NBR}` },
    schedules: [{ SCHED_NBR: 1, ...sums, PRICE_PO, DUE_DT: '2026-12-01', distributions: [distribution] }],
  }
}

/** A line at another price, its quantity 1. */
function repriced(random: Random, LINE_NBR: number) {
  const { PRICE_PO, ...sums } = byOne(amountOf(random))
  const distributions = [{ DISTRIB_LINE_NUM: 1, ...sums }]
  return { LINE_NBR, schedules: [{ SCHED_NBR: 1, ...sums, PRICE_PO, distributions }] }
}

const byOne = (amount: string) => ({ QTY_PO: '1', PRICE_PO: amount, MERCHANDISE_AMT: amount })

function byQuantity(random: Random) {
  const [quantity, cents] = [random.whole(2, 40), random.whole(100, 20_000)]
  const dollars = (sum: number) => `${Math.trunc(sum / 100)}.${String(sum % 100).padStart(2, '0')}`
  return {
    QTY_PO: String(quantity),
    PRICE_PO: dollars(cents),
    MERCHANDISE_AMT: dollars(quantity * cents),
  }
}

const used = (random: Random, lines: number) => ({
  line: random.whole(1, lines),
  ...{ quantity: '0', amount: `${random.whole(1, 9)}.50` },
})
