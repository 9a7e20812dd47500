import { createHash } from 'node:crypto'
import type { EventHead } from './ports/index.ts'

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
  fingerprint: string | null
  traceparent: string | null
}

/** The head of an entity event. */
export function headOf({ connectionId, entity, key, at, ...event }: EventFacts): EventHead {
  return {
    ...event,
    source: `/plumbline/${connectionId}`,
    type: `plumbline.${entity}.v1`,
    subject: key,
    time: at.toISOString(),
  }
}
