import { Refused } from '@plumbline/flow-kit'
import { afterEach, expect, test } from 'vitest'
import { HttpFailure } from './failure.ts'
import { createHttp } from './port.ts'
import { type Asked, sendJson, serve } from './testing/server.ts'
import { type ClientCredentials, createTokens } from './tokens.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function tokensAgainst(
  answer: (asked: Asked, n: number) => [text: string, status?: number],
  grant: Partial<ClientCredentials> = {},
) {
  const server = await serve((asked, response) => sendJson(response, ...answer(asked, server.asked.length)))
  const http = createHttp({ connections: 4, timeoutMs: 2000 })
  closing.push(http.close, server.close)
  const clock = { at: new Date('2026-01-31T12:00:00Z') }
  const tokens = createTokens(
    http,
    {
      url: `${server.url}/oauth/token`,
      clientId: 'us',
      secret: async () => 's&cret',
      pairIn: 'form',
      ...grant,
    },
    () => clock.at,
  )
  return { tokens, server, clock }
}

const good = (_: Asked, n: number): [string] => [
  `{"access_token":"t${n}","token_type":"bearer","expires_in":5400,"created_at":1}`,
]

test('many callers at once cost one token request', async () => {
  const { tokens, server } = await tokensAgainst(good)
  expect(await Promise.all([tokens.token(), tokens.token(), tokens.token()])).toEqual(['t1', 't1', 't1'])
  expect(server.asked).toHaveLength(1)
})

test('a token is renewed before it ends', async () => {
  const { tokens, clock } = await tokensAgainst(good)
  await tokens.token()
  clock.at = new Date('2026-01-31T13:24:59Z')
  expect(await tokens.token()).toBe('t1')
  clock.at = new Date('2026-01-31T13:25:00Z')
  expect(await tokens.token()).toBe('t2')
})

test('a token that is still good goes on while the server gives no new one, and not beyond its end', async () => {
  const { tokens, clock } = await tokensAgainst((asked, n) => (n === 1 ? good(asked, n) : ['', 503]))
  await tokens.token()
  clock.at = new Date('2026-01-31T13:29:50Z')
  expect(await tokens.token()).toBe('t1')
  clock.at = new Date('2026-01-31T13:30:00Z')
  await expect(tokens.token()).rejects.toMatchObject({ stage: 'not-sent', code: 'TOKEN_503' })
})

test('only the token that was refused is forgotten', async () => {
  const { tokens } = await tokensAgainst(good)
  await tokens.token()
  tokens.forget('an older one')
  expect(await tokens.token()).toBe('t1')
  tokens.forget('t1')
  expect(await tokens.token()).toBe('t2')
})

test.each([
  ['form', 'grant_type=client_credentials&client_id=us&client_secret=s%26cret'],
  ['json', '{"grant_type":"client_credentials","client_id":"us","client_secret":"s&cret"}'],
  ['multipart', /name="client_secret"\r\n\r\ns&cret\r\n--.*--\r\n$/s],
  ['basic', 'grant_type=client_credentials'],
] as const)('the pair is sent by %s', async (pairIn, body) => {
  const { tokens, server } = await tokensAgainst(good, { pairIn })
  await tokens.token()
  expect(server.asked[0]?.body).toMatch(body)
  expect(server.asked[0]?.headers.authorization).toBe(
    pairIn === 'basic' ? `Basic ${Buffer.from('us:s%26cret').toString('base64')}` : undefined,
  )
})

test('a refused pair is a refused login, in words without the secret', async () => {
  const { tokens } = await tokensAgainst(() => [
    '{"error":"invalid_client","error_description":"unknown client"}',
    401,
  ])
  const refused = await tokens.token().catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(Refused)
  expect(refused).toMatchObject({ what: 'login', code: 'token-refused' })
  expect(String(refused)).toMatch(/status 401, invalid_client: unknown client/)
  expect(String(refused)).not.toContain('s&cret')
})

test('a token server in trouble means that the call was not made', async () => {
  const { tokens } = await tokensAgainst((_, n) => (n === 1 ? ['', 503] : ['{"access_token":"t"}']))
  await expect(tokens.token()).rejects.toMatchObject({ stage: 'not-sent', code: 'TOKEN_503' })
  await expect(tokens.token()).resolves.toBe('t')
})

test('a token server that is away means that the call was not made', async () => {
  const { tokens, server } = await tokensAgainst(good)
  await server.close()
  const failure = await tokens.token().catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(HttpFailure)
  expect(failure).toMatchObject({ stage: 'not-sent', code: 'ECONNREFUSED' })
})
