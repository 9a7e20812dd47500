import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Loop, startLoop } from './loop.ts'

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: vi.fn() }
let loop: Loop | null = null
beforeEach(() => void quiet.error.mockClear())
afterEach(async () => {
  await loop?.stop()
})
/** A step that waits until it is let go, and tells how often it was taken. */
function gated() {
  let taken = 0
  let next = Promise.withResolvers<boolean | Error>()
  const step = async () => {
    taken++
    const answer = await next.promise
    next = Promise.withResolvers()
    if (answer instanceof Error) throw answer
    return answer
  }
  return { step, taken: () => taken, let: (answer: boolean | Error) => next.resolve(answer) }
}

describe('a loop', () => {
  test('goes on at once while there is something to do', async () => {
    const gate = gated()
    loop = startLoop('work', gate.step, 3_600_000, quiet)
    for (let n = 1; n <= 3; n++) {
      await vi.waitFor(() => expect(gate.taken()).toBe(n))
      gate.let(true)
    }
    await vi.waitFor(() => expect(gate.taken()).toBe(4))
    gate.let(false)
  })

  test('finishes the step under way when it is stopped, and begins no other', async () => {
    const gate = gated()
    loop = startLoop('work', gate.step, 0, quiet)
    let stopped = false
    const stopping = loop.stop().then(() => (stopped = true))
    await new Promise(resolve => setImmediate(resolve))
    expect(stopped).toBe(false)
    gate.let(true)
    await stopping
    expect(gate.taken()).toBe(1)
  })

  test('shows and logs a failure, goes on after a pause, and forgets it with the next good step', async () => {
    const gate = gated()
    loop = startLoop('work', gate.step, 3_600_000, quiet)
    gate.let(new Error('the database is away'))
    await vi.waitFor(() => expect(loop!.error()).toBe('the database is away'))
    expect(quiet.error).toHaveBeenCalledTimes(1)
    await vi.waitFor(() => expect(gate.taken()).toBe(2), { timeout: 10_000 })
    gate.let(false)
    await vi.waitFor(() => expect(loop!.error()).toBeNull())
  })

  test('stops at once while it rests', async () => {
    loop = startLoop('work', async () => false, 3_600_000, quiet)
    await new Promise(resolve => setImmediate(resolve))
    await loop.stop()
  })

  test('a long step that says that it goes on is seen to be alive', async () => {
    const gate = gated()
    let say = () => {}
    loop = startLoop('work', alive => ((say = alive), gate.step()), 3_600_000, quiet)
    const before = loop.lastGood()
    await vi.waitFor(() => {
      say()
      expect(loop!.lastGood()).toBeGreaterThan(before)
    })
    gate.let(false)
  })
})
