import type { QueryColumn, QueryDefinition, QueryRecord } from '../query-definition.ts'
import { asking, beyond, char, day, equal, moment, num, type QuerySite, stamped } from './parts.ts'

/**
 * The effective-dated records bring all their rows: the row in force is chosen by the reader (peoplesoft.md
 * §5.1).
 */
const records: QueryRecord[] = [
  { alias: 'A', record: 'VENDOR' },
  {
    alias: 'B',
    record: 'VENDOR_ADDR',
    join: {
      kind: 'left',
      on: [
        { field: 'B.SETID', equals: 'A.SETID' },
        { field: 'B.VENDOR_ID', equals: 'A.VENDOR_ID' },
      ],
    },
  },
  {
    alias: 'C',
    record: 'VENDOR_ADDR_PHN',
    join: {
      kind: 'left',
      on: [
        { field: 'C.SETID', equals: 'B.SETID' },
        { field: 'C.VENDOR_ID', equals: 'B.VENDOR_ID' },
        { field: 'C.ADDRESS_SEQ_NUM', equals: 'B.ADDRESS_SEQ_NUM' },
        { field: 'C.EFFDT', equals: 'B.EFFDT' },
      ],
    },
  },
  {
    alias: 'D',
    record: 'VENDOR_LOC',
    join: {
      kind: 'left',
      on: [
        { field: 'D.SETID', equals: 'A.SETID' },
        { field: 'D.VENDOR_ID', equals: 'A.VENDOR_ID' },
        { field: 'D.VNDR_LOC', equals: 'A.DEFAULT_LOC' },
      ],
    },
  },
]

const columns: QueryColumn[] = [
  char('A.SETID', 5, 'SetID of the supplier'),
  char('A.VENDOR_ID', 10, 'Supplier id'),
  char('A.VENDOR_NAME_SHORT', 14, 'Short name'),
  char('A.NAME1', 40, 'Name'),
  char('A.NAME2', 40, 'Second line of the name'),
  char('A.VENDOR_STATUS', 1, 'A approved, E or U unapproved, D denied, I inactive, X to be archived'),
  char('A.VENDOR_CLASS', 1, 'R outside party, E employee, H HCM, A attorney'),
  char('A.VENDOR_PERSISTENCE', 1, 'R regular, O one-time, S single-payment, P'),
  char('A.VNDR_STATUS_PO', 1, 'Open for ordering'),
  num('A.PRIM_ADDR_SEQ_NUM', 5, 'Primary address'),
  num('A.ADDR_SEQ_NUM_ORDR', 5, 'Ordering address'),
  num('A.REMIT_ADDR_SEQ_NUM', 5, 'Remit-to address'),
  char('A.DEFAULT_LOC', 10, 'Default location'),
  char('A.WTHD_SW', 1, 'Subject to withholding'),
  char('A.CORPORATE_SETID', 5, 'SetID of the corporate supplier'),
  char('A.CORPORATE_VENDOR', 10, 'Corporate supplier'),
  char('A.REMIT_SETID', 5, 'SetID of the remit-to supplier'),
  char('A.REMIT_VENDOR', 10, 'Remit-to supplier'),
  char('A.OLD_VENDOR_ID', 15, 'Supplier id before a conversion'),
  num('B.ADDRESS_SEQ_NUM', 5, 'Address number'),
  day('B.EFFDT', 'Effective date of the address'),
  char('B.EFF_STATUS', 1, 'A active, I inactive, from its effective date'),
  char('B.NAME1', 40, 'Name for this address'),
  char('B.COUNTRY', 3, 'ISO 3166 alpha-3 country'),
  char('B.ADDRESS1', 55, 'Address line 1'),
  char('B.ADDRESS2', 55, 'Address line 2'),
  char('B.ADDRESS3', 55, 'Address line 3'),
  char('B.ADDRESS4', 55, 'Address line 4'),
  char('B.CITY', 30, 'City'),
  char('B.COUNTY', 30, 'County'),
  char('B.STATE', 6, 'State or province'),
  char('B.POSTAL', 12, 'Postal code'),
  char('B.EMAILID', 70, 'E-mail of the address'),
  char('C.PHONE_TYPE', 4, 'Kind of telephone, e.g. BUSN or FAX'),
  char('C.COUNTRY_CODE', 3, 'International prefix'),
  char('C.PHONE', 24, 'Telephone number'),
  char('C.EXTENSION', 6, 'Extension'),
  day('D.EFFDT', 'Effective date of the default location'),
  char('D.EFF_STATUS', 1, 'A active, I inactive, from its effective date'),
  char('D.CURRENCY_CD', 3, 'Currency of the default location'),
  char('D.PYMNT_TERMS_CD', 5, 'Payment terms of the default location'),
]

const order = ['A.VENDOR_ID', 'B.ADDRESS_SEQ_NUM', 'B.EFFDT', 'C.PHONE_TYPE', 'D.EFFDT']
const keyset = { prompt: 'VENDOR_ID_OFFSET', field: 'A.VENDOR_ID' }

/**
 * Suppliers with addresses, telephones and default location: all, one, and those changed where the site has a
 * stamp.
 */
export function supplierQueries(site: QuerySite): QueryDefinition[] {
  const stamp = site.stampColumns.VENDOR
  const shared = {
    records,
    columns: stamp ? [...columns, moment(`A.${stamp}`, 'Last change of the supplier')] : columns,
    order,
  }
  const setid = equal('A.SETID', 'SETID', 5, 'SetID')
  const offset = beyond('A.VENDOR_ID', 'VENDOR_ID_OFFSET', 10)
  const all: QueryDefinition = {
    name: 'PLB_VENDOR',
    purpose: 'All suppliers of a SetID, page by page.',
    ...shared,
    ...asking(setid, offset),
    keyset,
  }
  const one: QueryDefinition = {
    name: 'PLB_VENDOR_ONE',
    purpose: 'One supplier.',
    ...shared,
    ...asking(setid, equal('A.VENDOR_ID', 'VENDOR_ID', 10, 'Supplier id')),
  }
  if (!stamp) return [all, one]
  const changed: QueryDefinition = {
    name: 'PLB_VENDOR_CHG',
    purpose: `Suppliers of a SetID changed within a time by ${stamp}, page by page.`,
    ...shared,
    ...asking(setid, stamped(`A.${stamp}`, '>=', site), stamped(`A.${stamp}`, '<=', site), offset),
    keyset,
  }
  return [all, one, changed]
}
