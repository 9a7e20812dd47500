import { describe, expect, test } from 'vitest'
import { startOf } from './land.ts'

const at = (committed: bigint | null, earliest = 0n, latest = 100n) => ({
  ...{ topic: 'vendors', partition: 0 },
  ...{ committed, earliest, latest },
})

describe('A10: where a session begins', () => {
  test.each([
    ['nobody knows anything: at the beginning of the log', null, null, 0n],
    ['both agree: where they are', 40n, 40n, 40n],
    ['the group was reset: a replay from there', 40n, 0n, 0n],
    ['the ledger was restored from an older copy: where the ledger is', 30n, 40n, 30n],
    ['the group expired: where the ledger is', 40n, null, 40n],
    ['the ledger is lost: at the beginning, whatever the group has read', null, 40n, 0n],
  ])('%s', (_, known, committed, start) => {
    expect(startOf(at(committed), known)).toBe(start)
  })

  test('a ledger that knows nothing begins where the log begins', () => {
    expect(startOf(at(null, 5n), null)).toBe(5n)
  })

  test('events that are gone from the log before they were landed stop the flow, with a code', () => {
    expect(() => startOf(at(40n, 60n), 40n)).toThrow(
      'log-mismatch: vendors/0 begins at 60, but rows are known up to 40 only',
    )
  })

  test('a log that ends before what is known stops the flow, with a code', () => {
    expect(() => startOf(at(null, 0n, 10n), 40n)).toThrow('log-mismatch: vendors/0 ends at 10')
  })
})
