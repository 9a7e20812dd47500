import { skeletonPeoplesoft } from '@plumbline/sandbox-world'
import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, jwtVerify } from 'jose'
import { expect, test } from 'vitest'
import { basic, LOGIN, startSite } from './testing/start.ts'

type Started = Awaited<ReturnType<typeof startSite>>
const FORM = {
  grant_type: 'client_credentials',
  client_id: 'plumbline-demo',
  client_secret: 'plumbline-demo-secret',
}

async function askToken(
  site: Started,
  form: Record<string, string> = FORM,
  headers: Record<string, string> = {},
) {
  const body = new URLSearchParams(form)
  const answer = await fetch(`${site.issuerUrl}/oauth2/token`, { method: 'POST', headers, body })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

async function token(site: Started, form: Record<string, string> = FORM): Promise<string> {
  return String((await askToken(site, form)).body.access_token)
}

async function call(site: Started, bearer: string, method = 'GET'): Promise<number> {
  const path = `${site.url}/PSIGW/RESTListeningConnector/PSFT_EP/PROCORE_JRNL.v1${method === 'GET' ? '/US001/X' : ''}`
  return (await fetch(path, { method, headers: { authorization: `Bearer ${bearer}` } })).status
}

test('a token is a signed JWT whose keys and issuer the metadata names (peoplesoft.md §2)', async () => {
  const site = await startSite()
  const { status, body } = await askToken(site)
  expect([status, body.token_type, body.expires_in]).toEqual([200, 'Bearer', 3600])
  const metadata = (await (
    await fetch(`${site.issuerUrl}/.well-known/openid-configuration`)
  ).json()) as Record<string, string>
  const keys = createLocalJWKSet((await (await fetch(metadata.jwks_uri!)).json()) as JSONWebKeySet)
  const { payload } = await jwtVerify(String(body.access_token), keys, { issuer: metadata.issuer! })
  expect(payload).toMatchObject({ sub: 'PLUMBLINE', aud: 'psft-fscm', scope: 'readwrite' })
  expect(payload.exp! - payload.iat!).toBe(3600)
})

test('the client’s pair is taken from the form or from Basic, and a wrong one is refused (§2)', async () => {
  const site = await startSite()
  const grant = { grant_type: 'client_credentials' }
  expect((await askToken(site, grant, basic('plumbline-demo', 'plumbline-demo-secret'))).status).toBe(200)
  expect(await askToken(site, grant, basic('plumbline-demo', 'wrong'))).toMatchObject({
    status: 401,
    body: { error: 'invalid_client' },
  })
  expect((await askToken(site, { ...FORM, grant_type: 'password' })).body.error).toBe(
    'unsupported_grant_type',
  )
  expect((await askToken(site, { ...FORM, scope: 'admin' })).body.error).toBe('invalid_scope')
})

test('the gateway takes a token until it expires by the site’s clock (§2)', async () => {
  const site = await startSite({ switches: { tokenSeconds: 600 } })
  const bearer = await token(site)
  expect(await call(site, bearer)).toBe(200)
  await site.pass(599_000)
  expect(await call(site, bearer)).toBe(200)
  await site.pass(2_000)
  expect(await call(site, bearer)).toBe(401)
  expect(await call(site, await token(site))).toBe(200)
})

test('the claim of the switch names the user, who must exist and be permitted (§2)', async () => {
  const site = await startSite()
  expect(await call(site, await token(site))).toBe(200)
  await site.set({ oauthClaim: 'email' })
  expect(await call(site, await token(site))).toBe(200)
  const key = { CLIENT_ID: 'plumbline-demo' }
  await site.act({ do: 'update', record: 'OAUTH_CLIENT', key, set: { EMAIL: 'other@example.com' } })
  expect(await call(site, await token(site))).toBe(401)
  await site.act({ do: 'update', record: 'OAUTH_CLIENT', key, set: { SUB: 'NOBODY' } })
  await site.set({ oauthClaim: 'sub' })
  expect(await call(site, await token(site))).toBe(403)
})

test('a token for another audience, by another issuer or with a changed text is refused (§2)', async () => {
  const [site, other] = [await startSite(), await startSite()]
  expect(await call(site, await token(other))).toBe(401)
  const [head, , signature] = (await token(site)).split('.')
  const forged = Buffer.from(JSON.stringify({ ...decodeJwt(await token(site)), sub: 'NOBODY' })).toString(
    'base64url',
  )
  expect(await call(site, `${head}.${forged}.${signature}`)).toBe(401)
  const set = { AUD: 'another-app' }
  await site.act({ do: 'update', record: 'OAUTH_CLIENT', key: { CLIENT_ID: 'plumbline-demo' }, set })
  expect(await call(site, await token(site))).toBe(401)
})

test('a scope opens the methods that the switch gives it (§2, §10.5)', async () => {
  const rows = skeletonPeoplesoft()
  const site = await startSite({
    rows: {
      ...rows,
      OAUTH_CLIENT: rows.OAUTH_CLIENT!.map(client => ({ ...client, SCOPE: 'read write readwrite' })),
    },
  })
  const reading = await token(site, { ...FORM, scope: 'read' })
  const writing = await token(site, { ...FORM, scope: 'write' })
  expect([await call(site, reading), await call(site, writing)]).toEqual([200, 401])
  expect([await call(site, reading, 'POST'), await call(site, writing, 'POST')]).toEqual([401, 400])
  await site.set({ oauthScope: 'any' })
  expect([await call(site, writing), await call(site, reading, 'POST')]).toEqual([200, 400])
})

test('an operation takes only the scheme that its Req Verification names (§2)', async () => {
  const site = await startSite()
  const demand = (IB_REQVERIFY: string) =>
    site.act({
      do: 'update',
      record: 'PSOPERATION',
      key: { IB_OPERATIONNAME: 'PROCORE_JRNL_GET' },
      set: { IB_REQVERIFY },
    })
  const both = async () => [
    (await site.get('PROCORE_JRNL.v1/US001/X', LOGIN)).status,
    await call(site, await token(site)),
  ]
  expect(await both()).toEqual([200, 200])
  await demand('B')
  expect(await both()).toEqual([200, 401])
  await demand('O')
  expect(await both()).toEqual([401, 200])
})
