import type { Ctx, Plan, Posted, Wait, Why } from '@plumbline/flow-kit'
import type { JournalBody } from '@plumbline/peoplesoft'
import type { ProjectSettings, Settings } from '../connection.ts'
import type { LedgerFacts } from './facts.ts'
import type { Book } from './standing.ts'

export type PostingContext = Ctx<Settings, LedgerFacts, unknown> & { posted: Posted<JournalBody>[] }
export type JournalPlan = Plan<JournalBody[]>

/** A document of Procore that is posted, in the words of the books. */
export type Posting = {
  /** What it is called, e.g. `cost`. */
  noun: string
  /** What it is about, in words with full ids: `Procore direct cost 123 of project 456`. */
  subject: string
  project: ProjectSettings
  book: Book
  /** Journal source. */
  source: string
  closedPeriod: 'next-open' | 'hold'
  /** The day that decides period and mapping; null where it has none. */
  dated: string | null
  /** That day as it was when the document was first read, if it was approved by then. */
  datedWhenFirstApproved: string | null
}

/** Something that keeps a document from being posted, and what ends the wait. */
export type Obstacle = Why & { wait: Wait }

/** Parks for everything that is missing at once, so that one look shows the whole list. */
export function park([first, ...more]: [Obstacle, ...Obstacle[]]): Extract<JournalPlan, { do: 'park' }> {
  const all = [first, ...more]
  return {
    do: 'park',
    code: first.code,
    why: all.map(one => one.why).join('; '),
    waits: [first.wait, ...more.map(one => one.wait)],
  }
}

export const hold = (code: string, why: string) => ({ do: 'hold', code, why }) as const
export const skip = (code: string, why: string) => ({ do: 'skip', code, why }) as const
