import type { Followed, Posted } from '@plumbline/flow-kit'
import type { JournalBody } from '@plumbline/peoplesoft'
import { describe, expect, test } from 'vitest'
import { contextOf } from '../direct-cost/fixtures/books.ts'
import { costEvent, costLine } from '../direct-cost/fixtures/events.ts'
import { planCost } from '../direct-cost/plan.ts'
import { type Started, startPeoplesoft } from '../testing/peoplesoft.ts'
import { settingsWith } from '../testing/settings.ts'
import { readLedgerFacts } from './facts.ts'
import { journalId } from './marker.ts'
import { journalTarget } from './target.ts'

const SENT_AT = '2026-10-01T00:00:00.000Z'

/** What a cost becomes where everything is open. */
function journalsOf(cost: ReturnType<typeof costEvent>): JournalBody[] {
  const plan = planCost(cost, contextOf(cost))
  if (plan.do !== 'send') throw new Error(JSON.stringify(plan))
  return plan.body
}

/** Plans a revision by what PeopleSoft says, and posts what comes of it. */
async function post(
  { peoplesoft, settings }: Started,
  cost = costEvent({ lines: [costLine('100')] }),
  posted: Posted<JournalBody>[] = [],
): Promise<JournalBody> {
  const facts = await readLedgerFacts(peoplesoft, '87001', settings)
  const context = contextOf(cost, { settings, facts, posted })
  const plan = planCost(cost, context)
  if (plan.do !== 'send') throw new Error(JSON.stringify(plan))
  const body = journalTarget.withId(plan.body[0]!, journalId(context.meta, 0, 0))
  expect(await journalTarget.write(peoplesoft, '87001', [body])).toMatchObject([
    { is: 'accepted', targetId: body.JOURNAL_ID },
  ])
  return body
}

async function follow(
  { peoplesoft }: Started,
  body: JournalBody,
): Promise<Followed<JournalBody> | undefined> {
  const sent = [{ targetId: body.JOURNAL_ID, body, sentAt: SENT_AT }]
  return (await journalTarget.follow(peoplesoft, sent)).get(body.JOURNAL_ID)
}
const keyOf = ({ BUSINESS_UNIT, JOURNAL_ID, JOURNAL_DATE }: JournalBody) => ({
  BUSINESS_UNIT,
  JOURNAL_ID,
  JOURNAL_DATE,
})
const withoutTexts = ({ lines, ...header }: JournalBody) => ({
  ...header,
  lines: lines.map(line => ({ ...line, FOREIGN_AMOUNT: null, FOREIGN_CURRENCY: null })),
})

describe.each([
  ['codes and plain numbers', {}],
  ['long names', { translate: 'long' }],
  ['padded texts and numbers as texts', { blanks: 'padded', numbers: 'string' }],
  ['numbers with all their decimals', { numbers: 'fixed' }],
])('where PeopleSoft shows %s', (_, switches) => {
  test('a journal is posted as it was sent, and corrected from what was read back', async () => {
    const site = await startPeoplesoft(switches)
    const body = await post(site)
    expect(await follow(site, body)).toMatchObject({ is: 'open' })
    site.pass(10_000)
    const final = await follow(site, body)
    expect(final).toMatchObject({ is: 'final', posted: { targetId: body.JOURNAL_ID, editedThere: false } })
    const { posted } = final as { posted: Posted<JournalBody> }
    const { ADJUSTING_ENTRY: _adjusting, REVERSAL_CD: _reversal, ...sent } = body
    expect(withoutTexts(posted.body)).toEqual(withoutTexts(sent))

    const changed = costEvent({ revision: 2, lines: [costLine('120')] })
    const correction = await post(site, changed, [posted])
    site.pass(20_000)
    expect(await follow(site, correction)).toMatchObject({ is: 'final', posted: { editedThere: false } })
  })
})

test('a journal balances by chartfield where the site wants that, with the setting for it', async () => {
  const lines = [costLine('60'), costLine('40', { line_item_type_code: 'L' })]
  const byOffice = (settings: Started['settings']) => {
    settings.mappings[0]!.offsets[1]!.deptid = 'OTHER'
    settings.flows['direct-cost'].balancing_chartfields = ['deptid']
  }
  const site = await startPeoplesoft({ balancingChartfield: 'DEPTID' }, byOffice)
  const body = await post(site, costEvent({ lines }))
  site.pass(10_000)
  expect(await follow(site, body)).toMatchObject({ is: 'final' })
})

describe('a journal is found', () => {
  test('by its id and marker, whatever becomes of it', async () => {
    const site = await startPeoplesoft()
    const body = await post(site)
    const find = (one: JournalBody) => journalTarget.find(site.peoplesoft, '87001', one)
    expect(await find(body)).toMatchObject([{ targetId: body.JOURNAL_ID, ours: true, stage: 'open' }])
    site.pass(10_000)
    expect(await find(body)).toMatchObject([{ ours: true, stage: 'posted', editedThere: false }])
    await site.person({ do: 'unpost', key: keyOf(body) })
    expect(await find(body)).toMatchObject([{ ours: true, stage: 'undone' }])
  })

  test('and told from another that bears the same id', async () => {
    const site = await startPeoplesoft()
    const body = await post(site)
    const other = { ...body, DESCR254: body.DESCR254.replace('/0', '/1') }
    expect(await journalTarget.find(site.peoplesoft, '87001', other)).toMatchObject([{ ours: false }])
    const free = { ...body, JOURNAL_ID: 'AAAAAAAAAA' }
    expect(await journalTarget.find(site.peoplesoft, '87001', free)).toEqual([])
  })
})

describe('where a site’s own operation answers in another way', () => {
  const [sent] = journalsOf(
    costEvent({ lines: [costLine('60'), costLine('40', { line_item_type_code: 'L' })] }),
  )
  const body = journalTarget.withId(sent!, 'ABCDEFGHIJ')
  /** A site that answers these journals. */
  const find = (...journals: object[]) => {
    const site = {
      settings: settingsWith().peoplesoft,
      read: async () => ({ status: 200, body: { is: 'json', value: { journals } } }),
    }
    return journalTarget.find(site as unknown as Started['peoplesoft'], '87001', body)
  }
  const shown = { ...body, UNPOST_SEQ: '0', JRNL_HDR_STATUS: 'P' }

  test('lines in another order are the same lines', async () => {
    expect(await find({ ...shown, lines: body.lines.toReversed() })).toMatchObject([
      { ours: true, stage: 'posted', editedThere: false, body: { lines: [{ JOURNAL_LINE: 1 }, {}, {}] } },
    ])
  })

  test('a journal that keeps its status beside the reversal of an unpost is undone', async () => {
    expect(await find(shown, { ...shown, UNPOST_SEQ: '1' })).toMatchObject([{ ours: true, stage: 'undone' }])
  })

  test.each([
    ['date', { JOURNAL_DATE: '2026-10-15' }],
    ['ledger group', { LEDGER_GROUP: 'LOCAL' }],
    ['currency', { CURRENCY_CD: 'CAD' }],
    ['number of lines', { lines: body.lines.slice(0, 2) }],
    ['amount', { lines: body.lines.map(line => ({ ...line, MONETARY_AMOUNT: '1' })) }],
    ['coding', { lines: body.lines.map(line => ({ ...line, ACTIVITY_ID: 'GENERAL' })) }],
  ])('another %s is a person’s change', async (_, change) => {
    expect(await find({ ...shown, ...change })).toMatchObject([{ editedThere: true }])
  })

  test.each([
    ['texts', { lines: body.lines.map(line => ({ ...line, LINE_DESCR: 'x', JRNL_LN_REF: 'y' })) }],
    [
      'spelling of amounts',
      { lines: body.lines.map(line => ({ ...line, MONETARY_AMOUNT: `${line.MONETARY_AMOUNT}.000` })) },
    ],
    ['source, which is not told', { SOURCE: null }],
  ])('another %s is none', async (_, change) => {
    expect(await find({ ...shown, ...change })).toMatchObject([{ editedThere: false }])
  })
})

describe('a person’s work on a journal is seen', () => {
  test('corrected and posted there: final, and flagged as edited', async () => {
    const site = await startPeoplesoft({ posting: 'person' })
    const body = await post(site)
    site.pass(5_000)
    expect(await follow(site, body)).toMatchObject({ is: 'open', code: 'journal-waits-for-posting' })
    const lines = [{ JOURNAL_LINE: 1, ACCOUNT: '500300' }]
    await site.person({ do: 'edit-lines-and-post', key: keyOf(body), lines })
    expect(await follow(site, body)).toMatchObject({
      is: 'final',
      posted: { editedThere: true, body: { lines: [{ ACCOUNT: '500300' }, { ACCOUNT: '214200' }] } },
    })
  })

  test('deleted there: undone', async () => {
    const site = await startPeoplesoft({ posting: 'person' })
    const body = await post(site)
    await site.person({ do: 'delete-journal', key: keyOf(body) })
    expect(await follow(site, body)).toMatchObject({
      is: 'undone',
      why: expect.stringContaining(body.JOURNAL_ID),
    })
  })

  test('an account ended before the edit: in error, in plain words', async () => {
    const site = await startPeoplesoft()
    const body = await post(site)
    const key = { SETID: 'SHARE', ACCOUNT: '500200', EFFDT: '2020-01-01' }
    await site.person({ do: 'update', record: 'GL_ACCOUNT_TBL', key, set: { EFF_STATUS: 'I' } })
    site.pass(10_000)
    expect(await follow(site, body)).toMatchObject({
      is: 'error',
      code: 'journal-in-error',
      why: expect.stringMatching(/line 1, ACCOUNT: .*500200.*inactive/),
    })
  })
})

describe('facts', () => {
  test('of a project that is not enabled are none: its costs can still be held', async () => {
    const { peoplesoft, settings } = await startPeoplesoft()
    expect(await readLedgerFacts(peoplesoft, '99999', settings)).toMatchObject({
      units: {},
      projectOpen: null,
    })
  })

  test('do not ask for projects where Project Costing is off', async () => {
    const { peoplesoft, settings } = await startPeoplesoft({}, ({ flows }) => {
      flows['direct-cost'].project_costing = false
    })
    expect(await readLedgerFacts(peoplesoft, '87001', settings)).toMatchObject({ projectOpen: null })
  })

  test('tell a closed project and closed activities', async () => {
    const site = await startPeoplesoft()
    const { peoplesoft, settings } = site
    const before = await readLedgerFacts(peoplesoft, '87001', settings)
    expect([before.projectOpen, [...before.openActivities].sort()]).toEqual([
      true,
      ['CONCRETE', 'FINISHES', 'GENERAL', 'SITEWORK'],
    ])
    const project = { BUSINESS_UNIT: 'US001', PROJECT_ID: '24-017' }
    const close = (record: string, key: object) =>
      site.person({ do: 'update', record, key, set: { EFF_STATUS: 'I' } })
    await close('PROJECT', project)
    await close('PROJ_ACTIVITY', { ...project, ACTIVITY_ID: 'GENERAL' })
    const after = await readLedgerFacts(peoplesoft, '87001', settings)
    expect([after.projectOpen, after.openActivities.has('GENERAL')]).toEqual([false, false])
  })
})
