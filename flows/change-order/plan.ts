import { createZone } from '@plumbline/peoplesoft'
import type { ChangeOrder } from '@plumbline/schemas'
import Big from 'big.js'
import { mappingOn } from '../coding/resolve.ts'
import { type ProjectSettings, projectOf, type Settings } from '../connection.ts'
import { findAmountObstacle } from '../journal/amounts.ts'
import { balanced } from '../journal/balance.ts'
import { planChange } from '../journal/change.ts'
import { codeLines } from '../journal/coded-lines.ts'
import { beforeCutover } from '../journal/cutover.ts'
import { lineText } from '../journal/line.ts'
import { hold, type JournalPlan, type Posting, type PostingContext, park } from '../journal/posting.ts'
import { editedThere, refusePosting, withdraw } from '../journal/withdrawal.ts'

/** What one revision of a change order means for the memo books (BUSINESS.md, Change orders). Pure. */
export function planChangeOrder(order: ChangeOrder, ctx: PostingContext): JournalPlan {
  const project = projectOf(ctx.settings, ctx.scope)
  const own = ctx.settings.flows['change-order']
  if (!project || !own) return hold('project-not-enabled', `project ${ctx.scope} is not enabled any more`)
  const edited = editedThere(ctx)
  if (edited) return edited
  const posting = postingOf(order, project, ctx.settings, own)
  if (ctx.meta.op !== 'put') return withdraw(posting, ctx, 'deleted')
  // A word that we do not know is neither an approval nor its withdrawal.
  if (order.status === 'unknown')
    return hold('unknown-status', `Procore's status ${order.status_raw ?? 'blank'} is not known here`)
  if (order.status !== 'approved') return withdraw(posting, ctx, order.status)
  if (own.mode === 'none')
    return refusePosting(ctx, 'type-not-journalled', 'change orders are not posted by this connection')
  return beforeCutover(posting, ctx) ?? post(order, posting, ctx, own)
}

type Own = NonNullable<Settings['flows']['change-order']>

function postingOf(
  order: ChangeOrder,
  project: ProjectSettings,
  { peoplesoft }: Settings,
  { ledger_group, source, closed_period }: Own,
): Posting {
  return {
    noun: 'change order',
    subject: `Procore change order ${order.package_id} of commitment ${order.contract_id}, project ${order.header.project_id}`,
    project,
    book: {
      unit: project.bu_gl,
      ledgerGroup: ledger_group,
      currency: order.currency_iso_code ?? project.currency,
    },
    source,
    closedPeriod: closed_period,
    dated: dayOf(order, peoplesoft.time_zone),
    datedWhenFirstApproved: order.date_when_first_read_approved,
  }
}

/** The day of its review; where Procore has none, the day on which it was first seen approved, if not before that. */
function dayOf({ reviewed_date, date_when_first_read_approved, header }: ChangeOrder, zone: string) {
  const seen = header.first_approved_at
  return (
    reviewed_date ??
    date_when_first_read_approved ??
    (seen === null ? null : createZone(zone).wall(seen).slice(0, 10))
  )
}

function post(order: ChangeOrder, posting: Posting, ctx: PostingContext, own: Own): JournalPlan {
  const { settings, facts, link, today } = ctx
  const { project, book } = posting
  const isEmpty = order.lines.length === 0 && order.grand_total !== null && Big(order.grand_total).eq(0)
  const wrong = isEmpty
    ? null
    : findAmountObstacle({ ...order, noun: 'change order', currency: book.currency }, project, settings)
  if (wrong) return park([wrong])
  const dated = posting.dated!
  const mapping = mappingOn(settings.mappings, dated)
  const offset = mapping?.offsets.find(one => one.flow === 'change-order' && one.bu_gl === project.bu_gl)
  if (!mapping || !offset)
    return park([
      {
        code: 'mapping-missing',
        why: mapping
          ? `no commitment offset account for change orders of ${project.bu_gl}`
          : `no mapping holds for ${dated}`,
        wait: { for: 'settings', what: 'mapping' },
      },
    ])
  const { analysis_type } = own
  const projectSet = analysis_type === undefined ? false : { analysis_type }
  const coded = codeLines(
    { direct_cost_type: null, projectSet, project, mapping, settings, facts, today, link },
    order.lines.map(line => ({
      ...line,
      of: `change order line ${line.id}`,
      reference: order.number,
      text: line.description ?? order.title,
    })),
  )
  if ('obstacles' in coded) return park(coded.obstacles)
  const text = lineText(order.title ?? order.description)
  const grounded = balanced(coded.lines, offset, { as: 'commitment offset', text }, settings)
  return planChange(posting, ctx, { grounded, mapping })
}
