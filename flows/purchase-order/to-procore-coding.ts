import type { PurchaseOrder, PurchaseOrderLine } from '@plumbline/schemas'
import { CodingTie, mappingOn } from '../coding/resolve.ts'
import { procoreUnit, reverseCoding } from '../coding/reverse.ts'
import type { Mapping } from '../coding/settings.ts'
import type { Settings } from '../connection.ts'
import type { Obstacle } from '../journal/posting.ts'
import { standingAmount, standingQuantity } from './standing-amount.ts'
import type { WantedLine } from './to-procore-body.ts'
import { lineNumbers } from './to-procore-seen.ts'

/** What a project offers to code lines with, ids by code or name, and the vendors that it knows. */
export type ProjectFacts = {
  /** By full code. */
  costCodes: Record<string, string>
  /** By code. */
  costTypes: Record<string, string>
  units: string[]
  vendors: string[]
}

type Question = {
  order: PurchaseOrder
  scope: string
  settings: Settings
  facts: ProjectFacts
  today: string
  byUnit: boolean
}

/** Codes every line for Procore by the reverse rules, or names all that is missing (BUSINESS.md, Mapping). */
export function codeForProcore(
  question: Question,
): { lines: WantedLine[] } | { obstacles: [Obstacle, ...Obstacle[]] } {
  const { order, settings, today } = question
  const day = order.po_date ?? order.accounting_date ?? today
  const mapping = mappingOn(settings.mappings, day)
  if (!mapping) return { obstacles: [unmapped(`no mapping holds for ${day}, the date of the order`)] }
  const coded = order.lines.map(line => codeLine(question, mapping, line))
  const [first, ...more] = coded.flatMap(one => ('obstacle' in one ? [one.obstacle] : []))
  if (first) return { obstacles: [first, ...more] }
  return { lines: coded.flatMap(one => ('line' in one ? [one.line] : [])) }
}

function codeLine(
  question: Question,
  mapping: Mapping,
  line: PurchaseOrderLine,
): { line: WantedLine } | { obstacle: Obstacle } {
  const { order, scope, facts, byUnit } = question
  const told = `line ${line.id} (account ${line.account ?? 'blank'}, activity ${line.activity_id ?? 'blank'})`
  const { cost_code, cost_type, tie } = reversed(mapping, scope, line)
  if (tie) return { obstacle: unmapped(`${told}: ${tie}`) }
  if (!cost_code || !cost_type)
    return {
      obstacle: unmapped(`${told}: no reverse rule names its ${cost_code ? 'cost type' : 'cost code'}`),
    }
  const cost_code_id = facts.costCodes[cost_code]
  const line_item_type_id = facts.costTypes[cost_type]
  if (!cost_code_id)
    return {
      obstacle: missing(`${told}: the project has no cost code ${cost_code}`, `cost code ${cost_code}`),
    }
  if (!line_item_type_id)
    return { obstacle: missing(`${told}: Procore has no cost type ${cost_type}`, `cost type ${cost_type}`) }
  const uom = byUnit ? unitOf(mapping, line, told, facts) : null
  if (uom !== null && typeof uom !== 'string') return { obstacle: uom }
  return {
    line: {
      ...lineNumbers(line.id),
      id: line.id,
      line_item_id: null,
      cost_code_id,
      line_item_type_id,
      amount: standingAmount(order, line),
      description: line.description,
      uom,
      quantity: byUnit ? standingQuantity(order, line) : null,
      unit_cost: byUnit ? line.unit_cost : null,
    },
  }
}

function reversed(
  { reverse }: Mapping,
  project: string,
  line: PurchaseOrderLine,
): { cost_code?: string; cost_type?: string; tie?: string } {
  const { account, activity_id, resource_type, category } = line
  const coding = { project, account, activity_id, resource_type, po_category: category }
  try {
    return reverseCoding(reverse, coding).fields
  } catch (error) {
    if (error instanceof CodingTie) return { tie: error.message }
    throw error
  }
}

/** Procore's unit, which must be one of the company's (procore.md §5.2). */
function unitOf(
  mapping: Mapping,
  { uom }: PurchaseOrderLine,
  told: string,
  { units }: ProjectFacts,
): string | null | Obstacle {
  if (uom === null) return null
  const unit = procoreUnit(mapping, uom)
  if (unit === null) return unmapped(`${told}: no pair of uom names PeopleSoft's unit ${uom}`)
  return units.includes(unit) ? unit : missing(`${told}: Procore has no unit ${unit}`, `unit ${unit}`)
}

const unmapped = (why: string): Obstacle => ({
  code: 'mapping-missing',
  why,
  wait: { for: 'settings', what: 'mapping' },
})

const missing = (why: string, what: string): Obstacle => ({
  code: 'coding-not-in-procore',
  why,
  wait: { for: 'fact', what },
})
