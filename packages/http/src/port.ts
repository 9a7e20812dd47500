import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import { context, propagation, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { Agent } from 'undici'
import { type Body, readBody } from './body.ts'
import { exchange } from './exchange.ts'
import { HttpFailure, type Stage } from './failure.ts'

/**
 * One request. `route` is what spans, metrics and errors show: a template without ids, queries or secrets.
 */
export type HttpCall = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  route: string
  headers?: Record<string, string>
  body?: string
  /** Another deadline than the port's. */
  timeoutMs?: number
}

/** A whole answer of any status. Header names in lower case. */
export type HttpAnswer = { status: number; headers: Record<string, string>; body: Body }

/** What an observer learns of each call, for metrics. `status` is null where no answer came. */
export type CallSeen = {
  method: string
  host: string
  route: string
  status: number | null
  failed: Stage | null
  ms: number
  /** Of the answer's body, as it came over the wire. */
  bytes: number
}

/**
 * Calls HTTP servers. Nothing is repeated, no redirect is followed: what to do about a failure is the
 * caller's. `call` throws only `HttpFailure`.
 */
export type Http = { call(call: HttpCall): Promise<HttpAnswer>; close(): Promise<void> }

export type HttpOptions = {
  /** Connections, and so calls at a time, per origin. */
  connections: number
  /** Longest time for one call, from asking for a connection to the last byte. */
  timeoutMs: number
  /** Largest body taken, before and after unpacking; default 32 MiB. */
  maxBytes?: number
  userAgent?: string
  onCall?(seen: CallSeen): void
}

const unpack = { gzip: promisify(gunzip), deflate: promisify(inflate), br: promisify(brotliDecompress) }

/** Makes a port with connections of its own. Each call is a client span and carries the trace on. */
export function createHttp(options: HttpOptions): Http {
  const maxBytes = options.maxBytes ?? 32 * 1024 * 1024
  const agent = new Agent({
    connections: options.connections,
    pipelining: 1,
    allowH2: false,
    connect: { timeout: Math.min(options.timeoutMs, 10_000) },
    headersTimeout: 0,
    bodyTimeout: 0,
  })

  const answer = async (call: HttpCall, headers: Record<string, string>): Promise<[HttpAnswer, number]> => {
    const got = await exchange(agent, { ...call, headers }, call.timeoutMs ?? options.timeoutMs, maxBytes)
    const bytes = await unpacked(got.bytes, got.headers['content-encoding'], maxBytes)
    const body = readBody(bytes, got.headers['content-type'] ?? '')
    return [{ status: got.status, headers: got.headers, body }, got.bytes.length]
  }

  return {
    async call(call) {
      const { host, hostname } = new URL(call.url)
      const span = startSpan(call, hostname)
      const headers: Record<string, string> = {
        'accept-encoding': 'gzip, deflate, br',
        'user-agent': options.userAgent ?? 'plumbline',
        ...call.headers,
      }
      propagation.inject(trace.setSpan(context.active(), span), headers)
      const started = performance.now()
      const seen = (status: number | null, failed: Stage | null, bytes: number) =>
        options.onCall?.({
          method: call.method,
          host,
          route: call.route,
          status,
          failed,
          ms: performance.now() - started,
          bytes,
        })
      try {
        const [got, bytes] = await answer(call, headers)
        span.setAttribute('http.response.status_code', got.status)
        if (got.status >= 400) span.setStatus({ code: SpanStatusCode.ERROR })
        seen(got.status, null, bytes)
        return got
      } catch (error) {
        if (!(error instanceof HttpFailure)) throw error
        span.setAttribute('error.type', error.code)
        span.setStatus({ code: SpanStatusCode.ERROR, message: `${error.code} (${error.stage})` })
        seen(null, error.stage, 0)
        throw new HttpFailure(
          error.stage,
          error.code,
          `${call.method} ${host} ${call.route}: ${error.message}`,
        )
      } finally {
        span.end()
      }
    },
    close: () => agent.destroy(),
  }
}

function startSpan(call: HttpCall, hostname: string): Span {
  return trace.getTracer('@plumbline/http').startSpan(`${call.method} ${call.route}`, {
    kind: SpanKind.CLIENT,
    attributes: {
      'http.request.method': call.method,
      'url.template': call.route,
      'server.address': hostname,
    },
  })
}

async function unpacked(bytes: Buffer, encoding: string | undefined, maxBytes: number): Promise<Buffer> {
  if (!encoding || encoding === 'identity' || bytes.length === 0) return bytes
  const by = Object.hasOwn(unpack, encoding) ? unpack[encoding as keyof typeof unpack] : null
  if (!by) throw new HttpFailure('sent', 'BAD_ENCODING', `the answer is packed as ${encoding}`)
  try {
    return await by(bytes, { maxOutputLength: maxBytes })
  } catch (error) {
    const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
    throw new HttpFailure(
      'sent',
      tooLarge ? 'BODY_TOO_LARGE' : 'BAD_ENCODING',
      tooLarge ? `the answer unpacks to more than ${maxBytes} bytes` : 'the answer cannot be unpacked',
    )
  }
}
