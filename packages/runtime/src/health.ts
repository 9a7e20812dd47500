import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One thing that a service depends on or does; `why` says what is wrong when it is not well. */
export type Check = { name: string; ok: boolean; why: string | null }

export type HealthSources = {
  /** Work goes on: no loop has stood still. A pod that fails this is restarted. */
  live(): Check[]
  /** Dependencies answer. A pod that fails this gets no traffic. */
  ready(): Promise<Check[]>
  metrics(request: IncomingMessage, response: ServerResponse): void
}

export type HealthServer = { url: string; close(): Promise<void> }

/** `/health/live`, `/health/ready` (200 or 503, JSON with every check) and `/metrics`. Nothing else answers. */
export async function startHealth(host: string, port: number, sources: HealthSources): Promise<HealthServer> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0]
    if (path === '/metrics') sources.metrics(request, response)
    else if (path === '/health/live') answer(response, sources.live())
    else if (path === '/health/ready')
      sources.ready().then(
        checks => answer(response, checks),
        (error: Error) => answer(response, [{ name: 'health', ok: false, why: error.message }]),
      )
    else response.writeHead(404).end()
  })
  server.headersTimeout = 5000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const { port: bound } = server.address() as AddressInfo
  return {
    url: `http://${host}:${bound}`,
    close: () => new Promise(resolve => server.close(() => resolve())),
  }
}

function answer(response: ServerResponse, checks: Check[]): void {
  const ok = checks.every(check => check.ok)
  response.writeHead(ok ? 200 : 503, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ ok, checks }))
}
