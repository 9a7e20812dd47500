import { describe, expect, test } from 'vitest'
import type { Settings } from '../connection.ts'
import { settingsWith } from '../testing/settings.ts'
import { findAmountObstacle, postedAmount } from './amounts.ts'
import { costEvent, costLine } from './fixtures/events.ts'

const find = (cost: ReturnType<typeof costEvent>, change?: (settings: Settings) => void) => {
  const settings = settingsWith(change)
  return findAmountObstacle(cost, settings.projects[0]!, settings)
}
const withTax = ({ flows }: Settings) => {
  flows['direct-cost'].tax.grand_total = 'with-tax'
}
const taxed = costLine('100', {
  tax_code_id: '901',
  tax_code: 'WA-SEA',
  tax_rate: '10.35',
  tax_amount: '10.35',
})

describe('the lines must come to the total', () => {
  test('to the cent', () => {
    const lines = ['33.33', '33.33', '33.34'].map(amount => costLine(amount))
    expect(find(costEvent({ lines, grand_total: '100.00' }))).toBeNull()
    expect(find(costEvent({ lines, grand_total: '100.01' }))).toMatchObject({
      code: 'total-differs',
      why: 'the lines come to 100.00, the cost says 100.01',
    })
  })

  test.each([
    ['without tax by default', undefined, '100', null],
    ['without tax: a total that holds it parks', undefined, '110.35', 'total-differs'],
    ['with tax where the site says so', withTax, '110.35', null],
    ['with tax: a total that lacks it parks', withTax, '100', 'total-differs'],
  ])('%s', (_, change, grand_total, code) => {
    expect(find(costEvent({ lines: [taxed], grand_total }), change)?.code ?? null).toBe(code)
  })

  test('and a cost without a total cannot be checked, so it parks', () => {
    expect(find(costEvent({ grand_total: null }))).toMatchObject({ code: 'total-differs' })
  })

  test('also where lines of both signs come to nothing', () => {
    expect(find(costEvent({ lines: [costLine('250'), costLine('-250')], grand_total: '0.0' }))).toBeNull()
  })

  test('credits are normal', () => {
    expect(find(costEvent({ lines: [costLine('-412.37')], grand_total: '-412.37' }))).toBeNull()
  })
})

test('a cost without lines parks', () => {
  expect(find(costEvent({ lines: [], grand_total: '0' }))).toMatchObject({ code: 'no-lines' })
})

test('a tax code without a rate parks, named by its code', () => {
  const lines = [costLine('100', { tax_code_id: '901', tax_code: 'WA-OLD', tax_amount: null })]
  expect(find(costEvent({ lines }))).toMatchObject({
    code: 'tax-rate-missing',
    why: 'tax code WA-OLD has no rate in Procore',
    wait: { for: 'fact', what: 'tax code 901' },
  })
})

test('an amount finer than the currency parks: PeopleSoft would round it, and the journal would not balance', () => {
  const lines = [costLine('100'), costLine('33.333')]
  expect(find(costEvent({ lines }))).toMatchObject({
    code: 'amount-too-fine',
    why: 'line 2: 33.333 is no amount in USD',
  })
})

describe('currency', () => {
  test('of a cost that shows none is the project’s', () => {
    expect(find(costEvent({ currency_iso_code: null }))).toBeNull()
    expect(
      find(costEvent({ currency_iso_code: null }), settings => {
        settings.projects[0]!.currency = 'CAD'
      }),
    ).toMatchObject({ code: 'foreign-currency' })
  })

  test('other than the business unit’s parks, naming both', () => {
    expect(find(costEvent({ currency_iso_code: 'CAD' }))).toMatchObject({
      code: 'foreign-currency',
      why: expect.stringMatching(/in CAD.*US001.*in USD/),
      wait: { for: 'settings' },
    })
  })

  test('of the cost counts, whatever the project’s is', () => {
    expect(
      find(costEvent({ currency_iso_code: 'USD' }), settings => {
        settings.projects[0]!.currency = 'CAD'
      }),
    ).toBeNull()
  })
})

describe('the amount that is posted', () => {
  test('holds the line’s tax', () => expect(postedAmount(taxed, settingsWith())).toBe('110.35'))

  test('is without it where tax has an account of its own', () => {
    const settings = settingsWith(({ flows }) => {
      flows['direct-cost'].tax.account = '231000'
    })
    expect(postedAmount(taxed, settings)).toBe('100')
  })
})
