import type { AnyStateApply, Canonical, Link, Outcome } from '@plumbline/flow-kit'
import { flows } from '@plumbline/flows'
import { describe, expect, test } from 'vitest'
import { fixtureOf, linksOnly } from './fixtures/index.ts'
import { forms } from './forms.ts'
import { Lane } from './lane.ts'
import { lostAnswers, refusals, silences } from './refusals.ts'
import { startSystems } from './systems.ts'

type Body = object
type There = Extract<Outcome<unknown>, { targetId: string }>

const applies = flows
  .flatMap(flow => flow.applies)
  .filter(apply => apply.effect === 'state')
  .filter(apply => !linksOnly(apply.name))

describe.each(applies.map(apply => [apply.name, apply] as const))('%s', (name, apply) => {
  /** Systems, a scope of the apply, and values that are sent there. */
  async function start() {
    const fixture = fixtureOf('state', name)
    const systems = await startSystems(fixture.rows)
    const lane = new Lane(systems, apply)
    const { settings } = systems
    const scope = await firstScope(apply, lane)
    const sends = await lane.sendable<Body>(scope)
    expect(sends.length).toBeGreaterThan(3)
    const survey = async () => {
      const all = await Array.fromAsync(apply.survey(lane.api, scope, settings) as AsyncIterable<There>)
      const byId = new Map(all.map(one => [one.targetId, one.seen]))
      expect(byId.size, 'each is shown once').toBe(all.length)
      return byId
    }
    const side = systems.sides[apply.to]
    const writes = () => side.writes.list().length
    const isOurs = (name: string) => fixture.collection === undefined || fixture.collection === name
    const isMade = (before: unknown) => (fixture.updates ? before !== null : before === null)
    const creates = () =>
      side.writes.list().filter(write => isMade(write.before) && isOurs(write.collection)).length
    /** A record as the target shows it: in its list, or alone where the list shows less. */
    const shown = async (targetId: string): Promise<unknown> => {
      const listed = (await survey()).get(targetId)
      return fixture.show ? await fixture.show(systems, scope, targetId, listed) : listed
    }
    const write = (...bodies: Body[]) => lane.write(scope, bodies)
    return { fixture, lane, scope, sends, survey, shown, side, writes, creates, write, settings }
  }

  test.each([{}, ...forms[apply.to]])(
    'makes the target say what was written, as it answers and as it shows: %o',
    async switches => {
      const { side, sends, shown, write } = await start()
      side.set(switches)
      const bodies = sends.slice(0, 3).map(one => one.body)
      const outcomes = await write(...bodies)
      expect(new Set(outcomes.map(outcome => arrived(outcome).targetId)).size).toBe(bodies.length)
      for (const [index, body] of bodies.entries()) {
        const { targetId, seen } = arrived(outcomes[index])
        const owned = apply.owned({ body }, null)
        expect(apply.owned({ seen }, null), 'as answered').toEqual(owned)
        expect(apply.owned({ seen: await shown(targetId) }, null), 'as shown').toEqual(owned)
      }
    },
  )

  test('writes the same again to the same record, linked or not, and makes nothing twice', async () => {
    const { lane, scope, sends, survey, write, creates } = await start()
    const { value, body } = sends[0]!
    const first = arrived((await write(body))[0])
    const before = [(await survey()).size, creates()]
    expect(arrived((await write(body))[0]).targetId).toBe(first.targetId)
    const own = linkOf(value, first)
    const again = await lane.bodyOf<Body>(value, scope, { own })
    expect(apply.owned({ body: again }, own), 'nothing new to say').toEqual(
      apply.owned({ seen: first.seen }, own),
    )
    expect(arrived((await write(again))[0]).targetId).toBe(first.targetId)
    expect([(await survey()).size, creates()]).toEqual(before)
  })

  test('finds its own record again when the link is lost', async () => {
    const { sends, survey, write, settings } = await start()
    if (!apply.match) return
    const outcomes = await write(...sends.slice(0, 3).map(one => one.body))
    const among = [...(await survey())].map(([targetId, seen]) => ({ targetId, seen }))
    for (const [index, outcome] of outcomes.entries()) {
      const found = apply.match(sends[index]!.value, among, settings)
      expect(found.map(one => one.targetId)).toEqual([arrived(outcome).targetId])
    }
  })

  test('brings a change to the record, and nothing else into it', async () => {
    const { fixture, lane, scope, sends, shown, write } = await start()
    if (!fixture.changed) return
    const { value, body } = sends[0]!
    const first = arrived((await write(body))[0])
    const own = linkOf(value, first)
    const changed = await lane.bodyOf<Body>(fixture.changed(value) as Canonical, scope, { own, revision: 2 })
    expect(apply.owned({ body: changed }, own)).not.toEqual(apply.owned({ seen: first.seen }, own))
    const second = arrived((await write(changed))[0])
    expect(second.targetId).toBe(first.targetId)
    expect(apply.owned({ seen: await shown(first.targetId) }, own)).toEqual(
      apply.owned({ body: changed }, own),
    )
  })

  test('makes nothing of a record that is gone or left the scope before it was ever sent', async () => {
    const { lane, scope, sends } = await start()
    for (const op of ['delete', 'left-scope'] as const)
      expect(['skip', 'nothing']).toContain((await lane.plan(sends[0]!.value, scope, { op })).do)
  })

  test('does not know what became of a write whose answer is lost; written again, it makes nothing new', async () => {
    const { sends, survey, side, write, creates } = await start()
    const bodies = sends.slice(0, Math.min(2, apply.batch)).map(one => one.body)
    const empty = creates()
    for (const fault of lostAnswers) side.faults.add(fault)
    expect((await write(...bodies)).map(outcome => outcome.is)).toEqual(bodies.map(() => 'unknown'))
    side.faults.clear()
    const done = [(await survey()).size, creates()]
    expect(creates() - empty, 'the lost write was done').toBe(bodies.length)
    expect((await write(...bodies)).map(outcome => outcome.is)).toEqual(bodies.map(() => 'applied'))
    expect([(await survey()).size, creates()]).toEqual(done)
  })

  test('tells of many what became of each, in their order, and of a bad one what is wrong with it', async () => {
    const { fixture, sends, write, creates } = await start()
    const [a, b, c] = sends.map(one => one.body)
    const before = creates()
    const outcomes = await write(a!, fixture.refused(b) as Body, c!)
    expect(outcomes.map(outcome => outcome.is)).toEqual(['applied', 'rejected', 'applied'])
    for (const [index, body] of [a, null, c].entries())
      if (body)
        expect(apply.owned({ seen: arrived(outcomes[index]).seen }, null)).toEqual(
          apply.owned({ body }, null),
        )
    expect(outcomes[1]).toMatchObject({ code: expect.stringMatching(/^[a-z-]+$/), why: inPlainWords })
    expect(creates() - before).toBe(2)
  })

  test.each(apply.batch > 1 ? [true, false] : [])(
    'does not know what became of an item without a word, done or not (%s)',
    async done => {
      const { fixture, sends, side, write } = await start()
      const [a, b, c] = sends.map(one => one.body)
      side.faults.add({ name: 'sync-omit', match: { body: fixture.textOf(b) }, args: { apply: done } })
      expect((await write(a!, b!, c!)).map(outcome => outcome.is)).toEqual(['applied', 'unknown', 'applied'])
    },
  )

  test.each(refusals(apply.to))('has written nothing when it meets %s', async (_, fault) => {
    const { sends, side, write, writes } = await start()
    const before = writes()
    side.faults.add(fault)
    const outcomes = await write(sends[0]!.body).catch((error: Error) => error)
    if (outcomes instanceof Error) expect(outcomes).toMatchObject({ name: 'Refused', message: inPlainWords })
    else expect(outcomes).toMatchObject([{ is: 'retry', why: inPlainWords }])
    expect(writes()).toBe(before)
  })

  test.each(silences)('does not take %s for done', async (_, fault) => {
    const { sends, side, write } = await start()
    side.faults.add(fault)
    const outcomes = await write(sends[0]!.body).catch((error: Error) => error)
    if (outcomes instanceof Error) expect(outcomes.name).toBe('Refused')
    else expect(['unknown', 'retry']).toContain(outcomes[0]!.is)
  })
})

/** The first scope that any value has. */
async function firstScope(apply: AnyStateApply, lane: Lane): Promise<string> {
  const { settings } = lane.systems
  for (const value of await lane.values()) {
    const [scope] = apply.scopes(value, settings)
    if (scope) return scope
  }
  throw new Error(`${apply.name} has no value in any scope`)
}

function arrived(outcome: Outcome<unknown> | undefined): There {
  if (outcome?.is !== 'applied') throw new Error(`not applied: ${JSON.stringify(outcome)}`)
  return outcome
}

const linkOf = (value: Canonical, { targetId, seen }: There): Link<unknown> => ({
  key: value.header.key,
  nativeId: targetId,
  by: 'us',
  seen,
})

/** A sentence for a person: words, and neither markup nor JSON. */
const inPlainWords: unknown = expect.stringMatching(/^[^<>{}]*[a-z]{3}[^<>{}]* [^<>{}]*$/)
