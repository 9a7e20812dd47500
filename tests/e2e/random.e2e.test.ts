import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { services } from '@plumbline/demo'
import { flows } from '@plumbline/flows'
import { release } from '@plumbline/ops'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { leversOf } from './levers.ts'
import {
  compareCosts,
  countAll,
  type Listed,
  missingVendors,
  orderDifferences,
  whatIsThereTwice,
} from './random-checks.ts'
import { echoes } from './random-echo.ts'
import { type Made, makeEdits } from './random-edits.ts'
import { unexplained } from './random-reasons.ts'
import { readExceptions, startTestSystem, type TestSystem } from './system.ts'

const seed = process.env.PLUMBLINE_RANDOM_SEED ?? '1'
const edits = Number(process.env.PLUMBLINE_RANDOM_EDITS ?? 200)
/** What a number of changes may take to come through, on a machine that has other things to do. */
const PATIENCE = 180_000 + edits * 500

let system: TestSystem
let made: Made
let listed: Listed[]

beforeAll(async () => {
  system = await startTestSystem('skeleton')
  const text = readFileSync(system.connectionFile, 'utf8')
  writeFileSync(system.connectionFile, text.replace(/compare: '[^']+'/g, "compare: '*/15 * * * * *'"))
  await system.apply(system.connectionFile)
  await leversOf(system).set('procore', { hourlyLimit: 200_000, spikeLimit: 2_000 })
  await system.start(...services)
  await system.agreed(PATIENCE)
  console.log(`random changes of seed ${seed}, ${edits} of them`)
  made = await makeEdits(system, seed, edits)
  await settled()
  listed = await readExceptions(system.ops)
}, 2 * PATIENCE)
afterAll(() => system.close())

describe(`after ${edits} random changes on both sides (seed ${seed}), with notices lost, doubled and reordered`, () => {
  test('most kinds of changes were made', () => {
    const kinds = [...made.byKind.values()].filter(one => one.taken > 0)
    expect(kinds.length).toBeGreaterThan(Math.min(30, edits / 4))
  })

  test('costs agree by project, account and month, to the cent', async () => {
    const { procore, peoplesoft } = await compareCosts(system, listed)
    expect(Object.keys(procore).length).toBeGreaterThan(2)
    expect(peoplesoft).toEqual(procore)
  })

  test('orders, commitments and change orders agree to the cent', async () => {
    expect(await orderDifferences(system, listed)).toEqual([])
  })

  test('nothing is there twice', async () => {
    expect(await whatIsThereTwice(system)).toEqual({
      ...{ journals: [], markers: [], orders: [], commitments: [], packages: [], vendors: [] },
    })
    expect(await missingVendors(system, listed)).toEqual([])
  })

  test('what did not arrive is listed with a reason that the changes explain', async () => {
    expect(await unexplained(system, listed)).toEqual([])
  })

  test('nothing echoes: no order has more events than changes; all is compared once more, and nothing is written or told', {
    timeout: PATIENCE,
  }, async () => {
    const topics = flows.map(({ entity }) => `${system.prefix}.${entity.name}.v1`)
    const before = await countAll(system, topics)
    expect(await echoes(system, before.events)).toEqual([])
    await comparedOnce()
    await system.agreed(PATIENCE)
    expect(await countAll(system, topics)).toEqual(before)
  })
})

/** Everything was compared after the last change, and nothing is open; a person has let the deletions go that waited. */
async function settled(): Promise<void> {
  await comparedOnce()
  await system.agreed(PATIENCE)
  for (;;) {
    const many = (await readExceptions(system.ops)).filter(one => one.code === 'many-deletions')
    if (many.length === 0) return
    for (const one of many) await release(system.ops, one.id, 'meant, as the random run knows')
    await system.agreed(PATIENCE)
  }
}

/** Waits until each scope was compared from begin to end. */
async function comparedOnce(): Promise<void> {
  const next = new Map<string, string>()
  const over = new Set<string>()
  for (const until = performance.now() + PATIENCE; ; await sleep(100)) {
    const { rows } = await system.ops.pool.query<{ scope: string; next: string; reading: boolean }>(
      `select capture || ' ' || scope as scope, next_compare_at::text as next, lease_until is not null as reading
         from cursor where next_compare_at is not null`,
    )
    // A compare that was under way already may have passed over what changed last: it is the one after it that counts.
    for (const row of rows.filter(one => !one.reading))
      if (next.has(row.scope) && next.get(row.scope) !== row.next) over.add(row.scope)
      else next.set(row.scope, row.next)
    if (rows.every(row => over.has(row.scope))) return
    if (performance.now() > until)
      throw new Error(`not compared: ${rows.map(row => row.scope).filter(scope => !over.has(scope))}`)
  }
}
