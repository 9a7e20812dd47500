import type { Posted } from '@plumbline/flow-kit'
import type { JournalBody } from '@plumbline/peoplesoft'
import { describe, expect, test } from 'vitest'
import type { Settings } from '../connection.ts'
import type { PostingContext } from '../journal/posting.ts'
import { settingsWith } from '../testing/settings.ts'
import { carry, contextOf, factsWith } from './fixtures/books.ts'
import { costEvent, costLine } from './fixtures/events.ts'
import { planCost } from './plan.ts'

type Event = Parameters<typeof costEvent>[0]
const plan = (event: Event = {}, change: Partial<PostingContext> = {}) => {
  const cost = costEvent(event)
  return planCost(cost, contextOf(cost, change))
}
const settings = (change: (settings: Settings) => void) => ({ settings: settingsWith(change) })
/** What stands after an approved cost of 100 was posted. */
function standing(event: Event = {}): Posted<JournalBody>[] {
  const posted: Posted<JournalBody>[] = []
  carry(costEvent({ lines: [costLine('100')], ...event }), posted)
  return posted
}

describe('an approved cost', () => {
  test('becomes one balanced journal with source, ledger group and the full ids', () => {
    const planned = plan({ lines: [costLine('1848.75'), costLine('100', { line_item_type_code: 'L' })] })
    expect(planned).toMatchObject({
      do: 'send',
      body: [
        {
          BUSINESS_UNIT: 'US001',
          JOURNAL_DATE: '2026-10-14',
          LEDGER_GROUP: 'ACTUALS',
          SOURCE: 'PRC',
          CURRENCY_CD: 'USD',
          ADJUSTING_ENTRY: 'N',
          REVERSAL_CD: 'N',
          DESCR254: expect.stringMatching(
            /^Procore direct cost 61001 of project 87001 rev 1, dated 2026-10-14\. Plumbline [0-9a-f]{32}\/0$/,
          ),
          lines: [
            { JOURNAL_LINE: 1, ACCOUNT: '500200', MONETARY_AMOUNT: '1848.75', MOVEMENT_FLAG: 'N' },
            { JOURNAL_LINE: 2, ACCOUNT: '500100', MONETARY_AMOUNT: '100' },
            { JOURNAL_LINE: 3, ACCOUNT: '214200', MONETARY_AMOUNT: '-1948.75', PROJECT_ID: null },
          ],
        },
      ],
    })
  })

  test('keeps what it rests on: mapping version, rule by line, date and why', () => {
    expect(plan({ lines: [costLine('100'), costLine('0', { id: '62002' })] })).toMatchObject({
      grounds: {
        mapping: '1',
        journals: [
          {
            date: '2026-10-14',
            date_because: 'period 10/2026 is open',
            lines: [
              {
                journal_line: 1,
                of: 'cost line 62001',
                by: { account: 2, deptid: 'project', analysis_type: 3, activity_id: 4 },
              },
              { journal_line: 2, of: 'clearing account', by: { account: 'offsets' } },
            ],
          },
        ],
      },
    })
  })

  test('is coded by the mapping that holds on its date, not by the newest', () => {
    const two = settings(({ mappings }) => {
      const [first] = mappings
      const rules = [
        {
          match: { project: '87001' },
          to: { account: '500300', analysis_type: 'ACT', activity_id: 'GENERAL' },
        },
      ]
      mappings.push({ ...first!, version: '2', effective_from: '2026-11-01', rules })
    })
    expect(plan({}, two)).toMatchObject({
      body: [{ lines: [{ ACCOUNT: '500200' }, {}, {}] }],
      grounds: { mapping: '1' },
    })
    expect(plan({ direct_cost_date: '2026-11-02' }, two)).toMatchObject({
      body: [{ lines: [{ ACCOUNT: '500300' }, {}, {}] }],
      grounds: { mapping: '2' },
    })
  })

  test('of nothing, line by line or as a whole, posts nothing', () => {
    expect(plan({ lines: [costLine('0.00')] })).toEqual({ do: 'nothing' })
  })
})

describe('what is not approved', () => {
  test.each(['draft', 'pending', 'revise_and_resubmit'] as const)(
    '(%s) is skipped while nothing is posted',
    status => {
      expect(plan({ status })).toMatchObject({ do: 'skip', code: 'not-approved' })
    },
  )

  test.each(['draft', 'pending', 'revise_and_resubmit'] as const)(
    '(%s) is taken out of the books where it stands',
    status => {
      expect(plan({ status, revision: 2 }, { posted: standing() })).toMatchObject({
        do: 'send',
        body: [
          {
            lines: [
              { MONETARY_AMOUNT: '-100', MOVEMENT_FLAG: 'R' },
              { MONETARY_AMOUNT: '100', MOVEMENT_FLAG: 'R' },
            ],
          },
        ],
      })
    },
  )

  test('of a status that is not known is neither posted nor taken back: a person looks', () => {
    const unknown = { status: 'unknown', status_raw: 'closed' } as const
    expect(plan(unknown)).toMatchObject({
      do: 'hold',
      code: 'unknown-status',
      why: expect.stringContaining('closed'),
    })
    expect(plan({ ...unknown, revision: 2 }, { posted: standing() })).toMatchObject({ do: 'hold' })
  })
})

describe('a deleted cost', () => {
  const deleted = { operation: 'delete', revision: 2 } as const
  test('is skipped where it was never posted', () => {
    expect(plan(deleted)).toMatchObject({ do: 'skip', code: 'deleted-unposted' })
  })

  test('is taken out of the books where it stands, and only once', () => {
    const posted = standing()
    expect(carry(costEvent(deleted), posted)).toMatchObject({ do: 'send' })
    expect(carry(costEvent({ ...deleted, revision: 3 }), posted)).toEqual({ do: 'nothing' })
  })

  test.each([
    [
      'though such costs are not posted any more',
      settings(({ flows }) => (flows['direct-cost'].policies.expense = 'skip')),
      {},
    ],
    ['though its status is not known', {}, { status: 'unknown' as const }],
    ['though its type is not known', {}, { direct_cost_type: 'unknown' as const }],
    ['though another integration claims it', {}, { header: { foreign_origin_id: 'sage:1' } }],
    ['though it has no date any more', {}, { direct_cost_date: null }],
    ['though its lines are gone', {}, { lines: [] }],
    ['though no mapping would code it', settings(({ mappings }) => (mappings[0]!.rules = [])), {}],
  ])('is taken back %s', (_, change, event) => {
    expect(plan({ ...deleted, ...event }, { ...change, posted: standing() })).toMatchObject({ do: 'send' })
  })
})

describe('kinds of cost', () => {
  test.each([
    ['invoice', 'send'],
    ['expense', 'send'],
    ['payroll', 'skip'],
    ['subcontractor_invoice', 'skip'],
  ] as const)('%s: %s by default', (direct_cost_type, does) => {
    expect(plan({ direct_cost_type }).do).toBe(does)
  })

  test('a type that is not known is held, by its own name', () => {
    expect(plan({ direct_cost_type: 'unknown', direct_cost_type_raw: 'equipment' })).toMatchObject({
      do: 'hold',
      code: 'unknown-type',
      why: expect.stringContaining('equipment'),
    })
  })

  test('each has a clearing account of its own, and one without parks', () => {
    expect(plan({ direct_cost_type: 'invoice' })).toMatchObject({
      body: [{ lines: [{}, {}, { ACCOUNT: '214100' }] }],
    })
    const journalled = settings(({ flows }) => (flows['direct-cost'].policies.payroll = 'journal'))
    expect(plan({ direct_cost_type: 'payroll' }, journalled)).toMatchObject({
      do: 'park',
      code: 'mapping-missing',
      why: 'no clearing account for payroll costs of US001',
    })
  })

  test('a change of a cost that stands, of a kind that is not posted any more, is held', () => {
    const skipped = settings(({ flows }) => (flows['direct-cost'].policies.expense = 'skip'))
    expect(plan({ revision: 2 }, { ...skipped, posted: standing() })).toMatchObject({
      do: 'hold',
      code: 'type-not-journalled',
      why: expect.stringContaining('stands in the books'),
    })
  })
})

describe('a cost of another integration', () => {
  const foreign = { header: { foreign_origin_id: 'sage300:DC-88123' } }
  test('is never posted, and its owner is named', () => {
    expect(plan(foreign)).toMatchObject({
      do: 'skip',
      code: 'foreign-origin',
      why: expect.stringContaining('sage300:DC-88123'),
    })
  })

  test('is held where it stands in our books already', () => {
    expect(plan({ ...foreign, revision: 2 }, { posted: standing() })).toMatchObject({
      do: 'hold',
      code: 'foreign-origin',
    })
  })
})

test('a cost without a date parks', () => {
  expect(plan({ direct_cost_date: null, date_when_first_read_approved: null })).toMatchObject({
    do: 'park',
    code: 'date-missing',
  })
})

test('a cost before the first mapping parks', () => {
  const late = settings(({ mappings }) => (mappings[0]!.effective_from = '2026-11-01'))
  expect(plan({}, late)).toMatchObject({
    do: 'park',
    code: 'mapping-missing',
    why: expect.stringContaining('2026-10-14'),
  })
})

test('a cost of a project that left the connection is held', () => {
  const left = settings(settings => (settings.projects = []))
  expect(plan({}, left)).toMatchObject({ do: 'hold', code: 'project-not-enabled' })
})

test('everything that is missing is parked for at once: any of it wakes the cost', () => {
  const lines = [costLine('1', { line_item_type_code: 'O' }), costLine('2')]
  const facts = factsWith({ accounts: new Map() })
  expect(plan({ lines }, { facts })).toMatchObject({
    do: 'park',
    code: 'mapping-missing',
    why: expect.stringMatching(/line 1.*; line 2/),
    waits: [
      { for: 'settings', what: 'mapping' },
      { for: 'fact', what: 'account 500200' },
    ],
  })
})

describe('accounts and projects on the day of the journal', () => {
  const ended = [
    { SETID: 'SHARE', ACCOUNT: '214200', EFFDT: '2020-01-01', EFF_STATUS: 'A', ACCOUNT_TYPE: 'L' },
    { SETID: 'SHARE', ACCOUNT: '214200', EFFDT: '2026-10-01', EFF_STATUS: 'I', ACCOUNT_TYPE: 'L' },
  ]
  test.each([
    [
      'a clearing account',
      factsWith({ accounts: factsWith().accounts.set('214200', ended) }),
      'account 214200',
    ],
    ['a project', factsWith({ projectOpen: false }), 'project 24-017'],
    ['an activity', factsWith({ openActivities: new Set() }), 'activity CONCRETE of project 24-017'],
    ['a department', factsWith({ departments: new Map() }), 'department FIELD'],
  ])('%s that is not active parks the cost, by name', (_, facts, what) => {
    expect(plan({}, { facts })).toMatchObject({
      do: 'park',
      code: 'not-active',
      waits: [{ for: 'fact', what }],
    })
  })

  test('keep a reversal waiting, too: PeopleSoft would refuse it', () => {
    const facts = factsWith({ projectOpen: false })
    expect(plan({ operation: 'delete', revision: 2 }, { facts, posted: standing() })).toMatchObject({
      do: 'park',
      code: 'not-active',
    })
  })
})

describe('an invoice that Payables has', () => {
  const asked = {
    voucherId: '00004471',
    why: 'invoice HW-4471 is in Payables already: voucher 00004471 of US001',
    vendorId: null,
  }
  test('parks, naming the voucher', () => {
    expect(plan({}, { asked })).toMatchObject({
      do: 'park',
      code: 'already-vouchered',
      why: asked.why,
      waits: [{ for: 'fact', what: 'voucher 00004471' }],
    })
  })

  test('waits for the link of its vendor, where nobody knows yet whose voucher it is', () => {
    expect(plan({}, { asked: { ...asked, vendorId: '51001' } })).toMatchObject({
      do: 'park',
      code: 'already-vouchered',
      waits: [{ for: 'link', ref: { at: 'vendor.to-procore', nativeId: '51001' } }],
    })
  })

  test('is what the clearing account waits for, once the cost is posted: its changes go on', () => {
    const lines = [costLine('120')]
    expect(plan({ revision: 2, lines }, { asked, posted: standing() })).toMatchObject({ do: 'send' })
  })
})

describe('a journal that a person changed in PeopleSoft', () => {
  const edited = () => standing().map(one => ({ ...one, editedThere: true }))
  const change = { revision: 2, lines: [costLine('120')] }

  test('holds the next revision, naming the journal; a deletion, too', () => {
    const posted = edited()
    expect(plan(change, { posted })).toMatchObject({
      do: 'hold',
      code: 'edited-there',
      why: expect.stringContaining(posted[0]!.targetId),
    })
    expect(plan({ operation: 'delete', revision: 2 }, { posted })).toMatchObject({
      do: 'hold',
      code: 'edited-there',
    })
  })

  test('is corrected as it was read back, once a person lets it go; later revisions are not held again', () => {
    const posted = edited()
    posted[0]!.body.lines[0]!.ACCOUNT = '500300'
    expect(carry(costEvent(change), posted, { released: true })).toMatchObject({
      do: 'send',
      body: [
        {
          lines: [
            { ACCOUNT: '500300', MONETARY_AMOUNT: '-100' },
            { ACCOUNT: '214200', MONETARY_AMOUNT: '100' },
            { ACCOUNT: '500200', MONETARY_AMOUNT: '120' },
            { ACCOUNT: '214200', MONETARY_AMOUNT: '-120' },
          ],
        },
      ],
    })
    expect(plan({ revision: 3, lines: [costLine('130')] }, { posted })).toMatchObject({ do: 'send' })
  })
})
