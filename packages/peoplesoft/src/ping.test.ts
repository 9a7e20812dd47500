import { expect, test } from 'vitest'
import { pingPeoplesoft } from './ping.ts'
import { answerRows, ibError, sendJson, site } from './testing/site.ts'

/** A site with PLB_PROJECT, whose prompts come as XML, and PLB_DEPT without its offset prompt. */
async function ping(answerFor: Record<string, [body: string, status?: number]> = {}) {
  const names = ['BUSINESS_UNIT', 'PROJECT_ID'].map(name => `<UniquePromptName>${name}</UniquePromptName>`)
  const answers: Record<string, [body: string, status?: number]> = {
    'QueryPrompts.v1/public/PLB_PROJECT': [`<QAS><prompt>${names.join('</prompt><prompt>')}</prompt></QAS>`],
    'QueryPrompts.v1/public/PLB_DEPT': [
      '{"status":"success","data":{"prompts":[{"UniquePromptName":"SETID"}]}}',
    ],
    'ExecuteQuery.v1/public/PLB_PROJECT': [answerRows('PLB_PROJECT', [])],
    'PROCORE_JRNL.v1/PLBNG/PLBPING': ['{"journals":[]}'],
    ...answerFor,
  }
  const { ps, server } = await site(({ url }, response) => {
    const found = Object.entries(answers).find(([path]) => url.includes(path))
    sendJson(response, ...(found?.[1] ?? (['', 404] as const)))
  })
  return {
    server,
    run: () => pingPeoplesoft(ps, [ps.query('PLB_PROJECT'), ps.query('PLB_DEPT')]),
  }
}

test('what works and what does not is said in plain words', async () => {
  const { run } = await ping()
  expect(await run()).toMatchObject([
    { what: 'base URL', ok: true },
    { what: 'login', ok: true, says: 'accepted by node PSFT_EP' },
    { what: 'operation QueryPrompts.v1', ok: true, says: 'active and permitted' },
    { what: 'operation ExecuteQuery.v1', ok: true, says: 'active and permitted' },
    { what: 'operation PROCORE_JRNL.v1', ok: true, says: 'active and permitted' },
    { what: 'query PLB_PROJECT', ok: true, says: 'runs with its prompts (2); rows of a trial: 0' },
    { what: 'query PLB_DEPT', ok: false, says: 'it has no prompt DEPTID_OFFSET; its prompts are SETID' },
  ])
})

test('an operation that the user may not call is named, with what to do', async () => {
  const { run } = await ping({ 'PROCORE_JRNL.v1/PLBNG/PLBPING': [ibError('536', 'not authorized'), 500] })
  expect(await run()).toContainEqual({
    what: 'operation PROCORE_JRNL.v1',
    ok: false,
    says: expect.stringContaining('may not call PROCORE_JRNL.v1'),
    do: expect.stringContaining('peoplesoft-setup.md'),
  })
})

test('an operation that the queries need is told once, and no query is tried without it', async () => {
  const { run } = await ping({
    'ExecuteQuery.v1/public/PLB_PROJECT': [ibError('536', 'not authorized'), 500],
  })
  const findings = await run()
  expect(findings.filter(one => !one.ok).map(one => one.what)).toEqual(['operation ExecuteQuery.v1'])
  expect(findings.some(one => one.what.startsWith('query'))).toBe(false)
})

test('where none of the operations answers, base URL or node is wrong, and no login is called accepted', async () => {
  const { run } = await ping({
    'QueryPrompts.v1/public/PLB_PROJECT': ['', 404],
    'ExecuteQuery.v1/public/PLB_PROJECT': ['', 404],
    'PROCORE_JRNL.v1/PLBNG/PLBPING': ['', 404],
  })
  expect(await run()).toMatchObject([
    { what: 'base URL', ok: true },
    { what: 'node', ok: false, says: expect.stringContaining('/PSFT_EP') },
  ])
})

test('a bare 500 for one query is about that query; for every one, the operation may be inactive', async () => {
  const prompts = (...names: string[]) =>
    JSON.stringify({ data: { prompts: names.map(UniquePromptName => ({ UniquePromptName })) } })
  const missing = 'QueryPrompts.v1/public/PLB_PROJECT'
  const there: Record<string, [string, number?]> = {
    [missing]: ['', 500],
    'QueryPrompts.v1/public/PLB_DEPT': [prompts('SETID', 'DEPTID_OFFSET')],
    'ExecuteQuery.v1/public/PLB_DEPT': [answerRows('PLB_DEPT', [])],
  }
  const wrong = async (answers: Record<string, [string, number?]>) =>
    (await (await ping(answers)).run()).filter(one => !one.ok)
  expect((await wrong(there)).map(one => one.what)).toEqual(['query PLB_PROJECT'])
  expect(await wrong({ ...there, 'QueryPrompts.v1/public/PLB_DEPT': ['', 500] })).toEqual([
    expect.objectContaining({
      what: 'operation QueryPrompts.v1',
      do: expect.stringContaining('inactive'),
    }),
  ])
})

test('a refused login is the only finding, and costs one try', async () => {
  const { run, server } = await ping({
    QueryPrompts: ['', 401],
    'QueryPrompts.v1/public/PLB_PROJECT': ['', 401],
  })
  expect(await run()).toMatchObject([
    { what: 'base URL', ok: true },
    { what: 'login', ok: false, do: expect.stringContaining('locked') },
  ])
  expect(server.asked).toHaveLength(1)
})

test('an address where nobody listens is the only finding', async () => {
  const { run, server } = await ping()
  await server.close()
  expect(await run()).toMatchObject([
    { what: 'base URL', ok: false, says: expect.stringContaining('ECONNREFUSED') },
  ])
})
