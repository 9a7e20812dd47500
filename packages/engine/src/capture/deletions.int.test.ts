import { releaseRead } from '@plumbline/ledger'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { auditIn, historyIn, listOf, mintedIn, mintNow, startScope } from '../testing/captured.ts'
import { startTestEngine } from '../testing/test-engine.ts'
import { toySystems, vendorFromToy } from '../testing/toy-flow.ts'
import { readListed } from './listed-read.ts'
import { readNextScope } from './scheduled-read.ts'

const toys = toySystems()
const { vendors } = toys
const t = await startTestEngine({ settings: { scopes: [] }, apis: toys.apis, entities: ['vendor'] })
afterAll(() => t.close())

const captures = [vendorFromToy]
const proof = '404 by id while project and tool answer'
let scope = ''
beforeEach(async () => {
  t.clock.forward(2 * 86_400_000)
  scope = await startScope(t, captures, { read: null, compare: '0 * * * *' })
})

const names = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => `${scope}-${from + n}`)
async function known(count: number) {
  for (const id of names(0, count)) vendors.put({ id, scope, text: `record ${id}` })
  expect(await readNextScope(t.engine, captures)).toBe(true)
}
function vanish(ids: string[], how: 'proved' | 'silently') {
  for (const id of ids) {
    vendors.rows.delete(id)
    if (how === 'proved') vendors.gone.set(id, proof)
  }
}
async function compare() {
  t.clock.forward(3_600_000)
  expect(await readNextScope(t.engine, captures)).toBe(true)
}
async function drain(engine = t.engine) {
  while (await readListed(engine, vendorFromToy));
}
const notice = (ids: string[]) =>
  t.engine.ledger.readList.ask(
    ids.map(nativeId => ({
      connectionId: t.connectionId,
      capture: vendorFromToy.name,
      nativeId,
      scope,
      reason: 'vendor delete',
      by: 'webhook' as const,
      traceparent: null,
    })),
    t.clock.now(),
  )
const deletions = async () => (await mintedIn(t, scope)).filter(({ header }) => header.operation === 'delete')
const held = async () => (await listOf(t, scope)).filter(line => line.held_code !== null)
const release = async (nativeId: string) => {
  const { id } = (await listOf(t, scope)).find(line => line.native_id === nativeId)!
  return await releaseRead(t.pool, { id, reason: 'they are meant', who: 'ann', now: t.clock.now() })
}

describe('C5: deleted only on positive proof', () => {
  test('a proved deletion is an event with the last known content, when and how it was proved', async () => {
    await known(2)
    vanish(names(0, 1), 'proved')
    await compare()
    await drain()
    const [event] = await deletions()
    expect(event).toMatchObject({
      name1: `record ${scope}-0`,
      header: {
        revision: 2,
        operation: 'delete',
        deletion_proof: proof,
        deleted_at: t.clock.now().toISOString(),
        captured_by: 'compare',
      },
    })
    expect((await auditIn(t, scope)).at(-1)).toMatchObject({
      decision: 'minted',
      code: 'deleted',
      why: proof,
    })
  })

  test('absence from a complete list is no proof: after some looks a person is asked, and nothing is deleted', async () => {
    await known(2)
    vanish(names(0, 1), 'silently')
    await compare()
    for (let looks = 0; looks < 10; looks++) {
      await drain()
      t.clock.forward(300_000)
    }
    expect(await deletions()).toEqual([])
    expect(await held()).toMatchObject([{ native_id: `${scope}-0`, held_code: 'not-shown' }])
    expect((await auditIn(t, scope)).at(-1)).toMatchObject({
      key: `${scope}-0`,
      decision: 'held',
      code: 'not-shown',
      why: expect.stringContaining('nothing proves that it was deleted'),
    })
    await compare()
    await drain()
    expect(
      (await auditIn(t, scope)).filter(one => one.decision === 'held'),
      'asked once',
    ).toHaveLength(1)
  })

  test('a delete notice alone is no proof either', async () => {
    await known(1)
    vanish(names(0, 1), 'silently')
    await notice(names(0, 1))
    await drain()
    expect(await deletions()).toEqual([])
  })

  test('a source that suddenly shows nothing at all deletes nothing', async () => {
    await known(30)
    vanish(names(0, 30), 'silently')
    await compare()
    for (let looks = 0; looks < 10; looks++) {
      await drain()
      t.clock.forward(300_000)
    }
    expect(await deletions()).toEqual([])
    expect(await held()).toHaveLength(30)
  })

  test('a record that shows again is as if nothing had been', async () => {
    await known(1)
    vanish(names(0, 1), 'silently')
    await compare()
    for (let looks = 0; looks < 10; looks++) {
      await drain()
      t.clock.forward(300_000)
    }
    vendors.put({ id: `${scope}-0`, scope, text: `record ${scope}-0` })
    await compare()
    expect(await listOf(t, scope)).toEqual([])
    expect(await mintedIn(t, scope)).toHaveLength(1)
  })

  test('a record that comes back after its deletion is a revision more', async () => {
    await known(1)
    vanish(names(0, 1), 'proved')
    await compare()
    await drain()
    vendors.put({ id: `${scope}-0`, scope, text: 'back again' })
    await compare()
    expect((await historyIn(t, scope)).at(-1)).toBe(`${scope}-0 3 put back again`)
  })

  test('a deletion that is told twice is minted once', async () => {
    await known(1)
    vanish(names(0, 1), 'proved')
    await notice(names(0, 1))
    await drain()
    await notice(names(0, 1))
    await drain()
    expect(await deletions()).toHaveLength(1)
    expect(await listOf(t, scope)).toEqual([])
  })

  test('what was gone before we ever read it is nothing to tell, and keeps nobody waiting', async () => {
    vendors.gone.set(`${scope}-proved`, proof)
    await notice([`${scope}-proved`, `${scope}-silent`])
    for (let looks = 0; looks < 10; looks++) {
      await drain()
      t.clock.forward(300_000)
    }
    expect(await listOf(t, scope)).toEqual([])
    expect(await auditIn(t, scope)).toMatchObject([
      { key: `${scope}-silent`, decision: 'ignored', code: 'not-shown' },
    ])
  })
})

describe('C5: many deletions wait for a person', () => {
  test('ten in a day go, the eleventh waits, whatever comes later; the next day begins anew', async () => {
    await known(15)
    for (const id of names(0, 12)) {
      vanish([id], 'proved')
      await notice([id])
      await drain()
    }
    expect(await deletions()).toHaveLength(10)
    expect(await held()).toMatchObject([{ held_code: 'many-deletions' }, { held_code: 'many-deletions' }])
    await release(`${scope}-10`)
    await release(`${scope}-11`)
    await drain()
    t.clock.forward(86_400_000 + 1)
    vanish(names(12, 13), 'proved')
    await notice(names(12, 13))
    await drain()
    expect(await deletions()).toHaveLength(13)
  })

  test('a mass deletion is held whole, in however many parts it is read', async () => {
    await known(45)
    vanish(names(0, 45), 'proved')
    await compare()
    await drain()
    expect(await deletions()).toEqual([])
    expect(await held()).toHaveLength(45)
    expect((await auditIn(t, scope)).filter(one => one.code === 'many-deletions')).toHaveLength(45)
  })

  test('asking for them again, one by one or by the next compare, does not let them slip through', async () => {
    await known(30)
    vanish(names(0, 30), 'proved')
    await compare()
    await drain()
    for (const id of names(0, 30)) {
      await notice([id])
      await drain()
    }
    await compare()
    await drain()
    expect(await deletions()).toEqual([])
    expect(await held()).toHaveLength(30)
  })

  test('nor do two readers at once: one batch is decided after the other', async () => {
    await known(12)
    const other = await t.second()
    const gone = (from: number, to: number) => names(from, to).map(id => ({ gone: id, at: null, proof }))
    const waiting = async () =>
      (
        await t.sql<{ n: number }>(
          `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        )
      )[0]!.n
    const holder = await t.pool.connect()
    await holder.query('begin')
    await holder.query('select from source_state where scope = $1 for update', [scope])
    const both = Promise.all([
      mintNow(t, scope, vendorFromToy, gone(0, 6)),
      mintNow(t, scope, vendorFromToy, gone(6, 12), { engine: other }),
    ])
    // Each has counted, or waits for its turn to count.
    await expect.poll(waiting, { timeout: 20_000 }).toBe(2)
    await holder.query('commit')
    holder.release()
    await both
    expect(await deletions()).toHaveLength(6)
    expect(await held()).toHaveLength(6)
  })

  test('release proves again: what is there after all is not deleted, what is gone is', async () => {
    await known(30)
    vanish(names(0, 30), 'proved')
    await compare()
    await drain()
    vendors.gone.delete(`${scope}-0`)
    vendors.put({ id: `${scope}-0`, scope, text: `record ${scope}-0` })
    expect(await release(`${scope}-0`)).toMatchObject({ key: `${scope}-0`, was: 'many-deletions' })
    await release(`${scope}-1`)
    await drain()
    expect((await deletions()).map(({ header }) => header.key)).toEqual([`${scope}-1`])
    expect(await held()).toHaveLength(28)
    expect((await auditIn(t, scope)).filter(one => one.decision === 'released')).toMatchObject([
      { who: 'ann', why: 'they are meant' },
      { who: 'ann' },
    ])
  })

  test('a release is for this deletion, not for one that is proved later', async () => {
    await known(12)
    vanish(names(0, 11), 'proved')
    await compare()
    await drain()
    vendors.gone.delete(`${scope}-0`)
    vendors.put({ id: `${scope}-0`, scope, text: 'unreadable' })
    await release(`${scope}-0`)
    await drain()
    vanish([`${scope}-0`], 'proved')
    await notice([`${scope}-0`])
    await drain()
    expect(await deletions()).toEqual([])
  })
})
