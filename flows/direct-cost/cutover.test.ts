import type { Posted } from '@plumbline/flow-kit'
import type { JournalBody } from '@plumbline/peoplesoft'
import { describe, expect, test } from 'vitest'
import type { PostingContext } from '../journal/posting.ts'
import { settingsWith } from '../testing/settings.ts'
import { carry, contextOf } from './fixtures/books.ts'
import { costEvent, costLine } from './fixtures/events.ts'
import { planCost } from './plan.ts'

/** The project is posted from November on. */
const settings = settingsWith(({ projects }) => {
  projects[0]!.post_from = '2026-11-01'
})
type Event = Parameters<typeof costEvent>[0]
const plan = (event: Event, change: Partial<PostingContext> = {}) => {
  const cost = costEvent(event)
  return planCost(cost, contextOf(cost, { settings, ...change }))
}

const approvedThen = { direct_cost_date: '2026-10-14', date_when_first_read_approved: '2026-10-14' }
const approvedLater = { direct_cost_date: '2026-10-14', date_when_first_read_approved: null }

describe('a cost dated before the cutover and approved when first read', () => {
  test('is baseline: in the books already', () => {
    expect(plan(approvedThen)).toMatchObject({ do: 'baseline', code: 'before-cutover' })
  })

  test.each([
    ['changed', { lines: [costLine('120')] }],
    ['moved behind the cutover: posting it would post it twice', { direct_cost_date: '2026-11-05' }],
    ['left without a date', { direct_cost_date: null }],
  ])('is held for a person when it is %s', (_, event) => {
    expect(plan({ ...approvedThen, ...event, revision: 2 })).toMatchObject({
      do: 'hold',
      code: 'before-cutover',
    })
  })

  test.each([
    ['deleted', { operation: 'delete' as const }],
    ['not approved any more', { status: 'pending' as const }],
  ])('is held for a person when it is %s', (_, event) => {
    expect(plan({ ...approvedThen, ...event, revision: 2 })).toMatchObject({
      do: 'hold',
      code: 'before-cutover',
    })
    expect(plan({ ...approvedThen, ...event, revision: 2 }, { released: true })).toMatchObject({ do: 'skip' })
  })

  test('stays unposted when a person lets its change go: the whole of it would be posted a second time', () => {
    const changed = { ...approvedThen, direct_cost_date: '2026-11-05', revision: 2 }
    expect(plan(changed, { released: true })).toMatchObject({ do: 'baseline' })
  })

  test('is never posted if it is another integration’s, or of a kind that is not posted', () => {
    expect(plan({ ...approvedThen, header: { foreign_origin_id: 'sage:1' } })).toMatchObject({
      code: 'foreign-origin',
    })
    expect(plan({ ...approvedThen, direct_cost_type: 'payroll' })).toMatchObject({
      code: 'type-not-journalled',
    })
  })
})

describe('a cost dated before the cutover and approved later', () => {
  test('is skipped while it is not approved, however often it changes', () => {
    for (const revision of [1, 2, 3])
      expect(plan({ ...approvedLater, status: 'draft', revision })).toMatchObject({
        do: 'skip',
        code: 'not-approved',
      })
    expect(plan({ ...approvedLater, status: 'draft', revision: 4, operation: 'delete' })).toMatchObject({
      do: 'skip',
      code: 'deleted-unposted',
    })
  })

  test('is held once it is approved, and posted when a person lets it go', () => {
    expect(plan({ ...approvedLater, revision: 2 })).toMatchObject({ do: 'hold', code: 'before-cutover' })
    expect(plan({ ...approvedLater, revision: 2 }, { released: true })).toMatchObject({ do: 'send' })
  })
})

test('the day of the cutover itself is posted', () => {
  const on = '2026-11-01'
  expect(plan({ direct_cost_date: on, date_when_first_read_approved: on })).toMatchObject({ do: 'send' })
})

describe('a cost that was posted', () => {
  const after = { direct_cost_date: '2026-11-05', date_when_first_read_approved: '2026-11-05' }
  const before = { direct_cost_date: '2026-10-14' }
  const standing = () => {
    const posted: Posted<JournalBody>[] = []
    expect(carry(costEvent(after), posted, { settings })).toMatchObject({ do: 'send' })
    return posted
  }

  test('is held when its date moves before the cutover, and goes on from there once it is let go', () => {
    const posted = standing()
    const moved = { ...after, ...before }
    expect(plan({ ...moved, revision: 2 }, { posted })).toMatchObject({ do: 'hold', code: 'before-cutover' })
    expect(carry(costEvent({ ...moved, revision: 2 }), posted, { settings, released: true })).toMatchObject({
      do: 'send',
    })
    const changed = costEvent({ ...moved, revision: 3, lines: [costLine('1')] })
    expect(carry(changed, posted, { settings })).toMatchObject({ do: 'send' })
  })

  test('is taken back when it is deleted, whatever its date says', () => {
    const gone = { ...after, ...before, revision: 2, operation: 'delete' as const }
    expect(plan(gone, { posted: standing() })).toMatchObject({ do: 'send' })
  })

  test('is corrected as ever after the cutover was moved behind its date', () => {
    const later = settingsWith(({ projects }) => {
      projects[0]!.post_from = '2026-12-01'
    })
    const changed = { ...after, revision: 2, lines: [costLine('1')] }
    expect(plan(changed, { posted: standing(), settings: later })).toMatchObject({ do: 'send' })
  })
})
