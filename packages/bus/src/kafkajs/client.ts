import { setTimeout as delay } from 'node:timers/promises'
import type { ConnectionOptions } from 'node:tls'
import { type ISocketFactory, Kafka, logLevel, type SASLOptions } from 'kafkajs'

export type BusOptions = {
  /** `host:port` of some brokers. */
  brokers: string[]
  /** How brokers name this process in their logs and quotas. */
  clientId: string
  ssl?: boolean | ConnectionOptions
  sasl?: SASLOptions
  /** Longest wait for one publish or one question to a broker; default 10 s. */
  deadlineMs?: number
  /** Opens connections; tests put a wire here that can be cut. */
  socketFactory?: ISocketFactory
  /** Takes what the Kafka client has to say, as one line with fields. Never bears record contents. */
  log?: Log
}

export type Log = (level: 'error' | 'warn', message: string, fields: Record<string, unknown>) => void

export const defaultDeadlineMs = 10_000

/** A kafkajs client. It gives up after a while by itself, so that what our deadlines abandon does not live for ever. */
export function createKafka(options: BusOptions): Kafka {
  const {
    brokers,
    clientId,
    ssl,
    sasl,
    socketFactory,
    deadlineMs = defaultDeadlineMs,
    log = () => {},
  } = options
  return new Kafka({
    brokers,
    clientId,
    ssl,
    sasl,
    socketFactory,
    connectionTimeout: Math.min(3000, deadlineMs),
    requestTimeout: deadlineMs,
    retry: { initialRetryTime: 100, maxRetryTime: 1000, retries: 5 },
    logLevel: logLevel.WARN,
    logCreator:
      () =>
      ({ level, namespace, log: { message, timestamp: _, logger: __, ...fields } }) => {
        const ours = level === logLevel.ERROR ? 'error' : 'warn'
        if (level <= logLevel.WARN) log(ours, `kafka ${namespace}: ${message}`, fields)
      },
  })
}

const disconnectMs = 1000

/**
 * Disconnects, but does not wait long: kafkajs (2.2.4) waits without end where a request is open on a dead connection.
 * What is left then is a socket.
 */
export async function disconnectSoon(one: { disconnect(): Promise<void> }): Promise<void> {
  const waiting = new AbortController()
  const longest = delay(disconnectMs, undefined, { signal: waiting.signal })
  await Promise.race([one.disconnect().finally(() => waiting.abort()), longest.catch(() => undefined)])
}
