import type { AnyApply } from '@plumbline/flow-kit'
import { type Engine, leaseEnd } from '../engine.ts'
import { entityTopic } from '../event.ts'
import { type Landed, partitionName, type Replay, type Session } from '../ports/index.ts'
import { landEvents } from './land.ts'

/** Runs ordered replays, one at a time, in short steps. */
export type ReplayRunner = {
  /** True when there is one under way. */
  step(): Promise<boolean>
  /** Leaves the one under way to another runner, which goes on from where its group stands. */
  close(): Promise<void>
}

type Run = {
  replay: Replay
  group: string
  ends: Map<string, bigint>
  session: Session
  /** Landed since the ledger was last told. */
  fresh: Landed
}

/**
 * A replay is a consumer group of its own that lands an entity's topic, for one connection, from its beginning to the
 * end offsets recorded with the order. Known keys are counted as duplicates, so only what is new comes to the lanes,
 * e.g. those of a project that has just been enabled.
 */
export function replayRunner(engine: Engine, applies: AnyApply[]): ReplayRunner {
  const { ledger, clock, owner, log, prefix } = engine
  const entities = [...new Set(applies.map(apply => apply.entity.name))]
  let run: Run | null = null

  async function begin(): Promise<Run | null> {
    const replay = await ledger.replays.take(entities, owner, clock.now(), leaseEnd(engine))
    if (!replay) return null
    const ends = replay.ends ?? (await readEnds(engine, replay))
    const group = `${prefix}.replay.${replay.id}`
    const own = applies.filter(apply => apply.entity.name === replay.entity)
    const fresh = nothing()
    const session = landEvents(engine, own, group, landed => add(fresh, landed), replay.connectionId)
    log.info({ replay: replay.id, entity: replay.entity }, 'replay begun')
    return { replay, group, ends, session, fresh }
  }

  async function goOn({ replay: { id, entity }, group, ends, session, fresh }: Run): Promise<void> {
    const reached = await ledger.landing.offsets(group)
    const counts = { ...fresh }
    if ([...ends].every(([at, end]) => end === 0n || (reached.get(at) ?? -1n) >= end)) {
      await session.stop()
      await ledger.replays.done(id, owner, fresh, clock.now())
      log.info({ replay: id, entity }, 'replay done')
      run = null
      return
    }
    const ours = await ledger.replays.renew(id, owner, leaseEnd(engine), counts)
    add(fresh, negated(counts))
    if (ours) return
    run = null
    await session.stop()
    log.warn({ replay: id, entity }, 'another writer has taken the replay over')
  }

  return {
    async step() {
      if (run) await goOn(run)
      else run = await begin()
      // Not at once: it lands by itself.
      return false
    },
    async close() {
      const left = run
      run = null
      await left?.session.stop()
    },
  }
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

const nothing = (): Landed => ({ landed: 0, duplicates: 0, revived: 0 })

function add(total: Landed, more: Landed): void {
  total.landed += more.landed
  total.duplicates += more.duplicates
  total.revived += more.revived
}

const negated = ({ landed, duplicates, revived }: Landed): Landed => ({
  landed: -landed,
  duplicates: -duplicates,
  revived: -revived,
})
