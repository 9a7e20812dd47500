import type { Notice } from '@plumbline/flow-kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { headOf, notificationTopic, recordKey } from '../event.ts'
import { cursorOf, listOf, mintedIn, setTo } from '../testing/captured.ts'
import { startTestEngine } from '../testing/test-engine.ts'
import { costFromToy, toySystems } from '../testing/toy-flow.ts'
import { readListed } from './listed-read.ts'
import { consumeNotices, type ReadNotices } from './notices.ts'
import { readNextScope } from './scheduled-read.ts'

const toys = toySystems()
const t = await startTestEngine({
  settings: { scopes: ['A'] },
  apis: toys.apis,
  who: 'ingress',
  entities: ['direct-cost'],
})
const captures = [costFromToy]
/** The body of a toy's notification is its notices. */
const readToy: ReadNotices = value => JSON.parse(String((value as { body: Buffer }).body)) as Notice[]
const consume = () => consumeNotices(t.engine, captures, readToy)
let session: ReturnType<typeof consume>
beforeAll(async () => {
  await setTo(t, captures, { scopes: ['A', 'B'], read: '0 0 1 1 *' })
  while (await readNextScope(t.engine, captures));
  session = consume()
})
afterAll(async () => {
  await session.stop()
  await t.close()
})

const notice = (id: string | null, more: Partial<Notice> = {}): Notice => ({
  resource: 'direct-cost',
  id,
  event: 'update',
  projectId: 'A',
  related: [],
  ...more,
})
function stored(body: string | Buffer, more: { connection?: string; traceparent?: string } = {}) {
  const { connection = t.connectionId, traceparent = null } = more
  const { value, fingerprint } = t.engine.codec.encode('plumbline.v1.Notification', {
    connection,
    received_at: t.clock.now().toISOString(),
    payload_version: null,
    headers: {},
    body: Buffer.from(body),
  })
  const facts = { id: 'n', connectionId: connection, entity: 'notification', key: 'n', at: t.clock.now() }
  const headers = t.engine.heads.toHeaders(headOf({ ...facts, fingerprint, traceparent }))
  // One partition for all: what is sent first is read first.
  return { topic: notificationTopic(t.prefix), key: recordKey(connection, 'n'), value, headers }
}
const send = (...records: ReturnType<typeof stored>[]) => t.engine.bus.publish(records)
const of = (...notices: Notice[]) => JSON.stringify(notices)
/** Sends one that is read after all that was sent before, and waits for it. */
let last = 0
async function settled() {
  const id = `last${++last}`
  await send(stored(of(notice(id, { projectId: 'B' }))))
  await expect
    .poll(async () => (await listOf(t, 'B')).map(line => line.native_id), { timeout: 20_000 })
    .toContain(id)
}
const clear = () => t.sql('delete from to_read')

describe('C7: notifications become lines of the to-read list', () => {
  test('a burst about one record is one line, with the trace of its webhook', async () => {
    const traceparent = `00-${'c'.repeat(32)}-${'1'.repeat(16)}-01`
    await send(...Array.from({ length: 200 }, () => stored(of(notice('7')), { traceparent })))
    await settled()
    expect(await listOf(t, 'A')).toMatchObject([
      { native_id: '7', reason: 'direct-cost update', captured_by: 'webhook', traceparent },
    ])
    toys.costs.put({ id: '7', amount: '120' })
    await readListed(t.engine, costFromToy)
    expect((await mintedIn(t, 'A')).map(({ header }) => header.captured_by)).toEqual(['webhook'])
    await clear()
  })

  test.each([
    ['no JSON', stored('<html>')],
    ['an id that is none', stored(of(notice('7\0')))],
    ['an id longer than any', stored(of(notice('7'.repeat(5000))))],
    [
      'a connection that is not in use here',
      stored(of(notice('7')), { connection: 'b0b0b0b0-0000-4000-8000-000000000000' }),
    ],
    ['a record that is no notification', { ...stored(of()), value: Buffer.from('not Avro') }],
  ])('%s is logged, and those behind it are read', async (_, odd) => {
    t.logged.length = 0
    // Under our key, so that it stands before the others in their partition.
    await send(
      { ...odd, key: odd.key.startsWith('b0b0') ? odd.key : recordKey(t.connectionId, 'n') },
      stored(of(notice('8'))),
    )
    await expect
      .poll(() => t.logged, { timeout: 20_000 })
      .toMatchObject([
        { level: 'warn', sentence: expect.stringContaining('the sweep finds what it is about') },
      ])
    await settled()
    expect((await listOf(t, 'A')).map(line => line.native_id)).toEqual(['8'])
    await clear()
  })

  test('what concerns no flow, or a project that is not read, is passed over', async () => {
    await send(
      stored(of(notice('1', { resource: 'drawings' }))),
      stored(of(notice('1', { projectId: 'C' }))),
      stored(of(notice('1', { projectId: null }))),
    )
    await settled()
    expect(await listOf(t, 'A')).toEqual([])
    expect(await listOf(t, 'C')).toEqual([])
    await clear()
  })

  test('a notice that names no record has its project swept, once for a burst', async () => {
    expect(await readNextScope(t.engine, captures)).toBe(false)
    const before = (await t.sql<{ asks: string }>("select asks from cursor where scope = 'A'"))[0]!
    await send(...Array.from({ length: 50 }, () => stored(of(notice(null)))))
    await settled()
    expect((await cursorOf(t, 'A')).next_read_at).toEqual(t.clock.now())
    const after = (await t.sql<{ asks: string }>("select asks from cursor where scope = 'A'"))[0]!
    expect(Number(after.asks) - Number(before.asks)).toBeLessThan(50)
    expect(await readNextScope(t.engine, captures)).toBe(true)
    await clear()
  })

  test('what came while nobody consumed is read afterwards, and nothing from before once more', async () => {
    await session.stop()
    await send(stored(of(notice('9'))))
    session = consume()
    await settled()
    expect((await listOf(t, 'A')).map(line => line.native_id)).toEqual(['9'])
    await clear()
  })
})
