import type { AnyCapture, Located, Notice } from '@plumbline/flow-kit'
import type { Engine } from '../engine.ts'
import { notificationTopic, readRecordKey } from '../event.ts'
import type { Assigned, Batch, Consumption, Received } from '../ports/index.ts'
import { partitionName } from '../ports/index.ts'

/** Reads the change notices out of one stored notification; throws with a sentence when it is none. */
export type ReadNotices = (value: unknown) => Notice[]

/**
 * Brings notifications to the to-read list (DESIGN C7): a burst about one record becomes one line. A notification
 * that nobody can read is logged and passed over; the sweep still finds the change.
 */
export async function consumeNotices(
  engine: Engine,
  captures: AnyCapture[],
  read: ReadNotices,
): Promise<Consumption> {
  const topic = notificationTopic(engine.prefix)
  return await engine.bus.consume({
    group: `${engine.prefix}.${engine.who}.notices`,
    topics: [topic],
    startAt: async assigned =>
      new Map(assigned.map(one => [partitionName(one.topic, one.partition), begin(one)])),
    onBatch: async batch => {
      await takeNotices(engine, captures, read, batch)
      return batch.records.at(-1)!.offset + 1n
    },
  })
}

const begin = ({ committed, earliest }: Assigned): bigint => committed ?? earliest

async function takeNotices(
  engine: Engine,
  captures: AnyCapture[],
  read: ReadNotices,
  batch: Batch,
): Promise<void> {
  const { ledger, clock } = engine
  const now = clock.now()
  const lines: Parameters<Engine['ledger']['readList']['ask']>[0] = []
  for (const record of batch.records) {
    const from = readRecordKey(record.key)
    if (!from || !engine.connections.get(from.connectionId)) continue
    for (const notice of await noticesOf(engine, read, record))
      for (const capture of captures) {
        const located = capture.notify?.resources.includes(notice.resource)
          ? capture.notify.locate(notice)
          : null
        if (located === null) continue
        if ('sweep' in located)
          await ledger.cursors.hurry(from.connectionId, capture.name, located.sweep, now)
        else lines.push(lineFor(from.connectionId, capture, located, notice, record))
      }
  }
  await ledger.readList.ask(lines, now)
}

function lineFor(
  connectionId: string,
  capture: AnyCapture,
  located: Extract<Located, { id: string }>,
  notice: Notice,
  record: Received,
) {
  return {
    connectionId,
    capture: capture.name,
    nativeId: located.id,
    scope: located.scope,
    reason: `${notice.resource} ${notice.event}`,
    by: 'webhook' as const,
    traceparent: record.headers.traceparent ?? null,
  }
}

async function noticesOf({ codec, log }: Engine, read: ReadNotices, record: Received): Promise<Notice[]> {
  try {
    return read((await codec.decode(record.value, record.headers.plumbline_schema)).value)
  } catch (error) {
    if (isAway(error)) throw error
    log.warn(
      { key: record.key, offset: String(record.offset), err: error },
      'a notification could not be read',
    )
    return []
  }
}

/** The registry cannot be asked just now: waiting helps. */
function isAway(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'registry-away'
}
