import type { PeoplesoftRow } from '../peoplesoft-rows.ts'
import { vouchered } from './awkward-costs.ts'
import { addDays, type Calendar } from './calendar.ts'
import { cents } from './cost-lines.ts'
import { randomOf } from './random.ts'
import { isGood, suppliers } from './suppliers.ts'

type Row = PeoplesoftRow<'VOUCHER'>

/**
 * Vouchers of Payables: forty of no concern; one of an invoice that is a direct cost in Procore too; and two that only
 * look like it: the same number of another supplier, and one that was deleted.
 */
export function voucherRows({ today }: Calendar): Row[] {
  const random = randomOf('vouchers')
  const own = suppliers.filter(one => one.setid === 'SHARE' && isGood(one))
  const { supplier } = vouchered.vendor
  const voucher = (at: number, more: Partial<Row>): Row => ({
    BUSINESS_UNIT: 'AP100',
    VOUCHER_ID: String(10_001 + at).padStart(8, '0'),
    INVOICE_ID: `V${random.whole(10_000, 99_999)}`,
    INVOICE_DT: addDays(today, -random.whole(10, 90)),
    VENDOR_SETID: 'SHARE',
    VENDOR_ID: random.pick(own).id,
    GROSS_AMT: cents(random.whole(100_00, 50_000_00)),
    ...more,
  })
  const twin = { INVOICE_ID: vouchered.invoice, VENDOR_ID: supplier!.id, GROSS_AMT: '5600.00' }
  const another = own.find(one => one !== supplier)!
  return [
    ...Array.from({ length: 40 }, (_, at) => voucher(at, {})),
    voucher(40, { ...twin, ENTRY_STATUS: 'X' }),
    voucher(41, { ...twin, VENDOR_ID: another.id }),
    voucher(42, twin),
  ]
}
