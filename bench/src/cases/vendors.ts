import { type Engine, runApplies } from '@plumbline/engine'
import type { AnyApply, AnyStateApply } from '@plumbline/flow-kit'
import { appliesTo } from '@plumbline/flows'
import { type Bench, type Case, runRounds, timed } from '../bench.ts'
import { growth, tableBytes } from '../database.ts'
import type { Measured } from '../figures.ts'
import { named, running } from '../filling.ts'
import type { CaseReport } from '../report.ts'
import { countOf, noLimits, type Sandbox } from '../sandbox.ts'
import { createTally, type Tally } from '../tally.ts'

/** How long the sandbox lets every call wait, in turns. */
const LATENCIES_MS = [0, 20]

/** Delivers landed vendors in bulk, against the same bulk calls made one after another with nothing around them. */
export const benchVendors: Case = async bench => {
  const measured = await runRounds(bench, 'vendors', async ({ details }) => {
    const figures: Measured[] = []
    for (const ms of LATENCIES_MS) figures.push(...(await deliverOnce(bench, ms, details)))
    return figures
  })
  return { size: { vendors: bench.ground.size.suppliers }, ...measured }
}

async function deliverOnce(bench: Bench, ms: number, details: CaseReport['details']): Promise<Measured[]> {
  const { ground, signal } = bench
  const { procore } = bench.sandboxes
  const { suppliers } = ground.size
  const { apply, sent } = recorded(named(appliesTo('procore'), 'vendor.to-procore') as AnyStateApply)
  const open = await ground.open('landed', 'filled')
  try {
    const bytes = await tableBytes(open.pool)
    await procore.fresh(ground.size, noLimits)
    await procore.delay(ms)
    const tally = createTally('delivered', open.statements, signal)
    const loops = runApplies(countDelivered(open.engine, tally), [apply])
    const span = await running(loops, () => tally.reached(suppliers))
    const calls = await procore.calls()
    await expectVendors(procore, suppliers)
    const grown = growth(bytes, await tableBytes(open.pool), suppliers)

    const bodies = [...sent]
    const { apis, settings } = open.live
    await procore.fresh(ground.size, noLimits)
    await procore.delay(ms)
    // A call that is not timed gets a token of the new Procore.
    for await (const _ of apply.survey(apis.procore, 'company', settings)) break
    const bare = await timed(async () => {
      for (const some of bodies) await apply.write(apis.procore, 'company', some)
    })
    await expectVendors(procore, suppliers)

    Object.assign(details, { 'bytes per vendor by table': grown.byTable, 'calls by route': calls })
    const at = `at ${ms} ms`
    const rates: Measured[] = [
      { name: `delivered ${at}`, unit: '/s', value: suppliers / span.seconds },
      { name: `bare bulk calls ${at}`, unit: '/s', value: suppliers / bare },
      { name: `delivered : bare ${at}`, unit: '×', value: bare / span.seconds },
    ]
    if (ms > 0) return rates
    return [
      ...rates,
      { name: 'Procore', unit: 'calls', of: '1000 vendors', value: (1000 * countOf(calls)) / suppliers },
      { name: 'database', unit: 'statements', of: 'vendor', value: span.statements / suppliers },
      { name: 'ledger', unit: 'bytes', of: 'vendor', value: grown.bytes },
    ]
  } finally {
    await open.close()
  }
}

async function expectVendors(procore: Sandbox, count: number): Promise<void> {
  const ours = (await procore.state('vendors')).filter(vendor => vendor.origin_id)
  if (ours.length !== count) throw new Error(`${ours.length} vendors were delivered, not ${count}`)
}

/** An apply that keeps the bodies of its calls. */
export function recorded<A extends AnyApply>(apply: A): { apply: A; sent: unknown[][] } {
  const sent: unknown[][] = []
  const write: A['write'] = async (api, scope, bodies) => {
    sent.push(bodies)
    return await apply.write(api, scope, bodies)
  }
  return { apply: { ...apply, write }, sent }
}

/** The engine with the rows counted that it has applied, from the first lanes it was given. */
export function countDelivered(engine: Engine, tally: Tally): Engine {
  const { lanes } = engine.ledger
  return {
    ...engine,
    ledger: {
      ...engine.ledger,
      lanes: {
        ...lanes,
        claim: async order => {
          const claimed = await lanes.claim(order)
          if (claimed.length > 0) tally.begin()
          return claimed
        },
        finish: async (results, owner, now) => {
          const finished = await lanes.finish(results, owner, now)
          tally.add(results.flatMap(one => one.ends).filter(end => end.state === 'applied').length)
          return finished
        },
      },
    },
  }
}
