import { readFileSync, writeFileSync } from 'node:fs'
import { agrees, compareOrders, type OrderState, orderCollections, services } from '@plumbline/demo'
import type { Settings } from '@plumbline/flows'
import { readExceptions } from '@plumbline/ops'
import { differences, sites, standbySite } from '@plumbline/sandbox-world'
import Big from 'big.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bookedInPeoplesoft, bookedInProcore } from './books.ts'
import { leversOf } from './levers.ts'
import { startTestSystem, type TestSystem } from './system.ts'

let system: TestSystem

beforeAll(async () => {
  system = await startTestSystem('demo')
  // At the limits of a real account some 1,500 calls would take minutes; that limits are obeyed is tested elsewhere.
  await leversOf(system).set('procore', { hourlyLimit: 1_000_000, spikeLimit: 10_000 })
  await system.start(...services)
  await system.agreed(480_000)
}, 540_000)
afterAll(() => system.close())

describe('a general contractor with 20 job sites, after the first sync', () => {
  test('what did not arrive is listed with the reasons that the data expects, and nothing else', async () => {
    expect(differences(await readExceptions(system.ops))).toEqual([])
  })

  test('every supplier in scope is in the company directory exactly once', async () => {
    const left = await keysLeft('vendor.to-procore')
    const wanted = (await system.state('peoplesoft', 'VENDOR'))
      .map(row => `${String(row.SETID)}:${String(row.VENDOR_ID)}`)
      .filter(key => !left.has(key))
    const there = (await system.state('procore', 'vendors'))
      .map(row => String(row.origin_id ?? ''))
      .filter(id => id.startsWith('ps:'))
    expect(wanted.length).toBeGreaterThan(300)
    expect(there.sort()).toEqual(wanted.map(key => `ps:${key}`).sort())
  })

  test('every account in scope is a cost code exactly once in each project whose business unit uses its SetID', async () => {
    const codes = (await system.state('procore', 'cost_codes')).filter(row => isAccount(row.origin_id))
    const ids = codes.map(row => row.origin_id)
    expect(new Set(ids).size).toBe(ids.length)
    const company = (await system.state('procore', 'standard_cost_codes')).filter(row =>
      isAccount(row.origin_id),
    )
    for (const { procoreId, unit } of sites) {
      const setid = unit === 'US100' ? 'SHARE' : 'CIVIL'
      const own = codes
        .filter(row => String(row.project_id) === String(procoreId))
        .map(row => String(row.code))
      const left = await keysLeft('gl-account.to-procore-project', String(procoreId))
      const wanted = company
        .map(row => String(row.code))
        .filter(code => code.startsWith(`${setid}-`) && !left.has(code.replace('-', ':')))
      expect(own.sort()).toEqual(wanted.sort())
    }
  })

  test('by project, account and period both sides agree to the cent', async () => {
    const left = await keysLeft('direct-cost.to-peoplesoft')
    const procore = await bookedInProcore(system, left)
    const peoplesoft = await bookedInPeoplesoft(system)
    expect(procore.size).toBeGreaterThan(100)
    expect(peoplesoft).toEqual(procore)
  })

  test('orders, commitments and change orders come to the same on both sides, to the cent, and each is there once', async () => {
    const left = new Set((await readExceptions(system.ops)).map(one => one.key))
    const all = compareOrders(await orderState(), await settings(), left)
    expect(all.filter(one => !agrees(one))).toEqual([])
    const counts = Map.groupBy(all, one => one.what)
    expect(counts.get('order of PeopleSoft')!.length).toBeGreaterThan(240)
    expect(counts.get('commitment of Procore')!.length).toBeGreaterThan(80)
    expect(counts.get('change order')!.length).toBeGreaterThan(50)
    const ids = (await system.state('procore', 'commitments')).flatMap(row => row.origin_id ?? [])
    const marks = (await system.state('peoplesoft', 'PO_HDR')).flatMap(row => String(row.PO_REF).trim() || [])
    for (const some of [ids, marks]) expect(new Set(some).size).toBe(some.length)
  })

  test('every requisition is linked to its order and the line of each item, or listed', async () => {
    const listed = await keysLeft('requisition.to-peoplesoft')
    const { rows } = await system.ops.pool.query<{
      key: string
      seen: { items: { line_nbr: number | null }[] }
    }>("select key, seen from link where at = 'requisition.to-peoplesoft'")
    expect(rows.length + listed.size).toBe((await system.state('procore', 'requisitions')).length)
    expect(rows.flatMap(row => row.seen.items).filter(item => item.line_nbr === null)).toEqual([])
  })

  test('every journal is posted and balances, or stands among the exceptions with its edit errors', async () => {
    const lines = Map.groupBy(await system.state('peoplesoft', 'JRNL_LN'), row => row.JOURNAL_ID)
    const open = (await system.state('peoplesoft', 'JRNL_HEADER')).filter(row => row.JRNL_HDR_STATUS !== 'P')
    const told = (await readExceptions(system.ops)).filter(one => one.code === 'journal-in-error')
    expect(open.length).toBeGreaterThan(0)
    for (const row of open) expect(told.some(one => one.why?.includes(String(row.JOURNAL_ID)))).toBe(true)
    expect(told).toHaveLength(open.length)
    for (const own of lines.values()) {
      const sum = own.reduce((total, row) => total.plus(String(row.MONETARY_AMOUNT)), Big(0))
      expect(sum.toFixed(2)).toBe('0.00')
    }
  })
})

describe('the same again', { timeout: 240_000 }, () => {
  test("the writers' groups reset to the earliest offset by Kafka's own tool land everything again and write nothing", async () => {
    const before = await system.countWrites()
    await system.stop(...services)
    await system.resetWriters()
    await system.start(...services)
    for (const [writer, target] of [
      ['procore-writer', 'procore'],
      ['ps-writer', 'peoplesoft'],
    ] as const)
      await expect
        .poll(async () => (await system.counter(writer, 'plumbline_landed')).duplicate, { timeout: 120_000 })
        .toBe(await rowsTo(target))
    await system.agreed(120_000)
    expect(await system.countWrites()).toEqual(before)
  })

  test('a 21st project that is enabled is filled and posted, and nothing else is written', async () => {
    const [procore, peoplesoft] = await system.countWrites()
    const text = readFileSync(system.connectionFile, 'utf8')
    expect(text).toContain("# - { procore_id: '87021'")
    writeFileSync(system.connectionFile, text.replace("# - { procore_id: '87021'", "- { procore_id: '87021'"))
    await system.apply(system.connectionFile)
    await system.agreed(180_000)

    expect(differences(await readExceptions(system.ops), [...sites, standbySite])).toEqual([])
    const codes = await system.writes('procore', procore)
    expect(codes.length).toBeGreaterThan(30)
    expect(new Set(codes.map(write => `${write.collection} ${String(write.after.project_id)}`))).toEqual(
      new Set(['cost_codes 87021']),
    )
    const journals = (await system.writes('peoplesoft', peoplesoft)).map(write => JSON.stringify(write.after))
    expect(journals.length).toBeGreaterThan(0)
    expect(journals.every(journal => journal.includes('of project 87021'))).toBe(true)
  })
})

async function orderState(): Promise<OrderState> {
  const rows = (['procore', 'peoplesoft'] as const).flatMap(side =>
    orderCollections[side].map(async name => [name, await system.state(side, name)] as const),
  )
  return Object.fromEntries(await Promise.all(rows)) as OrderState
}

const settings = async () => (await system.ops.store.find('demo'))!.document as Settings

const isAccount = (originId: unknown): boolean => /^ps:(\d+:)?(SHARE|CIVIL):\d+$/.test(String(originId))

async function keysLeft(flow: string, scope?: string): Promise<Set<string>> {
  const own = (await readExceptions(system.ops)).filter(
    one => one.flow === flow && (scope === undefined || one.scope === scope),
  )
  return new Set(own.map(one => one.key))
}

async function rowsTo(target: string): Promise<number> {
  const { rows } = await system.ops.pool.query<{ n: number }>(
    'select count(*)::int as n from delivery d join lane l on l.id = d.lane_id where l.apply like $1',
    [`%.to-${target}%`],
  )
  return rows[0]!.n
}
