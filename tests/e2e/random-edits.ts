import { setTimeout as sleep } from 'node:timers/promises'
import { type Random, randomOf } from '@plumbline/sandbox-world'
import { leversOf } from './levers.ts'
import { type Book, handsOf, type Kind, newBook, Refused } from './random-hands.ts'
import { peoplesoftKinds } from './random-peoplesoft.ts'
import { procoreKinds } from './random-procore.ts'
import type { TestSystem } from './system.ts'

const kinds: Kind[] = [...peoplesoftKinds, ...procoreKinds]
const total = kinds.reduce((sum, kind) => sum + kind.weight, 0)

/** How many changes of each kind were taken; those that were not stand under `refused`. */
export type Made = { taken: number; byKind: Map<string, { taken: number; refused: number }> }

/**
 * Makes changes as persons in both systems, in small bursts, until so many were taken. What is tried, and in which
 * order, follows from the seed alone. Procore's notices are lost, doubled and late and come in the wrong order meanwhile.
 */
export async function makeEdits(system: TestSystem, seed: string, edits: number): Promise<Made> {
  const hands = handsOf(system)
  const levers = leversOf(system)
  const book = newBook()
  const made: Made = { taken: 0, byKind: new Map() }
  await levers.set('procore', { hookDuplicates: 'yes', hookOrder: 'reversed', hookDelayMs: 150 })
  for (let tried = 0; made.taken < edits; tried++) {
    const random = randomOf(`${seed}/${tried}`)
    if (random.chance(3))
      await system.fault('procore', { name: 'hook-lost', times: random.whole(1, 6), for_ms: 20_000 })
    const { kind, make } = chosen(random, book)
    const count = made.byKind.get(kind.name) ?? { taken: 0, refused: 0 }
    made.byKind.set(kind.name, count)
    try {
      await make(hands)
      count.taken++
      made.taken++
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      count.refused++
    }
    if (random.chance(15)) await sleep(random.whole(50, 800))
  }
  await levers.calm('procore')
  await levers.set('procore', { hookDuplicates: 'no', hookOrder: 'sent', hookDelayMs: 0 })
  return made
}

function chosen(random: Random, book: Book) {
  for (;;) {
    let at = random.whole(1, total)
    const kind = kinds.find(one => (at -= one.weight) <= 0)!
    const make = kind.choose(random, book)
    if (make) return { kind, make }
  }
}
