import { writeFileSync } from 'node:fs'
import { services } from '@plumbline/demo'
import { applyConnection } from '@plumbline/ops'
import Big from 'big.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Levers, leversOf } from './levers.ts'
import { startTestSystem, type TestSystem } from './system.ts'

/** A PeopleSoft that takes bearer tokens only and has no change columns; a Procore with the older hook API and payloads. */
let system: TestSystem
let at: Levers

const OPERATIONS = [
  'QAS_EXECUTEQRY_REST_GET',
  'QAS_LISTQUERYPROMPTS_REST_GET',
  'PROCORE_JRNL_POST',
  'PROCORE_JRNL_GET',
]
const TIMEOUT = { timeout: 120_000 }
/** Create, update and delete of the seven resources that flows listen to. */
const TRIGGERS = 21
const PATIENCE = { timeout: 60_000, interval: 200 }

beforeAll(async () => {
  system = await startTestSystem('skeleton')
  at = leversOf(system)
  await at.set('procore', { spikeLimit: 1e6, hourlyLimit: 1e6 })
  await at.set('peoplesoft', { auditColumns: 'no', tokenSeconds: 5 })
  for (const IB_OPERATIONNAME of OPERATIONS)
    await at.inPeoplesoft('update', 'PSOPERATION', { IB_OPERATIONNAME }, { IB_REQVERIFY: 'O' })
  at.rewrite(text =>
    text
      .replace(
        /auth: .*/,
        `auth: { kind: oauth2, token_url: 'http://127.0.0.1:${system.ports.issuer}/oauth2/token', client_id: plumbline-demo }`,
      )
      .replace(/stamp_columns: .*/, 'stamp_columns: { VENDOR: null, GL_ACCOUNT_TBL: null }')
      .replace("compare: '0 2 * * *'", "compare: '*/3 * * * * *'")
      // The sweep never comes by itself: only a notice brings it.
      .replace("read: '*/20 * * * * *'", "read: '0 3 1 1 *'")
      .replace('notifications:\n', 'notifications:\n  api: v1.0\n  payload_version: v2.0\n'),
  )
  const file = `${system.connectionFile}.secret`
  writeFileSync(file, 'plumbline-demo-secret')
  await applyConnection(system.ops, system.connectionFile, [
    { name: 'peoplesoft.client_secret', from: { file } },
  ])
  await system.start(...services)
}, 180_000)
afterAll(() => system.close())

const statuses = async (cost: string) => (await at.journalsOf(cost)).map(row => row.JRNL_HDR_STATUS)

/** What stands on the cost's own lines, over all its posted journals. */
async function onCost(cost: string): Promise<string> {
  const ids = new Set(
    (await at.journalsOf(cost)).filter(row => row.JRNL_HDR_STATUS === 'P').map(row => row.JOURNAL_ID),
  )
  const lines = (await system.state('peoplesoft', 'JRNL_LN')).filter(
    row => ids.has(row.JOURNAL_ID) && row.ACCOUNT === '500200',
  )
  return lines.reduce((sum, row) => sum.plus(String(row.MONETARY_AMOUNT)), Big(0)).toFixed()
}

test(
  'a bearer token opens PeopleSoft where a password does not, and is renewed when it ends',
  TIMEOUT,
  async () => {
    await expect.poll(() => statuses('61001'), PATIENCE).toEqual(['P'])
    const url = `http://127.0.0.1:${system.ports.peoplesoft}/PSIGW/RESTListeningConnector/PSFT_EP/PROCORE_JRNL.v1/US001/X`
    const authorization = `Basic ${Buffer.from('PLUMBLINE:plumbline-demo').toString('base64')}`
    expect((await fetch(url, { headers: { authorization } })).status).toBe(401)
    const loads = (await system.writes('peoplesoft')).filter(one => !one.caller.startsWith('person'))
    expect(new Set(loads.map(one => one.caller))).toEqual(new Set(['PLUMBLINE']))

    const begun = Date.now()
    await expect.poll(() => Date.now() - begun, { timeout: 10_000 }).toBeGreaterThan(6000)
    await at.inPeoplesoft(
      'update',
      'VENDOR',
      { SETID: 'SHARE', VENDOR_ID: '0000000008' },
      { NAME1: 'Rosetown Glass' },
    )
    await at.there('procore', 'vendors', { name: 'Rosetown Glass' })
  },
)

test(
  'without a change column everything is compared by content: what changed arrives, what did not makes no event',
  TIMEOUT,
  async () => {
    const topic = `${system.prefix}.vendor.v1`
    const before = await length(topic)
    await at.inPeoplesoft(
      'update',
      'VENDOR',
      { SETID: 'SHARE', VENDOR_ID: '0000000009' },
      { NAME1: 'Columbia Cranes' },
    )
    await at.there('procore', 'vendors', { name: 'Columbia Cranes' })
    const [first, second] = await at.headersOf('vendor', 'SHARE:0000000009')
    expect(first).toMatchObject({ revision: 1, captured_by: 'poll', source_updated_at: null })
    expect(second).toMatchObject({ revision: 2, captured_by: 'compare' })
    const compared = await lastCompared()
    await expect.poll(lastCompared, PATIENCE).toBeGreaterThan(compared)
    expect((await length(topic)) - before).toBe(1)
  },
)

test(
  'payload v2.0 over the v1.0 hook API: a changed line sweeps its project, and the correction is posted',
  TIMEOUT,
  async () => {
    await expect.poll(hooks, PATIENCE).toEqual([['v2', TRIGGERS]])
    await at.inProcore(
      'update',
      'direct_cost_line_items',
      { amount: '1900.01', extended_type: 'manual' },
      '62001',
    )
    await expect.poll(() => onCost('61001'), PATIENCE).toBe('1900.01')
    expect((await at.headersOf('direct-cost', '61001')).at(-1)).toMatchObject({ captured_by: 'sweep' })
  },
)

test(
  'payload v4.0 by a change of the connection: the hook follows, and so does the next line',
  TIMEOUT,
  async () => {
    await at.reapply(text => text.replace('payload_version: v2.0', 'payload_version: v4.0'))
    await expect.poll(hooks, PATIENCE).toEqual([['v4', TRIGGERS]])
    await at.inProcore('update', 'direct_cost_line_items', { amount: '1900.02' }, '62001')
    await expect.poll(() => onCost('61001'), PATIENCE).toBe('1900.02')
  },
)

/** Payload version and number of triggers of each hook that Procore has. */
async function hooks(): Promise<[unknown, number][]> {
  const triggers = await system.state('procore', 'triggers')
  return (await system.state('procore', 'hooks')).map(hook => [
    hook.payload_version,
    triggers.filter(one => one.hook_id === hook.id).length,
  ])
}

const length = async (topic: string) =>
  (await system.ops.bus.extents([topic])).reduce((sum, one) => sum + Number(one.latest - one.earliest), 0)

const lastCompared = async () => {
  const { rows } = await system.ops.pool.query<{ at: Date }>(
    "select last_read_at as at from cursor where capture = 'vendor.from-peoplesoft'",
  )
  return rows[0]!.at.getTime()
}
