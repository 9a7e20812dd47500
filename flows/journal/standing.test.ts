import type { JournalBody, JournalLine } from '@plumbline/peoplesoft'
import { describe, expect, test } from 'vitest'
import { emptyLine } from './line.ts'
import { correct, negate, sumByCoding, sumPosted } from './standing.ts'

const line = (ACCOUNT: string, MONETARY_AMOUNT: string, more: Partial<JournalLine> = {}): JournalLine => ({
  ...emptyLine,
  ACCOUNT,
  MONETARY_AMOUNT,
  ...more,
})
const amounts = (lines: JournalLine[]) =>
  lines.map(one => `${one.ACCOUNT} ${one.MONETARY_AMOUNT} ${one.MOVEMENT_FLAG}`)
const posted = (JOURNAL_DATE: string, lines: JournalLine[], more: Partial<JournalBody> = {}) => ({
  targetId: 'J',
  editedThere: false,
  body: {
    BUSINESS_UNIT: 'US001',
    JOURNAL_ID: 'J',
    JOURNAL_DATE,
    LEDGER_GROUP: 'ACTUALS',
    SOURCE: 'PRC',
    DESCR254: '',
    CURRENCY_CD: 'USD',
    lines,
    ...more,
  },
})

describe('what stands', () => {
  test('is the sum of all journals by coding, and what comes to nothing does not stand', () => {
    expect(
      amounts(sumByCoding([line('A', '100'), line('B', '-100'), line('A', '20.5'), line('B', '100')])),
    ).toEqual(['A 120.5 N'])
  })

  test.each([
    'DEPTID',
    'PROJECT_ID',
    'ACTIVITY_ID',
    'BUSINESS_UNIT_PC',
    'RESOURCE_SUB_CAT',
    'CHARTFIELD3',
    'AFFILIATE',
  ])('is told apart by %s', field => {
    expect(sumByCoding([line('A', '1'), line('A', '-1', { [field]: 'X' })])).toHaveLength(2)
  })

  test('is not told apart by texts, flags and currencies of a line', () => {
    const other = {
      LINE_DESCR: 'x',
      JRNL_LN_REF: 'y',
      MOVEMENT_FLAG: 'R',
      FOREIGN_CURRENCY: 'USD',
      JOURNAL_LINE: 9,
    }
    expect(sumByCoding([line('A', '1'), line('A', '-1', other)])).toEqual([])
  })

  test('is kept by business unit, ledger group and currency, dated as the newest journal there', () => {
    const journals = [
      posted('2026-10-01', [line('A', '5')]),
      posted('2026-11-01', [line('A', '1')]),
      posted('2026-12-01', [line('A', '7')], { BUSINESS_UNIT: 'US002' }),
      posted('2026-12-02', [line('A', '8')], { LEDGER_GROUP: 'LOCAL' }),
      posted('2026-12-03', [line('A', '9')], { CURRENCY_CD: 'CAD' }),
    ]
    expect(
      sumPosted(journals).map(one => [
        one.unit,
        one.ledgerGroup,
        one.currency,
        one.date,
        ...amounts(one.lines),
      ]),
    ).toEqual([
      ['US001', 'ACTUALS', 'USD', '2026-11-01', 'A 6 N'],
      ['US002', 'ACTUALS', 'USD', '2026-12-01', 'A 7 N'],
      ['US001', 'LOCAL', 'USD', '2026-12-02', 'A 8 N'],
      ['US001', 'ACTUALS', 'CAD', '2026-12-03', 'A 9 N'],
    ])
  })

  test('is nothing where everything was taken back', () => {
    const lines = [line('A', '5'), line('B', '-5')]
    expect(sumPosted([posted('2026-10-01', lines), posted('2026-10-02', negate(lines))])).toEqual([])
  })
})

test('a line taken back has its amount turned round and is marked as a reversal', () => {
  expect(
    negate([line('A', '10.50', { FOREIGN_AMOUNT: '10.50', FOREIGN_CURRENCY: 'USD', DEPTID: 'D' })]),
  ).toEqual([line('A', '-10.5', { MOVEMENT_FLAG: 'R', DEPTID: 'D' })])
})

describe('a correction', () => {
  test('is the standing lines negated plus the new ones', () => {
    expect(
      amounts(correct([line('A', '100'), line('C', '-100')], [line('A', '120'), line('C', '-120')])),
    ).toEqual(['A -100 R', 'C 100 R', 'A 120 N', 'C -120 N'])
  })

  test('leaves out what stays the same on both sides', () => {
    const standing = [line('A', '60'), line('B', '40'), line('C', '-100')]
    expect(amounts(correct(standing, [line('A', '60'), line('D', '40'), line('C', '-100')]))).toEqual([
      'B -40 R',
      'D 40 N',
    ])
  })

  test('leaves out lines that come to what one line stands for', () => {
    expect(correct([line('A', '100')], [line('A', '70'), line('A', '30.00')])).toEqual([])
  })

  test('is empty where nothing changes, and everything where nothing stood', () => {
    expect(correct([], [])).toEqual([])
    expect(amounts(correct([], [line('A', '1')]))).toEqual(['A 1 N'])
    expect(amounts(correct([line('A', '1')], []))).toEqual(['A -1 R'])
  })

  test('drops new lines that cancel each other', () => {
    expect(amounts(correct([line('A', '5')], [line('B', '9'), line('B', '-9')]))).toEqual(['A -5 R'])
    expect(amounts(correct([line('A', '5')], [line('A', '9'), line('A', '-9')]))).toEqual(['A -5 R'])
  })
})
