import { expect, onTestFinished, test } from 'vitest'
import { serveSocket } from '../../http/src/testing/server.ts'
import { getJournals, type JournalBody, postJournal } from './journals.ts'
import { ibError, journalLine, sendJson, site } from './testing/site.ts'

const journal: JournalBody = {
  BUSINESS_UNIT: 'US001',
  JOURNAL_ID: 'A7K2M4Q9XZ',
  JOURNAL_DATE: '2026-01-31',
  LEDGER_GROUP: 'ACTUALS',
  SOURCE: 'PLB',
  DESCR254: 'procore 123456789012345 r1',
  CURRENCY_CD: 'USD',
  lines: [
    journalLine(1, '100.10', { ACCOUNT: '500000', PROJECT_ID: 'P1' }),
    journalLine(2, '-100.10', { ACCOUNT: '210000' }),
  ],
}
const stored = JSON.stringify({
  BUSINESS_UNIT: 'US001',
  JOURNAL_ID: 'A7K2M4Q9XZ',
  JOURNAL_DATE: '2026-01-31',
  UNPOST_SEQ: 0,
  JRNL_HDR_STATUS: 'N',
})

test('a stored journal is accepted, not yet posted', async () => {
  const { ps, server } = await site((_, response) => sendJson(response, stored, 201))
  expect(await postJournal(ps, journal)).toEqual({
    is: 'accepted',
    targetId: 'A7K2M4Q9XZ',
    seen: {
      BUSINESS_UNIT: 'US001',
      JOURNAL_ID: 'A7K2M4Q9XZ',
      JOURNAL_DATE: '2026-01-31',
      UNPOST_SEQ: 0,
      JRNL_HDR_STATUS: 'N',
    },
  })
  expect(server.asked[0]).toMatchObject({
    method: 'POST',
    url: '/PSIGW/RESTListeningConnector/PSFT_EP/PROCORE_JRNL.v1',
    headers: { 'content-type': 'application/json' },
  })
  expect(JSON.parse(server.asked[0]?.body ?? '')).toMatchObject({
    JOURNAL_ID: 'A7K2M4Q9XZ',
    lines: [
      { JOURNAL_LINE: 1, ACCOUNT: '500000', PROJECT_ID: 'P1', MONETARY_AMOUNT: '100.10' },
      { JOURNAL_LINE: 2, ACCOUNT: '210000', MONETARY_AMOUNT: '-100.10' },
    ],
  })
  expect(server.asked[0]?.body).not.toContain('null')
})

const twoErrors = JSON.stringify({
  code: 'INVALID',
  message: 'The journal was not stored',
  errors: [
    { line: 2, field: 'ACCOUNT', code: 'ACCT', message: 'account 210000 is not in SETID SHARE' },
    { field: 'SOURCE', message: 'unknown source PLB' },
  ],
})

test.each([
  [
    'errors of the handler',
    422,
    twoErrors,
    'rejected',
    /line 2, ACCOUNT: account 210000 is not in SETID SHARE \(ACCT\); SOURCE: unknown source PLB/,
  ],
  ['a 400 without a word', 400, '', 'rejected', /status 400: no reason given/],
  ['a duplicate key', 409, '{"code":"DUPLICATE","message":"exists"}', 'unknown', /duplicate key/],
  ['a bare 500', 500, '', 'unknown', /status 500/],
  ['an error with 200', 200, ibError('10001', 'Handler exception'), 'unknown', /Handler exception/],
  ['a page with 200', 200, '<html><title>Sign In</title></html>', 'unknown', /HTML page titled "Sign In"/],
  ['nothing with 201', 201, '', 'unknown', /status 201, but the journal operation answered with nothing/],
  ['cut JSON with 201', 201, '{"BUSINESS_UNIT":"US0', 'unknown', /not JSON/],
  [
    'another journal with 201',
    201,
    stored.replace('A7K2M4Q9XZ', '0000012345'),
    'unknown',
    /journal 0000012345 instead/,
  ],
  ['a proxy that is busy', 429, '', 'retry', /status 429/],
] as const)('%s: %s means %s', async (_, status, body, is, why) => {
  const { ps } = await site((__, response) => void response.writeHead(status).end(body))
  const outcome = await postJournal(ps, journal)
  expect(outcome).toMatchObject({ is, why: expect.stringMatching(why) })
})

test('no answer in time: unknown. Nobody there: certainly not posted', async () => {
  const slow = await site(() => undefined, { timeout_ms: 1000 })
  expect(await postJournal(slow.ps, journal)).toMatchObject({ is: 'unknown' })
  await slow.server.close()
  expect(await postJournal(slow.ps, journal)).toMatchObject({ is: 'retry', code: 'peoplesoft-unreachable' })
})

test('a connection that breaks after the journal was sent: unknown', async () => {
  const breaking = await serveSocket(socket => void socket.on('data', () => socket.destroy()))
  onTestFinished(breaking.close)
  const { ps } = await site(() => undefined, { base_url: `${breaking.url}/PSIGW` })
  expect(await postJournal(ps, journal)).toMatchObject({ is: 'unknown' })
})

test('a login or an operation that is turned down is a refusal: nothing was posted', async () => {
  const { ps } = await site((_, response) => void response.writeHead(404).end())
  await expect(postJournal(ps, journal)).rejects.toMatchObject({ what: 'scope', code: 'operation-not-found' })
})

test('journals are found by business unit and id, with lines and edit errors, and without padding', async () => {
  const { ps, server } = await site((_, response) =>
    sendJson(
      response,
      '{"journals":[{"BUSINESS_UNIT":"US   ","JOURNAL_ID":"A7K2M4    ","LEDGER_GROUP":"ACTUALS   ","SOURCE":"P  ","CURRENCY_CD":" ",' +
        '"JOURNAL_DATE":"2026-01-31","UNPOST_SEQ":0,' +
        '"JRNL_HDR_STATUS":"E","FISCAL_YEAR":2026,"ACCOUNTING_PERIOD":1,"DESCR254":"procore 1 ","POSTED_DATE":null,' +
        '"lines":[{"JOURNAL_LINE":1,"ACCOUNT":"500000 ","DEPTID":" ","MONETARY_AMOUNT":100.10,"FOREIGN_AMOUNT":"100.100"}],' +
        '"errors":[{"line":1,"field":"ACCOUNT  ","code":"INACTIVE","message":"inactive"},{"line":null,"message":"unbalanced"}]}]}',
    ),
  )
  expect(await getJournals(ps, 'US001', 'A/B')).toMatchObject([
    {
      BUSINESS_UNIT: 'US',
      JOURNAL_ID: 'A7K2M4',
      JRNL_HDR_STATUS: 'E',
      LEDGER_GROUP: 'ACTUALS',
      SOURCE: 'P',
      DESCR254: 'procore 1',
      CURRENCY_CD: null,
      FISCAL_YEAR: '2026',
      POSTED_DATE: null,
      lines: [
        {
          JOURNAL_LINE: 1,
          ACCOUNT: '500000',
          DEPTID: null,
          MONETARY_AMOUNT: '100.10',
          FOREIGN_AMOUNT: '100.100',
        },
      ],
      errors: [
        { line: 1, field: 'ACCOUNT', code: 'INACTIVE', message: 'inactive' },
        { line: null, field: null, code: null, message: 'unbalanced' },
      ],
    },
  ])
  expect(server.asked[0]?.url).toBe('/PSIGW/RESTListeningConnector/PSFT_EP/PROCORE_JRNL.v1/US001/A%2FB')
})

test.each([
  ['{"items":[]}', /no list of journals/],
  ['{"journals":[{"JOURNAL_ID":"X"}]}', /journals\[0\]\.BUSINESS_UNIT is not there/],
  ['[]', /is not an object/],
])('a look-up that is answered with another shape is an error, never "none": %s', async (body, message) => {
  const { ps } = await site((_, response) => sendJson(response, body))
  await expect(getJournals(ps, 'US001', 'X')).rejects.toThrow(message)
})
