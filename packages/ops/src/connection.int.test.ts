import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { newKeyLine, readKeyRing, readSecret } from '@plumbline/connections'
import { beforeEach, expect, test } from 'vitest'
import { applyConnection, listConnections } from './connection.ts'
import { parseSecretSource } from './secrets.ts'
import { openDesk, SECRETS } from './testing/operator.ts'

const desk = await openDesk()
const { ops, sealKey } = desk
const ring = () => readKeyRing(sealKey)

beforeEach(async () => {
  await ops.pool.query('truncate connection cascade')
})

async function idOf(name: string): Promise<string> {
  return (await ops.store.find(name))!.id
}

/** The plain text of every stored secret, by name. */
async function unsealed(): Promise<Record<string, string>> {
  const id = await idOf('demo')
  const names = await ops.store.secretNames(id)
  return Object.fromEntries(
    await Promise.all(
      names.map(async name => [name, await readSecret({ store: ops.store, ring }, id, name)]),
    ),
  )
}

test('a new connection is created with its secrets sealed; the same again changes nothing', async () => {
  const first = await desk.apply()
  expect(first).toMatchObject({ created: true, changed: true, version: 1, sealed: Object.keys(SECRETS) })
  expect(await unsealed()).toEqual(SECRETS)
  const again = await desk.apply()
  expect(again).toMatchObject({ created: false, changed: false, version: 1, sealed: [] })
})

test('no secret stands in the database, and none in the history or the audit', async () => {
  const secrets = Object.fromEntries(Object.keys(SECRETS).map(name => [name, `unlikely ${name}`]))
  await desk.apply([], secrets)
  const tables = ['connection', 'connection_version', 'secret', 'audit']
  for (const table of tables) {
    const { rows } = await ops.pool.query<{ text: string }>(`select t::text as text from ${table} t`)
    expect(rows.length, table).toBeGreaterThan(0)
    for (const secret of Object.values(secrets)) {
      expect(JSON.stringify(rows)).not.toContain(secret)
      expect(JSON.stringify(rows)).not.toContain(Buffer.from(secret).toString('hex'))
    }
  }
})

test('a later apply needs only the secrets that change, and says which it sealed', async () => {
  await desk.apply()
  const { version, sealed } = await desk.apply([], { 'peoplesoft.password': 'another' })
  expect({ version, sealed }).toEqual({ version: 2, sealed: ['peoplesoft.password'] })
  expect(await unsealed()).toEqual({ ...SECRETS, 'peoplesoft.password': 'another' })
})

test('a secret that is missing, empty or not where it was said to be is told, all at once, and nothing is stored', async () => {
  const file = desk.write()
  const sources = [
    'peoplesoft.password=env:NO_SUCH_VARIABLE',
    `procore.client_secret=file:${join(desk.dir, 'no-such-file')}`,
  ].map(parseSecretSource)
  await expect(applyConnection(ops, file, sources)).rejects.toMatchObject({
    problems: [
      'secret peoplesoft.password: variable NO_SUCH_VARIABLE is empty or not there',
      expect.stringMatching(/^secret procore\.client_secret: file .*no-such-file is empty or not there$/),
      'secret procore.webhook_secret is missing: give it with --secret procore.webhook_secret=env:VARIABLE or =file:PATH',
    ],
  })
  expect(await listConnections(ops)).toEqual([])
})

test('a secret from the environment is taken as it is; given twice it is refused', async () => {
  process.env.PLUMBLINE_TEST_SECRET = ' with blanks '
  const twice = ['peoplesoft.password=env:PLUMBLINE_TEST_SECRET'].map(parseSecretSource)
  await desk.apply()
  await applyConnection(ops, desk.write(), twice)
  expect((await unsealed())['peoplesoft.password']).toBe(' with blanks ')
  await expect(applyConnection(ops, desk.write(), [...twice, ...twice])).rejects.toThrow(
    'secret peoplesoft.password is given twice',
  )
  delete process.env.PLUMBLINE_TEST_SECRET
})

test('a source of another form, or of an unknown name, is refused with the form and the names', () => {
  for (const text of ['peoplesoft.password', 'peoplesoft.password=hunter2', 'p.q=env:X', 'x=file:'])
    expect(() => parseSecretSource(text)).toThrow(
      'NAME=env:VARIABLE or NAME=file:PATH, where NAME is one of: peoplesoft.password',
    )
  expect(() => parseSecretSource('peoplesoft.password=hunter2')).not.toThrow('hunter2')
})

test('a secret that nothing uses is kept, and the operator is told why it is of no use', async () => {
  const { notes } = await desk.apply(
    [['notifications:\n  destination_url: http://127.0.0.1:24030/webhooks/demo\n', '']],
    { ...SECRETS, 'peoplesoft.client_secret': 'x' },
  )
  expect(notes).toEqual([
    'procore.webhook_secret is stored, but not used: the file has no notifications',
    'peoplesoft.client_secret is stored, but not used: auth.kind of peoplesoft is basic',
  ])
})

test('an address at which the ingress would not know the connection is pointed out', async () => {
  expect((await desk.apply()).notes).toEqual([])
  const { notes } = await desk.apply([['/webhooks/demo', '/webhooks/dmeo']])
  expect(notes).toEqual([expect.stringContaining('destination_url does not end with /webhooks/demo')])
})

test('a new sealing key, put first in its file, takes over at the next apply, and the old one can go', async () => {
  await desk.apply()
  const old = readFileSync(sealKey, 'utf8')
  writeFileSync(sealKey, newKeyLine('k2') + old)
  expect(await unsealed()).toEqual(SECRETS)
  const { sealed, version } = await desk.apply([], {})
  expect({ sealed: sealed.toSorted(), version }).toEqual({
    sealed: Object.keys(SECRETS).toSorted(),
    version: 2,
  })
  writeFileSync(sealKey, readFileSync(sealKey, 'utf8').split('\n')[0]!)
  expect(await unsealed()).toEqual(SECRETS)
  writeFileSync(sealKey, old)
})

test('where the sealing key was lost, applying with all secrets makes the connection whole again', async () => {
  await desk.apply()
  const old = readFileSync(sealKey, 'utf8')
  writeFileSync(sealKey, newKeyLine('k9'))
  await expect(desk.apply([], {})).rejects.toThrow('sealed with key k1, which is not in the sealing key file')
  await desk.apply()
  expect(await unsealed()).toEqual(SECRETS)
  writeFileSync(sealKey, old)
})

test('a new webhook secret ends a rotation: the old one holds no more under any name', async () => {
  await desk.apply()
  await desk.apply([], { 'procore.webhook_secret_next': 'second' })
  expect(await unsealed()).toMatchObject({
    'procore.webhook_secret': SECRETS['procore.webhook_secret'],
    'procore.webhook_secret_next': 'second',
  })
  await desk.apply([], { 'procore.webhook_secret': 'third' })
  expect(await unsealed()).toMatchObject({
    'procore.webhook_secret': 'third',
    'procore.webhook_secret_next': 'third',
  })
})

test('a second connection of the same company and business unit is refused, and a mapping tie is', async () => {
  await desk.apply()
  await expect(desk.apply([['name: demo', 'name: second']])).rejects.toThrow(
    'connection demo carries company 4266 and US001 already',
  )
  const tie = "    rules:\n      - { match: { cost_type: L }, to: { account: '1' } }\n"
  await expect(desk.apply([['    rules:\n', tie]])).rejects.toThrow('rules 1 and 2 tie on account')
  expect((await listConnections(ops)).map(one => [one.name, one.version])).toEqual([['demo', 1]])
})

test('enabling a project orders a replay of the flows that fan out to it; nothing else does', async () => {
  const orders = async () =>
    (await ops.pool.query<{ entity: string }>('select entity from replay order by entity')).rows.map(
      row => row.entity,
    )
  await desk.apply()
  await desk.apply([["read: '*/20 * * * * *'", "read: '*/30 * * * * *'"]])
  expect(await orders()).toEqual([])
  const second = `projects:
  - { procore_id: '87002', bu_gl: US001, bu_pc: US001, project_id: x, deptid: x, currency: USD, post_from: '2026-01-01' }
`
  await desk.apply([['projects:\n', second]])
  expect(await orders()).toEqual(['gl-account', 'purchase-order', 'requisition', 'vendor'])
})
