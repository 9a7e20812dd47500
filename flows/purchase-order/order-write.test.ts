import type { Outcome } from '@plumbline/flow-kit'
import { getPurchaseOrder } from '@plumbline/peoplesoft'
import type { PeoplesoftRows } from '@plumbline/sandbox-world'
import { describe, expect, test } from 'vitest'
import { type Started, startPeoplesoft } from '../testing/peoplesoft.ts'
import { commitmentLine, contextOf, orderEvent, withOrders } from './fixtures/commitments.ts'
import { type OrderBody, ownedOrder } from './order-body.ts'
import { planOrder } from './order-plan.ts'
import type { SeenOrder } from './order-seen.ts'
import { writeOrder } from './order-write.ts'
import { purchaseOrderToPeoplesoft } from './to-peoplesoft.ts'

type Applied = Extract<Outcome<SeenOrder>, { targetId: string }>
type Told = Parameters<typeof orderEvent>[0]

/** What orders need beside the skeleton world. */
const purchasing: PeoplesoftRows = {
  BUYER_TBL: [{ BUYER_ID: 'MBUYER', DESCR: 'M. Buyer' }],
  UNITS_TBL: [
    { UNIT_OF_MEASURE: 'EA', DESCR: 'Each' },
    { UNIT_OF_MEASURE: 'CYD', DESCR: 'Cubic yard' },
  ],
}

const ways = {
  'the operation of the site': {},
  'a component interface': {
    kind: 'cirt',
    component_interface: 'PURCHASE_ORDER',
    version: 'v1',
    wrapper: null,
    collections: { lines: 'PO_LINE', schedules: 'PO_LINE_SHIP', distributions: 'PO_LINE_DISTRIB' },
    date_format: 'YYYY-MM-DD',
  },
} as const

const start = (
  switches: Record<string, string | number> = {},
  more: Parameters<typeof withOrders>[0] = {},
  way: keyof typeof ways = 'the operation of the site',
) =>
  startPeoplesoft(
    switches,
    settings => {
      withOrders(more)(settings)
      if (way === 'a component interface')
        settings.peoplesoft.purchase_orders = structuredClone(ways[way]) as never
    },
    purchasing,
  )

/** What is sent for the commitment, linked to what was answered before. */
function bodyFor(
  { settings }: Started,
  told: Told = {},
  before: Applied | null = null,
  how?: Parameters<typeof orderEvent>[1],
): OrderBody {
  const order = orderEvent(told, how)
  const own =
    before && ({ key: order.header.key, nativeId: before.targetId, by: 'us', seen: before.seen } as const)
  const plan = planOrder(order, contextOf(order, { settings, own }))
  if (plan.do !== 'send') throw new Error(`not sent: ${JSON.stringify(plan)}`)
  return plan.body
}

function applied(outcome: Outcome<SeenOrder>): Applied {
  if (outcome.is !== 'applied') throw new Error(`not applied: ${JSON.stringify(outcome)}`)
  return outcome
}

const send = async (started: Started, told: Told = {}, before: Applied | null = null): Promise<Applied> =>
  applied(await writeOrder(started.peoplesoft, bodyFor(started, told, before)))

const numbersOf = (seen: SeenOrder) =>
  seen.lines.map(line => [line.id, line.line_nbr, line.amount, line.cancelled])

const keyOf = ({ seen }: Applied) => ({ BUSINESS_UNIT: seen.business_unit, PO_ID: seen.po_id })

describe.each(Object.keys(ways) as (keyof typeof ways)[])('by %s', way => {
  test('an order stands as it was sent, unapproved, and bears our number and reference', async () => {
    const started = await start({}, {}, way)
    const body = bodyFor(started)
    const { seen, targetId } = applied(await writeOrder(started.peoplesoft, body))
    expect(targetId).toBe(`US001:${body.numbers[0]}:87001`)
    expect(seen).toMatchObject({ status: 'I', po_ref: body.po_ref, total: '1500.25', used: null })
    expect(ownedOrder({ seen })).toEqual(ownedOrder({ body }))
    expect(seen.lines).toMatchObject([
      {
        id: '76001',
        line_item_id: '76001',
        line_nbr: 1,
        sched_nbr: 1,
        distrib_line_num: 1,
        amount: '1000.25',
      },
      { id: '76002', line_item_id: '76002', line_nbr: 2, sched_nbr: 1, distrib_line_num: 1, amount: '500' },
    ])
  })

  test('a line keeps its number, a new one gets the next, one that Procore has no more is cancelled', async () => {
    const started = await start({}, {}, way)
    const first = await send(started)
    const lines = [commitmentLine('76003', '70'), commitmentLine('76002', '499.99')]
    const second = await send(started, { lines }, first)
    expect(second.targetId).toBe(first.targetId)
    expect(numbersOf(second.seen)).toEqual([
      ['76001', 1, '1000.25', true],
      ['76002', 2, '499.99', false],
      ['76003', 3, '70', false],
    ])
    expect(second.seen.total).toBe('569.99')

    const back = [commitmentLine('76001', '1000.25'), ...lines]
    const third = await send(started, { lines: back }, second)
    expect(numbersOf(third.seen).slice(-1)).toEqual([['76001', 4, '1000.25', false]])
    expect(third.seen.total).toBe('1570.24')
  })

  test('a commitment that is void cancels its order', async () => {
    const started = await start({}, {}, way)
    const first = await send(started)
    const body = bodyFor(started, {}, first, { operation: 'delete' })
    expect(applied(await writeOrder(started.peoplesoft, body)).seen).toMatchObject({
      status: 'X',
      cancelled: true,
    })
    expect(applied(await writeOrder(started.peoplesoft, body)).seen.status).toBe('X')
  })
})

describe('the same order is never made twice', () => {
  test.each([
    ['with our number', {}, {}],
    ['where the site numbers', { orderIds: 'numbered' }, { numbering: 'site' as const }],
  ])('sent again though the link is lost: %s', async (_, switches, more) => {
    const started = await start(switches, more)
    const first = await send(started)
    const again = await send(started)
    expect(again).toEqual(first)
    expect(
      await Array.fromAsync(purchaseOrderToPeoplesoft.survey(started.peoplesoft, '87001', started.settings)),
    ).toEqual([{ targetId: first.targetId, seen: first.seen }])
  })

  test('a copy that a person made bears the reference too: the number tells', async () => {
    const started = await start()
    const first = await send(started)
    await copy(started, first, 'COPY')
    expect((await send(started)).targetId).toBe(first.targetId)
  })

  test('a copy of an order that the site numbered is for a person, who is told both numbers', async () => {
    const started = await start({}, { numbering: 'site' })
    const first = await send(started)
    await copy(started, first, 'COPY')
    expect(await writeOrder(started.peoplesoft, bodyFor(started))).toMatchObject({
      is: 'rejected',
      code: 'order-twice',
      why: expect.stringMatching(new RegExp(`${first.seen.po_id}.*COPY|COPY.*${first.seen.po_id}`)),
    })
  })

  test('a number that belongs to another order leads to the next one', async () => {
    const started = await start()
    const body = bodyFor(started)
    const other = { ...body, po_ref: 'Somebody else' }
    applied(await writeOrder(started.peoplesoft, other))
    expect(applied(await writeOrder(started.peoplesoft, body)).targetId).toBe(
      `US001:${body.numbers[1]}:87001`,
    )
  })

  test('none is made where all our numbers belong to others', async () => {
    const started = await start()
    const body = bodyFor(started)
    for (const number of body.numbers)
      applied(await writeOrder(started.peoplesoft, { ...body, po_ref: `Other ${number}`, numbers: [number] }))
    expect(await writeOrder(started.peoplesoft, body)).toMatchObject({
      is: 'rejected',
      code: 'no-free-order-number',
    })
  })
})

describe('what a person did to the order in PeopleSoft', () => {
  test('a changed amount is put right again, and a line that was added is cancelled', async () => {
    const started = await start()
    const first = await send(started)
    const order = await getPurchaseOrder(started.peoplesoft, 'US001', first.seen.po_id)
    const { schedules, ...line } = order!.lines[0]!
    await edit(started, first, [
      { LINE_NBR: 1, schedules: [scheduleOf('7')] },
      { ...pick(line), LINE_NBR: 9, DESCR254_MIXED: 'Gift', schedules: [scheduleOf('3', schedules)] },
    ])
    const again = await send(started, {}, first)
    expect(numbersOf(again.seen)).toEqual([
      ['76001', 1, '1000.25', false],
      ['76002', 2, '500', false],
      [null, 9, '3', true],
    ])
  })

  test('a receipt keeps the order from being cancelled, also where the link does not tell of it yet', async () => {
    const started = await start()
    const first = await send(started)
    await started.person({ do: 'approve-order', key: keyOf(first) })
    await started.person({ do: 'dispatch-order', key: keyOf(first) })
    await started.person({ do: 'receive', key: keyOf(first), line: 1, amount: '10', quantity: '0' })
    const body = bodyFor(started, {}, first, { operation: 'delete' })
    expect(await writeOrder(started.peoplesoft, body)).toMatchObject({
      is: 'rejected',
      code: 'order-in-use',
      why: expect.stringContaining('received'),
    })
  })

  test('its approval is none of ours: the order says the same', async () => {
    const started = await start()
    const first = await send(started)
    await started.person({ do: 'approve-order', key: keyOf(first) })
    const again = await send(started, {}, first)
    expect(again.seen.status).toBe('A')
    expect(ownedOrder({ seen: again.seen })).toEqual(ownedOrder({ seen: first.seen }))
  })
})

test('an order that is linked and gone is told, never made again', async () => {
  const started = await start()
  const gone: Applied = { is: 'applied', targetId: 'US001:NOTHERE:87001', seen: null as never }
  expect(await writeOrder(started.peoplesoft, bodyFor(started, {}, gone))).toMatchObject({
    is: 'rejected',
    code: 'order-gone',
  })
})

test('what PeopleSoft refuses is told in its own words', async () => {
  const started = await start({}, { buyer: 'NOBODY' })
  expect(await writeOrder(started.peoplesoft, bodyFor(started))).toMatchObject({
    is: 'rejected',
    code: 'purchase-order-refused',
    why: expect.stringContaining('Buyer NOBODY does not exist'),
  })
})

const scheduleOf = (amount: string, like: object[] = []) => {
  const [first] = like as { distributions: object[] }[]
  const distribution = (first?.distributions[0] ?? {}) as Record<string, unknown>
  const coding = Object.fromEntries(
    ['ACCOUNT', 'DEPTID', 'BUSINESS_UNIT_GL'].flatMap(name =>
      distribution[name] ? [[name, distribution[name]]] : [],
    ),
  )
  return {
    SCHED_NBR: 1,
    ...{ QTY_PO: '1', PRICE_PO: amount, MERCHANDISE_AMT: amount },
    distributions: [{ DISTRIB_LINE_NUM: 1, QTY_PO: '1', MERCHANDISE_AMT: amount, ...coding }],
  }
}

const pick = ({ CATEGORY_ID, UNIT_OF_MEASURE, AMT_ONLY_FLG }: Record<string, unknown>) => ({
  ...{ CATEGORY_ID, UNIT_OF_MEASURE, AMT_ONLY_FLG },
})

const edit = ({ person }: Started, order: Applied, lines: object[]) =>
  person({ do: 'edit-order', key: keyOf(order), lines })

/** A person copies the order under another number: PO_REF comes along. */
async function copy({ person, peoplesoft }: Started, order: Applied, PO_ID: string): Promise<void> {
  const whole = (await getPurchaseOrder(peoplesoft, order.seen.business_unit, order.seen.po_id))!
  const { VENDOR_SETID, VENDOR_ID, BUYER_ID, PO_REF, BUSINESS_UNIT } = whole
  const lines = whole.lines.map(({ schedules, ...line }) => ({
    ...pick(line),
    LINE_NBR: line.LINE_NBR,
    DESCR254_MIXED: line.DESCR254_MIXED,
    schedules: [scheduleOf(schedules[0]!.MERCHANDISE_AMT!, schedules)],
  }))
  await person({
    do: 'create-order',
    order: { ...{ BUSINESS_UNIT, PO_ID, VENDOR_SETID, VENDOR_ID, BUYER_ID, PO_REF }, lines },
  })
}
