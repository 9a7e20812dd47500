import { type Engine, runCaptures } from '@plumbline/engine'
import { capturesFrom } from '@plumbline/flows'
import { type Case, runRounds, timed } from '../bench.ts'
import { growth, tableBytes } from '../database.ts'
import { countPublished, named, running } from '../filling.ts'
import { countOf } from '../sandbox.ts'
import { createTally, type Tally } from '../tally.ts'

/** Polls all suppliers into an empty ledger, against the same read with nothing done about it. */
export const benchCapture: Case = async bench => {
  const { ground, signal } = bench
  const { peoplesoft } = bench.sandboxes
  const { suppliers } = ground.size
  const vendor = named(capturesFrom('peoplesoft'), 'vendor.from-peoplesoft')
  const measured = await runRounds(bench, 'capture', async ({ details }) => {
    await peoplesoft.fresh(ground.size)
    const open = await ground.open('empty', 'new')
    try {
      const minted = createTally('minted', open.statements, signal)
      const published = createTally('published', open.statements, signal)
      const bytes = await tableBytes(open.pool)
      const engine = countMinted(countPublished(open.engine, published), minted)
      const [mint, publish] = await running(runCaptures(engine, [vendor]), async () => [
        await minted.reached(suppliers),
        await published.reached(suppliers),
      ])
      const calls = await peoplesoft.calls()
      const grown = growth(bytes, await tableBytes(open.pool), suppliers)
      const { apis, settings } = open.live
      let read = 0
      const bare = await timed(async () => {
        for await (const _ of vendor.read(apis.peoplesoft, vendor.scopes(settings)[0]!, 'all', settings))
          read++
      })
      if (read !== suppliers) throw new Error(`${read} suppliers were read, not ${suppliers}`)
      Object.assign(details, { 'bytes per supplier by table': grown.byTable, 'calls by query': calls })
      return [
        { name: 'read and mint', unit: '/s', value: suppliers / mint.seconds },
        { name: 'read alone', unit: '/s', value: suppliers / bare },
        { name: 'read and mint : read alone', unit: '×', value: bare / mint.seconds },
        { name: 'outbox to topic, meanwhile', unit: '/s', value: suppliers / publish.seconds },
        {
          name: 'PeopleSoft',
          unit: 'calls',
          of: '1000 suppliers',
          value: (1000 * countOf(calls)) / suppliers,
        },
        { name: 'database', unit: 'statements', of: 'supplier', value: mint.statements / suppliers },
        { name: 'ledger', unit: 'bytes', of: 'supplier', value: grown.bytes },
      ]
    } finally {
      await open.close()
    }
  })
  return { size: { suppliers }, ...measured }
}

/** The engine with the records counted that it mints, from the moment it takes a scope to read. */
function countMinted(engine: Engine, tally: Tally): Engine {
  const { cursors, minting } = engine.ledger
  return {
    ...engine,
    ledger: {
      ...engine.ledger,
      cursors: {
        ...cursors,
        take: async order => {
          const cursor = await cursors.take(order)
          if (cursor) tally.begin()
          return cursor
        },
      },
      minting: {
        ...minting,
        mint: async (order, decide) => {
          const decided = await minting.mint(order, decide)
          tally.add(decided.filter(is => is === 'minted').length)
          return decided
        },
      },
    },
  }
}
