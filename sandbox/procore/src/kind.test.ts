import { expect, test } from 'vitest'
import { start } from './testing/start.ts'

const path = '/rest/v1.0/vendors/sync'
const sent = (...updates: unknown[]) => ({ company_id: 4266, updates })

test('sync: no id creates, a known origin_id updates, and the answer is the Show form (procore.md §3.2)', async () => {
  const { call } = await start()
  const made = await call('PATCH', path, sent({ origin_id: 'ps:1', name: 'Ames' }, { name: 'No origin' }))
  expect(made.status).toBe(200)
  expect(made.body.errors).toEqual([])
  expect(made.body.entities).toHaveLength(2)
  const { id } = made.body.entities.find((row: { origin_id: string }) => row.origin_id === 'ps:1')
  const again = await call('PATCH', path, sent({ origin_id: 'ps:1', name: 'Ames & Sons', zip: '97210' }))
  expect(again.body.entities).toMatchObject([{ id, name: 'Ames & Sons', zip: '97210', synced_to_erp: true }])
  const shown = await call('GET', `/rest/v1.0/vendors/${id}?company_id=4266`)
  expect(again.body.entities[0]).toEqual(shown.body)
})

test('sync: an unknown id is an item error that repeats the caller’s attributes (procore.md §3.2)', async () => {
  const { call } = await start()
  const { status, body } = await call(
    'PATCH',
    path,
    sent({ id: 1, name: 'x' }, { origin_id: 'ps:2', name: 'Bolt' }),
  )
  expect(status).toBe(200)
  expect(body.entities).toMatchObject([{ origin_id: 'ps:2' }])
  expect(body.errors).toEqual([{ id: 1, name: 'x', errors: { id: ['Entity with this ID not found'] } }])
})

test('sync: id is matched before origin_id, which is how an origin_id is changed (procore.md §3.2)', async () => {
  const { call } = await start()
  const first = await call('PATCH', path, sent({ id: 51001, origin_id: 'ps:1' }))
  expect(first.body.entities).toMatchObject([{ id: 51001, name: 'Cascade Ready Mix', origin_id: 'ps:1' }])
  const moved = await call('PATCH', path, sent({ id: 51001, origin_id: 'ps:2' }))
  expect(moved.body.entities).toMatchObject([{ id: 51001, origin_id: 'ps:2' }])
})

test('an origin_id that another record has is refused: an item error in sync, 422 elsewhere (procore.md §4.2)', async () => {
  const { call } = await start()
  await call('PATCH', path, sent({ origin_id: 'ps:1', name: 'Ames' }))
  const taken = { origin_id: ['has already been taken'] }
  const item = await call('PATCH', path, sent({ id: 51001, origin_id: 'ps:1' }))
  expect(item.body.errors).toEqual([{ id: 51001, origin_id: 'ps:1', errors: taken }])
  const post = await call('POST', '/rest/v1.0/vendors', {
    company_id: 4266,
    vendor: { name: 'B', origin_id: 'ps:1' },
  })
  expect(post).toMatchObject({ status: 422, body: { errors: taken } })
})

test('sync: the order of entities says nothing, unless the switch gives it (procore.md §3.2)', async () => {
  const { call, sandbox } = await start()
  const updates = Array.from({ length: 12 }, (_, n) => ({ origin_id: `ps:${n}`, name: `V ${n}` }))
  const order = async () =>
    (await call('PATCH', path, sent(...updates))).body.entities.map(
      (row: { origin_id: string }) => row.origin_id,
    )
  const given = updates.map(({ origin_id }) => origin_id)
  const shuffled = await order()
  expect(shuffled).not.toEqual(given)
  expect(shuffled.toSorted()).toEqual(given.toSorted())
  sandbox.switches.set('syncOrder', 'reversed')
  expect(await order()).toEqual(given.toReversed())
  sandbox.switches.set('syncOrder', 'given')
  expect(await order()).toEqual(given)
})

test('sync: beyond 1000 items the whole call is refused, 413 where documented (procore.md §2.6, §3.2)', async () => {
  const { call } = await start()
  const updates = Array.from({ length: 1001 }, (_, n) => ({ name: `V ${n}`, code: `${n}` }))
  expect((await call('PATCH', path, sent(...updates))).status).toBe(400)
  const codes = { company_id: 4266, standard_cost_code_list_id: 310, updates }
  const tooMany = await call('PATCH', '/rest/v1.0/standard_cost_codes/sync', codes)
  expect([tooMany.status, typeof tooMany.body.errors]).toEqual([413, 'string'])
  expect((await call('PATCH', path, { company_id: 4266 })).status).toBe(400)
})

test('sync: an equal item is an accepted write that changes nothing and moves no stamp', async () => {
  const { call, sandbox } = await start()
  sandbox.clock.set({ at: '2026-11-01T08:00:00Z', freeze: true })
  await call('PATCH', path, sent({ origin_id: 'ps:1', name: 'Ames', city: '' }))
  sandbox.clock.set({ shift_ms: 60_000 })
  const again = await call('PATCH', path, sent({ origin_id: 'ps:1', name: 'Ames', city: null }))
  expect(again.body.entities).toMatchObject([{ updated_at: '2026-11-01T08:00:00Z' }])
  expect(sandbox.writes.list().map(({ changed }) => changed)).toEqual([true, false])
  const edited = await call('PATCH', path, sent({ origin_id: 'ps:1', name: 'Ames Ltd' }))
  expect(edited.body.entities).toMatchObject([{ updated_at: '2026-11-01T08:01:00Z' }])
})

test('the faults sync-error and sync-omit strike single items', async () => {
  const { call, sandbox } = await start()
  sandbox.faults.add({
    name: 'sync-error',
    match: { body: 'ps:1' },
    args: { field: 'name', message: 'is odd' },
  })
  sandbox.faults.add({ name: 'sync-omit', match: { body: 'ps:2' } })
  sandbox.faults.add({ name: 'sync-omit', match: { body: 'ps:3' }, args: { apply: false } })
  const updates = [1, 2, 3, 4].map(n => ({ origin_id: `ps:${n}`, name: `V ${n}` }))
  const { body } = await call('PATCH', path, sent(...updates))
  expect(body.entities).toMatchObject([{ origin_id: 'ps:4' }])
  expect(body.errors).toEqual([{ ...updates[0], errors: { name: ['is odd'] } }])
  const kept = sandbox.tables.vendors.all().map(({ origin_id }) => origin_id)
  expect(kept).toEqual([null, 'ps:2', 'ps:4'])
})
