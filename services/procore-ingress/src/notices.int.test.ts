import { consumeNotices } from '@plumbline/engine'
import { capturesFrom } from '@plumbline/flows'
import { startTelemetry } from '@plumbline/runtime'
import { afterAll, expect, test, vi } from 'vitest'
import { storedNoticesReader } from './notices.ts'
import { openIngress, SECRET } from './testing/ingress.ts'
import { startWebhooks } from './webhooks.ts'

const { engine, ports, config, pool } = await openIngress()
const captures = capturesFrom('procore')
const telemetry = await startTelemetry('procore-ingress')
const warnings: { fields: object; sentence: string }[] = []
const log = {
  ...{ debug: () => {}, info: () => {}, error: () => {} },
  warn: (fields: object, sentence: string) => void warnings.push({ fields, sentence }),
}
const webhooks = await startWebhooks(engine, ports, telemetry, config)
const session = consumeNotices({ ...engine, log }, captures, storedNoticesReader(log))
afterAll(async () => {
  await webhooks.close()
  await session.stop()
  await telemetry.stop()
})

const { port } = webhooks.server.address() as { port: number }

/** Posts a body as it stands. */
async function post(body: string): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/webhooks/demo`, {
    method: 'POST',
    body,
    headers: { authorization: SECRET },
  })
  expect(response.status).toBe(202)
}

/** What is to be read of project 87001, by native id, with the reason. */
async function toRead(): Promise<Record<string, string>> {
  const { rows } = await pool.query<{ native_id: string; reason: string }>(
    `select native_id, reason from to_read where scope = '87001' and captured_by = 'webhook'`,
  )
  return Object.fromEntries(rows.map(row => [row.native_id, row.reason]))
}

const soon = (look: () => Promise<void>) => vi.waitFor(look, { timeout: 20_000, interval: 100 })

test('notices of every payload version, alone or in a list, put the record they point at on the to-read list', async () => {
  const v2 =
    '{"id":1,"event_type":"create","resource_name":"Direct Costs","resource_id":501,"project_id":87001,"company_id":4266}'
  const v3Line =
    '{"id":2,"event_type":"update","resource_name":"Direct Cost Line Items","resource_id":9,"project_id":87001,"related_resources":[{"id":502,"name":"Direct Costs"}]}'
  const v4 =
    '{"id":"01J0000000000000000000000A","reason":"delete","resource_type":"Direct Costs","resource_id":"503","project_id":"87001"}'
  await post(v2)
  await post(`[${v3Line},${v4}]`)
  await soon(async () =>
    expect(await toRead()).toMatchObject({
      501: 'Direct Costs create',
      502: 'Direct Cost Line Items update',
      503: 'Direct Costs delete',
    }),
  )
})

test('an id above 2^53 arrives with every digit', async () => {
  await post(
    '{"event_type":"create","resource_name":"Direct Costs","resource_id":12345678901234567891,"project_id":87001}',
  )
  await soon(async () => expect(await toRead()).toHaveProperty('12345678901234567891'))
})

test('what is no notice is told in the log and stops nothing: the next one still lands', async () => {
  await post('not json at all')
  await post(
    '[{"resource_name":"Direct Costs"},{"event_type":"create","resource_name":"Direct Costs","resource_id":601,"project_id":87001}]',
  )
  await post('{"event_type":"create","resource_name":"Hovercrafts","resource_id":7,"project_id":87001}')
  await post('{"event_type":"create","resource_name":"Direct Costs","resource_id":602,"project_id":99}')
  await post('{"event_type":"create","resource_name":"Direct Costs","resource_id":603,"project_id":87001}')
  await soon(async () => expect(Object.keys(await toRead())).toEqual(expect.arrayContaining(['601', '603'])))
  await soon(async () =>
    expect(warnings.map(one => one.sentence)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('a notification could not be read'),
        'some notices of a notification could not be read',
      ]),
    ),
  )
  expect(await toRead()).not.toHaveProperty('7')
  expect(await toRead()).not.toHaveProperty('602')
})
