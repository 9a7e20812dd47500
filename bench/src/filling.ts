import { setTimeout as sleep } from 'node:timers/promises'
import { type Engine, type Loop, landEvents, runApplies, runCaptures, type Session } from '@plumbline/engine'
import type { AnyApply } from '@plumbline/flow-kit'
import { appliesTo, capturesFrom } from '@plumbline/flows'
import type { OpenEngine } from './open-engine.ts'
import { noLimits, type Sandboxes } from './sandbox.ts'
import { createTally, type Tally } from './tally.ts'
import type { Size } from './world.ts'

const ACCOUNTS_MS = 120_000

/** The engine with what it publishes counted. */
export function countPublished(engine: Engine, tally: Tally): Engine {
  const { outbox } = engine.ledger
  const publishNext: typeof outbox.publishNext = async (limit, publish, now) => {
    const count = await outbox.publishNext(limit, rows => (tally.begin(), publish(rows)), now)
    tally.add(count)
    return count
  }
  return { ...engine, ledger: { ...engine.ledger, outbox: { publishNext } } }
}

/** The engine with the records counted that it has landed, from the first batch that it was given. */
export function countLanded(engine: Engine, tally: Tally): Engine {
  const consume: Engine['bus']['consume'] = plan =>
    engine.bus.consume({
      ...plan,
      onBatch: async batch => {
        tally.begin()
        const next = await plan.onBatch(batch)
        tally.add(batch.records.length)
        return next
      },
    })
  return { ...engine, bus: { ...engine.bus, consume } }
}

/** An apply or capture by its name. @throws when the flows have none */
export const named = <F extends { name: string }>(flows: F[], name: string): F => {
  const found = flows.find(flow => flow.name === name)
  if (!found) throw new Error(`there is no flow ${name}`)
  return found
}

/** Stops loops and sessions, whatever became of the work. */
export async function running<T>(parts: (Loop | Session)[], work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } finally {
    await Promise.all(parts.map(part => part.stop()))
  }
}

/** Reads everything from both sandboxes, publishes it, and delivers the accounts, which costs refer to. */
export async function capture(
  open: OpenEngine,
  { peoplesoft, procore }: Sandboxes,
  size: Size,
  signal: AbortSignal,
): Promise<void> {
  await peoplesoft.fresh(size)
  await procore.fresh(size, noLimits)
  const tally = createTally('published', open.statements, signal)
  const accounts = (await peoplesoft.state('GL_ACCOUNT_TBL')).length
  const captures = [...capturesFrom('peoplesoft'), ...capturesFrom('procore')]
  const loops = runCaptures(countPublished(open.engine, tally), captures)
  await running(loops, () => tally.reached(size.suppliers + accounts + size.costs))
  await deliverAccounts(open, accounts, signal)
}

async function deliverAccounts(open: OpenEngine, accounts: number, signal: AbortSignal): Promise<void> {
  const applies = appliesTo('procore').filter(apply => apply.entity.name === 'gl-account')
  await landAll(open, applies, accounts, signal)
  await running(runApplies(open.engine, applies), async () => {
    for (const began = performance.now(); ; await sleep(50, undefined, { signal })) {
      const { rows } = await open.pool.query<{ line: string }>(
        `select format('%s %s is %s: %s', l.apply, l.key, d.state, d.why) as line
           from delivery d join lane l on l.id = d.lane_id
          where d.state in ('due', 'intent', 'in-doubt', 'parked')`,
      )
      if (rows.length === 0) return
      if (performance.now() - began > ACCOUNTS_MS)
        throw new Error(`${rows.length} accounts are not delivered, among them ${rows[0]!.line}`)
    }
  })
}

/** Lands all suppliers, so that they are due. */
export async function land(open: OpenEngine, size: Size, signal: AbortSignal): Promise<void> {
  await landAll(open, [named(appliesTo('procore'), 'vendor.to-procore')], size.suppliers, signal)
}

async function landAll(
  open: OpenEngine,
  applies: AnyApply[],
  count: number,
  signal: AbortSignal,
): Promise<void> {
  const tally = createTally(`landed for ${applies[0]!.name}`, open.statements, signal)
  const group = `${open.engine.prefix}.${applies[0]!.name}`
  const session = landEvents(countLanded(open.engine, tally), applies, group, () => {})
  await running([session], () => tally.reached(count))
}
