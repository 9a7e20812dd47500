import { expect, test } from 'vitest'
import { start } from './testing/start.ts'

const pair = { client_id: 'plumbline-demo', client_secret: 'plumbline-demo-secret' }
const grant = { grant_type: 'client_credentials' }

test('the client pair is taken as JSON, form, multipart and Basic (procore.md §1.2)', async () => {
  const { raw, json } = await start()
  const multipart = new FormData()
  for (const [name, value] of Object.entries({ ...grant, ...pair })) multipart.set(name, value)
  const basic = Buffer.from(`${pair.client_id}:${pair.client_secret}`).toString('base64')
  const ways: RequestInit[] = [
    json({ ...grant, ...pair }),
    { body: new URLSearchParams({ ...grant, ...pair }) },
    { body: multipart },
    { body: new URLSearchParams(grant), headers: { authorization: `Basic ${basic}` } },
  ]
  for (const way of ways) {
    const { status, body } = await raw('POST', '/oauth/token', way)
    expect(status).toBe(200)
    expect(body).toEqual({
      access_token: expect.stringMatching(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/),
      token_type: 'bearer',
      expires_in: 5400,
      created_at: expect.any(Number),
    })
  }
})

test('an unknown client gets 401 invalid_client, another grant 400 (procore.md §1.2)', async () => {
  const { raw, json } = await start()
  const wrong = await raw('POST', '/oauth/token', json({ ...grant, ...pair, client_secret: 'no' }))
  expect(wrong.status).toBe(401)
  expect(wrong.body).toMatchObject({
    error: 'invalid_client',
    error_description: expect.stringContaining('unknown client'),
  })
  const grantless = await raw('POST', '/oauth/token', json({ ...pair, grant_type: 'password' }))
  expect([grantless.status, grantless.body.error]).toEqual([400, 'unsupported_grant_type'])
})

test('a token dies after 5400 s on the sandbox clock (procore.md §1.2)', async () => {
  const { call, sandbox } = await start()
  sandbox.clock.set({ shift_ms: 5_399_000 })
  expect((await call('GET', '/rest/v1.0/me')).status).toBe(200)
  sandbox.clock.set({ shift_ms: 2000 })
  const late = await call('GET', '/rest/v1.0/me')
  expect(late.status).toBe(401)
  expect(late.body.message).toBe('The access token is invalid')
})

test('token info names the app, and revoke ends the token and answers 200 for any (procore.md §1.2)', async () => {
  const { call, raw, json, token } = await start()
  const bearer = await token()
  const info = await raw('GET', '/oauth/token/info', { headers: { authorization: `Bearer ${bearer}` } })
  expect(info.body).toMatchObject({ application: { uid: 'plumbline-demo' }, resource_owner_id: 9001 })
  for (const one of [bearer, 'unknown'])
    expect((await raw('POST', '/oauth/revoke', json({ token: one, ...pair }))).status).toBe(200)
  const gone = await call('GET', '/rest/v1.0/me', undefined, { authorization: `Bearer ${bearer}` })
  expect(gone.status).toBe(401)
})

test('the fault token-expired ends the token of the call that it strikes, for good', async () => {
  const { call, sandbox } = await start()
  sandbox.faults.add({ name: 'token-expired', match: { path: 'vendors' }, times: 1 })
  expect((await call('GET', '/rest/v1.0/me')).status).toBe(200)
  expect((await call('GET', '/rest/v1.0/vendors?company_id=4266')).status).toBe(401)
  expect((await call('GET', '/rest/v1.0/me')).status).toBe(401)
})
