import type { Wait } from '@plumbline/flow-kit'
import type { DirectCost } from '@plumbline/schemas'
import { mappingOn } from '../coding/resolve.ts'
import { type ProjectSettings, projectOf, type Settings } from '../connection.ts'
import { planChange } from '../journal/change.ts'
import { beforeCutover } from '../journal/cutover.ts'
import { hold, type JournalPlan, type Posting, type PostingContext, park } from '../journal/posting.ts'
import { editedThere, refusePosting, withdraw } from '../journal/withdrawal.ts'
import { currencyOf, findAmountObstacle } from './amounts.ts'
import { wantedLines } from './clearing.ts'
import { codeLines } from './cost-lines.ts'
import { type VoucherHit, vendorLink } from './voucher.ts'

/** What becomes of costs of this type; null for a type that is not known here. */
export function policyOf(cost: DirectCost, settings: Settings): 'journal' | 'skip' | null {
  const { policies } = settings.flows['direct-cost']
  return cost.direct_cost_type === 'unknown' ? null : policies[cost.direct_cost_type]
}

/** What one revision of a cost means for the books (BUSINESS.md, Direct costs → journals). Pure. */
export function planCost(cost: DirectCost, ctx: PostingContext): JournalPlan {
  const project = projectOf(ctx.settings, ctx.scope)
  if (!project) return hold('project-not-enabled', `project ${ctx.scope} is not enabled any more`)
  const edited = editedThere(ctx)
  if (edited) return edited
  const posting = postingOf(cost, project, ctx.settings)
  if (ctx.meta.op !== 'put') return withdraw(posting, ctx, 'deleted')
  // A word that we do not know is neither an approval nor its withdrawal.
  if (cost.status === 'unknown')
    return hold('unknown-status', `Procore's status ${cost.status_raw ?? 'blank'} is not known here`)
  if (cost.status !== 'approved') return withdraw(posting, ctx, cost.status)
  return notOurs(cost, ctx) ?? beforeCutover(posting, ctx) ?? post(cost, posting, ctx)
}

function postingOf(cost: DirectCost, project: ProjectSettings, { flows }: Settings): Posting {
  const { ledger_group, source, closed_period } = flows['direct-cost']
  return {
    noun: 'cost',
    subject: `Procore direct cost ${cost.direct_cost_id} of project ${cost.header.project_id}`,
    project,
    book: { unit: project.bu_gl, ledgerGroup: ledger_group, currency: currencyOf(cost, project) },
    source,
    closedPeriod: closed_period,
    dated: cost.direct_cost_date,
    datedWhenFirstApproved: cost.date_when_first_read_approved,
  }
}

/** An approved cost that is posted elsewhere or not at all; held where something of it stands here already. */
function notOurs(cost: DirectCost, ctx: PostingContext): JournalPlan | null {
  const policy = policyOf(cost, ctx.settings)
  if (cost.header.foreign_origin_id)
    return refusePosting(
      ctx,
      'foreign-origin',
      `another integration owns this cost (origin id ${cost.header.foreign_origin_id})`,
    )
  if (policy === 'skip')
    return refusePosting(
      ctx,
      'type-not-journalled',
      `costs of type ${cost.direct_cost_type} are not posted here`,
    )
  if (policy === null)
    return hold('unknown-type', `Procore's type ${cost.direct_cost_type_raw ?? 'blank'} is not known here`)
  return null
}

function post(cost: DirectCost, posting: Posting, ctx: PostingContext): JournalPlan {
  const { settings, facts, link, today } = ctx
  const { project } = posting
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
    one =>
      one.flow === 'direct-cost' &&
      one.direct_cost_type === cost.direct_cost_type &&
      one.bu_gl === project.bu_gl,
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
  const grounded = wantedLines(cost, coded.lines, clearing, settings)
  return vouchered(ctx) ?? planChange(posting, ctx, { grounded, mapping })
}

/** Of a cost that is posted already, a voucher is what its clearing account waits for. */
function vouchered({ asked, posted }: PostingContext): JournalPlan | null {
  const hit = asked as VoucherHit | null
  if (!hit || posted.length > 0) return null
  const wait: Wait = hit.vendorId
    ? { for: 'link', ref: vendorLink(hit.vendorId) }
    : { for: 'fact', what: `voucher ${hit.voucherId}` }
  return park([{ code: 'already-vouchered', why: hit.why, wait }])
}
