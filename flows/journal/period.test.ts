import { describe, expect, test } from 'vitest'
import { calendarOf, openRange } from '../direct-cost/fixtures/books.ts'
import { chooseDate, type DateQuestion, isOpen, type OpenRange, periodOf } from './period.ts'

const calendar = calendarOf(2025, 2026, 2027)
const question = (more: Partial<DateQuestion> & { open?: OpenRange[] } = {}): DateQuestion => {
  const { open = [openRange(2026, 10, 12)], ...rest } = more
  return {
    periods: { calendar, open },
    ledgerGroup: 'ACTUALS',
    wanted: '2026-10-14',
    today: '2026-11-16',
    closedPeriod: 'next-open',
    released: false,
    ...rest,
  }
}
const choose = (more: Parameters<typeof question>[0] = {}) => chooseDate(question(more))

test('a cost bears its own date while its period is open', () => {
  expect(choose()).toEqual({ date: '2026-10-14', why: 'period 10/2026 is open' })
})

describe('in a closed period', () => {
  test('it bears the first day of the next open one, and the reason is told', () => {
    expect(choose({ wanted: '2026-08-20' })).toEqual({
      date: '2026-10-01',
      why: 'period 8/2026 is closed; the next open one begins on 2026-10-01',
    })
  })

  test('the next open one is that of its own ledger group', () => {
    const open = [openRange(2026, 9, 12, 'BUDGETS'), openRange(2026, 11, 12)]
    expect(choose({ wanted: '2026-08-20', open })).toMatchObject({ date: '2026-11-01' })
  })

  test('it never bears a day on which nothing is open: a period that opens in its midst counts from then', () => {
    const open = [{ ...openRange(2026, 10, 12), fromDate: '2026-10-09' }]
    expect(choose({ wanted: '2026-08-20', open })).toMatchObject({ date: '2026-10-09' })
    expect(choose({ wanted: '2026-10-05', open })).toMatchObject({ date: '2026-10-09' })
  })

  test('it waits where no later one is open yet, and goes on by itself', () => {
    const code = 'no-open-period'
    expect(choose({ open: [] })).toMatchObject({ code, missing: true })
    expect(choose({ open: [openRange(2026, 12, 12)] })).toMatchObject({ code, missing: true })
    expect(choose({ open: [openRange(2026, 1, 9)] })).toMatchObject({ code, missing: true })
  })

  test('it is held where the connection says so, until a person lets it go', () => {
    const held = { wanted: '2026-08-20', closedPeriod: 'hold' } as const
    expect(choose(held)).toMatchObject({ code: 'period-closed', missing: false })
    expect(choose({ ...held, released: true })).toMatchObject({ date: '2026-10-01' })
  })
})

describe('a person is asked', () => {
  test('for a date in a prior fiscal year, though its period is still open', () => {
    const prior = { wanted: '2025-12-20', open: [openRange(2025, 12, 12), openRange(2026, 10, 12)] }
    expect(choose(prior)).toMatchObject({ code: 'prior-year', missing: false })
    expect(choose({ ...prior, released: true })).toMatchObject({ date: '2025-12-20' })
  })

  test('for a date in a prior fiscal year whose period is closed: let go, it is posted this year', () => {
    expect(choose({ wanted: '2025-12-20' })).toMatchObject({ code: 'prior-year' })
    expect(choose({ wanted: '2025-12-20', released: true })).toMatchObject({ date: '2026-10-01' })
  })

  test('for a date in the future, not for today', () => {
    expect(choose({ wanted: '2026-11-17' })).toMatchObject({ code: 'future-date', missing: false })
    expect(choose({ wanted: '2026-11-17', released: true })).toMatchObject({ date: '2026-11-17' })
    expect(choose({ wanted: '2026-11-16' })).toMatchObject({ date: '2026-11-16' })
  })
})

test('a day that no period holds waits for the calendar, and so does today', () => {
  expect(choose({ wanted: '2024-06-01' })).toMatchObject({
    code: 'no-period',
    missing: true,
    why: expect.stringContaining('2024-06-01'),
  })
  expect(choose({ today: '2028-01-03' })).toMatchObject({
    code: 'no-period',
    why: expect.stringContaining('2028-01-03'),
  })
})

describe('period 998', () => {
  const adjusting = [openRange(2026, 998, 998)]
  test('is no period of a day', () => expect(periodOf({ calendar, open: [] }, '2026-12-10')?.period).toBe(12))

  test('opens nothing: its days are open only if December is', () => {
    expect(isOpen({ calendar, open: adjusting }, 'ACTUALS', '2026-12-10')).toBe(false)
    expect(choose({ wanted: '2026-10-14', today: '2026-12-20', open: adjusting })).toMatchObject({
      code: 'no-open-period',
    })
  })
})

test.each([
  ['2026-10-01', true],
  ['2026-09-30', false],
  ['2026-12-31', true],
  ['2027-01-01', false],
])('of October to December 2026, %s is open: %s', (day, open) => {
  expect(isOpen({ calendar, open: [openRange(2026, 10, 12)] }, 'ACTUALS', day)).toBe(open)
  expect(isOpen({ calendar, open: [openRange(2026, 10, 12)] }, 'BUDGETS', day)).toBe(false)
})

test('open days end a period that is open as a whole', () => {
  const periods = { calendar, open: [{ ...openRange(2026, 10, 12), toDate: '2026-11-20' }] }
  expect(isOpen(periods, 'ACTUALS', '2026-11-20')).toBe(true)
  expect(isOpen(periods, 'ACTUALS', '2026-11-21')).toBe(false)
})

test('a range may span two fiscal years', () => {
  const open = [{ ...openRange(2025, 12, 12), yearTo: 2026, periodTo: 2 }]
  const openOn = (day: string) => isOpen({ calendar, open }, 'ACTUALS', day)
  expect(['2025-11-30', '2025-12-01', '2026-02-28', '2026-03-01'].map(openOn)).toEqual([
    false,
    true,
    true,
    false,
  ])
})
