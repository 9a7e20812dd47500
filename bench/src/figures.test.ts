import { describe, expect, test } from 'vitest'
import { figuresOf, median, quantile } from './figures.ts'
import { show } from './report.ts'

describe('a figure', () => {
  test('is the median of its rounds, with the least and the greatest', () => {
    const rounds = [30, 10, 20].map(value => [{ name: 'landed', unit: '/s' as const, value }])
    expect(figuresOf(rounds)).toEqual([
      { name: 'landed', unit: '/s', median: 20, min: 10, max: 30, rounds: [30, 10, 20] },
    ])
  })

  test('keeps apart what has the same name but another unit', () => {
    const round = [
      { name: 'ledger', unit: 'bytes' as const, value: 1 },
      { name: 'ledger', unit: 'statements' as const, value: 2 },
    ]
    expect(figuresOf([round]).map(one => one.median)).toEqual([1, 2])
  })
})

test('the median of an even number of values lies between the two in the middle', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5)
})

test('a quantile is one of the values', () => {
  const values = Array.from({ length: 100 }, (_, at) => at)
  expect(quantile(values, 0.5)).toBe(50)
  expect(quantile(values, 0.99)).toBe(99)
  expect(quantile([7], 0.99)).toBe(7)
})

test('values are shown with three digits that count', () => {
  expect([0, 0.01234, 1.999, 45.67, 123.4, 12_345.6].map(show)).toEqual([
    ...['0', '0.0123', '2', '45.7', '123', '12,346'],
  ])
})
