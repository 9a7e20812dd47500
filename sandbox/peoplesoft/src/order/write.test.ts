import { expect, test } from 'vitest'
import { line, order, startPurchasing } from '../testing/orders.ts'

const fields = ({ body }: { body: { errors?: { field: string; code: string }[] } }) =>
  body.errors?.map(({ field, code }) => `${field} ${code}`)

test('a new order is stored unapproved, with what the supplier and its location say, and stands in the ledger of writes', async () => {
  const site = await startPurchasing()
  expect(await site.create()).toEqual({
    status: 201,
    body: { BUSINESS_UNIT: 'US001', PO_ID: 'PC00000001', PO_STATUS: 'I' },
  })
  expect(await site.order()).toMatchObject({
    PO_STATUS: 'I',
    VENDOR_SETID: 'SHARE',
    VNDR_LOC: 'MAIN',
    PYMNT_TERMS_CD: 'N30',
    CURRENCY_CD: 'USD',
    PO_REF: 'procore 61001 r1',
    OPRID_ENTERED_BY: 'PLUMBLINE',
    lines: [
      {
        LINE_NBR: 1,
        schedules: [{ QTY_PO: 1, PRICE_PO: 1000.5, MERCHANDISE_AMT: 1000.5, distributions: [{}] }],
      },
      {
        LINE_NBR: 2,
        schedules: [{ MERCHANDISE_AMT: 1803, distributions: [{ MERCH_AMT_BSE: 1502.5 }, { QTY_PO: 2 }] }],
      },
    ],
  })
  expect(await site.writes()).toMatchObject([
    {
      caller: 'PLUMBLINE',
      action: 'POST PROCORE_PO.v1',
      key: 'US001|PC00000001',
      before: null,
      changed: true,
    },
  ])
})

test.each([
  ['an unapproved supplier', order({ VENDOR_ID: '0000000003' }), 'VENDOR_ID VENDOR_NOT_APPROVED'],
  ['a supplier not open for ordering', order({ VENDOR_ID: '0000000004' }), 'VENDOR_ID VENDOR_NOT_OPEN'],
  ['a supplier without location', order({ VENDOR_ID: '0000000005' }), 'VNDR_LOC VENDOR_LOCATION'],
  ['an unknown supplier', order({ VENDOR_ID: '9999999999' }), 'VENDOR_ID VENDOR_UNKNOWN'],
  ['a supplier of another SetID', order({ VENDOR_SETID: 'CIVIL' }), 'VENDOR_SETID VENDOR_SETID'],
  ['an unknown buyer', order({ BUYER_ID: 'NOBODY' }), 'BUYER_ID BUYER_UNKNOWN'],
  ['an unknown unit of measure', order({}, { UNIT_OF_MEASURE: 'XX' }), 'UNIT_OF_MEASURE UOM_UNKNOWN'],
  ['a line without description', order({}, { DESCR254_MIXED: ' ' }), 'DESCR254_MIXED REQUIRED'],
  ['an unknown account', order({}, {}, { ACCOUNT: '999999' }), 'ACCOUNT ACCOUNT_INVALID'],
  ['an unknown department', order({}, {}, { DEPTID: 'NONE' }), 'DEPTID DEPTID_INVALID'],
  ['an unknown project', order({}, {}, { PROJECT_ID: 'NONE' }), 'PROJECT_ID PROJECT_INVALID'],
  ['an incomplete project set', order({}, {}, { ACTIVITY_ID: ' ' }), 'ACTIVITY_ID PROJECT_SET'],
  ['an unknown ledger unit', order({}, {}, { BUSINESS_UNIT_GL: 'XX999' }), 'BUSINESS_UNIT_GL UNIT_UNKNOWN'],
  ['an amount not distributed', order({}, {}, { MERCHANDISE_AMT: '900' }), 'MERCHANDISE_AMT DISTRIBUTED'],
  ['a number of the automatic range', order({ PO_ID: '0000000012' }), 'PO_ID NUMBER_RANGE'],
  ['no lines', order({ lines: [] }), 'LINE_NBR REQUIRED'],
])('%s is refused, and nothing is stored', async (_what, body, error) => {
  const site = await startPurchasing()
  const answer = await site.create(body)
  expect(answer.status).toBe(422)
  expect(fields(answer)).toEqual([error])
  expect(await site.state('PO_HDR')).toEqual([])
  expect(await site.writes()).toEqual([])
})

test.each([
  ['a field that does not exist', order({ FIELD: 'x' }), 'FIELD UNKNOWN_FIELD'],
  ['a field of PeopleSoft’s own', order({}, {}, { AMT_RECV: '5' }), 'AMT_RECV UNKNOWN_FIELD'],
  ['a text that is too long', order({ PO_REF: 'x'.repeat(31) }), 'PO_REF TOO_LONG'],
  ['a day that is none', order({ PO_DT: '2026-02-30' }), 'PO_DT NOT_A_DATE'],
  ['no buyer', order({ BUYER_ID: null }), 'BUYER_ID REQUIRED'],
  ['a line twice', order({ lines: [line(1), line(1)] }), 'LINE_NBR DUPLICATE'],
  ['a status', order({ PO_STATUS: 'A' }), 'PO_STATUS NOT_ALLOWED'],
])('%s cannot be read', async (_what, body, error) => {
  const site = await startPurchasing()
  const answer = await site.create(body)
  expect([answer.status, fields(answer)]).toEqual([400, [error]])
})

test('the same key again is a duplicate; NEXT is numbered each time (§8)', async () => {
  const site = await startPurchasing()
  await site.create()
  expect(await site.create()).toMatchObject({ status: 409, body: { code: 'DUPLICATE' } })
  expect((await site.create(order({ PO_ID: 'NEXT' }))).body.PO_ID).toBe('0000000001')
  expect((await site.create(order({ PO_ID: 'NEXT' }))).body.PO_ID).toBe('0000000002')
  await site.set({ orderIds: 'numbered' })
  expect(fields(await site.create(order({ PO_ID: 'PC00000002' })))).toEqual(['PO_ID NOT_ALLOWED'])
  expect(await site.state('PO_HDR')).toHaveLength(3)
})

test('a change replaces what it gives, keeps the rest, and an approved order waits for approval again', async () => {
  const site = await startPurchasing()
  await site.create()
  await site.steps('approve-order', 'dispatch-order')
  const distribution = { DISTRIB_LINE_NUM: 1, MERCHANDISE_AMT: '1200' }
  const schedules = [{ SCHED_NBR: 1, MERCHANDISE_AMT: '1200', distributions: [distribution] }]
  const changed = await site.change({ PO_REF: 'r2', lines: [{ LINE_NBR: 1, schedules }] })
  expect(changed).toMatchObject({ status: 200, body: { PO_STATUS: 'PA' } })
  expect(await site.order()).toMatchObject({
    PO_REF: 'r2',
    CHNG_ORD_BATCH: 1,
    lines: [
      {
        DESCR254_MIXED: 'Formwork',
        schedules: [{ PRICE_PO: 1200, distributions: [{ ACCOUNT: '500400', MERCH_AMT_BSE: 1200 }] }],
      },
      { DESCR254_MIXED: 'Ready-mix, 4000 psi' },
    ],
  })
})

test('a change that changes nothing leaves status, stamp and order as they are', async () => {
  const site = await startPurchasing()
  await site.create()
  await site.steps('approve-order')
  const before = await site.order()
  await site.pass(60_000)
  expect((await site.change(order())).status).toBe(200)
  expect(await site.order()).toEqual(before)
  expect((await site.writes()).at(-1)).toMatchObject({ action: 'PUT PROCORE_PO.v1', changed: false })
})

test('a line is not reduced below what was received or vouchered', async () => {
  const site = await startPurchasing()
  await site.create()
  await site.steps('approve-order', 'dispatch-order')
  const key = { BUSINESS_UNIT: 'US001', PO_ID: 'PC00000001' }
  await site.act({ do: 'receive', key, line: 2, distribution: 1, quantity: '8', amount: '1202' })
  await site.act({ do: 'voucher', key, line: 1, amount: '600.25', invoice_id: 'INV-1' })
  const schedule = (amount: string) => ({
    SCHED_NBR: 1,
    MERCHANDISE_AMT: amount,
    distributions: [{ DISTRIB_LINE_NUM: 1, MERCHANDISE_AMT: amount }],
  })
  const less = await site.change({ lines: [{ LINE_NBR: 1, schedules: [schedule('600.24')] }] })
  expect([less.status, fields(less)]).toEqual([422, ['MERCHANDISE_AMT REDUCED_BELOW']])
  expect((await site.change({ lines: [{ LINE_NBR: 1, schedules: [schedule('600.25')] }] })).status).toBe(200)
  const distributions = [
    { DISTRIB_LINE_NUM: 1, QTY_PO: '7', MERCHANDISE_AMT: '1502.50' },
    { DISTRIB_LINE_NUM: 2, QTY_PO: '5', MERCHANDISE_AMT: '300.50' },
  ]
  const fewer = await site.change({ lines: [{ LINE_NBR: 2, schedules: [{ SCHED_NBR: 1, distributions }] }] })
  expect(fields(fewer)).toEqual(['QTY_PO REDUCED_BELOW'])
})

test('a line that deducts is taken where nothing of it was received', async () => {
  const site = await startPurchasing()
  await site.create()
  const distributions = [{ DISTRIB_LINE_NUM: 1, MERCHANDISE_AMT: '-50' }]
  const lines = [{ LINE_NBR: 1, schedules: [{ SCHED_NBR: 1, MERCHANDISE_AMT: '-50', distributions }] }]
  expect((await site.change({ lines })).status).toBe(200)
})

test('a cancelled line stays cancelled and is not changed any more; one that was received is not cancelled', async () => {
  const site = await startPurchasing()
  await site.create()
  const gone = { lines: [{ LINE_NBR: 2, CANCEL_STATUS: 'X' }] }
  expect((await site.change(gone)).status).toBe(200)
  expect((await site.change(gone)).status).toBe(200)
  expect((await site.order())?.lines[1]).toMatchObject({
    CANCEL_STATUS: 'X',
    schedules: [{ CANCEL_STATUS: 'X' }],
  })
  expect((await site.change({ lines: [line(2)] })).status).toBe(422)
  await site.steps('approve-order', 'dispatch-order')
  const key = { BUSINESS_UNIT: 'US001', PO_ID: 'PC00000001' }
  await site.act({ do: 'receive', key, line: 1, amount: '1' })
  expect((await site.change({ lines: [{ LINE_NBR: 1, CANCEL_STATUS: 'X' }] })).status).toBe(422)
})

test('an order is cancelled, a second time without effect, and not changed after that', async () => {
  const site = await startPurchasing()
  await site.create()
  expect(await site.change({ PO_STATUS: 'X' })).toMatchObject({ status: 200, body: { PO_STATUS: 'X' } })
  expect(await site.change({ PO_STATUS: 'X' })).toMatchObject({ status: 200, body: { PO_STATUS: 'X' } })
  expect((await site.writes()).map(write => write.changed)).toEqual([true, true, false])
  expect(fields(await site.change({ PO_REF: 'x' }))).toEqual(['PO_STATUS NOT_OPEN'])
  expect((await site.change({ PO_STATUS: 'X' }, 'PC00000009')).status).toBe(404)
})

test.each([
  ['a receipt', { do: 'receive', line: 1, amount: '1' }],
  ['a voucher', { do: 'voucher', line: 1, amount: '1' }],
  ['a match', { do: 'update', record: 'PO_HDR', set: { MATCH_STATUS_PO: 'T' } }],
  ['a hold', { do: 'hold-order' }],
  ['completion', { do: 'complete-order' }],
])('%s keeps an order from being cancelled (BUSINESS.md)', async (_what, step) => {
  const site = await startPurchasing()
  await site.create()
  await site.steps('approve-order', 'dispatch-order')
  const done = await site.act({ ...step, key: { BUSINESS_UNIT: 'US001', PO_ID: 'PC00000001' } })
  expect(done.status).toBe(200)
  const answer = await site.change({ PO_STATUS: 'X' })
  expect([answer.status, fields(answer)]).toEqual([422, ['PO_STATUS NOT_CANCELLED']])
})

test('where the site approves by itself, it does so after its time and over changes', async () => {
  const site = await startPurchasing({ switches: { orderApproveMs: 5000, orderBegins: 'pending' } })
  expect((await site.create()).body.PO_STATUS).toBe('PA')
  await site.pass(4_000)
  expect((await site.order())?.PO_STATUS).toBe('PA')
  await site.pass(2_000)
  expect(await site.order()).toMatchObject({ PO_STATUS: 'A', OPRID_APPROVED_BY: 'BATCH' })
  expect((await site.change({ PO_REF: 'r2' })).body.PO_STATUS).toBe('PA')
  await site.pass(6_000)
  expect((await site.order())?.PO_STATUS).toBe('A')
})

test('LAST_DTTM_UPDATE moves with every change, or not with those of distributions alone (§5.4)', async () => {
  const site = await startPurchasing()
  await site.send('POST', '/__sandbox/clock', { at: '2026-10-14T12:00:00Z', freeze: true })
  await site.create()
  const recode = (DEPTID: string) => {
    const distributions = [{ DISTRIB_LINE_NUM: 1, DEPTID }]
    return site.change({ lines: [{ LINE_NBR: 1, schedules: [{ SCHED_NBR: 1, distributions }] }] })
  }
  const stamp = async () => (await site.order())?.LAST_DTTM_UPDATE
  const first = await stamp()
  await site.pass(60_000)
  await recode(' ')
  const second = await stamp()
  expect(second).not.toBe(first)
  await site.set({ orderStamp: 'not-distributions' })
  await site.pass(60_000)
  expect((await recode('FIELD')).status).toBe(200)
  expect(await stamp()).toBe(second)
  await site.change({ PO_REF: 'r2' })
  expect(await stamp()).not.toBe(second)
})
