import type { Outcome } from '@plumbline/flow-kit'
import { expect, test } from 'vitest'
import { type Parenthood, writeUnderParent } from './parent.ts'

const parenthood = (id: string | null, codeForm: 'own' | 'full' = 'own'): Parenthood => ({
  parent: { code: 'GL', name: 'General ledger accounts', id, originId: 'ps:parent:GL' },
  codeForm,
})
const bodies = [
  { origin_id: 'ps:SHARE:500100', code: '500100', name: 'Labor' },
  {
    id: '44002',
    origin_id: 'ps:SHARE:500200',
    code: '500200',
    name: 'Materials',
    standard_cost_code_id: '3200',
  },
]

type Update = { origin_id: string; code: string; name: string; id?: string; parent_id?: string }
type Answer = (update: Update) => Outcome<never> | null

/** What Procore's sync would answer, with what it was asked. */
function procore(refuses: Answer = () => null) {
  const calls: Update[][] = []
  const sync = async (updates: Update[]) => {
    calls.push(updates)
    return updates.map(
      update =>
        refuses(update) ?? {
          is: 'applied' as const,
          targetId: update.id ?? `made ${update.code}`,
          seen: { ...update, id: update.id ?? `made ${update.code}`, parent_id: update.parent_id ?? null },
        },
    )
  }
  return { calls, sync }
}

test('accounts are written under the parent that is there', async () => {
  const { calls, sync } = procore()
  const outcomes = await writeUnderParent(parenthood('313'), bodies, sync)
  expect(calls).toEqual([
    [
      { origin_id: 'ps:SHARE:500100', code: '500100', name: 'Labor', parent_id: '313' },
      { ...bodies[1], parent_id: '313' },
    ],
  ])
  expect(outcomes.map(one => one.is)).toEqual(['applied', 'applied'])
})

test('a parent that is not there is made first, by an origin id, so that twice makes it once', async () => {
  const { calls, sync } = procore()
  await writeUnderParent(parenthood(null), bodies, sync)
  expect(calls[0]).toEqual([{ origin_id: 'ps:parent:GL', code: 'GL', name: 'General ledger accounts' }])
  expect(calls[1]!.map(one => one.parent_id)).toEqual(['made GL', 'made GL'])
})

test('no account is written where the parent was refused: each says why', async () => {
  const { calls, sync } = procore(() => ({ is: 'rejected', code: 'procore-refused', why: 'code is taken' }))
  expect(await writeUnderParent(parenthood(null), bodies, sync)).toEqual(
    bodies.map(() => ({
      is: 'rejected',
      code: 'procore-refused',
      why: 'the parent code GL could not be made: code is taken',
    })),
  )
  expect(calls).toHaveLength(1)
})

test('a parent of which nobody knows whether it was made is tried again: no account was written', async () => {
  const { sync } = procore(() => ({ is: 'unknown', why: 'no answer' }))
  expect(await writeUnderParent(parenthood(null), bodies, sync)).toEqual(
    bodies.map(() => ({ is: 'retry', code: 'parent-missing', why: expect.stringContaining('no answer') })),
  )
})

test('an account that is refused stops no other', async () => {
  const { sync } = procore(update =>
    update.code === '500100' ? { is: 'rejected', code: 'procore-refused', why: 'name is too long' } : null,
  )
  const outcomes = await writeUnderParent(parenthood('313'), bodies, sync)
  expect(outcomes.map(one => one.is)).toEqual(['rejected', 'applied'])
})

test('codes are written with the parent’s before them where the site’s Procore wants that', async () => {
  const { calls, sync } = procore()
  await writeUnderParent(parenthood('313', 'full'), bodies, sync)
  expect(calls[0]!.map(one => one.code)).toEqual(['GL-500100', 'GL-500200'])
})
