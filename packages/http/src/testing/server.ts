import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createSocketServer, type Server, type Socket } from 'node:net'

/** A request as a test server saw it, with its whole body. */
export type Asked = { method: string; url: string; headers: IncomingMessage['headers']; body: string }

export type TestServer = { url: string; asked: Asked[]; close(): Promise<void> }

/** An HTTP server on a free loopback port that answers what the test says. */
export async function serve(
  answer: (asked: Asked, response: ServerResponse) => void | Promise<void>,
): Promise<TestServer> {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url = '', headers } = request
      const one = { method, url, headers, body: Buffer.concat(chunks).toString() }
      asked.push(one)
      void answer(one, response)
    })
  })
  const url = await listen(server)
  return {
    url,
    asked,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** A server that speaks raw bytes: for connections that break. */
export async function serveSocket(talk: (socket: Socket) => void) {
  const open = new Set<Socket>()
  const server = createSocketServer(socket => {
    open.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => open.delete(socket))
    talk(socket)
  })
  const url = await listen(server)
  return {
    url,
    close: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        for (const socket of open) socket.destroy()
      }),
  }
}

/** Answers JSON text as it stands. */
export function sendJson(
  response: ServerResponse,
  text: string,
  status = 200,
  headers: Record<string, string> = {},
) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text)
}

function listen(server: Server): Promise<string> {
  return new Promise(resolve => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
  })
}
