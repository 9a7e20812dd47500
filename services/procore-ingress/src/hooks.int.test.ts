import { capturesFrom } from '@plumbline/flows'
import { startProcoreSandbox } from '@plumbline/sandbox-procore'
import { skeletonProcore } from '@plumbline/sandbox-world'
import { expect, onTestFinished, test, vi } from 'vitest'
import { keepHooks } from './hooks.ts'
import { openIngress, SECRET } from './testing/ingress.ts'

const ingress = await openIngress()
const { engine, ports } = ingress
const captures = capturesFrom('procore')
const DESTINATION = 'http://127.0.0.1:24030/webhooks/demo'

type Row = Record<string, unknown>

/** A fresh Procore, with the connection pointed at it; `keep` runs the loop until it has done its work once. */
async function start(changes: [from: string, to: string][] = [], secrets?: Record<string, string>) {
  const { url, sandbox, close } = await startProcoreSandbox({
    rows: skeletonProcore(),
    switches: { hourlyLimit: 1e6, spikeLimit: 1e6 },
  })
  onTestFinished(close)
  const at: [string, string][] = [['http://127.0.0.1:24020', url]]
  const apply = (more: [string, string][], sealed?: Record<string, string>) =>
    ingress.apply([...at, ...more], { 'procore.webhook_secret': SECRET, ...sealed })
  await apply(changes, secrets)
  const state = async (collection: string) =>
    (await (await fetch(`${url}/__sandbox/state/${collection}`)).json()) as Row[]
  const api = async (method: string, path: string, body: unknown) => {
    const token = await fetch(`${url}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        grant_type: 'client_credentials',
        client_id: 'plumbline-demo',
        client_secret: 'plumbline-demo-secret',
      }),
    })
    const { access_token } = (await token.json()) as { access_token: string }
    const response = await fetch(`${url}/rest/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${access_token}`,
        'procore-company-id': '4266',
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
    })
    expect(response.status).toBeLessThan(300)
  }
  return {
    url,
    sandbox,
    apply,
    api,
    hooks: () => state('hooks'),
    triggers: () => state('triggers'),
    writes: async () => (await (await fetch(`${url}/__sandbox/ledger`)).json()) as Row[],
  }
}

/** Runs the loop until every connection's hooks are in place. */
async function keep(): Promise<void> {
  const done = vi.fn()
  const log = { ...engine.log, info: (_: object, sentence: string) => done(sentence) }
  const loop = keepHooks({ ...engine, log: { ...quiet, ...log } }, ports, captures)
  try {
    await vi.waitFor(() => expect(done).toHaveBeenCalledWith('webhooks are in place'), 20_000)
  } finally {
    await loop.stop()
  }
}
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

const made = [
  'Change Order Packages',
  'Direct Cost Line Items',
  'Direct Costs',
  'Purchase Order Contract Line Items',
  'Purchase Order Contracts',
  'Work Order Contract Line Items',
  'Work Order Contracts',
].flatMap(resource => ['create', 'delete', 'update'].map(event => [resource, event]))

test.each([
  ['v1.0', 'v2.0', 'v2'],
  ['v1.0', 'v3.0', 'v3'],
  ['v1.0', 'v4.0', 'v4'],
  ['v2.0', 'v2.0', 'v2.0'],
  ['v2.0', 'v3.0', 'v3.0'],
  ['v2.0', 'v4.0', 'v4.0'],
])('by hook API %s with payload %s the hook and its triggers are made once', async (api, payload, asked) => {
  const procore = await start([
    ['notifications:\n', `notifications:\n  api: ${api}\n  payload_version: ${payload}\n`],
  ])
  await keep()
  expect(await procore.hooks()).toEqual([
    expect.objectContaining({
      destination_url: DESTINATION,
      namespace: 'plumbline',
      payload_version: asked,
      authorization: SECRET,
      project_id: null,
      status: 'active',
    }),
  ])
  const triggers = await procore.triggers()
  expect(triggers.map(one => [one.resource_name, one.event_type]).sort()).toEqual(made)
  const before = await procore.writes()
  await keep()
  expect(await procore.writes()).toEqual(before)
})

test('what announces requisitions is listened to where the connection says what it is', async () => {
  const named = '  requisition:\n    webhook_resource: Draw Requests\n'
  const procore = await start([['  requisition:\n', named]])
  await keep()
  const resources = (await procore.triggers()).map(one => one.resource_name)
  expect(resources.filter(one => one === 'Draw Requests')).toHaveLength(3)
  expect(resources).toHaveLength(made.length + 3)
})

test('at project level every enabled project has a hook of its own', async () => {
  const procore = await start([['notifications:\n', 'notifications:\n  level: project\n']])
  await keep()
  expect(await procore.hooks()).toEqual([expect.objectContaining({ project_id: '87001' })])
  expect(await procore.triggers()).toHaveLength(made.length)
})

test('a changed address, payload or secret changes the hook that is there, with what it has not delivered yet', async () => {
  const procore = await start()
  await keep()
  const [first] = await procore.hooks()
  const moved = DESTINATION.replace('24030', '24031')
  await procore.apply(
    [
      [DESTINATION, moved],
      ['notifications:\n', 'notifications:\n  payload_version: v4.0\n'],
    ],
    { 'procore.webhook_secret_next': 'Bearer the-next-one' },
  )
  await keep()
  expect(await procore.hooks()).toEqual([
    expect.objectContaining({
      id: first!.id,
      destination_url: moved,
      payload_version: 'v4.0',
      authorization: 'Bearer the-next-one',
    }),
  ])
  expect(await procore.triggers()).toHaveLength(made.length)
})

test('a hook that was disabled is made active again', async () => {
  const procore = await start()
  await keep()
  const [hook] = await procore.hooks()
  await procore.api('PATCH', `v2.0/companies/4266/webhooks/hooks/${hook!.id}`, { status: 'disabled' })
  await keep()
  expect(await procore.hooks()).toEqual([expect.objectContaining({ id: hook!.id, status: 'active' })])
})

test('of hooks in our namespace only those of this connection are touched; spare ones of it go', async () => {
  const procore = await start()
  const hook = (destination_url: string, namespace = 'plumbline') =>
    procore.api('POST', 'v2.0/companies/4266/webhooks/hooks', {
      payload_version: 'v3.0',
      namespace,
      destination_url,
      destination_headers: { Authorization: SECRET },
    })
  await hook('https://old.example.com/webhooks/demo')
  await hook('https://older.example.com/webhooks/demo/')
  await hook('https://hooks.example.com/webhooks/another')
  await hook('https://elsewhere.example.com/webhooks/demo', 'somebody-else')
  await keep()
  expect((await procore.hooks()).map(one => one.destination_url).sort()).toEqual([
    DESTINATION,
    'https://elsewhere.example.com/webhooks/demo',
    'https://hooks.example.com/webhooks/another',
  ])
})

test('two replicas that start at once leave one hook', async () => {
  const procore = await start()
  await Promise.all([keep(), keep(), keep()])
  await keep()
  expect(await procore.hooks()).toHaveLength(1)
  expect(await procore.triggers()).toHaveLength(made.length)
})

test('a connection whose Procore cannot be reached keeps no other one waiting', async () => {
  const procore = await start()
  await ingress.apply(
    [
      ['name: demo', 'name: a-broken-one'],
      ['US001', 'US002'],
      ['http://127.0.0.1:24020', 'http://127.0.0.1:1'],
    ],
    { 'procore.webhook_secret': SECRET },
  )
  expect(engine.connections.all().map(one => one.name)).toEqual(['a-broken-one', 'demo'])
  await keep()
  expect(await procore.hooks()).toHaveLength(1)
})
