import { readCostDate } from './marker.ts'
import { hold, type JournalPlan, type Posting, type PostingContext } from './posting.ts'

/** Whether a document was in the books before us: approved already when first read, and dated before the cutover then. */
export const isBaseline = ({ datedWhenFirstApproved, project }: Posting): boolean =>
  datedWhenFirstApproved !== null && datedWhenFirstApproved < project.post_from

/**
 * What the cutover says of an approved document; null where it says nothing (BUSINESS.md, Cutover). A baseline one is
 * never posted, not even when it is let go: the whole of it would be posted a second time.
 */
export function beforeCutover(posting: Posting, ctx: PostingContext): JournalPlan | null {
  const { post_from } = posting.project
  const last = ctx.posted.at(-1)
  if (!last && isBaseline(posting)) return planBaseline(posting, ctx)
  const { dated } = posting
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
  { datedWhenFirstApproved, project: { post_from } }: Posting,
  { meta, released }: PostingContext,
): JournalPlan {
  const was = `dated ${datedWhenFirstApproved} when first read, before this project is posted from ${post_from}`
  if (meta.revision === 1)
    return { do: 'baseline', code: 'before-cutover', why: `${was}: in the books already` }
  if (released)
    return { do: 'baseline', code: 'before-cutover', why: `${was}; a person has looked at its change` }
  return hold(
    'before-cutover',
    `${was}, and changed since: correct the books by hand, then release; it stays unposted here`,
  )
}
