import type { PeoplesoftRow, PeoplesoftRows } from '../peoplesoft-rows.ts'
import { addDays, type Calendar } from './calendar.ts'
import { type Random, randomOf } from './random.ts'
import { type Supplier, suppliers } from './suppliers.ts'

type Address = Omit<PeoplesoftRow<'VENDOR_ADDR'>, 'SETID' | 'VENDOR_ID'>
type Phone = Omit<PeoplesoftRow<'VENDOR_ADDR_PHN'>, 'SETID' | 'VENDOR_ID'>

/**
 * The suppliers as rows: change stamps spread over two years, addresses with their history (moved, moving, closed),
 * telephones, a default location.
 */
export function supplierRows(calendar: Calendar): PeoplesoftRows {
  const made = suppliers.map((supplier, at) => rowsOf(supplier, at, calendar))
  return {
    VENDOR: made.map(one => one.vendor),
    VENDOR_ADDR: made.flatMap(one => one.addresses),
    VENDOR_ADDR_PHN: made.flatMap(one => one.phones),
    VENDOR_LOC: made.flatMap(one => one.locations),
  }
}

function rowsOf(supplier: Supplier, at: number, calendar: Calendar) {
  const random = randomOf(`supplier ${supplier.id}`)
  const key = { SETID: supplier.setid, VENDOR_ID: supplier.id }
  const { addresses, phones } = addressesOf(supplier, at, random, calendar)
  const since = new Date(Date.parse('2020-03-01') + random.whole(0, 1400) * 86_400_000)
  const day = addDays(calendar.today, -random.whole(2, 730))
  const clock = [random.whole(8, 17), random.whole(0, 59), random.whole(0, 59)]
  return {
    vendor: {
      ...key,
      NAME1: supplier.name1,
      ...(supplier.name2 && { NAME2: supplier.name2 }),
      VENDOR_NAME_SHORT: shortName(supplier, at),
      VENDOR_STATUS: supplier.status,
      VENDOR_CLASS: supplier.class,
      VENDOR_PERSISTENCE: supplier.persistence,
      DEFAULT_LOC: 'MAIN',
      WTHD_SW: random.chance(30) ? 'Y' : 'N',
      // The first ones have commitments in Procore: they are open for ordering.
      VNDR_STATUS_PO: random.chance(95) || at < 120 ? 'Y' : 'N',
      ADDR_SEQ_NUM_ORDR: addresses.some(one => one.ADDRESS_SEQ_NUM === 2) ? 2 : 1,
      ENTERED_BY: 'APCLERK',
      ZZ_LASTUPD_DTTM: `${day}T${clock.map(part => String(part).padStart(2, '0')).join(':')}`,
    } satisfies PeoplesoftRow<'VENDOR'>,
    addresses: addresses.map(address => ({ ...key, ...address })),
    phones: phones.map(phone => ({ ...key, ...phone })),
    locations: [
      {
        ...key,
        VNDR_LOC: 'MAIN',
        EFFDT: since.toISOString().slice(0, 10),
        CURRENCY_CD: supplier.country === 'CAN' ? 'CAD' : supplier.country ? 'EUR' : 'USD',
        PYMNT_TERMS_CD: random.pick(['N30', 'N30', '2/10', 'N45', 'DUE']),
      },
    ],
  }
}

/** Address 1 is primary. Every seventh supplier has moved, every eleventh is to move; some have a second, some a closed one. */
function addressesOf(supplier: Supplier, at: number, random: Random, { today }: Calendar) {
  const { city, state, postal, country = 'USA' } = supplier
  const primary = (EFFDT: string, street: string): Address => ({
    ADDRESS_SEQ_NUM: 1,
    EFFDT,
    ADDRESS1: street,
    ...(random.chance(20) && { ADDRESS2: `Suite ${random.whole(100, 900)}` }),
    ...(at % 23 === 0 && { ADDRESS2: 'c/o Site Office', ADDRESS3: 'Gate 4', ADDRESS4: 'Attn: Accounts' }),
    ...(random.chance(60) && { EMAILID: `billing@supplier-${Number(supplier.id)}.example` }),
    CITY: city,
    STATE: state,
    POSTAL: postal,
    COUNTRY: country,
  })
  const addresses = [primary('2020-03-01', street(random))]
  if (at % 7 === 3) addresses.push(primary('2024-05-01', street(random)))
  if (at % 11 === 5)
    addresses.push({ ...primary(addDays(today, 60), street(random)), CITY: 'Tigard', POSTAL: '97223' })
  if (at % 5 === 1)
    addresses.push({
      ...primary('2021-01-01', `PO Box ${random.whole(100, 9999)}`),
      ADDRESS_SEQ_NUM: 2,
      NAME1: `${supplier.name1.slice(0, 28)}, Ordering`,
    })
  if (at % 13 === 4) {
    const closed = { ...primary('2021-01-01', street(random)), ADDRESS_SEQ_NUM: 3 }
    addresses.push(closed, { ...closed, EFFDT: '2023-01-01', EFF_STATUS: 'I' })
  }
  return { addresses, phones: addresses.flatMap(address => phonesOf(address, random)) }
}

function phonesOf({ ADDRESS_SEQ_NUM, EFFDT, COUNTRY }: Address, random: Random): Phone[] {
  if (random.chance(12)) return []
  const phone = (PHONE_TYPE: string): Phone => ({
    ADDRESS_SEQ_NUM,
    EFFDT,
    PHONE_TYPE,
    ...(COUNTRY !== 'USA' && { COUNTRY_CODE: COUNTRY === 'CAN' ? '1' : '49' }),
    PHONE: `${random.pick(['503', '541', '360', '206'])}/555-${random.whole(1000, 9999)}`,
    ...(random.chance(10) && { EXTENSION: String(random.whole(10, 99)) }),
  })
  return random.chance(25) ? [phone('BUSN'), phone('FAX')] : [phone('BUSN')]
}

const street = (random: Random) =>
  `${random.whole(100, 9900)} ${random.pick(['NW Front', 'SE Main', 'Industrial', 'Harbor', 'County'])} ${random.pick(['Ave', 'St', 'Way', 'Road'])}`

/** Ten letters of the name and a running number, as PeopleSoft makes it. */
function shortName({ name1 }: Supplier, at: number): string {
  const letters = name1
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toUpperCase()
  return `${letters.slice(0, 10)}-${String(at % 1000).padStart(3, '0')}`
}
