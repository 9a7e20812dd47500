import { expect, test } from 'vitest'
import { OddAnswer } from './failure.ts'
import { readFields } from './fields.ts'

test('absent, null, empty and blank are the same', () => {
  const read = readFields({ a: null, b: '', c: ' ' }, 'vendor')
  expect([read.text('a'), read.text('b'), read.text('c'), read.text('d')]).toEqual([null, null, null, null])
})

test('a money text is given with its own digits', () => {
  const read = readFields({ amount: '-1250.00', whole: '7' }, 'line')
  expect([read.decimal('amount'), read.decimal('whole'), read.decimal('none')]).toEqual([
    '-1250.00',
    '7',
    null,
  ])
})

test.each([
  ['decimal', { x: '$1,250.00' }, 'line.x is not a decimal: $1,250.00'],
  ['flag', { x: 'yes' }, 'line.x is not true or false'],
  ['text', { x: { id: '1' } }, 'line.x is not a text'],
  ['list', { x: 'one' }, 'line.x is not a list'],
  ['object', { x: ['one'] }, 'line.x is not an object'],
  ['need', {}, 'line.x is not there'],
] as const)('a %s of another type is an error that names the field', (reader, raw, message) => {
  expect(() => readFields(raw, 'line')[reader]('x')).toThrow(new OddAnswer(message))
})

test('an item of a list is named by its place', () => {
  const [, second] = readFields({ items: [{ id: '1' }, {}] }, 'page').list('items')
  expect(() => second?.need('id')).toThrow('page.items[1].id is not there')
})
