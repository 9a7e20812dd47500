import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createTally } from './tally.ts'

const never = new AbortController().signal

describe('a tally', () => {
  test('measures from the first beginning to the last end, statements between them', async () => {
    let statements = 5
    const tally = createTally('landed', () => statements, never)
    tally.begin()
    statements = 9
    tally.begin()
    const reached = tally.reached(3)
    tally.add(2)
    await sleep(5)
    statements = 12
    tally.add(1)
    statements = 99
    const span = await reached
    expect(span).toMatchObject({ count: 3, statements: 7 })
    expect(span.seconds).toBeGreaterThan(0)
  })

  test('refuses a count that went beyond what there was to do', async () => {
    const tally = createTally('landed', () => 0, never)
    tally.begin()
    tally.add(4)
    await expect(tally.reached(3)).rejects.toThrow('landed: 4 instead of 3')
  })

  test('ends when the run is stopped', async () => {
    const stopping = new AbortController()
    const reached = createTally('landed', () => 0, stopping.signal).reached(1)
    stopping.abort(new Error('stopped by a person'))
    await expect(reached).rejects.toThrow('stopped by a person')
  })
})
