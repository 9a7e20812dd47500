import { expect, test } from 'vitest'
import { eventId, readRecordKey, recordKey } from './event.ts'

test('one change has one id, for ever: it must not follow from anything but connection, entity, key and revision', () => {
  expect(eventId('c1', 'vendor', 'SHARE:0000000001', 3)).toBe('e006e9257d1222a349773d5e6bdb88a8')
  const ids = [
    eventId('c1', 'vendor', 'a', 1),
    eventId('c2', 'vendor', 'a', 1),
    eventId('c1', 'gl-account', 'a', 1),
    eventId('c1', 'vendor', 'b', 1),
    eventId('c1', 'vendor', 'a', 2),
    eventId('c1', 'vendor', 'a1', 1),
  ]
  expect(new Set(ids).size).toBe(ids.length)
})

test('a record key is read back, slashes in the entity key or not', () => {
  expect(readRecordKey(recordKey('c1', 'US001/7'))).toEqual({ connectionId: 'c1', key: 'US001/7' })
  expect(readRecordKey('no slash')).toBeNull()
  expect(readRecordKey('/key')).toBeNull()
})
