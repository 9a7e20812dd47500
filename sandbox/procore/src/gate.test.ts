import { expect, test } from 'vitest'
import { start } from './testing/start.ts'

const vendors = '/rest/v1.0/vendors?company_id=4266'
const others = {
  companies: [{ id: 99, name: 'Elsewhere' }],
  projects: [
    { id: 87002, company_id: 4266, name: 'Not permitted' },
    { id: 87003, company_id: 4266, name: 'Tool off', tools_off: ['direct_costs' as const] },
  ],
  clients: [
    {
      client_id: 'narrow',
      client_secret: 's',
      user_id: 9001,
      company_ids: [4266],
      project_ids: [87001, 87003],
    },
  ],
}

test('no token and a wrong token are 401 (procore.md §1.3)', async () => {
  const { raw } = await start()
  for (const headers of [{}, { authorization: 'Bearer nonsense' }] as Record<string, string>[]) {
    const { status, body } = await raw('GET', vendors, {
      headers: { 'procore-company-id': '4266', ...headers },
    })
    expect(status).toBe(401)
    expect(body).toMatchObject({ code: 401, message: 'The access token is invalid' })
  }
})

test('a call without Procore-Company-Id is refused in each of the three ways seen (procore.md §1.4)', async () => {
  const { raw, token, sandbox } = await start()
  const headers = { authorization: `Bearer ${await token()}` }
  expect(await raw('GET', vendors, { headers })).toMatchObject({
    status: 404,
    body: { errors: 'Item not found' },
  })
  expect((await raw('GET', '/rest/v1.0/companies', { headers })).status).toBe(404)
  sandbox.switches.set('missingCompanyHeader', '400')
  const told = await raw('GET', vendors, { headers })
  expect([told.status, told.body.errors.base[0]]).toEqual([
    400,
    expect.stringMatching(/^Missing Procore-Company-Id header/),
  ])
  sandbox.switches.set('missingCompanyHeader', 'resolved')
  expect((await raw('GET', vendors, { headers })).status).toBe(200)
})

test('an app that is not connected to the company gets 403 (procore.md §2.6)', async () => {
  const { call } = await start({ extra: others })
  const answer = await call('GET', '/rest/v1.0/vendors?company_id=99', undefined, {
    'procore-company-id': '99',
  })
  expect(answer).toMatchObject({ status: 403, body: { errors: ['App is not connected to this company.'] } })
})

test('company_id is needed beside the header, and must be the same (procore.md §1.4)', async () => {
  const { call } = await start({ extra: others })
  expect((await call('GET', '/rest/v1.0/vendors')).status).toBe(400)
  expect((await call('GET', '/rest/v1.0/vendors?company_id=99')).status).toBe(404)
})

test('a project that is not permitted, or whose tool is off, is 404 or 403 (procore.md §2.6)', async () => {
  const { call, token, sandbox } = await start({ extra: others })
  const headers = { authorization: `Bearer ${await token('narrow', 's')}` }
  const status = async (project: number) =>
    (await call('GET', `/rest/v1.1/projects/${project}/direct_costs`, undefined, headers)).status
  expect([await status(87001), await status(87002), await status(87003), await status(1)]).toEqual([
    200, 404, 404, 404,
  ])
  sandbox.switches.set('hiddenProject', '403')
  expect(await status(87002)).toBe(403)
  const list = await call('GET', '/rest/v1.0/projects?company_id=4266', undefined, headers)
  expect(list.body.map((row: { id: number }) => row.id)).toEqual([87001, 87003])
})

test('the headers tell of the window nearer to its end, and 429 comes beyond it (procore.md §2.5)', async () => {
  const { call, sandbox } = await start({ switches: { hourlyLimit: 4, spikeLimit: 3 } })
  sandbox.clock.set({ at: '2026-11-01T00:00:00Z', freeze: true })
  const limits = async () => {
    const { status, headers } = await call('GET', '/rest/v1.0/me')
    return [
      status,
      ...['limit', 'remaining', 'reset'].map(name => Number(headers.get(`x-rate-limit-${name}`))),
    ]
  }
  const seconds = (text: string) => Date.parse(text) / 1000
  const [spike, hour] = [seconds('2026-11-01T00:00:10Z'), seconds('2026-11-01T01:00:00Z')]
  expect(await limits()).toEqual([200, 3, 2, spike])
  expect(await limits()).toEqual([200, 3, 1, spike])
  expect(await limits()).toEqual([200, 3, 0, spike])
  const over = await call('GET', '/rest/v1.0/me')
  expect([over.status, over.headers.get('retry-after'), over.headers.get('x-rate-limit-remaining')]).toEqual([
    429,
    '10',
    '0',
  ])
  expect(over.body.message).toContain('max number of requests for an hour')
  sandbox.clock.set({ shift_ms: 10_000 })
  expect(await limits()).toEqual([200, 4, 0, hour])
  sandbox.clock.set({ shift_ms: 10_000 })
  expect(await limits()).toEqual([429, 4, 0, hour])
  sandbox.switches.set('retryAfter', 'no')
  expect((await call('GET', '/rest/v1.0/me')).headers.get('retry-after')).toBeNull()
})

test('a quota counts an app, a company or a token, as the switch says (procore.md §2.5)', async () => {
  const { call, token, sandbox } = await start({ switches: { spikeLimit: 2, quotaPer: 'token' } })
  const other = { authorization: `Bearer ${await token()}` }
  const used = async (headers = {}) =>
    2 - Number((await call('GET', '/rest/v1.0/me', undefined, headers)).headers.get('x-rate-limit-remaining'))
  expect([await used(), await used(), await used(other)]).toEqual([1, 2, 1])
  sandbox.switches.set('quotaPer', 'app')
  expect([await used(), await used(other)]).toEqual([1, 2])
})

test('the faults rate-limit and unavailable answer 429 and 503 with Retry-After (procore.md §2.5)', async () => {
  const { call, sandbox } = await start()
  sandbox.faults.add({ name: 'rate-limit', times: 1 })
  sandbox.faults.add({ name: 'unavailable', times: 1, args: { retry_after: 7 } })
  const limited = await call('GET', vendors)
  expect([limited.status, limited.headers.get('x-rate-limit-remaining')]).toEqual([429, '0'])
  const down = await call('GET', vendors)
  expect([down.status, down.headers.get('retry-after')]).toEqual([503, '7'])
  expect((await call('GET', vendors)).status).toBe(200)
})
