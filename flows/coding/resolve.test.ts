import { describe, expect, test } from 'vitest'
import { settingsWith } from '../testing/settings.ts'
import { CodingTie, mappingOn, type ProcoreCoding, resolveCoding } from './resolve.ts'
import type { Rule } from './settings.ts'
import { findTies } from './ties.ts'

const line: ProcoreCoding = {
  project: '87001',
  sub_job: 'B1',
  cost_code: '03-300',
  cost_type: 'M',
  direct_cost_type: 'invoice',
}
const rule = (match: Rule['match'], to: Rule['to']): Rule => ({ match, to })
const accountBy = (rules: Rule[], more: Partial<ProcoreCoding> = {}) =>
  resolveCoding(rules, { ...line, ...more }).fields.account

describe('the most specific rule wins, wherever it stands', () => {
  test.each<[string, Rule['match'], Rule['match']]>([
    ['two criteria over one', { cost_type: 'M' }, { cost_type: 'M', project: '87001' }],
    ['two criteria over one exact cost code', { cost_code: '03-300' }, { cost_code: '03*', cost_type: 'M' }],
    ['an exact cost code over a prefix', { cost_code: '03-3*' }, { cost_code: '03-300' }],
    ['a longer prefix over a shorter one', { cost_code: '03*' }, { cost_code: '03-3*' }],
    ['a prefix of one letter over a cost type', { cost_type: 'M' }, { cost_code: '0*' }],
  ])('%s', (_, less, more) => {
    const rules = [rule(less, { account: 'LESS' }), rule(more, { account: 'MORE' })]
    expect(accountBy(rules)).toBe('MORE')
    expect(accountBy(rules.toReversed())).toBe('MORE')
  })
})

describe('a rule fits', () => {
  test.each<[string, Rule['match'], Partial<ProcoreCoding>, boolean]>([
    ['the sub job that it names', { sub_job: 'B1' }, {}, true],
    ['no other sub job', { sub_job: 'B1' }, { sub_job: 'B2' }, false],
    ['no line without sub job', { sub_job: 'B1' }, { sub_job: null }, false],
    ['the kind of cost that it names', { direct_cost_type: 'invoice' }, {}, true],
    ['no other kind of cost', { direct_cost_type: 'expense' }, {}, false],
    ['no line without cost type', { cost_type: 'M' }, { cost_type: null }, false],
    ['cost codes with its prefix', { cost_code: '03-*' }, {}, true],
    ['no cost code that merely holds the prefix', { cost_code: '3*' }, {}, false],
    ['no line without cost code, however short the prefix', { cost_code: '*' }, { cost_code: null }, false],
    ['an exact cost code only', { cost_code: '03' }, {}, false],
  ])('%s', (_, match, more, fits) => {
    expect(accountBy([rule(match, { account: '500200' })], more)).toBe(fits ? '500200' : undefined)
  })
})

test('each field comes from the most specific rule that names it, and it is told which', () => {
  const rules = [
    rule({ cost_type: 'M' }, { account: '500200', deptid: 'OFFICE' }),
    rule({ project: '87001' }, { analysis_type: 'ACT' }),
    rule({ cost_code: '03*' }, { activity_id: 'CONCRETE' }),
    rule({ cost_type: 'M', project: '87001' }, { deptid: 'FIELD' }),
  ]
  expect(resolveCoding(rules, line)).toEqual({
    fields: { account: '500200', deptid: 'FIELD', analysis_type: 'ACT', activity_id: 'CONCRETE' },
    rules: { account: 1, deptid: 4, analysis_type: 2, activity_id: 3 },
  })
})

test('a field that no rule names is missing, never guessed', () => {
  expect(resolveCoding([rule({ cost_type: 'L' }, { account: '500100' })], line)).toEqual({
    fields: {},
    rules: {},
  })
})

describe('two rules that fit equally well', () => {
  const one = rule({ cost_type: 'M' }, { account: '500200' })
  test('are refused where they differ, naming both', () => {
    const other = rule({ project: '87001' }, { account: '500300' })
    expect(() => accountBy([one, other])).toThrow(CodingTie)
    expect(() => accountBy([one, other])).toThrow(/rules 1 and 2.*account 500200 and 500300/)
  })

  test('do no harm where they say the same, or name different fields', () => {
    expect(accountBy([one, rule({ project: '87001' }, { account: '500200' })])).toBe('500200')
    expect(accountBy([one, rule({ project: '87001' }, { deptid: 'FIELD' })])).toBe('500200')
  })

  test('do no harm where a more specific one decides', () => {
    const other = rule({ project: '87001' }, { account: '500300' })
    const decides = rule({ cost_type: 'M', project: '87001' }, { account: '500400' })
    expect(accountBy([decides, one, other])).toBe('500400')
    expect(accountBy([one, other, decides])).toBe('500400')
  })
})

describe('a mapping', () => {
  const [first] = settingsWith().mappings
  const mappings = ['2020-01-01', '2026-07-01', '2026-10-01'].map((effective_from, at) => ({
    ...first!,
    version: String(at + 1),
    effective_from,
  }))
  test.each([
    ['2019-12-31', undefined],
    ['2026-06-30', '1'],
    ['2026-07-01', '2'],
    ['2026-10-14', '3'],
  ])('for %s is version %s: the newest not after the cost’s date', (day, version) => {
    expect(mappingOn(mappings, day)?.version).toBe(version)
    expect(mappingOn(mappings.toReversed(), day)?.version).toBe(version)
  })
})

describe('ties are found when a connection is applied', () => {
  const [mapping] = settingsWith().mappings
  const ties = (...rules: Rule[]) => findTies({ ...mapping!, rules })
  const to = (account: string) => ({ account })

  test.each<[string, Rule['match'], Rule['match']]>([
    ['the same criteria', { cost_type: 'M' }, { cost_type: 'M' }],
    ['criteria that one line can meet at once', { cost_type: 'M' }, { project: '87001' }],
    ['two prefixes of one length that are one', { cost_code: '03*' }, { cost_code: '03*' }],
  ])('%s with different values', (_, a, b) => {
    expect(ties(rule(a, to('1')), rule(b, to('2')))).toEqual([
      expect.stringMatching(/mapping 1: rules 1 and 2 tie on account \(1 or 2\)/),
    ])
  })

  test.each<[string, Rule['match'], Rule['match']]>([
    ['another value of one criterion', { cost_type: 'M' }, { cost_type: 'L' }],
    ['another number of criteria', { cost_type: 'M' }, { cost_type: 'M', project: '87001' }],
    ['prefixes that exclude each other', { cost_code: '03*' }, { cost_code: '04*' }],
    ['a prefix and an exact code', { cost_code: '03*' }, { cost_code: '03-300' }],
  ])('%s is no tie', (_, a, b) => expect(ties(rule(a, to('1')), rule(b, to('2')))).toEqual([]))

  test('the same value, or another field, is no tie', () => {
    expect(ties(rule({ cost_type: 'M' }, to('1')), rule({ project: '87001' }, to('1')))).toEqual([])
    expect(ties(rule({ cost_type: 'M' }, to('1')), rule({ project: '87001' }, { deptid: 'X' }))).toEqual([])
  })

  test('what is found beforehand is what would be met: no line of tied rules passes, no line of others fails', () => {
    const criteria: Rule['match'][] = [
      { cost_type: 'M' },
      { cost_type: 'L' },
      { project: '87001' },
      { project: '87002' },
      { cost_code: '03*' },
      { cost_code: '03-300' },
      { cost_code: '04*' },
      { sub_job: 'B1' },
      { sub_job: 'B2' },
      { direct_cost_type: 'invoice' },
      { direct_cost_type: 'expense' },
    ]
    const lines = ['M', 'L'].flatMap(cost_type =>
      ['03-300', '03-400', '04-100'].flatMap(cost_code =>
        ['87001', '87002'].flatMap(project =>
          ['B1', 'B2'].flatMap(sub_job =>
            ['invoice', 'expense'].map(direct_cost_type => ({
              cost_type,
              cost_code,
              project,
              sub_job,
              direct_cost_type,
            })),
          ),
        ),
      ),
    )
    const isTied = (rules: Rule[], one: ProcoreCoding) => {
      try {
        resolveCoding(rules, one)
        return false
      } catch {
        return true
      }
    }
    for (const a of criteria)
      for (const b of criteria) {
        const rules = [rule(a, to('1')), rule(b, to('2'))]
        const isMet = lines.some(one => isTied(rules, one))
        if (ties(...rules).length > 0 !== isMet) expect.unreachable(JSON.stringify([a, b]))
      }
  })
})
