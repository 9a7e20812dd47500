import type { AnyStateApply, Canonical, Plan } from '@plumbline/flow-kit'
import { flows } from '@plumbline/flows'
import { describe, expect, test } from 'vitest'
import { fixtureOf, linksOnly } from './fixtures/index.ts'
import { Lane } from './lane.ts'
import { startSystems, TODAY } from './systems.ts'

const applies = flows
  .flatMap(flow => flow.applies)
  .filter((apply): apply is AnyStateApply => linksOnly(apply.name))

describe.each(applies.map(apply => [apply.name, apply] as const))('%s', (name, apply) => {
  /** Systems, and the values of a scope. */
  async function start() {
    const fixture = fixtureOf('link', name)
    const systems = await startSystems(fixture.rows)
    const lane = new Lane(systems, apply)
    const values = await lane.values()
    expect(values.length).toBeGreaterThan(1)
    const [scope] = apply.scopes(values[0], systems.settings)
    return { fixture, systems, lane, values, scope: scope! }
  }
  const linked = (plan: Plan<unknown>) =>
    plan.do === 'link' ? plan : expect.unreachable(`it is not linked: ${JSON.stringify(plan)}`)

  test('finds the place of every part of a record in what it refers to, each time the same, and writes nothing', async () => {
    const { fixture, systems, lane, values, scope } = await start()
    const plans = []
    for (const value of values) plans.push(linked(await lane.plan(value, scope)))
    expect(new Set(plans.map(plan => plan.targetId)).size, 'each has an id of its own').toBe(values.length)
    for (const [index, plan] of plans.entries())
      expect(fixture.isWhole(values[index], plan.seen), plan.targetId).toBe(true)
    // What it refers to was brought there; linking once more adds nothing to that.
    const writes = systems.sides[apply.to].writes.list().length
    for (const [index, value] of values.entries()) expect(await lane.plan(value, scope)).toEqual(plans[index])
    expect(systems.sides[apply.to].writes.list()).toHaveLength(writes)
  })

  test('waits for the link of what it refers to, by a reference that it has named', async () => {
    const { systems, lane, values, scope } = await start()
    for (const value of values) {
      const plan = planWithoutLinks(value)
      if (plan.do !== 'park') return expect.unreachable(`it does not wait: ${JSON.stringify(plan)}`)
      const refs = apply.refs!(value, scope, systems.settings, null)
      const waits = plan.waits.flatMap(wait => (wait.for === 'link' ? [wait.ref] : []))
      expect(waits.length).toBeGreaterThan(0)
      expect(refs).toEqual(expect.arrayContaining(waits))
    }

    function planWithoutLinks(value: Canonical): Plan<unknown> {
      const { settings } = systems
      const about = { settings, facts: null, scope, today: TODAY, own: null, asked: null, released: false }
      return apply.toTarget(value, { ...about, link: () => null, meta: lane.metaOf(value) }) as Plan<unknown>
    }
  })

  test('links nothing of a record that is gone or left the scope', async () => {
    const { lane, values, scope } = await start()
    for (const op of ['delete', 'left-scope'] as const)
      expect((await lane.plan(values[0]!, scope, { op })).do).toBe('skip')
  })
})
