import { type Followed, type Found, postingApply } from '@plumbline/flow-kit'
import { called, type ToyCalls } from './toy-books.ts'
import { cost, type ToyCost } from './toy-entities.ts'
import { heldBack, type ToySettings, waitedFor } from './toy-settings.ts'

/** One journal. `event` is the full marker; whole units, as a text. */
export type ToyJournal = { targetId: string; event: string; date: string; amount: string }

/** A journal as it stands there. */
type ToyPosting = {
  journal: ToyJournal
  stage: 'open' | 'error' | 'posted' | 'undone'
  editedThere: boolean
}

/** A target in memory that is posted to. It has no idempotency: every POST that gets through is one more journal. */
export type ToyJournals = ToyCalls<ToyJournal> & {
  /** In the order they came. */
  postings: ToyPosting[]
  /** The day that is open for posting. */
  openDay: string
  /** Journals are posted as soon as they arrive. */
  postsAtOnce: boolean
  /** How often it was asked. */
  asked: { facts: number; find: number; follow: number }
  /** Posts, or otherwise moves, every journal that is open; gives how many. */
  moveAll(stage: ToyPosting['stage']): number
  /** The sum of what is posted, or about to be. */
  balance(): string
}

export function toyJournals(): ToyJournals {
  const books: ToyJournals = {
    calls: [],
    faults: [],
    items: new Map(),
    postings: [],
    openDay: '2026-03-10',
    postsAtOnce: false,
    asked: { facts: 0, find: 0, follow: 0 },
    moveAll: stage => {
      const open = books.postings.filter(one => one.stage === 'open' || one.stage === 'error')
      for (const one of open) one.stage = stage
      return open.length
    },
    balance: () =>
      String(
        books.postings
          .filter(one => one.stage !== 'undone')
          .reduce((sum, one) => sum + BigInt(one.journal.amount), 0n),
      ),
  }
  return books
}

type Api = { journals: ToyJournals }

/** Costs into the journals, a posting flow: a revision posts what differs from all that stands. */
export const costToToy = postingApply<ToyCost, ToyJournal, Api, ToySettings, null, { openDay: string }>({
  name: 'direct-cost.to-toy',
  entity: cost,
  to: 'peoplesoft',
  batch: 20,
  scopes: () => ['books'],
  claims: ({ invoice_number }) => (invoice_number === null ? [] : [`invoice ${invoice_number}`]),
  facts: async ({ journals: books }) => {
    books.asked.facts++
    return { openDay: books.openDay }
  },
  refs: ({ header }, _, settings) => waitedFor(settings, header.key),
  toTarget: (value, { settings, facts, link, meta, posted }) => {
    const held = heldBack(settings, meta.key, link)
    if (held) return held
    const wanted = meta.op === 'put' ? BigInt((value.grand_total ?? '0').split('.')[0]!) : 0n
    const amount = wanted - posted.reduce((sum, { body }) => sum + BigInt(body.amount), 0n)
    if (amount === 0n) return { do: 'nothing' }
    const body = { targetId: '', event: meta.eventId, date: facts.openDay, amount: String(amount) }
    return { do: 'send', body: [body], grounds: { date: facts.openDay, because: 'it is open' } }
  },
  targetId: (meta, part, salt) => `${meta.eventId.slice(0, 8)}${part}${salt}`,
  withId: (body, targetId) => ({ ...body, targetId }),
  write: async ({ journals: books }, scope, bodies) =>
    called(
      books,
      scope,
      bodies,
      body => body.targetId,
      journal => {
        const stage = books.postsAtOnce ? 'posted' : 'open'
        books.postings.push({ journal: { ...journal }, stage, editedThere: false })
        return { is: 'accepted', targetId: journal.targetId, seen: null }
      },
    ),
  find: async ({ journals: books }, _, { targetId, event }) => {
    books.asked.find++
    return books.postings
      .filter(one => one.journal.targetId === targetId)
      .map(
        ({ journal, stage, editedThere }): Found<ToyJournal> => ({
          targetId,
          body: { ...journal },
          editedThere,
          ours: journal.event === event,
          stage: stage === 'error' ? 'open' : stage,
        }),
      )
  },
  follow: async ({ journals: books }, sent) => {
    books.asked.follow++
    return new Map(
      sent.flatMap(({ targetId }) => {
        const found = books.postings.find(one => one.journal.targetId === targetId)
        return found ? [[targetId, standing(found)] as const] : []
      }),
    )
  },
})

function standing({ journal, stage, editedThere }: ToyPosting): Followed<ToyJournal> {
  switch (stage) {
    case 'posted':
      return { is: 'final', posted: { targetId: journal.targetId, body: { ...journal }, editedThere } }
    case 'open':
      return { is: 'open', code: 'following', why: 'waits for approval' }
    case 'error':
      return { is: 'error', code: 'journal-in-error', why: 'the account is inactive' }
    case 'undone':
      return { is: 'undone', code: 'deleted-there', why: 'a person deleted the journal' }
  }
}
