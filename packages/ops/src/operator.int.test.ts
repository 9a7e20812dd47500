import { expect, test } from 'vitest'
import { readRecord } from './record.ts'
import { release } from './release.ts'
import { readExceptions, readStatus, whatIsOpen } from './status.ts'
import { openDesk } from './testing/operator.ts'
import { watchTopic } from './watch.ts'

const { ops, apply, env } = await openDesk()
await apply()

test('a release needs an id of ours, a reason, and something that waits', async () => {
  await expect(release(ops, 'vendor', 'x')).rejects.toThrow(
    'vendor is not an id that `plumbline exceptions` shows',
  )
  await expect(release(ops, 'D99999999999999999999', 'x')).rejects.toThrow('is not an id')
  await expect(release(ops, 'D1', '  ')).rejects.toThrow('a release needs a reason')
  await expect(release(ops, 'D1', 'x')).rejects.toThrow('nothing of id D1 waits for a person')
  await expect(release(ops, 'r1', 'x')).rejects.toThrow('nothing of id r1 waits for a person')
})

test('a released line is read again, once, and the audit has who and why', async () => {
  const { rows } = await ops.pool.query<{ id: string }>(
    `insert into to_read (connection_id, capture, native_id, scope, reason, captured_by, asked_at, not_before, held_code, held_why)
     select id, 'direct-cost.from-procore', '4711', '87001', 'missing', 'compare', now(), now(), 'many-deletions', 'many'
       from connection returning id`,
  )
  const [held] = await readExceptions(ops, { state: 'held' })
  expect(held).toMatchObject({
    id: `R${rows[0]!.id}`,
    key: '4711',
    code: 'many-deletions',
    connection: 'demo',
  })
  expect(await release(ops, held!.id, ' meant so ')).toMatchObject({ entity: 'direct-cost', key: '4711' })
  await expect(release(ops, held!.id, 'again')).rejects.toThrow('waits for a person')
  expect(await readExceptions(ops)).toEqual([])
  const [story] = await readRecord(ops, 'direct-cost', '4711')
  expect(story!.story).toEqual([
    expect.objectContaining({ decision: 'released', who: 'tester', why: 'meant so', code: 'many-deletions' }),
  ])
})

test('a flow, a state, an entity or a topic that there is not is answered with those there are', async () => {
  await expect(readExceptions(ops, { flow: 'vendor' })).rejects.toThrow('there are vendor.from-peoplesoft')
  await expect(readExceptions(ops, { state: 'lost' })).rejects.toThrow('there are held, parked, dead')
  await expect(readRecord(ops, 'vender', 'x')).rejects.toThrow(
    'there are vendor, gl-account, purchase-order, change-order, requisition, direct-cost',
  )
  await expect(watchTopic(ops, 'vendor', 'now', () => {})).rejects.toThrow(
    `there is no topic vendor; ours are ${env.PLUMBLINE_TOPIC_PREFIX}.vendor.v1`,
  )
})

test('a connection has a story too: what was applied, and by whom', async () => {
  const [{ connection, story } = { connection: null, story: [] }] = await readRecord(
    ops,
    'connection',
    'demo',
  )
  expect(connection).toBe('demo')
  expect(story).toEqual([
    expect.objectContaining({
      decision: 'applied',
      who: 'tester',
      why: 'secrets sealed: peoplesoft.password, procore.client_secret, procore.webhook_secret',
    }),
  ])
  expect(await readRecord(ops, 'vendor', 'SHARE:9')).toEqual([])
})

test('what no service has begun to read is open', async () => {
  expect(whatIsOpen(await readStatus(ops))).toEqual(
    [
      'vendor.from-peoplesoft',
      'gl-account.from-peoplesoft',
      'purchase-order.from-peoplesoft',
      'purchase-order.from-procore',
      'change-order.from-procore',
      'requisition.from-procore',
      'direct-cost.from-procore',
    ].map(capture => `demo ${capture} not begun`),
  )
})
