import type { Ref } from '@plumbline/flow-kit'
import type { JournalLine } from '@plumbline/peoplesoft'
import type { DirectCost, DirectCostLine } from '@plumbline/schemas'
import { toChartfields } from '../coding/chartfields.ts'
import {
  type CodingField,
  CodingTie,
  type ProcoreCoding,
  type Resolved,
  resolveCoding,
} from '../coding/resolve.ts'
import type { Mapping } from '../coding/settings.ts'
import { businessUnitOf, type ProjectSettings, type Settings } from '../connection.ts'
import { accountKey } from '../gl-account/entity.ts'
import { toGlAccount } from '../gl-account/from-peoplesoft.ts'
import { whyNotCarried } from '../gl-account/scope.ts'
import type { LedgerFacts } from '../journal/facts.ts'
import type { LineGrounds } from '../journal/grounds.ts'
import { emptyLine, lineReference, lineText } from '../journal/line.ts'
import { postedAmount } from './amounts.ts'
import type { Obstacle } from './context.ts'

/** A cost line coded for PeopleSoft. Its number is that of the cost line, from 1. */
export type CodedLine = { line: JournalLine; grounds: LineGrounds }

/** The link of a project's cost code that was made from an account. */
export const accountInProject = (project: string, by: { key: string } | { nativeId: string }): Ref => ({
  entity: 'gl-account',
  at: 'gl-account.to-procore-project',
  scope: project,
  ...by,
})

export type CodingQuestion = {
  cost: DirectCost
  project: ProjectSettings
  mapping: Mapping
  settings: Settings
  facts: LedgerFacts
  today: string
  link(ref: Ref): { key: string } | null
}

/** Codes every line of a cost for PeopleSoft, or names everything that is missing. */
export function codeLines(
  question: CodingQuestion,
): { lines: CodedLine[] } | { obstacles: [Obstacle, ...Obstacle[]] } {
  const coded = question.cost.lines.map((line, index) => codeLine(question, line, index + 1))
  const [first, ...more] = coded.flatMap(one => ('obstacle' in one ? [one.obstacle] : []))
  if (first) return { obstacles: [first, ...more] }
  return { lines: coded.flatMap(one => ('line' in one ? [one] : [])) }
}

function codeLine(
  question: CodingQuestion,
  line: DirectCostLine,
  number: number,
): CodedLine | { obstacle: Obstacle } {
  const told = `line ${number} (${line.cost_code ?? 'no cost code'}, ${line.line_item_type_code ?? 'no cost type'})`
  const coding = resolve(question, line)
  const missing = typeof coding === 'string' ? coding : findMissing(question.settings, coding.fields)
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
    grounds: { of: `cost line ${line.id}`, by: coding.by },
  }
}

type Coding = { fields: Resolved['fields']; by: LineGrounds['by'] }

/** All fields of the coding and what each rests on; a text where the mapping contradicts itself. */
function resolve(question: CodingQuestion, line: DirectCostLine): Coding | string {
  const { cost, project, mapping } = question
  let found: Resolved
  try {
    found = resolveCoding(mapping.rules, procoreCoding(cost, project, line))
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
  return { fields, by }
}

function procoreCoding(cost: DirectCost, project: ProjectSettings, line: DirectCostLine): ProcoreCoding {
  return {
    project: project.procore_id,
    sub_job: line.sub_job_code?.trim() ?? null,
    cost_code: line.cost_code?.trim() ?? null,
    cost_type: line.line_item_type_code?.trim() ?? null,
    direct_cost_type: cost.direct_cost_type,
  }
}

/** A line coded to a cost code that we made from an account means that account; the link decides, not a marker. */
function linkedAccount({ project, link }: CodingQuestion, line: DirectCostLine): string | null {
  if (line.cost_code_id === null) return null
  const linked = link(accountInProject(project.procore_id, { nativeId: line.cost_code_id }))
  return linked ? linked.key.slice(linked.key.indexOf(':') + 1) : null
}

/** A rule about this very cost code says more than its link; one about its cost type or project says less. */
function namesCostCode({ rules }: Mapping, found: Resolved, line: DirectCostLine): boolean {
  const rule = found.rules.account === undefined ? undefined : rules[found.rules.account - 1]
  return rule?.match.cost_code !== undefined && rule.match.cost_code === line.cost_code?.trim()
}

/** What no rule names though it is needed: the account, and the whole project set (BUSINESS.md, Direct costs). */
function findMissing({ flows }: Settings, fields: Coding['fields']): string | null {
  if (!fields.account) return 'no rule names an account, and its cost code is not one of the GL accounts'
  const { project_costing, required_resource_fields } = flows['direct-cost']
  if (!project_costing) return null
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
  { cost, project, settings }: CodingQuestion,
  line: DirectCostLine,
  number: number,
  fields: Coding['fields'],
): JournalLine {
  const { activity_id, analysis_type, resource_type, category, sub_cat, ...books } = fields
  const costing = settings.flows['direct-cost'].project_costing
  return {
    ...emptyLine,
    ...toChartfields(costing ? fields : books),
    ...(costing && { BUSINESS_UNIT_PC: project.bu_pc, PROJECT_ID: project.project_id }),
    JOURNAL_LINE: number,
    MONETARY_AMOUNT: postedAmount(line, settings),
    JRNL_LN_REF: lineReference(cost.invoice_number),
    LINE_DESCR: lineText(line.description ?? cost.description ?? cost.vendor_name),
  }
}
