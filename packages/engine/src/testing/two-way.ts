import { releaseRead } from '@plumbline/ledger'
import { beforeEach, expect } from 'vitest'
import { readListed } from '../capture/listed-read.ts'
import { readNextScope } from '../capture/scheduled-read.ts'
import { carry, deliver, placeOf } from './applied.ts'
import { listOf, mintNow, setTo, startScope } from './captured.ts'
import { startTestEngine } from './test-engine.ts'
import { toySystems, vendorFromDirectory, vendorFromSource, vendorToToy } from './toy-flow.ts'

/**
 * An engine with vendors that live in both systems: born in the source and copied into the directory, or the other way.
 * Each test has a scope of its own, which has been read whole; `t.close` belongs into `afterAll`.
 */
export async function startTwoWay() {
  const toys = toySystems()
  const { vendors, costs, directory } = toys
  const t = await startTestEngine({
    settings: { scopes: [] },
    apis: toys.apis,
    entities: ['vendor'],
    // Longer than all that a test waits for: what waits is woken, not found by the clock.
    timing: { lingerMs: 0, pauseMs: 3_600_000 },
  })
  const place = placeOf(t, vendorToToy)
  const captures = [vendorFromSource, vendorFromDirectory]
  let scope = ''
  const set = (more: object = {}) =>
    setTo(t, captures, { scopes: [scope], targets: [scope], read: null, ...more })

  beforeEach(async () => {
    t.clock.forward(2 * 86_400_000)
    directory.faults.length = 0
    directory.items.clear()
    scope = await startScope(t, captures)
    await set()
    while (await readNextScope(t.engine, captures));
    t.clock.forward(t.engine.timing.retryMs)
    expect(await readNextScope(t.engine, captures)).toBe(true)
  })

  /** At its origin it says this from now on, and its event is on its way. */
  async function say(key: string, text: string) {
    vendors.put({ id: key, scope, text })
    await mintNow(t, scope, vendorFromSource, [vendors.rows.get(key)])
  }
  async function bring() {
    await carry(t, vendorToToy)
    await deliver(place)
  }
  const idsOf = (key: string) =>
    [...directory.records].flatMap(([id, seen]) => (seen.key === key ? [id] : []))
  /** Says it at its origin and brings it into the directory; gives its id there. */
  async function copied(key: string, text: string) {
    await say(key, text)
    await bring()
    return idsOf(key)[0]!
  }
  /** A person changes a record of the directory. */
  function edit(id: string, name: string) {
    directory.records.set(id, { ...directory.records.get(id)!, name })
  }
  /** A person makes a record in the directory. */
  function make(name: string, key: string | null = null) {
    const id = `${scope}/new${directory.records.size}`
    directory.records.set(id, { key, name, gone: false })
    return id
  }
  async function drain() {
    while (await readListed(t.engine, vendorFromDirectory));
  }
  /** The directory is read, as after a webhook of each of its records. */
  async function look(...ids: string[]) {
    await t.engine.ledger.readList.ask(
      ids.map(nativeId => ({
        ...{ connectionId: t.connectionId, capture: vendorFromDirectory.name, nativeId, scope },
        ...{ reason: 'vendor update', by: 'webhook' as const, traceparent: null },
      })),
      t.clock.now(),
    )
    await drain()
  }
  /** `1 put name` for each event of a key. */
  async function eventsOf(key: string) {
    const rows = await t.sql<{ value: Buffer }>('select value from outbox where key = $1 order by id', [key])
    const events = await Promise.all(rows.map(async row => (await t.engine.codec.decode(row.value)).value))
    return (events as { header: { revision: number; operation: string }; name1: string }[]).map(
      ({ header, name1 }) => `${header.revision} ${header.operation} ${name1}`,
    )
  }
  /** What stands on the to-read list: the code that it is held with, else that it waits. */
  const list = async () =>
    (await listOf(t, scope)).map(line => `${line.native_id} ${line.held_code ?? 'waits'}`)
  async function release(id: string) {
    const line = (await listOf(t, scope)).find(one => one.native_id === id)!
    await releaseRead(t.pool, { id: line.id, reason: 'seen', who: 'ann', now: t.clock.now() })
    await drain()
  }
  return {
    ...{
      t,
      vendors,
      costs,
      directory,
      captures,
      place,
      set,
      say,
      bring,
      idsOf,
      copied,
      edit,
      make,
      drain,
      look,
    },
    ...{ eventsOf, list, release },
    scope: () => scope,
    keyOf: (name: string) => `${scope}-${name}`,
    nameAt: (id: string) => directory.records.get(id)?.name,
  }
}
