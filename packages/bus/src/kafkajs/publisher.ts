import {
  type Kafka,
  type Message,
  Partitioners,
  type Producer,
  type RecordMetadata,
  type TopicMessages,
} from 'kafkajs'
import type { OutRecord, Place } from '../bus.ts'
import { within } from '../deadline.ts'
import { BusError, type BusErrorCode, type Published, RecordsRefused } from '../errors.ts'
import { disconnectSoon } from './client.ts'
import { busErrorOf } from './errors.ts'

/** One request at a time, of at most so much: a broker takes 1 MiB per partition and request by default. */
const requestBytes = 512 * 1024
const requestRecords = 500

export type Publisher = {
  publish(records: OutRecord[]): Promise<Place[]>
  close(): Promise<void>
}

/** A record on its way; `settle` is called once. */
type Pending = { record: OutRecord; settle(outcome: Published | BusError): void }

/**
 * Sends one request at a time; what is asked for meanwhile goes together in the next one. A producer that failed is
 * thrown away: kafkajs would count its sequence back, and the broker would then take new records for repeats.
 */
export function createPublisher(kafka: Kafka, deadlineMs: number): Publisher {
  const queue: Pending[] = []
  const partitions = new WeakMap<Message, number>()
  let producer: Producer | null = null
  let sending: Promise<void> | null = null
  let closed = false

  function publish(records: OutRecord[]): Promise<Place[]> {
    if (closed) return Promise.reject(new BusError('closed', 'the bus was closed'))
    if (records.length === 0) return Promise.resolve([])
    const settled = records.map(
      record => new Promise<Published | BusError>(settle => queue.push({ record, settle })),
    )
    sending ??= sendAll()
    return Promise.all(settled).then(placesOf)
  }

  async function sendAll(): Promise<void> {
    while (queue.length > 0) {
      const gone = await settleAll(takeRequest(queue))
      // Those behind have waited as long, and would wait in vain again.
      if (gone) fail(queue.splice(0), gone)
    }
    sending = null
  }

  /** Sends, in parts where one record or topic spoils it for the others; gives the error when the broker is gone. */
  async function settleAll(pending: Pending[]): Promise<BusError | null> {
    try {
      const places = await send(pending.map(one => one.record))
      for (const [index, one] of pending.entries()) one.settle({ is: 'placed', place: places[index]! })
      return null
    } catch (error) {
      const failed = error as BusError
      const parts = partsToTry(pending, failed.code)
      if (parts.length <= 1) fail(pending, failed)
      if (parts.length === 0) return failed
      let gone: BusError | null = null
      if (parts.length > 1) for (const part of parts) gone = gone ? fail(part, gone) : await settleAll(part)
      return gone
    }
  }

  async function send(records: OutRecord[]): Promise<Place[]> {
    const one = producer ?? createProducer()
    const fresh = producer === null
    producer = null
    let stage: 'connecting' | 'sending' | 'given up' = 'connecting'
    const messages = records.map(toMessage)
    const connectAndSend = async () => {
      if (fresh) await one.connect()
      if (stage === 'given up') throw new BusError('broker-away', 'connected too late')
      stage = 'sending'
      return one.sendBatch({ acks: -1, timeout: deadlineMs, topicMessages: byTopic(records, messages) })
    }
    const late = () => new BusError(codeAt(stage), `no answer from a broker in ${deadlineMs} ms`)
    try {
      const answer = await within(deadlineMs, connectAndSend(), late)
      producer = one
      return places(records, messages, answer)
    } catch (error) {
      const failed = busErrorOf(error, codeAt(stage))
      stage = 'given up'
      // Not waited for: it may hang as long as the broker does.
      void one.disconnect().catch(() => undefined)
      throw failed
    }
  }

  function createProducer(): Producer {
    const byKey = Partitioners.DefaultPartitioner()
    return kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      retry: { initialRetryTime: 50, maxRetryTime: 1000, retries: 5 },
      createPartitioner: () => given => {
        const partition = given.message.partition ?? byKey(given)
        partitions.set(given.message, partition)
        return partition
      },
    })
  }

  function places(records: OutRecord[], messages: Message[], answer: RecordMetadata[]): Place[] {
    const next = new Map(
      answer.map(one => [`${one.topicName}/${one.partition}`, BigInt(one.baseOffset ?? -1)]),
    )
    return records.map(({ topic }, index) => {
      const partition = partitions.get(messages[index]!)!
      const key = `${topic}/${partition}`
      const offset = next.get(key)!
      next.set(key, offset + 1n)
      return { topic, partition, offset }
    })
  }

  return {
    publish,
    async close() {
      closed = true
      await sending
      if (producer) await disconnectSoon(producer)
      producer = null
    },
  }
}

function fail(pending: Pending[], error: BusError): BusError {
  for (const one of pending)
    one.settle(error.code === 'refused' ? { is: 'refused', why: error.message } : error)
  return error
}

/** How to find what a failure is about: a record, a topic, or (nothing to try) the broker itself. */
function partsToTry(pending: Pending[], code: BusErrorCode): Pending[][] {
  if (code === 'refused') return pending.map(one => [one])
  if (code === 'broker-away' || code === 'outcome-unknown') return []
  return [...Map.groupBy(pending, one => one.record.topic).values()]
}

function takeRequest(queue: Pending[]): Pending[] {
  let bytes = 0
  const tooMany = queue.findIndex(({ record }, index) => {
    bytes += sizeOf(record)
    return index > 0 && (bytes > requestBytes || index >= requestRecords)
  })
  return queue.splice(0, tooMany === -1 ? queue.length : tooMany)
}

const sizeOf = ({ key, value, headers }: OutRecord) =>
  key.length +
  value.length +
  Object.entries(headers).reduce((sum, [name, text]) => sum + name.length + text.length, 100)

const toMessage = ({ key, value, headers, partition }: OutRecord): Message => ({
  key,
  value,
  headers,
  partition,
})

function placesOf(settled: (Published | BusError)[]): Place[] {
  const failed = settled.find(one => one instanceof BusError)
  if (failed) throw failed
  const published = settled as Published[]
  if (published.some(one => one.is === 'refused')) throw new RecordsRefused(published)
  return published.flatMap(one => (one.is === 'placed' ? [one.place] : []))
}

const codeAt = (stage: string): BusErrorCode => (stage === 'sending' ? 'outcome-unknown' : 'broker-away')

function byTopic(records: OutRecord[], messages: Message[]): TopicMessages[] {
  const indexes = Map.groupBy(records.keys(), index => records[index]!.topic)
  return [...indexes].map(([topic, ours]) => ({ topic, messages: ours.map(index => messages[index]!) }))
}
