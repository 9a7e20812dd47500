import { trace } from '@opentelemetry/api'
import { NodeSDK } from '@opentelemetry/sdk-node'
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createHttp } from './port.ts'
import { sendJson, serve, type TestServer } from './testing/server.ts'

const spans = new InMemorySpanExporter()
const sdk = new NodeSDK({
  serviceName: 'trial',
  autoDetectResources: false,
  spanProcessors: [new SimpleSpanProcessor({ exporter: spans })],
  metricReaders: [],
  logRecordProcessors: [],
})
const http = createHttp({ connections: 1, timeoutMs: 2000 })
let server: TestServer

beforeAll(async () => {
  sdk.start()
  server = await serve((_, response) => sendJson(response, '{}', 503))
})
beforeEach(() => spans.reset())
afterAll(async () => {
  await http.close()
  await server.close()
  await sdk.shutdown()
})

const call = (url: string) =>
  http.call({ method: 'GET', url: `${url}/rest/vendors/7?secret=x`, route: 'vendors/{id}' })

test('the trace of the caller goes on to the server', async () => {
  const traceId = await trace.getTracer('trial').startActiveSpan('caller', async span => {
    await call(server.url)
    span.end()
    return span.spanContext().traceId
  })
  const [client] = spans.getFinishedSpans()
  expect(server.asked.at(-1)?.headers.traceparent).toBe(`00-${traceId}-${client?.spanContext().spanId}-01`)
})

test('each call is a span that tells the route and the outcome, never the address asked', async () => {
  await call(server.url)
  await expect(call('http://plumbline.invalid')).rejects.toThrow()
  const [answered, failed] = spans.getFinishedSpans()
  expect(answered).toMatchObject({
    name: 'GET vendors/{id}',
    attributes: {
      'http.request.method': 'GET',
      'url.template': 'vendors/{id}',
      'http.response.status_code': 503,
    },
  })
  expect(failed).toMatchObject({
    attributes: { 'error.type': 'ENOTFOUND' },
    status: { message: 'ENOTFOUND (not-sent)' },
  })
  expect(JSON.stringify([answered?.attributes, failed?.attributes])).not.toContain('secret')
})
