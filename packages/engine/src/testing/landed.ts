import type { AnyApply } from '@plumbline/flow-kit'
import { expect } from 'vitest'
import { landEvents } from '../apply/land.ts'
import type { Engine } from '../engine.ts'
import { entityTopic } from '../event.ts'
import { type BusRecord, type Landed, partitionName, type Session } from '../ports/index.ts'
import type { TestEngine } from './test-engine.ts'

export type Landing = {
  session: Session
  counts: Landed & { deadLetters: number }
  /** Waits until it has begun, and the ledger knows everything that stands in the topics now. */
  done(): Promise<void>
  stop(): Promise<void>
}

/** Lands from Kafka under a group, as a writer does. */
export function startLanding(
  test: TestEngine,
  applies: AnyApply[],
  group: string,
  engine: Engine = test.engine,
): Landing {
  const counts = { landed: 0, duplicates: 0, revived: 0, deadLetters: 0 }
  const begun = new Set<string>()
  const { landing } = engine.ledger
  const begin: typeof landing.begin = async order => {
    await landing.begin(order)
    begun.add(partitionName(order))
  }
  const told = { ...engine, ledger: { ...engine.ledger, landing: { ...landing, begin } } }
  const session = landEvents(told, applies, group, ({ landed, duplicates, revived }, deadLetters) => {
    counts.landed += landed
    counts.duplicates += duplicates
    counts.revived += revived
    counts.deadLetters += deadLetters
  })
  const topics = [...new Set(applies.map(apply => entityTopic(test.prefix, apply.entity.name)))]
  return {
    session,
    counts,
    done: async () => {
      const extents = await test.engine.bus.extents(topics)
      const reached = async () => {
        const offsets = await landing.offsets(group)
        const isBehind = (at: string, latest: bigint) => !begun.has(at) || (offsets.get(at) ?? -1n) < latest
        return extents.filter(one => isBehind(partitionName(one), one.latest))
      }
      await expect.poll(reached, { timeout: 25_000 }).toEqual([])
    },
    stop: () => session.stop(),
  }
}

/** Lands everything there is, then leaves the group. */
export async function landAll(
  test: TestEngine,
  applies: AnyApply[],
  group: string,
  engine?: Engine,
): Promise<Landing['counts']> {
  const landing = startLanding(test, applies, group, engine)
  await landing.done()
  await landing.stop()
  return landing.counts
}

/** Publishes as a foreign producer might: whatever is given. */
export async function publish(test: TestEngine, ...records: Partial<BusRecord>[]): Promise<void> {
  await test.engine.bus.publish(records as BusRecord[])
}
