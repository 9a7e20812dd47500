import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { peoplesoftStatus, procoreStatus, shownStatus } from './status.ts'

test.each([
  ['I', 'draft', null, null],
  ['O', 'draft', null, null],
  ['PA', 'pending', null, null],
  ['A', 'approved', 'Submitted', 'Out For Signature'],
  ['D', 'dispatched', 'Approved', 'Approved'],
  ['C', 'complete', 'Closed', 'Complete'],
  ['X', 'cancelled', 'Closed', 'Void'],
  ['PX', 'pending_cancel', null, null],
  ['DA', 'denied', null, null],
  ['LD', 'denied', null, null],
  ['ZZ', 'unknown', null, null],
])('a PeopleSoft order in %s is %s and shows as %s or %s', (raw, status, order, subcontract) => {
  expect(peoplesoftStatus(raw)).toBe(status)
  expect(shownStatus('purchase_order_contracts', status)).toBe(order)
  expect(shownStatus('work_order_contracts', status)).toBe(subcontract)
})

test('a status is known by its long name, too, as a query with translate values shows it', () => {
  expect(peoplesoftStatus('Dispatched')).toBe('dispatched')
  expect(peoplesoftStatus('Pending Cancel')).toBe('pending_cancel')
})

test.each([
  ['purchase_order_contracts', 'Processing', 'pending'],
  ['purchase_order_contracts', 'Received', 'dispatched'],
  ['purchase_order_contracts', 'Closed', 'complete'],
  ['work_order_contracts', 'Out For Bid', 'pending'],
  ['work_order_contracts', 'Terminated', 'cancelled'],
  ['work_order_contracts', 'Void', 'cancelled'],
  ['work_order_contracts', 'Closed', 'unknown'],
] as const)('of %s, %s is %s', (kind, raw, status) => {
  expect(procoreStatus(kind, raw)).toBe(status)
})

test('the page for accountants says the same', () => {
  const page = readFileSync(new URL('../../docs/purchase-orders.md', import.meta.url), 'utf8')
  const rows = page.split('\n').map(row =>
    row
      .split('|')
      .map(cell => cell.trim())
      .slice(1, -1),
  )
  const words = (cell: string | undefined) => cell?.split(', ').filter(Boolean) ?? []
  const shown = rows.filter(row => row.length === 4 && /^[A-Z]{1,2}(, [A-Z]{1,2})*$/.test(row[0]!))
  expect(shown.flatMap(row => words(row[0]))).toHaveLength(10)
  for (const [raw, status, order, subcontract] of shown)
    for (const one of words(raw)) {
      expect(peoplesoftStatus(one)).toBe(status)
      expect(shownStatus('purchase_order_contracts', status!) ?? '').toBe(order)
      expect(shownStatus('work_order_contracts', status!) ?? '').toBe(subcontract)
    }
  const there = rows.filter(row => row.length === 3 && /^[a-z_]+$/.test(row[2]!) && row[2] !== 'event')
  expect(there.flatMap(row => [...words(row[0]), ...words(row[1])])).toHaveLength(14)
  for (const [order, subcontract, status] of there) {
    for (const one of words(order)) expect(procoreStatus('purchase_order_contracts', one)).toBe(status)
    for (const one of words(subcontract)) expect(procoreStatus('work_order_contracts', one)).toBe(status)
  }
})
