import type { Ref, Wait } from '@plumbline/flow-kit'
import type { JournalLine } from '@plumbline/peoplesoft'
import type { DirectCost, DirectCostLine } from '@plumbline/schemas'
import Big from 'big.js'
import { toChartfields } from '../coding/chartfields.ts'
import { type CodingField, CodingTie, type ProcoreCoding, resolveCoding } from '../coding/resolve.ts'
import type { Mapping } from '../coding/settings.ts'
import { businessUnitOf, type ProjectSettings, type Settings } from '../connection.ts'
import { accountKey } from '../gl-account/entity.ts'
import { outOfScope } from '../gl-account/scope.ts'
import { activeOn, type LedgerFacts } from '../journal/facts.ts'

/** Something that keeps a cost from being posted, and what ends the wait. */
export type Obstacle = { code: string; why: string; wait: Wait }

export type CodedLine = { line: JournalLine; account: string; rules: Record<string, number> }

/** The link of a project's cost code that was made from an account. */
export const accountInProject = (project: string, by: { key: string } | { nativeId: string }): Ref => ({
  entity: 'gl-account',
  at: 'gl-account.to-procore-project',
  scope: project,
  ...by,
})

type Question = {
  cost: DirectCost
  project: ProjectSettings
  mapping: Mapping
  settings: Settings
  facts: LedgerFacts
  link(ref: Ref): { key: string } | null
}

/** Codes every line of a cost for PeopleSoft, or names everything that is missing. */
export function codeLines(question: Question): { lines: CodedLine[] } | { obstacles: Obstacle[] } {
  const coded = question.cost.lines.map((line, index) => codeLine(question, line, index + 1))
  const obstacles = coded.flatMap(one => ('obstacle' in one ? [one.obstacle] : []))
  if (obstacles.length > 0) return { obstacles }
  return { lines: coded.flatMap(one => ('line' in one ? [one] : [])) }
}

function codeLine(
  question: Question,
  line: DirectCostLine,
  number: number,
): CodedLine | { obstacle: Obstacle } {
  const { cost, project, mapping, settings } = question
  const told = `line ${number} (${line.cost_code ?? 'no cost code'}, ${line.line_item_type_code ?? 'no cost type'})`
  const settingsWait = (why: string) => ({
    obstacle: {
      code: 'mapping-missing',
      why: `${told}: ${why}`,
      wait: { for: 'settings' as const, what: 'mapping' },
    },
  })
  let found: ReturnType<typeof resolveCoding>
  try {
    found = resolveCoding(mapping.rules, procoreCoding(cost, project, line))
  } catch (error) {
    if (error instanceof CodingTie) return settingsWait(error.message)
    throw error
  }
  const account = found.fields.account ?? linkedAccount(question, line)
  if (!account)
    return settingsWait('no rule names an account, and its cost code is not one of the GL accounts')
  const defaults = found.fields.account ? {} : mapping.linked_accounts
  const fields: Partial<Record<CodingField, string>> = {
    deptid: project.deptid,
    ...(project.operating_unit && { operating_unit: project.operating_unit }),
    ...defaults,
    ...found.fields,
    account,
  }
  const missing = settings.flows['direct-cost'].project_costing ? missingProjectField(settings, fields) : null
  if (missing) return settingsWait(`no rule names ${missing}, which Project Costing needs`)
  const obstacle = accountObstacle(question, account, told)
  if (obstacle) return { obstacle }
  return { line: journalLine(question, line, number, fields), account, rules: found.rules }
}

function procoreCoding(cost: DirectCost, project: ProjectSettings, line: DirectCostLine): ProcoreCoding {
  return {
    project: project.procore_id,
    sub_job: line.sub_job_code,
    cost_code: line.cost_code,
    cost_type: line.line_item_type_code,
    direct_cost_type: cost.direct_cost_type,
  }
}

/** A line coded to a cost code that we made from an account means that account; the link decides, not a marker. */
function linkedAccount({ project, link }: Question, line: DirectCostLine): string | null {
  if (line.cost_code_id === null) return null
  const linked = link(accountInProject(project.procore_id, { nativeId: line.cost_code_id }))
  return linked ? linked.key.slice(linked.key.indexOf(':') + 1) : null
}

/** The whole project set or nothing: PROJECT_ID alone is not collected (BUSINESS.md, Direct costs). */
function missingProjectField(
  settings: Settings,
  fields: Partial<Record<CodingField, string>>,
): string | null {
  const needed: [string, string | undefined][] = [
    ['ACTIVITY_ID', fields.activity_id],
    ['ANALYSIS_TYPE', fields.analysis_type],
  ]
  const resources: Record<string, string | undefined> = {
    RESOURCE_TYPE: fields.resource_type,
    RESOURCE_CATEGORY: fields.category,
    RESOURCE_SUB_CAT: fields.sub_cat,
  }
  for (const name of settings.flows['direct-cost'].required_resource_fields)
    needed.push([name, resources[name]])
  return needed.find(([, value]) => !value)?.[0] ?? null
}

/** An account in scope must be in Procore; any other must exist in PeopleSoft (BUSINESS.md, GL accounts). */
function accountObstacle(
  { project, settings, facts, link }: Question,
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
  const { setids } = businessUnitOf(settings, project.bu_gl)
  const row = rows.at(-1)!
  const judged = {
    setid: setids.GL_ACCOUNT_TBL,
    account,
    account_type_raw: row.ACCOUNT_TYPE ?? null,
    account_type: 'unknown' as const,
    statistical: row.STATISTICS_ACCOUNT === 'Y',
    budgetary_only: row.BUDGETARY_ONLY === 'Y',
  }
  if (outOfScope(judged, settings) !== null) return null
  const ref = accountInProject(project.procore_id, { key: accountKey(setids.GL_ACCOUNT_TBL, account) })
  if (link(ref)) return null
  return {
    code: 'account-not-in-procore',
    why: `${told}: account ${account} is not in Procore's project ${project.procore_id} yet`,
    wait: { for: 'link', ref },
  }
}

/** What keeps coded lines from being posted on that day; null when nothing does. */
export function dayObstacle(lines: CodedLine[], question: Question, day: string): Obstacle | null {
  const { facts, project } = question
  const at = (what: string, why: string): Obstacle => ({
    code: 'not-active',
    why,
    wait: { for: 'fact', what },
  })
  if (facts.project !== 'A')
    return at(`project ${project.project_id}`, `project ${project.project_id} is not open in PeopleSoft`)
  for (const { line, account } of lines) {
    if (!activeOn(facts.accounts.get(account), day))
      return at(`account ${account}`, `account ${account} is not active in PeopleSoft on ${day}`)
    if (line.DEPTID && !activeOn(facts.departments.get(line.DEPTID), day))
      return at(
        `department ${line.DEPTID}`,
        `department ${line.DEPTID} is not active in PeopleSoft on ${day}`,
      )
    if (line.ACTIVITY_ID && facts.activities.get(line.ACTIVITY_ID) !== 'A')
      return at(
        `activity ${line.ACTIVITY_ID}`,
        `activity ${line.ACTIVITY_ID} of project ${project.project_id} is not open in PeopleSoft`,
      )
  }
  return null
}

/** Amount of a line as it is posted: its tax follows it unless tax has an account of its own. */
export function postedAmount(line: DirectCostLine, settings: Settings): Big {
  const apart = settings.flows['direct-cost'].tax.account !== undefined
  return Big(line.amount).plus(apart ? 0 : (line.tax_amount ?? 0))
}

function journalLine(
  { cost, project, settings }: Question,
  line: DirectCostLine,
  number: number,
  fields: Partial<Record<CodingField, string>>,
): JournalLine {
  const { activity_id, analysis_type, resource_type, category, sub_cat, ...books } = fields
  const costing = settings.flows['direct-cost'].project_costing
  return {
    ...EMPTY_LINE,
    ...toChartfields(costing ? fields : books),
    ...(costing && { BUSINESS_UNIT_PC: project.bu_pc, PROJECT_ID: project.project_id }),
    JOURNAL_LINE: number,
    MONETARY_AMOUNT: postedAmount(line, settings).toFixed(),
    JRNL_LN_REF: reference(cost.invoice_number),
    LINE_DESCR: cut(line.description ?? cost.description ?? cost.vendor_name, 30),
  }
}

export const EMPTY_LINE: JournalLine = {
  JOURNAL_LINE: 0,
  ACCOUNT: null,
  DEPTID: null,
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
  BUSINESS_UNIT_PC: null,
  PROJECT_ID: null,
  ACTIVITY_ID: null,
  ANALYSIS_TYPE: null,
  RESOURCE_TYPE: null,
  RESOURCE_CATEGORY: null,
  RESOURCE_SUB_CAT: null,
  MONETARY_AMOUNT: '0',
  FOREIGN_AMOUNT: null,
  FOREIGN_CURRENCY: null,
  MOVEMENT_FLAG: 'N',
  JRNL_LN_REF: null,
  LINE_DESCR: null,
}

/** A reference is whole or not there: a cut invoice number is another invoice number. */
const reference = (text: string | null): string | null => (text !== null && text.length <= 10 ? text : null)

/** Cuts a text so that the cut shows. */
export function cut(text: string | null, length: number): string | null {
  if (text === null || text.length <= length) return text
  return `${text.slice(0, length - 2).trimEnd()}..`
}
