import { describe, expect, test } from 'vitest'
import type { Settings } from '../connection.ts'
import { settingsWith } from '../testing/settings.ts'
import { accountEvent } from './fixtures/accounts.ts'
import { outOfScope, whyNotCarried } from './scope.ts'
import { glAccountToProcoreProject } from './to-procore-project.ts'

const why = (row: Parameters<typeof accountEvent>[0], change?: (settings: Settings) => void) => {
  const settings = settingsWith(change)
  return outOfScope(accountEvent(row, settings), settings)
}

describe('in scope are', () => {
  test.each([
    ['expense accounts', {}],
    ['expense accounts whose type the query translates', { ACCOUNT_TYPE: 'Expense' }],
    ['inactive accounts: they are renamed, not forgotten', { EFF_STATUS: 'I' }],
  ])('%s', (_, row) => expect(why(row)).toBeNull())

  test('further types that the connection names, a type of the site’s own among them', () => {
    const types = (settings: Settings) => {
      settings.flows['gl-account'].account_types = ['E', 'A', 'W']
    }
    expect(why({ ACCOUNT_TYPE: 'A' }, types)).toBeNull()
    expect(why({ ACCOUNT_TYPE: 'W' }, types)).toBeNull()
  })
})

describe('never in scope are', () => {
  test.each([
    ['accounts of other types', { ACCOUNT_TYPE: 'A' }, 'account type A'],
    ['accounts without a type', { ACCOUNT_TYPE: null }, 'account type blank'],
    ['statistical accounts', { STATISTICS_ACCOUNT: 'Y' }, 'statistical'],
    ['statistical accounts, translated', { STATISTICS_ACCOUNT: 'Yes' }, 'statistical'],
    ['budgetary-only accounts', { BUDGETARY_ONLY: 'Y' }, 'budgetary-only'],
    ['accounts of another SetID', { SETID: 'CIVIL' }, 'SetID CIVIL'],
  ])('%s', (_, row, said) => expect(why(row)).toContain(said))
})

test.each([
  ['500000', 'outside'],
  ['500100', null],
  ['500199', null],
  ['5001999', null],
  ['5002', 'outside'],
  ['700000', null],
])('with ranges, account %s is %s', (ACCOUNT, said) => {
  const told = why({ ACCOUNT }, ({ flows }) => {
    flows['gl-account'].ranges = [
      { from: '500100', to: '5001999' },
      { from: '700000', to: '700000' },
    ]
  })
  if (said === null) expect(told).toBeNull()
  else expect(told).toContain(said)
})

test.each([
  ['active', {}, null],
  ['inactive', { EFF_STATUS: 'I' }, 'account-inactive'],
  ['in force later', { EFFDT: '2027-01-01' }, 'account-not-in-force'],
  ['of a status that is not known', { EFF_STATUS: 'Z' }, 'account-unknown-status'],
  ['out of scope', { ACCOUNT_TYPE: 'L' }, 'account-out-of-scope'],
])('an account that is %s is no cost code for the reason %o %s', (_, row, code) => {
  expect(whyNotCarried(accountEvent(row), settingsWith())?.code ?? null).toBe(code)
})

describe('projects of an account', () => {
  const withUnits = settingsWith(settings => {
    const [project] = settings.projects
    settings.business_units.US002 = {
      ...settings.business_units.US001!,
      setids: { GL_ACCOUNT_TBL: 'CIVIL', DEPT_TBL: 'SHARE' },
    }
    settings.projects.push({ ...project!, procore_id: '87002', bu_gl: 'US002' })
    settings.projects.push({ ...project!, procore_id: '87003' })
    settings.flows['gl-account'].setids = ['SHARE', 'CIVIL']
  })
  const scopes = (row: Parameters<typeof accountEvent>[0]) =>
    glAccountToProcoreProject.scopes(accountEvent(row, withUnits), withUnits)

  test('are those of business units that use its SetID', () => {
    expect(scopes({})).toEqual(['87001', '87003'])
    expect(scopes({ SETID: 'CIVIL' })).toEqual(['87002'])
  })

  test('are none once it is out of scope, so that the engine has it removed where it stands', () => {
    expect(scopes({ ACCOUNT_TYPE: 'A' })).toEqual([])
  })
})
