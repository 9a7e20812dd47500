import type { PeoplesoftRows } from './peoplesoft-rows.ts'

const suppliers = `Cascade Ready Mix|Portland|OR|97210
Ångström & Søn Elevators, Inc.|Seattle|WA|98101
Peña Hermanos Drywall|Salem|OR|97301
O'Neill Structural Steel|Vancouver|WA|98660
Willamette Valley Excavation & Utilities|Eugene|OR|97401
Blue Heron Plumbing|Portland|OR|97214
Mt. Hood Roofing|Gresham|OR|97030
Rose City Glass|Portland|OR|97202
Columbia Crane & Rigging|Troutdale|OR|97060
Tualatin Fire Protection|Tualatin|OR|97062
Sellwood Millwork|Portland|OR|97202
Pacific Rebar Supply|Tacoma|WA|98402
Evergreen Insulation|Olympia|WA|98501
Cannon Beach Coatings|Astoria|OR|97103
Burnside Electrical|Portland|OR|97209
Klamath Timber|Klamath Falls|OR|97601
Deschutes Stone & Tile|Bend|OR|97701
Summit Scaffolding|Portland|OR|97217
Riverbend Concrete Pumping|Corvallis|OR|97330
Lakeview Landscape|Lake Oswego|OR|97034
Hawthorne Hardware|Portland|OR|97215
Cowlitz Aggregates|Longview|WA|98632
Northwest Geotechnical|Beaverton|OR|97005
Chinook HVAC|Portland|OR|97230
Silver Falls Waterproofing|Silverton|OR|97381
Alder Creek Paving|Hillsboro|OR|97124
Bridgeport Doors & Frames|Tigard|OR|97223
Clackamas Waste Services|Oregon City|OR|97045
Douglas Fir Framing|Roseburg|OR|97470
Eastside Fencing|Portland|OR|97233
Forest Park Surveying|Portland|OR|97229
Gorge Wind Bracing|Hood River|OR|97031
High Desert Solar|Redmond|OR|97756
Ironwood Stairs & Rails|Portland|OR|97211
Juniper Flooring|Prineville|OR|97754
Kalama Marine Piling|Kalama|WA|98625
Linn County Septic|Albany|OR|97321
Multnomah Masonry|Portland|OR|97206
Newberg Cabinets|Newberg|OR|97132
Old Town Signage|Portland|OR|97209
Powell Butte Demolition|Portland|OR|97236
Quarry Road Trucking|Molalla|OR|97038
Rogue Valley Windows|Medford|OR|97501
Santiam Canyon Logging|Mill City|OR|97360
Three Sisters Painting|Sisters|OR|97759
Umpqua Equipment Rental|Roseburg|OR|97471
Vista Ridge Security|Portland|OR|97219
Wallowa Welding|Enterprise|OR|97828
Yaquina Environmental|Newport|OR|97365
Zigzag Cable & Data|Rhododendron|OR|97049`

const accounts = `101000|Cash|A
120500|Work in progress|A
131000|Retainage receivable|A
201000|Accounts payable|L
202000|Commitments|L
214100|Direct cost clearing: invoice|L
214200|Direct cost clearing: expense|L
215000|Retainage payable|L
301000|Retained earnings|Q
400100|Contract revenue|R
500100|Labor|E
500200|Materials|E
500300|Equipment|E
500400|Subcontracts|E
500500|Permits and fees|E
500600|Small tools|E
500700|Travel|E
500800|Utilities|E
500900|Waste disposal|E
510100|Site overhead|E
510200|Insurance|E`

/** MEMO takes commitments. */
const ledgerGroups = [
  ['ACTUALS', 'Actuals'],
  ['MEMO', 'Commitments, memo'],
] as const
const activities = ['GENERAL', 'SITEWORK', 'CONCRETE', 'FINISHES']
const SINCE = '2020-01-01'
const split = (table: string) => table.split('\n').map(line => line.split('|'))
const day = (date: Date) => date.toISOString().slice(0, 10)

/**
 * The smallest PeopleSoft in which suppliers, accounts, orders and costs can move: SETID SHARE with 50 approved suppliers and
 * 21 accounts; business unit US001 (USD, ledger groups ACTUALS and MEMO) with the calendar years 2025 to 2027, of which October to
 * December 2026 are open; project 24-017; a buyer and two units of measure; the users of `integrationSecurity`.
 */
export function skeletonPeoplesoft(): PeoplesoftRows {
  const setid = 'SHARE'
  const ids = split(suppliers).map((supplier, i) => ({
    id: String(i + 1).padStart(10, '0'),
    supplier: supplier as [string, string, string, string],
  }))
  return {
    ...integrationSecurity(),
    SET_CNTRL_REC: ['VENDOR', 'GL_ACCOUNT_TBL', 'DEPT_TBL', 'CAL_DETP_TBL', 'LED_GRP_TBL', 'SOURCE_TBL'].map(
      RECNAME => ({ SETCNTRLVALUE: 'US001', RECNAME, SETID: setid }),
    ),
    BUS_UNIT_TBL_GL: [{ BUSINESS_UNIT: 'US001' }],
    BU_LED_GRP_TBL: ledgerGroups.map(([LEDGER_GROUP]) => ({ BUSINESS_UNIT: 'US001', LEDGER_GROUP })),
    LED_GRP_TBL: ledgerGroups.map(([name, DESCR]) => ({
      SETID: setid,
      LEDGER_GROUP: name,
      LEDGER: name,
      DESCR,
    })),
    SOURCE_TBL: [{ SETID: setid, SOURCE: 'PRC', EFFDT: SINCE, DESCR: 'Procore' }],
    CAL_DETP_TBL: monthlyCalendar(setid, [2025, 2026, 2027]),
    FIN_OPEN_PERIOD: ledgerGroups.map(([LEDGER_GROUP]) => ({
      BUSINESS_UNIT: 'US001',
      LEDGER_GROUP,
      TRANSACTION_TYPE: 'ALL',
      OPEN_YEAR_FROM: 2026,
      OPEN_PERIOD_FROM: 10,
      OPEN_YEAR_TO: 2026,
      OPEN_PERIOD_TO: 12,
      OPEN_FROM_DATE: '2026-10-01',
      OPEN_TO_DATE: '2026-12-31',
    })),
    BUYER_TBL: [{ BUYER_ID: 'PLUMBLINE', DESCR: 'Orders from Procore' }],
    UNITS_TBL: ['EA', 'CYD'].map(UNIT_OF_MEASURE => ({ UNIT_OF_MEASURE })),
    DEPT_TBL: [{ SETID: setid, DEPTID: 'FIELD', EFFDT: SINCE, DESCR: 'Field operations' }],
    PROJECT: [{ BUSINESS_UNIT: 'US001', PROJECT_ID: '24-017', DESCR: 'Harbor Street Clinic' }],
    PROJ_ACTIVITY: activities.map(ACTIVITY_ID => ({
      BUSINESS_UNIT: 'US001',
      PROJECT_ID: '24-017',
      ACTIVITY_ID,
    })),
    GL_ACCOUNT_TBL: split(accounts).map(([ACCOUNT, DESCR, ACCOUNT_TYPE]) => ({
      SETID: setid,
      ACCOUNT: ACCOUNT!,
      EFFDT: SINCE,
      DESCR: DESCR!,
      ACCOUNT_TYPE: ACCOUNT_TYPE!,
    })),
    VENDOR: ids.map(({ id, supplier: [NAME1] }) => ({
      SETID: setid,
      VENDOR_ID: id,
      NAME1,
      VENDOR_NAME_SHORT: `${NAME1.replace(/[^A-Za-z]/g, '')
        .toUpperCase()
        .slice(0, 10)}-001`,
      DEFAULT_LOC: 'MAIN',
    })),
    VENDOR_ADDR: ids.map(({ id, supplier: [, CITY, STATE, POSTAL] }, i) => ({
      SETID: setid,
      VENDOR_ID: id,
      ADDRESS_SEQ_NUM: 1,
      EFFDT: SINCE,
      ADDRESS1: `${100 + i * 7} Main Street`,
      CITY,
      STATE,
      POSTAL,
    })),
    VENDOR_ADDR_PHN: ids.map(({ id }, i) => ({
      SETID: setid,
      VENDOR_ID: id,
      ADDRESS_SEQ_NUM: 1,
      EFFDT: SINCE,
      PHONE_TYPE: 'BUSN',
      PHONE: `503/555-0${100 + i}`,
    })),
    VENDOR_LOC: ids.map(({ id }) => ({
      SETID: setid,
      VENDOR_ID: id,
      VNDR_LOC: 'MAIN',
      EFFDT: SINCE,
      CURRENCY_CD: 'USD',
      PYMNT_TERMS_CD: 'N30',
    })),
  }
}

/** Calendar `01` of a SETID: periods 1 to 12 are the months of each year. */
export function monthlyCalendar(setid: string, years: number[]): NonNullable<PeoplesoftRows['CAL_DETP_TBL']> {
  return years.flatMap(year =>
    Array.from({ length: 12 }, (_, month) => ({
      SETID: setid,
      CALENDAR_ID: '01',
      FISCAL_YEAR: year,
      ACCOUNTING_PERIOD: month + 1,
      BEGIN_DT: day(new Date(Date.UTC(year, month, 1))),
      END_DT: day(new Date(Date.UTC(year, month + 1, 0))),
    })),
  )
}

/**
 * The integration user PLUMBLINE (password `plumbline-demo`) with exactly the operations and records that Plumbline needs,
 * a user NOBODY (password `nobody`) without any, and the OAuth2 client `plumbline-demo` (secret `plumbline-demo-secret`)
 * whose tokens name PLUMBLINE.
 */
export function integrationSecurity(): PeoplesoftRows {
  const operations = [
    ['QAS_EXECUTEQRY_REST_GET', 'ExecuteQuery.v1', 'GET'],
    ['QAS_LISTQUERYPROMPTS_REST_GET', 'QueryPrompts.v1', 'GET'],
    ['PROCORE_JRNL_POST', 'PROCORE_JRNL.v1', 'POST'],
    ['PROCORE_JRNL_GET', 'PROCORE_JRNL.v1', 'GET'],
    ['PROCORE_PO_POST', 'PROCORE_PO.v1', 'POST'],
    ['PROCORE_PO_PUT', 'PROCORE_PO.v1', 'PUT'],
    ['PROCORE_PO_GET', 'PROCORE_PO.v1', 'GET'],
    ['CIRT_PURCHASE_ORDER_C_POST', 'CIRT_PURCHASE_ORDER_C_POST.v1', 'POST'],
    ['CIRT_PURCHASE_ORDER_UD_PUT', 'CIRT_PURCHASE_ORDER_UD_PUT.v1', 'PUT'],
    ['CIRT_PURCHASE_ORDER_G_GET', 'CIRT_PURCHASE_ORDER_G_GET.v1', 'GET'],
  ] as const
  const readable = [
    'VENDOR',
    'VENDOR_ADDR',
    'VENDOR_ADDR_PHN',
    'VENDOR_LOC',
    'GL_ACCOUNT_TBL',
    'DEPT_TBL',
    'PROJECT',
    'PROJ_ACTIVITY',
    'SET_CNTRL_REC',
    'FIN_OPEN_PERIOD',
    'CAL_DETP_TBL',
    'VOUCHER',
    'JRNL_HEADER',
    'PO_HDR',
    'PO_LINE',
    'PO_LINE_SHIP',
    'PO_LINE_DISTRIB',
  ]
  const email = 'plumbline@granite-ridge.example'
  return {
    PSOPRDEFN: [
      { OPRID: 'PLUMBLINE', OPERPSWD: 'plumbline-demo', EMAILID: email, OPRDEFNDESC: 'Plumbline' },
      { OPRID: 'NOBODY', OPERPSWD: 'nobody', OPRDEFNDESC: 'A user without permissions' },
    ],
    PSROLEUSER: [{ ROLEUSER: 'PLUMBLINE', ROLENAME: 'PLB_INTEGRATION' }],
    PSROLECLASS: [{ ROLENAME: 'PLB_INTEGRATION', CLASSID: 'PLB_INTEGRATION' }],
    PSOPERATION: operations.map(([IB_OPERATIONNAME, IB_ALIASNAME, IB_RESTMETHOD]) => ({
      IB_OPERATIONNAME,
      IB_ALIASNAME,
      IB_RESTMETHOD,
    })),
    PSAUTHWS: operations.map(([IB_OPERATIONNAME]) => ({ CLASSID: 'PLB_INTEGRATION', IB_OPERATIONNAME })),
    QUERY_ACCESS: readable.map(RECNAME => ({ CLASSID: 'PLB_INTEGRATION', RECNAME })),
    OAUTH_CLIENT: [
      {
        CLIENT_ID: 'plumbline-demo',
        CLIENT_SECRET: 'plumbline-demo-secret',
        SUB: 'PLUMBLINE',
        EMAIL: email,
      },
    ],
  }
}
