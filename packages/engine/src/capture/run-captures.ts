import type { AnyCapture } from '@plumbline/flow-kit'
import { dayIn, type Live, onceEachVersion } from '../connection-book.ts'
import { startConnectionLoops } from '../connection-loops.ts'
import type { Engine } from '../engine.ts'
import { type Loop, startLoop } from '../loop.ts'
import { readListed } from './listed-read.ts'
import { createPublisher } from './publish.ts'
import { keepCursors, readNextScope } from './scheduled-read.ts'

/** Runs captures: scheduled reads, the to-read list, turning days, publishing. */
export function runCaptures(engine: Engine, captures: AnyCapture[]): Loop[] {
  const { log, connections } = engine
  const takeUp = onceEachVersion(connections, async live => {
    await keepCursors(engine, captures, live)
    log.info({ connection: live.name, version: live.version }, 'connection taken up')
  })
  const follow = async () => {
    await connections.refresh()
    await takeUp()
    return false
  }
  const readScopes = (capture: AnyCapture) => (live: Live, alive: () => void) =>
    readNextScope(engine, [capture], [live.id], alive)
  const readList = async (live: Live, alive: () => void) => {
    let busy = false
    for (const capture of captures) busy = (await readListed(engine, capture, [live.id], alive)) || busy
    return busy
  }
  return [
    startLoop('connections', follow, 1000, log),
    // Each capture by itself: the many scopes of one keep no other waiting.
    ...captures.map(one =>
      startConnectionLoops(engine, `scheduled reads, ${one.name}`, readScopes(one), 500),
    ),
    startConnectionLoops(engine, 'to-read list', readList, 200),
    startLoop('turning days', () => askForTurning(engine, captures), 60_000, log),
    startLoop('publish', createPublisher(engine), 50, log),
  ]
}

/** A future-dated row takes effect on its day though no row changes then (DESIGN C6). */
export async function askForTurning(
  { ledger, connections, clock }: Engine,
  captures: AnyCapture[],
): Promise<boolean> {
  for (const live of connections.all())
    for (const capture of captures) {
      if (!capture.turns) continue
      const turning = await ledger.minting.turning(live.id, capture.name, dayIn(live.zone, clock.now()))
      const line = {
        connectionId: live.id,
        capture: capture.name,
        reason: 'its day has come',
        traceparent: null,
      }
      await ledger.readList.ask(
        turning.map(({ nativeId, scope }) => ({ ...line, nativeId, scope, by: 'poll' as const })),
        clock.now(),
      )
    }
  return false
}
