import { afterAll, describe, expect, test } from 'vitest'
import { deliver, followUp, land, placeOf, rowsOf, statesOf } from '../testing/applied.ts'
import { startTestEngine } from '../testing/test-engine.ts'
import { costToToy, type ToySettings, toySystems, vendorToToy } from '../testing/toy-flow.ts'

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
const vendor = (key: string, revision = 1) =>
  land(t, vendorToToy, { key, revision, text: `${key} ${revision}` })
const setPlans = (plans: object) => t.changeSettings({ ...settings, plans })

describe('a record that only belongs to another one there', () => {
  const linking = { ...vendorToToy, claims: () => ['invoice INV-8'] }
  const place = placeOf(t, linking)
  const linkPlan = { do: 'link' as const, targetId: 'US001:7:RQ', seen: { po_id: '7', items: [1, 2] } }

  test('is linked without a call; what it belongs to is kept with the link and in the audit', async () => {
    await setPlans({ 'belongs to 7': linkPlan })
    await vendor('belongs to 7')
    await deliver(vendors)
    expect(JSON.stringify(directory.calls)).not.toContain('belongs to 7')
    expect(await statesOf(t, 'belongs to 7')).toEqual(['1 applied linked'])
    expect(
      await t.sql("select native_id, seen from link where key = 'belongs to 7' and at = $1", [
        vendorToToy.name,
      ]),
    ).toEqual([{ native_id: 'US001:7:RQ', seen: linkPlan.seen }])
    expect(
      await t.sql("select why, after from audit where key = 'belongs to 7' and decision = 'applied'"),
    ).toEqual([{ why: 'belongs to US001:7:RQ', after: linkPlan.seen }])
    await setPlans({ 'belongs to 7': { ...linkPlan, seen: { po_id: '7', items: [1] } } })
    await vendor('belongs to 7', 2)
    await deliver(vendors)
    expect(await t.sql("select seen from link where key = 'belongs to 7'")).toEqual([
      { seen: { po_id: '7', items: [1] } },
    ])
  })

  test('takes values with one holder as one that is posted does: whichever comes second parks', async () => {
    const at = (targetId: string) => ({ ...linkPlan, targetId })
    await setPlans({ first: at('US001:8:RQ') })
    await land(t, linking, { key: 'first', revision: 1, text: 'first' })
    await deliver(place)
    await land(t, costToToy, { key: 'same money', revision: 1, text: '10', invoice: 'INV-8' })
    await deliver(costs)
    expect((await rowsOf(t, 'same money'))[0]).toMatchObject({
      state: 'parked',
      code: 'claimed-by-another',
      why: 'invoice INV-8 is held by vendor first',
    })
    await land(t, linking, { key: 'first', revision: 2, text: 'first', operation: 'delete' })
    await setPlans({ first: { do: 'skip', code: 'deleted', why: 'gone' }, second: at('US001:9:RQ') })
    await deliver(place)
    await deliver(costs)
    journals.moveAll('posted')
    await followUp(t, costs)
    expect(await statesOf(t, 'same money')).toEqual(['1 applied'])
    await land(t, linking, { key: 'second', revision: 1, text: 'second' })
    await deliver(place)
    expect((await rowsOf(t, 'second'))[0]).toMatchObject({
      state: 'parked',
      why: 'invoice INV-8 is held by direct-cost same money',
    })
  })

  test('is held where what it belongs to is the place of another record, now or in the same turn', async () => {
    const taken = { ...linkPlan, targetId: 'US001:10:RQ' }
    await setPlans({ one: taken, two: taken, later: taken })
    await vendor('one')
    await vendor('two')
    await deliver(vendors)
    await vendor('later')
    await deliver(vendors)
    expect(await statesOf(t, 'one')).toEqual(['1 applied linked'])
    for (const key of ['two', 'later'])
      expect((await rowsOf(t, key))[0]).toMatchObject({
        state: 'held',
        code: 'linked-to-another',
        why: 'it belongs to US001:10:RQ, which is the place of one',
      })
  })
})
