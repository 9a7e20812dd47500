import { setTimeout as sleep } from 'node:timers/promises'
import type { AnyApply } from '@plumbline/flow-kit'
import { type Engine, leaseEnd } from '../engine.ts'
import { entityTopic } from '../event.ts'
import { type Landed, partitionName, type Replay } from '../ports/index.ts'
import { traced } from '../trace.ts'
import { landEvents } from './land.ts'

/**
 * Runs one ordered replay: a consumer group of its own lands an entity's topic from its beginning to the end offsets
 * recorded with the order. Known keys are counted as duplicates, so only what is new comes to the lanes, e.g. those of
 * a project that has just been enabled. True when there was one to run.
 */
export async function runReplay(engine: Engine, applies: AnyApply[]): Promise<boolean> {
  const { ledger, clock, owner, log } = engine
  const entities = [...new Set(applies.map(apply => apply.entity.name))]
  const replay = await ledger.replays.take(entities, owner, clock.now(), leaseEnd(engine))
  if (!replay) return false
  const own = applies.filter(apply => apply.entity.name === replay.entity)
  const ends = replay.ends ?? (await readEnds(engine, replay))
  const total: Landed = { landed: 0, duplicates: 0, revived: 0 }
  const group = `${engine.prefix}.replay.${replay.id}`
  const attributes = { 'plumbline.replay': replay.id, 'plumbline.entity': replay.entity }
  await traced('replay', null, attributes, async () => {
    const session = landEvents(engine, own, group, landed => {
      total.landed += landed.landed
      total.duplicates += landed.duplicates
      total.revived += landed.revived
    })
    try {
      await reachEnds(engine, group, replay.id, ends)
    } finally {
      await session.stop()
    }
  })
  await ledger.replays.done(replay.id, owner, total, clock.now())
  log.info({ replay: replay.id, entity: replay.entity, ...total }, 'replay done')
  return true
}

/** Read after the change that ordered the replay: what is published later lands by itself. */
async function readEnds(
  { bus, ledger, owner, prefix }: Engine,
  { id, entity }: Replay,
): Promise<Map<string, bigint>> {
  const extents = await bus.extents([entityTopic(prefix, entity)])
  const ends = new Map(extents.map(extent => [partitionName(extent), extent.latest]))
  await ledger.replays.setEnds(id, owner, ends)
  return ends
}

async function reachEnds(
  engine: Engine,
  group: string,
  id: string,
  ends: Map<string, bigint>,
): Promise<void> {
  const { ledger, owner } = engine
  const open = [...ends].filter(([, end]) => end > 0n)
  for (;;) {
    const reached = await ledger.landing.offsets(group)
    if (open.every(([at, end]) => (reached.get(at) ?? 0n) >= end)) return
    if (!(await ledger.replays.renew(id, owner, leaseEnd(engine))))
      throw new Error('another writer has taken the replay over')
    await sleep(200)
  }
}
