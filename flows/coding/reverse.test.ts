import { describe, expect, test } from 'vitest'
import { settingsWith } from '../testing/settings.ts'
import { CodingTie } from './resolve.ts'
import { type PeoplesoftCoding, procoreUnit, reverseCoding } from './reverse.ts'
import type { Mapping, ReverseRule } from './settings.ts'
import { findTies } from './ties.ts'

const line: PeoplesoftCoding = {
  project: '87001',
  account: '500200',
  activity_id: 'CONCRETE',
  resource_type: null,
  po_category: 'RMCON',
}
const rule = (match: ReverseRule['match'], to: ReverseRule['to']): ReverseRule => ({ match, to })
const codeBy = (rules: ReverseRule[], more: Partial<PeoplesoftCoding> = {}) =>
  reverseCoding(rules, { ...line, ...more }).fields

test('cost code and cost type each come from the most specific rule that names them', () => {
  const rules = [
    rule({ account: '500200' }, { cost_type: 'M', cost_code: '01-000' }),
    rule({ activity_id: 'CONCRETE', account: '500200' }, { cost_code: '03-300' }),
  ]
  expect(codeBy(rules)).toEqual({ cost_code: '03-300', cost_type: 'M' })
  expect(codeBy(rules.toReversed())).toEqual({ cost_code: '03-300', cost_type: 'M' })
})

test('what no rule names is missing, never guessed', () => {
  expect(codeBy([rule({ account: '500200' }, { cost_type: 'M' })])).toEqual({ cost_type: 'M' })
  expect(codeBy([])).toEqual({})
})

test.each<[string, ReverseRule['match'], Partial<PeoplesoftCoding>, boolean]>([
  ['the account it names', { account: '500200' }, {}, true],
  ['no other account', { account: '500200' }, { account: '500300' }, false],
  ['no account that merely begins like it', { account: '5002' }, {}, false],
  ['the category it names', { po_category: 'RMCON' }, {}, true],
  ['no line without a resource type', { resource_type: 'MATL' }, {}, false],
  ['the project it names', { project: '87001' }, {}, true],
  ['no other project', { project: '87001' }, { project: '87002' }, false],
])('a rule fits %s', (_, match, more, fits) => {
  expect(codeBy([rule(match, { cost_type: 'M' })], more).cost_type).toBe(fits ? 'M' : undefined)
})

describe('two rules that fit equally well', () => {
  const rules = [
    rule({ account: '500200' }, { cost_type: 'M' }),
    rule({ activity_id: 'CONCRETE' }, { cost_type: 'L' }),
  ]
  const problems = (change: Partial<Mapping>) => findTies({ ...settingsWith().mappings[0]!, ...change })

  test('are refused where a line is coded, and when the mapping is applied', () => {
    expect(() => codeBy(rules)).toThrow(CodingTie)
    expect(problems({ reverse: rules })).toEqual([
      'mapping 1: reverse rules 1 and 2 tie on cost_type (M or L)',
    ])
  })

  test.each<[string, ReverseRule['match'], ReverseRule['to']]>([
    ['another value of one criterion', { account: '500300' }, { cost_type: 'L' }],
    ['another number of criteria', { account: '500200', project: '87001' }, { cost_type: 'L' }],
    ['another field', { activity_id: 'CONCRETE' }, { cost_code: '03-300' }],
    ['the same value', { activity_id: 'CONCRETE' }, { cost_type: 'M' }],
  ])('%s is no tie', (_, match, to) => {
    expect(problems({ reverse: [rules[0]!, rule(match, to)] })).toEqual([])
  })

  test('a unit of measure that is paired twice is refused: its way back would not be clear', () => {
    const uom = [
      { peoplesoft: 'EA', procore: 'ea' },
      { peoplesoft: 'EACH', procore: 'ea' },
    ]
    expect(problems({ uom })).toEqual(['mapping 1: the procore unit ea is there twice'])
  })
})

test('a unit of measure is translated by its pair, else not at all', () => {
  const [mapping] = settingsWith().mappings
  expect(procoreUnit(mapping!, 'CYD')).toBe('cy')
  expect(procoreUnit(mapping!, 'LBR')).toBeNull()
})
