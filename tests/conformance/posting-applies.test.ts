import type { AnyPostingApply, Canonical, Followed, Found, Meta, Outcome, Posted } from '@plumbline/flow-kit'
import { flows } from '@plumbline/flows'
import Big from 'big.js'
import { describe, expect, test } from 'vitest'
import { fixtureOf } from './fixtures/index.ts'
import { forms } from './forms.ts'
import { Lane } from './lane.ts'
import { lostAnswers, refusals, silences } from './refusals.ts'
import { startSystems } from './systems.ts'

type Body = object

const applies = flows.flatMap(flow => flow.applies).filter(apply => apply.effect === 'posting')

describe.each(applies.map(apply => [apply.name, apply] as const))('%s', (name, apply) => {
  /** Systems, and values that are posted, each with its only body under its id. */
  async function start() {
    const fixture = fixtureOf('posting', name)
    const systems = await startSystems(fixture.rows)
    const lane = new Lane(systems, apply)
    const side = systems.sides[apply.to]
    const scope = await onlyScope(apply, lane)
    const sends = (await lane.sendable<Body[]>(scope)).map(({ value, body: bodies }) => {
      const meta = lane.metaOf(value)
      return { value, meta, body: apply.withId(bodies[0]!, apply.targetId(meta, 0, 0)) as Body }
    })
    expect(sends.length).toBeGreaterThan(1)
    const write = async (body: Body): Promise<Outcome<unknown>> => (await lane.write(scope, [body]))[0]!
    const find = (body: Body): Promise<Found<unknown>[]> => apply.find(lane.api, scope, body)
    const sentAt = side.clock.now().toISOString()
    /** How it stands there; undefined is still open. */
    const follow = async (meta: Meta, body: Body): Promise<Followed<unknown> | undefined> => {
      const targetId = apply.targetId(meta, 0, 0)
      const sent = [{ targetId, body, sentAt }]
      return (await apply.follow!(lane.api, sent, systems.settings)).get(targetId) as
        | Followed<unknown>
        | undefined
    }
    const pass = () => side.clock.set({ shift_ms: fixture.finalAfterMs })
    /** Writes and waits until it is final; gives it as it is kept. */
    const post = async (meta: Meta, body: Body): Promise<Posted<unknown>> => {
      expect(await write(body)).toMatchObject({ is: 'accepted' })
      pass()
      const followed = await follow(meta, body)
      if (followed?.is !== 'final') throw new Error(`not final: ${JSON.stringify(followed)}`)
      return followed.posted
    }
    return { fixture, systems, lane, scope, sends, side, write, find, follow, pass, post }
  }

  test('posts bodies that balance, under an id that the target takes and that is always the same', async () => {
    const { fixture, lane, scope, sends } = await start()
    for (const { value, meta, body } of sends) {
      for (const [book, sum] of sums(fixture.lines(body), line => line.book)) expect(sum, book).toBe('0')
      expect(JSON.stringify(await lane.bodyOf(value, scope))).toBe(
        JSON.stringify(await lane.bodyOf(value, scope)),
      )
      expect(apply.targetId(meta, 0, 0)).toMatch(fixture.idForm)
      expect(apply.targetId({ ...meta }, 0, 0)).toBe(apply.targetId(meta, 0, 0))
    }
    const { meta } = sends[0]!
    const others = Array.from({ length: 500 }, (_, index) => ({
      ...meta,
      eventId: `${meta.eventId}${index}`,
    }))
    const ids = others.flatMap(one =>
      [0, 1].flatMap(part => [0, 1].map(salt => apply.targetId(one, part, salt))),
    )
    expect(new Set(ids).size, 'event, part and salt tell ids apart').toBe(2000)
  })

  test.each([{}, ...forms[apply.to]])(
    'is not there before it is written, and is ours, with these lines, afterwards: %o',
    async switches => {
      const { fixture, side, sends, write, find, follow, pass } = await start()
      side.set(switches)
      const { meta, body } = sends[0]!
      expect(await find(body)).toEqual([])
      expect(await write(body)).toMatchObject({ is: 'accepted', targetId: apply.targetId(meta, 0, 0) })
      const [found, ...more] = await find(body)
      expect(more).toEqual([])
      expect(found).toMatchObject({ ours: true, editedThere: false, targetId: apply.targetId(meta, 0, 0) })
      expect(amounts(fixture.lines(found!.body))).toEqual(amounts(fixture.lines(body)))
      pass()
      const followed = await follow(meta, body)
      expect(followed).toMatchObject({ is: 'final', posted: { editedThere: false } })
      const [posted] = await find(body)
      expect(posted).toMatchObject({ ours: true, stage: 'posted' })
      expect(posted!.body, 'read back in the same form both ways').toEqual((followed as Final).posted.body)
    },
  )

  test('is looked up after a lost answer: there it was done, here it was not', async () => {
    const { sends, side, write, find } = await start()
    const [done, undone] = sends
    for (const fault of lostAnswers) side.faults.add(fault)
    expect(await write(done!.body)).toMatchObject({ is: 'unknown' })
    side.faults.clear()
    side.faults.add({ name: 'reset-before-commit', times: 1, match: { method: 'POST' } })
    expect(await write(undone!.body)).toMatchObject({ is: 'unknown' })
    expect(await find(done!.body)).toMatchObject([{ ours: true }])
    expect(await find(undone!.body)).toEqual([])
  })

  test('is there once, though it was sent twice', async () => {
    const { sends, write, find, side } = await start()
    const { body } = sends[0]!
    await write(body)
    const before = side.writes.list().length
    expect(await write(body)).toMatchObject({ is: 'unknown' })
    expect(await find(body)).toHaveLength(1)
    expect(side.writes.list()).toHaveLength(before)
  })

  test("is not taken for another's that bears its id", async () => {
    const { sends, write, find } = await start()
    const [ours, other] = sends
    const theirs = apply.withId(other!.body, apply.targetId(ours!.meta, 0, 0)) as Body
    expect(await write(theirs)).toMatchObject({ is: 'accepted' })
    expect(await find(ours!.body)).toMatchObject([{ ours: false }])
    expect((await write(ours!.body)).is, 'never taken for written').not.toBe('applied')
    expect((await find(ours!.body)).filter(one => one.ours).length, 'there or not, never twice').toBeLessThan(
      2,
    )
  })

  test('is followed until it is final', async () => {
    const { sends, write, follow, pass } = await start()
    const { meta, body } = sends[0]!
    await write(body)
    expect(['open', undefined]).toContain((await follow(meta, body))?.is)
    pass()
    expect(await follow(meta, body)).toMatchObject({ is: 'final' })
  })

  test('comes back with what the target finds wrong, in words', async () => {
    const { fixture, systems, sends, write, follow, pass } = await start()
    const { meta, body } = sends[0]!
    await fixture.spoil(systems, body)
    await write(body)
    pass()
    const why: unknown = expect.stringMatching(fixture.fault)
    expect(await follow(meta, body)).toMatchObject({
      is: 'error',
      code: expect.stringMatching(/^[a-z-]+$/),
      why,
    })
  })

  const { undoes } = fixtureOf('posting', name)
  test.each(undoes.map(undo => [undo.what, undo] as const))(
    'is seen to be undone when a person has %s it',
    async (_, undo) => {
      const { systems, sends, write, find, follow, pass } = await start()
      const { meta, body } = sends[0]!
      await write(body)
      if (undo.when === 'final') pass()
      await undo.by(systems, body)
      expect(await follow(meta, body)).toMatchObject({ is: 'undone', why: expect.stringMatching(/\w+ \w+/) })
      expect((await find(body)).filter(one => one.stage !== 'undone')).toEqual([])
    },
  )

  test('counts as it stands when a person has changed it there, and says so', async () => {
    const { fixture, systems, sends, write, find, follow } = await start()
    const { meta, body } = sends[0]!
    await write(body)
    await fixture.edit(systems, body)
    const followed = await follow(meta, body)
    expect(followed).toMatchObject({ is: 'final', posted: { editedThere: true } })
    const stands = fixture.lines((followed as Final).posted.body)
    expect(amounts(stands)).not.toEqual(amounts(fixture.lines(body)))
    expect(await find(body)).toMatchObject([{ ours: true, editedThere: true }])
  })

  test('needs nothing more once it stands, follows a change to the cent, and is taken back when the record is gone', async () => {
    const { fixture, lane, scope, sends, post } = await start()
    const { value, meta, body } = sends[0]!
    const posted = [await post(meta, body)]
    expect(await lane.plan(value, scope, { posted })).toEqual({ do: 'nothing' })

    const changed = fixture.changed(value) as Canonical
    const fresh = await lane.bodyOf<Body[]>(changed, scope)
    posted.push(await post(...(await onlyBody(lane, changed, { posted, revision: 2 }))))
    expect(standing(posted)).toEqual(amounts(fresh.flatMap(one => fixture.lines(one))))
    expect(await lane.plan(changed, scope, { posted, revision: 2 })).toEqual({ do: 'nothing' })

    posted.push(await post(...(await onlyBody(lane, changed, { posted, revision: 3, op: 'delete' }))))
    expect(standing(posted)).toEqual([])
    expect(await lane.plan(changed, scope, { posted, revision: 3, op: 'delete' })).toEqual({ do: 'nothing' })

    function standing(all: Posted<unknown>[]) {
      return amounts(all.flatMap(one => fixture.lines(one.body)))
    }
    async function onlyBody(
      on: Lane,
      of: Canonical,
      situation: Parameters<Lane['plan']>[2] & { revision: number },
    ) {
      const bodies = await on.bodyOf<Body[]>(of, scope, situation)
      expect(bodies).toHaveLength(1)
      const at = on.metaOf(of, situation.revision, situation.op)
      return [at, apply.withId(bodies[0]!, apply.targetId(at, 0, 0)) as Body] as const
    }
  })

  test.each(refusals(apply.to))('has posted nothing when it meets %s', async (_, fault) => {
    const { sends, side, write, find } = await start()
    side.faults.add(fault)
    const outcome = await write(sends[0]!.body).catch((error: Error) => error)
    if (outcome instanceof Error) expect(outcome.name).toBe('Refused')
    else expect(['retry', 'unknown']).toContain(outcome.is)
    side.faults.clear()
    expect(side.writes.list().filter(one => one.action.startsWith('POST'))).toEqual([])
    if (!(outcome instanceof Error)) expect(await find(sends[0]!.body)).toEqual([])
  })

  test.each(silences)('does not take %s for done, nor for not there', async (_, fault) => {
    const { sends, side, write, find } = await start()
    const { body } = sends[0]!
    side.faults.add(fault)
    const outcome = await write(body).catch((error: Error) => error)
    if (outcome instanceof Error) expect(outcome.name).toBe('Refused')
    else expect(['unknown', 'retry']).toContain(outcome.is)
    await expect(find(body)).rejects.toThrow()
  })
})

type Final = Extract<Followed<unknown>, { is: 'final' }>
type Line = { book: string; account: string; amount: string }

function sums(lines: Line[], by: (line: Line) => string): [string, string][] {
  return [...Map.groupBy(lines, by)].map(([name, own]) => [
    name,
    own.reduce((sum, line) => sum.plus(line.amount), Big(0)).toFixed(),
  ])
}

/** What stands on each account, those that come to nothing left out. */
const amounts = (lines: Line[]): [string, string][] =>
  sums(lines, line => `${line.book} ${line.account}`)
    .filter(([, amount]) => amount !== '0')
    .sort(([a], [b]) => (a < b ? -1 : 1))

async function onlyScope(apply: AnyPostingApply, lane: Lane): Promise<string> {
  const scopes = (await lane.values()).map(value => apply.scopes(value, lane.systems.settings))
  expect(Math.max(...scopes.map(one => one.length)), 'a posting has one scope').toBe(1)
  return scopes.flat()[0]!
}
