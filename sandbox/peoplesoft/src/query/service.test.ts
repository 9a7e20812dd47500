import { type PeoplesoftRows, skeletonPeoplesoft } from '@plumbline/sandbox-world'
import { XMLParser } from 'fast-xml-parser'
import { expect, test } from 'vitest'
import { LOGIN, startSite } from '../testing/start.ts'
import type { SiteQuery } from './catalog.ts'

const supplier = (set: Partial<NonNullable<PeoplesoftRows['VENDOR']>[number]>): PeoplesoftRows => ({
  ...skeletonPeoplesoft(),
  VENDOR: [{ SETID: 'SHARE', VENDOR_ID: '0000000001', NAME1: 'Sand & <Gravel>', ...set }],
})
const ONE = { SETID: 'SHARE', VENDOR_ID: '0000000001' }
const PAGE = { SETID: 'SHARE', VENDOR_ID_OFFSET: '' }

const vouchers: SiteQuery = {
  name: 'XX_VOUCHER',
  purpose: 'Vouchers of a day',
  records: [{ alias: 'A', record: 'VOUCHER' }],
  prompts: [
    { name: 'BU', type: 'char', length: 5, label: 'Business unit' },
    { name: 'MIN', type: 'number', length: 20, label: 'At least' },
    { name: 'DAY', type: 'date', length: 10, label: 'Invoice date' },
  ],
  criteria: [
    { field: 'A.BUSINESS_UNIT', is: '=', to: { prompt: 'BU' } },
    { field: 'A.GROSS_AMT', is: '>=', to: { prompt: 'MIN' } },
    { field: 'A.INVOICE_DT', is: '>=', to: { prompt: 'DAY' } },
    { field: 'A.ENTRY_STATUS', is: '<>', to: { value: 'X' } },
  ],
  columns: [
    { field: 'A.VOUCHER_ID', type: 'char', length: 8, about: '' },
    { field: 'A.GROSS_AMT', type: 'number', length: 26, about: '' },
    { field: 'A.INVOICE_DT', type: 'date', length: 10, about: '' },
    { field: 'A.ACCOUNTING_DT', type: 'date', length: 10, about: '' },
  ],
  order: ['A.GROSS_AMT'],
}

test('a JSON answer has status, numrows, the odd key of the name, and numbered rows (peoplesoft.md §3.3)', async () => {
  const site = await startSite()
  const answer = await site.get(site.queryPath('PLB_VENDOR', PAGE, { maxrows: 2 }))
  expect(answer.headers.get('content-type')).toContain('application/json')
  const body = (await answer.json()) as { status: string; data: { query: Record<string, unknown> } }
  expect(body.status).toBe('success')
  expect(body.data.query).toMatchObject({ numrows: 2, 'queryname=': 'PLB_VENDOR' })
  expect(body.data.query.rows).toMatchObject([
    { 'attr:rownumber': 1, 'A.VENDOR_ID': '0000000001', 'A.NAME2': ' ', 'A.PRIM_ADDR_SEQ_NUM': 1 },
    { 'attr:rownumber': 2, 'A.VENDOR_ID': '0000000002', 'A.NAME1': 'Ångström & Søn Elevators, Inc.' },
  ])
})

test('paging by the key prompt reads every supplier once (§3.5)', async () => {
  const site = await startSite()
  const seen: unknown[] = []
  for (let offset = ''; ; ) {
    const path = site.queryPath('PLB_VENDOR', { ...PAGE, VENDOR_ID_OFFSET: offset }, { maxrows: 7 })
    const page = (await (await site.get(path)).json()) as {
      data: { query: { rows: Record<string, string>[] } }
    }
    const ids = page.data.query.rows.map(row => row['A.VENDOR_ID']!)
    if (ids.length === 0) break
    seen.push(...ids)
    offset = ids.at(-1)!
  }
  expect(seen).toEqual(Array.from({ length: 50 }, (_, i) => String(i + 1).padStart(10, '0')))
})

test('a query profile cuts an answer without a sign (§3.5)', async () => {
  const site = await startSite({ switches: { profileMaxRows: 3 } })
  expect(await site.rows('PLB_VENDOR', PAGE)).toHaveLength(3)
})

test('a left join without a match leaves empty text, 0 and null dates; an empty answer is an empty list (§3.3)', async () => {
  const site = await startSite({
    rows: supplier({ VENDOR_ID: '0000000099' }),
    switches: { nullDates: 'null' },
  })
  const [row] = await site.rows('PLB_VENDOR_ONE', { ...ONE, VENDOR_ID: '0000000099' })
  expect(row).toMatchObject({ 'B.ADDRESS_SEQ_NUM': 0, 'B.CITY': '', 'B.EFFDT': null, 'A.NAME2': ' ' })
  expect(await site.rows('PLB_VENDOR_ONE', { ...ONE, VENDOR_ID: '7' })).toEqual([])
})

test.each([
  [{ blanks: 'empty' }, { 'A.NAME2': '', 'A.SETID': 'SHARE' }],
  [{ blanks: 'padded' }, { 'A.NAME2': ' '.repeat(40), 'A.OLD_VENDOR_ID': ' '.repeat(15) }],
  [{ numbers: 'string' }, { 'A.PRIM_ADDR_SEQ_NUM': '1' }],
  [{ translate: 'long' }, { 'A.VENDOR_STATUS': 'Approved', 'A.VENDOR_CLASS': 'Outside Party' }],
  [{ qasColumns: 'FIELD' }, { VENDOR_ID: '0000000001' }],
  [{ nullDates: 'empty' }, { 'A.ZZ_LASTUPD_DTTM': '' }],
])('values look as %j says (§3.3, §5.1, §7)', async (set, shown) => {
  const site = await startSite({ rows: supplier({ ZZ_LASTUPD_DTTM: null }), switches: set })
  expect((await site.rows('PLB_VENDOR_ONE', ONE))[0]).toMatchObject(shown)
})

test('by default the key of a null date is missing (§3.3)', async () => {
  const site = await startSite({ rows: supplier({ ZZ_LASTUPD_DTTM: null }) })
  expect((await site.rows('PLB_VENDOR_ONE', ONE))[0]).not.toHaveProperty(['A.ZZ_LASTUPD_DTTM'])
})

test.each([
  ['dotted', '2026-07-31-14.05.09.123456'],
  ['iso', '2026-07-31T14:05:09'],
  ['iso-offset', '2026-07-31T14:05:09-0500'],
])('date-times look as dateTimes=%s says (§3.5)', async (dateTimes, text) => {
  const rows = supplier({ ZZ_LASTUPD_DTTM: '2026-07-31T14:05:09.123456' })
  const site = await startSite({ rows, switches: { dateTimes } })
  expect((await site.rows('PLB_VENDOR_ONE', ONE))[0]).toMatchObject({ 'A.ZZ_LASTUPD_DTTM': text })
})

test('amounts keep every digit, and prompts compare by the type of their field (§3.3, §5.1)', async () => {
  const amount = '12345678901234567890123.456'
  const voucher = { BUSINESS_UNIT: 'US001', INVOICE_DT: '2026-10-01' }
  const rows: PeoplesoftRows = {
    ...skeletonPeoplesoft(),
    VOUCHER: [
      { ...voucher, VOUCHER_ID: '00000001', GROSS_AMT: amount, ACCOUNTING_DT: '2026-10-05' },
      { ...voucher, VOUCHER_ID: '00000002', GROSS_AMT: '9.5' },
      { ...voucher, VOUCHER_ID: '00000003', GROSS_AMT: '10' },
      { ...voucher, VOUCHER_ID: '00000004', GROSS_AMT: '99', ENTRY_STATUS: 'X' },
      { ...voucher, VOUCHER_ID: '00000005', GROSS_AMT: '98', INVOICE_DT: '2026-09-30' },
    ],
  }
  const site = await startSite({ rows, queries: [vouchers] })
  const path = site.queryPath('XX_VOUCHER', { BU: 'US001', MIN: '9.75', DAY: '2026-10-01' })
  const text = await (await site.get(path)).text()
  expect(text).toContain('"A.VOUCHER_ID":"00000003","A.GROSS_AMT":10,')
  expect(text).toContain(
    `"A.GROSS_AMT":${amount},"A.INVOICE_DT":"2026-10-01","A.ACCOUNTING_DT":"2026-10-05"}`,
  )
  expect(text).toContain('"numrows":2')
  await site.set({ numbers: 'fixed' })
  expect(await (await site.get(path)).text()).toContain('"A.GROSS_AMT":10.000,')
})

test('XMLP has a row element for each row, characters in CDATA, also for a single row (§3.4)', async () => {
  const site = await startSite({ rows: supplier({ NAME2: 'ends with ]]> inside' }) })
  const answer = await site.get(site.queryPath('PLB_VENDOR_ONE', ONE, { output: 'XMLP' }))
  expect(answer.headers.get('content-type')).toContain('text/xml')
  const text = await answer.text()
  expect(text).toContain('<query numrows="1" queryname="PLB_VENDOR_ONE"')
  expect(text).toContain('<row rownumber="1"><A.SETID><![CDATA[SHARE]]></A.SETID>')
  expect(text).toContain('<A.PRIM_ADDR_SEQ_NUM>1</A.PRIM_ADDR_SEQ_NUM>')
  const { QAS_GETQUERYRESULTS_RESP_MSG: message } = new XMLParser({ trimValues: false }).parse(text)
  expect(message.query.row).toMatchObject({
    'A.NAME1': 'Sand & <Gravel>',
    'A.NAME2': 'ends with ]]> inside',
    'A.VENDOR_NAME_SHORT': ' ',
  })
})

test('WEBROWSET has the columns first and the values in their order (§3.4)', async () => {
  const site = await startSite({ rows: supplier({}) })
  const path = site.queryPath('PLB_VENDOR_ONE', ONE, {
    output: 'WEBROWSET',
    more: '&filterfields=A.VENDOR_ID,A.NAME1',
  })
  const text = await (await site.get(path)).text()
  const { QAS_GETQUERYRESULTS_RESP_MSG: message } = new XMLParser({
    numberParseOptions: { leadingZeros: false, hex: false },
  }).parse(text)
  const { metadata, data } = message.webRowSet
  expect(metadata['column-definition'].map((one: Record<string, unknown>) => one['column-name'])).toEqual([
    'A.VENDOR_ID',
    'A.NAME1',
  ])
  expect(data.currentRow.columnValue).toEqual(['0000000001', 'Sand & <Gravel>'])
})

test('old tools answer XML although JSON is asked, and so does a call without json_resp (§3.2)', async () => {
  const site = await startSite()
  const path = site.queryPath('PLB_VENDOR_ONE', ONE)
  const plain = await site.get(path.replace('&json_resp=true', ''))
  expect(await plain.text()).toContain('<QAS_GETQUERYRESULTS_RESP_MSG')
  await site.set({ qasFormat: 'xml' })
  expect(await (await site.get(path)).text()).toContain('<QAS_GETQUERYRESULTS_RESP_MSG')
})

test('switches for the name’s key, one row as an object, and JSON called text/xml (§3.3, §7)', async () => {
  const site = await startSite({
    switches: { qasNameKey: 'queryname', qasOneRow: 'object', jsonContentType: 'text/xml' },
  })
  const answer = await site.get(site.queryPath('PLB_VENDOR_ONE', ONE))
  expect(answer.headers.get('content-type')).toContain('text/xml')
  expect(JSON.parse(await answer.text())).toMatchObject({
    data: { query: { queryname: 'PLB_VENDOR_ONE', rows: { 'A.VENDOR_ID': '0000000001' } } },
  })
})

const asked = (name: string, lists: string) =>
  `ExecuteQuery.v1/public/${name}/JSON/NONFILE?isconnectedquery=N&maxrows=9&json_resp=true&${lists}`
const LISTS = 'prompt_uniquepromptname=SETID,VENDOR_ID&prompt_fieldvalue'

test.each([
  ['an unknown query', asked('PLB_NOTHING', ''), 'was not found'],
  [
    'a comma in a value',
    asked('PLB_VENDOR_ONE', `${LISTS}=SHARE,1%2C2`),
    '2 prompt names were given and 3 values',
  ],
  ['too few values', asked('PLB_VENDOR_ONE', `${LISTS}=SHARE`), '2 prompt names were given and 1 values'],
  [
    'a prompt name in another case',
    asked('PLB_VENDOR_ONE', LISTS.replace('SETID', 'setid').concat('=A,1')),
    'no prompt of the unique name setid',
  ],
  [
    'a prompt without a value',
    asked('PLB_VENDOR_ONE', 'prompt_uniquepromptname=SETID&prompt_fieldvalue=A'),
    'no value was given for the prompt VENDOR_ID',
  ],
  ['no maxrows', asked('PLB_VENDOR_ONE', `${LISTS}=A,1`).replace('maxrows=9&', ''), 'maxrows is required'],
  [
    'an unknown field to filter',
    asked('PLB_VENDOR_ONE', `${LISTS}=A,1&filterfields=A.NOPE`),
    'no field A.NOPE',
  ],
  [
    'a date-time that is none',
    asked(
      'PLB_VENDOR_CHG',
      'prompt_uniquepromptname=SETID,CHANGED_FROM,CHANGED_TO,VENDOR_ID_OFFSET&prompt_fieldvalue=A,yesterday,,',
    ),
    'does not fit the prompt CHANGED_FROM',
  ],
  [
    'a file',
    asked('PLB_VENDOR_ONE', `${LISTS}=A,1`).replace('JSON/NONFILE', 'EXCEL/FILE'),
    'EXCEL/FILE is not available',
  ],
])('%s fails: bare 500, with its text in development, or as JSON (§3.2, §4.2)', async (_what, path, text) => {
  const site = await startSite()
  const bare = await site.get(path)
  expect([bare.status, await bare.text()]).toEqual([500, ''])
  await site.set({ serviceSystemStatus: 'development' })
  const told = await site.get(path)
  expect([told.status, await told.text()]).toEqual([500, expect.stringContaining(text)])
  for (const [form, status] of [
    ['json-200', 200],
    ['json-400', 400],
  ] as const) {
    await site.set({ qasFailure: form })
    const answer = await site.get(path)
    expect(answer.status).toBe(status)
    expect(await answer.json()).toMatchObject({ status: 'error', message: expect.stringContaining(text) })
  }
})

test('a private query exists for its owner only, and only as private (§3.2, §7)', async () => {
  const mine: SiteQuery = { ...vouchers, name: 'XX_MINE', owner: 'PLUMBLINE' }
  const other: SiteQuery = { ...vouchers, name: 'XX_OTHER', owner: 'NOBODY' }
  const site = await startSite({ queries: [mine, other] })
  const status = async (owner: string, name: string) => {
    const path = site.queryPath(name, { BU: 'US001', MIN: '0', DAY: '2026-01-01' })
    return (await site.get(path.replace('/public/', `/${owner}/`))).status
  }
  expect([await status('Private', 'XX_MINE'), await status('public', 'XX_MINE')]).toEqual([200, 500])
  expect(await status('private', 'XX_OTHER')).toBe(500)
})

test('a query on a record that the user’s query security does not open fails (§2)', async () => {
  const rows = skeletonPeoplesoft()
  const site = await startSite({
    rows: { ...rows, QUERY_ACCESS: rows.QUERY_ACCESS!.filter(({ RECNAME }) => RECNAME !== 'VENDOR_LOC') },
    switches: { serviceSystemStatus: 'development' },
  })
  const answer = await site.get(site.queryPath('PLB_VENDOR_ONE', ONE))
  expect(await answer.text()).toContain('no access to the record VENDOR_LOC')
})

test('the prompts of a query are listed with their unique names (§3.1)', async () => {
  const site = await startSite()
  const path = 'QueryPrompts.v1/public/PLB_VENDOR?isconnectedquery=N'
  const listed = (await (await site.get(`${path}&json_resp=true`)).json()) as { data: { prompts: unknown[] } }
  expect(listed.data.prompts).toMatchObject([
    { QueryName: 'PLB_VENDOR', UniquePromptName: 'SETID', FieldType: 'Character', FieldLength: 5 },
    { UniquePromptName: 'VENDOR_ID_OFFSET' },
  ])
  expect(await (await site.get(path, LOGIN)).text()).toContain('<UniquePromptName>SETID</UniquePromptName>')
})

test('a site without a change column has no query of changes (§5.2)', async () => {
  const site = await startSite({ switches: { auditColumns: 'no', serviceSystemStatus: 'development' } })
  const lists = { SETID: 'SHARE', CHANGED_FROM: '', CHANGED_TO: '', VENDOR_ID_OFFSET: '' }
  expect(await (await site.get(site.queryPath('PLB_VENDOR_CHG', lists))).text()).toContain('was not found')
})
