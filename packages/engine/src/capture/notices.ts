import type { AnyCapture, Located, Notice } from '@plumbline/flow-kit'
import type { Engine } from '../engine.ts'
import { notificationTopic, readRecordKey } from '../event.ts'
import type { Batch, Received, Session } from '../ports/index.ts'

/** Reads the change notices out of one stored notification; throws with a sentence when it is none. */
export type ReadNotices = (value: unknown) => Notice[]

/**
 * Brings notifications to the to-read list (DESIGN C7): a burst about one record becomes one line. A notification
 * that nobody can read is logged and passed over; the sweep still finds the change.
 */
export function consumeNotices(engine: Engine, captures: AnyCapture[], read: ReadNotices): Session {
  return engine.bus.consume({
    group: `${engine.prefix}.${engine.who}.notices`,
    topics: [notificationTopic(engine.prefix)],
    startAt: async assigned =>
      assigned.map(({ topic, partition, committed, earliest }) => ({
        topic,
        partition,
        offset: committed ?? earliest,
      })),
    onBatch: async batch => {
      await takeNotices(engine, captures, read, batch)
      return batch.next
    },
  })
}

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
    const from = record.key === null ? null : readRecordKey(record.key)
    const live = from && engine.connections.get(from.connectionId)
    if (!from || !live) continue
    for (const notice of await noticesOf(engine, read, record))
      for (const capture of captures) {
        const located = capture.notify?.resources.includes(notice.resource)
          ? capture.notify.locate(notice)
          : null
        if (!located || !capture.scopes(live.settings).includes(scopeOf(located))) continue
        if ('sweep' in located)
          await ledger.cursors.hurry(from.connectionId, capture.name, located.sweep, now)
        else lines.push(lineFor(from.connectionId, capture, located, notice, record))
      }
  }
  await ledger.readList.ask(lines, now)
}

const scopeOf = (located: NonNullable<Located>): string =>
  'sweep' in located ? located.sweep : located.scope

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

async function noticesOf(
  { codec, heads, log }: Engine,
  read: ReadNotices,
  record: Received,
): Promise<Notice[]> {
  try {
    if (record.value === null) return []
    const head = heads.fromHeaders(record.headers)
    return read((await codec.decode(record.value, head?.fingerprint ?? undefined)).value)
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
