import { describe, expect, test } from 'vitest'
import { settingsWith } from '../testing/settings.ts'
import { accountRows, TODAY } from './fixtures/accounts.ts'
import { glAccountFromPeoplesoft, toGlAccount } from './from-peoplesoft.ts'

const settings = settingsWith()
const read = (...rows: Parameters<typeof accountRows>) => toGlAccount(accountRows(...rows), settings, TODAY)

test('an account is carried with both descriptions, type and flags', () => {
  const { header, ...account } = read()
  expect(header).toMatchObject({ origin_system: 'peoplesoft', source_updated_at: '2026-01-05T10:00:00.000Z' })
  expect(account).toEqual({
    setid: 'SHARE',
    account: '500300',
    effdt: '2020-01-01',
    eff_status_raw: 'A',
    status: 'active',
    next_effdt: null,
    description: 'Equipment',
    short_description: 'Equip',
    account_type_raw: 'E',
    account_type: 'expense',
    unit_of_measure: null,
    open_item: false,
    statistical: false,
    budgetary_only: false,
    balance_forward: false,
    currency_code: null,
  })
})

describe('effective dates', () => {
  test('the row in force today counts, and the next one is announced', () => {
    const later = { EFFDT: '2026-11-17', DESCR: 'Machines' }
    expect(read({}, later)).toMatchObject({ description: 'Equipment', next_effdt: '2026-11-17' })
    expect(toGlAccount(accountRows({}, later), settings, '2026-11-17')).toMatchObject({
      description: 'Machines',
      effdt: '2026-11-17',
      next_effdt: null,
    })
  })

  test('an account that begins in the future is shown, and not active yet', () => {
    expect(read({ EFFDT: '2027-01-01' }, { EFFDT: '2027-06-01' })).toMatchObject({
      status: 'inactive',
      effdt: '2027-01-01',
      next_effdt: '2027-01-01',
    })
  })

  test.each(['I', 'Inactive'])('a newest row that is inactive (%s) means inactive', EFF_STATUS => {
    expect(read({}, { EFFDT: '2026-03-01', EFF_STATUS })).toMatchObject({ status: 'inactive' })
  })

  test('an account turns on the day of its next row', () => {
    const rows = accountRows({}, { EFFDT: '2027-01-01' }, { EFFDT: '2028-01-01' })
    expect(glAccountFromPeoplesoft.turns!(rows, TODAY)).toBe('2027-01-01')
    expect(glAccountFromPeoplesoft.turns!(rows, '2028-01-01')).toBeNull()
  })
})

test.each([
  ['E', 'expense'],
  ['Expense', 'expense'],
  ['R', 'revenue'],
  ['A', 'asset'],
  ['L', 'liability'],
  ['Q', 'equity'],
  ['S', 'unknown'],
  [null, 'unknown'],
])('ACCOUNT_TYPE %s is %s, and the raw value is kept', (ACCOUNT_TYPE, account_type) => {
  expect(read({ ACCOUNT_TYPE })).toMatchObject({ account_type, account_type_raw: ACCOUNT_TYPE })
})

test('a change of any row moves the stamp', () => {
  const rows = accountRows(
    { ZZ_LASTUPD_DTTM: '2026-05-01T00:00:00.000Z' },
    { EFFDT: '2027-01-01', ZZ_LASTUPD_DTTM: '2026-09-01T00:00:00.000Z' },
    { EFFDT: '2028-01-01', ZZ_LASTUPD_DTTM: null },
  )
  expect(glAccountFromPeoplesoft.stamp(rows, settings)).toBe('2026-09-01T00:00:00.000Z')
})

test('a site without a change column has no stamp, and is compared only', () => {
  const without = settingsWith(settings => {
    settings.peoplesoft.stamp_columns.GL_ACCOUNT_TBL = null
  })
  expect(glAccountFromPeoplesoft.stamp(accountRows(), without)).toBeNull()
  expect(glAccountFromPeoplesoft.schedule(without).read).toBeNull()
  expect(glAccountFromPeoplesoft.schedule(settings).read).not.toBeNull()
})
