import type { ProcoreRows } from '../procore-rows.ts'
import { costCodes, costTypes, divisions, foreignCode } from './cost-codes.ts'
import { cents, unitNames } from './cost-lines.ts'
import { randomOf } from './random.ts'
import { CODE_LIST, COMPANY, everySite, type Site } from './sites.ts'

/** The code that all GL accounts stand under. */
const PARENT = { code: 'GL', name: 'General ledger accounts' }

/** Account codes that somebody made by hand, before there was a link; one came from another integration. */
const byHand: readonly { site: number; code: string; name: string; origin_id?: string }[] = [
  { site: 87001, code: 'SHARE-500610', name: 'Security' },
  { site: 87001, code: 'SHARE-500620', name: 'Dumpsters' },
  { site: 87015, code: 'CIVIL-500610', name: 'Flaggers' },
  { ...foreignCode, code: `SHARE-${foreignCode.account}`, name: 'Painters', origin_id: 'sage300:500450' },
]
/** Sites made from the company's list before the parent code was there lack it. */
const hasParent = (site: Site) => site.procoreId % 3 !== 0 || byHand.some(one => one.site === site.procoreId)

const taxes = [
  { id: 901, code: 'WA-SEA', description: 'Seattle', rate1: '10.35' },
  { id: 902, code: 'WA-VAN', description: 'Vancouver', rate1: '8.8' },
  { id: 903, code: 'WA-TAC', description: 'Tacoma', rate1: '10.3' },
  { id: 904, code: 'WA-OLY', description: 'Olympia', rate1: '9.9' },
  { id: 905, code: 'WA-LON', description: 'Longview and Kalama', rate1: '8.1' },
  { id: 906, code: 'EXEMPT', description: 'Exempt', rate1: '0' },
]
/** A tax code that lines still name although it is gone. */
const GONE = 999

/** Ids of what cost lines are coded with. */
export const idOf = {
  type: (code: string) => 701 + costTypes.findIndex(one => one.code === code),
  tax: (code: string) => taxes.find(one => one.code === code)?.id ?? GONE,
  costCode(site: number, code: string): number {
    const at = costCodes.findIndex(one => one.code === code)
    if (at >= 0) return site * 1000 + 101 + at
    const own = byHand.findIndex(one => one.site === site && `${PARENT.code}-${one.code}` === code)
    if (own < 0) throw new Error(`project ${site} has no cost code ${code}`)
    return site * 1000 + 901 + own
  },
}
const divisionId = (site: number, code: string) =>
  site * 1000 + 1 + divisions.findIndex(one => one.code === code)
const standard = {
  division: (code: string) => 1001 + divisions.findIndex(one => one.code === code),
  code: (at: number) => 1101 + at,
  parent: 1901,
}

/** Cost types, units, tax codes, the company's standard codes and those of every project, and the budgets. */
export function costStructure(): ProcoreRows {
  const listed = { standard_cost_code_list_id: CODE_LIST }
  const budgets = everySite.map(budgetOf)
  return {
    standard_cost_code_lists: [{ id: CODE_LIST, company_id: COMPANY, name: 'CSI MasterFormat' }],
    standard_cost_codes: [
      ...divisions.map(({ code, name }) => ({ id: standard.division(code), ...listed, code, name })),
      ...costCodes.map(({ division, part, name }, at) => ({
        id: standard.code(at),
        ...listed,
        parent_id: standard.division(division),
        code: part,
        name,
      })),
      { id: standard.parent, ...listed, ...PARENT },
      {
        id: standard.parent + 1,
        ...listed,
        parent_id: standard.parent,
        code: 'SHARE-500610',
        name: 'Security',
      },
    ],
    cost_codes: everySite.flatMap(codesOf),
    line_item_types: costTypes.map(type => ({ id: idOf.type(type.code), company_id: COMPANY, ...type })),
    tax_codes: taxes.map(tax => ({ company_id: COMPANY, ...tax })),
    uoms: unitNames.map((name, at) => ({ id: 801 + at, company_id: COMPANY, name })),
    wbs_codes: budgets.flatMap(one => one.map(({ wbs }) => wbs)),
    budget_line_items: budgets.flatMap(one => one.map(({ line }) => line)),
  }
}

function codesOf(site: Site): NonNullable<ProcoreRows['cost_codes']> {
  const project_id = site.procoreId
  const parent = {
    id: project_id * 1000 + 900,
    project_id,
    ...PARENT,
    standard_cost_code_id: standard.parent,
  }
  return [
    ...divisions.map(({ code, name }) => ({
      id: divisionId(project_id, code),
      project_id,
      code,
      name,
      standard_cost_code_id: standard.division(code),
    })),
    ...costCodes.map(({ division, part, code, name }, at) => ({
      id: idOf.costCode(project_id, code),
      project_id,
      parent_id: divisionId(project_id, division),
      code: part,
      name,
      standard_cost_code_id: standard.code(at),
    })),
    ...(hasParent(site) ? [parent] : []),
    ...byHand
      .filter(one => one.site === project_id)
      .map(({ code, name, origin_id = null }) => ({
        id: idOf.costCode(project_id, `${PARENT.code}-${code}`),
        project_id,
        parent_id: parent.id,
        code,
        name,
        origin_id,
      })),
  ]
}

/** Every second pair of cost code and cost type has a budget; lines coded to others find none, as in real projects. */
function budgetOf(site: Site) {
  const random = randomOf(`budget ${site.procoreId}`)
  const pairs = costCodes.flatMap(({ code }) => costTypes.map(type => ({ code, type: type.code })))
  return random
    .shuffled(pairs)
    .slice(0, pairs.length / 2)
    .map(({ code, type }, at) => {
      const id = site.procoreId * 1000 + at
      const project_id = site.procoreId
      return {
        wbs: {
          id,
          project_id,
          cost_code_id: idOf.costCode(project_id, code),
          line_item_type_id: idOf.type(type),
        },
        line: {
          id,
          project_id,
          wbs_code_id: id,
          original_budget_amount: cents(random.whole(5, 900) * 500_00),
        },
      }
    })
}
