import { expect, test } from 'vitest'
import { minorUnits, plainDecimal, sumOf } from './money.ts'

test.each([
  ['250.00', '250'],
  ['0.0', '0'],
  ['-0.00', '0'],
  ['1.50', '1.5'],
  ['1e3', '1000'],
  ['+.5', '0.5'],
  ['147.9000', '147.9'],
  ['9007199254740993.01', '9007199254740993.01'],
  [null, null],
])('%s is spelt %s, whichever answer it came in', (text, plain) => expect(plainDecimal(text)).toBe(plain))

test('sums are exact', () => {
  expect(sumOf(['0.1', '0.2', '-0.3']).toFixed()).toBe('0')
  expect(sumOf(['9007199254740993.01', '0.01']).toFixed()).toBe('9007199254740993.02')
  expect(sumOf([]).toFixed()).toBe('0')
})

test.each([
  ['USD', 2],
  ['JPY', 0],
  ['BHD', 3],
  ['no currency', 2],
])('%s has %i decimals', (currency, decimals) => expect(minorUnits(currency)).toBe(decimals))
