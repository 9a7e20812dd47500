import { expect, test } from 'vitest'
import { cancelPurchaseOrder, changePurchaseOrder, createPurchaseOrder } from './purchase-order-writes.ts'
import { orderBody } from './testing/orders.ts'
import { ibError, orderWay, sendJson, site } from './testing/site.ts'

const keys = { BUSINESS_UNIT: 'US001', PO_ID: 'PC00000001' }
const stored = JSON.stringify({ ...keys, PO_STATUS: 'I' })
const cirt = { purchase_orders: orderWay({ kind: 'cirt' }) }

test('an order goes by the site’s own operation: created by POST, changed by PUT, without what is not given', async () => {
  const { ps, server } = await site((_, response) => sendJson(response, stored, 201))
  const applied = { is: 'applied', targetId: 'PC00000001', seen: { ...keys, PO_STATUS: 'I' } }
  expect(await createPurchaseOrder(ps, orderBody())).toEqual(applied)
  expect(await changePurchaseOrder(ps, orderBody())).toEqual(applied)
  const path = '/PSIGW/RESTListeningConnector/PSFT_EP/PROCORE_PO.v1'
  expect(server.asked.map(({ method, url }) => [method, url])).toEqual([
    ['POST', path],
    ['PUT', path],
  ])
  expect(JSON.parse(server.asked[0]?.body ?? '')).toMatchObject({
    PO_DT: '2026-10-14',
    lines: [{ LINE_NBR: 1, schedules: [{ DUE_DT: '2026-12-31', distributions: [{ ACCOUNT: '500400' }] }] }],
  })
  expect(server.asked[0]?.body).not.toContain('null')
})

test('a cancel sends the keys and the status alone', async () => {
  const { ps, server } = await site((_, response) => sendJson(response, stored))
  expect(await cancelPurchaseOrder(ps, keys)).toMatchObject({ is: 'applied' })
  expect(JSON.parse(server.asked[0]?.body ?? '')).toEqual({ ...keys, PO_STATUS: 'X' })
})

test.each([
  ['YYYY-MM-DD', '2026-10-14'],
  ['YYYY/MM/DD', '2026/10/14'],
  ['DD-MON-YY', '14-OCT-26'],
] as const)(
  'by a component interface, with its collections, its wrapper and its days: %s',
  async (date_format, day) => {
    const purchase_orders = orderWay({
      kind: 'cirt',
      component_interface: 'ZZ_PO',
      version: 'v2',
      wrapper: 'ZZ_PO',
      collections: { lines: 'LINE', schedules: 'SHIP', distributions: 'DIST' },
      date_format,
    })
    const { ps, server } = await site(
      ({ method }, response) =>
        sendJson(response, method === 'POST' ? JSON.stringify({ ZZ_PO: keys }) : '{"notification":"1"}'),
      { purchase_orders },
    )
    const applied = { is: 'applied', targetId: 'PC00000001', seen: { ...keys, PO_STATUS: null } }
    expect(await createPurchaseOrder(ps, orderBody())).toEqual(applied)
    expect(await changePurchaseOrder(ps, orderBody())).toEqual(applied)
    expect(server.asked.map(({ method, url }) => [method, url.split('/').at(-1)])).toEqual([
      ['POST', 'CIRT_ZZ_PO_C_POST.v2'],
      ['PUT', 'CIRT_ZZ_PO_UD_PUT.v2'],
    ])
    expect(JSON.parse(server.asked[0]?.body ?? '')).toMatchObject({
      ZZ_PO: { PO_DT: day, LINE: [{ SHIP: [{ DIST: [{ ACCOUNT: '500400' }] }] }] },
    })
  },
)

test('where the site numbers, the order is known by the number that it answers', async () => {
  const { ps } = await site((_, response) =>
    sendJson(response, stored.replace('PC00000001', '0000000042'), 201),
  )
  expect(await createPurchaseOrder(ps, orderBody({ PO_ID: 'NEXT' }))).toMatchObject({
    is: 'applied',
    targetId: '0000000042',
  })
})

test('an answer that still says NEXT names no order: look it up', async () => {
  const { ps } = await site((_, response) => sendJson(response, stored.replace('PC00000001', 'NEXT'), 201))
  expect(await createPurchaseOrder(ps, orderBody({ PO_ID: 'NEXT' }))).toMatchObject({ is: 'unknown' })
})

const errors = JSON.stringify({
  code: 'REFUSED',
  message: 'The purchase order was not stored',
  errors: [{ line: 1, field: 'ACCOUNT', code: 'ACCT', message: 'account 1 is inactive' }],
})
const list =
  '[{"type":"Error","messageSet":10200,"messageNumber":44,"text":"Buyer X is unknown"},{"type":"OK"}]'

test.each([
  ['errors of the handler', {}, 422, errors, 'rejected', /line 1, ACCOUNT: account 1 is inactive/],
  ['an order that is not there', {}, 404, '{"code":"NOT_FOUND","message":"none"}', 'rejected', /none/],
  ['a list of a component interface', cirt, 400, list, 'rejected', /: Buyer X is unknown \(10200,44\)$/],
  [
    'a notification of 0 with 200',
    cirt,
    200,
    `{"notification":0,"messages":${list}}`,
    'rejected',
    /Buyer X is unknown/,
  ],
  ['a notification of 0 without a word', cirt, 200, '{"notification":"0"}', 'rejected', /no reason given/],
  ['a duplicate key', {}, 409, '{"code":"DUPLICATE","message":"exists"}', 'unknown', /duplicate key/],
  [
    'a component interface that says it exists',
    cirt,
    400,
    '[{"type":"Error","text":"Order already exists"}]',
    'unknown',
    /duplicate key/,
  ],
  ['a bare 500', {}, 500, '', 'unknown', /status 500/],
  [
    'an error of the framework with 200',
    {},
    200,
    ibError('10001', 'Handler exception'),
    'unknown',
    /Handler/,
  ],
  ['a page with 200', {}, 200, '<html><title>Sign In</title></html>', 'unknown', /HTML page/],
  ['nothing with 201', {}, 201, '', 'unknown', /answered with nothing/],
  ['another order with 201', {}, 201, stored.replace('PC0', 'XX0'), 'unknown', /XX00000001 instead/],
  ['a gateway that is busy', {}, 429, '', 'retry', /status 429/],
] as const)('%s', async (_, settings, status, body, is, why) => {
  const { ps } = await site((__, response) => void response.writeHead(status).end(body), settings)
  expect(await createPurchaseOrder(ps, orderBody())).toMatchObject({ is, why: expect.stringMatching(why) })
})

test('no answer in time: unknown. Nobody there: certainly not stored', async () => {
  const { ps, server } = await site(() => undefined, { timeout_ms: 1000 })
  expect(await createPurchaseOrder(ps, orderBody())).toMatchObject({ is: 'unknown' })
  await server.close()
  expect(await createPurchaseOrder(ps, orderBody())).toMatchObject({
    is: 'retry',
    code: 'peoplesoft-unreachable',
  })
})

test('a login or an operation that is turned down is a refusal: nothing was stored', async () => {
  const { ps } = await site((_, response) => void response.writeHead(404).end())
  await expect(createPurchaseOrder(ps, orderBody())).rejects.toMatchObject({
    what: 'scope',
    code: 'operation-not-found',
  })
})
