import { capture, type Draft } from '@plumbline/flow-kit'
import type { PeopleSoft, QueryRow } from '@plumbline/peoplesoft'
import type { Vendor, VendorAddress } from '@plumbline/schemas'
import type { Settings } from '../connection.ts'
import { effStatus, inForce, need, nextTurn, peoplesoftHeader, wordFor, yesNo } from '../peoplesoft-rows.ts'
import { scheduleOf } from '../schedule.ts'
import { vendor, vendorKey } from './entity.ts'

/** All rows of one supplier: a join of its addresses with all their effective dates, phones and default location. */
export type SupplierRows = QueryRow[]

/**
 * Suppliers by Query Access Service (peoplesoft.md §3, §5.2): by the site's change column where it named one, else by
 * comparing everything. Addresses are those in force today.
 */
export const vendorFromPeoplesoft = capture<Vendor, SupplierRows, PeopleSoft, Settings>({
  name: 'vendor.from-peoplesoft',
  entity: vendor,
  from: 'peoplesoft',
  scopes: settings => settings.flows.vendor.setids,
  schedule: ({ flows, peoplesoft }) =>
    scheduleOf(flows.vendor.schedule, peoplesoft.time_zone, Boolean(peoplesoft.stamp_columns.VENDOR)),
  async *read(api, setid, span) {
    if (span === 'all') yield* api.documents('PLB_VENDOR', { SETID: setid })
    else if ('ids' in span)
      for (const id of span.ids) {
        const rows = await api.rows('PLB_VENDOR_ONE', { SETID: setid, VENDOR_ID: id.slice(setid.length + 1) })
        if (rows.length > 0) yield rows
      }
    else {
      const window = { CHANGED_FROM: span.changedFrom, CHANGED_TO: span.changedTo }
      yield* api.documents('PLB_VENDOR_CHG', { SETID: setid, ...window })
    }
  },
  present: api => api.present(),
  nativeId: keyOf,
  key: keyOf,
  stamp: ([row], { peoplesoft: { stamp_columns } }) =>
    (stamp_columns.VENDOR && row?.[stamp_columns.VENDOR]) || null,
  turns: (rows, today) =>
    nextTurn(
      rows.flatMap(row => [row['B.EFFDT'], row['D.EFFDT']]),
      today,
    ),
  toCanonical: (rows, { settings, today }) => toVendor(rows, settings, today),
})

function keyOf([row]: SupplierRows): string {
  if (!row) throw new Error('a supplier without rows')
  return vendorKey(need(row, 'SETID'), need(row, 'VENDOR_ID'))
}

const STATUSES = {
  A: 'approved',
  E: 'unapproved',
  U: 'unapproved',
  D: 'denied',
  I: 'inactive',
  X: 'to-be-archived',
} as const
const CLASSES = { R: 'outside-party', E: 'employee', H: 'hcm', A: 'attorney' } as const
const PERSISTENCES = { R: 'regular', O: 'one-time', S: 'single-payment' } as const
const PO_STATUSES = { Y: 'open', N: 'closed' } as const

/** A supplier as it stands today. Pure. */
export function toVendor(rows: SupplierRows, settings: Settings, today: string): Draft<Vendor> {
  const row = rows[0]!
  const stampColumn = settings.peoplesoft.stamp_columns.VENDOR
  const location = locationOn(rows, today)
  const address = (sequence: string | null | undefined) => addressAt(rows, sequence ?? null, today)
  return {
    header: peoplesoftHeader(stampColumn ? (row[stampColumn] ?? null) : null),
    setid: need(row, 'SETID'),
    vendor_id: need(row, 'VENDOR_ID'),
    vendor_name_short: row.VENDOR_NAME_SHORT ?? null,
    name1: row['A.NAME1'] ?? '',
    name2: row.NAME2 ?? null,
    status_raw: row.VENDOR_STATUS ?? null,
    status: wordFor(STATUSES, row.VENDOR_STATUS),
    class_raw: row.VENDOR_CLASS ?? null,
    class: wordFor(CLASSES, row.VENDOR_CLASS),
    persistence_raw: row.VENDOR_PERSISTENCE ?? null,
    persistence: wordFor(PERSISTENCES, row.VENDOR_PERSISTENCE),
    po_status_raw: row.VNDR_STATUS_PO ?? null,
    po_status: wordFor(PO_STATUSES, row.VNDR_STATUS_PO),
    primary_address: address(row.PRIM_ADDR_SEQ_NUM),
    ordering_address: address(row.ADDR_SEQ_NUM_ORDR),
    remit_address: address(row.REMIT_ADDR_SEQ_NUM),
    default_location: row.DEFAULT_LOC ?? null,
    currency_code: location?.CURRENCY_CD ?? null,
    payment_terms_code: location?.PYMNT_TERMS_CD ?? null,
    withholding: yesNo(row.WTHD_SW),
    corporate_setid: row.CORPORATE_SETID ?? null,
    corporate_vendor_id: row.CORPORATE_VENDOR ?? null,
    remit_setid: row.REMIT_SETID ?? null,
    remit_vendor_id: row.REMIT_VENDOR ?? null,
    old_vendor_id: row.OLD_VENDOR_ID ?? null,
  }
}

/** The default location as in force today; null where it is not, or has been made inactive. */
function locationOn(rows: SupplierRows, today: string): QueryRow | null {
  const row = inForce(rows, 'D.EFFDT', today)
  return row && effStatus(row['D.EFF_STATUS']) !== 'inactive' ? row : null
}

/** The address of that number as in force today; null where it is not, or has been made inactive. */
function addressAt(rows: SupplierRows, sequence: string | null, today: string): VendorAddress | null {
  if (sequence === null) return null
  const own = rows.filter(row => row.ADDRESS_SEQ_NUM && Number(row.ADDRESS_SEQ_NUM) === Number(sequence))
  const row = inForce(own, 'B.EFFDT', today)
  if (!row || effStatus(row['B.EFF_STATUS']) === 'inactive') return null
  const phone = businessPhone(own.filter(one => one['B.EFFDT'] === row['B.EFFDT']))
  return {
    sequence: Number(sequence),
    effdt: row['B.EFFDT'] ?? null,
    eff_status_raw: row['B.EFF_STATUS'] ?? null,
    description: null,
    name1: row['B.NAME1'] ?? null,
    address1: row.ADDRESS1 ?? null,
    address2: row.ADDRESS2 ?? null,
    address3: row.ADDRESS3 ?? null,
    address4: row.ADDRESS4 ?? null,
    city: row.CITY ?? null,
    county: row.COUNTY ?? null,
    state: row.STATE ?? null,
    postal: row.POSTAL ?? null,
    country: row.COUNTRY ?? null,
    phone_country_code: phone?.COUNTRY_CODE ?? null,
    phone: phone?.PHONE ?? null,
    phone_extension: phone?.EXTENSION ?? null,
    email: row.EMAILID ?? null,
  }
}

/** The business number of an address; where it has none, another, but never that of a fax. */
function businessPhone(rows: SupplierRows): QueryRow | undefined {
  const phones = rows.filter(row => row.PHONE)
  const kind = (row: QueryRow) => row.PHONE_TYPE?.toUpperCase() ?? ''
  return phones.find(row => kind(row).startsWith('BUS')) ?? phones.find(row => kind(row) !== 'FAX')
}
