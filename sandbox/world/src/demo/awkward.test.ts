import Big from 'big.js'
import { describe, expect, test } from 'vitest'
import { vouchered } from './awkward-costs.ts'
import { addDays, calendarOf, monthStart } from './calendar.ts'
import { demoCosts } from './costs.ts'
import { demoPeoplesoft } from './peoplesoft.ts'
import { opensAt } from './periods.ts'
import { demoProcore } from './procore.ts'
import { ambiguous, foreign, madeByManager } from './procore-vendors.ts'
import { everySite } from './sites.ts'
import { isGood, suppliers } from './suppliers.ts'

const DAY = '2026-11-24'
const peoplesoft = demoPeoplesoft(DAY)
const procore = demoProcore(DAY)
const costs = demoCosts(calendarOf(DAY))
const siteOf = (id: number) => everySite.find(site => site.procoreId === id)!
const sumOf = (lines: { amount?: string }[]) =>
  lines.reduce((sum, line) => sum.plus(line.amount ?? 0), Big(0)).toNumber()

describe('suppliers', () => {
  test('names have accents, ampersands, apostrophes, 40 characters, and a second line', () => {
    const names = peoplesoft.VENDOR!.map(row => row.NAME1!)
    for (const wanted of [/[À-ž]/, /&/, /'/, /"/]) expect(names.some(name => wanted.test(name))).toBe(true)
    expect(Math.max(...names.map(name => name.length))).toBe(40)
    expect(peoplesoft.VENDOR!.some(row => row.NAME2)).toBe(true)
  })

  test('some have moved, some are to move, some have several addresses or a closed one, some live abroad', () => {
    const addresses = peoplesoft.VENDOR_ADDR!
    expect(addresses.some(row => row.EFFDT! > DAY)).toBe(true)
    expect(addresses.some(row => row.EFF_STATUS === 'I')).toBe(true)
    expect(new Set(addresses.map(row => row.ADDRESS_SEQ_NUM))).toEqual(new Set([1, 2, 3]))
    expect(new Set(addresses.map(row => row.COUNTRY))).toEqual(new Set(['USA', 'CAN', 'DEU']))
  })

  test('no field that is given is longer than its column', () => {
    expect(peoplesoft.VENDOR!.filter(row => row.VENDOR_NAME_SHORT!.length > 14)).toEqual([])
    expect(peoplesoft.GL_ACCOUNT_TBL!.filter(row => row.DESCR!.length > 30)).toEqual([])
  })
})

describe('vendors that Procore has already', () => {
  const vendors = procore.vendors!

  test('under the same code, or the same name in another spelling; active and inactive ones', () => {
    expect(vendors.length).toBeGreaterThan(55)
    expect(vendors.some(one => one.origin_code && suppliers.some(of => of.id === one.origin_code))).toBe(true)
    expect(vendors.some(one => one.is_active === false)).toBe(true)
    expect(vendors.filter(one => one.origin_id)).toHaveLength(1)
  })

  test('two could be one supplier, one belongs to another integration, one was made by a project manager', () => {
    const like = (name: string) => vendors.filter(one => one.name.startsWith(name))
    expect(like(ambiguous.name1)).toHaveLength(2)
    expect(like(foreign.name1)).toMatchObject([{ origin_id: 'acumatica:V-10045' }])
    expect(suppliers.some(one => one.name1 === madeByManager.name)).toBe(false)
    expect(costs.some(cost => cost.vendorId === madeByManager.id)).toBe(true)
  })

  test('a supplier that may come to Procore meets no second one of its name', () => {
    const names = suppliers
      .filter(isGood)
      .map(one => one.name1.replace(/,? (Inc\.|LLC|Co\.|Corporation)$/, ''))
    expect(new Set(names).size).toBe(names.length)
  })
})

describe('direct costs', () => {
  test('cents do not divide evenly, quantities have decimals, credits are negative, and some come to nothing', () => {
    const thirds = costs.find(cost => cost.invoice === 'T-90017')!
    expect(thirds.lines.map(line => line.amount)).toEqual(['333.33', '333.33', '333.34'])
    expect(
      costs.some(cost => cost.lines.some(line => line.calculated?.unitCost.match(/\.\d{3}[1-9]$/))),
    ).toBe(true)
    expect(costs.some(cost => sumOf(cost.lines) < 0)).toBe(true)
    expect(
      costs.some(cost => cost.lines.length > 1 && cost.lines[0]!.amount && sumOf(cost.lines) === 0),
    ).toBe(true)
    expect(costs.some(cost => cost.lines.some(line => line.amount === '0.00'))).toBe(true)
  })

  test('taxed lines are taxed by their city, and one by a code that is gone', () => {
    const taxed = costs.flatMap(cost => cost.lines.filter(line => line.taxCode).map(line => ({ cost, line })))
    const odd = taxed.filter(({ cost, line }) => line.taxCode !== siteOf(cost.site).taxCode)
    expect(taxed.length).toBeGreaterThan(50)
    expect(odd.map(({ cost }) => cost.awkward)).toEqual(['tax-code-deleted'])
  })

  test('one id is beyond 2^53, one cost is deleted, one has no date and one no lines', () => {
    expect(costs.filter(cost => typeof cost.id === 'string' && BigInt(cost.id) > 2n ** 53n)).toHaveLength(1)
    expect(procore.direct_costs!.filter(row => row.deleted_at)).toHaveLength(1)
    expect(costs.filter(cost => cost.date === null)).toHaveLength(1)
    expect(costs.filter(cost => cost.lines.length === 0)).toHaveLength(1)
  })

  test('the same invoice came twice, in two spellings; another one has a voucher, and a deleted one, and a namesake', () => {
    const twice = costs.filter(cost => cost.awkward === 'same-invoice')
    expect(new Set(twice.map(cost => cost.invoice!.trim().toUpperCase())).size).toBe(1)
    expect(new Set(twice.map(cost => cost.vendorId)).size).toBe(1)
    const others = costs.filter(cost => !twice.includes(cost) && cost.invoice !== null)
    expect(new Set(others.map(cost => `${cost.vendorId} ${cost.invoice}`)).size).toBe(others.length)

    const vouchers = peoplesoft.VOUCHER!.filter(row => row.INVOICE_ID === vouchered.invoice)
    const own = vouchers.filter(row => row.VENDOR_ID === vouchered.vendor.supplier!.id)
    expect(own.map(row => row.ENTRY_STATUS ?? 'P')).toEqual(['X', 'P'])
    expect(vouchers).toHaveLength(3)
  })

  test('some are of another currency or of another integration', () => {
    expect(
      procore.direct_costs!.filter(row => row.currency_iso_code).map(row => row.currency_iso_code),
    ).toEqual(['CAD'])
    expect(procore.direct_costs!.filter(row => row.origin_id)).toHaveLength(1)
  })
})

describe.each(['2026-11-24', '2026-12-01', '2026-12-31', '2027-01-01', '2028-02-29', '2031-07-15'])(
  'on %s',
  day => {
    const calendar = calendarOf(day)
    const now = demoCosts(calendar)
    const dates = (awkward: string) => now.filter(cost => cost.awkward === awkward).map(cost => cost.date!)

    test('costs lie in open months, closed months, the prior year, the future, and before the cutover', () => {
      for (const date of dates('future')) expect(date > day).toBe(true)
      const prior = now.filter(cost => cost.awkward === 'prior-year')
      for (const { date, site } of prior) {
        expect(date! < calendar.yearBegins).toBe(true)
        expect(date! >= siteOf(site).postFrom).toBe(true)
      }
      const usual = now.filter(cost => cost.awkward === 'none')
      const after = usual.filter(cost => cost.date! >= siteOf(cost.site).postFrom)
      expect(after.filter(cost => cost.date! > day || cost.date! < calendar.yearBegins)).toEqual([])
      const isOpen = (cost: (typeof now)[number]) =>
        cost.date! >= monthStart(day, opensAt[siteOf(cost.site).unit])
      expect(after.filter(isOpen).length).toBeGreaterThan(60)
      expect(after.filter(cost => !isOpen(cost)).length).toBeGreaterThan(60)
      expect(usual.length - after.length).toBeGreaterThan(30)
    })

    test('every period of the fiscal year is in the calendar, and the open ones begin before today and end after', () => {
      const rows = demoPeoplesoft(day)
      const period = rows.CAL_DETP_TBL!.find(row => row.BEGIN_DT! <= day && day <= row.END_DT!)!
      expect(period.ACCOUNTING_PERIOD).toBe(9)
      for (const open of rows.FIN_OPEN_PERIOD!) {
        expect(open.OPEN_YEAR_FROM).toBe(period.FISCAL_YEAR)
        const first = rows.CAL_DETP_TBL!.find(
          row => row.FISCAL_YEAR === open.OPEN_YEAR_FROM && row.ACCOUNTING_PERIOD === open.OPEN_PERIOD_FROM,
        )!
        expect([open.OPEN_FROM_DATE, first.BEGIN_DT! <= day, open.OPEN_TO_DATE! > day]).toEqual([
          first.BEGIN_DT,
          true,
          true,
        ])
      }
      for (let from = addDays(day, -700); from < addDays(day, 400); from = addDays(from, 1))
        expect(rows.CAL_DETP_TBL!.filter(row => row.BEGIN_DT! <= from && from <= row.END_DT!)).toHaveLength(1)
    })

    test('nothing was changed today: a sweep finds nothing new', () => {
      const { VENDOR, GL_ACCOUNT_TBL } = demoPeoplesoft(day)
      const stamps = [
        ...now.map(cost => cost.updatedAt),
        ...[...VENDOR!, ...GL_ACCOUNT_TBL!].map(
          row => (row as Record<string, unknown>).ZZ_LASTUPD_DTTM as string,
        ),
      ]
      expect(stamps.filter(stamp => !(stamp.slice(0, 10) < day))).toEqual([])
    })
  },
)
