import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BadConnection, readConnectionFile } from '@plumbline/connections'
import { describe, expect, test } from 'vitest'
import { businessUnitOf, projectOf, type Settings } from './connection.ts'
import { settingsWith } from './testing/settings.ts'

/** What is wrong with the skeleton once it is changed so. */
function problems(change: (document: Settings) => void): string[] {
  const document = settingsWith(change)
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-connection-'))
  try {
    const file = join(folder, 'connection.yaml')
    writeFileSync(file, JSON.stringify(document)) // JSON is YAML, too
    readConnectionFile(file)
    return []
  } catch (error) {
    if (error instanceof BadConnection) return error.problems
    throw error
  } finally {
    rmSync(folder, { recursive: true })
  }
}
const without = (object: object, name: string) => void delete (object as Record<string, unknown>)[name]

test('the example validates, and what it leaves out has a default', () => {
  const settings = settingsWith()
  expect(problems(() => {})).toEqual([])
  expect(settings.flows['direct-cost']).toMatchObject({
    policies: { invoice: 'journal', expense: 'journal', payroll: 'skip', subcontractor_invoice: 'skip' },
    closed_period: 'next-open',
    project_costing: true,
    required_resource_fields: [],
    balancing_chartfields: [],
    tax: { rate_unit: 'percent', grand_total: 'without-tax' },
    voucher_check: false,
  })
  expect(settings.flows['gl-account']).toMatchObject({ account_types: ['E'], ranges: [], sync_code: 'own' })
  expect(settings.flows.vendor.schedule.overlap_seconds).toBe(7200)
})

describe('a setting that has no default on purpose is asked for, with a sentence that says why', () => {
  test.each<[string, (document: Settings) => object, RegExp]>([
    ['post_from', ({ projects }) => projects[0]!, /books already.*posted twice/],
    ['ledger_group', ({ flows }) => flows['direct-cost'], /wrong books/],
    ['source', ({ flows }) => flows['direct-cost'], /approval and security go by it/],
    ['ledger_group', ({ flows }) => flows['change-order']!, /same money as actual cost later/],
    ['parent', ({ flows }) => flows['gl-account'], /parent code of all accounts/],
    ['standard_cost_code_list_id', ({ flows }) => flows['gl-account'], /standard cost code list/],
    ['account', ({ mappings }) => mappings[0]!.offsets[0]!, /nets to zero/],
    ['effective_from', ({ mappings }) => mappings[0]!, /First cost date/],
    ['setids', ({ flows }) => flows.vendor, /SetIDs whose suppliers/],
    ['base_currency', ({ business_units }) => business_units.US001!, /ISO 4217/],
    ['time_zone', ({ peoplesoft }) => peoplesoft, /loses changes/],
  ])('%s', (name, of, why) => {
    const said = problems(document => without(of(document), name))
    expect(said).toHaveLength(1)
    expect(said[0]).toContain(`${name} is missing`)
    expect(said[0]).toMatch(why)
  })
})

test('a setting that there is not is refused: it may be a misspelt one', () => {
  const said = problems(document => Object.assign(document.flows['direct-cost'], { closed_periods: 'hold' }))
  expect(said.join()).toContain('closed_periods is not a setting')
})

test('chartfields longer than PeopleSoft’s are refused, never cut', () => {
  const said = problems(({ mappings }) => {
    mappings[0]!.rules.push({ match: { cost_type: 'S' }, to: { account: '5001000000X' } })
  })
  expect(said.join()).toMatch(/mappings\[0\]\.rules\[4\]\.to\.account/)
})

test('a rule that fits every line is refused: nothing is coded in silence', () => {
  expect(
    problems(({ mappings }) => mappings[0]!.rules.push({ match: {}, to: { account: '500100' } })),
  ).not.toEqual([])
})

test('rules that tie are refused, naming both', () => {
  const said = problems(({ mappings }) => {
    mappings[0]!.rules.push({ match: { project: '87001' }, to: { account: '500300' } })
  })
  expect(said.join()).toMatch(/rules 1 and 5 tie on account/)
})

test('a clearing line can bear no project field: there is no setting for one', () => {
  const said = problems(({ mappings }) => Object.assign(mappings[0]!.offsets[0]!, { activity_id: 'GENERAL' }))
  expect(said.join()).toContain('activity_id is not a setting')
})

test('change orders are refused among the actual costs, and without an account to stand against', () => {
  expect(
    problems(({ flows }) => {
      flows['change-order']!.ledger_group = 'ACTUALS'
    }).join(),
  ).toMatch(/ACTUALS, the ledger group of the direct costs: they need a memo ledger group/)
  const withoutOffset = ({ mappings: [mapping], flows }: Settings, mode: 'journal' | 'none') => {
    mapping!.offsets = mapping!.offsets.filter(one => one.flow !== 'change-order')
    flows['change-order']!.mode = mode
  }
  expect(problems(document => withoutOffset(document, 'journal')).join()).toContain(
    'mapping 1 has no offset account for change orders of US001',
  )
  expect(problems(document => withoutOffset(document, 'none'))).toEqual([])
})

test('a project is found by its Procore id, a unit by its own; a unit that is not there is an error', () => {
  const settings = settingsWith()
  expect(projectOf(settings, '87001')?.project_id).toBe('24-017')
  expect(projectOf(settings, '87002')).toBeNull()
  expect(projectOf(settings, null)).toBeNull()
  expect(businessUnitOf(settings, 'US001').base_currency).toBe('USD')
  expect(() => businessUnitOf(settings, 'US009')).toThrow('US009')
})

test('the published JSON Schema knows every setting of every flow', () => {
  const text = readFileSync(new URL('../schemas/connection.schema.json', import.meta.url), 'utf8')
  for (const name of Object.values(settingsWith().flows).flatMap(flow => Object.keys(flow)))
    expect(text).toContain(`"${name}"`)
})
