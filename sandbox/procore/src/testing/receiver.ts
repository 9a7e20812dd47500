import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach } from 'vitest'
import { readJson } from '../json.ts'
import type { Json } from './start.ts'

/** One delivery as it came in. */
export type Received = { headers: IncomingHttpHeaders; text: string; body: Json }

const open: (() => void)[] = []
afterEach(() => {
  for (const close of open.splice(0)) close()
})

/** A webhook endpoint that keeps what it gets; `answer` says how it answers the n-th delivery (1, 2 …), null never. */
export async function startReceiver(answer: (n: number) => number | null = () => 200) {
  const received: Received[] = []
  const waiting: { count: number; done: () => void }[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', chunk => (text += chunk))
    request.on('end', () => {
      received.push({ headers: request.headers, text, body: readJson(text) })
      const status = answer(received.length)
      if (status !== null) response.writeHead(status, { 'x-receiver': 'test' }).end('noted')
      for (const one of waiting) if (received.length >= one.count) one.done()
    })
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  open.push(() => {
    server.close()
    server.closeAllConnections()
  })
  /** Resolves once so many deliveries have come in. */
  const got = async (count: number): Promise<Received[]> => {
    if (received.length < count) await new Promise<void>(done => waiting.push({ count, done }))
    return received
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`, received, got }
}
