import { Refused } from '@plumbline/flow-kit'
import { expect, test } from 'vitest'
import { answerRows, ibError, sendJson, site } from './testing/site.ts'

const project = { BUSINESS_UNIT: 'US001', PROJECT_ID: 'P1' }
const projectRow = {
  'A.BUSINESS_UNIT': 'US001',
  'A.PROJECT_ID': 'P1',
  'A.EFF_STATUS': 'A',
  'A.DESCR': 'Tower',
  'A.PROJECT_TYPE': ' ',
}

test('a query is one call in the form that PeopleSoft documents (peoplesoft.md §3.2)', async () => {
  const { ps, server } = await site(
    (_, response) =>
      sendJson(response, answerRows('XX_PROJ', [projectRow]), 200, { date: 'Sat, 31 Jan 2026 20:05:09 GMT' }),
    { queries: { PLB_PROJECT: 'XX_PROJ' } },
  )
  expect(await ps.rows('PLB_PROJECT', project)).toEqual([
    { BUSINESS_UNIT: 'US001', PROJECT_ID: 'P1', EFF_STATUS: 'A', DESCR: 'Tower', PROJECT_TYPE: null },
  ])
  expect(server.asked).toMatchObject([
    {
      method: 'GET',
      url: '/PSIGW/RESTListeningConnector/PSFT_EP/ExecuteQuery.v1/public/XX_PROJ/JSON/NONFILE?isconnectedquery=N&maxrows=1000&prompt_uniquepromptname=BUSINESS_UNIT,PROJECT_ID&prompt_fieldvalue=US001,P1&json_resp=true',
      headers: { authorization: `Basic ${Buffer.from('PLUMBLINE:secret').toString('base64')}` },
    },
  ])
  expect(ps.present()).toBe('2026-01-31T20:05:09.000Z')
})

test('a full answer is asked for again with more rows, and is an error in words where that is not enough', async () => {
  const { ps, server } = await site(
    (asked, response) => {
      const rows = Math.min(Number(/maxrows=(\d+)/.exec(asked.url)?.[1]), 5)
      sendJson(response, answerRows('PLB_PROJECT', Array(rows).fill(projectRow)))
    },
    { page_rows: 2, max_rows: 4 },
  )
  await expect(ps.rows('PLB_PROJECT', project)).rejects.toThrow(
    /more rows than one answer may bring: raise max_rows \(4\)/,
  )
  expect(server.asked).toHaveLength(2)
})

test('documents come page by page by their key', async () => {
  const departments = ['100', '200', '200', '300']
  const { ps, server } = await site(
    (asked, response) => {
      const [, setid, after = ''] = /prompt_fieldvalue=(\w+),(\w*)/.exec(asked.url) ?? []
      const rows = departments
        .filter(id => id > after)
        .slice(0, 3)
        .map(id => ({
          'A.SETID': setid,
          'A.DEPTID': id,
          'A.EFFDT': '2020-01-01',
          'A.EFF_STATUS': 'A',
          'A.DESCR': id,
        }))
      sendJson(response, answerRows('PLB_DEPT', rows))
    },
    { page_rows: 3 },
  )
  const ids: (string | null | undefined)[] = []
  for await (const rows of ps.documents('PLB_DEPT', { SETID: 'SHARE' })) ids.push(rows[0]?.DEPTID)
  expect(ids).toEqual(['100', '200', '300'])
  expect(server.asked.map(({ url }) => /prompt_fieldvalue=([\w,]*)/.exec(url)?.[1])).toEqual([
    'SHARE,',
    'SHARE,100',
    'SHARE,200',
  ])
})

test('a query of changes needs a change column, in words', async () => {
  const { ps } = await site(() => undefined)
  expect(ps.query('PLB_VENDOR_CHG').name).toBe('PLB_VENDOR_CHG')
  expect(() => ps.query('PLB_ACCOUNT_CHG')).toThrow(/stamp_columns/)
})

test.each([
  [
    'a 401 with an IBResponse',
    401,
    ibError('45', 'User password failed for PLUMBLINE'),
    'login',
    'login-refused',
  ],
  ['a 500 that is a refused password', 500, ibError('45', 'User password failed'), 'login', 'login-refused'],
  ['a 401 with a page of WebLogic', 401, '<html><title>Error 401</title></html>', 'login', 'login-refused'],
  ['a 403', 403, '', 'login', 'login-refused'],
  ['a login page with 200', 200, '<!DOCTYPE html><html><title>Sign In</title></html>', 'login', 'login-page'],
  ['a redirect', 302, '', 'login', 'login-page'],
  [
    'an operation not permitted',
    500,
    ibError('536', 'User not authorized'),
    'scope',
    'operation-not-permitted',
  ],
  ['an operation without routing', 200, ibError('10721', 'No routing'), 'scope', 'operation-refused'],
  ['an operation or node not known', 404, '<html>Not Found</html>', 'scope', 'operation-not-found'],
] as const)('%s is a refusal, not an error of the record', async (_, status, body, what, code) => {
  const { ps } = await site(
    (__, response) => void response.writeHead(status, { transactionid: 'T1' }).end(body),
  )
  const refused = await ps.rows('PLB_PROJECT', project).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(Refused)
  expect(refused).toMatchObject({ what, code })
  expect(String(refused)).toContain('ExecuteQuery.v1')
  expect(String(refused)).not.toContain('secret')
})

test.each([
  [
    'a bare 500 of production mode',
    500,
    '',
    'ExecuteQuery.v1 answered 500: no reason given (transaction T1)',
    null,
  ],
  ['an IBResponse', 500, ibError('10001', 'Handler exception'), 'Handler exception (158,10001)', '158,10001'],
  [
    'a SOAP fault',
    500,
    '<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"><SOAP-ENV:Body><SOAP-ENV:Fault><faultcode>SOAP-ENV:Server</faultcode><faultstring>null</faultstring><detail>' +
      ibError('10001', 'Wrapped').replace(/<\?.*?\?>/, '') +
      '</detail></SOAP-ENV:Fault></SOAP-ENV:Body></SOAP-ENV:Envelope>',
    'Wrapped (158,10001)',
    '158,10001',
  ],
  ['a JSON error with 200', 200, '{"status":"error","message":"Query not found"}', 'Query not found', null],
  [
    'a 503 of the web tier',
    503,
    '<html><title>503 Service Unavailable</title></html>',
    '503 Service Unavailable',
    null,
  ],
] as const)('%s is an error that says what PeopleSoft said', async (_, status, body, message, code) => {
  const { ps } = await site(
    (__, response) => void response.writeHead(status, { transactionid: 'T1' }).end(body),
  )
  const error = await ps.rows('PLB_PROJECT', project).catch((one: unknown) => one)
  expect(error).toMatchObject({ name: 'PeopleSoftError', status, code, transactionId: 'T1' })
  expect(String(error)).toContain(message)
})

test('after two refused logins in a row nothing more is tried, until it is reset', async () => {
  let good = false
  const { ps, server } = await site((_, response) => {
    if (good) sendJson(response, answerRows('PLB_PROJECT', []))
    else response.writeHead(401).end()
  })
  for (const code of ['login-refused', 'login-refused', 'login-stopped', 'login-stopped'])
    await expect(ps.rows('PLB_PROJECT', project)).rejects.toMatchObject({ what: 'login', code })
  expect(server.asked).toHaveLength(2)
  good = true
  ps.reset()
  expect(await ps.rows('PLB_PROJECT', project)).toEqual([])
})

test('a login that works in between starts the count anew, and a changed password is taken up', async () => {
  const passwords = ['old', 'new']
  const { ps, server } = await site(
    ({ headers }, response) => {
      if (headers.authorization === `Basic ${Buffer.from('PLUMBLINE:old').toString('base64')}`)
        response.writeHead(401).end()
      else sendJson(response, answerRows('PLB_PROJECT', []))
    },
    {},
    async () => passwords.shift() ?? 'new',
  )
  await expect(ps.rows('PLB_PROJECT', project)).rejects.toMatchObject({ code: 'login-refused' })
  await ps.rows('PLB_PROJECT', project)
  await ps.rows('PLB_PROJECT', project)
  expect(server.asked).toHaveLength(3)
})

test('an OAuth2 token is asked for once and renewed once when it is refused', async () => {
  let issued = 0
  let valid = 'token-1'
  const { ps, server } = await site(({ url, headers, body }, response) => {
    if (url === '/token') {
      expect(body).toBe(
        'grant_type=client_credentials&scope=readwrite&client_id=plumbline&client_secret=secret',
      )
      return sendJson(response, `{"access_token":"token-${++issued}","expires_in":3600}`)
    }
    if (headers.authorization === `Bearer ${valid}`) return sendJson(response, answerRows('PLB_PROJECT', []))
    response.writeHead(401).end()
  })
  const oauth2 = await site(() => undefined, {
    base_url: ps.settings.base_url,
    auth: {
      kind: 'oauth2',
      token_url: `${server.url}/token`,
      client_id: 'plumbline',
      scope: 'readwrite',
      pair_in: 'body',
    },
  })
  await oauth2.ps.rows('PLB_PROJECT', project)
  await oauth2.ps.rows('PLB_PROJECT', project)
  expect(issued).toBe(1)
  valid = 'token-2'
  await oauth2.ps.rows('PLB_PROJECT', project)
  expect(issued).toBe(2)
  valid = 'none'
  await expect(oauth2.ps.rows('PLB_PROJECT', project)).rejects.toMatchObject({ code: 'login-refused' })
  expect(issued).toBe(3)
})
