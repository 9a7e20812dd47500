import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type PeoplesoftRows, skeletonPeoplesoft } from '@plumbline/sandbox-world'
import { expect, onTestFinished, test } from 'vitest'
import { journal, startSite } from '../testing/start.ts'

type Started = Awaited<ReturnType<typeof startSite>>
const ID = 'PRC0000001'

async function status(site: Started): Promise<unknown> {
  return (await site.journals(ID))[0]?.JRNL_HDR_STATUS
}

/** The edit errors of a journal loaded into a site. */
async function edited(site: Started, body: unknown) {
  expect((await site.post(body)).status).toBe(201)
  await site.pass(5_000)
  const [found] = await site.journals(ID)
  return { status: found!.JRNL_HDR_STATUS, found: found!, errors: found!.errors }
}

function siteWith(rows: PeoplesoftRows = {}, switches: Record<string, string | number> = {}) {
  return startSite({ rows: { ...skeletonPeoplesoft(), ...rows }, switches })
}

test('a journal goes N, V, P by the site’s clock, and each step moves its stamp (peoplesoft.md §5.5)', async () => {
  const site = await startSite()
  await site.send('POST', '/__sandbox/clock', { at: '2026-10-20T15:00:00Z', freeze: true })
  await site.post(journal())
  const seen = []
  for (const ms of [0, 999, 1, 999, 1]) {
    await site.pass(ms)
    const [found] = await site.journals(ID)
    seen.push(`${found!.JRNL_HDR_STATUS} ${String(found!.DTTM_STAMP_SEC).slice(11, 19)}`)
  }
  expect(seen).toEqual(['N 10.00.00', 'N 10.00.00', 'V 10.00.01', 'V 10.00.01', 'P 10.00.02'])
  expect((await site.journals(ID))[0]).toMatchObject({
    POSTED_DATE: '2026-10-20',
    BUDGET_HDR_STATUS: 'V',
    JRNL_BALANCE_STAT: 'V',
  })
})

test('what became of many journals is one query by DTTM_STAMP_SEC (§5.5)', async () => {
  const site = await startSite()
  await site.send('POST', '/__sandbox/clock', { at: '2026-10-20T15:00:00Z', freeze: true })
  for (const id of ['A', 'B']) await site.post(journal({ JOURNAL_ID: id }))
  await site.pass(60_000)
  await site.post(journal({ JOURNAL_ID: 'C' }))
  const since = (CHANGED_FROM: string) =>
    site.rows('PLB_JRNL_STATUS', { BUSINESS_UNIT: 'US001', CHANGED_FROM, JOURNAL_ID_OFFSET: '' })
  expect((await since('2026-10-20-10.00.00')).map(row => row['A.JRNL_HDR_STATUS'])).toEqual(['P', 'P', 'N'])
  expect((await since('2026-10-20-10.01.01')).map(row => row['A.JOURNAL_ID'])).toEqual([])
  await site.pass(2_000)
  expect((await since('2026-10-20-10.01.01')).map(row => row['A.JOURNAL_ID'])).toEqual(['C'])
})

test.each([
  ['an account of no SETID', { ACCOUNT: '999999' }, 'ACCOUNT', 'ACCOUNT_INVALID'],
  ['an account inactive on the date', { ACCOUNT: '500300' }, 'ACCOUNT', 'ACCOUNT_INACTIVE'],
  ['an account that begins later', { ACCOUNT: '500301' }, 'ACCOUNT', 'ACCOUNT_INVALID'],
  ['an account of a foreign SETID', { ACCOUNT: '500302' }, 'ACCOUNT', 'ACCOUNT_INVALID'],
  ['an account for budgets only', { ACCOUNT: '500303' }, 'ACCOUNT', 'ACCOUNT_BUDGETARY'],
  ['a statistical account without units', { ACCOUNT: '900100' }, 'STATISTIC_AMOUNT', 'STAT_UNITS'],
  ['a department that does not exist', { DEPTID: 'NOWHERE' }, 'DEPTID', 'DEPTID_INVALID'],
  ['an inactive department', { DEPTID: 'CLOSED' }, 'DEPTID', 'DEPTID_INACTIVE'],
  ['a project without activity', { ACTIVITY_ID: undefined }, 'ACTIVITY_ID', 'PROJECT_SET'],
  ['a project without analysis type', { ANALYSIS_TYPE: undefined }, 'ANALYSIS_TYPE', 'PROJECT_SET'],
  ['a project without its unit', { BUSINESS_UNIT_PC: undefined }, 'BUSINESS_UNIT_PC', 'PROJECT_SET'],
  ['an unknown project', { PROJECT_ID: '24-999' }, 'PROJECT_ID', 'PROJECT_INVALID'],
  ['a closed project', { PROJECT_ID: '23-001' }, 'PROJECT_ID', 'PROJECT_CLOSED'],
  ['an unknown activity', { ACTIVITY_ID: 'MOON' }, 'ACTIVITY_ID', 'ACTIVITY_INVALID'],
  ['a closed activity', { ACTIVITY_ID: 'DONE' }, 'ACTIVITY_ID', 'ACTIVITY_CLOSED'],
  ['a foreign currency without a rate', { FOREIGN_CURRENCY: 'CAD' }, 'FOREIGN_CURRENCY', 'NO_RATE'],
])('the edit finds %s (BUSINESS.md "must refuse")', async (_what, cost, field, code) => {
  const { GL_ACCOUNT_TBL = [], DEPT_TBL = [], PROJECT = [], PROJ_ACTIVITY = [] } = skeletonPeoplesoft()
  const account = (ACCOUNT: string, EFFDT: string, set = {}) => ({ SETID: 'SHARE', ACCOUNT, EFFDT, ...set })
  const site = await siteWith({
    GL_ACCOUNT_TBL: [
      ...GL_ACCOUNT_TBL,
      account('500300', '2026-10-01', { EFF_STATUS: 'I' }),
      account('500301', '2026-10-15'),
      account('500302', '2020-01-01', { SETID: 'OTHER' }),
      account('500303', '2020-01-01', { BUDGETARY_ONLY: 'Y' }),
      account('900100', '2020-01-01', { STATISTICS_ACCOUNT: 'Y' }),
    ],
    DEPT_TBL: [...DEPT_TBL, { SETID: 'SHARE', DEPTID: 'CLOSED', EFFDT: '2025-01-01', EFF_STATUS: 'I' }],
    PROJECT: [...PROJECT, { BUSINESS_UNIT: 'US001', PROJECT_ID: '23-001', EFF_STATUS: 'I' }],
    PROJ_ACTIVITY: [
      ...PROJ_ACTIVITY,
      { BUSINESS_UNIT: 'US001', PROJECT_ID: '24-017', ACTIVITY_ID: 'DONE', EFF_STATUS: 'I' },
    ],
    RT_RATE_TBL: [
      {
        RT_RATE_INDEX: 'MARKET',
        TERM: 0,
        FROM_CUR: 'CAD',
        TO_CUR: 'USD',
        RT_TYPE: 'CRRNT',
        EFFDT: '2026-10-15',
      },
    ],
  })
  const { status: outcome, errors, found } = await edited(site, journal({}, cost))
  expect(outcome).toBe('E')
  expect(errors).toEqual([{ line: 1, field, code, message: expect.any(String) }])
  expect(found.lines.map(line => line.JRNL_LINE_STATUS)).toEqual(['1', '0'])
  expect(found.JRNL_EDIT_ERR_STAT).toBe('E')
  expect(await site.state('LEDGER')).toEqual([])
})

test('a statistical account with units, an account active from this day to the next and a rate in force are valid (§5.1, §5.3)', async () => {
  const rate = { RT_RATE_INDEX: 'MARKET', TERM: 0, FROM_CUR: 'CAD', TO_CUR: 'USD', RT_TYPE: 'CRRNT' }
  const { GL_ACCOUNT_TBL = [] } = skeletonPeoplesoft()
  const row = (ACCOUNT: string, EFFDT: string, set: object) => ({ SETID: 'SHARE', ACCOUNT, EFFDT, ...set })
  const site = await siteWith({
    GL_ACCOUNT_TBL: [
      ...GL_ACCOUNT_TBL,
      row('500200', '2026-10-13', { EFF_STATUS: 'I' }),
      row('500200', '2026-10-14', {}),
      row('500200', '2026-10-15', { EFF_STATUS: 'I' }),
      row('900100', '2020-01-01', { STATISTICS_ACCOUNT: 'Y' }),
    ],
    RT_RATE_TBL: [{ ...rate, EFFDT: '2026-10-14', RATE_MULT: '0.73' }],
  })
  const body = journal({}, { FOREIGN_CURRENCY: 'CAD', FOREIGN_AMOUNT: '2532.53' })
  const hours = {
    JOURNAL_LINE: 3,
    ACCOUNT: '900100',
    MONETARY_AMOUNT: 0,
    STATISTICS_CODE: 'HRS',
    STATISTIC_AMOUNT: 8,
  }
  expect(await edited(site, { ...body, lines: [...body.lines, hours] })).toMatchObject({
    status: 'P',
    errors: [],
  })
})

test.each([
  ['a closed period', { JOURNAL_DATE: '2026-09-30' }, 'JOURNAL_DATE', 'PERIOD_NOT_OPEN'],
  ['a prior year', { JOURNAL_DATE: '2025-12-31' }, 'JOURNAL_DATE', 'PERIOD_NOT_OPEN'],
  ['a day beyond the calendar', { JOURNAL_DATE: '2031-01-01' }, 'JOURNAL_DATE', 'NO_PERIOD'],
  ['an adjusting entry', { ADJUSTING_ENTRY: 'Y' }, 'JOURNAL_DATE', 'PERIOD_NOT_OPEN'],
  ['a currency that is not the unit’s', { CURRENCY_CD: 'EUR' }, 'CURRENCY_CD', 'CURRENCY'],
  ['a control total that is not the lines’', { JRNL_TOTAL_LINES: 3 }, 'JRNL_TOTAL_LINES', 'CONTROL_TOTAL'],
])('the edit finds %s (BUSINESS.md "must refuse")', async (_what, header, field, code) => {
  const site = await siteWith({
    RT_RATE_TBL: [
      {
        RT_RATE_INDEX: 'MARKET',
        TERM: 0,
        FROM_CUR: 'EUR',
        TO_CUR: 'USD',
        RT_TYPE: 'CRRNT',
        EFFDT: '2020-01-01',
      },
    ],
  })
  const { status: outcome, errors } = await edited(site, journal(header))
  expect([outcome, errors]).toEqual(['E', [{ line: null, field, code, message: expect.any(String) }]])
})

test('a journal that does not sum to 0 is out of balance, to the last decimal (§5.5)', async () => {
  const site = await siteWith()
  const { errors, found } = await edited(site, journal({}, { MONETARY_AMOUNT: '1848.751' }))
  expect(errors).toMatchObject([{ field: 'MONETARY_AMOUNT', code: 'OUT_OF_BALANCE' }])
  expect(errors[0]!.message).toContain('by 0.001')
  expect(found.JRNL_BALANCE_STAT).toBe('E')
})

test('where a chartfield balances, the journal balances by it too (§5.5)', async () => {
  const site = await siteWith({}, { balancingChartfield: 'DEPTID' })
  const { errors } = await edited(site, journal())
  expect(errors.map(({ code, message }) => [code, message])).toEqual([
    ['OUT_OF_BALANCE', 'US001 ACTUALS USD DEPTID FIELD is out of balance by 1848.75'],
    ['OUT_OF_BALANCE', 'US001 ACTUALS USD DEPTID blank is out of balance by -1848.75'],
  ])
})

test('where the unit requires resource types, a set without one is incomplete (BUSINESS.md "Direct costs")', async () => {
  const site = await siteWith({}, { resourceType: 'required' })
  expect((await edited(site, journal())).errors).toMatchObject([
    { field: 'RESOURCE_TYPE', code: 'PROJECT_SET' },
  ])
})

test('all errors of a journal come at once', async () => {
  const site = await siteWith()
  const body = journal(
    { JOURNAL_DATE: '2026-09-30' },
    { ACCOUNT: '999999', DEPTID: 'NOWHERE', MONETARY_AMOUNT: 1 },
  )
  const codes = (await edited(site, body)).errors.map(error => error.code)
  expect(codes).toEqual(['PERIOD_NOT_OPEN', 'OUT_OF_BALANCE', 'ACCOUNT_INVALID', 'DEPTID_INVALID'])
})

test('posting adds to the ledger and collects the lines that have a project (§5.6)', async () => {
  const site = await siteWith()
  await site.post(journal())
  await site.post(journal({ JOURNAL_ID: 'PRC0000002' }))
  await site.pass(5_000)
  expect(await site.state('LEDGER')).toMatchObject([
    {
      ACCOUNT: '500200',
      DEPTID: 'FIELD',
      PROJECT_ID: '24-017',
      ACCOUNTING_PERIOD: '10',
      POSTED_TOTAL_AMT: '3697.5',
    },
    { ACCOUNT: '214200', DEPTID: ' ', PROJECT_ID: ' ', FISCAL_YEAR: '2026', POSTED_TOTAL_AMT: '-3697.5' },
  ])
  expect(await site.state('PROJ_RESOURCE')).toMatchObject([
    { PROJECT_ID: '24-017', ACTIVITY_ID: 'CONCRETE', JOURNAL_ID: ID, RESOURCE_AMOUNT: '1848.75' },
    { PROJECT_ID: '24-017', JOURNAL_ID: 'PRC0000002', RESOURCE_AMOUNT: '1848.75' },
  ])
})

test('an offset line with project fields is collected too and nets the project’s cost to 0 (BUSINESS.md "Direct costs")', async () => {
  const site = await siteWith()
  const body = journal()
  const [cost, offset] = body.lines
  const project = {
    BUSINESS_UNIT_PC: 'US001',
    PROJECT_ID: '24-017',
    ACTIVITY_ID: 'CONCRETE',
    ANALYSIS_TYPE: 'ACT',
  }
  expect((await edited(site, { ...body, lines: [cost, { ...offset, ...project }] })).status).toBe('P')
  const amounts = (await site.state('PROJ_RESOURCE')).map(row => row.RESOURCE_AMOUNT)
  expect(amounts).toEqual(['1848.75', '-1848.75'])
})

test('a budget error leaves the journal valid and unposted (§5.5)', async () => {
  const site = await siteWith({}, { budgetCheck: 'error' })
  const { found } = await edited(site, journal())
  expect(found).toMatchObject({ JRNL_HDR_STATUS: 'V', BUDGET_HDR_STATUS: 'E', errors: [{ code: 'BUDGET' }] })
})

test('a valid journal waits for a period that was closed meanwhile', async () => {
  const site = await siteWith()
  await site.send('POST', '/__sandbox/clock', { at: '2026-11-05T15:00:00Z', freeze: true })
  await site.post(journal())
  await site.pass(1_000)
  const period = { business_unit: 'US001', ledger_group: 'ACTUALS', fiscal_year: 2026, period: 10 }
  await site.act({ do: 'close-period', ...period })
  await site.pass(60_000)
  expect(await status(site)).toBe('V')
  await site.act({ do: 'open-period', ...period })
  await site.pass(2_000)
  expect(await status(site)).toBe('P')
})

test('journals on their way go on after a restart, and none is posted twice (§5.5)', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'psft-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const data = join(folder, 'state.jsonl')
  const first = await startSite({ data })
  await first.send('POST', '/__sandbox/clock', { freeze: true })
  await first.post(journal())
  await first.pass(1_000)
  expect(await status(first)).toBe('V')
  await first.close()
  for (let i = 0; i < 2; i++) {
    const again = await startSite({ data })
    await again.pass(10_000)
    expect(await status(again)).toBe('P')
    expect(await again.state('PROJ_RESOURCE')).toHaveLength(1)
    expect((await again.state('LEDGER'))[0]).toMatchObject({ POSTED_TOTAL_AMT: '1848.75' })
    await again.close()
  }
})
