import { startPeoplesoftSandbox } from '@plumbline/sandbox-peoplesoft'
import { skeletonPeoplesoft } from '@plumbline/sandbox-world'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createPeoplesoft, type PeopleSoft } from './client.ts'
import { getJournals, type JournalBody, postJournal } from './journals.ts'
import { pingPeoplesoft } from './ping.ts'
import type { QueryName } from './queries.ts'
import type { QueryRow } from './rows.ts'
import type { PeopleSoftSettings } from './settings.ts'
import { journalLine, settingsFor } from './testing/site.ts'

async function start(
  switches: Record<string, string | number> = {},
  changes: Partial<PeopleSoftSettings> = {},
  secret = 'plumbline-demo',
) {
  const { url, issuerUrl, sandbox, close } = await startPeoplesoftSandbox({
    rows: skeletonPeoplesoft(),
    switches,
  })
  onTestFinished(close)
  const connect = (more: Partial<PeopleSoftSettings> = {}, password = secret) => {
    const ps = createPeoplesoft(
      settingsFor(`${url}/PSIGW/RESTListeningConnector`, {
        stamp_columns: { VENDOR: 'ZZ_LASTUPD_DTTM', GL_ACCOUNT_TBL: 'ZZ_LASTUPD_DTTM' },
        timeout_ms: 5000,
        ...changes,
        ...more,
      }),
      { secret: async () => password, now: () => new Date() },
    )
    onTestFinished(ps.close)
    return ps
  }
  const act = async (order: object) => {
    const response = await fetch(`${url}/__sandbox/do`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(order),
    })
    if (!response.ok) throw new Error(await response.text())
  }
  return { ps: connect(), connect, url, issuerUrl, sandbox, act }
}

async function collect(
  ps: PeopleSoft,
  query: QueryName,
  prompts: Record<string, string>,
): Promise<QueryRow[][]> {
  return Array.fromAsync(ps.documents(query, prompts))
}

const share = { SETID: 'SHARE' }

describe.each([
  ['as it likely is', {}],
  ['XML although JSON was asked', { qasFormat: 'xml' }],
  [
    'JSON called text/xml, one row as an object',
    { jsonContentType: 'text/xml', qasOneRow: 'object', qasNameKey: 'queryname' },
  ],
  [
    'numbers as texts, padded blanks, ISO date-times',
    { numbers: 'string', blanks: 'padded', dateTimes: 'iso' },
  ],
  [
    'numbers with all decimals, empty blanks, date-times with an offset',
    { numbers: 'fixed', blanks: 'empty', dateTimes: 'iso-offset', nullDates: 'null' },
  ],
  ['packed answers and a Query Profile of 7 rows', { gzip: 'yes', profileMaxRows: 7 }],
] as const)('a PeopleSoft that answers %s', (_, switches) => {
  test('gives the same 50 suppliers', async () => {
    const { ps } = await start(switches, { page_rows: 20 })
    const suppliers = await collect(ps, 'PLB_VENDOR', share)
    expect(suppliers).toHaveLength(50)
    expect(new Set(suppliers.map(([row]) => row?.VENDOR_ID)).size).toBe(50)
    expect(suppliers[1]).toEqual([
      expect.objectContaining({
        SETID: 'SHARE',
        VENDOR_ID: '0000000002',
        'A.NAME1': 'Ångström & Søn Elevators, Inc.',
        VENDOR_STATUS: 'A',
        NAME2: null,
        ADDRESS1: '107 Main Street',
        'B.EFFDT': '2020-01-01',
        PHONE: '503/555-0101',
        CURRENCY_CD: 'USD',
        ZZ_LASTUPD_DTTM: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      }),
    ])
    expect(Number(suppliers[1]?.[0]?.PRIM_ADDR_SEQ_NUM)).toBe(1)
  })
})

test.each([
  ['DateTime prompts', { stampPromptForm: 'dotted' }, 'dotted'],
  ['DateTime prompts in ISO form', { stampPromptForm: 'iso' }, 'iso'],
  ['Date prompts', { stampPrompts: 'date' }, 'date'],
] as const)('what changed within a window comes by %s', async (_, switches, datetime_prompt) => {
  const { ps, act } = await start(switches, { datetime_prompt })
  const [before] = await collect(ps, 'PLB_VENDOR', share)
  const changedFrom = new Date(Date.parse(before?.[0]?.ZZ_LASTUPD_DTTM ?? '') + 1).toISOString()
  await act({
    as: 'DWHITFIELD',
    do: 'update',
    record: 'VENDOR',
    key: { SETID: 'SHARE', VENDOR_ID: '0000000007' },
    set: { NAME1: 'Mount Hood Roofing' },
  })
  const window = { CHANGED_FROM: changedFrom, CHANGED_TO: '2099-01-01T00:00:00.000Z' }
  const changed = await collect(ps, 'PLB_VENDOR_CHG', { ...share, ...window })
  expect(changed.map(([row]) => row?.['A.NAME1'])).toContain('Mount Hood Roofing')
  const none = { CHANGED_FROM: '2098-01-01T00:00:00.000Z', CHANGED_TO: '2099-01-01T00:00:00.000Z' }
  expect(await collect(ps, 'PLB_VENDOR_CHG', { ...share, ...none })).toEqual([])
})

test('every query runs, and accounts, periods and SETIDs are as seeded', async () => {
  const { ps } = await start()
  expect(await collect(ps, 'PLB_ACCOUNT', share)).toHaveLength(21)
  expect(await ps.rows('PLB_ACCOUNT_ONE', { ...share, ACCOUNT: '500100' })).toMatchObject([
    { DESCR: 'Labor', ACCOUNT_TYPE: 'E', EFFDT: '2020-01-01', EFF_STATUS: 'A' },
  ])
  expect(await collect(ps, 'PLB_DEPT', share)).toMatchObject([[{ DEPTID: 'FIELD' }]])
  expect(await ps.rows('PLB_SETCNTRL', { SETCNTRLVALUE: 'US001', RECNAME: 'DEPT_TBL' })).toMatchObject([
    { SETID: 'SHARE' },
  ])
  expect(await ps.rows('PLB_OPEN_PERIOD', { BUSINESS_UNIT: 'US001' })).toMatchObject([
    { LEDGER_GROUP: 'ACTUALS', OPEN_YEAR_FROM: '2026', OPEN_FROM_DATE: '2026-10-01' },
    { LEDGER_GROUP: 'MEMO' },
  ])
  expect(await ps.rows('PLB_CALENDAR', { ...share, CALENDAR_ID: '01' })).toHaveLength(36)
  expect(await collect(ps, 'PLB_ACTIVITY', { BUSINESS_UNIT: 'US001', PROJECT_ID: '24-017' })).toHaveLength(4)
  expect(await ps.rows('PLB_VOUCHER', { BUSINESS_UNIT: 'US001', INVOICE_ID: 'none' })).toEqual([])
})

test('ping finds everything in order', async () => {
  const { ps } = await start()
  const findings = await pingPeoplesoft(ps, [
    ps.query('PLB_VENDOR'),
    ps.query('PLB_VENDOR_CHG'),
    ps.query('PLB_JRNL_STATUS'),
  ])
  expect(findings.filter(({ ok }) => !ok)).toEqual([])
  expect(findings).toHaveLength(8)
})

test.each([
  ['a user without permissions', { auth: { kind: 'basic', oprid: 'NOBODY' } }, 'nobody', 'login'],
  ['a wrong password', {}, 'wrong', 'login'],
  ['a wrong node', { node: 'PSFT_HR' }, 'plumbline-demo', 'scope'],
  [
    'an operation that does not exist',
    { operations: { execute_query: 'Execute.v1', query_prompts: 'x', journal: 'y' } },
    'plumbline-demo',
    'scope',
  ],
] as const)('%s is refused as a whole', async (_, changes, password, what) => {
  const { connect } = await start()
  await expect(
    collect(connect(changes as Partial<PeopleSoftSettings>, password), 'PLB_VENDOR', share),
  ).rejects.toMatchObject({
    name: 'Refused',
    what,
  })
})

test('a wrong password never locks the account: two attempts are made, the sandbox locks after five', async () => {
  const { connect } = await start()
  const wrong = connect({}, 'wrong')
  for (let attempt = 0; attempt < 10; attempt++)
    await expect(collect(wrong, 'PLB_VENDOR', share)).rejects.toMatchObject({ what: 'login' })
  expect(await collect(connect(), 'PLB_VENDOR', share)).toHaveLength(50)
})

test('an OAuth2 token opens the same doors', async () => {
  const { connect, issuerUrl } = await start()
  const ps = connect(
    {
      auth: {
        kind: 'oauth2',
        token_url: `${issuerUrl}/oauth2/token`,
        client_id: 'plumbline-demo',
        scope: 'readwrite',
        pair_in: 'body',
      },
    },
    'plumbline-demo-secret',
  )
  expect(await collect(ps, 'PLB_VENDOR', share)).toHaveLength(50)
  expect(await postJournal(ps, journal())).toMatchObject({ is: 'accepted' })
})

const journal = (changes: Partial<JournalBody> = {}): JournalBody => ({
  BUSINESS_UNIT: 'US001',
  JOURNAL_ID: 'A7K2M4Q9XZ',
  JOURNAL_DATE: '2026-10-14',
  LEDGER_GROUP: 'ACTUALS',
  SOURCE: 'PRC',
  DESCR254: 'procore 562949953421313 revision 1',
  CURRENCY_CD: 'USD',
  lines: [
    journalLine(1, '1848.75', {
      ACCOUNT: '500200',
      DEPTID: 'FIELD',
      BUSINESS_UNIT_PC: 'US001',
      PROJECT_ID: '24-017',
      ACTIVITY_ID: 'CONCRETE',
      ANALYSIS_TYPE: 'ACT',
    }),
    journalLine(2, '-1848.75', { ACCOUNT: '214200' }),
  ],
  ...changes,
})

test('a journal is stored, edited and posted, and is found as it stands', async () => {
  const { ps } = await start({ editMs: 10, postMs: 10 })
  expect(await postJournal(ps, journal())).toMatchObject({
    is: 'accepted',
    targetId: 'A7K2M4Q9XZ',
    seen: { BUSINESS_UNIT: 'US001', JOURNAL_DATE: '2026-10-14', UNPOST_SEQ: 0, JRNL_HDR_STATUS: 'N' },
  })
  const find = async () => getJournals(ps, 'US001', 'A7K2M4Q9XZ')
  await expect.poll(async () => (await find())[0]?.JRNL_HDR_STATUS).toBe('P')
  expect(await find()).toMatchObject([
    {
      DESCR254: 'procore 562949953421313 revision 1',
      FISCAL_YEAR: '2026',
      ACCOUNTING_PERIOD: '10',
      lines: [
        { JOURNAL_LINE: 1, ACCOUNT: '500200', PROJECT_ID: '24-017', DEPTID: 'FIELD', PRODUCT: null },
        { JOURNAL_LINE: 2, ACCOUNT: '214200', PROJECT_ID: null },
      ],
      errors: [],
    },
  ])
  expect((await find())[0]?.lines.map(one => Number(one.MONETARY_AMOUNT))).toEqual([1848.75, -1848.75])
  const since = { BUSINESS_UNIT: 'US001', CHANGED_FROM: new Date(Date.now() - 60_000).toISOString() }
  expect(await collect(ps, 'PLB_JRNL_STATUS', since)).toMatchObject([
    [{ JOURNAL_ID: 'A7K2M4Q9XZ', JRNL_HDR_STATUS: 'P' }],
  ])
})

test('the same journal twice is not stored twice: the second answer says to look it up', async () => {
  const { ps } = await start()
  await postJournal(ps, journal())
  expect(await postJournal(ps, journal())).toMatchObject({
    is: 'unknown',
    why: expect.stringContaining('duplicate key'),
  })
  expect(await getJournals(ps, 'US001', 'A7K2M4Q9XZ')).toHaveLength(1)
  expect(await getJournals(ps, 'US001', 'NOTTHERE')).toEqual([])
})

test('a journal that cannot be taken comes back with every error in plain words', async () => {
  const { ps } = await start()
  const outcome = await postJournal(
    ps,
    journal({ SOURCE: '', lines: [journalLine(1, '5', {}), journalLine(2, '-5', { ACCOUNT: '214200' })] }),
  )
  expect(outcome).toMatchObject({ is: 'rejected', code: 'journal-refused' })
  expect(outcome).toMatchObject({ why: expect.stringMatching(/SOURCE.*line 1, ACCOUNT/) })
})

test('edit errors are found by line', async () => {
  const { ps } = await start({ editMs: 10 })
  await postJournal(
    ps,
    journal({
      lines: [journalLine(1, '5', { ACCOUNT: '999999' }), journalLine(2, '-4', { ACCOUNT: '214200' })],
    }),
  )
  await expect.poll(async () => (await getJournals(ps, 'US001', 'A7K2M4Q9XZ'))[0]?.JRNL_HDR_STATUS).toBe('E')
  const [{ errors } = { errors: [] }] = await getJournals(ps, 'US001', 'A7K2M4Q9XZ')
  expect(errors).toContainEqual(expect.objectContaining({ line: 1, field: 'ACCOUNT' }))
  expect(errors).toContainEqual(expect.objectContaining({ line: null }))
})

test.each([
  ['the connection breaks after the commit', 'reset-after-commit', 1],
  ['the connection breaks before the commit', 'reset-before-commit', 0],
  ['the application server fails', 'app-server-500', 0],
  ['a login page comes with 200', 'html-login', 0],
])('when %s, the outcome is unknown and the look-up tells', async (_, fault, stored) => {
  const { ps, sandbox } = await start()
  sandbox.faults.add({ name: fault, times: 1 })
  expect(await postJournal(ps, journal())).toMatchObject({ is: 'unknown' })
  expect(await getJournals(ps, 'US001', 'A7K2M4Q9XZ')).toHaveLength(stored)
})
