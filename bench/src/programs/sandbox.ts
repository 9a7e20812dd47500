import { createServer, type IncomingMessage } from 'node:http'
import { json } from 'node:stream/consumers'
import { buildPeoplesoftSandbox } from '@plumbline/sandbox-peoplesoft'
import { buildProcoreSandbox } from '@plumbline/sandbox-procore'
import { peoplesoftRows, procoreRows, type Size } from '../world.ts'

/**
 * One of the sandboxes with a benchmark's world, in memory: `sandbox.ts peoplesoft|procore PORT`. Beside what a sandbox
 * answers, `POST /__sandbox/fresh` with `{size, switches}` begins a new one in its place, and `GET /__sandbox/calls`
 * tells how many calls that has had, by route.
 */
const [, , name, port] = process.argv

type Order = { size: Size; switches: Record<string, string | number> }

async function build({ size, switches }: Order) {
  const { app, close } =
    name === 'procore'
      ? await buildProcoreSandbox({ rows: procoreRows(size), switches })
      : await buildPeoplesoftSandbox({ rows: peoplesoftRows(size), switches })
  const calls: Record<string, number> = {}
  app.addHook('onResponse', async request => {
    if (request.url.startsWith('/__sandbox')) return
    // Of a query the name tells more than the route.
    const query = /\/(PLB_\w+)\//.exec(request.url)?.[1]
    const route = `${request.method} ${query ?? request.routeOptions.url}`
    calls[route] = (calls[route] ?? 0) + 1
  })
  app.get('/__sandbox/calls', async () => calls)
  await app.ready()
  return { app, close }
}

async function beginAnew(request: IncomingMessage): Promise<void> {
  const next = await build((await json(request)) as Order)
  const last = current
  current = next
  await last.close()
}

let current = await build({ size: { suppliers: 1, projects: 1, costs: 1 }, switches: {} })
const server = createServer((request, response) => {
  if (request.url !== '/__sandbox/fresh') return current.app.routing(request, response)
  beginAnew(request).then(
    () => response.writeHead(204).end(),
    (error: Error) => response.writeHead(500).end(error.stack),
  )
})
process.once('SIGTERM', () => process.exit(0))
server.listen(Number(port), '127.0.0.1')
