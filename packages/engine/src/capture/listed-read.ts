import { type AnyCapture, Refused } from '@plumbline/flow-kit'
import type { Live } from '../connection-book.ts'
import { type Engine, leaseEnd, retryAt } from '../engine.ts'
import type { ReadLine } from '../ports/index.ts'
import { traced } from '../trace.ts'
import { underLease } from './lease.ts'
import { type MintRun, mintReads, sentence } from './mint.ts'

const AT_ONCE = 20
/** Tries of a record that cannot be read though its scope can, before a person is asked. */
const TRIES = 5

/** Reads what the to-read list asks for, one scope's records at a time. True when there was something. */
export async function readListed(
  engine: Engine,
  capture: AnyCapture,
  connectionIds = engine.connections.ids(),
  alive = () => {},
): Promise<boolean> {
  const { ledger, clock, connections, owner } = engine
  const lines = await ledger.readList.take({
    capture: capture.name,
    connectionIds,
    owner,
    now: clock.now(),
    leaseUntil: leaseEnd(engine),
    limit: AT_ONCE,
  })
  const first = lines[0]
  const live = first && connections.get(first.connectionId)
  if (!first || !live) return false
  const attributes = { 'plumbline.connection': live.name, 'plumbline.scope': first.scope }
  const renew = () => ledger.readList.renew(lines, owner, leaseEnd(engine))
  await traced(`read ${capture.name}`, first.traceparent, attributes, () =>
    underLease(engine, renew, alive, () => readEach(engine, capture, live, first.scope, lines)),
  )
  return true
}

/** Together at first; one that failed before is read alone, so that it spoils nobody else's read again. */
async function readEach(engine: Engine, capture: AnyCapture, live: Live, scope: string, lines: ReadLine[]) {
  const together = lines.filter(line => line.attempts === 0)
  const alone = lines.filter(line => line.attempts > 0)
  const parts = [...(together.length > 0 ? [together] : []), ...alone.map(line => [line])]
  for (const [index, part] of parts.entries())
    try {
      await readLines(engine, capture, live, scope, part)
    } catch (error) {
      if (error instanceof Refused) return await wait(engine, live, parts.slice(index).flat(), error)
      await putOff(engine, capture, live, part, error)
    }
}

async function readLines(
  engine: Engine,
  capture: AnyCapture,
  live: Live,
  scope: string,
  lines: ReadLine[],
): Promise<void> {
  const { ledger, clock, owner } = engine
  const run = { live, capture, scope, by: lines[0]!.by, lines }
  const snapshot = await ledger.minting.snapshot()
  const readAt = clock.now()
  const ids = lines.map(line => line.nativeId)
  const reads = await Array.fromAsync<unknown>(
    capture.read(live.apis[capture.from], scope, { ids }, live.settings),
  )
  const { is, nameless } = await mintReads(engine, { ...run, snapshot, readAt, reads })
  const silent = lines.filter(line => !is.has(line.nativeId))
  await ledger.readList.done(
    lines.filter(line => is.has(line.nativeId)),
    owner,
  )
  await lookAgain(engine, { ...run, snapshot, readAt, reads: [] }, silent, nameless)
}

/** Not there, and not proved gone (DESIGN C5): looked at again some times, then a person decides. */
async function lookAgain(
  engine: Engine,
  run: MintRun,
  silent: ReadLine[],
  nameless: string | null,
): Promise<void> {
  const { ledger, owner } = engine
  const why = (line: ReadLine) =>
    nameless ??
    `${line.nativeId} is not shown in ${line.scope}, and nothing proves that it was deleted (${line.reason})`
  const enough = silent.filter(line => line.attempts + 1 >= TRIES)
  for (const line of silent.filter(one => !enough.includes(one))) {
    const until = retryAt(engine, line.attempts + 1)
    await ledger.readList.postpone([line], owner, { until, why: why(line), failed: true })
  }
  if (enough.length === 0) return
  const stuck = enough.map(line => ({ nativeId: line.nativeId, code: 'not-shown', why: why(line) }))
  await mintReads(engine, { ...run, stuck, lines: enough })
  await ledger.readList.done(enough, owner)
}

/** The source turned us down as a whole: it says nothing about the records. */
async function wait(engine: Engine, live: Live, lines: ReadLine[], refused: Refused): Promise<void> {
  const until = new Date(engine.clock.now().getTime() + (refused.afterMs ?? engine.timing.pauseMs))
  const about = { connection: live.name, scope: lines[0]!.scope, records: lines.length, code: refused.code }
  engine.log.warn(about, `reading is put off: ${refused.message}`)
  await engine.ledger.readList.postpone(lines, engine.owner, { until, why: sentence(refused), failed: false })
}

async function putOff(
  engine: Engine,
  capture: AnyCapture,
  live: Live,
  lines: ReadLine[],
  error: unknown,
): Promise<void> {
  const { ledger, log, owner, clock } = engine
  const about = { connection: live.name, scope: lines[0]!.scope, records: lines.length, err: error }
  log.warn(about, 'reading failed and will be tried again')
  const why = sentence(error)
  const [line] = lines
  // Its whole scope could be read since it was asked for, so it is not the source that fails, but this record.
  if (
    lines.length === 1 &&
    line!.attempts + 1 >= TRIES &&
    line!.scopeReadAt &&
    line!.scopeReadAt > line!.askedAt
  ) {
    const snapshot = await ledger.minting.snapshot()
    const stuck = [{ nativeId: line!.nativeId, code: 'unreadable-record', why }]
    const run = {
      live,
      capture,
      scope: line!.scope,
      by: line!.by,
      lines,
      snapshot,
      readAt: clock.now(),
      reads: [],
    }
    await mintReads(engine, { ...run, stuck })
    return await ledger.readList.done(lines, owner)
  }
  const attempts = Math.max(...lines.map(one => one.attempts)) + 1
  await ledger.readList.postpone(lines, owner, { until: retryAt(engine, attempts), why, failed: true })
}
