import { expect, test } from 'vitest'
import { basic, journal, LOGIN, startSite } from './testing/start.ts'

const ONE = { SETID: 'SHARE', VENDOR_ID: '0000000001' }

test('a call answers with a transactionid and the Date of the site’s clock (peoplesoft.md §1)', async () => {
  const site = await startSite()
  await site.send('POST', '/__sandbox/clock', { at: '2026-03-01T12:00:00Z', freeze: true })
  const answer = await site.get(site.queryPath('PLB_VENDOR_ONE', ONE))
  expect(answer.status).toBe(200)
  expect(answer.headers.get('transactionid')).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  )
  expect(answer.headers.get('date')).toBe('Sun, 01 Mar 2026 12:00:00 GMT')
})

test.each([
  ['unknownNode', '/PSIGW/RESTListeningConnector/PSFT_HR/ExecuteQuery.v1/x'],
  ['unknownOperation', '/PSIGW/RESTListeningConnector/PSFT_EP/executequery.v1/x'],
] as const)(
  '%s answers by its switch, with the text only where the mode tells it (§4.1)',
  async (name, path) => {
    const site = await startSite()
    const call = async () => {
      const answer = await fetch(site.url + path, { headers: LOGIN })
      return [answer.status, (await answer.text()).includes('<IBResponse type="error">')]
    }
    expect(await call()).toEqual([404, false])
    await site.set({ serviceSystemStatus: 'development' })
    expect(await call()).toEqual([404, true])
    await site.set({ [name]: '500' })
    expect(await call()).toEqual([500, true])
    await site.set({ [name]: '200', serviceSystemStatus: 'production' })
    expect(await call()).toEqual([200, true])
  },
)

test('an inactive operation says so in development and nothing in production (§4.1, §6.1)', async () => {
  const site = await startSite()
  const key = { IB_OPERATIONNAME: 'PROCORE_JRNL_POST' }
  await site.act({ do: 'update', record: 'PSOPERATION', key, set: { ACTIVE_FLAG: 'I' } })
  const bare = await site.post(journal())
  expect([bare.status, await bare.text()]).toEqual([500, ''])
  await site.set({ serviceSystemStatus: 'development' })
  const told = await site.post(journal())
  expect(await told.text()).toContain('PROCORE_JRNL_POST is not active')
  expect((await site.get('PROCORE_JRNL.v1/US001/X')).status).toBe(200)
})

test.each([
  ['401', 401, 'text/xml', '<MessageID>45</MessageID>'],
  ['401-html', 401, 'text/html', 'Error 401--Unauthorized'],
  ['403', 403, '', ''],
  ['500', 500, '', ''],
])('a wrong password answers as authFailure=%s (§1, §10.1)', async (form, status, type, text) => {
  const site = await startSite({ switches: { authFailure: form } })
  const answer = await site.get(site.queryPath('PLB_VENDOR_ONE', ONE), basic('PLUMBLINE', 'wrong'))
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type') ?? '').toContain(type)
  expect(await answer.text()).toContain(text)
})

test('five wrong passwords lock the user until an administrator unlocks it (§2)', async () => {
  const site = await startSite()
  const call = async (password: string) =>
    (await site.get(site.queryPath('PLB_VENDOR_ONE', ONE), basic('PLUMBLINE', password))).status
  for (let i = 0; i < 4; i++) expect(await call('wrong')).toBe(401)
  expect(await call('plumbline-demo')).toBe(200)
  for (let i = 0; i < 5; i++) expect(await call('wrong')).toBe(401)
  expect(await call('plumbline-demo')).toBe(401)
  expect((await site.act({ do: 'unlock', oprid: 'PLUMBLINE' })).status).toBe(200)
  expect(await call('plumbline-demo')).toBe(200)
})

test('an OPRID longer than 30 characters, another case, or no login at all is nobody (§2)', async () => {
  const site = await startSite()
  const path = site.queryPath('PLB_VENDOR_ONE', ONE)
  for (const headers of [basic('P'.repeat(31), 'x'), basic('plumbline', 'plumbline-demo'), {}])
    expect((await site.get(path, headers)).status).toBe(401)
})

test('a user without the operation on a permission list is refused with 158,536 (§2)', async () => {
  const site = await startSite({ switches: { serviceSystemStatus: 'development' } })
  const path = site.queryPath('PLB_VENDOR_ONE', ONE)
  const answer = await site.get(path, basic('NOBODY', 'nobody'))
  expect([answer.status, (await answer.text()).includes('(158,536)')]).toEqual([403, true])
  await site.act({
    do: 'insert',
    record: 'PSROLEUSER',
    key: { ROLEUSER: 'NOBODY', ROLENAME: 'PLB_INTEGRATION' },
  })
  expect((await site.get(path, basic('NOBODY', 'nobody'))).status).toBe(200)
})

test('answers are compressed where the site does that and the caller accepts it (§1)', async () => {
  const site = await startSite({ switches: { gzip: 'yes' } })
  const answer = await site.get(site.queryPath('PLB_VENDOR_ONE', ONE), {
    ...LOGIN,
    'accept-encoding': 'gzip',
  })
  expect(answer.headers.get('content-encoding')).toBe('gzip')
  expect(await answer.json()).toMatchObject({ status: 'success' })
})

test('the status page says that the gateway is active (§1)', async () => {
  const site = await startSite()
  const answer = await fetch(`${site.url}/PSIGW/PeopleSoftListeningConnector`)
  expect(answer.headers.get('content-type')).toContain('text/html')
  expect(await answer.text()).toContain('Status: ACTIVE')
})

test('nothing of the operator’s side is reachable through the vendor’s paths, nor any other path', async () => {
  const site = await startSite()
  expect((await site.get('__sandbox/ledger')).status).toBe(404)
  expect((await fetch(`${site.url}/psc/ps/EMPLOYEE/ERP/c/X.GBL`)).status).toBe(404)
})

test('a domain that is down answers 503 or 500 and does nothing (§4.1)', async () => {
  const site = await startSite()
  await site.fault({ name: 'domain-down', times: 1 })
  await site.fault({ name: 'domain-down', times: 1, args: { status: 500 } })
  expect((await site.post(journal())).status).toBe(503)
  expect((await site.post(journal())).status).toBe(500)
  expect(await site.journals('PRC0000001')).toEqual([])
})

test('a bare 500 of the app server comes before or after the work, and does not say which (§4.1)', async () => {
  const site = await startSite()
  await site.fault({ name: 'app-server-500', times: 1 })
  const before = await site.post(journal())
  expect([before.status, await before.text()]).toEqual([500, ''])
  expect(await site.journals('PRC0000001')).toEqual([])
  await site.fault({ name: 'app-server-500', times: 1, args: { after_commit: true } })
  const after = await site.post(journal())
  expect([after.status, await after.text()]).toEqual([500, ''])
  expect(await site.journals('PRC0000001')).toHaveLength(1)
})

test('a slow answer comes after the work is done, so that a caller who gave up has written all the same', async () => {
  const site = await startSite()
  await site.fault({ name: 'slow', times: 1, args: { ms: 60_000 } })
  await expect(
    fetch(`${site.url}/PSIGW/RESTListeningConnector/PSFT_EP/PROCORE_JRNL.v1`, {
      method: 'POST',
      headers: LOGIN,
      body: JSON.stringify(journal()),
      signal: AbortSignal.timeout(300),
    }),
  ).rejects.toThrow()
  expect(await site.journals('PRC0000001')).toHaveLength(1)
})

test('a connection cut after the commit leaves the journal there (§8)', async () => {
  const site = await startSite()
  await site.fault({ name: 'reset-after-commit', times: 1 })
  await expect(site.post(journal())).rejects.toThrow()
  expect(await site.journals('PRC0000001')).toHaveLength(1)
})
