import { expect, test } from 'vitest'
import { bytesToDecimal, decimalToBytes } from './decimal.ts'

// As java.math.BigDecimal.unscaledValue().toByteArray() writes them.
test.each([
  ['0', 6, '00'],
  ['0.000001', 6, '01'],
  ['-0.000001', 6, 'ff'],
  ['0.000127', 6, '7f'],
  ['0.000128', 6, '0080'],
  ['-0.000128', 6, '80'],
  ['-0.000129', 6, 'ff7f'],
  ['12.5', 2, '04e2'],
  ['-12.5', 2, 'fb1e'],
  ['99999999999999999999999999999999.999999', 6, '4b3b4ca85a86c47a098a223fffffffff'],
  ['-99999999999999999999999999999999.999999', 6, 'b4c4b357a5793b85f675ddc000000001'],
])('%s at scale %i is %s, as Java writes it, and comes back', (text, scale, hex) => {
  expect(decimalToBytes(text, 38, scale).toString('hex')).toBe(hex)
  expect(bytesToDecimal(Buffer.from(hex, 'hex'), scale)).toBe(text)
})

test('every length of integer around a byte boundary comes back', () => {
  for (let bits = 1n; bits < 126n; bits++)
    for (const value of [2n ** bits - 1n, 2n ** bits, -(2n ** bits), -(2n ** bits) - 1n])
      expect(bytesToDecimal(decimalToBytes(String(value), 38, 0), 0)).toBe(String(value))
})

test.each([
  ['1.50', '1.5'],
  ['100.000', '100'],
  ['-0', '0'],
  ['-0.00', '0'],
  ['007.10', '7.1'],
  ['1.50000000000', '1.5'],
])('%s is written as %s', (text, normal) => {
  expect(bytesToDecimal(decimalToBytes(text, 38, 6), 6)).toBe(normal)
})

test('no bytes at all are zero, as an empty default is', () => {
  expect(bytesToDecimal(Buffer.alloc(0), 6)).toBe('0')
})

test('more bytes than needed are read all the same', () => {
  expect(bytesToDecimal(Buffer.from('00000000000000007f', 'hex'), 2)).toBe('1.27')
  expect(bytesToDecimal(Buffer.from('ffffffffffffffffff', 'hex'), 2)).toBe('-0.01')
})

test('a value that does not fit is refused, not rounded', () => {
  expect(() => decimalToBytes('1.1234567', 38, 6)).toThrow('1.1234567 has more than 6 decimals')
  expect(() => decimalToBytes('1000', 5, 2)).toThrow('1000 has more than 3 digits before the point')
})

test.each(['', ' 1', '1e3', '1,5', '.5', '5.', '+1', 'NaN', '0x1', '--1'])('%j is not a decimal', text => {
  expect(() => decimalToBytes(text, 38, 6)).toThrow(`'${text}' is not a decimal`)
})
