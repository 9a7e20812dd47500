import type { ServerResponse } from 'node:http'
import { Value } from 'typebox/value'
import { afterEach, expect, test } from 'vitest'
import { type Asked, sendJson, serve, serveSocket } from '../../http/src/testing/server.ts'
import { createProcore } from './client.ts'
import { ProcoreSettings } from './settings.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function client(
  answer: (asked: Asked, response: ServerResponse, n: number) => void,
  changes: Partial<ProcoreSettings> = {},
) {
  let tokens = 0
  const calls: Asked[] = []
  const server = await serve((asked, response) => {
    if (asked.url === '/oauth/token')
      return sendJson(response, `{"access_token":"t${++tokens}","token_type":"bearer","expires_in":5400}`)
    answer(asked, response, calls.push(asked))
  })
  const settings = Value.Parse(ProcoreSettings, {
    ...(Value.Default(ProcoreSettings, {}) as object),
    api_url: server.url,
    login_url: server.url,
    company_id: '4266',
    client_id: 'plumbline',
    timeout_ms: 2000,
    max_wait_ms: 0,
    ...changes,
  })
  const procore = createProcore(settings, { secret: async () => 'secret', now: () => new Date() })
  closing.push(procore.close, server.close)
  return { procore, calls, server, tokens: () => tokens }
}

test('every call bears the token and the company (procore.md §1.4)', async () => {
  const { procore, calls, tokens } = await client((_, response) =>
    sendJson(response, '{"id":5982324300946918154}', 200, { date: 'Sat, 31 Jan 2026 12:00:00 GMT' }),
  )
  expect(await procore.read('v1.0/me')).toEqual({ id: '5982324300946918154' })
  await procore.read('v1.0/vendors/7', { query: { company_id: '4266' } })
  expect(calls).toMatchObject([
    {
      method: 'GET',
      url: '/rest/v1.0/me',
      headers: { authorization: 'Bearer t1', 'procore-company-id': '4266' },
    },
    { url: '/rest/v1.0/vendors/7?company_id=4266' },
  ])
  expect(tokens()).toBe(1)
  expect(procore.present()).toBe('2026-01-31T12:00:00.000Z')
})

test('a 401 is answered with a fresh token, once', async () => {
  const { procore, calls } = await client(({ headers }, response) =>
    headers.authorization === 'Bearer t2' ? sendJson(response, '[]') : response.writeHead(401).end(),
  )
  expect(await procore.write('PATCH', 'v1.0/things/1', {})).toMatchObject({
    is: 'answered',
    answer: { status: 200 },
  })
  expect(calls.map(({ headers }) => headers.authorization)).toEqual(['Bearer t1', 'Bearer t2'])
})

test('a fresh token that is refused too is a refused login', async () => {
  const { procore, calls } = await client((_, response) =>
    sendJson(response, '{"errors":"Unauthorized"}', 401),
  )
  await expect(procore.read('v1.0/me')).rejects.toMatchObject({
    what: 'login',
    code: 'login-refused',
    message: expect.stringContaining('Unauthorized'),
  })
  expect(calls).toHaveLength(2)
})

test('a record that is not there is null; a list that is not there is a refusal', async () => {
  const { procore } = await client((_, response) => sendJson(response, '{"errors":"Not found"}', 404))
  expect(await procore.show('v1.0/vendors/7')).toBeNull()
  await expect(Array.fromAsync(procore.list('v1.0/vendors'))).rejects.toMatchObject({
    what: 'scope',
    code: 'procore-not-visible',
  })
})

test('a page with 200 is an error for a read and unknown for a bulk write', async () => {
  const { procore } = await client((_, response) => void response.end('<!DOCTYPE html><html></html>'))
  await expect(procore.read('v1.0/vendors')).rejects.toMatchObject({
    name: 'OddAnswer',
    message: expect.stringContaining('html'),
  })
  expect(
    await procore.sync('v1.0/vendors/sync', [{ origin_id: 'a' }], () => ({ id: '1', origin_id: 'a' })),
  ).toMatchObject([{ is: 'unknown' }])
})

test('v2 answers come without their envelope, by pages of at most 100', async () => {
  const { procore, calls } = await client(({ url }, response) =>
    sendJson(response, url.includes('hooks') ? '{"data":[{"id":"1"}]}' : '[]'),
  )
  expect(await Array.fromAsync(procore.list('v2.0/companies/4266/webhooks/hooks'))).toEqual([{ id: '1' }])
  expect(calls[0]?.url).toContain('per_page=100')
  await expect(procore.read('v2.0/other')).rejects.toThrow(/without data/)
})

test('429 is learned by all calls: nobody calls before it is over', async () => {
  const { procore, calls } = await client(
    (_, response) => void response.writeHead(429, { 'retry-after': '60' }).end(),
  )
  await expect(procore.read('v1.0/me')).rejects.toMatchObject({ what: 'budget', code: 'rate-limited' })
  await expect(procore.write('POST', 'v1.0/vendors', {})).rejects.toMatchObject({
    what: 'budget',
    code: 'rate-budget',
  })
  expect(calls).toHaveLength(1)
})

test('the limits are kept without a single 429', async () => {
  const { procore, calls } = await client(
    (_, response, n) =>
      sendJson(response, '{}', 200, {
        'x-rate-limit-limit': '25',
        'x-rate-limit-remaining': String(25 - n),
        'x-rate-limit-reset': String(Math.floor(Date.now() / 1000) + 9),
      }),
    { reserve_percent: 20 },
  )
  const results = await Promise.allSettled(Array.from({ length: 40 }, () => procore.read('v1.0/me')))
  const served = results.filter(({ status }) => status === 'fulfilled').length
  expect(served).toBe(calls.length)
  expect(served).toBeLessThanOrEqual(25)
  expect(procore.limits().spike).toMatchObject({ limit: 25 })
})

test('nobody there: certainly not done. A connection that breaks: unknown', async () => {
  const login = await client(() => undefined)
  const { procore, server } = await client(() => undefined, { login_url: login.server.url })
  await server.close()
  expect(await procore.write('POST', 'v1.0/vendors', {})).toMatchObject({
    is: 'retry',
    code: 'procore-unreachable',
  })

  const breaking = await serveSocket(socket => void socket.on('data', () => socket.destroy()))
  closing.push(breaking.close)
  const broken = await client(() => undefined, { api_url: breaking.url, login_url: login.server.url })
  expect(await broken.procore.write('POST', 'v1.0/vendors', {})).toMatchObject({ is: 'unknown' })
})

test('a token server that is away: certainly not done', async () => {
  const away = await client(() => undefined)
  await away.server.close()
  const { procore, calls } = await client((_, response) => sendJson(response, '{}'), {
    login_url: away.server.url,
  })
  expect(await procore.write('POST', 'v1.0/vendors', {})).toMatchObject({ is: 'retry' })
  expect(calls).toEqual([])
})
