import { describe, expect, test } from 'vitest'
import { markedDescription, markedKey, markedLine, orderMark, orderNumbers } from './order-number.ts'

describe('the number of an order', () => {
  test('is the same on every attempt, has the prefix and ten characters', () => {
    const numbers = orderNumbers('pc:87001:75001', 'PC')
    expect(orderNumbers('pc:87001:75001', 'PC')).toEqual(numbers)
    for (const number of numbers) expect(number).toMatch(/^PC[A-Z2-7]{8}$/)
    expect(new Set(numbers).size).toBe(numbers.length)
    expect(numbers).not.toEqual(orderNumbers('pc:87001:75002', 'PC'))
  })
})

describe('the reference of an order', () => {
  test.each([
    ['87001', '75001'],
    ['999999999999999', '999999999999999'],
    ['1', '9007199254740993'],
  ])('names commitment %2$s of project %1$s, and is read back', (project, commitment) => {
    const mark = orderMark(`pc:${project}:${commitment}`)
    expect(mark.length).toBeLessThanOrEqual(30)
    expect(markedKey(`${mark}  `)).toBe(`pc:${project}:${commitment}`)
  })

  test.each(['ps:US001:0000000001:87001', 'pc:87001', ''])('is not made of the key "%s"', key => {
    expect(() => orderMark(key)).toThrow('is not the key of a commitment')
  })

  test.each([null, 'Contract 12', 'PLB-', 'PLB-1', 'PLB-1-2-3', 'XPLB-1-2'])(
    'is not read from "%s"',
    text => {
      expect(markedKey(text)).toBeNull()
    },
  )
})

describe('the description of an order line', () => {
  test('says what is ordered, and of which line of the commitment', () => {
    const text = markedDescription('Ready-mix,\n 4000 psi', '76001')
    expect(text).toBe('Ready-mix, 4000 psi (Procore line 76001)')
    expect(markedLine(text)).toBe('76001')
  })

  test('is cut visibly where it is too long, the mark never', () => {
    const text = markedDescription('x'.repeat(300), '901.9007199254740993')
    expect(text).toHaveLength(254)
    expect(text).toMatch(/xx\.\. \(Procore line 901\.9007199254740993\)$/)
    expect(markedLine(text)).toBe('901.9007199254740993')
  })

  test('without a text is the mark alone', () => {
    expect(markedLine(markedDescription(null, '76001'))).toBe('76001')
  })

  test.each([null, 'Ready-mix', 'Procore line 7', 'x (Procore line 7) y'])('of "%s" names no line', text => {
    expect(markedLine(text)).toBeNull()
  })
})
