import { expect, test } from 'vitest'
import { journal, startSite } from '../testing/start.ts'

type Started = Awaited<ReturnType<typeof startSite>>
const SUPPLIER = { SETID: 'SHARE', VENDOR_ID: '0000000007' }
const JOURNAL = { BUSINESS_UNIT: 'US001', JOURNAL_ID: 'PRC0000001', JOURNAL_DATE: '2026-10-14' }

async function changedSince(site: Started, CHANGED_FROM: string): Promise<unknown[]> {
  const prompts = { SETID: 'SHARE', CHANGED_FROM, CHANGED_TO: '2099-01-01-00.00.00', VENDOR_ID_OFFSET: '' }
  return (await site.rows('PLB_VENDOR_CHG', prompts)).map(row => row['A.VENDOR_ID'])
}

async function writes(site: Started): Promise<Record<string, unknown>[]> {
  return (await (await site.send('GET', '/__sandbox/ledger')).json()) as Record<string, unknown>[]
}

async function posted(site: Started): Promise<void> {
  await site.post(journal())
  await site.pass(5_000)
}

test('a supplier edited on its page is found by the change column, and is in the ledger as a person’s (peoplesoft.md §5.2)', async () => {
  const site = await startSite()
  await site.send('POST', '/__sandbox/clock', { at: '2026-12-01T12:00:00Z', freeze: true })
  const order = { do: 'update', record: 'VENDOR', key: SUPPLIER, set: { NAME1: 'Mount Hood Roofing' } }
  expect(await site.act(order)).toMatchObject({
    status: 200,
    body: { after: { NAME1: 'Mount Hood Roofing' } },
  })
  expect(await changedSince(site, '2026-12-01-06.00.00')).toEqual(['0000000007'])
  expect(await writes(site)).toMatchObject([
    {
      caller: 'person:JSMITH',
      action: 'update',
      collection: 'VENDOR',
      key: 'SHARE|0000000007',
      before: { NAME1: 'Mt. Hood Roofing' },
      after: { NAME1: 'Mount Hood Roofing' },
      changed: true,
    },
  ])
})

test('an edit that changes nothing moves no change column', async () => {
  const site = await startSite()
  await site.send('POST', '/__sandbox/clock', { at: '2026-12-01T12:00:00Z', freeze: true })
  await site.act({ do: 'update', record: 'VENDOR', key: SUPPLIER, set: { NAME1: 'Mt. Hood Roofing' } })
  expect(await changedSince(site, '2026-12-01-06.00.00')).toEqual([])
  expect(await writes(site)).toMatchObject([{ changed: false }])
})

test.each([
  ['a new address', 'insert', 'VENDOR_ADDR', { ADDRESS_SEQ_NUM: 1, EFFDT: '2027-01-01' }, { CITY: 'Bend' }],
  [
    'a telephone',
    'update',
    'VENDOR_ADDR_PHN',
    { ADDRESS_SEQ_NUM: 1, EFFDT: '2020-01-01', PHONE_TYPE: 'BUSN' },
    { PHONE: '1' },
  ],
  ['a location that went', 'delete', 'VENDOR_LOC', { VNDR_LOC: 'MAIN', EFFDT: '2020-01-01' }, undefined],
])('%s moves the change column of its supplier too', async (_what, action, record, key, set) => {
  const site = await startSite()
  await site.send('POST', '/__sandbox/clock', { at: '2026-12-01T12:00:00Z', freeze: true })
  expect((await site.act({ do: action, record, key: { ...SUPPLIER, ...key }, set })).status).toBe(200)
  expect(new Set(await changedSince(site, '2026-12-01-06.00.00'))).toEqual(new Set(['0000000007']))
})

test('a site without the change column gets none by an edit', async () => {
  const site = await startSite({ switches: { auditColumns: 'no' } })
  const done = await site.act({ do: 'update', record: 'VENDOR', key: SUPPLIER, set: { NAME1: 'X' } })
  expect(done.body.after).not.toHaveProperty('ZZ_LASTUPD_DTTM')
})

test.each([
  [{ do: 'update', record: 'VENDR', key: SUPPLIER }, 'no record VENDR'],
  [{ do: 'update', record: 'VENDOR', key: { SETID: 'SHARE' } }, 'lacks VENDOR_ID'],
  [{ do: 'update', record: 'VENDOR', key: { ...SUPPLIER, VENDOR_ID: '9' } }, 'there is no VENDOR SHARE|9'],
  [{ do: 'insert', record: 'VENDOR', key: SUPPLIER }, 'exists already'],
  [
    { do: 'update', record: 'VENDOR', key: SUPPLIER, set: { NAME1: 'x'.repeat(41) } },
    'at most 40 characters',
  ],
  [{ do: 'update', record: 'VENDOR', key: SUPPLIER, set: { VENDOR_ID: '1' } }, 'a key cannot be changed'],
  [{ do: 'update', record: 'VENDOR', key: SUPPLIER, set: { NAME9: 'x' } }, 'no field NAME9'],
  [{ do: 'dance' }, 'nobody can do dance'],
])('an order that does not fit says why: %j', async (order, error) => {
  const site = await startSite()
  expect(await site.act(order)).toEqual({ status: 400, body: { error: expect.stringContaining(error) } })
  expect(await writes(site)).toEqual([])
})

test('a posted journal can be unposted but not changed, deleted or edited (BUSINESS.md "must refuse")', async () => {
  const site = await startSite()
  await posted(site)
  const header = { record: 'JRNL_HEADER', key: { ...JOURNAL, UNPOST_SEQ: 0 } }
  const line = { record: 'JRNL_LN', key: { ...header.key, JOURNAL_LINE: 1, LEDGER: 'ACTUALS' } }
  for (const order of [
    { do: 'update', ...header, set: { DESCR: 'x' } },
    { do: 'update', ...line, set: { MONETARY_AMOUNT: '1' } },
    { do: 'delete', ...line },
    { do: 'edit-lines-and-post', key: JOURNAL, lines: [] },
    { do: 'delete-journal', key: JOURNAL },
    { do: 'purge-journal', key: JOURNAL },
    { do: 're-edit', key: JOURNAL },
  ])
    expect(await site.act(order)).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('is posted') },
    })
})

test('unposting leaves the journal U and posts its reversal under UNPOST_SEQ 1 (§5.5)', async () => {
  const site = await startSite()
  await posted(site)
  expect((await site.act({ do: 'unpost', key: JOURNAL })).status).toBe(200)
  const both = await site.journals('PRC0000001')
  expect(
    both.map(one => [one.UNPOST_SEQ, one.JRNL_HDR_STATUS, one.lines.map(line => line.MONETARY_AMOUNT)]),
  ).toEqual([
    [0, 'U', [1848.75, -1848.75]],
    [1, 'P', [-1848.75, 1848.75]],
  ])
  expect((await site.state('LEDGER')).map(row => row.POSTED_TOTAL_AMT)).toEqual(['0', '0'])
  expect((await site.state('PROJ_RESOURCE')).map(row => row.RESOURCE_AMOUNT)).toEqual(['1848.75', '-1848.75'])
})

test('an accountant corrects the lines of a journal in error and posts it, whatever the clock says', async () => {
  const site = await startSite()
  await site.post(journal({}, { ACCOUNT: '999999' }))
  await site.pass(5_000)
  const wrong = await site.act({
    do: 'edit-lines-and-post',
    key: JOURNAL,
    lines: [{ JOURNAL_LINE: 1, ACCOUNT: '999998' }],
  })
  expect(wrong.body.after).toMatchObject({ JRNL_HDR_STATUS: 'E' })
  const lines = [
    { JOURNAL_LINE: 1, ACCOUNT: '500100', MONETARY_AMOUNT: '1000.75' },
    { JOURNAL_LINE: 3, ACCOUNT: '500300', MONETARY_AMOUNT: '848' },
  ]
  expect((await site.act({ do: 'edit-lines-and-post', key: JOURNAL, lines })).status).toBe(200)
  const [found] = await site.journals('PRC0000001')
  expect(found).toMatchObject({ JRNL_HDR_STATUS: 'P', JRNL_TOTAL_LINES: 3, errors: [] })
  expect(found!.lines.map(line => [line.ACCOUNT, line.MONETARY_AMOUNT, line.FOREIGN_AMOUNT])).toEqual([
    ['500100', 1000.75, 1000.75],
    ['214200', -1848.75, -1848.75],
    ['500300', 848, 848],
  ])
})

test('a journal in error is edited again when its account was opened', async () => {
  const site = await startSite()
  await site.post(journal({}, { ACCOUNT: '599999' }))
  await site.pass(5_000)
  const key = { SETID: 'SHARE', ACCOUNT: '599999', EFFDT: '2026-01-01' }
  await site.act({ do: 'insert', record: 'GL_ACCOUNT_TBL', key })
  await site.act({ do: 're-edit', key: JOURNAL })
  await site.pass(5_000)
  expect((await site.journals('PRC0000001'))[0]).toMatchObject({ JRNL_HDR_STATUS: 'P', errors: [] })
})

test('a deleted journal shows as D and stays so; a purged one is gone (§5.5)', async () => {
  const site = await startSite()
  await site.post(journal())
  await site.act({ do: 'delete-journal', key: JOURNAL })
  await site.pass(5_000)
  expect((await site.journals('PRC0000001'))[0]).toMatchObject({ JRNL_HDR_STATUS: 'D' })
  await site.act({ do: 'purge-journal', key: JOURNAL })
  expect(await site.journals('PRC0000001')).toEqual([])
  expect(await site.state('JRNL_LN')).toEqual([])
})

test('where people post, a valid journal waits for one (§5.5)', async () => {
  const site = await startSite({ switches: { posting: 'person' } })
  await site.post(journal())
  expect((await site.act({ do: 'post', key: JOURNAL })).body.error).toContain('this one is N')
  await site.pass(60_000)
  expect((await site.journals('PRC0000001'))[0]!.JRNL_HDR_STATUS).toBe('V')
  await site.act({ do: 'post', key: JOURNAL })
  expect((await site.journals('PRC0000001'))[0]!.JRNL_HDR_STATUS).toBe('P')
})

test('where approval is manual, a valid journal waits with request G until it is approved or denied (§5.5)', async () => {
  const site = await startSite({ switches: { approval: 'manual' } })
  await site.post(journal())
  await site.post(journal({ JOURNAL_ID: 'PRC0000002' }))
  await site.pass(60_000)
  expect((await site.journals('PRC0000001'))[0]).toMatchObject({
    JRNL_HDR_STATUS: 'V',
    JRNL_PROCESS_REQST: 'G',
  })
  await site.act({ do: 'approve', key: JOURNAL })
  await site.act({ do: 'deny', key: { ...JOURNAL, JOURNAL_ID: 'PRC0000002' } })
  await site.pass(60_000)
  expect((await site.journals('PRC0000001'))[0]).toMatchObject({
    JRNL_HDR_STATUS: 'P',
    JRNL_PROCESS_REQST: 'N',
  })
  expect((await site.journals('PRC0000002'))[0]).toMatchObject({
    JRNL_HDR_STATUS: 'V',
    JRNL_PROCESS_REQST: 'E',
  })
})

test('periods open and close at the ends of the open range, with its dates (§5.3)', async () => {
  const site = await startSite()
  const period = (action: string, number: number, year = 2026) =>
    site.act({
      do: action,
      business_unit: 'US001',
      ledger_group: 'ACTUALS',
      fiscal_year: year,
      period: number,
    })
  const range = async () => {
    const [row] = await site.rows('PLB_OPEN_PERIOD', { BUSINESS_UNIT: 'US001' })
    return [
      row!['A.OPEN_YEAR_FROM'],
      row!['A.OPEN_PERIOD_FROM'],
      row!['A.OPEN_FROM_DATE'],
      row!['A.OPEN_TO_DATE'],
    ]
  }
  expect((await period('close-period', 11)).body.error).toContain('first or the last')
  await period('close-period', 10)
  expect(await range()).toEqual([2026, 11, '2026-11-01', '2026-12-31'])
  await period('close-period', 12)
  expect((await period('close-period', 11)).body.error).toContain('at least')
  await period('open-period', 2, 2027)
  expect(await range()).toEqual([2026, 11, '2026-11-01', '2027-02-28'])
})
