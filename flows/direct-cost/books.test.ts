import type { Posted } from '@plumbline/flow-kit'
import type { JournalBody, JournalLine } from '@plumbline/peoplesoft'
import Big from 'big.js'
import { describe, expect, test } from 'vitest'
import type { Settings } from '../connection.ts'
import { type Random, randomFrom } from '../testing/random.ts'
import { settingsWith } from '../testing/settings.ts'
import { calendarOf, carry, factsWith, openRange } from './fixtures/books.ts'
import { costEvent, costLine } from './fixtures/events.ts'

/** What happens to one cost, told without any code of ours: what the books must say is worked out from this alone. */
type Story = {
  status: 'draft' | 'approved'
  type: 'invoice' | 'expense'
  deleted: boolean
  month: number
  day: number
  lines: { cents: number; taxCents: number; costType: 'L' | 'M'; costCode: '03-300' | '03-400' }[]
  world: World
}
type World = {
  unit: 'US001' | 'US002'
  project: string
  labor: string
  clearing: Record<'invoice' | 'expense', string>
  balanced: boolean
  taxApart: boolean
  /** The first month that is open; the year's last one is open always. */
  openFrom: number
  today: string
}

const ACCOUNTS = { labor: ['500100', '500300'], clearing: ['214100', '214200', '201000'] }
const fresh: Story = {
  status: 'draft',
  type: 'expense',
  deleted: false,
  month: 10,
  day: 14,
  lines: [{ cents: 10_000, taxCents: 0, costType: 'M', costCode: '03-300' }],
  world: {
    unit: 'US001',
    project: '24-017',
    labor: '500100',
    clearing: { invoice: '214100', expense: '214200' },
    balanced: false,
    taxApart: false,
    openFrom: 9,
    today: '2026-11-16',
  },
}

const happenings: Record<string, (story: Story, random: Random) => Story> = {
  approve: story => ({ ...story, status: 'approved' }),
  approveAgain: story => ({ ...story, status: 'approved' }),
  unapprove: story => ({ ...story, status: 'draft' }),
  delete: story => ({ ...story, deleted: true }),
  changeLines: (story, random) => ({ ...story, lines: linesOf(random) }),
  changeALine: (story, random) => ({
    ...story,
    lines: story.lines.map((line, at) => (at === 0 ? { ...line, cents: centsOf(random) } : line)),
  }),
  addALine: (story, random) => ({ ...story, lines: [...story.lines, ...linesOf(random).slice(0, 1)] }),
  shuffleLines: story => ({ ...story, lines: story.lines.toReversed() }),
  movePeriod: (story, random) => ({ ...story, month: random.whole(8, 11), day: random.whole(1, 15) }),
  moveDay: (story, random) => ({ ...story, day: random.whole(1, 15) }),
  changeProject: (story, random) => inWorld(story, { project: random.pick(['24-017', '24-018', '23-001']) }),
  changeUnit: (story, random) => inWorld(story, { unit: random.pick(['US001', 'US002']) }),
  changeRule: (story, random) => inWorld(story, { labor: random.pick(ACCOUNTS.labor) }),
  changeClearing: (story, random) =>
    inWorld(story, { clearing: { ...story.world.clearing, [story.type]: random.pick(ACCOUNTS.clearing) } }),
  taxApart: (story, random) => inWorld(story, { taxApart: random.chance(50) }),
  closeAPeriod: story => inWorld(story, { openFrom: Math.min(story.world.openFrom + 1, 11) }),
}

const inWorld = (story: Story, change: Partial<World>): Story => ({
  ...story,
  world: { ...story.world, ...change },
})
const centsOf = (random: Random) => random.pick([1, -1, 33_33, random.whole(-50_000_00, 90_000_00), 0])

function linesOf(random: Random): Story['lines'] {
  return Array.from({ length: random.whole(1, 12) }, () => {
    const cents = centsOf(random)
    const taxCents = random.chance(30) ? Math.sign(cents) * Math.round(Math.abs(cents) * 0.1035) : 0
    return {
      cents,
      taxCents,
      costType: random.pick(['L', 'M'] as const),
      costCode: random.pick(['03-300', '03-400'] as const),
    }
  })
}

const decimal = (cents: number) => Big(cents).div(100).toFixed()

function settingsOf({ world }: Story): Settings {
  return settingsWith(settings => {
    settings.business_units.US002 = { ...settings.business_units.US001! }
    Object.assign(settings.projects[0]!, { bu_gl: world.unit, project_id: world.project })
    const [mapping] = settings.mappings
    mapping!.rules = [
      { match: { cost_type: 'L' }, to: { account: world.labor, deptid: 'OFFICE' } },
      { match: { cost_type: 'M' }, to: { account: '500200' } },
      { match: { project: '87001' }, to: { analysis_type: 'ACT' } },
      { match: { cost_code: '03-3*' }, to: { activity_id: 'CONCRETE' } },
      { match: { cost_code: '03-4*' }, to: { activity_id: 'GENERAL' } },
    ]
    mapping!.offsets = (['invoice', 'expense'] as const).flatMap(direct_cost_type =>
      (['US001', 'US002'] as const).map(bu_gl => ({
        flow: 'direct-cost' as const,
        direct_cost_type,
        bu_gl,
        account: world.clearing[direct_cost_type],
        deptid: 'FIELD',
      })),
    )
    const own = settings.flows['direct-cost']
    own.balancing_chartfields = world.balanced ? ['deptid'] : []
    if (world.taxApart) own.tax.account = '231000'
  })
}

function factsOf({ world }: Story) {
  const { accounts } = factsWith()
  for (const account of ['201000', '231000']) accounts.set(account, accounts.get('214100')!)
  const periods = { calendar: calendarOf(2026), open: [openRange(2026, world.openFrom, 12)] }
  return factsWith({ accounts, units: { US001: periods, US002: periods } })
}

function eventOf(story: Story, revision: number) {
  return costEvent({
    revision,
    operation: story.deleted ? 'delete' : 'put',
    status: story.status,
    direct_cost_type: story.type,
    direct_cost_date: `2026-${String(story.month).padStart(2, '0')}-${String(story.day).padStart(2, '0')}`,
    date_when_first_read_approved: null,
    lines: story.lines.map(({ cents, taxCents, costType, costCode }, at) =>
      costLine(decimal(cents), {
        id: String(62_001 + at),
        cost_code: costCode,
        line_item_type_code: costType,
        ...(taxCents !== 0 && { tax_code_id: '901', tax_amount: decimal(taxCents) }),
      }),
    ),
  })
}

/** Cents by business unit and coding that the books must say, worked out line by line. */
function owed(story: Story): Record<string, number> {
  const sums: Record<string, number> = {}
  const { world } = story
  const add = (coding: string, cents: number) => {
    sums[`${world.unit} ${coding}`] = (sums[`${world.unit} ${coding}`] ?? 0) + cents
  }
  if (story.deleted || story.status !== 'approved') return sums
  for (const { cents, taxCents, costType, costCode } of story.lines) {
    const department = costType === 'L' ? 'OFFICE' : 'FIELD'
    const set = `${department} ${world.project} ${costCode === '03-300' ? 'CONCRETE' : 'GENERAL'}`
    add(`${costType === 'L' ? world.labor : '500200'} ${set}`, cents + (world.taxApart ? 0 : taxCents))
    if (world.taxApart) add(`231000 ${set}`, taxCents)
    add(`${world.clearing[story.type]} ${world.balanced ? department : 'FIELD'} - -`, -cents - taxCents)
  }
  return withoutZeros(sums)
}

function standing(posted: Posted<JournalBody>[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const { body } of posted)
    for (const { ACCOUNT, DEPTID, PROJECT_ID, ACTIVITY_ID, MONETARY_AMOUNT } of body.lines) {
      const coding = `${body.BUSINESS_UNIT} ${ACCOUNT} ${DEPTID} ${PROJECT_ID ?? '-'} ${ACTIVITY_ID ?? '-'}`
      sums[coding] = (sums[coding] ?? 0) + Number(Big(MONETARY_AMOUNT).times(100).toFixed())
    }
  return withoutZeros(sums)
}

const withoutZeros = (sums: Record<string, number>) =>
  Object.fromEntries(Object.entries(sums).filter(([, cents]) => cents !== 0))

const sumOfLines = (lines: JournalLine[]) =>
  lines.reduce((sum, line) => sum.plus(line.MONETARY_AMOUNT), Big(0)).toFixed()
const PROJECT_SET = [
  'BUSINESS_UNIT_PC',
  'PROJECT_ID',
  'ACTIVITY_ID',
  'ANALYSIS_TYPE',
  'RESOURCE_TYPE',
  'RESOURCE_CATEGORY',
  'RESOURCE_SUB_CAT',
] as const

function checkJournal(journal: JournalBody, { world }: Story): void {
  const { lines, REVERSAL_CD, ADJUSTING_ENTRY, JOURNAL_DATE } = journal
  expect(sumOfLines(lines), 'balances').toBe('0')
  if (world.balanced)
    for (const [, some] of Map.groupBy(lines, line => line.DEPTID))
      expect(sumOfLines(some), 'balances by department').toBe('0')
  expect([REVERSAL_CD, ADJUSTING_ENTRY]).toEqual(['N', 'N'])
  expect(Number(JOURNAL_DATE.slice(5, 7)), 'is dated in an open period').toBeGreaterThanOrEqual(
    world.openFrom,
  )
  expect(lines.map(line => line.JOURNAL_LINE)).toEqual(lines.map((_, at) => at + 1))
  for (const line of lines) {
    expect(line.MONETARY_AMOUNT).toMatch(/^-?\d+(\.\d{1,2})?$/)
    expect(line.MONETARY_AMOUNT).not.toBe('0')
    const isClearing = ACCOUNTS.clearing.includes(line.ACCOUNT!)
    const filled = PROJECT_SET.filter(field => line[field] !== null)
    expect(filled, `${line.ACCOUNT}`).toEqual(isClearing ? [] : PROJECT_SET.slice(0, 4))
  }
}

describe('whatever happens to a cost', { timeout: 60_000 }, () => {
  const SEEDS = 150
  const names = Object.keys(happenings)

  test(`the books say what was last approved, to the cent: ${SEEDS} random stories of 12 revisions`, () => {
    const met = new Map<string, number>()
    for (let seed = 1; seed <= SEEDS; seed++) {
      const random = randomFrom(seed)
      const posted: Posted<JournalBody>[] = []
      const told: string[] = []
      let story = inWorld(fresh, { balanced: random.chance(50) })
      for (let revision = 1; revision <= 12 && !story.deleted; revision++) {
        const name = random.pick(revision === 1 ? ['approve', 'changeLines'] : names)
        story = happenings[name]!(story, random)
        told.push(name)
        const plan = carry(eventOf(story, revision), posted, {
          settings: settingsOf(story),
          facts: factsOf(story),
          today: story.world.today,
        })
        const at = `seed ${seed}: ${told.join(', ')}`
        met.set(plan.do, (met.get(plan.do) ?? 0) + 1)
        expect(['send', 'nothing', 'skip'], `${at}: ${JSON.stringify(plan)}`).toContain(plan.do)
        expect(standing(posted), at).toEqual(owed(story))
        if (plan.do === 'send') {
          expect(plan.body.length, at).toBeLessThanOrEqual(2)
          for (const journal of plan.body) checkJournal(journal, story)
        }
      }
    }
    // The stories are worth something only if all of this was met.
    for (const does of ['send', 'nothing', 'skip']) expect(met.get(does), does).toBeGreaterThan(SEEDS / 4)
  })

  test('a revision that waits, or waits for a person, leaves the books alone, and the next one catches up', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = randomFrom(seed)
      const posted: Posted<JournalBody>[] = []
      let story: Story = { ...fresh, status: 'approved' }
      for (let revision = 1; revision <= 12 && !story.deleted; revision++) {
        story = happenings[random.pick(names)]!(story, random)
        const before = structuredClone(posted)
        const facts = random.chance(40) ? factsWith({ units: {}, accounts: new Map() }) : factsOf(story)
        const plan = carry(eventOf(story, revision), posted, { settings: settingsOf(story), facts })
        if (plan.do === 'park' || plan.do === 'hold') expect(posted).toEqual(before)
        else expect(standing(posted), `seed ${seed}`).toEqual(owed(story))
      }
    }
  })

  test('the same revision planned again after it was posted posts nothing', () => {
    for (let seed = 1; seed <= 100; seed++) {
      const random = randomFrom(seed)
      const story: Story = { ...fresh, status: 'approved', lines: linesOf(random) }
      const posted: Posted<JournalBody>[] = []
      const told = { settings: settingsOf(story), facts: factsOf(story) }
      carry(eventOf(story, 1), posted, told)
      expect(carry(eventOf(story, 2), posted, told), `seed ${seed}`).toEqual({ do: 'nothing' })
    }
  })

  test('the same story gives the same journals each time', () => {
    const run = () => {
      const random = randomFrom(7)
      const posted: Posted<JournalBody>[] = []
      let story: Story = { ...fresh, status: 'approved' }
      for (let revision = 1; revision <= 12 && !story.deleted; revision++) {
        story = happenings[random.pick(names.filter(name => name !== 'delete'))]!(story, random)
        carry(eventOf(story, revision), posted, { settings: settingsOf(story), facts: factsOf(story) })
      }
      return posted
    }
    expect(run()).toEqual(run())
    expect(run().length).toBeGreaterThan(3)
  })
})
