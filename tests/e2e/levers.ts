import { randomUUID } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { expect } from 'vitest'
import { readExceptions, type Side, type TestSystem } from './system.ts'

type Fields = Record<string, unknown>
type Stored = { topic: string; key: string | null; value: Buffer | null; headers: Record<string, string> }

/** How long anything may take to come through: far longer than it does. */
const PATIENCE = { timeout: 60_000, interval: 200 }

/** What a test does to a running system and how it looks at what came of it. */
export function leversOf(system: TestSystem) {
  const { ops, ports } = system
  const control = async (side: Side, method: string, path: string, body?: Fields) => {
    const headers = { 'content-type': 'application/json' }
    const init = body ? { method, headers, body: JSON.stringify(body) } : { method }
    const answer = await fetch(`http://127.0.0.1:${ports[side]}/__sandbox/${path}`, init)
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
  }
  const exceptionsOf = async (key: string) => (await readExceptions(ops)).filter(one => one.key === key)

  /** Changes the connection's file. */
  const rewrite = (change: (text: string) => string) => {
    const text = readFileSync(system.connectionFile, 'utf8')
    const changed = change(text)
    expect(changed).not.toBe(text)
    writeFileSync(system.connectionFile, changed)
  }

  /** Everything that stands in these topics, in the order of each; waits until there are so many. */
  const recordsIn = async (topics: string[], atLeast = 0) => {
    const extents = await ops.bus.extents(topics)
    const records: Stored[] = []
    const session = ops.bus.consume({
      group: `${system.prefix}.look.${randomUUID()}`,
      topics,
      startAt: async assigned => assigned.map(one => ({ ...one, offset: one.earliest })),
      onBatch: async batch => {
        records.push(...batch.records.map(record => ({ ...record, topic: batch.topic })))
        return batch.next
      },
    })
    const all = extents.reduce((sum, one) => sum + Number(one.latest - one.earliest), 0)
    await expect.poll(() => records.length, PATIENCE).toBeGreaterThanOrEqual(Math.max(all, atLeast))
    await session.stop()
    return records
  }

  return {
    /** Turns switches of a sandbox. */
    set: (side: Side, switches: Fields) => control(side, 'PATCH', 'switches', switches),
    /** Ends all its faults. */
    calm: (side: Side) => control(side, 'DELETE', 'faults'),
    /** A person in PeopleSoft changes a record. */
    inPeoplesoft: (what: 'insert' | 'update', record: string, key: Fields, set: Fields) =>
      system.person('peoplesoft', { as: 'DWHITFIELD', do: what, record, key, set }),
    /** A person in Procore does. */
    inProcore: (what: 'create' | 'update', collection: string, set: Fields, id?: string) =>
      system.person('procore', { as: 9002, do: what, collection, set, ...(id && { id }) }),
    exceptionsOf,
    /** Waits until this record is listed with its reason. */
    listed: (key: string, wanted: Fields) =>
      expect.poll(() => exceptionsOf(key), PATIENCE).toContainEqual(expect.objectContaining(wanted)),
    /** Waits until this record is listed no more. */
    cleared: (key: string) => expect.poll(() => exceptionsOf(key), PATIENCE).toEqual([]),
    /** Waits until a row of a sandbox looks like this. */
    there: (side: Side, collection: string, wanted: Fields) =>
      expect
        .poll(() => system.state(side, collection), PATIENCE)
        .toContainEqual(expect.objectContaining(wanted)),
    /** Posts what it is given to the connection's webhook address; the status. */
    webhook: async (body: string | Buffer, headers: Record<string, string> = {}, name = 'demo') => {
      const url = `http://127.0.0.1:${ports.ingress}/webhooks/${name}`
      return (await fetch(url, { method: 'POST', headers, body })).status
    },
    /**
     * Begins to post 10 MB there, with its length said beforehand or not, and gives the status that comes meanwhile: a
     * client that sends it all may lose the answer when the server closes.
     */
    sendLarge: (headers: Record<string, string>, length: 'said' | 'unsaid') =>
      new Promise<number>((resolve, reject) => {
        const own = length === 'said' ? { 'content-length': '10485760' } : { 'transfer-encoding': 'chunked' }
        const call = request({
          ...{ host: '127.0.0.1', port: ports.ingress, path: '/webhooks/demo', method: 'POST' },
          headers: { ...headers, ...own },
        })
        call.once('response', answer => {
          resolve(answer.statusCode!)
          answer.resume()
          call.destroy()
        })
        call.on('error', reject)
        call.write(Buffer.alloc(1_200_000, ' '))
      }),
    /** Journals of a cost, as they stand in PeopleSoft. */
    journalsOf: async (cost: string) =>
      (await system.state('peoplesoft', 'JRNL_HEADER')).filter(row =>
        String(row.DESCR254).includes(`direct cost ${cost} `),
      ),
    /** Changes the connection's file, and applies it. */
    reapply: async (change: (text: string) => string) => {
      rewrite(change)
      await system.apply(system.connectionFile)
    },
    rewrite,
    /** Headers of all events of a record, oldest first. */
    headersOf: async (entity: string, key: string) => {
      const own = (await recordsIn([`${system.prefix}.${entity}.v1`])).filter(one =>
        one.key?.endsWith(`/${key}`),
      )
      const events = await Promise.all(own.map(one => ops.codec.decode(one.value!)))
      return events.map(({ value }) => (value as { header: Fields }).header)
    },
    recordsIn,
  }
}

export type Levers = ReturnType<typeof leversOf>
