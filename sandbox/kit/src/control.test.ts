import Fastify from 'fastify'
import { afterEach, expect, test } from 'vitest'
import { SandboxClock } from './clock.ts'
import { addControl } from './control.ts'
import { Faults } from './faults.ts'
import { Store } from './store.ts'
import { addCommonFaults, commonFaults } from './strike.ts'
import { Switches } from './switches.ts'
import { Writes } from './writes.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function start() {
  const store = new Store(null)
  const clock = new SandboxClock()
  const faults = new Faults(commonFaults, () => clock.now())
  const specs = { order: { values: ['a', 'b'], default: 'a', about: 'an order' } } as const
  const switches = new Switches(specs, store.collection('switches'))
  const writes = new Writes(store.collection('writes'), [])
  const app = Fastify()
  let done = 0
  app.post('/thing', async () => ({ done: ++done }))
  addCommonFaults(app, faults)
  addControl(app, { store, clock, faults, switches, writes })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  closing.push(() => app.close())
  const send = (method: string, path: string, body?: unknown) =>
    fetch(url + path, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
  return { send, done: () => done, store }
}

test('an operator reads rows, sets clock and switches, and is told what a wrong order should have been', async () => {
  const { send, store } = await start()
  store.collection('vendors').put('1', { id: '1' })
  expect(await (await send('GET', '/__sandbox/state')).json()).toEqual({ collections: ['vendors'] })
  expect(await (await send('GET', '/__sandbox/state/vendors')).json()).toEqual([{ id: '1' }])

  const clock = await send('POST', '/__sandbox/clock', { at: '2026-11-01T00:00:00Z', freeze: true })
  expect(await clock.json()).toEqual({ now: '2026-11-01T00:00:00.000Z' })
  expect((await send('POST', '/__sandbox/clock', { at: 'soon' })).status).toBe(400)

  expect(await (await send('PATCH', '/__sandbox/switches', { order: 'b' })).json()).toEqual({ order: 'b' })
  const refused = await send('PATCH', '/__sandbox/switches', { order: 'c' })
  expect(refused.status).toBe(400)
  expect(await refused.json()).toEqual({ error: 'switch order takes one of: a, b; not c' })
})

test('faults strike calls but never the operator’s own routes', async () => {
  const { send } = await start()
  const made = await send('POST', '/__sandbox/faults', { name: 'status', args: { status: 502, body: 'bad' } })
  expect(made.status).toBe(201)
  expect((await send('POST', '/thing', {})).status).toBe(502)
  expect(await (await send('GET', '/__sandbox/faults')).json()).toMatchObject([{ name: 'status', hits: 1 }])
  expect((await send('DELETE', '/__sandbox/faults')).status).toBe(204)
  expect((await send('POST', '/thing', {})).status).toBe(200)
})

test('a connection cut before the commit did nothing, one cut after it did it', async () => {
  const { send, done } = await start()
  await send('POST', '/__sandbox/faults', { name: 'reset-before-commit', times: 1 })
  await expect(send('POST', '/thing', {})).rejects.toThrow()
  expect(done()).toBe(0)
  await send('POST', '/__sandbox/faults', { name: 'reset-after-commit', times: 1 })
  await expect(send('POST', '/thing', {})).rejects.toThrow()
  expect(done()).toBe(1)
})

test('a login page and half a JSON text come with 200', async () => {
  const { send } = await start()
  await send('POST', '/__sandbox/faults', { name: 'html-login', times: 1 })
  const page = await send('POST', '/thing', {})
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8'])
  await send('POST', '/__sandbox/faults', { name: 'garbage-json', times: 1 })
  const half = await send('POST', '/thing', {})
  expect(half.status).toBe(200)
  await expect(half.json()).rejects.toThrow(SyntaxError)
})
