import { type Engine, landEvents, runApplies } from '@plumbline/engine'
import { appliesTo } from '@plumbline/flows'
import { type Case, runRounds, timed } from '../bench.ts'
import { growth, tableBytes } from '../database.ts'
import { named, running } from '../filling.ts'
import { countOf, type Sandbox } from '../sandbox.ts'
import { createTally, type Tally } from '../tally.ts'
import { countDelivered, recorded } from './vendors.ts'

/**
 * Lands costs, delivers them as journals and follows these until posted, in one process as the service does: what was
 * landed before a writer's start is looked up first. Against the same journals sent one after another.
 */
export const benchJournals: Case = async bench => {
  const { ground, signal } = bench
  const { peoplesoft } = bench.sandboxes
  const { costs, projects } = ground.size
  // Without any journal yet; it edits and posts at once.
  const begin = () => peoplesoft.fresh({ ...ground.size, suppliers: 1 }, { editMs: 0, postMs: 0 })
  const measured = await runRounds(bench, 'journals', async ({ number, details }) => {
    const { apply, sent } = recorded(named(appliesTo('peoplesoft'), 'direct-cost.to-peoplesoft'))
    const open = await ground.open('captured', 'filled')
    try {
      const bytes = await tableBytes(open.pool)
      await begin()
      const taken = createTally('accepted', open.statements, signal)
      const final = createTally('posted', open.statements, signal)
      const engine = countAccepted(countDelivered(open.engine, final), taken)
      const landing = landEvents(engine, [apply], `${open.prefix}.journals-${number}`, () => {})
      const parts = [...runApplies(engine, [apply]), landing]
      const [accepted, posted] = await running(parts, async () => [
        await taken.reached(costs),
        await final.reached(costs),
      ])
      await expectPosted(peoplesoft, costs)
      const calls = await peoplesoft.calls()
      const grown = growth(bytes, await tableBytes(open.pool), costs)

      const journals = [...sent]
      await begin()
      const bare = await timed(async () => {
        for (const one of journals) await apply.write(open.live.apis.peoplesoft, '', one)
      })
      Object.assign(details, {
        'bytes per journal by table': grown.byTable,
        'calls by query or route': calls,
      })
      return [
        { name: 'accepted', unit: '/s', value: costs / accepted.seconds },
        { name: 'bare calls, one by one', unit: '/s', value: costs / bare },
        { name: 'accepted : bare', unit: '×', value: bare / accepted.seconds },
        { name: 'posted and read back', unit: '/s', value: costs / posted.seconds },
        { name: 'PeopleSoft', unit: 'calls', of: 'journal', value: countOf(calls) / costs },
        { name: 'database', unit: 'statements', of: 'journal', value: posted.statements / costs },
        { name: 'ledger', unit: 'bytes', of: 'journal', value: grown.bytes },
      ]
    } finally {
      await open.close()
    }
  })
  return { size: { costs, projects }, ...measured }
}

async function expectPosted(peoplesoft: Sandbox, count: number): Promise<void> {
  const posted = (await peoplesoft.state('JRNL_HEADER')).filter(one => one.JRNL_HDR_STATUS === 'P')
  if (posted.length !== count) throw new Error(`${posted.length} journals were posted, not ${count}`)
}

/** The engine with the journals counted that PeopleSoft has taken. */
function countAccepted(engine: Engine, tally: Tally): Engine {
  const { lanes } = engine.ledger
  const claim: typeof lanes.claim = async order => {
    const claimed = await lanes.claim(order)
    if (claimed.length > 0) tally.begin()
    return claimed
  }
  const finish: typeof lanes.finish = async (results, owner, now) => {
    const finished = await lanes.finish(results, owner, now)
    const first = results.filter(one => one.audits.some(audit => audit.decision === 'following'))
    tally.add(first.length)
    return finished
  }
  return { ...engine, ledger: { ...engine.ledger, lanes: { ...lanes, claim, finish } } }
}
