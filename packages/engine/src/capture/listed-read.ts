import { type AnyCapture, isGone, Refused } from '@plumbline/flow-kit'
import type { Live } from '../connection-book.ts'
import { type Engine, leaseEnd, retryAt } from '../engine.ts'
import type { ReadLine } from '../ports/index.ts'
import { traced } from '../trace.ts'
import { mintReads, type Read } from './mint.ts'

const AT_ONCE = 20
/** Tries of a record that is neither there nor proved gone, before a person is asked. */
const TRIES = 5

/** Reads what the to-read list asks for, one scope's records at a time. True when there was something. */
export async function readListed(engine: Engine, capture: AnyCapture): Promise<boolean> {
  const { ledger, clock, connections, owner } = engine
  const lines = await ledger.readList.take({
    capture: capture.name,
    connectionIds: connections.ids(),
    owner,
    now: clock.now(),
    leaseUntil: leaseEnd(engine),
    limit: AT_ONCE,
  })
  const first = lines[0]
  const live = first && connections.get(first.connectionId)
  if (!first || !live) return false
  const attributes = { 'plumbline.connection': live.name, 'plumbline.scope': first.scope }
  await traced(`read ${capture.name}`, first.traceparent, attributes, async () => {
    try {
      await readLines(engine, capture, live, first.scope, lines)
    } catch (error) {
      await putOff(engine, live, lines, error)
    }
  })
  return true
}

async function readLines(engine: Engine, capture: AnyCapture, live: Live, scope: string, lines: ReadLine[]) {
  const { ledger, clock, owner } = engine
  const snapshot = await ledger.minting.snapshot()
  const readAt = clock.now()
  const reads: Read[] = []
  const ids = lines.map(line => line.nativeId)
  for await (const one of capture.read(live.apis[capture.from], scope, { ids }, live.settings))
    reads.push({ scope, one })
  await mintReads(engine, {
    live,
    capture,
    by: lines[0]!.by,
    snapshot,
    readAt,
    reads,
    released: new Set(lines.filter(line => line.released).map(line => line.nativeId)),
  })
  const answered = new Set(reads.map(({ one }) => (isGone(one) ? one.gone : capture.nativeId(one))))
  const silent = lines.filter(line => !answered.has(line.nativeId))
  await ledger.readList.done(
    lines.filter(line => answered.has(line.nativeId)),
    owner,
  )
  for (const line of silent) await lookAgain(engine, capture, line)
}

/** Not there, and not proved gone (DESIGN C5): looked at again some times, then a person decides. */
async function lookAgain(engine: Engine, capture: AnyCapture, line: ReadLine): Promise<void> {
  const why = `${line.nativeId} is not shown in ${line.scope}, and nothing proves that it was deleted (${line.reason})`
  if (line.attempts + 1 < TRIES)
    return await engine.ledger.readList.postpone(
      [line],
      engine.owner,
      retryAt(engine, line.attempts + 1),
      why,
    )
  await engine.ledger.readList.hold(
    line,
    engine.owner,
    'not-shown',
    why,
    {
      connectionId: line.connectionId,
      entity: capture.entity.name,
      key: line.nativeId,
      revision: null,
      flow: capture.name,
      scope: line.scope,
      decision: 'held',
      code: 'not-shown',
      why,
      who: engine.who,
      before: null,
      after: null,
      traceparent: null,
      position: null,
    },
    engine.clock.now(),
  )
}

async function putOff(engine: Engine, live: Live, lines: ReadLine[], error: unknown): Promise<void> {
  const why = error instanceof Error ? error.message : String(error)
  const wait = error instanceof Refused ? (error.afterMs ?? engine.timing.pauseMs) : 0
  const attempts = Math.max(...lines.map(line => line.attempts)) + 1
  engine.log.warn(
    { connection: live.name, scope: lines[0]!.scope, records: lines.length, err: error },
    'reading put off',
  )
  await engine.ledger.readList.postpone(lines, engine.owner, retryAt(engine, attempts, wait), why)
}
