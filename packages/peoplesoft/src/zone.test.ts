import { expect, test } from 'vitest'
import { createZone, readDateTime } from './zone.ts'

const chicago = createZone('America/Chicago')

test('a wall clock time is read by the offset of its season', () => {
  expect(chicago.instant('2026-01-31T14:05:09')).toBe('2026-01-31T20:05:09.000Z')
  expect(chicago.instant('2026-07-01T00:00:00')).toBe('2026-07-01T05:00:00.000Z')
  expect(chicago.wall('2026-07-01T05:00:00.000Z')).toBe('2026-07-01T00:00:00')
})

test('a time that the spring change leaves out is moved on by the gap', () => {
  expect(chicago.instant('2026-03-08T01:59:59')).toBe('2026-03-08T07:59:59.000Z')
  expect(chicago.instant('2026-03-08T02:30:00')).toBe('2026-03-08T08:30:00.000Z')
  expect(chicago.instant('2026-03-08T03:00:00')).toBe('2026-03-08T08:00:00.000Z')
})

test('a time that the autumn change repeats is the earlier of the two', () => {
  expect(chicago.instant('2026-11-01T01:30:00')).toBe('2026-11-01T06:30:00.000Z')
  expect(chicago.instant('2026-11-01T02:00:00')).toBe('2026-11-01T08:00:00.000Z')
  expect(chicago.wall('2026-11-01T07:30:00.000Z')).toBe('2026-11-01T01:30:00')
})

test('a window from just before the clocks go back takes in what is stamped in the repeated hour', () => {
  const from = '2026-11-01T06:50:00.000Z'
  expect(chicago.wall(from)).toBe('2026-11-01T01:50:00')
  const changedLater = chicago.wall('2026-11-01T07:10:00.000Z')
  expect(chicago.wallFrom(from) <= changedLater).toBe(true)
})

test('a window to just after the clocks went back takes in what was stamped before', () => {
  const to = '2026-11-01T07:10:00.000Z'
  expect(chicago.wall(to)).toBe('2026-11-01T01:10:00')
  const changedBefore = chicago.wall('2026-11-01T06:50:00.000Z')
  expect(chicago.wallTo(to) >= changedBefore).toBe(true)
})

test('at any other time a window is exact to the second', () => {
  expect(chicago.wallFrom('2026-01-31T20:05:09.700Z')).toBe('2026-01-31T14:05:09')
  expect(chicago.wallTo('2026-01-31T20:05:09.700Z')).toBe('2026-01-31T14:05:10')
})

test('a change of half an hour and a zone south of the equator', () => {
  const lordHowe = createZone('Australia/Lord_Howe')
  expect(lordHowe.instant('2026-04-05T01:45:00')).toBe('2026-04-04T14:45:00.000Z')
  expect(lordHowe.instant('2026-10-04T02:15:00')).toBe('2026-10-03T15:45:00.000Z')
})

test.each([
  ['2026-01-31-14.05.09.000000', '2026-01-31T20:05:09.000Z'],
  ['2026-01-31-14.05.09.987654', '2026-01-31T20:05:09.987Z'],
  ['2026-01-31T14:05:09', '2026-01-31T20:05:09.000Z'],
  ['2026-01-31 14:05:09.5', '2026-01-31T20:05:09.500Z'],
  ['2026-01-31T14:05:09-0600', '2026-01-31T20:05:09.000Z'],
  ['2026-01-31T14:05:09+05:30', '2026-01-31T08:35:09.000Z'],
  ['2026-01-31T14:05:09Z', '2026-01-31T14:05:09.000Z'],
])('%s is understood', (text, instant) => {
  expect(readDateTime(text, chicago)).toBe(instant)
})

test.each(['2026-01-31', '31-JAN-26', '2026-13-01T00:00:00', ''])('%j is no date-time', text => {
  expect(readDateTime(text, chicago)).toBeNull()
})

test('a zone that does not exist is refused', () => {
  expect(() => createZone('America/Chikago')).toThrow(RangeError)
})
