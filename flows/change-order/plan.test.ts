import type { Posted } from '@plumbline/flow-kit'
import type { JournalBody } from '@plumbline/peoplesoft'
import { describe, expect, test } from 'vitest'
import { calendarOf, contextOf, factsWith, openRange } from '../direct-cost/fixtures/books.ts'
import { costEvent } from '../direct-cost/fixtures/events.ts'
import { journalId } from '../journal/marker.ts'
import type { JournalPlan, PostingContext } from '../journal/posting.ts'
import { settingsWith } from '../testing/settings.ts'
import { eventLine, orderEvent } from './fixtures/orders.ts'
import { planChangeOrder } from './plan.ts'

/** These periods of 2026 open for the memo ledger group, which has an account of its own. */
const memoOpen = (...periods: [number, number]) =>
  factsWith({
    accounts: new Map([...factsWith().accounts, ['202000', factsWith().accounts.get('231000')!]]),
    units: {
      US001: { calendar: calendarOf(2025, 2026, 2027), open: [openRange(2026, ...periods, 'MEMO')] },
    },
  })

function plan(order: ReturnType<typeof orderEvent>, change: Partial<PostingContext> = {}): JournalPlan {
  const { key, revision, operation } = order.header
  const meta = { eventId: `${revision}`.padStart(32, '0'), key, revision, op: operation }
  const context = contextOf(costEvent(), { settings: settingsWith(), facts: memoOpen(10, 12), ...change })
  return planChangeOrder(order, { ...context, meta })
}
const journals = (made: JournalPlan): JournalBody[] => (made.do === 'send' ? made.body : [])
const told = (made: JournalPlan) =>
  journals(made).map(({ BUSINESS_UNIT, LEDGER_GROUP, JOURNAL_DATE, lines }) => [
    `${BUSINESS_UNIT} ${LEDGER_GROUP} ${JOURNAL_DATE}`,
    ...lines.map(line => `${line.ACCOUNT} ${line.MONETARY_AMOUNT} ${line.MOVEMENT_FLAG}`),
  ])

/** Carries revisions one after another into the same lane. */
function lane() {
  const posted: Posted<JournalBody>[] = []
  return (order: ReturnType<typeof orderEvent>, change: Partial<PostingContext> = {}) => {
    const made = plan(order, { ...change, posted: [...posted] })
    for (const [part, body] of journals(made).entries()) {
      const targetId = journalId({ eventId: String(order.header.revision).padStart(32, '0') }, part, 0)
      posted.push({ targetId, body: { ...body, JOURNAL_ID: targetId }, editedThere: false })
    }
    return made
  }
}

describe('an approved change order', () => {
  test('becomes a journal of the memo ledger group: the mapped account against the commitment offset', () => {
    const made = plan(orderEvent())
    expect(told(made)).toEqual([['US001 MEMO 2026-10-15', '500200 1848.75 N', '202000 -1848.75 N']])
    expect(journals(made)[0]!.DESCR254).toMatch(
      /^Procore change order 81001 of commitment 71500, project 87001 rev 1, dated 2026-10-15\. Plumbline 0/,
    )
    expect(made).toMatchObject({
      grounds: {
        mapping: '1',
        journals: [
          {
            lines: [
              { of: 'change order line 82001' },
              { of: 'commitment offset', by: { account: 'offsets' } },
            ],
          },
        ],
      },
    })
  })

  test('that deducts is posted the other way round', () => {
    expect(told(plan(orderEvent({ lines: [eventLine('-250.5')] })))).toEqual([
      ['US001 MEMO 2026-10-15', '500200 -250.5 N', '202000 250.5 N'],
    ])
  })

  test.each([
    ['without lines', []],
    ['whose lines are all zero', [eventLine('0'), eventLine('0.00')]],
  ])('of nothing posts nothing: one %s', (_, lines) => {
    expect(plan(orderEvent({ lines, grand_total: '0' }))).toEqual({ do: 'nothing' })
  })

  test('that moves money between accounts posts both lines and no offset', () => {
    const labor = eventLine('-100', { line_item_type_code: 'L' })
    expect(told(plan(orderEvent({ lines: [eventLine('100'), labor] })))).toEqual([
      ['US001 MEMO 2026-10-15', '500200 100 N', '500100 -100 N'],
    ])
  })

  test('carries the cost centre but no project set: Project Costing would count it as actual cost', () => {
    const [line] = journals(plan(orderEvent()))[0]!.lines
    expect(line).toMatchObject({
      DEPTID: 'FIELD',
      PROJECT_ID: null,
      BUSINESS_UNIT_PC: null,
      ACTIVITY_ID: null,
      ANALYSIS_TYPE: null,
    })
  })

  test('carries the whole project set under the analysis type of commitments, where the site gives one', () => {
    const settings = settingsWith(({ flows }) => {
      flows['change-order']!.analysis_type = 'COM'
    })
    const lines = journals(plan(orderEvent(), { settings }))[0]!.lines
    expect(lines[0]).toMatchObject({
      BUSINESS_UNIT_PC: 'US001',
      PROJECT_ID: '24-017',
      ACTIVITY_ID: 'CONCRETE',
      ANALYSIS_TYPE: 'COM',
    })
    expect(lines[1]).toMatchObject({ PROJECT_ID: null, ANALYSIS_TYPE: null })
  })

  test('is coded by rules that are not about a type of direct cost', () => {
    const settings = settingsWith(({ mappings }) => {
      const match = { cost_type: 'M', direct_cost_type: 'expense' }
      mappings[0]!.rules.push({ match, to: { account: '500300' } })
    })
    expect(told(plan(orderEvent(), { settings }))[0]![1]).toBe('500200 1848.75 N')
  })

  test.each([
    ['lines that do not come to its total', { grand_total: '1848.76' }, 'total-differs'],
    ['a foreign currency', { currency_iso_code: 'CAD' }, 'foreign-currency'],
    ['no lines but a total', { lines: [], grand_total: '5' }, 'no-lines'],
  ])('with %s parks', (_, more, code) => {
    expect(plan(orderEvent(more))).toMatchObject({ do: 'park', code })
  })

  test('without a commitment offset for its business unit parks, and so does one that no rule codes', () => {
    const settings = settingsWith(({ mappings }) => mappings[0]!.offsets.pop())
    expect(plan(orderEvent(), { settings })).toMatchObject({
      do: 'park',
      code: 'mapping-missing',
      why: 'no commitment offset account for change orders of US001',
    })
    const uncoded = eventLine('1', { line_item_type_code: 'X' })
    expect(plan(orderEvent({ lines: [uncoded] }))).toMatchObject({ do: 'park', code: 'mapping-missing' })
  })

  test('is not posted where the mode is none; one that stands is held', () => {
    const settings = settingsWith(({ flows }) => {
      flows['change-order']!.mode = 'none'
    })
    expect(plan(orderEvent(), { settings })).toMatchObject({ do: 'skip', code: 'type-not-journalled' })
    const carry = lane()
    carry(orderEvent())
    expect(carry(orderEvent({ rev: 2 }), { settings })).toMatchObject({ do: 'hold' })
  })
})

describe('a change of one that is posted', () => {
  test('posts the difference, with what stood taken back', () => {
    const carry = lane()
    carry(orderEvent({ lines: [eventLine('100')] }))
    expect(told(carry(orderEvent({ lines: [eventLine('130')], rev: 2 })))).toEqual([
      ['US001 MEMO 2026-10-15', '500200 -100 R', '202000 100 R', '500200 130 N', '202000 -130 N'],
    ])
    expect(carry(orderEvent({ lines: [eventLine('130.00')], title: 'Reworded', rev: 3 }))).toEqual({
      do: 'nothing',
    })
  })

  test.each([
    ['void', orderEvent({ status: 'void', rev: 2 })],
    ['rejected', orderEvent({ status: 'rejected', rev: 2 })],
    ['not approved any more', orderEvent({ status: 'pending', rev: 2 })],
    ['deleted', orderEvent({ operation: 'delete', rev: 2 })],
  ])('that makes it %s takes back all of it', (_, order) => {
    const carry = lane()
    carry(orderEvent({ lines: [eventLine('100')] }))
    expect(told(carry(order))).toEqual([['US001 MEMO 2026-10-15', '500200 -100 R', '202000 100 R']])
    expect(carry({ ...order, header: { ...order.header, revision: 3 } })).toEqual({ do: 'nothing' })
  })

  test('whose status is a word nobody knows is held: neither approval nor withdrawal', () => {
    expect(plan(orderEvent({ status: 'unknown', status_raw: 'Frozen' }))).toMatchObject({
      do: 'hold',
      code: 'unknown-status',
    })
  })

  test('before it was ever posted is skipped where it is not approved', () => {
    expect(plan(orderEvent({ status: 'void' }))).toMatchObject({ do: 'skip', code: 'not-approved' })
  })
})

describe('the date', () => {
  test.each([
    ['its review, in the connection’s zone', {}, '2026-10-15'],
    [
      'where Procore has no review, the day on which it was first seen approved',
      {
        reviewed_date: null,
        date_when_first_read_approved: null,
        header: { first_approved_at: '2026-11-05T03:00:00.000Z' },
      },
      '2026-11-04',
    ],
    [
      'of one that was approved before it was first read, no later than its last change then',
      { reviewed_date: null, date_when_first_read_approved: '2026-10-02' },
      '2026-10-02',
    ],
  ])('is %s', (_, more, day) => {
    expect(journals(plan(orderEvent(more)))[0]!.JOURNAL_DATE).toBe(day)
  })

  test('in a period that is closed for the memo ledger group is that of the next open one, or held', () => {
    expect(told(plan(orderEvent(), { facts: memoOpen(11, 12) }))[0]![0]).toBe('US001 MEMO 2026-11-01')
    const settings = settingsWith(({ flows }) => {
      flows['change-order']!.closed_period = 'hold'
    })
    expect(plan(orderEvent(), { facts: memoOpen(11, 12), settings })).toMatchObject({
      do: 'hold',
      code: 'period-closed',
    })
    expect(plan(orderEvent(), { facts: factsWith() })).toMatchObject({ do: 'park', code: 'no-open-period' })
  })

  test('before the cutover makes it baseline, if it was approved by then', () => {
    const settings = settingsWith(({ projects }) => {
      projects[0]!.post_from = '2026-11-01'
    })
    expect(plan(orderEvent(), { settings })).toMatchObject({ do: 'baseline', code: 'before-cutover' })
    expect(plan(orderEvent({ rev: 2 }), { settings })).toMatchObject({ do: 'hold' })
    const later = { date_when_first_read_approved: null, rev: 2 }
    expect(plan(orderEvent(later), { settings })).toMatchObject({ do: 'hold', code: 'before-cutover' })
    expect(plan(orderEvent(later), { settings, released: true })).toMatchObject({ do: 'send' })
  })
})
