import { planReversal } from './change.ts'
import { isBaseline } from './cutover.ts'
import { readMarker } from './marker.ts'
import { hold, type JournalPlan, type Posting, type PostingContext, skip } from './posting.ts'
import { sumPosted } from './standing.ts'

/** Holds where a person changed the newest posted journal; of earlier ones the next revision has told already. */
export function editedThere({ posted, released }: PostingContext): JournalPlan | null {
  if (released) return null
  const event = eventOf(posted.at(-1)?.body.DESCR254)
  const newest = posted.filter(one => eventOf(one.body.DESCR254) === event)
  const edited = newest.find(one => one.editedThere)?.targetId
  return edited === undefined
    ? null
    : hold(
        'edited-there',
        `${edited} was changed in PeopleSoft before it was posted; look at both, then release`,
      )
}

const eventOf = (descr254: string | undefined): string | undefined =>
  readMarker(descr254 ?? null)?.split('/')[0]

/** A document that is not approved any more: what stands is taken back, whatever is said of such documents today. */
export function withdraw(posting: Posting, ctx: PostingContext, word: string): JournalPlan {
  if (ctx.posted.length > 0) return planReversal(posting, ctx)
  if (isBaseline(posting) && !ctx.released)
    return hold(
      'before-cutover',
      `in the books from before ${posting.project.post_from}, and now ${word}: correct the books by hand, then release`,
    )
  return word === 'deleted'
    ? skip('deleted-unposted', 'deleted before it was posted')
    : skip('not-approved', `is ${word}`)
}

/** One that is not to be posted is skipped, but held where something of it stands in the books already. */
export function refusePosting({ posted }: PostingContext, code: string, why: string): JournalPlan {
  return sumPosted(posted).length > 0
    ? hold(code, `${why}, but ${posted.at(-1)!.targetId} stands in the books`)
    : skip(code, why)
}
