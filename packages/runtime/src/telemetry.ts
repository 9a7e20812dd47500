import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Meter, metrics } from '@opentelemetry/api'

export type Telemetry = {
  meter: Meter
  /** Answers a Prometheus scrape. */
  answerMetrics(request: IncomingMessage, response: ServerResponse): void
  stop(): Promise<void>
}

/**
 * Starts traces and metrics. Metrics are scraped; traces go to the OTLP endpoint that the standard variables name
 * (`OTEL_EXPORTER_OTLP_ENDPOINT`), and nowhere without one. The trace context is carried on either way.
 */
export async function startTelemetry(service: string): Promise<Telemetry> {
  // Loaded where it is used: the command line starts sooner without.
  const [{ PrometheusExporter }, { NodeSDK }] = await Promise.all([
    import('@opentelemetry/exporter-prometheus'),
    import('@opentelemetry/sdk-node'),
  ])
  const prometheus = new PrometheusExporter({ preventServerStart: true })
  process.env.OTEL_LOGS_EXPORTER ??= 'none'
  const env = process.env
  const exports =
    env.OTEL_EXPORTER_OTLP_ENDPOINT || env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || env.OTEL_TRACES_EXPORTER
  const sdk = new NodeSDK({
    serviceName: service,
    metricReaders: [prometheus],
    instrumentations: [],
    ...(exports ? {} : { spanProcessors: [keepsNothing] }),
  })
  sdk.start()
  return {
    meter: metrics.getMeter('plumbline'),
    answerMetrics: (request, response) => prometheus.getMetricsRequestHandler(request, response),
    stop: () => sdk.shutdown(),
  }
}

/** Without an exporter spans go nowhere, but they have ids: the trace still runs through logs, audit, Kafka and calls. */
const keepsNothing = {
  onStart: () => {},
  onEnd: () => {},
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
}
