import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '@plumbline/stack/testing'
import { expect, test } from 'vitest'
import { type BadConnection, checkOverlap, readConnectionFile } from './document.ts'

const skeleton = readFileSync(join(import.meta.dirname, '../../../examples/skeleton.yaml'), 'utf8')

/** The skeleton with each first text replaced by the second. */
function fileWith(...changes: [from: string, to: string][]): string {
  const file = join(temporaryFolder(), 'connection.yaml')
  let text = skeleton
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new Error(`the skeleton has no ${from}`)
    text = text.replace(from, to)
  }
  writeFileSync(file, text)
  return file
}

/** Everything that is said about a file, which must be refused. */
function problems(file: string): string[] {
  try {
    readConnectionFile(file)
  } catch (error) {
    return (error as BadConnection).problems
  }
  throw new Error('the file was taken')
}

const line = (text: string): number => skeleton.slice(0, skeleton.indexOf(text)).split('\n').length

test('a good file is taken, with the defaults filled in', () => {
  const settings = readConnectionFile(fileWith())
  expect(settings.flows['direct-cost'].closed_period).toBe('next-open')
  expect(settings.notifications?.payload_version).toBe('v3.0')
})

test('everything that is wrong is told at once, each with its place and line', () => {
  const file = fileWith(
    ['name: demo\n', 'name: Demo X\n'],
    ["company_id: '4266'", 'company_id: 4266'],
    ['    deptid: FIELD\n', '    dept: FIELD\n'],
  )
  expect(problems(file)).toEqual([
    expect.stringMatching(new RegExp(`^name \\(line ${line('name: demo')}\\): "Demo X" must match pattern`)),
    expect.stringContaining(
      `procore.company_id (line ${line('company_id')}): must be a text, not 4266: put it in quotes`,
    ),
    expect.stringContaining(
      `projects[0] (line ${line("- procore_id: '87001'")}): deptid is missing: Department`,
    ),
    expect.stringContaining('dept is not a setting; known are procore_id, bu_gl'),
  ])
})

test('a project without post_from is refused with the reason why it matters', () => {
  expect(problems(fileWith(["    post_from: '2026-01-01'\n", '']))).toEqual([
    expect.stringContaining(
      'post_from is missing: First cost date that is posted. Required: costs before it are in the books already, and would be posted twice.',
    ),
  ])
})

test('a choice names what can be chosen, and a branch that was not meant says nothing', () => {
  expect(problems(fileWith(['kind: basic,', 'kind: saml,']))).toEqual([
    expect.stringMatching(/^peoplesoft\.auth \(line \d+\): kind must be one of basic, oauth2$/),
  ])
  expect(problems(fileWith(['kind: basic, oprid: PLUMBLINE', 'kind: oauth2, client_id: plumbline']))).toEqual(
    [expect.stringContaining('token_url is missing: Token endpoint')],
  )
  expect(problems(fileWith(['notifications:\n', 'notifications:\n  payload_version: v9\n']))).toEqual([
    expect.stringContaining('must be one of v2.0, v3.0, v4.0, not "v9"'),
  ])
})

test('a secret that was written into the file is refused without being shown', () => {
  const said = problems(fileWith(['kind: basic,', 'kind: basic, password: hunter2-hunter2,']))
  expect(said).toEqual([
    expect.stringContaining('secrets never stand in the file, they are given with --secret'),
  ])
  expect(said.join()).not.toContain('hunter2')
})

test('two rules that fit a line equally well and say different things are refused', () => {
  const tie = "      - { match: { cost_type: L }, to: { account: '500300' } }\n"
  expect(problems(fileWith(['    rules:\n', `    rules:\n${tie}`]))).toEqual([
    expect.stringContaining('mapping 1: rules 1 and 2 tie on account (500300 or 500100)'),
  ])
})

test('a journalled cost type without a clearing account is refused, and one with two', () => {
  const expense =
    "      - { flow: direct-cost, direct_cost_type: expense, bu_gl: US001, account: '214200', deptid: FIELD }\n"
  expect(problems(fileWith([expense, '']))).toEqual([
    expect.stringContaining('mapping 1 has no offset account for expense costs of US001'),
  ])
  expect(problems(fileWith([expense, expense + expense]))).toEqual([
    expect.stringContaining('mapping 1 names two offset accounts for expense costs of US001'),
  ])
  expect(
    problems(fileWith(['  direct-cost:\n', '  direct-cost:\n    policies: { payroll: journal }\n'])),
  ).toEqual([expect.stringContaining('no offset account for payroll costs of US001')])
})

test('a check for vouchers needs the Payables business unit of every project', () => {
  const checked: [string, string] = ['  direct-cost:\n', '  direct-cost:\n    voucher_check: true\n']
  expect(problems(fileWith(checked))).toEqual([
    expect.stringContaining('project 87001 names no bu_ap, which voucher_check looks in'),
  ])
  const unit: [string, string] = ['    bu_pc: US001\n', '    bu_pc: US001\n    bu_ap: US001\n']
  expect(readConnectionFile(fileWith(checked, unit)).projects[0]?.bu_ap).toBe('US001')
})

test('an old mapping needs no clearing account for costs that are never posted by it', () => {
  const old = "mappings:\n  - { version: '0', effective_from: '2019-01-01', rules: [], offsets: [] }\n"
  expect(readConnectionFile(fileWith(['mappings:\n', old])).mappings).toHaveLength(2)
})

test('two mappings of one name or one day are refused', () => {
  const twin = "mappings:\n  - { version: '1', effective_from: '2020-01-01', rules: [], offsets: [] }\n"
  expect(problems(fileWith(['mappings:\n', twin]))).toEqual(
    expect.arrayContaining([
      expect.stringContaining('version 1 is there twice'),
      expect.stringContaining('two mappings hold from 2020-01-01'),
    ]),
  )
})

test('an unknown business unit, a project listed twice, a zone and a schedule that mean nothing are refused', () => {
  const twin = `projects:\n  - { procore_id: '87001', bu_gl: US009, bu_pc: US001, project_id: x, deptid: x, currency: USD, post_from: '2026-01-01' }\n`
  const said = problems(
    fileWith(
      ['projects:\n', twin],
      ['America/Chicago', 'America/Chicagoo'],
      ["read: '*/5 * * * * *'", "read: 'every minute'"],
    ),
  )
  expect(said).toEqual(
    expect.arrayContaining([
      expect.stringContaining('business unit US009 is not among business_units'),
      expect.stringContaining('project 87001 is listed twice'),
      expect.stringMatching(/^peoplesoft\.time_zone .*America\/Chicagoo/),
      expect.stringMatching(/^flows\.vendor\.schedule\.read .*"every minute" is no cron text/),
    ]),
  )
})

test('a file that is not there, not YAML, or empty says so', () => {
  expect(problems('/nowhere/connection.yaml')).toEqual(['there is no such file'])
  const file = fileWith()
  writeFileSync(file, 'name: demo\nprojects: [\n')
  expect(problems(file)).toEqual([expect.stringMatching(/^line \d+: Flow sequence/)])
  writeFileSync(file, '')
  expect(problems(file)).toEqual(['must be settings, not nothing'])
})

test('a second connection may not carry a business unit of the same company, but one in a test environment may', () => {
  const settings = readConnectionFile(fileWith())
  const other = { id: 'x', version: 1, name: 'main', document: settings }
  const mine = { ...settings, name: 'second' }
  expect(() => checkOverlap(mine, [other])).toThrow('connection main carries company 4266 and US001 already')
  const elsewhere = {
    ...mine,
    procore: { ...mine.procore, api_url: 'https://sandbox.procore.com' },
    peoplesoft: { ...mine.peoplesoft, base_url: 'https://test.example.com/PSIGW/RESTListeningConnector' },
  }
  expect(() => checkOverlap(elsewhere, [other])).not.toThrow()
  expect(() => checkOverlap({ ...mine, business_units: {} }, [other])).not.toThrow()
  expect(() =>
    checkOverlap({ ...mine, procore: { ...mine.procore, company_id: '1' } }, [other]),
  ).not.toThrow()
})
