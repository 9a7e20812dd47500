import { expect, test } from 'vitest'
import { rangeFilter } from './range.ts'

const inside = (text: string, value: string, bounds: 'inclusive' | 'exclusive' = 'inclusive') =>
  rangeFilter('filters[updated_at]', text, bounds)(value)

test.each([
  ['2026-11-01...2026-11-02', '2026-11-02T23:59:59Z', true],
  ['2026-11-01...2026-11-02', '2026-11-03T00:00:00Z', false],
  ['"2026-11-01T08:00:00Z...2026-11-01T09:00:00Z"', '2026-11-01T08:00:00Z', true],
  ['"2026-11-01T08:00:00Z"..."2026-11-01T09:00:00Z"', '2026-11-01T09:00:01Z', false],
  ['2026-11-01T08:00:00+02:00...2026-11-01T09:00:00+02:00', '2026-11-01T06:30:00Z', true],
  ['2026-11-01T08:00:00 02:00...2026-11-01T09:00:00 02:00', '2026-11-01T08:30:00Z', false],
  ['2026-11-01T08:00:00Z...', '2031-01-01T00:00:00Z', true],
  ['2026-11-01', '2026-11-01T12:00:00Z', true],
])('the range %s has %s: %s (procore.md §2.3)', (text, value, expected) => {
  expect(inside(text, value)).toBe(expected)
})

test('whether the bounds count is a switch (procore.md §2.3)', () => {
  const range = '2026-11-01T08:00:00Z...2026-11-01T09:00:00Z'
  expect(inside(range, '2026-11-01T09:00:00Z', 'exclusive')).toBe(false)
  expect(inside(range, '2026-11-01T08:59:59Z', 'exclusive')).toBe(true)
})

test('a text that is no range is refused', () => {
  expect(() => inside('yesterday', '2026-11-01T09:00:00Z')).toThrow('is not a date range')
})
