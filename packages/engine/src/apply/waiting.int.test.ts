import type { Ref } from '@plumbline/flow-kit'
import { releaseDelivery } from '@plumbline/ledger'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { Engine } from '../engine.ts'
import { decisionsOf, deliver, followUp, land, placeOf, rowsOf, statesOf } from '../testing/applied.ts'
import { startTestEngine } from '../testing/test-engine.ts'
import { costToToy, type ToySettings, toySystems, vendorToToy } from '../testing/toy-flow.ts'
import { wakeWaiting } from './wake.ts'

const systems = toySystems()
const { directory, journals } = systems
const settings: ToySettings = { scopes: ['A'], read: null }
const t = await startTestEngine({
  settings,
  apis: systems.apis,
  entities: ['vendor', 'direct-cost'],
  timing: { lingerMs: 0, recheckMs: 86_400_000 },
})
afterAll(() => t.close())
const vendors = placeOf(t, vendorToToy)
const costs = placeOf(t, costToToy)
const wake = wakeWaiting(t.engine, [vendorToToy, costToToy])
// Its first round looks at everything.
await wake()

beforeEach(() => {
  directory.calls.length = 0
  directory.faults.length = 0
  directory.items.clear()
  journals.postings.length = 0
  journals.items.clear()
})
const vendor = (key: string, revision = 1) =>
  land(t, vendorToToy, { key, revision, text: `${key} ${revision}` })
const vendorRef = (key: string): Ref => ({ entity: 'vendor', at: 'vendor.to-toy', scope: 'T', key })
const parkedFor = (...keys: string[]) => {
  const [first, ...more] = keys.map(key => ({ for: 'link' as const, ref: vendorRef(key) }))
  return {
    do: 'park' as const,
    code: 'link-missing',
    why: `needs ${keys}`,
    waits: [first!, ...more] as const,
  }
}
const setPlans = (plans: object) => t.changeSettings({ ...settings, plans })
const release = async (key: string, revision = 0) => {
  const rows = await rowsOf(t, key)
  const { id } = rows.find(row => row.revision === revision) ?? rows.at(-1)!
  return await releaseDelivery(t.pool, {
    id,
    reason: 'it is right so',
    who: 'controller',
    now: t.clock.now(),
  })
}

/** A process in which something happens after its first look and before that is written down. */
async function finishingAfter(happens: () => Promise<unknown>): Promise<Engine> {
  const engine = await t.second()
  const { lanes } = engine.ledger
  let meanwhile: typeof happens | null = happens
  const finish: typeof lanes.finish = async (...args) => {
    const once = meanwhile
    meanwhile = null
    await once?.()
    return await lanes.finish(...args)
  }
  return { ...engine, ledger: { ...engine.ledger, lanes: { ...lanes, finish } } }
}

describe('a row that waits for something named is parked, and goes on by itself', () => {
  test('when the link that it names is made', async () => {
    await setPlans({ child: parkedFor('parent', 'other parent') })
    await vendor('child')
    await deliver(vendors)
    expect(await statesOf(t, 'child')).toEqual(['1 parked link-missing'])
    expect(await t.sql('select what from wait order by what')).toEqual([
      { what: 'link:vendor.to-toy:T:key:other parent' },
      { what: 'link:vendor.to-toy:T:key:parent' },
    ])
    await vendor('parent')
    await deliver(vendors)
    expect(await statesOf(t, 'child')).toEqual(['1 parked link-missing'])
    await vendor('other parent')
    await deliver(vendors)
    expect(await statesOf(t, 'child')).toEqual(['1 applied'])
    expect(await t.sql('select what from wait')).toEqual([])
    // Looked at three times, decided twice.
    expect(await decisionsOf(t, 'child')).toEqual(['1 parked link-missing', '1 intended', '1 applied'])
  })

  test('when the link is made between the look and the park', async () => {
    await setPlans({ hasty: parkedFor('quick') })
    await vendor('hasty')
    const late = await finishingAfter(async () => {
      await vendor('quick')
      await deliver(vendors)
    })
    await deliver(placeOf(t, vendorToToy, late))
    expect(await statesOf(t, 'hasty')).toEqual(['1 applied'])
  })

  test('when the settings change', async () => {
    await setPlans({
      'by settings': {
        do: 'park',
        code: 'mapping-missing',
        why: 'no rule',
        waits: [{ for: 'settings', what: 'mapping' }],
      },
      'by a person': { do: 'hold', code: 'toy-hold', why: 'look at it' },
    })
    await vendor('by settings')
    await vendor('by a person')
    await deliver(vendors)
    expect(await statesOf(t, 'by settings')).toEqual(['1 parked mapping-missing'])
    await setPlans({})
    await deliver(vendors)
    expect(await statesOf(t, 'by settings')).toEqual(['1 applied'])
    expect(await statesOf(t, 'by a person')).toEqual(['1 applied'])
  })

  test("when the day comes, in the connection's own zone", async () => {
    // 15:00 UTC on 10 March is the 11th already on Kiritimati, and 05:00 on the 10th in Honolulu.
    const plans = {
      dated: { do: 'park', code: 'not-yet', why: 'on the 11th', waits: [{ for: 'date', on: '2026-03-11' }] },
    }
    await t.changeSettings({ ...settings, plans, zone: 'Pacific/Honolulu' })
    await land(t, costToToy, { key: 'dated', revision: 1, text: '5' })
    await deliver(costs)
    const due = async () =>
      (await t.sql<{ due_at: Date | null }>("select due_at from lane where key = 'dated'"))[0]!.due_at
    await wake()
    expect(await due()).toBeNull()
    t.clock.forward(18 * 3_600_000)
    await wake()
    expect(await due()).toBeNull()
    t.clock.forward(1 * 3_600_000)
    await wake()
    expect(await due()).toEqual(t.clock.now())
    await t.changeSettings(settings)
    await deliver(costs)
    expect(await statesOf(t, 'dated')).toEqual(['1 following following'])
  })

  test('at the slow pass over everything, where nobody tells of the change', async () => {
    let fact = false
    const byFact = placeOf(t, {
      ...vendorToToy,
      toTarget: (value, ctx) =>
        fact
          ? vendorToToy.toTarget(value, ctx)
          : {
              do: 'park',
              code: 'period-closed',
              why: 'closed',
              waits: [{ for: 'fact', what: 'open period' }],
            },
    } satisfies typeof vendorToToy)
    await vendor('by fact')
    await deliver(byFact)
    fact = true
    await wake()
    expect(await deliver(byFact)).toBe(0)
    t.clock.forward(86_400_000)
    await wake()
    await deliver(byFact)
    expect(await statesOf(t, 'by fact')).toEqual(['1 applied'])
  })

  test('a look that fails leaves it parked, with what it waits for', async () => {
    await setPlans({ patient: parkedFor('never') })
    await vendor('patient')
    await deliver(vendors)
    const blind = placeOf(t, {
      ...vendorToToy,
      facts: async () => {
        throw new Error('no facts')
      },
    })
    await t.changeSettings({ ...settings, plans: { patient: parkedFor('never') }, overlapSeconds: 1 })
    await deliver(blind)
    expect(await statesOf(t, 'patient')).toEqual(['1 parked link-missing'])
    expect(await t.sql('select what from wait')).toEqual([{ what: 'link:vendor.to-toy:T:key:never' }])
  })

  test('a mapping that asks for a link which its refs do not name holds its record: not loaded is not missing', async () => {
    const careless = placeOf(t, {
      ...vendorToToy,
      toTarget: (value, ctx) =>
        ctx.link(vendorRef('unnamed')) ? { do: 'nothing' } : vendorToToy.toTarget(value, ctx),
    } satisfies typeof vendorToToy)
    await vendor('careless')
    await deliver(careless)
    expect((await rowsOf(t, 'careless'))[0]).toMatchObject({ state: 'held', code: 'mapping-failed' })
  })
})

describe('values with one holder', () => {
  const cost = (key: string, revision: number, invoice: string | null, text = '10') =>
    land(t, costToToy, { key, revision, text, ...(invoice !== null && { invoice }) })
  const postAll = async () => {
    await deliver(costs)
    journals.moveAll('posted')
    await followUp(t, costs)
  }

  test('the second record with the same value parks, naming the first, and goes when the first has let go', async () => {
    await cost('one', 1, 'INV-1')
    await postAll()
    await cost('two', 1, 'INV-1')
    await postAll()
    expect((await rowsOf(t, 'two'))[0]).toMatchObject({
      state: 'parked',
      code: 'claimed-by-another',
      why: 'invoice INV-1 is held by direct-cost one',
    })
    await land(t, costToToy, { key: 'one', revision: 2, text: '10', operation: 'delete', invoice: 'INV-1' })
    await deliver(costs)
    // Its reversal is not posted yet: until then the invoice would stand there twice.
    expect(await statesOf(t, 'two')).toEqual(['1 parked claimed-by-another'])
    await postAll()
    await postAll()
    expect(await statesOf(t, 'two')).toEqual(['1 applied'])
    expect(journals.balance()).toBe('10')
  })

  test('one whose number is corrected gives the old number back when the correction is through', async () => {
    await cost('wrong number', 1, 'INV-2')
    await postAll()
    await cost('right number', 1, 'INV-2')
    await postAll()
    await cost('wrong number', 2, 'INV-3')
    await postAll()
    expect(await statesOf(t, 'right number')).toEqual(['1 applied'])
    const held = await t.sql(
      "select value, key from claim join lane on lane.id = lane_id where value like '%INV-_' order by 1",
    )
    expect(held).toEqual([
      { value: 'invoice INV-1', key: 'two' },
      { value: 'invoice INV-2', key: 'right number' },
      { value: 'invoice INV-3', key: 'wrong number' },
    ])
  })

  test('one that lets go between the look and the park wakes the second all the same', async () => {
    await cost('early', 1, 'INV-5')
    await deliver(costs)
    await cost('behind', 1, 'INV-5')
    const late = await finishingAfter(async () => {
      await cost('early', 2, 'INV-6')
      await postAll()
      await postAll()
    })
    await deliver(placeOf(t, costToToy, late))
    await postAll()
    expect(await statesOf(t, 'behind')).toEqual(['1 applied'])
  })

  test('two at once: one of them has it', async () => {
    const second = placeOf(t, costToToy, await t.second())
    const changes = Array.from({ length: 20 }, (_, n) => ({ key: `race ${n}`, revision: 1, text: '10' }))
    await land(t, costToToy, ...changes.map(change => ({ ...change, invoice: 'INV-4' })))
    await Promise.all([deliver(costs), deliver(second)])
    expect(journals.postings).toHaveLength(1)
  })

  test('a person may let the second go all the same', async () => {
    await cost('also right', 1, 'INV-1')
    await deliver(costs)
    expect(await statesOf(t, 'also right')).toEqual(['1 parked claimed-by-another'])
    expect(await release('also right')).toEqual({
      entity: 'direct-cost',
      key: 'also right',
      flow: 'direct-cost.to-toy',
      was: 'parked',
    })
    await postAll()
    expect(await statesOf(t, 'also right')).toEqual(['1 applied'])
  })
})

describe('what is held is let go by a person', () => {
  const held = {
    ...vendorToToy,
    toTarget: (value, ctx) =>
      ctx.released
        ? vendorToToy.toTarget(value, ctx)
        : { do: 'hold', code: 'toy-hold', why: 'a person must look' },
  } satisfies typeof vendorToToy
  const holding = placeOf(t, held)

  test('by its id, with who and why in the audit; a later revision is held again', async () => {
    await vendor('held')
    await deliver(holding)
    expect(await statesOf(t, 'held')).toEqual(['1 held toy-hold'])
    await release('held')
    await deliver(holding)
    expect(await statesOf(t, 'held')).toEqual(['1 applied'])
    const [audit] = await t.sql(
      "select who, why, code from audit where key = 'held' and decision = 'released'",
    )
    expect(audit).toEqual({ who: 'controller', why: 'it is right so', code: 'toy-hold' })
    await vendor('held', 2)
    await deliver(holding)
    expect(await statesOf(t, 'held')).toEqual(['1 applied', '2 held toy-hold'])
  })

  test('a dead row is tried again; what waits for nobody cannot be let go', async () => {
    directory.items.set('dead', { is: 'rejected', code: 'toy-wrong', why: 'no' })
    await vendor('dead')
    await deliver(vendors)
    directory.items.clear()
    await release('dead')
    await deliver(vendors)
    expect(await statesOf(t, 'dead')).toEqual(['1 applied'])
    expect(await release('dead')).toBeNull()
    expect(
      await releaseDelivery(t.pool, { id: '999999', reason: '', who: '', now: t.clock.now() }),
    ).toBeNull()
  })

  test('a release during a turn is not lost', async () => {
    await vendor('busy')
    await deliver(holding)
    const interrupted = placeOf(t, {
      ...held,
      facts: async () => {
        await release('busy')
        return null
      },
    })
    await t.changeSettings({ ...settings, overlapSeconds: 2 })
    await deliver(interrupted)
    expect(await statesOf(t, 'busy')).toEqual(['1 applied'])
  })

  test('a prior journal that was changed there holds a correction until a person lets it go', async () => {
    const put = (revision: number, text: string) => land(t, costToToy, { key: 'prior', revision, text })
    await put(1, '100')
    await deliver(costs)
    journals.moveAll('posted')
    await followUp(t, costs)
    journals.postings[0]!.journal.amount = '90'
    await put(2, '130')
    await deliver(costs)
    expect((await statesOf(t, 'prior'))[1]).toBe('2 held prior-changed')
    await release('prior')
    await deliver(costs)
    expect((await statesOf(t, 'prior'))[1]).toBe('2 following following')
  })

  test('a journal that was taken out there is accepted by a release, and not posted again', async () => {
    await land(t, costToToy, { key: 'out', revision: 1, text: '100' })
    await deliver(costs)
    journals.moveAll('undone')
    await followUp(t, costs)
    expect(await statesOf(t, 'out')).toEqual(['1 held deleted-there'])
    await release('out')
    await deliver(costs)
    expect(await statesOf(t, 'out')).toEqual(['1 skipped deleted-there'])
    expect(journals.calls.flatMap(call => call.bodies).filter(body => body.amount === '100')).toHaveLength(2)
  })

  test('a doubt that a person lets go is looked up again, and blocks what comes after it until that decides', async () => {
    journals.faults.push({ is: 'lost', done: true })
    await land(t, costToToy, { key: 'doubt', revision: 1, text: '7' })
    await deliver(costs)
    journals.postings.push(structuredClone(journals.postings.at(-1)!))
    t.clock.forward(2 * t.engine.timing.doubtWaitMs)
    await deliver(costs)
    await land(t, costToToy, { key: 'doubt', revision: 2, text: '9' })
    await release('doubt', 1)
    await deliver(costs)
    expect(await statesOf(t, 'doubt')).toEqual(['1 in-doubt duplicate-at-target', '2 due'])
    journals.postings.pop()
    await release('doubt', 1)
    await deliver(costs)
    expect(await statesOf(t, 'doubt')).toEqual(['1 following following', '2 due'])
  })
})
