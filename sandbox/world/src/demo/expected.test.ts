import { expect, test } from 'vitest'
import { calendarOf } from './calendar.ts'
import { type Awkwardness, demoCosts } from './costs.ts'
import { differences, expectedExceptions, type Listed } from './expected.ts'
import { sites, standbySite } from './sites.ts'

/** The list that `plumbline exceptions` is expected to give. */
function asListed(): Listed[] {
  return expectedExceptions().flatMap(({ flow, state, code, keys, scopes, oneOnly }) =>
    (scopes ?? ['own']).flatMap(scope =>
      (oneOnly ? keys.slice(1) : keys).map(key => ({ flow, scope, state, code, key })),
    ),
  )
}

test('a list that is exactly what is expected shows no difference, whichever of two like invoices waits', () => {
  const list = asListed()
  expect(differences(list)).toEqual([])
  const [first, second] = expectedExceptions().find(group => group.oneOnly)!.keys
  expect(differences(list.map(one => (one.key === second ? { ...one, key: first! } : one)))).toEqual([])
})

test('what is missing, what is too much, and what is there for another reason is told', () => {
  const list = asListed()
  const [vendor] = list
  expect(differences(list.slice(1))).toEqual([
    `not listed: ${vendor!.state} ${vendor!.flow} ${vendor!.key}: ${vendor!.code}`,
  ])
  const extra = {
    flow: 'vendor.to-procore',
    scope: 'company',
    state: 'dead',
    code: 'refused',
    key: 'SHARE:1',
  }
  expect(differences([...list, extra])).toEqual([
    'not expected: dead vendor.to-procore SHARE:1 [company]: refused',
  ])
  expect(differences([{ ...vendor!, code: 'other' }, ...list.slice(1)])).toHaveLength(2)
})

test('both of the two like invoices, or none of them, is one difference', () => {
  const list = asListed()
  const twice = expectedExceptions().find(group => group.oneOnly)!
  const one = list.find(row => twice.keys.includes(row.key))!
  const other = { ...one, key: twice.keys[0]! }
  expect(differences([...list, other])).toEqual([expect.stringContaining('only one of')])
  expect(differences(list.filter(row => row !== one))).toEqual([expect.stringContaining(`: ${one.code}`)])
})

test('an account that is left lying in the projects is expected in every one of them', () => {
  const list = asListed()
  const at = list.findIndex(one => one.flow === 'gl-account.to-procore-project')
  expect(differences(list.toSpliced(at, 1))).toHaveLength(1)
})

test('enabling the other site adds its own, and nothing to those of before', () => {
  const count = (groups: ReturnType<typeof expectedExceptions>) =>
    groups.reduce((sum, { keys, scopes }) => sum + keys.length * (scopes?.length ?? 1), 0)
  const more = expectedExceptions([...sites, standbySite])
  expect(count(more)).toBeGreaterThan(count(expectedExceptions()) + 4)
  expect(differences(asListed(), [...sites, standbySite]).every(one => one.startsWith('not listed'))).toBe(
    true,
  )
})

test('every awkward cost is expected somewhere or arrives by intent; none of the other site is expected', () => {
  const costs = demoCosts(calendarOf('2026-11-24'))
  const keys = new Set(
    expectedExceptions()
      .filter(group => group.flow === 'direct-cost.to-peoplesoft')
      .flatMap(group => group.keys),
  )
  const quiet: Awkwardness[] = ['none', 'deleted']
  const lost = costs.filter(cost => !quiet.includes(cost.awkward) && !keys.has(String(cost.id)))
  expect(lost).toEqual([])
  expect(costs.filter(one => one.site === standbySite.procoreId && keys.has(String(one.id)))).toEqual([])
})
