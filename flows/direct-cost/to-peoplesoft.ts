import { type Ctx, type Plan, type Posted, postingApply, type Wait } from '@plumbline/flow-kit'
import type { JournalBody, PeopleSoft } from '@plumbline/peoplesoft'
import type { DirectCost } from '@plumbline/schemas'
import Big from 'big.js'
import { mappingOn } from '../coding/resolve.ts'
import { businessUnitOf, type ProjectSettings, projectOf, type Settings } from '../connection.ts'
import { type LedgerFacts, readLedgerFacts } from '../journal/facts.ts'
import { journalId } from '../journal/marker.ts'
import { journalTarget } from '../journal/target.ts'
import { accountInProject, codeLines, dayObstacle, type Obstacle, postedAmount } from './cost-lines.ts'
import { directCost } from './entity.ts'
import { planChange, planReversal } from './journals.ts'
import { askVoucher, type VoucherHit, vendorLink } from './voucher.ts'

export type CostContext = Ctx<Settings, LedgerFacts, unknown> & { posted: Posted<JournalBody>[] }
export type CostPlan = Plan<JournalBody[]>

/** Approved direct costs become balanced GL journals (BUSINESS.md, Direct costs → journals). */
export const directCostToPeoplesoft = postingApply<
  DirectCost,
  JournalBody,
  PeopleSoft,
  Settings,
  unknown,
  LedgerFacts
>({
  name: 'direct-cost.to-peoplesoft',
  entity: directCost,
  to: 'peoplesoft',
  batch: 20,
  scopes: (cost, settings) => (projectOf(settings, cost.header.project_id) ? [cost.header.project_id!] : []),
  facts: readLedgerFacts,
  refs: (cost, scope, settings, facts) => [
    ...cost.lines.flatMap(line =>
      line.cost_code_id ? [accountInProject(scope, { nativeId: line.cost_code_id })] : [],
    ),
    ...accountKeys(scope, settings, facts).map(key => accountInProject(scope, { key })),
    ...(cost.vendor_id ? [vendorLink(cost.vendor_id)] : []),
  ],
  claims: (cost, settings) => {
    const posts =
      policyOf(cost, settings) === 'journal' && cost.status === 'approved' && !cost.header.foreign_origin_id
    if (!posts || !cost.vendor_id || !cost.invoice_number) return []
    return [`vendor ${cost.vendor_id} invoice ${cost.invoice_number.trim().toUpperCase()}`]
  },
  ask: (ps, cost, settings, link) => askVoucher(ps, cost, settings, link),
  toTarget: planCost,
  targetId: journalId,
  ...journalTarget,
})

/** Accounts that a rule can lead to: their links are looked at with the line's own. */
function accountKeys(scope: string, settings: Settings, facts: LedgerFacts): string[] {
  const project = projectOf(settings, scope)
  if (!project) return []
  const { setids } = businessUnitOf(settings, project.bu_gl)
  const named = settings.mappings.flatMap(({ rules }) =>
    rules.flatMap(({ to }) => (to.account ? [to.account] : [])),
  )
  return [...new Set(named)]
    .filter(account => facts.accounts.has(account))
    .map(account => `${setids.GL_ACCOUNT_TBL}:${account}`)
}

function policyOf(cost: DirectCost, settings: Settings): 'journal' | 'skip' | null {
  const { policies } = settings.flows['direct-cost']
  return cost.direct_cost_type === 'unknown' ? null : policies[cost.direct_cost_type]
}

/** What one revision of a cost means for the books. Pure. */
export function planCost(cost: DirectCost, ctx: CostContext): CostPlan {
  const project = projectOf(ctx.settings, ctx.scope)
  if (!project) return hold('project-not-enabled', `project ${ctx.scope} is not enabled any more`)
  const edited = ctx.posted.find(one => one.editedThere)
  if (edited && !ctx.released)
    return hold(
      'edited-there',
      `${edited.targetId} was changed in PeopleSoft before it was posted; look at both, then release`,
    )
  const policy = policyOf(cost, ctx.settings)
  if (cost.header.foreign_origin_id)
    return skip(
      'foreign-origin',
      `another integration owns this cost (origin id ${cost.header.foreign_origin_id})`,
    )
  if (policy === 'skip')
    return skip('type-not-journalled', `costs of type ${cost.direct_cost_type} are not posted here`)
  if (policy === null)
    return hold('unknown-type', `Procore's type ${cost.direct_cost_type_raw ?? 'blank'} is not known here`)
  const before = beforeCutover(cost, project, ctx)
  if (before) return before
  if (ctx.meta.op === 'delete' || cost.status !== 'approved') return undo(cost, ctx)
  return post(cost, ctx, project)
}

/** BUSINESS.md, Cutover: baseline when first read approved; anything else about an earlier cost is for a person. */
function beforeCutover(cost: DirectCost, { post_from }: ProjectSettings, ctx: CostContext): CostPlan | null {
  if (cost.direct_cost_date === null || cost.direct_cost_date >= post_from || ctx.released) return null
  const dated = `dated ${cost.direct_cost_date}, before this project is posted from ${post_from}`
  if (ctx.meta.revision === 1 && cost.status === 'approved')
    return { do: 'baseline', code: 'before-cutover', why: `${dated}: in the books already` }
  if (ctx.meta.revision === 1) return skip('not-approved', `${cost.status}; ${dated}`)
  return hold('before-cutover', `${dated}, and changed since: the books need a person's look`)
}

function undo(cost: DirectCost, ctx: CostContext): CostPlan {
  const gone = ctx.meta.op === 'delete'
  if (ctx.posted.length === 0)
    return skip(
      gone ? 'deleted-unposted' : 'not-approved',
      gone ? 'deleted before it was posted' : `is ${cost.status}`,
    )
  return planReversal(cost, ctx)
}

function post(cost: DirectCost, ctx: CostContext, project: ProjectSettings): CostPlan {
  const { settings, facts } = ctx
  const wrong = amountsObstacle(cost, settings) ?? currencyObstacle(cost, project, settings)
  if (wrong) return park([wrong])
  if (cost.direct_cost_date === null)
    return park([obstacle('date-missing', 'the cost has no date', { for: 'fact', what: 'direct_cost_date' })])
  const mapping = mappingOn(settings.mappings, cost.direct_cost_date)
  if (!mapping)
    return park([
      obstacle('mapping-missing', `no mapping holds for ${cost.direct_cost_date}`, {
        for: 'settings',
        what: 'mapping',
      }),
    ])
  const question = { cost, project, mapping, settings, facts, link: ctx.link }
  const coded = codeLines(question)
  if ('obstacles' in coded) return park(coded.obstacles)
  const voucher = ctx.asked as VoucherHit | null
  if (voucher)
    return park([
      obstacle('already-vouchered', voucher.why, { for: 'fact', what: `voucher ${voucher.voucherId}` }),
    ])
  return planChange(cost, ctx, project, mapping, coded.lines, day => {
    const closed = dayObstacle(coded.lines, question, day)
    return closed ? park([closed]) : null
  })
}

/** Σ lines must equal the total; with or without tax is a setting, since no source says (procore.md §8). */
function amountsObstacle(cost: DirectCost, { flows }: Settings): Obstacle | null {
  const withTax = flows['direct-cost'].tax.grand_total === 'with-tax'
  const sum = cost.lines.reduce(
    (total, line) => total.plus(line.amount).plus(withTax ? (line.tax_amount ?? 0) : 0),
    Big(0),
  )
  const untaxed = cost.lines.find(line => line.tax_code_id !== null && line.tax_amount === null)
  if (untaxed)
    return obstacle('tax-rate-missing', `tax code ${untaxed.tax_code_id} has no rate in Procore`, {
      for: 'fact',
      what: `tax code ${untaxed.tax_code_id}`,
    })
  if (cost.lines.length === 0)
    return obstacle('no-lines', 'the cost has no lines', { for: 'fact', what: 'direct cost lines' })
  if (cost.grand_total === null || sum.eq(cost.grand_total)) return null
  return obstacle(
    'total-differs',
    `the lines come to ${sum.toFixed(2)}, the cost says ${Big(cost.grand_total).toFixed(2)}`,
    {
      for: 'fact',
      what: 'direct cost lines',
    },
  )
}

function currencyObstacle(cost: DirectCost, project: ProjectSettings, settings: Settings): Obstacle | null {
  const currency = cost.currency_iso_code ?? project.currency
  const { base_currency } = businessUnitOf(settings, project.bu_gl)
  if (currency === base_currency) return null
  const why = `the cost is in ${currency}, the books of ${project.bu_gl} are in ${base_currency}, and rates are not used`
  return obstacle('foreign-currency', why, { for: 'settings', what: 'rates' })
}

const obstacle = (code: string, why: string, wait: Wait): Obstacle => ({ code, why, wait })
const hold = (code: string, why: string): CostPlan => ({ do: 'hold', code, why })
const skip = (code: string, why: string): CostPlan => ({ do: 'skip', code, why })

/** Parks for everything that is missing at once, so that one look shows the whole list. */
function park(obstacles: Obstacle[]): CostPlan {
  const [first, ...more] = obstacles
  const why = obstacles.map(one => one.why).join('; ')
  return { do: 'park', code: first!.code, why, waits: [first!.wait, ...more.map(one => one.wait)] }
}

/** The sum that a cost puts into the books, tax included; for reports. */
export function bookedTotal(cost: DirectCost, settings: Settings): Big {
  const apart = settings.flows['direct-cost'].tax.account !== undefined
  return cost.lines.reduce(
    (sum, line) => sum.plus(postedAmount(line, settings)).plus(apart ? (line.tax_amount ?? 0) : 0),
    Big(0),
  )
}
