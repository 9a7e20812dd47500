import { type Engine, type Live, type Loop, runCaptures } from '@plumbline/engine'
import { capturesFrom } from '@plumbline/flows'
import { type Case, runRounds } from '../bench.ts'
import type { Measured } from '../figures.ts'
import { named, running } from '../filling.ts'
import type { OpenGround } from '../ground.ts'
import { callsBetween, countOf, noLimits, type Sandbox } from '../sandbox.ts'
import { createTally, type Tally } from '../tally.ts'
import { costAt } from '../world.ts'

const CAPTURE = 'direct-cost.from-procore'

/** Counts the calls of a first read, of a sweep that finds nothing, of one that finds a change, and of a notice. */
export const benchSweep: Case = async bench => {
  const { ground, signal } = bench
  const { procore } = bench.sandboxes
  const { projects, costs } = ground.size
  const capture = named(capturesFrom('procore'), CAPTURE)
  const measured = await runRounds(bench, 'sweep', async ({ details }) => {
    await procore.fresh(ground.size, noLimits)
    const open = await ground.open('empty', 'new')
    const tallies = watched(open, signal)
    let loops: Loop[] = []
    const count = async (what: string, of: string, begin: () => Promise<void>): Promise<Measured> => {
      const before = await procore.calls()
      const ended = tallies.next(what)
      await begin()
      await ended.reached(projects)
      const calls = callsBetween(before, await procore.calls())
      details[what] = calls
      return { name: what, unit: 'calls', of, value: countOf(calls) / projects }
    }
    const begin = async () => void (loops = runCaptures(tallies.engine, [capture]))
    try {
      return [
        await count('first read', 'project', begin),
        await count('sweep, nothing new', 'project', () => sweepAll(open)),
        await count('sweep, one cost changed', 'project', () =>
          changeEach(procore, projects).then(() => sweepAll(open)),
        ),
        await count('notice', 'record', () => notify(open)),
      ]
    } finally {
      await running(loops, async () => {})
      await open.close()
    }
  })
  return { size: { projects, costs }, ...measured }
}

/** The engine with the scopes counted that it has read, and the listed records; each count begins anew. */
function watched({ engine, statements }: OpenGround, signal: AbortSignal) {
  let current: Tally
  const next = (what: string) => {
    current = createTally(what, statements, signal)
    current.begin()
    return current
  }
  const { cursors, readList } = engine.ledger
  const done: typeof cursors.done = async (...given) => {
    await cursors.done(...given)
    current.add(1)
  }
  const listed: typeof readList.done = async (lines, owner) => {
    await readList.done(lines, owner)
    current.add(lines.length)
  }
  const ledger: Engine['ledger'] = {
    ...engine.ledger,
    cursors: { ...cursors, done },
    readList: { ...readList, done: listed },
  }
  return { engine: { ...engine, ledger }, next }
}

/** A person rewords one cost of each project. */
async function changeEach(procore: Sandbox, projects: number): Promise<void> {
  for (let at = 0; at < projects; at++)
    await procore.person({
      ...{ as: 9002, do: 'update', collection: 'direct_costs', id: costAt(at) },
      set: { description: 'Footing pour, corrected' },
    })
}

/** Makes the sweep of every project due. */
async function sweepAll({ engine, live }: OpenGround): Promise<void> {
  for (const scope of scopesOf(live)) await engine.ledger.cursors.hurry(live.id, CAPTURE, scope, new Date())
}

const scopesOf = ({ settings }: Live): string[] => named(capturesFrom('procore'), CAPTURE).scopes(settings)

/** What a webhook about one cost of each project comes to. */
async function notify({ engine, live }: OpenGround): Promise<void> {
  await engine.ledger.readList.ask(
    scopesOf(live).map((scope, at) => ({
      ...{ connectionId: live.id, capture: CAPTURE, nativeId: String(costAt(at)), scope },
      ...{ reason: 'Direct Costs update', by: 'webhook' as const, traceparent: null },
    })),
    new Date(),
  )
}
