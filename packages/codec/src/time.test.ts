import { expect, test } from 'vitest'
import { dateToDays, daysToDate, instantToMicros, microsToInstant } from './time.ts'

test.each([
  ['1970-01-01', 0],
  ['1969-12-31', -1],
  ['2000-02-29', 11016],
  ['2026-11-23', 20780],
  ['1900-01-01', -25567],
  ['9999-12-31', 2932896],
])('%s is day %i, and back', (text, days) => {
  expect(dateToDays(text)).toBe(days)
  expect(daysToDate(days)).toBe(text)
})

test.each([
  '2026-02-29',
  '2026-02-30',
  '2026-13-01',
  '2026-00-10',
  '2026-1-1',
  '26-01-01',
  '2026-01-01T00:00:00Z',
  '',
])('%j is not a day', text => expect(() => dateToDays(text)).toThrow(`'${text}' is not a day`))

test.each([
  ['1970-01-01T00:00:00Z', 0, '1970-01-01T00:00:00.000Z'],
  ['2026-03-01T10:20:30.5Z', 1772360430500000, '2026-03-01T10:20:30.500Z'],
  ['2026-03-01T10:20:30.123456Z', 1772360430123456, '2026-03-01T10:20:30.123456Z'],
  ['2026-03-01T10:20:30.000001Z', 1772360430000001, '2026-03-01T10:20:30.000001Z'],
  ['1969-12-31T23:59:59.999999Z', -1, '1969-12-31T23:59:59.999999Z'],
])('%s is %i microseconds and comes back as %s', (text, micros, normal) => {
  expect(instantToMicros(text)).toBe(micros)
  expect(microsToInstant(micros)).toBe(normal)
})

test.each([
  '2026-03-01T10:20:30',
  '2026-03-01T10:20:30+01:00',
  '2026-03-01T24:00:00Z',
  '2026-03-01T10:60:00Z',
  '2026-02-30T10:00:00Z',
  '2026-03-01T10:20:30.1234567Z',
  '2026-03-01',
])('%s is refused: no instant in UTC, or finer than microseconds', text => {
  expect(() => instantToMicros(text)).toThrow(`'${text.slice(0, 10)}`)
})
