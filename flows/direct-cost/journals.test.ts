import type { Posted } from '@plumbline/flow-kit'
import type { JournalBody } from '@plumbline/peoplesoft'
import { describe, expect, test } from 'vitest'
import type { Settings } from '../connection.ts'
import type { JournalPlan, PostingContext } from '../journal/posting.ts'
import { settingsWith } from '../testing/settings.ts'
import { calendarOf, carry, factsWith, openRange } from './fixtures/books.ts'
import { costEvent, costLine } from './fixtures/events.ts'

const of = (amount: string, more: Parameters<typeof costEvent>[0] = {}) =>
  costEvent({ lines: [costLine(amount)], ...more })
const journals = (plan: JournalPlan): JournalBody[] => (plan.do === 'send' ? plan.body : [])
const told = (plan: JournalPlan) =>
  journals(plan).map(({ BUSINESS_UNIT, JOURNAL_DATE, lines }) => [
    `${BUSINESS_UNIT} ${JOURNAL_DATE}`,
    ...lines.map(line => `${line.ACCOUNT} ${line.MONETARY_AMOUNT} ${line.MOVEMENT_FLAG}`),
  ])

/** Carries revisions one after another into the same lane. */
function lane() {
  const posted: Posted<JournalBody>[] = []
  let revision = 0
  return {
    posted,
    carry(cost: (revision: number) => ReturnType<typeof costEvent>, change: Partial<PostingContext> = {}) {
      return carry(cost(++revision), posted, change)
    },
    stands: () => {
      const sums = new Map<string, number>()
      for (const { body } of posted)
        for (const line of body.lines)
          sums.set(line.ACCOUNT!, (sums.get(line.ACCOUNT!) ?? 0) + Number(line.MONETARY_AMOUNT))
      return Object.fromEntries([...sums].filter(([, sum]) => sum !== 0))
    },
  }
}

describe('a correction', () => {
  test('100 → 120 → 130 leaves 130, though the last correction already holds a negation', () => {
    const one = lane()
    one.carry(revision => of('100', { revision }))
    expect(told(one.carry(revision => of('120', { revision })))).toEqual([
      ['US001 2026-10-14', '500200 -100 R', '214200 100 R', '500200 120 N', '214200 -120 N'],
    ])
    expect(told(one.carry(revision => of('130', { revision })))).toEqual([
      ['US001 2026-10-14', '500200 -120 R', '214200 120 R', '500200 130 N', '214200 -130 N'],
    ])
    expect(one.stands()).toEqual({ '500200': 130, '214200': -130 })
  })

  test('names the first journal, and is numbered anew', () => {
    const one = lane()
    one.carry(revision => of('100', { revision }))
    one.carry(revision => of('120', { revision }))
    const [third] = journals(one.carry(revision => of('130', { revision })))
    expect(third!.DESCR254).toContain(`rev 3, dated 2026-10-14, corrects ${one.posted[0]!.targetId}. `)
    expect(third!.lines.map(line => line.JOURNAL_LINE)).toEqual([1, 2, 3, 4])
  })

  test('leaves out equal pairs: only what changes is posted', () => {
    const one = lane()
    const lines = (second: string) => [costLine('60'), costLine('40', { line_item_type_code: second })]
    one.carry(revision => costEvent({ revision, lines: lines('L') }))
    const plan = one.carry(revision =>
      costEvent({
        revision,
        lines: [costLine('60'), costLine('40', { cost_code: '03-400', line_item_type_code: 'L' })],
      }),
    )
    expect(plan).toEqual({ do: 'nothing' })
    const moved = one.carry(revision =>
      costEvent({ revision, lines: [costLine('55'), costLine('45', { line_item_type_code: 'L' })] }),
    )
    expect(told(moved)).toEqual([
      ['US001 2026-10-14', '500200 -60 R', '500100 -40 R', '500200 55 N', '500100 45 N'],
    ])
  })

  test('that the books need not know posts nothing', () => {
    const one = lane()
    one.carry(revision => of('100', { revision }))
    expect(
      one.carry(revision =>
        of('100', { revision, description: 'Footing pour, grid A to D', terms: 'Net 30' }),
      ),
    ).toEqual({ do: 'nothing' })
    expect(
      one.carry(revision =>
        costEvent({ revision, lines: [costLine('70'), costLine('30', { id: '62009' })] }),
      ),
    ).toEqual({ do: 'nothing' })
    expect(one.posted).toHaveLength(1)
  })

  test('takes back what was posted by the mapping of its day, though the mapping says otherwise now', () => {
    const one = lane()
    one.carry(revision => of('100', { revision }))
    const settings = settingsWith(({ mappings }) => {
      mappings[0]!.rules[1]!.to.account = '500300'
      mappings[0]!.offsets[1]!.account = '214100'
    })
    expect(told(one.carry(revision => of('120', { revision }), { settings }))).toEqual([
      ['US001 2026-10-14', '500200 -100 R', '214200 100 R', '500300 120 N', '214100 -120 N'],
    ])
    expect(one.stands()).toEqual({ '500300': 120, '214100': -120 })
  })

  test('of the project moves all lines, clearing aside', () => {
    const one = lane()
    one.carry(revision => of('100', { revision }))
    const settings = settingsWith(({ projects }) => {
      projects[0]!.project_id = '24-018'
    })
    const [journal] = journals(one.carry(revision => of('100', { revision }), { settings }))
    expect(journal!.lines.map(line => [line.PROJECT_ID, line.MONETARY_AMOUNT])).toEqual([
      ['24-017', '-100'],
      ['24-018', '100'],
    ])
  })

  test('after everything was taken back is a posting like the first, dated by the cost', () => {
    const one = lane()
    one.carry(revision => of('100', { revision }))
    one.carry(revision => of('100', { revision, status: 'pending' }))
    expect(told(one.carry(revision => of('100', { revision, direct_cost_date: '2026-10-20' })))).toEqual([
      ['US001 2026-10-20', '500200 100 N', '214200 -100 N'],
    ])
  })

  test('keeps what it rests on: lines that take back say so', () => {
    const one = lane()
    one.carry(revision => of('100', { revision }))
    expect(one.carry(revision => of('120', { revision }))).toMatchObject({
      grounds: {
        mapping: '1',
        journals: [
          {
            date: '2026-10-14',
            date_because: 'the date of the journal that it corrects, whose period is open',
            lines: [
              { journal_line: 1, of: 'what stood', by: {} },
              { journal_line: 2, of: 'what stood', by: {} },
              { journal_line: 3, of: 'cost line 62001', by: { account: 2 } },
              { journal_line: 4, of: 'clearing account' },
            ],
          },
        ],
      },
    })
  })

  test('is against what was posted: a revision that never got there is passed over', () => {
    const one = lane()
    one.carry(revision => of('100', { revision }))
    const parked = of('999', { revision: 2, grand_total: '1' })
    expect(carry(parked, one.posted)).toMatchObject({ do: 'park' })
    one.carry(revision => of('130', { revision }))
    expect(one.stands()).toEqual({ '500200': 130, '214200': -130 })
  })
})

describe('the date of a correction', () => {
  const closing = (from: number) =>
    factsWith({
      units: { US001: { calendar: calendarOf(2025, 2026, 2027), open: [openRange(2026, from, 12)] } },
    })

  test('is that of the prior journal while its period is open, whatever the day of the cost in it', () => {
    const one = lane()
    one.carry(revision => of('100', { revision }))
    expect(told(one.carry(revision => of('120', { revision, direct_cost_date: '2026-10-29' })))[0]![0]).toBe(
      'US001 2026-10-14',
    )
  })

  test('is the first day of the next open period once that is closed', () => {
    const one = lane()
    one.carry(revision => of('100', { revision }))
    const plan = one.carry(revision => of('120', { revision }), { facts: closing(11) })
    expect(told(plan)[0]![0]).toBe('US001 2026-11-01')
    expect(plan).toMatchObject({
      grounds: {
        journals: [{ date_because: 'period 10/2026 is closed; the next open one begins on 2026-11-01' }],
      },
    })
    const next = one.carry(revision => of('130', { revision }), { facts: closing(11) })
    expect(told(next)[0]![0]).toBe('US001 2026-11-01')
    expect(one.stands()).toEqual({ '500200': 130, '214200': -130 })
  })

  test('asks a person where the closed period is to hold, and where it lies in a prior year', () => {
    const one = lane()
    one.carry(revision => of('100', { revision }))
    const settings = settingsWith(({ flows }) => {
      flows['direct-cost'].closed_period = 'hold'
    })
    expect(one.carry(revision => of('120', { revision }), { settings, facts: closing(11) })).toMatchObject({
      do: 'hold',
      code: 'period-closed',
    })
    const nextYear = {
      today: '2027-01-20',
      facts: factsWith({
        units: { US001: { calendar: calendarOf(2026, 2027), open: [openRange(2027, 1, 1)] } },
      }),
    }
    expect(one.carry(revision => of('120', { revision }), nextYear)).toMatchObject({
      do: 'hold',
      code: 'prior-year',
    })
    expect(told(one.carry(revision => of('120', { revision }), { ...nextYear, released: true }))[0]![0]).toBe(
      'US001 2027-01-01',
    )
  })

  test('waits where no period is open: it goes on by itself', () => {
    const one = lane()
    one.carry(revision => of('100', { revision }))
    const facts = factsWith({ units: { US001: { calendar: calendarOf(2026), open: [] } } })
    expect(one.carry(revision => of('120', { revision }), { facts })).toMatchObject({
      do: 'park',
      code: 'no-open-period',
      waits: [{ for: 'fact', what: 'open period of US001' }],
    })
  })
})

describe('two journals, a full negation in the old and the new lines in the new,', () => {
  const twoUnits = (change: (settings: Settings) => void) => {
    const settings = settingsWith(each => {
      each.business_units.US002 = { ...each.business_units.US001! }
      each.mappings[0]!.offsets.push({ ...each.mappings[0]!.offsets[1]!, bu_gl: 'US002' })
      change(each)
    })
    const { units } = factsWith()
    const local = { ...units.US001!, open: [openRange(2026, 10, 12), openRange(2026, 10, 12, 'LOCAL')] }
    return { settings, facts: factsWith({ units: { US001: local, US002: units.US001! } }) }
  }

  test('come of a change of period', () => {
    const one = lane()
    one.carry(revision => of('100', { revision }))
    const plan = one.carry(revision => of('100', { revision, direct_cost_date: '2026-11-03' }))
    expect(told(plan)).toEqual([
      ['US001 2026-10-14', '500200 -100 R', '214200 100 R'],
      ['US001 2026-11-03', '500200 100 N', '214200 -100 N'],
    ])
    expect(journals(plan).map(one => /Plumbline [0-9a-f]+\/(\d)/.exec(one.DESCR254)![1])).toEqual(['0', '1'])
    expect(plan).toMatchObject({
      grounds: {
        journals: [{ date: '2026-10-14', lines: [{ of: 'what stood' }, {}] }, { date: '2026-11-03' }],
      },
    })
    expect(one.stands()).toEqual({ '500200': 100, '214200': -100 })
  })

  test('come of a change of period out of a closed one: the negation goes to the next open day', () => {
    const one = lane()
    one.carry(revision => of('100', { revision }))
    const units = { US001: { calendar: calendarOf(2026), open: [openRange(2026, 11, 12)] } }
    const moved = one.carry(revision => of('100', { revision, direct_cost_date: '2026-11-03' }), {
      facts: factsWith({ units }),
    })
    expect(journals(moved).map(each => each.JOURNAL_DATE)).toEqual(['2026-11-01', '2026-11-03'])
  })

  test('come of a change of business unit', () => {
    const one = lane()
    one.carry(revision => of('100', { revision }))
    const change = twoUnits(({ projects }) => (projects[0]!.bu_gl = 'US002'))
    expect(told(one.carry(revision => of('120', { revision }), change))).toEqual([
      ['US001 2026-10-14', '500200 -100 R', '214200 100 R'],
      ['US002 2026-10-14', '500200 120 N', '214200 -120 N'],
    ])
  })

  test('come of a change of ledger group; the old one is dated by what is open for the old', () => {
    const one = lane()
    one.carry(revision => of('100', { revision }))
    const change = twoUnits(({ flows }) => (flows['direct-cost'].ledger_group = 'LOCAL'))
    const plan = one.carry(revision => of('100', { revision }), change)
    expect(journals(plan).map(one => [one.LEDGER_GROUP, one.JOURNAL_DATE])).toEqual([
      ['ACTUALS', '2026-10-14'],
      ['LOCAL', '2026-10-14'],
    ])
    const onlyNew = factsWith({
      units: {
        US001: {
          calendar: calendarOf(2026),
          open: [openRange(2026, 11, 12, 'ACTUALS'), openRange(2026, 10, 12, 'LOCAL')],
        },
      },
    })
    const two = lane()
    two.carry(revision => of('100', { revision }))
    expect(
      journals(two.carry(revision => of('100', { revision }), { ...change, facts: onlyNew })).map(
        one => one.JOURNAL_DATE,
      ),
    ).toEqual(['2026-11-01', '2026-10-14'])
  })

  test('come of a change of currency', () => {
    const one = lane()
    one.carry(revision => of('100', { revision }))
    const change = twoUnits(({ business_units, projects }) => {
      business_units.US001!.base_currency = 'CAD'
      projects[0]!.currency = 'CAD'
    })
    expect(
      journals(one.carry(revision => of('100', { revision }), change)).map(one => one.CURRENCY_CD),
    ).toEqual(['USD', 'CAD'])
  })

  test('come also where something stands in a second book: it does not stay there', () => {
    const one = lane()
    one.carry(revision => of('100', { revision }))
    const elsewhere = structuredClone(one.posted[0]!)
    elsewhere.body.LEDGER_GROUP = 'LOCAL'
    one.posted.unshift(elsewhere)
    const { facts } = twoUnits(() => {})
    const plan = one.carry(revision => of('100', { revision }), { facts })
    expect(journals(plan).map(each => [each.LEDGER_GROUP, each.lines[0]!.MONETARY_AMOUNT])).toEqual([
      ['LOCAL', '-100'],
      ['ACTUALS', '-100'],
      ['ACTUALS', '100'],
    ])
  })

  test('wait together: none is sent where one cannot be dated', () => {
    const one = lane()
    one.carry(revision => of('100', { revision }))
    expect(one.carry(revision => of('100', { revision, direct_cost_date: '2026-11-30' }))).toMatchObject({
      do: 'hold',
      code: 'future-date',
    })
    expect(one.posted).toHaveLength(1)
  })

  test('are one where nothing is left to post anew', () => {
    const one = lane()
    one.carry(revision => of('100', { revision }))
    expect(told(one.carry(revision => of('0', { revision, direct_cost_date: '2026-11-03' })))).toEqual([
      ['US001 2026-10-14', '500200 -100 R', '214200 100 R'],
    ])
  })
})

test('a journal is dated in the currency of the cost, not in that of a project that says otherwise', () => {
  const settings = settingsWith(({ projects }) => {
    projects[0]!.currency = 'CAD'
  })
  const [journal] = journals(
    lane().carry(revision => of('100', { revision, currency_iso_code: 'USD' }), { settings }),
  )
  expect(journal!.CURRENCY_CD).toBe('USD')
})

test('lines that cancel each other within one coding are no journal, however often the cost is touched', () => {
  const one = lane()
  const cancelling = (revision: number) => costEvent({ revision, lines: [costLine('250'), costLine('-250')] })
  expect(one.carry(cancelling)).toEqual({ do: 'nothing' })
  expect(one.carry(cancelling)).toEqual({ do: 'nothing' })
})
