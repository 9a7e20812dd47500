import { expect, test } from 'vitest'
import { asNumber, parseJson, toJson } from './json.ts'

test('an id above 2^53 and a decimal arrive with every digit', () => {
  expect(parseJson('{"id": 5982324300946918154, "rate": 8.250, "big": 12345678901234567890.123}')).toEqual({
    id: '5982324300946918154',
    rate: '8.250',
    big: '12345678901234567890.123',
  })
})

test('texts, flags, null and nesting stay as they are', () => {
  const text = '{"a":["1",true,null,{"b":""}]}'
  expect(toJson(parseJson(text))).toBe(text)
})

test('a text is written as a number with exactly its digits', () => {
  expect(toJson({ id: asNumber('5982324300946918154'), amount: asNumber('-10.50'), code: '007' })).toBe(
    '{"id":5982324300946918154,"amount":-10.50,"code":"007"}',
  )
})

test.each(['007', '', '1,5', '"x"', 'null', '{"a":1}', ' 1'])(
  '%j cannot be smuggled in as a number',
  text => {
    expect(() => asNumber(text)).toThrow(/not a number/)
  },
)
