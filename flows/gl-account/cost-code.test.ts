import type { Link } from '@plumbline/flow-kit'
import { describe, expect, test } from 'vitest'
import type { Settings } from '../connection.ts'
import { settingsWith } from '../testing/settings.ts'
import { matchCode, ownedCode, planCode, type SeenCode } from './cost-code.ts'
import { accountEvent } from './fixtures/accounts.ts'
import { glAccountToProcoreProject } from './to-procore-project.ts'

type Row = Parameters<typeof accountEvent>[0]
const ORIGIN = 'ps:SHARE:500300'
const seen = (more: Partial<SeenCode> = {}): SeenCode => ({
  id: '44003',
  origin_id: ORIGIN,
  code: '500300',
  name: 'Equipment',
  parent_id: '313',
  ...more,
})
const linked = (more: Partial<SeenCode> = {}): Link<SeenCode> => ({
  key: 'SHARE:500300',
  nativeId: '44003',
  by: 'us',
  seen: seen(more),
})

type Told = { own?: Link<SeenCode> | null; op?: 'put' | 'delete' | 'left-scope'; settings?: Settings }
const plan = (row: Row = {}, { own = null, op = 'put', settings = settingsWith() }: Told = {}) =>
  planCode(accountEvent(row, settings), { own, settings, op }, ORIGIN)

test('an active account in scope becomes a cost code under its number', () => {
  expect(plan()).toEqual({ do: 'send', body: { origin_id: ORIGIN, code: '500300', name: 'Equipment' } })
})

test('the code bears the SetID where several SetIDs are carried', () => {
  const settings = settingsWith(settings => {
    settings.flows['gl-account'].setids = ['SHARE', 'CIVIL']
  })
  expect(plan({}, { settings })).toMatchObject({ body: { code: 'SHARE-500300' } })
  expect(plan({ SETID: 'CIVIL' }, { settings })).toMatchObject({ body: { code: 'CIVIL-500300' } })
})

test('an account without a description bears its number: Procore takes no code without a name', () => {
  expect(plan({ DESCR: null })).toMatchObject({ body: { name: '500300' } })
})

const left = [
  ['inactive', { EFF_STATUS: 'I' }, 'put', 'account-inactive'],
  ['dated in the future', { EFFDT: '2027-01-01' }, 'put', 'account-not-in-force'],
  ['out of scope', { ACCOUNT_TYPE: 'L' }, 'put', 'account-out-of-scope'],
  ['gone', {}, 'delete', 'account-gone'],
  ['of a project no more', {}, 'left-scope', 'project-left'],
] as const

describe.each(left)('an account that is %s', (_, row, op, code) => {
  test('is not made where it never was, and the reason is visible', () => {
    expect(plan(row, { op })).toMatchObject({ do: 'skip', code, why: expect.stringMatching(/.{10}/) })
  })

  test('is renamed where it stands, never deleted: lines that use it stay readable', () => {
    expect(plan(row, { op, own: linked() })).toEqual({
      do: 'send',
      body: { id: '44003', origin_id: ORIGIN, code: '500300', name: 'Equipment (inactive)' },
    })
  })
})

test('an account that comes back has its name again', () => {
  const own = linked({ name: 'Equipment (inactive)' })
  expect(plan({}, { own })).toMatchObject({ do: 'send', body: { id: '44003', name: 'Equipment' } })
})

test('a status that is not known renames nothing: a person looks', () => {
  expect(plan({ EFF_STATUS: 'Z' }, { own: linked() })).toMatchObject({
    do: 'hold',
    code: 'account-unknown-status',
  })
})

test('a code that bears an origin id of another integration is never overwritten', () => {
  expect(plan({}, { own: linked({ origin_id: 'sage:500300' }) })).toMatchObject({
    do: 'hold',
    code: 'foreign-origin-id',
    why: expect.stringContaining('sage:500300'),
  })
})

test('where a code stands, and how Procore sorts it, is no difference', () => {
  expect(ownedCode({ seen: seen({ parent_id: '999' }) })).toEqual(
    ownedCode({ body: { id: '44003', origin_id: ORIGIN, code: '500300', name: 'Equipment' } }),
  )
  expect(ownedCode({ seen: seen({ name: 'Equip.' }) })).not.toEqual(ownedCode({ seen: seen() }))
})

describe('a code that is there already', () => {
  const parent = { targetId: '313', seen: seen({ id: '313', code: 'GL', origin_id: null, parent_id: null }) }
  const there = (more: Partial<SeenCode>) => {
    const one = seen({ origin_id: null, ...more })
    return { targetId: one.id, seen: one }
  }
  const match = (row: Row, ...among: ReturnType<typeof there>[]) =>
    matchCode(accountEvent(row), originId => originId === ORIGIN, [parent, ...among], settingsWith())

  test('is the account’s by our origin id, wherever it stands and however it is called', () => {
    const own = there({ origin_id: ORIGIN, code: 'X', parent_id: null })
    expect(match({}, there({ id: '44009' }), own)).toEqual([own])
  })

  test('is the account’s under our parent, by its number', () => {
    const free = there({})
    expect(match({}, free)).toEqual([free])
    expect(match({}, there({ parent_id: '41001' }))).toEqual([])
    expect(match({}, there({ parent_id: null }))).toEqual([])
    expect(match({}, there({ code: '500301' }))).toEqual([])
  })

  test('is named though another integration has it: then it is held', () => {
    const foreign = there({ origin_id: 'sage:500300' })
    expect(match({}, foreign)).toEqual([foreign])
  })

  test('of another account of ours is none of this one', () => {
    expect(match({}, there({ origin_id: 'ps:CIVIL:500300' }))).toEqual([])
  })

  test('is not taken over by an account that is not carried, but its own is still found', () => {
    expect(match({ EFF_STATUS: 'I' }, there({}))).toEqual([])
    const own = there({ origin_id: ORIGIN })
    expect(match({ EFF_STATUS: 'I' }, own)).toEqual([own])
  })
})

describe('in a project', () => {
  const settings = settingsWith()
  const account = accountEvent()
  const context = (company: string | null) => ({
    settings,
    facts: {
      parent: { code: 'GL', name: 'General ledger accounts', id: '41003', originId: 'ps:87001:parent:GL' },
      codeForm: 'own' as const,
    },
    scope: '87001',
    today: '2026-11-16',
    own: null,
    link: () => company && { key: 'SHARE:500300', nativeId: company, by: 'us' as const, seen: null },
    meta: { eventId: '0'.repeat(32), key: 'SHARE:500300', revision: 1, op: 'put' as const },
    asked: null,
    released: false,
  })
  const planIn = (company: string | null) =>
    glAccountToProcoreProject.toTarget(
      account,
      context(company) as Parameters<typeof glAccountToProcoreProject.toTarget>[1],
    )

  test('the code has an origin id of its own and names the company’s code', () => {
    expect(planIn('3200')).toMatchObject({
      do: 'send',
      body: { origin_id: 'ps:87001:SHARE:500300', code: '500300', standard_cost_code_id: '3200' },
    })
  })

  test('it waits for the company’s code, and names it', () => {
    expect(planIn(null)).toMatchObject({
      do: 'park',
      code: 'company-code-missing',
      waits: [{ for: 'link', ref: { at: 'gl-account.to-procore-company', key: 'SHARE:500300' } }],
    })
  })

  test('a code copied from another project with its origin id is found, so that it is held and not doubled', () => {
    const copied = seen({ origin_id: 'ps:86000:SHARE:500300' })
    expect(
      glAccountToProcoreProject.match!(account, [{ targetId: '44003', seen: copied }], settings),
    ).toHaveLength(1)
    const other = seen({ origin_id: 'ps:87001:SHARE:1500300' })
    expect(glAccountToProcoreProject.match!(account, [{ targetId: '44004', seen: other }], settings)).toEqual(
      [],
    )
  })
})
