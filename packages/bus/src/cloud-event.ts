/**
 * The head of an event, carried in headers (CloudEvents 1.0, Kafka binding, binary mode) beside a `traceparent` (W3C
 * Trace Context). `fingerprint` is that of the schema the value was written with.
 */
export type EventHead = {
  id: string
  source: string
  type: string
  subject: string
  /** ISO 8601 UTC. */
  time: string
  fingerprint: string | null
  traceparent: string | null
}

/** The headers of an event; the value is Avro. */
export function toHeaders(head: EventHead): Record<string, string> {
  return {
    'content-type': 'application/avro',
    ce_specversion: '1.0',
    ce_id: head.id,
    ce_source: head.source,
    ce_type: head.type,
    ce_subject: head.subject,
    ce_time: head.time,
    ...(head.fingerprint === null ? {} : { ce_fingerprint: head.fingerprint }),
    ...(head.traceparent === null ? {} : { traceparent: head.traceparent }),
  }
}

/** The head that a record carries; null when it is no CloudEvent, as a foreign producer's may be. */
export function fromHeaders(headers: Record<string, string>): EventHead | null {
  const { ce_id: id, ce_source: source, ce_type: type } = headers
  if (id === undefined || source === undefined || type === undefined) return null
  return {
    id,
    source,
    type,
    subject: headers.ce_subject ?? '',
    time: headers.ce_time ?? '',
    fingerprint: headers.ce_fingerprint ?? null,
    traceparent: headers.traceparent ?? null,
  }
}
