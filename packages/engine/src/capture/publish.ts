import { setTimeout as sleep } from 'node:timers/promises'
import type { Engine } from '../engine.ts'

/**
 * Publishes what waits in the outbox (DESIGN C2). A row that the broker refuses for good goes dead with a code and
 * blocks nobody; when the broker is away everything stays as it is. True when there was something to do.
 */
export async function publishWaiting(engine: Engine): Promise<boolean> {
  const { ledger, bus, clock, log } = engine
  const done = await ledger.outbox.publishNext(
    500,
    async rows => {
      const records = rows.map(({ topic, recordKey, value, headers }) => ({
        topic,
        key: recordKey,
        value,
        headers,
      }))
      try {
        return await bus.publish(records)
      } catch (error) {
        if (!isRefusal(error)) throw error
        return await oneByOne(engine, records)
      }
    },
    () => clock.now(),
  )
  if (done > 0) log.debug({ published: done }, 'published')
  return done > 0
}

async function oneByOne({ bus, log }: Engine, records: Parameters<Engine['bus']['publish']>[0]) {
  const results = []
  for (const record of records) {
    try {
      results.push((await bus.publish([record]))[0]!)
    } catch (error) {
      if (!isRefusal(error)) throw error
      log.error(
        { topic: record.topic, key: record.key, err: error },
        'the broker refuses this event for good',
      )
      results.push({ dead: error.code, why: error.message })
    }
    await sleep(0)
  }
  return results
}

/** The broker's "never" (too large, no such topic, not allowed), as against "not now". */
function isRefusal(error: unknown): error is Error & { code: string; permanent: true } {
  return error instanceof Error && 'permanent' in error && error.permanent === true
}
