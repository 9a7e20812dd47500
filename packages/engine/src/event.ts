import { createHash } from 'node:crypto'

/** One change, one id, the same on every retry: a digest of connection, entity, key and revision (DESIGN §3). */
export function eventId(connectionId: string, entity: string, key: string, revision: number): string {
  return createHash('sha256')
    .update(JSON.stringify([connectionId, entity, key, revision]))
    .digest('hex')
    .slice(0, 32)
}

export const entityTopic = (prefix: string, entity: string): string => `${prefix}.${entity}.v1`
export const notificationTopic = (prefix: string): string => `${prefix}.notification.v1`
export const deadLetterTopic = (prefix: string): string => `${prefix}.dlq.v1`

/** `<connection>/<entity key>`: one record's history is in one partition. */
export const recordKey = (connectionId: string, key: string): string => `${connectionId}/${key}`

/** Splits a record key; null when it is not one of ours. */
export function readRecordKey(text: string): { connectionId: string; key: string } | null {
  const slash = text.indexOf('/')
  return slash < 1 ? null : { connectionId: text.slice(0, slash), key: text.slice(slash + 1) }
}

export type EventFacts = {
  id: string
  connectionId: string
  entity: string
  key: string
  at: Date
  fingerprint: string
  traceparent: string | null
}

/** CloudEvents 1.0, binary mode for Kafka, with the schema's fingerprint and the trace. */
export function eventHeaders(event: EventFacts): Record<string, string> {
  return {
    ce_specversion: '1.0',
    ce_id: event.id,
    ce_source: `/plumbline/${event.connectionId}`,
    ce_type: `plumbline.${event.entity}.v1`,
    ce_subject: event.key,
    ce_time: event.at.toISOString(),
    'content-type': 'application/avro',
    plumbline_schema: event.fingerprint,
    ...(event.traceparent ? { traceparent: event.traceparent } : {}),
  }
}
