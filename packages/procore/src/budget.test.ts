import { expect, test } from 'vitest'
import { createBudget, type Urgency } from './budget.ts'

const settings = { reserve_percent: 5, background_reserve_percent: 40, max_wait_ms: 3000 }

function budget(changes: Partial<typeof settings> = {}) {
  const clock = { at: Date.parse('2026-01-31T12:00:00Z') }
  const made = createBudget({ ...settings, ...changes }, () => new Date(clock.at))
  const answer = (status: number, headers: Record<string, string>) => ({
    status,
    headers,
    body: { is: 'empty' } as const,
  })
  const tell = (
    limit: number,
    remaining: number,
    inSeconds: number,
    more: Record<string, string> = {},
    status = 200,
  ) =>
    made.learn(
      answer(status, {
        'x-rate-limit-limit': String(limit),
        'x-rate-limit-remaining': String(remaining),
        'x-rate-limit-reset': String(Math.floor(clock.at / 1000) + inSeconds),
        ...more,
      }),
    )
  const take = async (urgency: Urgency) => {
    await made.ready(urgency, new Date(clock.at))
    return made.take(urgency)
  }
  return { clock, tell, answer, ...made, made, take }
}

test('both limits are learned, whichever an answer describes (procore.md §2.5)', () => {
  const { tell, view } = budget()
  tell(25, 20, 8)
  tell(3600, 15, 1200)
  expect(view()).toEqual({
    spike: { limit: 25, remaining: 20, resetAt: '2026-01-31T12:00:08.000Z' },
    hour: { limit: 3600, remaining: 15, resetAt: '2026-01-31T12:20:00.000Z' },
  })
})

test('the hourly limit is known by its size when its end is near', () => {
  const { tell, view, clock } = budget()
  tell(3600, 100, 1200)
  clock.at += 1_195_000
  tell(3600, 50, 5)
  expect(view()).toMatchObject({ spike: null, hour: { remaining: 50 } })
})

test('calls are counted for the limit that is not described', async () => {
  const { tell, take, view } = budget()
  tell(3600, 1000, 1200)
  tell(25, 20, 8)
  await take('foreground')
  await take('foreground')
  expect(view()).toMatchObject({ spike: { remaining: 18 }, hour: { remaining: 998 } })
})

test('an answer that was overtaken does not give calls back', async () => {
  const { tell, view } = budget()
  tell(25, 10, 8)
  tell(25, 14, 8)
  expect(view().spike).toMatchObject({ remaining: 10 })
})

test('calls under way that an answer cannot know of are taken off what it leaves', () => {
  const { tell, made, view } = budget()
  for (let call = 0; call < 4; call++) made.take('foreground')
  tell(25, 24, 8)
  expect(view().spike).toMatchObject({ remaining: 21 })
  for (let call = 0; call < 4; call++) made.done()
  tell(25, 15, 8)
  expect(view().spike).toMatchObject({ remaining: 15 })
})

test('a spent limit that opens late is a refusal with the time; what is urgent may go on longer than a sweep', async () => {
  const { tell, take } = budget()
  tell(3600, 1000, 1200)
  await expect(take('background')).rejects.toMatchObject({
    what: 'budget',
    code: 'rate-budget',
    afterMs: 1_200_000,
  })
  await expect(take('foreground')).resolves.toBe(true)
  tell(3600, 180, 1200)
  await expect(take('foreground')).rejects.toMatchObject({ what: 'budget', afterMs: 1_200_000 })
})

test('when the window is over, calls go on', async () => {
  const { tell, take, view, clock } = budget()
  tell(25, 0, 8)
  await expect(take('foreground')).rejects.toMatchObject({ afterMs: 8000 })
  clock.at += 8000
  await take('foreground')
  expect(view().spike).toMatchObject({ remaining: 24 })
})

test('a limit that opens soon is waited for, no longer than allowed', async () => {
  const made = createBudget({ ...settings, max_wait_ms: 2500 }, () => new Date())
  const reset = Math.floor(Date.now() / 1000) + 2
  const headers = {
    'x-rate-limit-limit': '25',
    'x-rate-limit-remaining': '0',
    'x-rate-limit-reset': String(reset),
  }
  made.learn({ status: 200, headers, body: { is: 'empty' } })
  await made.ready('foreground', new Date())
  expect(Date.now()).toBeGreaterThanOrEqual(reset * 1000)
})

test('429 closes until Retry-After, or until the reset, or for the spike window', async () => {
  for (const [headers, wait] of [
    [{ 'retry-after': '30' }, 30_000],
    [{ 'retry-after': 'Sat, 31 Jan 2026 12:00:20 GMT' }, 20_000],
    [{ 'x-rate-limit-limit': '25', 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': '1769860806' }, 6000],
    [{}, 10_000],
  ] as const) {
    const { learn, take, answer, clock } = budget({ max_wait_ms: 0 })
    let refused: unknown
    try {
      learn(answer(429, headers as Record<string, string>))
    } catch (error) {
      refused = error
    }
    expect(refused).toMatchObject({ what: 'budget', code: 'rate-limited' })
    const { afterMs } = refused as { afterMs: number }
    expect(afterMs).toBeGreaterThanOrEqual(wait)
    expect(afterMs).toBeLessThanOrEqual(wait + 1000)
    await expect(take('foreground')).rejects.toMatchObject({ afterMs: wait })
    clock.at += wait
    await expect(take('foreground')).resolves.toBe(true)
  }
})

test('503 closes only with Retry-After', () => {
  const { learn, answer } = budget()
  expect(() => learn(answer(503, { 'retry-after': '5' }))).toThrow(
    expect.objectContaining({ code: 'procore-busy' }),
  )
  expect(() => learn(answer(503, {}))).not.toThrow()
})

test("a reset is taken by Procore's own clock where ours is off", () => {
  const { tell, view } = budget()
  tell(25, 20, 98, { date: 'Sat, 31 Jan 2026 12:01:30 GMT' })
  expect(view()).toMatchObject({ spike: { resetAt: '2026-01-31T12:00:08.000Z' }, hour: null })
})

test('clocks that are hours apart do not stop calls for hours', () => {
  const { tell, view } = budget()
  tell(25, 20, 12 * 3600)
  expect(view().spike).toMatchObject({ resetAt: '2026-01-31T12:00:12.000Z' })
})

test('who comes second to the last call does not get it', async () => {
  const made = createBudget({ ...settings, reserve_percent: 0 }, () => new Date('2026-01-31T12:00:00Z'))
  const headers = {
    'x-rate-limit-limit': '25',
    'x-rate-limit-remaining': '1',
    'x-rate-limit-reset': '1769860808',
  }
  made.learn({ status: 200, headers, body: { is: 'empty' } })
  await Promise.all([made.ready('foreground', new Date()), made.ready('foreground', new Date())])
  expect([made.take('foreground'), made.take('foreground')]).toEqual([true, false])
})
