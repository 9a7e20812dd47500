import type { Engine } from '../engine.ts'
import type { OutboxMark, OutboxRow } from '../ports/index.ts'

/**
 * Publishes what waits in the outbox (DESIGN C2). A row that the broker refuses for good goes dead with a code and
 * blocks nobody; when the broker is away everything stays as it is. True when there was something to do.
 */
export async function publishWaiting(engine: Engine): Promise<boolean> {
  const { ledger, clock, log } = engine
  const done = await ledger.outbox.publishNext(
    500,
    rows => publishRows(engine, rows),
    () => clock.now(),
  )
  if (done > 0) log.debug({ published: done }, 'published')
  return done > 0
}

async function publishRows({ bus, log }: Engine, rows: OutboxRow[]): Promise<OutboxMark[]> {
  try {
    return await bus.publish(rows.map(({ recordKey, ...row }) => ({ ...row, key: recordKey })))
  } catch (error) {
    if (!isPartRefused(error)) throw error
    log.error({ err: error }, 'the broker refuses events for good')
    return error.published.map(one => (one.is === 'placed' ? one.place : { dead: error.code, why: one.why }))
  }
}

type Placed = { is: 'placed'; place: { partition: number; offset: bigint } } | { is: 'refused'; why: string }

/** The broker's "never" about some of the records (too large, malformed), as against "not now". */
function isPartRefused(error: unknown): error is Error & { code: string; published: Placed[] } {
  return error instanceof Error && 'published' in error && Array.isArray(error.published)
}
