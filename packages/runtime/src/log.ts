import { trace } from '@opentelemetry/api'
import { pino } from 'pino'

/** Names of fields that may hold a secret: shown as `[sealed]` wherever they turn up. */
const SECRET = ['authorization', 'password', 'client_secret', 'secret', 'token', 'access_token']

/** The log of one service: JSON lines on standard output, each with the trace it belongs to. */
export function createLog(service: string, level: string) {
  return pino({
    name: service,
    level,
    redact: { paths: SECRET.flatMap(name => [name, `*.${name}`, `*.*.${name}`]), censor: '[sealed]' },
    mixin: () => {
      const context = trace.getActiveSpan()?.spanContext()
      return context ? { trace_id: context.traceId, span_id: context.spanId } : {}
    },
    serializers: { err: pino.stdSerializers.err },
  })
}

export type ServiceLog = ReturnType<typeof createLog>
