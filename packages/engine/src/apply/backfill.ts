import type { AnyApply } from '@plumbline/flow-kit'
import { type Engine, leaseEnd } from '../engine.ts'
import { entityTopic } from '../event.ts'
import { type Landed, partitionName } from '../ports/index.ts'
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
  const total: Landed = { landed: 0, duplicates: 0, revived: 0 }
  const group = `${engine.prefix}.replay.${replay.id}`
  const attributes = { 'plumbline.replay': replay.id, 'plumbline.entity': replay.entity }
  await traced('replay', null, attributes, async () => {
    const consumption = await landEvents(engine, own, group, landed => {
      total.landed += landed.landed
      total.duplicates += landed.duplicates
      total.revived += landed.revived
    })
    try {
      await reachEnds(engine, group, replay)
    } finally {
      await consumption.stop()
    }
  })
  await ledger.replays.done(replay.id, owner, total, clock.now())
  log.info({ replay: replay.id, entity: replay.entity, ...total }, 'replay done')
  return true
}

async function reachEnds(
  engine: Engine,
  group: string,
  replay: { id: string; entity: string; ends: Map<string, bigint> },
) {
  const { ledger, owner } = engine
  const topic = entityTopic(engine.prefix, replay.entity)
  const partitions = [...replay.ends].map(([at, end]) => ({ at, end }))
  if (partitions.some(({ at }) => !at.startsWith(partitionName(topic, 0).slice(0, -1))))
    throw new Error(`replay ${replay.id} names partitions that are not of ${topic}`)
  for (;;) {
    const reached = await ledger.landing.offsets(group)
    if (partitions.every(({ at, end }) => end === 0n || (reached.get(at) ?? 0n) >= end)) return
    if (!(await ledger.replays.renew(replay.id, owner, leaseEnd(engine))))
      throw new Error('another writer has taken the replay over')
    await new Promise(done => setTimeout(done, 200))
  }
}
