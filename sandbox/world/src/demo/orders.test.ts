import { join } from 'node:path'
import { readConnectionFile } from '@plumbline/connections'
import Big from 'big.js'
import { expect, test } from 'vitest'
import { reverseCoding } from '../../../../flows/coding/reverse.ts'
import { calendarOf } from './calendar.ts'
import { demoChangeOrders, demoRequisitions } from './commitment-changes.ts'
import { demoCommitments } from './commitments.ts'
import { costCodes, costTypes } from './cost-codes.ts'
import { demoOrders, type OrderAwkwardness } from './orders.ts'
import { demoPeoplesoft } from './peoplesoft.ts'
import { demoProcore } from './procore.ts'

const DAY = '2026-11-24'
const calendar = calendarOf(DAY)
const orders = demoOrders(calendar)
const commitments = demoCommitments(calendar)
const peoplesoft = demoPeoplesoft(DAY)
const procore = demoProcore(DAY)
const [mapping] = readConnectionFile(join(import.meta.dirname, '../../../../examples/demo.yaml')).mappings

test('there are 300 orders, 120 commitments, 200 requisitions and 80 change orders over 20 sites', () => {
  expect(orders).toHaveLength(300)
  expect(commitments).toHaveLength(120)
  expect(demoRequisitions(calendar)).toHaveLength(200)
  expect(demoChangeOrders(calendar)).toHaveLength(80)
  for (const some of [orders, commitments]) expect(new Set(some.map(one => one.site)).size).toBe(20)
})

test('every awkward order is among them', () => {
  const kinds: OrderAwkwardness[] = [
    ...(['several-sites', 'line-without-project', 'amount-only', 'half-vouchered'] as const),
    ...(['cancel-pending', 'mapping-missing', 'vendor-not-sent', 'vendor-ambiguous'] as const),
    ...(['on-both-sides', 'on-both-sides-otherwise'] as const),
  ]
  expect(kinds.filter(kind => !orders.some(order => order.awkward === kind))).toEqual([])
})

test('distributions come to their schedules, to the cent', () => {
  const sums = new Map<string, Big>()
  for (const row of peoplesoft.PO_LINE_DISTRIB!) {
    const line = `${row.PO_ID}/${row.LINE_NBR}`
    sums.set(line, (sums.get(line) ?? Big(0)).plus(row.MERCHANDISE_AMT!))
  }
  for (const row of peoplesoft.PO_LINE_SHIP!)
    expect(sums.get(`${row.PO_ID}/${row.LINE_NBR}`)!.toFixed(3)).toBe(row.MERCHANDISE_AMT)
})

test('the way back leads every category but one to a cost code and a cost type that the sites have', () => {
  const categories = new Set(orders.flatMap(order => order.lines.map(line => line.category)))
  const lost = [...categories].filter(po_category => {
    const none = { project: null, account: null, activity_id: null, resource_type: null }
    const { fields } = reverseCoding(mapping!.reverse, { ...none, po_category })
    return (
      !costCodes.some(one => one.code === fields.cost_code) ||
      !costTypes.some(one => one.code === fields.cost_type)
    )
  })
  expect(lost).toEqual(['MISCL'])
})

test('there are deductive, zero, prime and void change orders, and requisitions that release retainage', () => {
  const changes = demoChangeOrders(calendar)
  const total = (lines: { amount?: string }[]) => lines.reduce((sum, line) => sum.plus(line.amount!), Big(0))
  expect(changes.some(one => total(one.lines).lt(0))).toBe(true)
  expect(changes.some(one => total(one.lines).eq(0))).toBe(true)
  expect(changes.some(one => one.type === 'PrimeContractChangeOrder')).toBe(true)
  expect(changes.some(one => one.status === 'void')).toBe(true)
  expect(
    procore.requisition_items!.some(row => Number(row.work_completed_retainage_released_this_period)),
  ).toBe(true)
})
