import { type AnyCapture, type Located, type Notice, resourcesOf } from '@plumbline/flow-kit'
import type { Live } from '../connection-book.ts'
import type { Engine } from '../engine.ts'
import { notificationTopic, readRecordKey } from '../event.ts'
import type { Batch, ReadAsk, Received, Session } from '../ports/index.ts'
import { named } from './mint.ts'

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

type Wanted = { live: Live; capture: AnyCapture; located: NonNullable<Located>; notice: Notice }

async function takeNotices(
  engine: Engine,
  captures: AnyCapture[],
  read: ReadNotices,
  batch: Batch,
): Promise<void> {
  const { ledger, clock } = engine
  const now = clock.now()
  const lines: ReadAsk[] = []
  const sweeps = new Map<string, [connectionId: string, capture: string, scope: string]>()
  for (const record of batch.records)
    for (const { live, capture, located, notice } of await wantedBy(engine, captures, read, record))
      if ('sweep' in located)
        sweeps.set(JSON.stringify([live.id, capture.name, located.sweep]), [
          live.id,
          capture.name,
          located.sweep,
        ])
      else
        lines.push({
          connectionId: live.id,
          capture: capture.name,
          nativeId: located.id,
          scope: located.scope,
          reason: `${notice.resource} ${notice.event}`,
          by: 'webhook',
          traceparent: record.headers.traceparent ?? null,
        })
  await ledger.readList.ask(lines, now)
  for (const sweep of sweeps.values()) await ledger.cursors.hurry(...sweep, now)
}

/** What one notification asks for in scopes that are read; nothing where it cannot be made out. */
async function wantedBy(
  engine: Engine,
  captures: AnyCapture[],
  read: ReadNotices,
  record: Received,
): Promise<Wanted[]> {
  const { codec, heads, log, connections } = engine
  try {
    if (record.key === null || record.value === null) throw new Error('it has no key or no value')
    const live = connections.get(readRecordKey(record.key)?.connectionId ?? '')
    if (!live) throw new Error('its connection is not in use here')
    const head = heads.fromHeaders(record.headers)
    const { value } = await codec.decode(record.value, head?.fingerprint ?? undefined)
    return read(value).flatMap(notice => captures.flatMap(capture => wanted(live, capture, notice)))
  } catch (error) {
    if (isAway(error)) throw error
    const about = { key: record.key, offset: String(record.offset), err: error }
    log.warn(about, 'a notification could not be read; the sweep finds what it is about')
    return []
  }
}

function wanted(live: Live, capture: AnyCapture, notice: Notice): Wanted[] {
  const listens = resourcesOf(capture, live.settings).includes(notice.resource)
  const located = listens ? capture.notify!.locate(notice) : null
  if (!located) return []
  if ('id' in located) named(located.id)
  const scope = 'sweep' in located ? located.sweep : located.scope
  return capture.scopes(live.settings).includes(scope) ? [{ live, capture, located, notice }] : []
}

/** The registry cannot be asked just now: waiting helps. */
function isAway(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'registry-away'
}
