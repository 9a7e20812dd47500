import { type AnyCapture, type CapturedBy, isGone, Refused } from '@plumbline/flow-kit'
import { Cron } from 'croner'
import type { Live } from '../connection-book.ts'
import { type Engine, leaseEnd, retryAt } from '../engine.ts'
import type { Cursor, CursorTimes } from '../ports/index.ts'
import { traced } from '../trace.ts'
import { mintReads, type Read } from './mint.ts'

const CHUNK = 200

/** Keeps one cursor for each scope that a connection's captures read. */
export async function keepCursors(
  { ledger, clock }: Engine,
  captures: AnyCapture[],
  live: Live,
): Promise<void> {
  for (const capture of captures)
    await ledger.cursors.keep(live.id, capture.name, capture.scopes(live.settings), clock.now())
}

/** Reads one scope whose time has come (DESIGN C6, C8). True when there was one. */
export async function readNextScope(engine: Engine, captures: AnyCapture[]): Promise<boolean> {
  const { ledger, clock, connections, owner } = engine
  const cursor = await ledger.cursors.take({
    captures: captures.map(capture => capture.name),
    connectionIds: connections.ids(),
    owner,
    now: clock.now(),
    leaseUntil: leaseEnd(engine),
  })
  const live = cursor && connections.get(cursor.connectionId)
  const capture = captures.find(one => one.name === cursor?.capture)
  if (!cursor || !live || !capture) return false
  const attributes = {
    'plumbline.connection': live.name,
    'plumbline.capture': capture.name,
    'plumbline.scope': cursor.scope,
  }
  await traced(`read ${capture.name}`, null, attributes, async () => {
    try {
      await readScope(engine, capture, live, cursor)
    } catch (error) {
      await postpone(engine, capture, live, cursor, error)
    }
  })
  return true
}

async function readScope(engine: Engine, capture: AnyCapture, live: Live, cursor: Cursor): Promise<void> {
  const { ledger, clock, log, owner } = engine
  const schedule = capture.schedule(live.settings)
  const by = captureMode(capture, cursor)
  const readAt = clock.now()
  const snapshot = await ledger.minting.snapshot()
  const span =
    cursor.filled && cursor.due === 'read' && cursor.through !== null
      ? {
          changedFrom: shift(cursor.through, -schedule.overlapSeconds),
          changedTo: shift(readAt.toISOString(), 86_400),
        }
      : ('all' as const)
  const seen = new Set<string>()
  const counts: Record<string, number> = {}
  let through: string | null = null
  let chunk: Read[] = []
  const flush = async () => {
    const result = await mintReads(engine, {
      live,
      capture,
      by,
      snapshot,
      readAt,
      reads: chunk,
      released: new Set(),
    })
    for (const is of result.values()) counts[is] = (counts[is] ?? 0) + 1
    chunk = []
    if (!(await ledger.cursors.renew(cursor, owner, leaseEnd(engine))))
      throw new Error('another reader has taken over')
  }
  for await (const one of capture.read(live.apis[capture.from], cursor.scope, span, live.settings)) {
    chunk.push({ scope: cursor.scope, one })
    if (!isGone(one)) {
      seen.add(capture.nativeId(one))
      const stamp = capture.stamp(one, live.settings)
      if (stamp !== null && (through === null || stamp > through)) through = stamp
    }
    if (chunk.length >= CHUNK) await flush()
  }
  await flush()
  if (span === 'all' && cursor.filled) await askForMissing(engine, capture, live, cursor, seen)
  const present = capture.present(live.apis[capture.from]) ?? readAt.toISOString()
  // A stamp beyond the source's own present would open a gap: nothing is skipped on the word of a wrong clock.
  if (through !== null && through > present) through = present
  await ledger.cursors.done(cursor, owner, {
    through,
    at: readAt,
    ...nextTimes(schedule, span, cursor, clock.now()),
  })
  log.info(
    { connection: live.name, capture: capture.name, scope: cursor.scope, span, ...counts },
    `read ${seen.size} ${capture.entity.name} records`,
  )
}

function captureMode(capture: AnyCapture, cursor: Cursor): CapturedBy {
  if (cursor.due === 'compare') return 'compare'
  return capture.from === 'peoplesoft' ? 'poll' : 'sweep'
}

/** Known records that a complete list does not show are read one by one: only a proof makes them gone (DESIGN C5). */
async function askForMissing(
  { ledger, clock }: Engine,
  capture: AnyCapture,
  live: Live,
  { scope }: Cursor,
  seen: Set<string>,
): Promise<void> {
  const known = await ledger.minting.known(live.id, capture.name, scope)
  const maybe = known.filter(id => !seen.has(id))
  if (maybe.length === 0) return
  const listed = new Set<string>()
  if (capture.ids)
    for await (const id of capture.ids(live.apis[capture.from], scope, live.settings)) listed.add(id)
  const missing = maybe.filter(id => !listed.has(id))
  await ledger.readList.ask(
    missing.map(nativeId => ({
      connectionId: live.id,
      capture: capture.name,
      nativeId,
      scope,
      reason: 'missing from the list',
      by: 'compare' as const,
      traceparent: null,
    })),
    clock.now(),
  )
}

function nextTimes(
  { read, compare, zone }: ReturnType<AnyCapture['schedule']>,
  span: unknown,
  cursor: Cursor,
  now: Date,
): CursorTimes {
  const next = (cron: string | null) =>
    cron === null ? null : new Cron(cron, { timezone: zone }).nextRun(now)
  return {
    nextReadAt: next(read),
    nextCompareAt: span === 'all' || cursor.due === 'compare' ? next(compare) : cursor.nextCompareAt,
  }
}

async function postpone(
  engine: Engine,
  capture: AnyCapture,
  live: Live,
  cursor: Cursor,
  error: unknown,
): Promise<void> {
  const { ledger, log, owner, timing } = engine
  const why = error instanceof Error ? error.message : String(error)
  const refused = error instanceof Refused ? error : null
  const wait = refused ? (refused.afterMs ?? timing.pauseMs) : 0
  const until = retryAt(engine, 1, wait)
  const about = { connection: live.name, capture: capture.name, scope: cursor.scope, err: error }
  if (refused?.what === 'budget')
    log.info({ ...about, err: undefined, why }, 'reading waits for the rate budget')
  else log.warn(about, 'reading failed; the scope is read again later')
  await ledger.cursors.postpone(cursor, owner, until, why)
}

const shift = (instant: string, seconds: number): string =>
  new Date(Date.parse(instant) + seconds * 1000).toISOString()
