import type { ProcoreRows } from '@plumbline/sandbox-world'
import { describe, expect, test } from 'vitest'
import { startProcore } from '../testing/procore.ts'
import { contextOf, orderEvent, withOrders } from './fixtures/commitments.ts'
import { planNumber, purchaseOrderToProcoreNumber } from './to-procore-number.ts'

const rows: ProcoreRows = {
  commitments: [
    {
      ...{ id: 75001, project_id: 87001, type: 'PurchaseOrderContract', number: 'PO-1', vendor_id: 51001 },
      status: 'Approved',
    },
  ],
}
const order = { key: 'pc:87001:75001', nativeId: 'US001:0000000123:87001', by: 'us', seen: null } as const
const body = { kind: 'purchase_order_contracts', id: '75001', origin_code: '0000000123' } as const

function plan(told: Parameters<typeof orderEvent>[0] = {}, linked = true) {
  const event = orderEvent(told)
  return planNumber(event, {
    ...contextOf(event),
    facts: null,
    own: null,
    link: () => (linked ? order : null),
  })
}

describe('the number of its order', () => {
  test('is shown on a commitment once there is one', () => {
    expect(plan()).toEqual({ do: 'send', body })
    expect(plan({}, false)).toMatchObject({
      do: 'park',
      code: 'order-not-numbered',
      waits: [{ for: 'link', ref: { at: 'purchase-order.to-peoplesoft', key: 'pc:87001:75001' } }],
    })
    expect(plan({ status: 'Draft' }, false)).toMatchObject({ do: 'skip', code: 'order-not-approved' })
  })

  test('is for commitments that were born in Procore, where the settings want it', () => {
    const event = orderEvent()
    const { settings } = contextOf(event)
    const scopes = (value: typeof event, of = settings) => purchaseOrderToProcoreNumber.scopes(value, of)
    expect(scopes(event)).toEqual(['87001'])
    expect(scopes({ ...event, header: { ...event.header, origin_system: 'peoplesoft' } })).toEqual([])
    const off = structuredClone(settings)
    off.flows['purchase-order']!.to_peoplesoft!.show_number = false
    expect(scopes(event, off)).toEqual([])
  })

  test('is written on an approved commitment, once, and locks nothing', async () => {
    const { procore, calls } = await startProcore(rows, withOrders())
    for (const _ of [1, 2])
      expect(await purchaseOrderToProcoreNumber.write(procore, '87001', [body])).toEqual([
        { is: 'applied', targetId: '75001', seen: { id: '75001', origin_code: '0000000123' } },
      ])
    // Looked at twice, changed once.
    expect(calls.filter(call => call.includes('purchase_order_contracts')).length).toBe(3)
    const { settings } = contextOf(orderEvent())
    expect(await Array.fromAsync(purchaseOrderToProcoreNumber.survey(procore, '87001', settings))).toEqual([
      { targetId: '75001', seen: { id: '75001', origin_code: '0000000123' } },
    ])
  })

  test('does not replace a code that a person wrote', async () => {
    const { procore, person } = await startProcore(rows, withOrders())
    await person({ do: 'update', collection: 'commitments', id: '75001', set: { origin_code: 'Mine' } })
    expect(await purchaseOrderToProcoreNumber.write(procore, '87001', [body])).toMatchObject([
      { is: 'rejected', code: 'order-number-hidden', why: expect.stringContaining('Mine') },
    ])
  })
})
