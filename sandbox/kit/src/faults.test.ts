import { expect, test } from 'vitest'
import { Faults } from './faults.ts'

const at = { ms: 0 }
const make = () => new Faults(['delay', 'status'], () => new Date(at.ms))
const call = {
  method: 'PATCH',
  url: '/rest/v1.0/vendors/sync?x=1',
  body: { updates: [{ origin_id: 'ps:1' }] },
}

test('a fault strikes the calls that match in every part given', () => {
  const faults = make()
  faults.add({ name: 'delay', match: { method: 'patch', path: '/vendors/sync\\?x', body: 'ps:1' } })
  expect(faults.take(call, 'delay')).toMatchObject({ hits: 1 })
  expect(faults.take({ ...call, method: 'POST' }, 'delay')).toBeNull()
  expect(faults.take({ ...call, url: '/rest/v1.0/projects' }, 'delay')).toBeNull()
  expect(faults.take({ ...call, body: { updates: [] } }, 'delay')).toBeNull()
  expect(faults.take(call, 'status')).toBeNull()
})

test('a fault with times strikes that often and no more', () => {
  const faults = make()
  faults.add({ name: 'status', times: 2 })
  expect([1, 2, 3].map(() => faults.take(call, 'status') !== null)).toEqual([true, true, false])
  expect(faults.list()[0]).toMatchObject({ hits: 2 })
})

test('a fault with a duration ends by the sandbox clock', () => {
  const faults = make()
  faults.add({ name: 'delay', for_ms: 1000 })
  at.ms = 999
  expect(faults.take(call, 'delay')).not.toBeNull()
  at.ms = 1000
  expect(faults.take(call, 'delay')).toBeNull()
})

test('clear ends one fault or all of them', () => {
  const faults = make()
  const { id } = faults.add({ name: 'delay' })
  faults.add({ name: 'status' })
  faults.clear(id)
  expect(faults.list().map(({ name }) => name)).toEqual(['status'])
  faults.clear()
  expect(faults.list()).toEqual([])
})

test('an unknown name is refused with the known ones, a wrong path expression at once', () => {
  expect(() => make().add({ name: 'flood' })).toThrow('known are: delay, status')
  expect(() => make().add({ name: 'delay', match: { path: '(' } })).toThrow(SyntaxError)
})
