import type { QueryRow } from '@plumbline/peoplesoft'
import { describe, expect, test } from 'vitest'
import { factsWith } from '../direct-cost/fixtures/books.ts'
import { settingsWith } from '../testing/settings.ts'
import { findClosed } from './closed.ts'
import { emptyLine } from './line.ts'

const [project] = settingsWith().projects
const line = {
  ...emptyLine,
  ACCOUNT: '500200',
  DEPTID: 'FIELD',
  BUSINESS_UNIT_PC: 'US001',
  PROJECT_ID: '24-017',
  ACTIVITY_ID: 'CONCRETE',
}
const find = (facts: ReturnType<typeof factsWith>, more: Partial<typeof line> = {}, unit = 'US001') =>
  findClosed([line, { ...line, ...more }], unit, project!, facts, '2026-10-14')?.why ?? null

const ended: QueryRow[] = [
  { EFFDT: '2020-01-01', EFF_STATUS: 'A' },
  { EFFDT: '2026-10-01', EFF_STATUS: 'I' },
]

test('nothing is in the way of lines whose account, department, project and activity are active', () => {
  expect(find(factsWith())).toBeNull()
})

describe('in the way is', () => {
  const accounts = (value: string, rows: QueryRow[]) =>
    factsWith({ accounts: factsWith().accounts.set(value, rows) })
  test.each([
    ['an account that ended before the day', accounts('500200', ended), 'account 500200 is not active'],
    [
      'an account that begins after it',
      accounts('500200', [{ EFFDT: '2026-10-15', EFF_STATUS: 'A' }]),
      'account 500200 is not active in PeopleSoft on 2026-10-14',
    ],
    ['a department that ended', factsWith({ departments: new Map([['FIELD', ended]]) }), 'department FIELD'],
    ['a project that is closed', factsWith({ projectOpen: false }), 'project 24-017 is not open'],
    [
      'an activity that is closed',
      factsWith({ openActivities: new Set(['GENERAL']) }),
      'activity CONCRETE of project 24-017',
    ],
  ])('%s', (_, facts, said) => expect(find(facts)).toContain(said))

  test('an account that PeopleSoft does not have, and a clearing account too', () => {
    expect(find(factsWith(), { ACCOUNT: '999999' })).toContain('account 999999')
  })
})

test('translated statuses count as their codes', () => {
  const accounts = factsWith().accounts.set('500200', [{ EFFDT: '2020-01-01', EFF_STATUS: 'Active' }])
  expect(find(factsWith({ accounts }))).toBeNull()
})

test('an account that was active on the day is not in the way, though it is inactive today', () => {
  const accounts = factsWith().accounts.set('500200', [
    { EFFDT: '2020-01-01', EFF_STATUS: 'A' },
    { EFFDT: '2026-11-01', EFF_STATUS: 'I' },
  ])
  expect(find(factsWith({ accounts }))).toBeNull()
})

test('lines without project are not in the way of a closed project', () => {
  const facts = factsWith({ projectOpen: false })
  const plain = { ...line, BUSINESS_UNIT_PC: null, PROJECT_ID: null, ACTIVITY_ID: null }
  expect(findClosed([plain], 'US001', project!, facts, '2026-10-14')).toBeNull()
})

test('nothing is said of what was not asked: another unit’s accounts, another project, Project Costing off', () => {
  expect(find(factsWith({ accounts: new Map() }), {}, 'US002')).toBeNull()
  expect(
    find(factsWith({ openActivities: new Set(['CONCRETE']) }), { PROJECT_ID: '23-001', ACTIVITY_ID: 'OLD' }),
  ).toBeNull()
  expect(find(factsWith({ projectOpen: null, openActivities: new Set() }))).toBeNull()
})
