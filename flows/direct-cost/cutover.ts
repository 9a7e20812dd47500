import type { DirectCost } from '@plumbline/schemas'
import type { ProjectSettings } from '../connection.ts'
import { readCostDate } from '../journal/marker.ts'
import { type CostContext, type CostPlan, hold } from './context.ts'

/** Whether a cost was in the books before us: approved already when first read, and dated before the cutover then. */
export const isBaseline = (cost: DirectCost, { post_from }: ProjectSettings): boolean =>
  cost.date_when_first_read_approved !== null && cost.date_when_first_read_approved < post_from

/**
 * What the cutover says of an approved cost; null where it says nothing (BUSINESS.md, Cutover). A baseline cost is never
 * posted, not even when it is let go: the whole of it would be posted a second time.
 */
export function beforeCutover(cost: DirectCost, project: ProjectSettings, ctx: CostContext): CostPlan | null {
  const { post_from } = project
  const last = ctx.posted.at(-1)
  if (!last && isBaseline(cost, project)) return planBaseline(cost, project, ctx)
  const dated = cost.direct_cost_date
  if (dated === null || dated >= post_from || ctx.released) return null
  if (!last)
    return hold(
      'before-cutover',
      `dated ${dated}, before this project is posted from ${post_from}, and approved later: post it by releasing it, if it is in no book yet`,
    )
  if (readCostDate(last.body.DESCR254) === dated) return null
  return hold(
    'before-cutover',
    `posted, and now dated ${dated}, before this project is posted from ${post_from}`,
  )
}

function planBaseline(
  cost: DirectCost,
  { post_from }: ProjectSettings,
  { meta, released }: CostContext,
): CostPlan {
  const was = `dated ${cost.date_when_first_read_approved} when first read, before this project is posted from ${post_from}`
  if (meta.revision === 1)
    return { do: 'baseline', code: 'before-cutover', why: `${was}: in the books already` }
  if (released)
    return { do: 'baseline', code: 'before-cutover', why: `${was}; a person has looked at its change` }
  return hold(
    'before-cutover',
    `${was}, and changed since: correct the books by hand, then release; it stays unposted here`,
  )
}
