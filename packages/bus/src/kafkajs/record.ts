import type { KafkaMessage } from 'kafkajs'
import type { InRecord } from '../bus.ts'

/** A record as kafkajs reads it, in our form; of a header that is there twice the first counts. */
export function recordOf({ offset, key, value, headers = {}, timestamp }: KafkaMessage): InRecord {
  const texts = Object.entries(headers).flatMap(([name, given]) => {
    const first = Array.isArray(given) ? given[0] : given
    return first === undefined ? [] : [[name, first.toString()] as const]
  })
  return {
    offset: BigInt(offset),
    key: key?.toString() ?? null,
    value,
    headers: Object.fromEntries(texts),
    timestamp: Number(timestamp),
  }
}
