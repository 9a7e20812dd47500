import type { Draft } from '@plumbline/flow-kit'
import type { DirectCostLine as ApiLine } from '@plumbline/procore'
import type { DirectCost } from '@plumbline/schemas'
import { describe, expect, test } from 'vitest'
import type { Settings } from '../connection.ts'
import { settingsWith } from '../testing/settings.ts'
import { toDirectCost } from './canonical.ts'
import { costRead, laborLine, listedCost, listedLine } from './fixtures/read.ts'

type Told = { before?: Draft<DirectCost> | null; settings?: Settings; readAt?: string }
const READ_AT = '2026-10-15T08:31:00.000Z'
const canonical = (
  read: ReturnType<typeof costRead> = costRead(),
  { before = null, settings = settingsWith(), readAt = READ_AT }: Told = {},
) => toDirectCost(read, { settings, today: '2026-10-15', readAt, before })
const taxed = (amount: string, more: Partial<ApiLine> = {}): ApiLine => ({
  ...listedLine,
  amount,
  tax_code_id: '901',
  ...more,
})
const taxOf = (line: ApiLine, told: Told = {}) => canonical(costRead({}, [line]), told).lines[0]!.tax_amount

test('a cost is carried with its lines, their coding by id and code, and its project', () => {
  const { lines, header, ...cost } = canonical()
  expect(header).toEqual({
    origin_system: 'procore',
    company_id: '4266',
    project_id: '87001',
    project_number: '24-017',
    source_created_raw: '2026-10-14T20:11:09Z',
    source_created_at: '2026-10-14T20:11:09.000Z',
    source_updated_raw: '2026-10-15T08:30:00Z',
    source_updated_at: '2026-10-15T08:30:00.000Z',
    actor_id: null,
    foreign_origin_id: null,
    first_approved_at: READ_AT,
    extras: {},
  })
  expect(cost).toEqual({
    direct_cost_id: '61001',
    project_name: 'Harbor Street Clinic',
    direct_cost_type_raw: 'expense',
    direct_cost_type: 'expense',
    status_raw: 'approved',
    status: 'approved',
    vendor_id: '51001',
    vendor_name: 'Cascade Ready Mix',
    employee_id: null,
    employee_name: null,
    invoice_number: 'T-90017',
    direct_cost_date: '2026-10-14',
    date_when_first_read_approved: '2026-10-14',
    received_date: null,
    payment_date: null,
    terms: null,
    description: 'Footing pour, grid A to C',
    grand_total: '1948.75',
    tax_total: null,
    currency_iso_code: null,
    currency_exchange_rate: null,
    base_currency_iso_code: null,
  })
  expect(lines.map(line => line.id)).toEqual(['62001', '62002'])
  expect(lines[0]).toMatchObject({
    position: 1,
    wbs_code_id: '71001',
    wbs_code: '03-300.M',
    cost_code_id: '41002',
    cost_code: '03-300',
    line_item_type_code: 'M',
    line_item_type_base_type: 'materials',
    sub_job_id: null,
    quantity: '12.5',
    uom: 'cy',
    unit_cost: '147.9',
    amount: '1848.75',
    tax_amount: null,
  })
})

describe('one spelling whichever answer was read', () => {
  test('amounts are decimals, not texts: 250.00 of one answer is 250.0 of the other', () => {
    const spelt = (amount: string, total: string) =>
      canonical(
        costRead({ grand_total: total }, [{ ...laborLine, amount, quantity: '1.000', unit_cost: amount }]),
      )
    expect(spelt('250.00', '250.000')).toEqual(spelt('250.0', '250'))
  })

  test('lines come by position, those without one last by id, however they were listed', () => {
    const lines = [
      { ...listedLine, id: '9', position: null },
      { ...listedLine, id: '10', position: null },
      { ...listedLine, id: '8', position: '2' },
      { ...listedLine, id: '11', position: '1' },
    ]
    expect(canonical(costRead({}, lines)).lines.map(line => line.id)).toEqual(['11', '8', '9', '10'])
    expect(canonical(costRead({}, lines.toReversed()))).toEqual(canonical(costRead({}, lines)))
  })
})

test.each([
  ['Approved', 'approved'],
  ['revise_and_resubmit', 'revise_and_resubmit'],
  ['closed', 'unknown'],
  [null, 'unknown'],
])('status %s is %s, and the raw value is kept', (status, word) => {
  expect(canonical(costRead({ status }))).toMatchObject({ status: word, status_raw: status })
})

test.each([
  ['subcontractor_invoice', 'subcontractor_invoice'],
  ['equipment', 'unknown'],
  [null, 'unknown'],
])('type %s is %s, and the raw value is kept', (direct_cost_type, word) => {
  expect(canonical(costRead({ direct_cost_type }))).toMatchObject({
    direct_cost_type: word,
    direct_cost_type_raw: direct_cost_type,
  })
})

test.each([
  [null, null],
  ['plumbline:4266:61001', null],
  ['plumbline:9999:61001', 'plumbline:9999:61001'],
  ['sage300:DC-88123', 'sage300:DC-88123'],
])('the origin id %s is foreign: %s', (origin_id, foreign) => {
  expect(canonical(costRead({ origin_id })).header.foreign_origin_id).toBe(foreign)
})

describe('what was known when a cost was first read', () => {
  test('is its date, if it was approved by then; later dates and approvals do not change it', () => {
    const first = canonical()
    const moved = canonical(costRead({ direct_cost_date: '2026-11-02' }), { before: first })
    expect(moved).toMatchObject({
      direct_cost_date: '2026-11-02',
      date_when_first_read_approved: '2026-10-14',
      header: { first_approved_at: READ_AT },
    })
    const reopened = canonical(costRead({ status: 'pending' }), { before: moved })
    expect(reopened.date_when_first_read_approved).toBe('2026-10-14')
  })

  test('is nothing of a cost that was approved later', () => {
    const draft = canonical(costRead({ status: 'draft' }))
    expect(draft).toMatchObject({ date_when_first_read_approved: null, header: { first_approved_at: null } })
    const readAt = '2026-10-20T00:00:00.000Z'
    expect(canonical(costRead(), { before: draft, readAt })).toMatchObject({
      date_when_first_read_approved: null,
      header: { first_approved_at: readAt },
    })
  })
})

test('a project that is renamed, or that the account may not list any more, changes none of its costs', () => {
  const before = canonical()
  const renamed = { ...costRead().project!, name: 'Clinic', project_number: '99' }
  expect(canonical(costRead({}, undefined, { project: renamed }), { before })).toEqual(before)
  expect(canonical(costRead({}, undefined, { project: null }), { before })).toEqual(before)
})

describe('tax', () => {
  test.each([
    ['1848.75', '191.35'],
    ['333.33', '34.5'],
    ['-333.33', '-34.5'],
    ['0.05', '0.01'],
    ['-0.05', '-0.01'],
    ['0.00', '0'],
  ])('of %s at 10.35 % is %s: rounded to the cent, half away from zero', (amount, tax) => {
    expect(taxOf(taxed(amount))).toBe(tax)
  })

  test.each([
    ['0.50', '0.03'],
    ['-0.50', '-0.03'],
    ['1.50', '0.08'],
  ])('of %s at 5 % is %s: a half goes away from zero, not to the even cent', (amount, tax) => {
    const taxCodes = [{ ...costRead().taxCodes[0]!, rate1: '5' }]
    expect(canonical(costRead({}, [taxed(amount)], { taxCodes })).lines[0]!.tax_amount).toBe(tax)
  })

  test('is rounded line by line, so that the lines come to the tax total', () => {
    const lines = ['333.33', '333.33', '333.34'].map((amount, at) => taxed(amount, { id: String(at) }))
    expect(canonical(costRead({}, lines))).toMatchObject({
      tax_total: '103.5',
      lines: [{ tax_amount: '34.5' }, { tax_amount: '34.5' }, { tax_amount: '34.5' }],
    })
  })

  test('reads the rate as a fraction where the site says so', () => {
    const settings = settingsWith(({ flows }) => {
      flows['direct-cost'].tax.rate_unit = 'fraction'
    })
    const read = costRead({}, [taxed('100')], { taxCodes: [{ ...costRead().taxCodes[0]!, rate1: '0.1035' }] })
    expect(canonical(read, { settings }).lines[0]!.tax_amount).toBe('10.35')
  })

  test('is rounded to the smallest unit of the cost’s currency', () => {
    const read = costRead({ currency_iso_code: 'JPY' }, [taxed('1005')])
    expect(canonical(read).lines[0]!.tax_amount).toBe('104')
  })

  test('is 0 at a rate of 0, and not known without a rate; a line without tax code has none', () => {
    const at = (rate1: string | null) =>
      costRead({}, [taxed('100')], { taxCodes: [{ ...costRead().taxCodes[0]!, rate1 }] })
    expect(canonical(at('0.0')).lines[0]).toMatchObject({ tax_amount: '0', tax_rate: '0' })
    expect(canonical(at(null)).lines[0]).toMatchObject({ tax_amount: null, tax_code: 'WA-SEA' })
    expect(canonical(costRead({}, [taxed('100')], { taxCodes: [] })).lines[0]).toMatchObject({
      tax_amount: null,
      tax_code_id: '901',
    })
    expect(taxOf(listedLine)).toBeNull()
  })

  describe('of a line that did not change', () => {
    const newRate = { taxCodes: [{ ...costRead().taxCodes[0]!, rate1: '12' }] }
    const before = canonical(costRead({}, [taxed('100')]))

    test('stays as it was first worked out when the tax code gets another rate, or is not listed any more', () => {
      expect(canonical(costRead({}, [taxed('100.00')], newRate), { before })).toEqual(before)
      expect(canonical(costRead({}, [taxed('100.00')], { taxCodes: [] }), { before })).toEqual(before)
    })

    test('is worked out anew when Procore’s total moved with the rate', () => {
      const after = canonical(costRead({ grand_total: '2000' }, [taxed('100')], newRate), { before })
      expect(after.lines[0]).toMatchObject({ tax_rate: '12', tax_amount: '12' })
    })
  })

  test.each([
    ['amount', { amount: '101' }],
    ['tax code', { tax_code_id: '902' }],
  ])('of a line with another %s is worked out anew', (_, more) => {
    const before = canonical(costRead({}, [taxed('100')]))
    const codes = ['901', '902'].map(id => ({ ...costRead().taxCodes[0]!, id, rate1: '12' }))
    const after = canonical(costRead({}, [taxed('100', more)], { taxCodes: codes }), { before })
    expect(after.lines[0]!.tax_rate).toBe('12')
  })
})

test('a line tells its sub job, by its budget code', () => {
  const subJob = { id: '301', code: 'B1', name: 'Building 1', path_code: 'B1', segment_type: 'sub_job' }
  const { lines } = canonical(costRead({}, undefined, { subJobs: { '71001': subJob } }))
  expect(lines.map(line => [line.sub_job_id, line.sub_job_code])).toEqual([
    ['301', 'B1'],
    [null, null],
  ])
})

test('what an answer does not show of a line is null, never guessed', () => {
  const bare = {
    ...listedLine,
    wbs_code: null,
    cost_code: null,
    line_item_type: null,
    position: null,
    uom: null,
  }
  expect(canonical(costRead({}, [bare])).lines[0]).toMatchObject({
    position: null,
    wbs_code: null,
    cost_code: null,
    cost_code_id: null,
    line_item_type_code: null,
    uom: null,
  })
})

test('a line without an amount is refused: there is no saying what it costs', () => {
  expect(() => canonical(costRead({}, [{ ...listedLine, amount: null }]))).toThrow('62001')
})

test('what was read stays as it was', () => {
  const read = costRead()
  const copy = structuredClone(read)
  canonical(read)
  expect(read).toEqual(copy)
  expect(listedCost.id).toBe('61001')
})
