import type { Finding } from '@plumbline/peoplesoft'
import { expect, onTestFinished, test } from 'vitest'
import { pingConnection } from './ping.ts'
import { type Change, openDesk, SECRETS } from './testing/operator.ts'

const desk = await openDesk()

/** What does not work, of both systems. */
async function wrong(): Promise<Finding[]> {
  const systems = await pingConnection(desk.ops, 'demo')
  return systems.flatMap(({ findings }) => findings.filter(finding => !finding.ok))
}

const saying = (what: string, says: RegExp, advice: RegExp) => ({
  what,
  ok: false,
  says: expect.stringMatching(says),
  do: expect.stringMatching(advice),
})

/** A row of PeopleSoft's security tables, changed for this test only. */
async function security(order: object, back: object): Promise<void> {
  await desk.person('peoplesoft', { as: 'ADMIN', ...order })
  onTestFinished(() => desk.person('peoplesoft', { as: 'ADMIN', ...back }))
}

test('where everything is in order nothing is wrong, and each thing that was tried is named', async () => {
  await desk.apply()
  const [peoplesoft, procore] = await pingConnection(desk.ops, 'demo')
  expect([...peoplesoft!.findings, ...procore!.findings].filter(finding => !finding.ok)).toEqual([])
  expect(peoplesoft!.findings.map(finding => finding.what)).toEqual(
    expect.arrayContaining([
      'base URL',
      'login',
      'operation QueryPrompts.v1',
      'operation ExecuteQuery.v1',
      'operation PROCORE_JRNL.v1',
      'query PLB_VENDOR',
      'query PLB_JRNL_STATUS',
      'SetIDs of US001',
      'periods of US001',
      'projects',
    ]),
  )
  expect(procore!.findings.map(finding => finding.what)).toEqual([
    'token',
    'company',
    'projects',
    'directory',
    'cost codes',
    'direct costs of project 87001',
  ])
})

test('wrong secrets: the login and the token, with what to check', async () => {
  await desk.apply([], {
    ...SECRETS,
    'peoplesoft.password': 'wrong-one',
    'procore.client_secret': 'wrong-two',
  })
  const said = await wrong()
  expect(said).toEqual([
    saying('login', /refuses the login.*401/, /credentials/),
    saying('token', /gives no token for this client id and secret/, /client id plumbline-demo/),
  ])
  expect(JSON.stringify(said)).not.toMatch(/wrong-one|wrong-two/)
  await desk.person('peoplesoft', { as: 'ADMIN', do: 'unlock', oprid: 'PLUMBLINE' })
})

test.each<[title: string, changes: Change[], expected: ReturnType<typeof saying>[]]>([
  ['a wrong node', [['PSFT_EP', 'PSFT_XX']], [saying('node', /\/PSFT_XX$/, /default local node/)]],
  [
    'a base URL that ends too early',
    [['/PSIGW/RESTListeningConnector', '/PSIGW']],
    [saying('node', /\/PSIGW\/PSFT_EP$/, /including RESTListeningConnector/)],
  ],
  [
    'a project that is not permitted',
    [["'87001'", "'87002'"]],
    [
      saying('projects', /not visible: 87002/, /permitted ones of the app/),
      saying('direct costs of project 87002', /404/, /switch the tool on/),
    ],
  ],
  [
    'a company where the app is not installed',
    [["company_id: '4266'", "company_id: '4267'"]],
    [saying('company', /not connected/, /installs the app/)],
  ],
  [
    'SetIDs, a ledger group and a project that PeopleSoft has otherwise',
    [
      ['DEPT_TBL: SHARE', 'DEPT_TBL: OTHER'],
      ['ledger_group: ACTUALS', 'ledger_group: RECORDING'],
      ['project_id: 24-017', 'project_id: 24-018'],
    ],
    [
      saying('SetIDs of US001', /DEPT_TBL is SHARE, not OTHER/, /business_units\.US001\.setids/),
      saying('periods of US001', /RECORDING has no open periods; there are ACTUALS/, /ledger_group/),
      saying('projects', /not in PeopleSoft: US001\/24-018/, /bu_pc and project_id/),
    ],
  ],
])('%s is told, with what to do', async (_title, changes, expected) => {
  await desk.apply(changes)
  expect(await wrong()).toEqual(expected)
})

test('addresses where nobody listens are told of both systems', async () => {
  await desk.apply([
    [desk.peoplesoft.url, 'http://127.0.0.1:1'],
    [desk.procore.url, 'http://127.0.0.1:2'],
  ])
  expect(await wrong()).toEqual([
    saying('base URL', /ECONNREFUSED/, /base_url/),
    saying('token', /ECONNREFUSED/, /login_url http:\/\/127\.0\.0\.1:2/),
  ])
})

test('an inactive operation is named, once, with where to activate it', async () => {
  await desk.apply()
  const operation = (ACTIVE_FLAG: string) => ({
    do: 'update',
    record: 'PSOPERATION',
    key: { IB_OPERATIONNAME: 'QAS_EXECUTEQRY_REST_GET' },
    set: { ACTIVE_FLAG },
  })
  await security(operation('I'), operation('A'))
  expect(await wrong()).toEqual([
    saying('operation ExecuteQuery.v1', /ExecuteQuery\.v1/, /docs\/peoplesoft-setup\.md/),
  ])
})

test('an operation that the user may not call is named, with the permission list', async () => {
  await desk.apply()
  const key = { CLASSID: 'PLB_INTEGRATION', IB_OPERATIONNAME: 'PROCORE_JRNL_GET' }
  await security(
    { do: 'delete', record: 'PSAUTHWS', key },
    { do: 'insert', record: 'PSAUTHWS', key, set: {} },
  )
  expect(await wrong()).toEqual([
    saying('operation PROCORE_JRNL.v1', /permission list/, /docs\/peoplesoft-setup\.md/),
  ])
})

test('a connection that is not stored is told, and where to look', async () => {
  await expect(pingConnection(desk.ops, 'nobody')).rejects.toThrow(
    'there is no connection nobody; `plumbline connection list` shows those there are',
  )
})
