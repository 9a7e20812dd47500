import { afterEach, expect, test } from 'vitest'
import { SandboxClock } from './clock.ts'

const clocks: SandboxClock[] = []
const make = () => {
  const clock = new SandboxClock()
  clocks.push(clock)
  return clock
}
afterEach(() => {
  for (const clock of clocks.splice(0)) clock.stop()
})

test('a shift moves time on, and time then runs from there', () => {
  const clock = make()
  clock.set({ shift_ms: 3_600_000 })
  const ahead = clock.now().getTime() - Date.now()
  expect(ahead).toBeGreaterThan(3_599_000)
  expect(ahead).toBeLessThanOrEqual(3_600_000)
  clock.set({ shift_ms: 3_600_000 })
  expect(clock.now().getTime() - Date.now()).toBeGreaterThan(7_199_000)
})

test('a frozen clock stands until it is set or let go', () => {
  const clock = make()
  clock.set({ at: '2026-11-01T12:00:00Z', freeze: true })
  expect(clock.now().toISOString()).toBe('2026-11-01T12:00:00.000Z')
  clock.set({ shift_ms: 500 })
  expect(clock.now().toISOString()).toBe('2026-11-01T12:00:00.500Z')
  clock.set({ freeze: false })
  expect(Math.abs(clock.now().getTime() - Date.parse('2026-11-01T12:00:00.500Z'))).toBeLessThan(1000)
})

test('what falls due is done before set returns', () => {
  const clock = make()
  const seen: string[] = []
  clock.set({ at: '2026-11-01T00:00:00Z', freeze: true })
  clock.onTick(now => void seen.push(now.toISOString()), 1_000_000)
  clock.set({ shift_ms: 60_000 })
  expect(seen).toEqual(['2026-11-01T00:01:00.000Z'])
})

test('a text that is no time is refused', () => {
  expect(() => make().set({ at: 'soon' })).toThrow('not a time: soon')
})
