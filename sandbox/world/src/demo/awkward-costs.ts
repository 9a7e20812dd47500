import { addDays, type Calendar, monthStart } from './calendar.ts'
import { foreignCode } from './cost-codes.ts'
import { splitEvenly } from './cost-lines.ts'
import type { Awkwardness, Cost } from './costs.ts'
import { stampOf } from './everyday-costs.ts'
import { madeByManager, vendorsOf } from './procore-vendors.ts'
import { randomOf } from './random.ts'
import { everySite } from './sites.ts'

/** The invoice that Payables has already as a voucher. */
export const vouchered = { site: 87001, invoice: 'HW-4471', vendor: vendorsOf(everySite[0]!)[0]! }

type Told = Partial<Omit<Cost, 'site' | 'lines' | 'awkward'>> & { lines: Cost['lines'] }

/** One of each awkward thing that happens, on today's terms (BUSINESS.md's last section). */
export function awkwardCosts(calendar: Calendar): Cost[] {
  const { today, yearBegins } = calendar
  const random = randomOf('awkward costs')
  const priorYear = addDays(monthStart(yearBegins, -2), 13)
  const closedMonth = addDays(monthStart(today, -3), 14)
  const vendorId = (site: number, at = 1) => vendorsOf(everySite.find(one => one.procoreId === site)!)[at]!.id
  const cost = (site: number, awkward: Awkwardness, told: Told): Cost => {
    const { type = 'expense', date = addDays(today, -2), ...rest } = told
    return {
      site,
      type,
      status: 'approved',
      vendorId: vendorId(site),
      invoice: null,
      date,
      description: null,
      awkward,
      updatedAt: stampOf(date, random, calendar),
      ...rest,
    }
  }
  const line = (code: string, type: Cost['lines'][number]['type'], amount: string, more = {}) => ({
    code,
    type,
    amount,
    description: `${code} ${type ?? ''}`.trim(),
    ...more,
  })
  const good = (amount: string) => line('03-3000', 'M', amount)

  return [
    // What stays out, or waits for somebody.
    cost(87003, 'account-budgetary', { lines: [good('812.40'), line('01-9100', 'M', '1500.00')] }),
    cost(87011, 'account-budgetary', { lines: [line('01-9100', 'S', '25000.00')] }),
    cost(87008, 'account-statistical', { lines: [line('01-3100', 'L', '4411.90'), good('88.10')] }),
    cost(87005, 'account-inactive', { lines: [line('02-8200', 'S', '18400.00')] }),
    cost(87018, 'account-inactive', { lines: [good('640.00'), line('02-8200', 'S', '2310.75')] }),
    cost(87002, 'account-future', { lines: [line('14-2100', 'S', '71250.00')] }),
    cost(87014, 'account-unknown', { lines: [line('34-7100', 'M', '9120.00'), good('310.05')] }),
    cost(foreignCode.site, 'account-foreign', {
      lines: [good('45.00'), line(foreignCode.costCode, foreignCode.costType, '6800.00')],
    }),
    cost(87006, 'activity-closed', { lines: [line('31-2300', 'E', '2750.00')] }),
    cost(87010, 'department-closed', { lines: [line('27-1500', 'S', '13990.00')] }),
    cost(87009, 'wip-inactive', { lines: [line('12-2400', 'M', '5150.60')] }),
    cost(87007, 'mapping-missing', { lines: [good('74.99'), line('05-1200', 'O', '312.00')] }),
    cost(87012, 'mapping-missing', { lines: [line('33-3000', 'O', '999.99')] }),
    cost(87004, 'date-missing', { date: null, lines: [good('220.00')] }),
    cost(87001, 'prior-year', { date: priorYear, lines: [good('4100.00')] }),
    cost(87014, 'prior-year', { date: priorYear, lines: [good('1015.15')] }),
    cost(87011, 'future', { date: addDays(today, 12), lines: [good('3600.00')] }),
    cost(87002, 'foreign-currency', { currency: 'CAD', lines: [line('08-5000', 'M', '15300.00')] }),
    cost(87013, 'foreign-origin', { originId: 'sage300:DC-88123', lines: [good('47.11')] }),
    cost(87020, 'lines-missing', { lines: [] }),
    cost(87007, 'tax-code-deleted', { lines: [line('09-3000', 'M', '803.30', { taxCode: 'WA-OLD' })] }),
    ...['TW-2201', ' tw-2201 '].map(invoice =>
      cost(87005, 'same-invoice', { type: 'invoice', invoice, date: closedMonth, lines: [good('2480.00')] }),
    ),
    cost(vouchered.site, 'vouchered', {
      type: 'invoice',
      invoice: vouchered.invoice,
      vendorId: vouchered.vendor.id,
      lines: [good('5600.00')],
    }),
    cost(87017, 'deleted', { lines: [good('1.00')] }),

    // What is unusual and arrives all the same.
    cost(87001, 'none', { vendorId: madeByManager.id, lines: [line('01-7400', 'O', '385.00')] }),
    cost(87001, 'none', { lines: [line('GL-SHARE-500610', null, '610.61'), good('99.98')] }),
    cost(87015, 'none', { lines: [line('GL-CIVIL-500610', null, '1999.99')] }),
    cost(87003, 'none', { date: closedMonth, lines: [good('1234.56')], description: 'In a closed month' }),
    cost(87016, 'none', { date: closedMonth, lines: [good('65.43')], description: 'In a closed month' }),
    cost(87005, 'none', {
      type: 'invoice',
      invoice: 'CM-17',
      lines: [line('03-2000', 'M', '-412.37')],
      description: 'Credit memo: returned rebar',
    }),
    cost(87008, 'none', {
      lines: [line('06-1000', 'M', '250.00'), line('09-2900', 'M', '-250.00')],
      description: 'Moved between cost codes: comes to nothing',
    }),
    cost(87010, 'none', { lines: [line('10-1400', 'M', '0.00')], description: 'A sample, free of charge' }),
    cost(87009, 'none', {
      lines: [line('03-3000', 'M', '48210.10')],
      description: 'Foundation of our own building',
    }),
    cost(87002, 'none', {
      type: 'invoice',
      invoice: 'T-90017',
      lines: splitEvenly(1000_00, 3).map(amount => line('09-3000', 'M', amount, { taxCode: 'WA-SEA' })),
      description: 'A thousand in three parts, each taxed by itself',
    }),
    cost(87004, 'none', {
      type: 'invoice',
      invoice: 'CM-TAX-3',
      lines: [line('08-1100', 'M', '-333.33', { taxCode: 'WA-VAN' })],
      description: 'Credit with tax',
    }),
    cost(87019, 'none', {
      type: 'invoice',
      invoice: 'INV 12,044',
      lines: [line('05-1200', 'M', '7020.00')],
      description: 'An invoice number that no query can ask for',
    }),
    cost(87012, 'none', {
      lines: [line('23-7400', 'E', '19.99')],
      description:
        'Größe "XL" <b>sling</b> & shackles — Æsir Rigging ApS, délivré au chantier; see the note of the foreman at the gate, who has the keys',
    }),
  ]
}
