import { Refused } from '@plumbline/flow-kit'
import { parseJson, toJson } from '@plumbline/http'
import { expect, test } from 'vitest'
import type { Written } from './outcomes.ts'
import { syncInParts } from './sync.ts'

type Update = { origin_id: string }
type Thing = { id: string; origin_id: string | null }

const updatesOf = (n: number): Update[] => Array.from({ length: n }, (_, at) => ({ origin_id: `o${at}` }))
const answered = (status: number, body: unknown): Written => ({
  is: 'answered',
  answer: { status, headers: {}, body: { is: 'json', value: parseJson(toJson(body)) } },
})
const done = (part: readonly Update[]) =>
  answered(200, { entities: part.map(({ origin_id }) => ({ id: `id-${origin_id}`, origin_id })), errors: [] })

async function run(updates: Update[], answer: (part: readonly Update[], call: number) => Written) {
  const sizes: number[] = []
  const send = async (part: readonly Update[]) => answer(part, sizes.push(part.length))
  const outcomes = await syncInParts('things/sync', send, updates, raw => raw as Thing)
  return { outcomes, sizes }
}

test('a thousand updates are one call, none is no call', async () => {
  expect((await run(updatesOf(1000), done)).sizes).toEqual([1000])
  expect((await run([], done)).sizes).toEqual([])
})

test('more than a thousand, two of one key, or one without a key are refused before anything is sent', async () => {
  await expect(run(updatesOf(1001), done)).rejects.toThrow(/takes 1000 updates, not 1001/)
  await expect(run([...updatesOf(2), { origin_id: 'o1' }], done)).rejects.toThrow(
    /two updates of origin_id o1/,
  )
  await expect(run([{ origin_id: '' }], done)).rejects.toThrow(/neither id nor origin_id/)
})

test('one bad item that condemns the whole call is found, the others are done', async () => {
  const { outcomes, sizes } = await run(updatesOf(1000), part =>
    part.some(({ origin_id }) => origin_id === 'o617')
      ? answered(422, { errors: { base: ['bad'] } })
      : done(part),
  )
  expect(outcomes.filter(({ is }) => is === 'applied')).toHaveLength(999)
  expect(outcomes[617]).toMatchObject({ is: 'rejected', why: expect.stringContaining('bad') })
  expect(sizes.length).toBeLessThanOrEqual(21)
})

test('a batch that is too large is halved (413)', async () => {
  const { outcomes, sizes } = await run(updatesOf(8), part =>
    part.length > 4 ? answered(413, { errors: 'too large' }) : done(part),
  )
  expect(outcomes.every(({ is }) => is === 'applied')).toBe(true)
  expect(sizes).toEqual([8, 4, 4])
})

test('when everything is refused, few calls are spent and the rest is left for later', async () => {
  const { outcomes, sizes } = await run(updatesOf(1000), () =>
    answered(400, { errors: { standard_cost_code_list_id: ['is unknown'] } }),
  )
  expect(sizes.length).toBeLessThanOrEqual(21)
  expect(new Set(outcomes.map(({ is }) => is))).toEqual(new Set(['rejected', 'retry']))
  expect(outcomes.at(-1)).toMatchObject({ is: 'retry', code: 'procore-bulk-refused' })
})

test.each([
  ['a lost answer', { is: 'unknown', why: 'reset' } as Written, { is: 'unknown' }],
  ['nobody there', { is: 'retry', code: 'procore-unreachable', why: 'refused' } as Written, { is: 'retry' }],
  ['a bare 500', answered(500, {}), { is: 'unknown' }],
  ['a conflict', answered(409, {}), { is: 'retry' }],
  ['an answer of another shape', answered(200, { entities: 'none' }), { is: 'unknown' }],
  [
    'a page with 200',
    { is: 'answered', answer: { status: 200, headers: {}, body: { is: 'html', text: '' } } } as Written,
    { is: 'unknown' },
  ],
])('%s counts for every item, and is not sent again', async (_, written, outcome) => {
  const { outcomes, sizes } = await run(updatesOf(3), () => written)
  expect(outcomes).toMatchObject([outcome, outcome, outcome])
  expect(sizes).toEqual([3])
})

test('a refusal before anything was written is thrown, one after that is told for its items only', async () => {
  const refuse = () => {
    throw new Refused('budget', 'rate-budget', 'wait', 5000)
  }
  await expect(run(updatesOf(4), refuse)).rejects.toMatchObject({ what: 'budget' })
  const { outcomes } = await run(updatesOf(4), (part, call) => {
    if (call === 1) return answered(422, {})
    return call === 2 ? done(part) : refuse()
  })
  expect(outcomes).toMatchObject([
    { is: 'applied' },
    { is: 'applied' },
    { is: 'retry', code: 'rate-budget', afterMs: 5000 },
    { is: 'retry', code: 'rate-budget', afterMs: 5000 },
  ])
})
