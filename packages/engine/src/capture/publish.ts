import type { Engine } from '../engine.ts'
import type { Audit, OutboxMark, OutboxRow } from '../ports/index.ts'
import { currentTraceparent } from '../trace.ts'

const AT_ONCE = 500
/** How long a topic that takes nothing is left out, so that it does not stand in the way of the others. */
const REST_MS = 30_000

/**
 * Publishes what waits in the outbox (DESIGN C2), one step a call; true when there was something to do. A row that the
 * broker refuses for good goes dead with a code and blocks nobody; a topic that takes nothing just now (missing, not
 * permitted) keeps its rows and blocks no other; when the broker is away everything stays as it is.
 */
export function createPublisher(engine: Engine): () => Promise<boolean> {
  const { ledger, clock, log } = engine
  const resting = new Map<string, number>()
  return async () => {
    const now = clock.now().getTime()
    for (const [topic, until] of resting) if (until <= now) resting.delete(topic)
    const failures: Failure[] = []
    const done = await ledger.outbox.publishNext(
      AT_ONCE,
      rows => publishRows(engine, rows, failures),
      () => clock.now(),
      [...resting.keys()],
    )
    if (done === 0 && failures[0]) throw failures[0].error
    for (const { topic, error } of failures) {
      resting.set(topic, now + REST_MS)
      log.error({ topic, err: error }, 'the topic takes nothing just now; the others go on')
    }
    return done > 0
  }
}

type Failure = { topic: string; error: unknown }

/** Topic by topic: what becomes of one is no matter of another. */
async function publishRows(engine: Engine, rows: OutboxRow[], failures: Failure[]): Promise<OutboxMark[]> {
  const marks = new Map<string, OutboxMark>()
  const topics = [...Map.groupBy(rows, row => row.topic)]
  await Promise.all(
    topics.map(async ([topic, own]) => {
      try {
        const answers = await publishTopic(engine, own)
        for (const [index, mark] of answers.entries()) marks.set(own[index]!.id, mark)
      } catch (error) {
        failures.push({ topic, error })
      }
    }),
  )
  return rows.map(row => marks.get(row.id) ?? null)
}

async function publishTopic(engine: Engine, rows: OutboxRow[]): Promise<OutboxMark[]> {
  const { bus, log } = engine
  try {
    return await bus.publish(
      rows.map(({ topic, recordKey, value, headers }) => ({ topic, key: recordKey, value, headers })),
    )
  } catch (error) {
    if (!isPartRefused(error)) throw error
    log.error({ err: error }, 'the broker refuses events for good')
    return error.published.map((one, index) =>
      one.is === 'placed'
        ? one.place
        : { dead: error.code, why: one.why, audit: deadAudit(engine, rows[index]!, error.code, one.why) },
    )
  }
}

type Placed = { is: 'placed'; place: { partition: number; offset: bigint } } | { is: 'refused'; why: string }

/** The broker's "never" about some of the records (too large, malformed), as against "not now". */
function isPartRefused(error: unknown): error is Error & { code: string; published: Placed[] } {
  return error instanceof Error && 'published' in error && Array.isArray(error.published)
}

function deadAudit({ who }: Engine, { of, topic }: OutboxRow, code: string, why: string): Audit | null {
  return (
    of && {
      ...of,
      flow: 'publish',
      scope: topic,
      decision: 'dead',
      code,
      why,
      who,
      before: null,
      after: null,
      traceparent: currentTraceparent(),
      position: null,
    }
  )
}
