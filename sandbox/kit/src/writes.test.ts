import { expect, test } from 'vitest'
import { Store } from './store.ts'
import { Writes } from './writes.ts'

const make = () => new Writes(new Store(null).collection('writes'), ['updated_at'])
const write = (before: unknown, after: unknown) => ({
  at: '2026-11-01T00:00:00.000Z',
  caller: 'plumbline-demo',
  action: 'PATCH /rest/v1.0/vendors/sync',
  collection: 'vendors',
  key: '1',
  before,
  after,
  traceparent: null,
})

test('every accepted write is counted in order, and can be asked for from a number on', () => {
  const writes = make()
  writes.add(write(null, { name: 'Ames' }))
  writes.add(write({ name: 'Ames' }, { name: 'Bolt' }))
  writes.add(write({ name: 'Bolt' }, null))
  expect(writes.list().map(({ n }) => n)).toEqual([1, 2, 3])
  expect(writes.list(2)).toMatchObject([{ n: 3, caller: 'plumbline-demo', after: null, changed: true }])
})

test('a write that left all but the stamps as they were is listed as unchanged', () => {
  const writes = make()
  const row = { name: 'Ames', tags: ['a'], updated_at: '1' }
  expect(writes.add(write(row, { ...row, tags: ['a'], updated_at: '2' })).changed).toBe(false)
  expect(writes.add(write(row, { ...row, tags: ['b'] })).changed).toBe(true)
  expect(writes.add(write(null, row)).changed).toBe(true)
})
