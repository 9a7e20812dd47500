import { describe, expect, test } from 'vitest'
import { effStatus, inForce, need, nextTurn, wordFor, yesNo } from './peoplesoft-rows.ts'

const rows = ['2020-01-01', '2026-11-16', '2027-01-01'].map(EFFDT => ({ EFFDT, DESCR: `since ${EFFDT}` }))

test.each([
  ['2026-11-15', 'since 2020-01-01'],
  ['2026-11-16', 'since 2026-11-16'],
  ['2027-06-30', 'since 2027-01-01'],
  ['2019-12-31', undefined],
])('the row in force on %s is the newest that has begun: %s', (day, said) => {
  expect(inForce(rows, 'EFFDT', day)?.DESCR).toBe(said)
  expect(inForce(rows.toReversed(), 'EFFDT', day)?.DESCR).toBe(said)
})

test('rows of a record that is not there are never in force', () => {
  expect(inForce([{ EFFDT: null }], 'EFFDT', '2026-11-16')).toBeNull()
})

test('a record turns on the next day to come, not on one that has begun', () => {
  expect(nextTurn(['2027-05-01', '2027-01-01', null, '2026-11-16'], '2026-11-16')).toBe('2027-01-01')
  expect(nextTurn(['2026-11-16', undefined], '2026-11-16')).toBeNull()
})

describe('a query may show codes or their long names', () => {
  const words = { A: 'approved', E: 'unapproved', U: 'unapproved', X: 'to-be-archived' } as const
  test.each([
    ['A', 'approved'],
    ['Approved', 'approved'],
    ['E', 'unapproved'],
    ['U', 'unapproved'],
    ['Unapproved', 'unapproved'],
    ['To be archived', 'to-be-archived'],
    ['Q', 'unknown'],
    ['approved by nobody', 'unknown'],
    [null, 'unknown'],
  ])('%s is %s', (shown, word) => expect(wordFor(words, shown)).toBe(word))

  test.each([
    ['A', 'active'],
    ['Active', 'active'],
    ['I', 'inactive'],
    ['Inactive', 'inactive'],
    [null, 'unknown'],
  ])('EFF_STATUS %s is %s', (shown, word) => expect(effStatus(shown)).toBe(word))

  test.each([
    ['Y', true],
    ['Yes', true],
    ['N', false],
    ['No', false],
    ['E', null],
    [null, null],
  ])('the flag %s is %s', (shown, flag) => expect(yesNo(shown)).toBe(flag))
})

test('a row without its key is refused by the name of the column', () => {
  expect(() => need({ VENDOR_ID: null }, 'VENDOR_ID')).toThrow('without VENDOR_ID')
})
