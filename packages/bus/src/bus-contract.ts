import { describe } from 'vitest'
import { type BusUnderTest, openBench } from './testing/bench.ts'
import { publishingContract } from './testing/publishing-contract.ts'
import { readingContract } from './testing/reading-contract.ts'
import { sharingContract } from './testing/sharing-contract.ts'
import { startingContract } from './testing/starting-contract.ts'

/** What every bus promises. Needs a broker. */
export function busContract(name: string, under: BusUnderTest): void {
  describe(name, () => {
    const bench = openBench(under)
    publishingContract(bench)
    startingContract(bench)
    readingContract(bench)
    sharingContract(bench)
  })
}
