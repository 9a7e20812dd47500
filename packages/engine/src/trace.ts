import {
  type Attributes,
  context,
  propagation,
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'

const tracer = trace.getTracer('plumbline')

/** The W3C trace context of what runs now; null outside a trace or where tracing is off. */
export function currentTraceparent(): string | null {
  const carrier: Record<string, string> = {}
  propagation.inject(context.active(), carrier)
  return carrier.traceparent ?? null
}

/** Runs `work` in a span; `parent` continues the trace that a record carries, else the active one goes on. */
export async function traced<T>(
  name: string,
  parent: string | null | undefined,
  attributes: Attributes,
  work: () => Promise<T>,
): Promise<T> {
  const from = parent ? propagation.extract(ROOT_CONTEXT, { traceparent: parent }) : context.active()
  return await tracer.startActiveSpan(name, { attributes }, from, async span => {
    try {
      return await work()
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) })
      throw error
    } finally {
      span.end()
    }
  })
}
