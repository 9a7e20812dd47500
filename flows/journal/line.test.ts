import { expect, test } from 'vitest'
import { lineReference, lineText } from './line.ts'

test.each([
  ['T-90017', 'T-90017'],
  [' 1234567890 ', '1234567890'],
  ['12345678901', null],
  ['  ', null],
  [null, null],
])('the reference %j is %j: whole or not there, never cut', (text, reference) => {
  expect(lineReference(text)).toBe(reference)
})

test.each([
  ['Footing pour', 'Footing pour'],
  ['x'.repeat(30), 'x'.repeat(30)],
  ['x'.repeat(31), `${'x'.repeat(28)}..`],
  ['Ready-mix delivered to grid A, level 2', 'Ready-mix delivered to grid..'],
  ['one\r\n  two\tthree', 'one two three'],
  [' \n', null],
  [null, null],
])('the text %j is %j: at most 30 characters, and a cut shows', (text, shown) => {
  expect(lineText(text)).toBe(shown)
})

test('a cut never splits a character', () => {
  expect(lineText('🏗'.repeat(31))).toBe(`${'🏗'.repeat(28)}..`)
})
