import { services } from '@plumbline/demo'
import { afterEach, describe, expect, test } from 'vitest'
import { startTestSystem, type TestSystem } from './system.ts'

let system: TestSystem
afterEach(() => system.close())

describe('kill -9 in the middle of the first sync', () => {
  test.each(services)(
    'of %s: the same end, no second create and no second posting',
    { timeout: 180_000 },
    async name => {
      system = await startTestSystem('skeleton')
      // Each call takes a while, so that the kill falls into one of them; the first bulk answers are lost after the work.
      await system.fault('procore', {
        name: 'delay',
        match: { path: '/sync|/direct_costs' },
        args: { ms: 700 },
        times: 6,
      })
      await system.fault('peoplesoft', {
        name: 'delay',
        match: { path: 'PLB_VENDOR|PROCORE_JRNL' },
        args: { ms: 700 },
        times: 4,
      })
      await system.start(...services)
      await untilWork(system, name)
      await system.service(name).kill()
      await system.start(name)
      await system.agreed(120_000)
      await expectEndState(system)
    },
  )
})

/** Waits until the service is in the middle of something of its own. */
async function untilWork({ ops, writes }: TestSystem, name: string): Promise<void> {
  const begun: Record<string, () => Promise<boolean>> = {
    'ps-poller': async () =>
      (await ops.pool.query('select 1 from cursor where owner is not null')).rowCount! > 0,
    'procore-ingress': async () =>
      (await ops.pool.query("select 1 from cursor where capture like 'direct-cost%' and owner is not null"))
        .rowCount! > 0,
    'procore-writer': async () =>
      (await ops.pool.query("select 1 from delivery where state = 'intent'")).rowCount! > 0,
    'ps-writer': async () =>
      (await ops.pool.query("select 1 from posting where stage = 'intent'")).rowCount! > 0,
  }
  await expect.poll(begun[name]!, { timeout: 60_000, interval: 20 }).toBe(true)
  // Journals come last of all, so that much is done in Procore by then; what is under way is the posting itself.
  if (name !== 'ps-writer') expect((await writes('procore')).length).toBeLessThan(80)
}

/** What the skeleton world must come to, however often anything was killed on the way. */
async function expectEndState({ state, writes }: TestSystem): Promise<void> {
  const vendors = (await state('procore', 'vendors')).map(row => row.origin_id).filter(Boolean)
  expect(new Set(vendors).size).toBe(50)
  expect(vendors).toHaveLength(50)
  const codes = (await state('procore', 'cost_codes')).map(row => row.origin_id).filter(Boolean)
  expect(new Set(codes).size).toBe(codes.length)
  expect(codes).toHaveLength(11)

  const created = (await writes('procore')).filter(
    write => write.before === null && write.collection === 'vendors',
  )
  expect(created.length).toBeLessThanOrEqual(50)
  const again = (await writes('procore')).filter(
    write => write.before !== null && write.collection === 'vendors',
  )
  // An equal update may be repeated; it is marked as no change. Adopted ones change once.
  expect(again.filter(write => write.changed).length).toBeLessThanOrEqual(1)

  const journals = await state('peoplesoft', 'JRNL_HEADER')
  expect(journals.map(row => row.JRNL_HDR_STATUS)).toEqual(['P'])
}
