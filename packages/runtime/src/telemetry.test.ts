import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { trace } from '@opentelemetry/api'
import { afterAll, expect, test } from 'vitest'
import { createLog } from './log.ts'
import { metric } from './metrics.ts'
import { startTelemetry } from './telemetry.ts'

const calls: string[] = []
const seen = (message: unknown) => {
  const { request } = message as { request: { host: string; path: string } }
  calls.push(`${request.host}${request.path}`)
}
subscribe('http.client.request.start', seen)
afterAll(() => unsubscribe('http.client.request.start', seen))

const telemetry = await startTelemetry('a-service')

/** What is logged while `work` runs, as objects. */
async function logged(
  work: (log: ReturnType<typeof createLog>) => unknown,
): Promise<Record<string, unknown>[]> {
  const lines: string[] = []
  await work(createLog('a-service', 'info', { write: line => void lines.push(line) }))
  return lines.map(line => JSON.parse(line) as Record<string, unknown>)
}

test('a line within a trace bears its id; one outside bears none', async () => {
  const [outside, inside] = await logged(log => {
    log.info({ connection: 'demo' }, 'outside')
    trace.getTracer('t').startActiveSpan('work', span => {
      log.info({ connection: 'demo', entity: 'vendor', key: 'SHARE:1' }, 'inside')
      span.end()
    })
  })
  expect(outside).not.toHaveProperty('trace_id')
  expect(inside).toMatchObject({
    name: 'a-service',
    connection: 'demo',
    entity: 'vendor',
    key: 'SHARE:1',
    trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    msg: 'inside',
  })
})

test('a secret is not written, wherever in a line it stands', async () => {
  const secret = 'hunter2-hunter2'
  const lines = await logged(log => {
    log.info({ password: secret, headers: { authorization: secret } }, 'top')
    log.info({ call: { headers: { Authorization: secret, accept: 'json' } } }, 'deep')
    log.error({ err: Object.assign(new Error('refused'), { token: secret }) }, 'error')
    log.info({ settings: { client_secret: secret, webhook_secret: secret } }, 'settings')
  })
  expect(JSON.stringify(lines)).not.toContain(secret)
  expect(lines[1]).toMatchObject({ call: { headers: { Authorization: '[sealed]', accept: 'json' } } })
})

test('the metrics page shows what was measured, with its description', async () => {
  telemetry.meter.createCounter(...metric('plumbline_webhooks_total')).add(3, { status: 202 })
  const server = createServer((request, response) => telemetry.answerMetrics(request, response))
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const page = await (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)).text()
  server.close()
  expect(page).toMatch(/^plumbline_webhooks_total\{.*status="202".*\} 3/m)
  expect(page).toContain('# HELP plumbline_webhooks_total Webhooks by the status they were answered with.')
})

test('without an endpoint in the environment nothing leaves the process', async () => {
  for (const name of Object.keys(process.env)) expect(name).not.toMatch(/^OTEL_EXPORTER/)
  trace.getTracer('t').startActiveSpan('work', span => span.end())
  await telemetry.stop()
  expect(calls).toEqual([])
  // The channel does tell of calls.
  const call = request('http://127.0.0.1:1/x').on('error', () => {})
  call.end()
  await new Promise(done => call.once('close', done))
  expect(calls).toEqual(['127.0.0.1/x'])
})
