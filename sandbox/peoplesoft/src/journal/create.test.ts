import { expect, test } from 'vitest'
import { journal, LOGIN, startSite } from '../testing/start.ts'

test('a journal is loaded as status N under its own keys (peoplesoft.md §6.6, §5.5)', async () => {
  const site = await startSite()
  await site.send('POST', '/__sandbox/clock', { at: '2026-10-20T03:00:00Z', freeze: true })
  const answer = await site.post(journal())
  expect(answer.status).toBe(201)
  expect(await answer.json()).toEqual({
    BUSINESS_UNIT: 'US001',
    JOURNAL_ID: 'PRC0000001',
    JOURNAL_DATE: '2026-10-14',
    UNPOST_SEQ: 0,
    JRNL_HDR_STATUS: 'N',
  })
  const [found] = await site.journals('PRC0000001')
  expect(found).toMatchObject({
    JRNL_HDR_STATUS: 'N',
    LEDGER: 'ACTUALS',
    FISCAL_YEAR: 2026,
    ACCOUNTING_PERIOD: 10,
    JRNL_TOTAL_LINES: 2,
    JRNL_TOTAL_DEBITS: 1848.75,
    JRNL_TOT_CREDITS: 1848.75,
    OPRID: 'PLUMBLINE',
    DTTM_STAMP_SEC: '2026-10-19-22.00.00.000000',
    DESCR254: 'Procore direct cost 61001 revision 1',
    errors: [],
  })
  expect(found!.lines).toMatchObject([
    {
      JOURNAL_LINE: 1,
      ACCOUNT: '500200',
      PROJECT_ID: '24-017',
      MONETARY_AMOUNT: 1848.75,
      FOREIGN_CURRENCY: 'USD',
    },
    {
      JOURNAL_LINE: 2,
      ACCOUNT: '214200',
      PROJECT_ID: ' ',
      MONETARY_AMOUNT: -1848.75,
      FOREIGN_AMOUNT: -1848.75,
    },
  ])
})

test('amounts beyond a double keep every digit on the way in and out (§5.1)', async () => {
  const site = await startSite()
  const amount = '12345678901234567890123.456'
  const text = JSON.stringify(journal()).replaceAll('1848.75', amount)
  expect((await site.post(text)).status).toBe(201)
  const answer = await (await site.get('PROCORE_JRNL.v1/US001/PRC0000001')).text()
  expect(answer).toContain(`"MONETARY_AMOUNT":${amount},`)
  expect(answer).toContain(`"MONETARY_AMOUNT":-${amount},`)
})

test('the same key again is a duplicate; the same id on another date is another journal (§8)', async () => {
  const site = await startSite()
  await site.post(journal())
  const again = await site.post(journal({ DESCR254: 'another text' }))
  expect(again.status).toBe(409)
  expect(await again.json()).toMatchObject({ code: 'DUPLICATE', errors: [] })
  expect((await site.post(journal({ JOURNAL_DATE: '2026-11-02' }))).status).toBe(201)
  const found = await site.journals('PRC0000001')
  expect(found.map(one => [one.JOURNAL_DATE, one.DESCR254])).toEqual([
    ['2026-10-14', 'Procore direct cost 61001 revision 1'],
    ['2026-11-02', 'Procore direct cost 61001 revision 1'],
  ])
  expect(await site.state('JRNL_LN')).toHaveLength(4)
})

test('NEXT numbers on save, so a repeated call makes a second journal (§8)', async () => {
  const site = await startSite()
  const ids = []
  for (let i = 0; i < 2; i++)
    ids.push(
      ((await (await site.post(journal({ JOURNAL_ID: 'NEXT' }))).json()) as { JOURNAL_ID: string })
        .JOURNAL_ID,
    )
  expect(ids).toEqual(['0000000001', '0000000002'])
})

test('no journal of an id is an empty list, not an error (§6.6)', async () => {
  const site = await startSite()
  const answer = await site.get('PROCORE_JRNL.v1/US001/NOTHING')
  expect([answer.status, await answer.json()]).toEqual([200, { journals: [] }])
})

test.each([
  [
    'a missing header field',
    journal({ SOURCE: undefined }),
    { line: null, field: 'SOURCE', code: 'REQUIRED' },
  ],
  [
    'a day that does not exist',
    journal({ JOURNAL_DATE: '2026-02-30' }),
    { field: 'JOURNAL_DATE', code: 'NOT_A_DATE' },
  ],
  [
    'a day in another form',
    journal({ JOURNAL_DATE: '10/14/2026' }),
    { field: 'JOURNAL_DATE', code: 'NOT_A_DATE' },
  ],
  ['a long id', journal({ JOURNAL_ID: 'PRC00000001' }), { field: 'JOURNAL_ID', code: 'TOO_LONG' }],
  [
    'a long text',
    journal({}, { LINE_DESCR: 'x'.repeat(31) }),
    { line: 1, field: 'LINE_DESCR', code: 'TOO_LONG' },
  ],
  [
    'a fourth decimal',
    journal({}, { MONETARY_AMOUNT: '1.2345' }),
    { line: 1, field: 'MONETARY_AMOUNT', code: 'TOO_LONG' },
  ],
  [
    'no number',
    journal({}, { MONETARY_AMOUNT: 'ten' }),
    { line: 1, field: 'MONETARY_AMOUNT', code: 'NOT_A_NUMBER' },
  ],
  ['a line without account', journal({}, { ACCOUNT: ' ' }), { line: 1, field: 'ACCOUNT', code: 'REQUIRED' }],
  [
    'two lines of a number',
    journal({}, { JOURNAL_LINE: 2 }),
    { line: 2, field: 'JOURNAL_LINE', code: 'DUPLICATE' },
  ],
  [
    'a field of no journal',
    journal({}, { COST_CODE: '03' }),
    { line: 1, field: 'COST_CODE', code: 'UNKNOWN_FIELD' },
  ],
  ['a reversal code', journal({ REVERSAL_CD: 'D' }), { field: 'REVERSAL_CD', code: 'NOT_ALLOWED' }],
  ['a single line', journal({ lines: [] }), { field: 'lines', code: 'REQUIRED' }],
])('%s is refused with 400 and nothing is stored (§6.6)', async (_what, body, error) => {
  const site = await startSite()
  const answer = await site.post(body)
  expect(answer.status).toBe(400)
  const { code, errors } = (await answer.json()) as { code: string; errors: unknown[] }
  expect([code, errors]).toEqual(['INVALID', [expect.objectContaining(error)]])
  expect(await site.state('JRNL_HEADER')).toEqual([])
  expect(await site.state('JRNL_LN')).toEqual([])
})

test('a body that is no JSON object is refused with 400 (§6.6)', async () => {
  const site = await startSite()
  for (const body of ['{"BUSINESS_UNIT"', '[]', '']) {
    const answer = await site.post(body)
    expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining({ code: 'NOT_JSON' })])
  }
})

test.each([
  ['BUSINESS_UNIT', 'US999'],
  ['LEDGER_GROUP', 'BUDGET'],
  ['SOURCE', 'XXX'],
])('an unknown %s is refused with 422 (BUSINESS.md "must refuse")', async (field, value) => {
  const site = await startSite()
  const answer = await site.post(journal({ [field]: value }))
  expect(answer.status).toBe(422)
  const { errors } = (await answer.json()) as { errors: unknown[] }
  expect(errors).toContainEqual({
    line: null,
    field,
    code: 'UNKNOWN',
    message: expect.stringContaining(`${value} does not exist`),
  })
})

test('the ledger has each accepted journal once, with its user and trace, and no refused one', async () => {
  const site = await startSite()
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
  await site.post(journal(), { ...LOGIN, traceparent })
  await site.post(journal())
  await site.post(journal({ SOURCE: 'XXX', JOURNAL_ID: 'OTHER' }))
  await site.pass(5_000)
  const writes = (await (await site.send('GET', '/__sandbox/ledger')).json()) as unknown[]
  expect(writes).toMatchObject([
    {
      n: 1,
      caller: 'PLUMBLINE',
      action: 'POST PROCORE_JRNL.v1',
      collection: 'JRNL_HEADER',
      key: 'US001|PRC0000001|2026-10-14|0',
      before: null,
      after: {
        JRNL_HDR_STATUS: 'N',
        lines: [{ MONETARY_AMOUNT: '1848.75' }, { MONETARY_AMOUNT: '-1848.75' }],
      },
      changed: true,
      traceparent,
    },
  ])
  expect(writes).toHaveLength(1)
})
