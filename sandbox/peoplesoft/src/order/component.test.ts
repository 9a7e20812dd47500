import { expect, test } from 'vitest'
import { order, startPurchasing } from '../testing/orders.ts'

const CREATE = 'CIRT_PURCHASE_ORDER_C_POST.v1'
const CHANGE = 'CIRT_PURCHASE_ORDER_UD_PUT.v1'

/** The order with a component interface's names of collections. */
const asComponent = (body: ReturnType<typeof order>) => {
  const { lines, ...header } = body
  return {
    ...header,
    PO_LINE: lines.map(({ schedules, ...line }) => ({
      ...line,
      PO_LINE_SHIP: schedules.map(({ distributions, ...schedule }) => ({
        ...schedule,
        PO_LINE_DISTRIB: distributions,
      })),
    })),
  }
}

test('a component interface creates, changes and reads the same orders as the site’s own operation (§6.2)', async () => {
  const site = await startPurchasing()
  expect(await site.call('POST', CREATE, asComponent(order()))).toEqual({
    status: 201,
    body: { BUSINESS_UNIT: 'US001', PO_ID: 'PC00000001' },
  })
  const change = { BUSINESS_UNIT: 'US001', PO_ID: 'PC00000001', PO_REF: 'r2' }
  expect(await site.call('PUT', CHANGE, change)).toMatchObject({ status: 200, body: { notification: '1' } })
  const read = await site.call('GET', 'CIRT_PURCHASE_ORDER_G_GET.v1/US001/PC00000001')
  expect(read.body).toMatchObject({
    PO_REF: 'r2',
    PO_LINE: [{ PO_LINE_SHIP: [{ PO_LINE_DISTRIB: [{}] }] }, {}],
  })
  expect(await site.order()).toMatchObject({ PO_REF: 'r2', lines: [{}, {}] })
  expect((await site.writes()).map(write => write.action)).toEqual([`POST ${CREATE}`, `PUT ${CHANGE}`])
})

test('its refusals are 4xx with a list, or 200 with notification 0, each with every reason (§6.3, §9)', async () => {
  const site = await startPurchasing()
  const wrong = asComponent(order({ BUYER_ID: 'NOBODY' }, { UNIT_OF_MEASURE: 'XX' }))
  const messages = [
    expect.objectContaining({ type: 'Error', text: 'Buyer NOBODY does not exist' }),
    expect.objectContaining({ type: 'Error', text: expect.stringContaining('Line 1: Unit of measure XX') }),
  ]
  expect(await site.call('POST', CREATE, wrong)).toEqual({ status: 400, body: messages })
  await site.set({ componentFailure: 'notification' })
  expect(await site.call('POST', CREATE, wrong)).toEqual({
    status: 200,
    body: { notification: '0', messages },
  })
  expect(await site.state('PO_HDR')).toEqual([])
})

test('it takes days in its own form only (§6.3)', async () => {
  const site = await startPurchasing({ switches: { componentDates: 'DD-MON-YY' } })
  expect((await site.call('POST', CREATE, asComponent(order()))).status).toBe(400)
  expect((await site.call('POST', CREATE, asComponent(order({ PO_DT: '14-OCT-26' })))).status).toBe(201)
  expect((await site.order())?.PO_DT).toBe('2026-10-14')
})

test('where it has a wrapper, body and answer have it', async () => {
  const site = await startPurchasing({ switches: { componentWrapper: 'PURCHASE_ORDER' } })
  expect((await site.call('POST', CREATE, asComponent(order()))).status).toBe(400)
  expect(await site.call('POST', CREATE, { PURCHASE_ORDER: asComponent(order()) })).toMatchObject({
    body: { PURCHASE_ORDER: { PO_ID: 'PC00000001' } },
  })
})

test('a user whose permission lists lack an operation is turned down', async () => {
  const site = await startPurchasing()
  const key = { CLASSID: 'PLB_INTEGRATION', IB_OPERATIONNAME: 'CIRT_PURCHASE_ORDER_C_POST' }
  await site.act({ do: 'delete', record: 'PSAUTHWS', key })
  expect((await site.call('POST', CREATE, asComponent(order()))).status).toBe(403)
})
