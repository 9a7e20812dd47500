import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A registry seen through a wire that can be watched and cut: a double for tests. */
export type RegistryProxy = {
  url: string
  /** `METHOD path` of each request that came. */
  asked: string[]
  /** `hang` never answers, `refuse` drops the connection, `fail` answers 503. */
  mode: 'pass' | 'hang' | 'refuse' | 'fail'
  close(): Promise<void>
}

/** Opens a proxy on loopback in front of a registry's base URL. */
export async function openRegistryProxy(target: string): Promise<RegistryProxy> {
  const server = createServer((request, response) => void answer(request, response))
  const proxy: RegistryProxy = {
    url: '',
    asked: [],
    mode: 'pass',
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }

  async function answer(request: IncomingMessage, response: ServerResponse) {
    proxy.asked.push(`${request.method} ${request.url}`)
    if (proxy.mode === 'hang') return
    if (proxy.mode === 'refuse') return request.socket.destroy()
    if (proxy.mode === 'fail') return response.writeHead(503).end()
    const body = await request.toArray()
    const passed = await fetch(target + request.url, {
      method: request.method,
      headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
      body: body.length > 0 ? Buffer.concat(body) : undefined,
    })
    response.writeHead(passed.status, { 'content-type': 'application/json' }).end(await passed.text())
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return proxy
}
