import { trace } from '@opentelemetry/api'
import { type DestinationStream, pino } from 'pino'

/** Names of fields that may hold a secret: shown as `[sealed]`, at the top and two levels down. */
const SECRET = [
  'authorization',
  'Authorization',
  'password',
  'client_secret',
  'webhook_secret',
  'secret',
  'token',
  'access_token',
]

/** The log of one service: JSON lines on standard output, or where `to` says, each with the trace it belongs to. */
export function createLog(service: string, level: string, to?: DestinationStream) {
  const options = {
    name: service,
    level,
    redact: { paths: SECRET.flatMap(name => [name, `*.${name}`, `*.*.${name}`]), censor: '[sealed]' },
    mixin: () => {
      const context = trace.getActiveSpan()?.spanContext()
      return context ? { trace_id: context.traceId, span_id: context.spanId } : {}
    },
    serializers: { err: pino.stdSerializers.err },
  }
  return to ? pino(options, to) : pino(options)
}

export type ServiceLog = ReturnType<typeof createLog>
