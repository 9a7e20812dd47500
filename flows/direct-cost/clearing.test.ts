import type { JournalLine } from '@plumbline/peoplesoft'
import { describe, expect, test } from 'vitest'
import type { Settings } from '../connection.ts'
import { emptyLine } from '../journal/line.ts'
import { settingsWith } from '../testing/settings.ts'
import { wantedLines } from './clearing.ts'
import { costEvent, costLine } from './fixtures/events.ts'

const coded = (MONETARY_AMOUNT: string, more: Partial<JournalLine> = {}) => ({
  line: {
    ...emptyLine,
    ACCOUNT: '500200',
    DEPTID: 'FIELD',
    BUSINESS_UNIT_PC: 'US001',
    PROJECT_ID: '24-017',
    ACTIVITY_ID: 'CONCRETE',
    ANALYSIS_TYPE: 'ACT',
    JRNL_LN_REF: 'T-90017',
    MONETARY_AMOUNT,
    ...more,
  },
  grounds: { of: 'cost line 62001', by: { account: 2 } },
})
const clearing = settingsWith().mappings[0]!.offsets[1]!

function wanted(
  lines: ReturnType<typeof coded>[],
  change?: (settings: Settings) => void,
  cost = costEvent(),
) {
  return [...wantedLines(cost, lines, clearing, settingsWith(change)).keys()]
}
const amounts = (lines: JournalLine[]) => lines.map(line => `${line.ACCOUNT} ${line.MONETARY_AMOUNT}`)

describe('the clearing line', () => {
  test('takes the other side of all lines, last', () => {
    expect(amounts(wanted([coded('100.10'), coded('0.01')]))).toEqual([
      '500200 100.10',
      '500200 0.01',
      '214200 -100.11',
    ])
  })

  test('is a debit where the cost is a credit', () => {
    expect(amounts(wanted([coded('-412.37')]))).toEqual(['500200 -412.37', '214200 412.37'])
  })

  test('never carries project fields, whatever the cost lines carry', () => {
    const resource = { RESOURCE_TYPE: 'R', RESOURCE_CATEGORY: 'C', RESOURCE_SUB_CAT: 'S' }
    expect(wanted([coded('1', resource)]).at(-1)).toEqual({
      ...emptyLine,
      ACCOUNT: '214200',
      DEPTID: 'FIELD',
      MONETARY_AMOUNT: '-1',
      JRNL_LN_REF: 'T-90017',
      LINE_DESCR: 'Cascade Ready Mix',
    })
  })

  test('is not there where the lines come to nothing by themselves', () => {
    expect(amounts(wanted([coded('250'), coded('-250', { ACCOUNT: '500300' })]))).toEqual([
      '500200 250',
      '500300 -250',
    ])
  })
})

test('lines of nothing are left out, and a cost of nothing is no journal', () => {
  expect(amounts(wanted([coded('0'), coded('5'), coded('0.00')]))).toEqual(['500200 5', '214200 -5'])
  expect(wanted([coded('0.00')])).toEqual([])
})

describe('where a chartfield balances, too', () => {
  const byDepartment = ({ flows }: Settings) => {
    flows['direct-cost'].balancing_chartfields = ['deptid']
  }
  const sums = (lines: JournalLine[]) =>
    Object.fromEntries(
      [...Map.groupBy(lines, line => line.DEPTID)].map(([name, some]) => [
        name,
        some.reduce((sum, line) => sum + Number(line.MONETARY_AMOUNT), 0),
      ]),
    )

  test('there is a clearing line for each value, which bears it', () => {
    const lines = wanted([coded('60'), coded('30', { DEPTID: 'OFFICE' }), coded('10')], byDepartment)
    expect(lines.slice(3).map(line => [line.ACCOUNT, line.DEPTID, line.MONETARY_AMOUNT])).toEqual([
      ['214200', 'FIELD', '-70'],
      ['214200', 'OFFICE', '-30'],
    ])
    expect(sums(lines)).toEqual({ FIELD: 0, OFFICE: 0 })
  })

  test('also where the cost as a whole comes to nothing', () => {
    const lines = [coded('50'), coded('-50', { DEPTID: 'OFFICE' })]
    expect(sums(wanted(lines, byDepartment))).toEqual({ FIELD: 0, OFFICE: 0 })
    expect(wanted(lines)).toHaveLength(2)
  })
})

describe('tax with an account of its own', () => {
  const apart = ({ flows }: Settings) => {
    flows['direct-cost'].tax.account = '231000'
  }
  const cost = costEvent({
    lines: [
      costLine('100', { tax_code_id: '901', tax_amount: '10.35' }),
      costLine('5'),
      costLine('7', { tax_amount: '0' }),
    ],
  })
  const lines = () => wanted([coded('100'), coded('5'), coded('7')], apart, cost)

  test('is a line beside each line that is taxed, coded as that line is', () => {
    expect(amounts(lines())).toEqual(['500200 100', '500200 5', '500200 7', '231000 10.35', '214200 -122.35'])
    expect(lines()[3]).toMatchObject({ ACTIVITY_ID: 'CONCRETE', LINE_DESCR: 'Tax on line 1' })
  })

  test('follows its line where it has none', () => {
    expect(amounts(wanted([coded('110.35')], undefined, cost))).toEqual(['500200 110.35', '214200 -110.35'])
  })
})

test('it is told what each line is of', () => {
  const grounds = [...wantedLines(costEvent(), [coded('5')], clearing, settingsWith()).values()]
  expect(grounds.map(one => one.of)).toEqual(['cost line 62001', 'clearing account'])
})
