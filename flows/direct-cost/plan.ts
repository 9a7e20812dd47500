import type { Wait } from '@plumbline/flow-kit'
import type { DirectCost } from '@plumbline/schemas'
import { mappingOn } from '../coding/resolve.ts'
import { type ProjectSettings, projectOf, type Settings } from '../connection.ts'
import { readMarker } from '../journal/marker.ts'
import { sumPosted } from '../journal/standing.ts'
import { findAmountObstacle } from './amounts.ts'
import { type CostContext, type CostPlan, hold, park, skip } from './context.ts'
import { codeLines } from './cost-lines.ts'
import { beforeCutover, isBaseline } from './cutover.ts'
import { planChange, planReversal } from './journals.ts'
import { type VoucherHit, vendorLink } from './voucher.ts'

/** What becomes of costs of this type; null for a type that is not known here. */
export function policyOf(cost: DirectCost, settings: Settings): 'journal' | 'skip' | null {
  const { policies } = settings.flows['direct-cost']
  return cost.direct_cost_type === 'unknown' ? null : policies[cost.direct_cost_type]
}

/** What one revision of a cost means for the books (BUSINESS.md, Direct costs → journals). Pure. */
export function planCost(cost: DirectCost, ctx: CostContext): CostPlan {
  const project = projectOf(ctx.settings, ctx.scope)
  if (!project) return hold('project-not-enabled', `project ${ctx.scope} is not enabled any more`)
  const edited = ctx.released ? null : editedThere(ctx)
  if (edited)
    return hold(
      'edited-there',
      `${edited} was changed in PeopleSoft before it was posted; look at both, then release`,
    )
  if (ctx.meta.op !== 'put') return withdraw(cost, ctx, project, 'deleted')
  // A word that we do not know is neither an approval nor its withdrawal.
  if (cost.status === 'unknown')
    return hold('unknown-status', `Procore's status ${cost.status_raw ?? 'blank'} is not known here`)
  if (cost.status !== 'approved') return withdraw(cost, ctx, project, cost.status)
  return notOurs(cost, ctx) ?? beforeCutover(cost, project, ctx) ?? post(cost, ctx, project)
}

/** A journal of the newest posted revision that a person changed; of earlier ones the next revision has told already. */
function editedThere({ posted }: CostContext): string | null {
  const event = eventOf(posted.at(-1)?.body.DESCR254)
  const newest = posted.filter(one => eventOf(one.body.DESCR254) === event)
  return newest.find(one => one.editedThere)?.targetId ?? null
}

const eventOf = (descr254: string | undefined): string | undefined =>
  readMarker(descr254 ?? null)?.split('/')[0]

/** A cost that is not approved any more: what stands is taken back, whatever is said of such costs today. */
function withdraw(cost: DirectCost, ctx: CostContext, project: ProjectSettings, word: string): CostPlan {
  if (ctx.posted.length > 0) return planReversal(cost, ctx, project)
  if (isBaseline(cost, project) && !ctx.released)
    return hold(
      'before-cutover',
      `in the books from before ${project.post_from}, and now ${word}: correct the books by hand, then release`,
    )
  return word === 'deleted'
    ? skip('deleted-unposted', 'deleted before it was posted')
    : skip('not-approved', `is ${word}`)
}

/** An approved cost that is posted elsewhere or not at all; held where something of it stands here already. */
function notOurs(cost: DirectCost, ctx: CostContext): CostPlan | null {
  const stands = sumPosted(ctx.posted).length > 0
  const policy = policyOf(cost, ctx.settings)
  const refuse = (code: string, why: string) =>
    stands ? hold(code, `${why}, but ${ctx.posted.at(-1)!.targetId} stands in the books`) : skip(code, why)
  if (cost.header.foreign_origin_id)
    return refuse(
      'foreign-origin',
      `another integration owns this cost (origin id ${cost.header.foreign_origin_id})`,
    )
  if (policy === 'skip')
    return refuse('type-not-journalled', `costs of type ${cost.direct_cost_type} are not posted here`)
  if (policy === null)
    return hold('unknown-type', `Procore's type ${cost.direct_cost_type_raw ?? 'blank'} is not known here`)
  return null
}

function post(cost: DirectCost, ctx: CostContext, project: ProjectSettings): CostPlan {
  const { settings, facts, link, today } = ctx
  const wrong = findAmountObstacle(cost, project, settings)
  if (wrong) return park([wrong])
  if (cost.direct_cost_date === null)
    return park([
      {
        code: 'date-missing',
        why: 'the cost has no date',
        wait: { for: 'fact', what: 'direct_cost_date' },
      },
    ])
  const mapping = mappingOn(settings.mappings, cost.direct_cost_date)
  const clearing = mapping?.offsets.find(
    one => one.direct_cost_type === cost.direct_cost_type && one.bu_gl === project.bu_gl,
  )
  if (!mapping || !clearing)
    return park([
      {
        code: 'mapping-missing',
        why: mapping
          ? `no clearing account for ${cost.direct_cost_type} costs of ${project.bu_gl}`
          : `no mapping holds for ${cost.direct_cost_date}`,
        wait: { for: 'settings', what: 'mapping' },
      },
    ])
  const coded = codeLines({ cost, project, mapping, settings, facts, today, link })
  if ('obstacles' in coded) return park(coded.obstacles)
  return vouchered(ctx) ?? planChange(cost, ctx, project, { mapping, clearing, coded: coded.lines })
}

/** Of a cost that is posted already, a voucher is what its clearing account waits for. */
function vouchered({ asked, posted }: CostContext): CostPlan | null {
  const hit = asked as VoucherHit | null
  if (!hit || posted.length > 0) return null
  const wait: Wait = hit.vendorId
    ? { for: 'link', ref: vendorLink(hit.vendorId) }
    : { for: 'fact', what: `voucher ${hit.voucherId}` }
  return park([{ code: 'already-vouchered', why: hit.why, wait }])
}
