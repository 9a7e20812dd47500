import type { Ref } from '@plumbline/flow-kit'
import type { JournalLine } from '@plumbline/peoplesoft'
import { toChartfields } from '../coding/chartfields.ts'
import {
  type CodingField,
  CodingTie,
  type ProcoreCoding,
  type Resolved,
  resolveCoding,
} from '../coding/resolve.ts'
import type { Mapping } from '../coding/settings.ts'
import { businessUnitOf, type ProjectSettings, projectOf, type Settings } from '../connection.ts'
import { accountKey } from '../gl-account/entity.ts'
import { toGlAccount } from '../gl-account/from-peoplesoft.ts'
import { whyNotCarried } from '../gl-account/scope.ts'
import type { LineCoding } from '../procore-coding.ts'
import type { LedgerFacts } from './facts.ts'
import type { LineGrounds } from './grounds.ts'
import { emptyLine, lineReference, lineText } from './line.ts'
import type { Obstacle } from './posting.ts'

/** A line of Procore that is to be coded for PeopleSoft. */
export type CodableLine = Pick<
  LineCoding,
  'cost_code_id' | 'cost_code' | 'line_item_type_code' | 'sub_job_code'
> & {
  /** What it is, with its id, e.g. `cost line 62001`. */
  of: string
  amount: string
  /** JRNL_LN_REF, left out where it is too long. */
  reference: string | null
  /** LINE_DESCR, cut where it is too long. */
  text: string | null
}

/** A line coded for PeopleSoft. Its number is its place in the document, from 1. */
export type CodedLine = { line: JournalLine; grounds: LineGrounds }

/** The link of a project's cost code that was made from an account. */
export const accountInProject = (project: string, by: { key: string } | { nativeId: string }): Ref => ({
  entity: 'gl-account',
  at: 'gl-account.to-procore-project',
  scope: project,
  ...by,
})

/** Links that coding these lines looks at: of their own cost codes, and of every account that a rule can lead to. */
export function accountRefs(
  lines: Pick<CodableLine, 'cost_code_id'>[],
  scope: string,
  settings: Settings,
  facts: LedgerFacts,
): Ref[] {
  const own = lines.flatMap(line =>
    line.cost_code_id ? [accountInProject(scope, { nativeId: line.cost_code_id })] : [],
  )
  return [...own, ...accountKeys(scope, settings, facts).map(key => accountInProject(scope, { key }))]
}

function accountKeys(scope: string, settings: Settings, facts: LedgerFacts): string[] {
  const project = projectOf(settings, scope)
  if (!project) return []
  const { setids } = businessUnitOf(settings, project.bu_gl)
  const named = settings.mappings.flatMap(({ rules }) =>
    rules.flatMap(({ to }) => (to.account ? [to.account] : [])),
  )
  return [...new Set(named)]
    .filter(account => facts.accounts.has(account))
    .map(account => accountKey(setids.GL_ACCOUNT_TBL, account))
}

export type CodingQuestion = {
  direct_cost_type: string | null
  /**
   * The project set of the lines: none, or all of it. An analysis type that is given here is the document's own, whatever
   * the mapping says.
   */
  projectSet: boolean | { analysis_type: string }
  project: ProjectSettings
  mapping: Mapping
  settings: Settings
  facts: LedgerFacts
  today: string
  link(ref: Ref): { key: string } | null
}

/** Codes every line for PeopleSoft by the mapping's rules, or names everything that is missing. */
export function codeLines(
  question: CodingQuestion,
  lines: CodableLine[],
): { lines: CodedLine[] } | { obstacles: [Obstacle, ...Obstacle[]] } {
  const coded = lines.map((line, index) => codeLine(question, line, index + 1))
  const [first, ...more] = coded.flatMap(one => ('obstacle' in one ? [one.obstacle] : []))
  if (first) return { obstacles: [first, ...more] }
  return { lines: coded.flatMap(one => ('line' in one ? [one] : [])) }
}

function codeLine(
  question: CodingQuestion,
  line: CodableLine,
  number: number,
): CodedLine | { obstacle: Obstacle } {
  const told = `line ${number} (${line.cost_code ?? 'no cost code'}, ${line.line_item_type_code ?? 'no cost type'})`
  const coding = resolve(question, line)
  const missing = typeof coding === 'string' ? coding : findMissing(question, coding.fields)
  if (typeof coding === 'string' || missing)
    return {
      obstacle: {
        code: 'mapping-missing',
        why: `${told}: ${missing}`,
        wait: { for: 'settings', what: 'mapping' },
      },
    }
  // A linked cost code is the account's place in Procore.
  const obstacle =
    coding.by.account === 'linked cost code'
      ? null
      : findAccountObstacle(question, coding.fields.account!, told)
  if (obstacle) return { obstacle }
  return {
    line: journalLine(question, line, number, coding.fields),
    grounds: { of: line.of, by: coding.by },
  }
}

type Coding = { fields: Resolved['fields']; by: LineGrounds['by'] }

/** All fields of the coding and what each rests on; a text where the mapping contradicts itself. */
function resolve(question: CodingQuestion, line: CodableLine): Coding | string {
  const { project, projectSet, mapping } = question
  let found: Resolved
  try {
    found = resolveCoding(mapping.rules, procoreCoding(question, line))
  } catch (error) {
    if (error instanceof CodingTie) return error.message
    throw error
  }
  const fields: Coding['fields'] = {}
  const by: Coding['by'] = {}
  const take = (values: Coding['fields'], from: (field: CodingField) => number | string) => {
    for (const [field, value] of Object.entries(values) as [CodingField, string | undefined][])
      if (value !== undefined) {
        fields[field] = value
        by[field] = from(field)
      }
  }
  const { deptid, operating_unit } = project
  take({ deptid, ...(operating_unit && { operating_unit }) }, () => 'project')
  const linked = linkedAccount(question, line)
  if (linked !== null) take(mapping.linked_accounts ?? {}, () => 'linked_accounts')
  take(found.fields, field => found.rules[field]!)
  if (linked !== null && !namesCostCode(mapping, found, line))
    take({ account: linked }, () => 'linked cost code')
  if (typeof projectSet === 'object') take(projectSet, () => 'settings of the flow')
  return { fields, by }
}

function procoreCoding({ project, direct_cost_type }: CodingQuestion, line: CodableLine): ProcoreCoding {
  return {
    project: project.procore_id,
    sub_job: line.sub_job_code?.trim() ?? null,
    cost_code: line.cost_code?.trim() ?? null,
    cost_type: line.line_item_type_code?.trim() ?? null,
    direct_cost_type,
  }
}

/** A line coded to a cost code that we made from an account means that account; the link decides, not a marker. */
function linkedAccount({ project, link }: CodingQuestion, line: CodableLine): string | null {
  if (line.cost_code_id === null) return null
  const linked = link(accountInProject(project.procore_id, { nativeId: line.cost_code_id }))
  return linked ? linked.key.slice(linked.key.indexOf(':') + 1) : null
}

/** A rule about this very cost code says more than its link; one about its cost type or project says less. */
function namesCostCode({ rules }: Mapping, found: Resolved, line: CodableLine): boolean {
  const rule = found.rules.account === undefined ? undefined : rules[found.rules.account - 1]
  return rule?.match.cost_code !== undefined && rule.match.cost_code === line.cost_code?.trim()
}

/** What no rule names though it is needed: the account, and the whole project set (BUSINESS.md, Direct costs). */
function findMissing({ settings, projectSet }: CodingQuestion, fields: Coding['fields']): string | null {
  if (!fields.account) return 'no rule names an account, and its cost code is not one of the GL accounts'
  if (!projectSet) return null
  const { required_resource_fields } = settings.flows['direct-cost']
  const named = toChartfields(fields)
  const needed = ['ACTIVITY_ID', 'ANALYSIS_TYPE', ...required_resource_fields] as const
  const missing = needed.find(name => !named[name])
  return missing ? `no rule names ${missing}, which Project Costing needs` : null
}

/** An account that Procore has or will have must be there; any other must exist in PeopleSoft (BUSINESS.md, GL accounts). */
function findAccountObstacle(
  { project, settings, facts, today, link }: CodingQuestion,
  account: string,
  told: string,
): Obstacle | null {
  const rows = facts.accounts.get(account)
  if (!rows)
    return {
      code: 'account-unknown',
      why: `${told}: PeopleSoft does not know account ${account}`,
      wait: { for: 'fact', what: `account ${account}` },
    }
  if (whyNotCarried(toGlAccount(rows, settings, today), settings) !== null) return null
  const { setids } = businessUnitOf(settings, project.bu_gl)
  const ref = accountInProject(project.procore_id, { key: accountKey(setids.GL_ACCOUNT_TBL, account) })
  if (link(ref)) return null
  return {
    code: 'account-not-in-procore',
    why: `${told}: account ${account} is not in Procore's project ${project.procore_id} yet`,
    wait: { for: 'link', ref },
  }
}

function journalLine(
  { project, projectSet }: CodingQuestion,
  line: CodableLine,
  number: number,
  fields: Coding['fields'],
): JournalLine {
  const { activity_id, analysis_type, resource_type, category, sub_cat, ...books } = fields
  return {
    ...emptyLine,
    ...toChartfields(projectSet ? fields : books),
    ...(projectSet && { BUSINESS_UNIT_PC: project.bu_pc, PROJECT_ID: project.project_id }),
    JOURNAL_LINE: number,
    MONETARY_AMOUNT: line.amount,
    JRNL_LN_REF: lineReference(line.reference),
    LINE_DESCR: lineText(line.text),
  }
}
