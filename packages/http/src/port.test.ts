import { once } from 'node:events'
import { gzipSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import { HttpFailure } from './failure.ts'
import { type CallSeen, createHttp, type HttpCall, type HttpOptions } from './port.ts'
import { sendJson, serve, serveSocket } from './testing/server.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

function port(options: Partial<HttpOptions> = {}) {
  const seen: CallSeen[] = []
  const http = createHttp({
    connections: 2,
    timeoutMs: 5000,
    onCall: one => void seen.push(one),
    ...options,
  })
  closing.unshift(http.close)
  return { http, seen }
}

async function talking(talk: Parameters<typeof serveSocket>[0]) {
  const server = await serveSocket(talk)
  closing.push(server.close)
  return server.url
}

const post = (url: string, more: Partial<HttpCall> = {}): HttpCall => ({
  method: 'POST',
  url,
  route: '/things/{id}',
  body: '{}',
  ...more,
})

test('an answer comes whole, of any status, with its headers in lower case', async () => {
  const server = await serve((_, response) =>
    sendJson(response, '{"id": 9007199254740993}', 422, { 'X-Id': 'a' }),
  )
  closing.push(server.close)
  const { http, seen } = port()
  const answer = await http.call(post(`${server.url}/things/1?a=b`, { headers: { accept: 'x/y' } }))
  expect(answer).toMatchObject({
    status: 422,
    headers: { 'x-id': 'a' },
    body: { is: 'json', value: { id: '9007199254740993' } },
  })
  expect(server.asked[0]).toMatchObject({
    method: 'POST',
    url: '/things/1?a=b',
    body: '{}',
    headers: { accept: 'x/y', 'user-agent': 'plumbline' },
  })
  expect(seen).toMatchObject([
    { method: 'POST', route: '/things/{id}', status: 422, failed: null, bytes: 24 },
  ])
})

test('nobody listening: not sent', async () => {
  const url = await talking(() => undefined)
  await closing.pop()?.()
  const { http, seen } = port()
  await expect(http.call(post(url))).rejects.toMatchObject({ stage: 'not-sent', code: 'ECONNREFUSED' })
  expect(seen).toMatchObject([{ status: null, failed: 'not-sent' }])
})

test('a name that does not exist: not sent', async () => {
  const { http } = port()
  await expect(http.call(post('http://plumbline.invalid/'))).rejects.toMatchObject({ stage: 'not-sent' })
})

test('a server that does not speak TLS: not sent', async () => {
  const url = await talking(socket => socket.end('nonsense'))
  const { http } = port()
  await expect(http.call(post(url.replace('http:', 'https:')))).rejects.toMatchObject({ stage: 'not-sent' })
})

test('reset as soon as the request is read: sent', async () => {
  const url = await talking(socket => void socket.on('data', () => socket.resetAndDestroy()))
  const { http, seen } = port()
  await expect(http.call(post(url))).rejects.toMatchObject({ name: 'HttpFailure', stage: 'sent' })
  expect(seen).toMatchObject([{ status: null, failed: 'sent' }])
})

test('half an answer: sent', async () => {
  const url = await talking(
    socket => void socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{"a":')),
  )
  const { http } = port()
  await expect(http.call(post(url))).rejects.toMatchObject({ name: 'HttpFailure', stage: 'sent' })
})

test('no answer in time: sent', async () => {
  const url = await talking(socket => void socket.resume())
  const { http } = port({ timeoutMs: 100 })
  await expect(http.call(post(url))).rejects.toMatchObject({ stage: 'sent', code: 'DEADLINE' })
})

test('a body that drips on beyond the deadline: sent', async () => {
  const url = await talking(socket => {
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n')
      const drip = setInterval(() => socket.write('x'), 20)
      socket.on('close', () => clearInterval(drip))
    })
  })
  const { http } = port()
  await expect(http.call(post(url, { timeoutMs: 100 }))).rejects.toMatchObject({
    stage: 'sent',
    code: 'DEADLINE',
  })
})

test('the deadline passes while all connections are taken: not sent, then or later', async () => {
  const requests: string[] = []
  const answering: (() => void)[] = []
  const server = await serve((asked, response) => {
    requests.push(asked.url)
    answering.push(() => sendJson(response, '{}'))
  })
  closing.push(server.close)
  const { http } = port({ connections: 1 })
  const first = http.call(post(`${server.url}/first`))
  const second = http.call(post(`${server.url}/second`, { timeoutMs: 50 }))
  await expect(second).rejects.toMatchObject({ stage: 'not-sent', code: 'DEADLINE' })
  answering.shift()?.()
  await first
  const third = http.call(post(`${server.url}/third`))
  await expect.poll(() => answering.length).toBe(1)
  answering.shift()?.()
  await third
  expect(requests).toEqual(['/first', '/third'])
})

test('no more calls at a time than connections', async () => {
  const waiting: (() => void)[] = []
  let most = 0
  const server = await serve((_, response) => {
    most = Math.max(
      most,
      waiting.push(() => sendJson(response, '{}')),
    )
    if (waiting.length === 2) for (const answer of waiting.splice(0)) answer()
  })
  closing.push(server.close)
  const { http } = port({ connections: 2 })
  await Promise.all(Array.from({ length: 10 }, () => http.call(post(server.url))))
  expect(most).toBe(2)
})

test('a packed answer is unpacked', async () => {
  const server = await serve((asked, response) => {
    expect(asked.headers['accept-encoding']).toContain('gzip')
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"a":1}'))
  })
  closing.push(server.close)
  const { http } = port()
  expect((await http.call(post(server.url))).body).toEqual({ is: 'json', value: { a: '1' } })
})

test('a body beyond the limit is refused, packed or not', async () => {
  const server = await serve((asked, response) => {
    const text = 'x'.repeat(5000)
    if (asked.url === '/plain') response.end(text)
    else response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(text))
  })
  closing.push(server.close)
  const { http } = port({ maxBytes: 1000 })
  for (const path of ['/plain', '/packed'])
    await expect(http.call(post(server.url + path))).rejects.toMatchObject({
      stage: 'sent',
      code: 'BODY_TOO_LARGE',
    })
})

test('a redirect is an answer, not followed', async () => {
  const server = await serve((_, response) => void response.writeHead(302, { location: '/login' }).end())
  closing.push(server.close)
  const { http } = port()
  expect(await http.call(post(server.url))).toMatchObject({ status: 302, headers: { location: '/login' } })
  expect(server.asked).toHaveLength(1)
})

test('a failure names the route and the host, never the query', async () => {
  const url = await talking(socket => void socket.on('data', () => socket.destroy()))
  const { http } = port()
  const failure = await http.call(post(`${url}/things/1?secret=x`)).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(HttpFailure)
  expect(String(failure)).toMatch(/^HttpFailure: POST 127\.0\.0\.1:\d+ \/things\/\{id\}: /)
  expect(String(failure)).not.toContain('secret')
})

test('calls go on after a connection broke', async () => {
  let broken = false
  const url = await talking(socket => {
    socket.on('data', () => {
      if (broken) return socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}')
      broken = true
      socket.destroy()
    })
  })
  const { http } = port()
  await expect(http.call(post(url))).rejects.toThrow(HttpFailure)
  expect((await http.call(post(url))).status).toBe(200)
})

test('closing ends what is under way', async () => {
  const arrived = new EventTarget()
  const url = await talking(
    socket => void socket.once('data', () => arrived.dispatchEvent(new Event('data'))),
  )
  const { http } = port()
  const call = http.call(post(url))
  const failed = expect(call).rejects.toMatchObject({ stage: 'sent' })
  await once(arrived, 'data')
  await http.close()
  await failed
})
