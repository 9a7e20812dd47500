import { services } from '@plumbline/demo'
import { readStatus } from '@plumbline/ops'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Levers, leversOf } from './levers.ts'
import { startTestSystem, type TestSystem } from './system.ts'

let system: TestSystem
let at: Levers

const SECRET = { authorization: 'a-webhook-secret' }
/** An id that a double cannot hold. */
const HUGE = '9007199254740993'

beforeAll(async () => {
  system = await startTestSystem('skeleton')
  at = leversOf(system)
  await at.set('procore', { spikeLimit: 1e6, hourlyLimit: 1e6 })
  // The poll is quick and the sweep never comes: what is told by webhook arrives by webhook or not at all.
  await at.reapply(text =>
    text.replaceAll("'*/5 * * * * *'", "'* * * * * *'").replace("'*/20 * * * * *'", "'0 3 1 1 *'"),
  )
  await system.start(...services)
  await system.agreed(120_000)
}, 180_000)
// A fault that outlives its test would be the next one's.
afterEach(async () => {
  await at.calm('peoplesoft')
  await at.calm('procore')
})
afterAll(() => system.close())

const topicOf = (name: string) => `${system.prefix}.${name}.v1`
const deadLetters = () => topicOf('dlq')
const supplier = (id: number) => ({ SETID: 'SHARE', VENDOR_ID: String(id).padStart(10, '0') })
const keyOf = (id: number) => `SHARE:${supplier(id).VENDOR_ID}`
const rename = (id: number, NAME1: string) => at.inPeoplesoft('update', 'VENDOR', supplier(id), { NAME1 })

/** A cost with one line, approved from the start. */
async function enterCost(id: string, amount: string, more: object = {}, line: object = {}): Promise<void> {
  const cost = { direct_cost_type: 'expense', status: 'approved', direct_cost_date: '2026-10-22', ...more }
  await at.inProcore('create', 'direct_costs', { id, project_id: 87001, ...cost })
  const coding = { cost_code_id: 41002, line_item_type_id: 702 }
  await at.inProcore('create', 'direct_cost_line_items', {
    id: `${id}9`,
    direct_cost_id: id,
    amount,
    ...coding,
    ...line,
  })
}
const complaintOf = async (entity: string) =>
  (await readStatus(system.ops)).captures.find(one => one.capture.startsWith(`${entity}.`))?.lastError
const QUICK = { timeout: 30_000, interval: 50 }
const posted = (cost: string) =>
  expect
    .poll(async () => (await at.journalsOf(cost)).map(row => row.JRNL_HDR_STATUS), { timeout: 60_000 })
    .toEqual(['P'])

describe('what PeopleSoft answers', { timeout: 120_000 }, () => {
  test('a login page with status 200 for the accounts: its title is shown, and suppliers go on', async () => {
    await system.fault('peoplesoft', { name: 'html-login', match: { path: 'PLB_ACCOUNT_CHG' } })
    const account = { SETID: 'SHARE', ACCOUNT: '500700', EFFDT: '2020-01-01' }
    await at.inPeoplesoft('update', 'GL_ACCOUNT_TBL', account, { DESCR: 'Travel and meals' })
    await rename(11, 'Sellwood Mill')
    await expect.poll(() => complaintOf('gl-account'), QUICK).toContain('HTML page titled "Sign In"')
    await at.there('procore', 'vendors', { name: 'Sellwood Mill' })
    // That the account arrives is looked at last: a login that was refused is not tried again for a minute.
  })

  test.each([
    ['XML where JSON was asked', { qasFormat: 'xml' }, 12],
    ['numbers as texts and padded blanks', { numbers: 'string', blanks: 'padded' }, 13],
  ])('%s is read all the same', async (_, switches, id) => {
    await at.set('peoplesoft', switches)
    await rename(id, `Supplier ${id} renamed`)
    await at.there('procore', 'vendors', { name: `Supplier ${id} renamed`, origin_id: `ps:${keyOf(id)}` })
    await at.set('peoplesoft', { qasFormat: 'json', numbers: 'number', blanks: 'blank' })
  })

  test('an answer that breaks off costs a moment, and nothing else', async () => {
    await system.fault('peoplesoft', { name: 'garbage-json', match: { path: 'PLB_VENDOR_CHG' }, times: 1 })
    await rename(14, 'Cannon Beach Paint')
    await expect.poll(() => complaintOf('vendor'), QUICK).toContain('answered with text, not with rows')
    await at.there('procore', 'vendors', { name: 'Cannon Beach Paint' })
  })

  test('a status that nobody knows is named, and the supplier goes when it is approved', async () => {
    await at.inPeoplesoft('insert', 'VENDOR', supplier(801), { NAME1: 'Odd Status & Co', VENDOR_STATUS: 'Q' })
    await at.listed(keyOf(801), { state: 'skipped', why: expect.stringContaining('(Q)') })
    await at.inPeoplesoft('update', 'VENDOR', supplier(801), { VENDOR_STATUS: 'A' })
    await at.there('procore', 'vendors', { name: 'Odd Status & Co' })
    await at.cleared(keyOf(801))
  })
})

describe('what Procore does not take', { timeout: 120_000 }, () => {
  test('a name that is too long: the supplier is dead with the reason, the one beside it goes; shortened, it goes too', async () => {
    const long = {
      NAME1: 'Consolidated Amalgamated Construction Se',
      NAME2: 'rvices of the Greater Pacific Northwest',
    }
    const args = { field: 'name', message: 'is too long (maximum is 60 characters)' }
    await system.fault('procore', {
      name: 'sync-error',
      match: { path: 'vendors/sync', body: long.NAME2 },
      args,
    })
    await at.inPeoplesoft('insert', 'VENDOR', supplier(802), long)
    await rename(15, 'Burnside Power')
    await at.listed(keyOf(802), { state: 'dead', why: expect.stringContaining('name: is too long') })
    await at.there('procore', 'vendors', { name: 'Burnside Power' })
    const letters = await at.recordsIn([deadLetters()], 1)
    expect(letters.map(one => one.headers)).toContainEqual(
      expect.objectContaining({
        ce_subject: keyOf(802),
        plumbline_dead_flow: 'vendor.to-procore',
        plumbline_dead_why: expect.stringContaining('too long'),
      }),
    )
    await at.inPeoplesoft('update', 'VENDOR', supplier(802), { NAME2: ' ' })
    await at.there('procore', 'vendors', { name: long.NAME1 })
    await at.cleared(keyOf(802))
  })

  test('an HTML page with status 200 in place of the answer: in doubt with the reason, then written once', async () => {
    await system.fault('procore', { name: 'html-login', match: { path: 'vendors/sync' }, times: 1 })
    await at.inPeoplesoft('insert', 'VENDOR', supplier(803), { NAME1: 'Doubtful Doors' })
    await at.listed(keyOf(803), { state: 'in-doubt', why: expect.stringContaining('html, not JSON') })
    await at.there('procore', 'vendors', { name: 'Doubtful Doors' })
    await at.cleared(keyOf(803))
    const made = (await system.writes('procore')).filter(one => one.after.name === 'Doubtful Doors')
    expect(made).toHaveLength(1)
  })
})

describe('what comes to the webhook address', { timeout: 120_000 }, () => {
  test('a wrong secret, none, or another connection: 401; a body of 10 MB: 413 before that', async () => {
    expect(await at.webhook('{}', { authorization: 'guessed' })).toBe(401)
    expect(await at.webhook('{}')).toBe(401)
    expect(await at.webhook('{}', SECRET, 'nobody')).toBe(401)
    expect(await at.sendLarge({ authorization: 'guessed' }, 'said')).toBe(413)
    expect(await at.sendLarge(SECRET, 'said')).toBe(413)
    expect(await at.sendLarge(SECRET, 'unsaid')).toBe(413)
  })

  test('an unknown resource, half a JSON text, bytes, nothing: taken, and what comes after them is read', async () => {
    const unknown = {
      resource_name: 'Weather Reports',
      resource_id: 1,
      event_type: 'create',
      project_id: 87001,
    }
    const odd = ['{"resource_name":', Buffer.from([0, 255, 254]), '', '[]', 'null', JSON.stringify(unknown)]
    for (const body of odd) expect(await at.webhook(body, SECRET)).toBe(202)
    await enterCost('61101', '11.01')
    await posted('61101')
  })

  test('a notice of payload v4 and an id beyond 2^53: the cost is posted to the cent', async () => {
    await system.fault('procore', { name: 'hook-lost' })
    await enterCost(HUGE, '53.01', { description: 'A description, longer than a journal line can hold' })
    const notice = {
      id: '01J',
      reason: 'create',
      resource_type: 'Direct Costs',
      company_id: '4266',
      project_id: '87001',
    }
    expect(await at.webhook(JSON.stringify({ ...notice, resource_id: HUGE }), SECRET)).toBe(202)
    await posted(HUGE)
    const [journal] = await at.journalsOf(HUGE)
    const lines = (await system.state('peoplesoft', 'JRNL_LN')).filter(
      row => row.JOURNAL_ID === journal!.JOURNAL_ID,
    )
    expect(lines.map(row => [row.ACCOUNT, row.MONETARY_AMOUNT])).toEqual([
      ['500200', '53.01'],
      ['214200', '-53.01'],
    ])
    // Ids are never cut; a text is, so that it shows.
    expect(String(lines[0]!.LINE_DESCR)).toMatch(/^A description, longer than a ?\.\.$/)
  })
})

describe('what a cost says', { timeout: 120_000 }, () => {
  test('a status that nobody knows holds it, and names it; approved, it is posted', async () => {
    await enterCost('61102', '12.02', { status: 'awaiting_audit' })
    await at.listed('61102', { state: 'held', why: expect.stringContaining('awaiting_audit') })
    await at.inProcore('update', 'direct_costs', { status: 'approved' }, '61102')
    await posted('61102')
    await at.cleared('61102')
  })

  test('a currency that the ledger lacks parks it, naming both; in the books’ currency it is posted', async () => {
    await enterCost('61103', '13.03', { currency_iso_code: 'CAD' })
    const why = expect.stringMatching(/CAD.*US001.*USD/) as unknown
    await at.listed('61103', { state: 'parked', code: 'foreign-currency', why })
    expect(await at.journalsOf('61103')).toEqual([])
    await at.inProcore('update', 'direct_costs', { currency_iso_code: 'USD' }, '61103')
    await posted('61103')
    await at.cleared('61103')
  })

  test('lines that do not come to its total park it with both sums; when they do, it is posted', async () => {
    await at.inProcore('create', 'tax_codes', { id: 901, company_id: 4266, code: 'WA', rate1: '10' })
    await at.set('procore', { grandTotalTax: 'with' })
    await enterCost('61104', '14.00', {}, { tax_code_id: 901 })
    const why = expect.stringMatching(/14\.00.*15\.40/) as unknown
    await at.listed('61104', { state: 'parked', code: 'total-differs', why })
    expect(await at.journalsOf('61104')).toEqual([])
    await at.set('procore', { grandTotalTax: 'without' })
    await at.inProcore('update', 'direct_costs', { terms: 'Net 30' }, '61104')
    await posted('61104')
    await at.cleared('61104')
  })

  test('what PeopleSoft finds wrong with its journal is shown line by line; mended there, it counts as posted', async () => {
    await at.set('peoplesoft', { resourceType: 'required' })
    await enterCost('61105', '15.05')
    const why = expect.stringMatching(/line 1, .*: \w+/) as unknown
    await at.listed('61105', { state: 'held', code: 'journal-in-error', why })
    await at.set('peoplesoft', { resourceType: 'optional' })
    const [{ BUSINESS_UNIT, JOURNAL_ID, JOURNAL_DATE }] = (await at.journalsOf('61105')) as [
      Record<string, string>,
    ]
    const key = { BUSINESS_UNIT, JOURNAL_ID, JOURNAL_DATE }
    await system.person('peoplesoft', { as: 'GLCLERK', do: 're-edit', key })
    await posted('61105')
    await at.cleared('61105')
  })
})

describe('what stands on a topic', { timeout: 120_000 }, () => {
  test('records that break the schema go to the dead letters with the reason, and the rest flows on', async () => {
    const [topic, ...others] = ['vendor', 'gl-account', 'direct-cost'].map(topicOf) as [string, ...string[]]
    const before = await at.recordsIn([topic, ...others, deadLetters()])
    const good = before.find(one => one.topic === topic)!
    const connection = good.key!.split('/')[0]!
    const unknownSchema = Buffer.from(good.value!)
    unknownSchema.writeInt32BE(2_000_000_000, 1)
    const plain = { 'content-type': 'application/avro' }
    const bad = {
      'not-wire-format': { key: good.key!, value: Buffer.from('not Avro'), headers: plain },
      'unknown-schema-id': { key: good.key!, value: unknownSchema, headers: plain },
      'bad-value': { key: good.key!, value: good.value!.subarray(0, 30), headers: good.headers },
      'wrong-record': { key: `${connection}/SHARE:0000000099`, value: good.value!, headers: good.headers },
      'unknown-connection': { key: 'nobody/SHARE:1', value: good.value!, headers: good.headers },
    }
    await system.ops.bus.publish(Object.values(bad).map(record => ({ topic, ...record })))
    // Of another entity, under a key of its own: an account among the vendors, a cost among them.
    for (const other of others) {
      const { key, value, headers } = before.find(one => one.topic === other)!
      await system.ops.bus.publish([{ topic, key: key!, value: value!, headers }])
    }
    await rename(16, 'Klamath Lumber')
    await at.there('procore', 'vendors', { name: 'Klamath Lumber' })

    const known = before.filter(one => one.topic === deadLetters()).length
    const letters = await at.recordsIn([deadLetters()], known + 7)
    const told = letters.map(({ headers }) => headers).filter(one => one.plumbline_dead_topic === topic)
    expect(told).toHaveLength(7)
    for (const code of Object.keys(bad))
      expect(told).toContainEqual(
        expect.objectContaining({
          plumbline_dead_code: code,
          plumbline_dead_why: expect.stringMatching(/\w+ \w+/),
        }),
      )
    // A record in the right form under the same key comes as any other.
    await rename(1, 'Cascade Concrete')
    await at.there('procore', 'vendors', { name: 'Cascade Concrete' })
  })

  test('bytes among the notifications are passed over, and the next notice is read', async () => {
    const topic = topicOf('notification')
    const [stored] = await at.recordsIn([topic])
    await system.ops.bus.publish([{ topic, key: stored!.key!, value: Buffer.from('not Avro'), headers: {} }])
    await enterCost('61106', '16.06')
    await posted('61106')
  })
})

test('in the end nothing is lost: the account arrives too, and nothing is left open', {
  timeout: 120_000,
}, async () => {
  await at.there('procore', 'cost_codes', { name: 'Travel and meals' })
  await system.agreed(90_000)
})
