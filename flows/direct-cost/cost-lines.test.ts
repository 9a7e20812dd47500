import { describe, expect, test } from 'vitest'
import type { Rule } from '../coding/settings.ts'
import type { Settings } from '../connection.ts'
import { settingsWith } from '../testing/settings.ts'
import { codeLines } from './cost-lines.ts'
import { contextOf, factsWith } from './fixtures/books.ts'
import { costEvent, costLine } from './fixtures/events.ts'

type Change = {
  settings?: (settings: Settings) => void
  facts?: ReturnType<typeof factsWith>
  unlinked?: boolean
}

function code(
  cost: ReturnType<typeof costEvent>,
  { settings: change, facts = factsWith(), unlinked }: Change = {},
) {
  const settings = settingsWith(change)
  const { link } = contextOf(cost)
  const [project] = settings.projects
  const [mapping] = settings.mappings
  return codeLines({
    cost,
    project: project!,
    mapping: mapping!,
    settings,
    facts,
    today: '2026-11-16',
    link: unlinked ? () => null : link,
  })
}
const one = (more: Parameters<typeof costLine>[1], change: Change = {}) =>
  code(costEvent({ lines: [costLine('100', more)] }), change)
const coded = (result: ReturnType<typeof code>) => ('lines' in result ? result.lines[0]! : null)
const obstacle = (result: ReturnType<typeof code>) => ('obstacles' in result ? result.obstacles[0] : null)
const rules =
  (...more: Rule[]) =>
  (settings: Settings) => {
    settings.mappings[0]!.rules.push(...more)
  }

test('a line bears account, department and the whole project set, and it is told what each rests on', () => {
  expect(coded(one({}))).toEqual({
    line: {
      JOURNAL_LINE: 1,
      ACCOUNT: '500200',
      DEPTID: 'FIELD',
      OPERATING_UNIT: null,
      PRODUCT: null,
      FUND_CODE: null,
      CLASS_FLD: null,
      PROGRAM_CODE: null,
      BUDGET_REF: null,
      AFFILIATE: null,
      CHARTFIELD1: null,
      CHARTFIELD2: null,
      CHARTFIELD3: null,
      BUSINESS_UNIT_PC: 'US001',
      PROJECT_ID: '24-017',
      ACTIVITY_ID: 'CONCRETE',
      ANALYSIS_TYPE: 'ACT',
      RESOURCE_TYPE: null,
      RESOURCE_CATEGORY: null,
      RESOURCE_SUB_CAT: null,
      MONETARY_AMOUNT: '100',
      FOREIGN_AMOUNT: null,
      FOREIGN_CURRENCY: null,
      MOVEMENT_FLAG: 'N',
      JRNL_LN_REF: 'T-90017',
      LINE_DESCR: 'Ready-mix, 4000 psi',
    },
    grounds: {
      of: 'cost line 62001',
      by: { deptid: 'project', account: 2, analysis_type: 3, activity_id: 4 },
    },
  })
})

test('every chartfield that a rule names stands under PeopleSoft’s name', () => {
  const to = {
    operating_unit: 'OU',
    product: 'P',
    fund: 'F',
    class: 'C',
    program: 'PR',
    budget_ref: 'BR',
    affiliate: 'AF',
    chartfield1: '1',
    chartfield2: '2',
    chartfield3: '3',
    resource_type: 'RT',
    category: 'RC',
    sub_cat: 'RS',
  }
  expect(
    coded(one({}, { settings: rules({ match: { direct_cost_type: 'expense' }, to }) }))?.line,
  ).toMatchObject({
    OPERATING_UNIT: 'OU',
    PRODUCT: 'P',
    FUND_CODE: 'F',
    CLASS_FLD: 'C',
    PROGRAM_CODE: 'PR',
    BUDGET_REF: 'BR',
    AFFILIATE: 'AF',
    CHARTFIELD1: '1',
    CHARTFIELD2: '2',
    CHARTFIELD3: '3',
    RESOURCE_TYPE: 'RT',
    RESOURCE_CATEGORY: 'RC',
    RESOURCE_SUB_CAT: 'RS',
  })
})

test('department and operating unit are the project’s, unless a rule names others', () => {
  const withUnit = (settings: Settings) => {
    settings.projects[0]!.operating_unit = 'WEST'
  }
  expect(coded(one({}, { settings: withUnit }))?.line).toMatchObject({
    DEPTID: 'FIELD',
    OPERATING_UNIT: 'WEST',
  })
  const ruled = rules({
    match: { cost_type: 'M', project: '87001' },
    to: { deptid: 'OFFICE', operating_unit: 'EAST' },
  })
  expect(coded(one({}, { settings: settings => (withUnit(settings), ruled(settings)) }))?.line).toMatchObject(
    {
      DEPTID: 'OFFICE',
      OPERATING_UNIT: 'EAST',
    },
  )
})

test('codes compare without the blanks that Procore keeps at their ends', () => {
  expect(coded(one({ cost_code: '03-300 ', line_item_type_code: 'M ' }))?.line.ACCOUNT).toBe('500200')
})

test('a rule may go by sub job', () => {
  const bySubJob = rules({ match: { sub_job: 'B1', cost_type: 'M' }, to: { account: '500300' } })
  expect(coded(one({ sub_job_code: 'B1' }, { settings: bySubJob }))?.line.ACCOUNT).toBe('500300')
  expect(coded(one({ sub_job_code: 'B2' }, { settings: bySubJob }))?.line.ACCOUNT).toBe('500200')
})

describe('a line on the cost code of an account', () => {
  const onAccount = { cost_code_id: '44003', cost_code: 'GL-500300' }

  test('means that account, whatever its cost type says', () => {
    const line = coded(one(onAccount))!
    expect(line.line).toMatchObject({ ACCOUNT: '500300', ACTIVITY_ID: 'GENERAL', ANALYSIS_TYPE: 'ACT' })
    expect(line.grounds.by).toMatchObject({ account: 'linked cost code', activity_id: 'linked_accounts' })
  })

  test('means it without a cost type, too', () => {
    expect(coded(one({ ...onAccount, line_item_type_code: null }))?.line.ACCOUNT).toBe('500300')
  })

  test('means what a rule about this very code says', () => {
    const settings = rules({ match: { cost_code: 'GL-500300' }, to: { account: '500100' } })
    expect(coded(one(onAccount, { settings }))?.line.ACCOUNT).toBe('500100')
  })

  test('takes further fields from the rules first', () => {
    const settings = rules({ match: { cost_code: 'GL*' }, to: { activity_id: 'CONCRETE' } })
    expect(coded(one(onAccount, { settings }))?.line).toMatchObject({
      ACCOUNT: '500300',
      ACTIVITY_ID: 'CONCRETE',
    })
  })

  test('is known by the link alone, not by a marker that anybody can copy', () => {
    const copied = {
      cost_code_id: '49999',
      cost_code: 'GL-500300',
      cost_code_origin_id: 'ps:87001:SHARE:500300',
    }
    expect(obstacle(one({ ...copied, line_item_type_code: null }))).toMatchObject({ code: 'mapping-missing' })
  })
})

describe('a line parks, naming line and reason,', () => {
  test('where no rule names an account', () => {
    expect(obstacle(one({ line_item_type_code: 'O' }))).toMatchObject({
      code: 'mapping-missing',
      why: expect.stringMatching(/^line 1 \(03-300, O\): no rule names an account/),
      wait: { for: 'settings', what: 'mapping' },
    })
  })

  test.each([
    ['ACTIVITY_ID', { cost_code: '05-100' }, undefined],
    [
      'ANALYSIS_TYPE',
      {},
      (settings: Settings) => {
        settings.mappings[0]!.rules.splice(2, 1)
      },
    ],
    [
      'RESOURCE_TYPE',
      {},
      (settings: Settings) => {
        settings.flows['direct-cost'].required_resource_fields = ['RESOURCE_TYPE']
      },
    ],
    [
      'RESOURCE_SUB_CAT',
      {},
      (settings: Settings) => {
        settings.flows['direct-cost'].required_resource_fields = ['RESOURCE_SUB_CAT']
      },
    ],
  ])('where no rule names %s: an incomplete project set is not collected', (field, more, settings) => {
    expect(obstacle(one(more, { settings }))).toMatchObject({
      code: 'mapping-missing',
      why: expect.stringContaining(field),
    })
  })

  test('where two rules fit equally well and differ', () => {
    const settings = rules({ match: { direct_cost_type: 'expense' }, to: { account: '500300' } })
    expect(obstacle(one({}, { settings }))).toMatchObject({
      code: 'mapping-missing',
      why: expect.stringMatching(/rules 2 and 5 both fit/),
    })
  })

  test('where PeopleSoft does not know the account', () => {
    const facts = factsWith({ accounts: new Map() })
    expect(obstacle(one({}, { facts }))).toMatchObject({
      code: 'account-unknown',
      wait: { for: 'fact', what: 'account 500200' },
    })
  })

  test('where the account is to be in Procore and is not there yet', () => {
    expect(obstacle(one({}, { unlinked: true }))).toMatchObject({
      code: 'account-not-in-procore',
      wait: {
        for: 'link',
        ref: { at: 'gl-account.to-procore-project', scope: '87001', key: 'SHARE:500200' },
      },
    })
  })
})

describe('an account is not waited for in Procore', () => {
  const wip = rules({ match: { cost_type: 'M', project: '87001' }, to: { account: '120500' } })
  const facts = (row: object) =>
    factsWith({
      accounts: new Map([
        ['120500', [{ SETID: 'SHARE', ACCOUNT: '120500', EFFDT: '2020-01-01', EFF_STATUS: 'A', ...row }]],
      ]),
    })

  test.each([
    ['out of scope by its type', { ACCOUNT_TYPE: 'A' }],
    ['out of scope as statistical', { ACCOUNT_TYPE: 'E', STATISTICS_ACCOUNT: 'Y' }],
    ['inactive today: it will never be made there', { ACCOUNT_TYPE: 'E', EFF_STATUS: 'I' }],
    ['not in force yet', { ACCOUNT_TYPE: 'E', EFFDT: '2027-01-01' }],
  ])('when it is %s', (_, row) => {
    expect(coded(one({}, { settings: wip, facts: facts(row), unlinked: true }))?.line.ACCOUNT).toBe('120500')
  })

  test.each(['E', 'Expense'])('but it is when it is in scope (%s)', ACCOUNT_TYPE => {
    const result = one({}, { settings: wip, facts: facts({ ACCOUNT_TYPE }), unlinked: true })
    expect(obstacle(result)?.code).toBe('account-not-in-procore')
  })
})

test('everything that is missing is named at once', () => {
  const lines = [
    costLine('1', { line_item_type_code: 'O' }),
    costLine('2'),
    costLine('3', { cost_code: '05-100' }),
  ]
  const result = code(costEvent({ lines }))
  expect('obstacles' in result && result.obstacles.map(each => each.why)).toEqual([
    expect.stringContaining('line 1'),
    expect.stringContaining('line 3'),
  ])
})

test('without Project Costing no line bears a project, and none is asked for', () => {
  const settings = (each: Settings) => {
    each.flows['direct-cost'].project_costing = false
  }
  expect(coded(one({ cost_code: '05-100' }, { settings }))?.line).toMatchObject({
    ACCOUNT: '500200',
    DEPTID: 'FIELD',
    BUSINESS_UNIT_PC: null,
    PROJECT_ID: null,
    ACTIVITY_ID: null,
    ANALYSIS_TYPE: null,
  })
})

test('a line is told by its own text, else the cost’s, else the vendor’s name', () => {
  const text = (line: string | null, description: string | null) =>
    coded(code(costEvent({ description, lines: [costLine('1', { description: line })] })))?.line.LINE_DESCR
  expect(text('Rebar', 'Footing')).toBe('Rebar')
  expect(text(null, 'Footing')).toBe('Footing')
  expect(text(null, null)).toBe('Cascade Ready Mix')
})
