import { expect, test } from 'vitest'
import { int, readJson } from './json.ts'

test('an id beyond 2^53 is a JSON integer with every digit (procore.md §2.7)', () => {
  expect(JSON.stringify({ id: int('5982324300946918154'), other: int('42'), none: int(null) })).toBe(
    '{"id":5982324300946918154,"other":42,"none":null}',
  )
})

test('a number that a double cannot hold is read as its text, any other as a number', () => {
  expect(
    readJson(
      '{"id":5982324300946918154,"amount":12345678901234567.89,"small":12.5,"text":"5982324300946918154"}',
    ),
  ).toEqual({
    id: '5982324300946918154',
    amount: '12345678901234567.89',
    small: 12.5,
    text: '5982324300946918154',
  })
})
