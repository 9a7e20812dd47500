import { type AnyCapture, type CapturedBy, Refused, type Span } from '@plumbline/flow-kit'
import { Cron } from 'croner'
import type { Live } from '../connection-book.ts'
import { type Engine, leaseEnd, retryAt } from '../engine.ts'
import type { Cursor, CursorTimes } from '../ports/index.ts'
import { traced } from '../trace.ts'
import { LeaseLost, underLease } from './lease.ts'
import { mintReads, sentence } from './mint.ts'
import { othersRead } from './twin.ts'

const CHUNK = 200
const NEVER = { read: null, compare: null, zone: 'UTC' }

/** Keeps one cursor for each scope that a connection's captures read. */
export async function keepCursors(
  { ledger, clock }: Engine,
  captures: AnyCapture[],
  live: Live,
): Promise<void> {
  for (const capture of captures) {
    const scopes = capture.scopes(live.settings)
    // A flow that is off reads nothing, and has no schedule.
    const { read, compare, zone } = scopes.length > 0 ? capture.schedule(live.settings) : NEVER
    const now = clock.now()
    const times = { nextReadAt: nextRun(read, zone, now), nextCompareAt: nextRun(compare, zone, now) }
    await ledger.cursors.keep(live.id, capture.name, scopes, times, now)
  }
}

/** Reads one scope whose time has come (DESIGN C6, C8). True when there was one. */
export async function readNextScope(
  engine: Engine,
  captures: AnyCapture[],
  connectionIds = engine.connections.ids(),
  alive = () => {},
): Promise<boolean> {
  const { ledger, clock, connections, owner } = engine
  const cursor = await ledger.cursors.take({
    captures: captures.map(capture => capture.name),
    connectionIds,
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
  const renew = () => ledger.cursors.renew(cursor, owner, leaseEnd(engine))
  await traced(`read ${capture.name}`, null, attributes, async () => {
    try {
      if (!cursor.filled && !(await othersRead(engine, live, capture)))
        return await letOthersRead(engine, cursor)
      await underLease(engine, renew, alive, check => readScope(engine, capture, live, cursor, check))
    } catch (error) {
      await postpone(engine, capture, live, cursor, error)
    }
  })
  return true
}

/** What is read first is matched against what another capture knows (DESIGN C9): so that one comes first. */
async function letOthersRead({ ledger, clock, owner, timing }: Engine, cursor: Cursor): Promise<void> {
  const until = new Date(clock.now().getTime() + timing.retryMs)
  const why = 'waits until what its records may be the same as has been read whole'
  await ledger.cursors.postpone(cursor, owner, { until, why, failed: false })
}

async function readScope(
  engine: Engine,
  capture: AnyCapture,
  live: Live,
  cursor: Cursor,
  stillOurs: () => Promise<void>,
): Promise<void> {
  const { ledger, clock, log, owner } = engine
  const api = live.apis[capture.from]
  const schedule = capture.schedule(live.settings)
  const readAt = clock.now()
  const span = spanOf(cursor, schedule.overlapSeconds, readAt)
  const run = { live, capture, scope: cursor.scope, by: captureMode(capture, cursor), readAt }
  const presentBefore = capture.present(api)
  const snapshot = await ledger.minting.snapshot()
  const seen = new Set<string>()
  const counts: Record<string, number> = {}
  let through: number | null = null
  let nameless: string | null = null
  let chunk: unknown[] = []
  const flush = async () => {
    await stillOurs()
    const result = await mintReads(engine, { ...run, snapshot, reads: chunk })
    for (const [nativeId, is] of result.is) {
      seen.add(nativeId)
      counts[is] = (counts[is] ?? 0) + 1
    }
    if (result.through !== null) through = Math.max(through ?? 0, result.through)
    nameless ??= result.nameless
    chunk = []
  }
  for await (const one of capture.read(api, cursor.scope, span, live.settings)) {
    chunk.push(one)
    if (chunk.length >= CHUNK) await flush()
  }
  await flush()
  // The others are minted; the cursor stays, so that what belongs to nobody is seen until somebody looks at it.
  if (nameless !== null) throw new Error(nameless)
  if (span === 'all' && cursor.filled) await askForMissing(engine, capture, live, cursor, seen)
  // What changes during the read may have been passed by already: no cursor goes beyond the read's beginning, by the
  // clock of the source. A stamp beyond its present would open a gap as well.
  const present = Math.min(
    ...[presentBefore, capture.present(api)].map(at => (at === null ? readAt.getTime() : Date.parse(at))),
  )
  await ledger.cursors.done(cursor, owner, {
    through: through === null ? null : new Date(Math.min(through, present)).toISOString(),
    at: readAt,
    ...nextTimes(schedule, span, cursor, clock.now()),
  })
  log.info(
    { connection: live.name, capture: capture.name, scope: cursor.scope, span, ...counts },
    `read ${seen.size} ${capture.entity.name} records`,
  )
}

/** A window from the last stamp seen; everything, where a compare is due or no stamp was ever seen. */
function spanOf({ filled, due, through }: Cursor, overlapSeconds: number, readAt: Date): Span {
  if (!filled || due === 'compare' || through === null) return 'all'
  const shifted = (at: number, seconds: number) => new Date(at + seconds * 1000).toISOString()
  return {
    changedFrom: shifted(Date.parse(through), -overlapSeconds),
    changedTo: shifted(readAt.getTime(), 86_400),
  }
}

function captureMode(capture: AnyCapture, cursor: Cursor): CapturedBy {
  if (cursor.due === 'compare') return 'compare'
  return capture.notify ? 'sweep' : 'poll'
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
  span: Span,
  cursor: Cursor,
  now: Date,
): CursorTimes {
  return {
    nextReadAt: nextRun(read, zone, now),
    nextCompareAt: span === 'all' ? nextRun(compare, zone, now) : cursor.nextCompareAt,
  }
}

function nextRun(cron: string | null, zone: string, now: Date): Date | null {
  return cron === null ? null : new Cron(cron, { timezone: zone }).nextRun(now)
}

async function postpone(
  engine: Engine,
  capture: AnyCapture,
  live: Live,
  cursor: Cursor,
  error: unknown,
): Promise<void> {
  const { ledger, log, owner, timing, clock } = engine
  const about = { connection: live.name, capture: capture.name, scope: cursor.scope, err: error }
  if (error instanceof LeaseLost) return log.warn(about, 'another reader has taken the scope over')
  const why = sentence(error)
  if (error instanceof Refused && error.what === 'budget') {
    const until = new Date(clock.now().getTime() + (error.afterMs ?? timing.pauseMs))
    log.info({ ...about, err: undefined, why }, 'reading waits for the rate budget')
    return await ledger.cursors.postpone(cursor, owner, { until, why, failed: false })
  }
  const wait = error instanceof Refused ? (error.afterMs ?? timing.pauseMs) : 0
  log.warn(about, 'reading failed; the scope is read again later')
  const until = retryAt(engine, cursor.attempts + 1, wait)
  await ledger.cursors.postpone(cursor, owner, { until, why, failed: true })
}
