import { readFileSync, writeFileSync } from 'node:fs'
import { services } from '@plumbline/demo'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestSystem, type TestSystem, type Write } from './system.ts'

let system: TestSystem

beforeAll(async () => {
  system = await startTestSystem('skeleton')
  await system.start(...services)
  await system.agreed(120_000)
}, 180_000)
afterAll(() => system.close())

describe('the same again', { timeout: 180_000 }, () => {
  test('a second start of every service makes no accepted write', async () => {
    const before = await system.countWrites()
    await system.stop(...services)
    await system.start(...services)
    await system.agreed()
    // Whatever would be written again is written within a sweep; the skeleton sweeps every 20 s.
    await expect.poll(() => sweeps(), { timeout: 60_000 }).toBeGreaterThan(0)
    await system.agreed()
    expect(await system.countWrites()).toEqual(before)
  })

  test("the writers' groups reset to the earliest offset by Kafka's own tool land everything again and write nothing", async () => {
    const before = await system.countWrites()
    await system.stop(...services)
    await system.resetWriters()
    await system.start(...services)
    const { rows } = await system.ops.pool.query<{ n: number }>(
      "select count(*)::int as n from delivery d join lane l on l.id = d.lane_id where l.apply like '%to-procore%'",
    )
    await expect
      .poll(async () => (await system.counter('procore-writer', 'plumbline_landed')).duplicate, {
        timeout: 60_000,
      })
      .toBe(rows[0]!.n)
    await expect
      .poll(async () => (await system.counter('ps-writer', 'plumbline_landed')).duplicate, {
        timeout: 60_000,
      })
      .toBe(1)
    await system.agreed()
    expect(await system.countWrites()).toEqual(before)
  })
})

describe('a project that is enabled later', { timeout: 180_000 }, () => {
  test('is filled from the topic by a replay of its own, and its costs are posted', async () => {
    const [procore, peoplesoft] = await system.countWrites()
    await openProject()
    enableProject()
    await system.apply(system.connectionFile)
    await system.agreed(120_000)

    const codes = (await system.state('procore', 'cost_codes')).filter(
      row => String(row.project_id) === '87002' && row.origin_id,
    )
    expect(codes.map(row => row.code).sort()).toEqual(await accountsIn('87001'))
    const journals = (await system.writes('peoplesoft', peoplesoft)).filter(isCreate('JRNL_HEADER'))
    expect(journals).toHaveLength(1)
    // Nothing else was written: not the first project's codes, not the vendors.
    const others = (await system.writes('procore', procore)).filter(
      write => !write.caller.startsWith('person') && String(write.after.project_id) !== '87002',
    )
    expect(others).toEqual([])

    const { rows } = await system.ops.pool.query(
      "select entity, landed, ends is not null as bounded from replay where done_at is not null and entity = 'gl-account'",
    )
    expect(rows).toEqual([{ entity: 'gl-account', landed: codes.length, bounded: true }])
  })

  test('applying the same file again orders no replay and writes nothing', async () => {
    const [before, ordered] = [await system.countWrites(), await replays()]
    expect(ordered).toBeGreaterThan(1)
    await system.apply(system.connectionFile)
    await system.agreed()
    expect(await replays()).toBe(ordered)
    expect(await system.countWrites()).toEqual(before)
  })
})

const isCreate = (collection: string) => (write: Write) =>
  write.collection === collection && write.before === null && !write.caller.startsWith('person')

async function replays(): Promise<number> {
  const { rows } = await system.ops.pool.query<{ n: number }>('select count(*)::int as n from replay')
  return rows[0]!.n
}

/** Sweeps of the project since the services came up. */
async function sweeps(): Promise<number> {
  const { rows } = await system.ops.pool.query<{ n: number }>(
    `select count(*)::int as n from cursor
      where capture = 'direct-cost.from-procore' and last_read_at > now() - interval '15 seconds'`,
  )
  return rows[0]!.n
}

async function accountsIn(project: string): Promise<string[]> {
  const codes = await system.state('procore', 'cost_codes')
  return codes
    .filter(row => String(row.project_id) === project && row.origin_id && row.parent_id)
    .map(row => String(row.code))
    .sort()
}

/** A new job site on both sides, with one approved cost. */
async function openProject(): Promise<void> {
  const inProcore = (collection: string, set: object) =>
    system.person('procore', { as: 9002, do: 'create', collection, set })
  const inPeoplesoft = (record: string, key: object) =>
    system.person('peoplesoft', { as: 'PROJMGR', do: 'insert', record, key, set: {} })
  await inProcore('projects', {
    id: 87002,
    company_id: 4266,
    name: 'Second Street Annex',
    project_number: '24-018',
  })
  await inProcore('project_vendors', { project_id: 87002, vendor_id: 51001 })
  await inProcore('cost_codes', { id: 42001, project_id: 87002, code: '03', name: 'Concrete' })
  await inProcore('cost_codes', {
    id: 42002,
    project_id: 87002,
    parent_id: 42001,
    code: '300',
    name: 'Cast-in-place',
  })
  await inProcore('cost_codes', { id: 42003, project_id: 87002, code: 'GL', name: 'General ledger accounts' })
  await inProcore('direct_costs', {
    id: 61002,
    project_id: 87002,
    direct_cost_type: 'expense',
    status: 'approved',
    vendor_id: 51001,
    direct_cost_date: '2026-10-20',
  })
  await inProcore('direct_cost_line_items', {
    id: 62002,
    direct_cost_id: 61002,
    cost_code_id: 42002,
    line_item_type_id: 702,
    amount: '33.34',
  })
  await inPeoplesoft('PROJECT', { BUSINESS_UNIT: 'US001', PROJECT_ID: '24-018' })
  await inPeoplesoft('PROJ_ACTIVITY', {
    BUSINESS_UNIT: 'US001',
    PROJECT_ID: '24-018',
    ACTIVITY_ID: 'CONCRETE',
  })
}

function enableProject(): void {
  const text = readFileSync(system.connectionFile, 'utf8')
  const first = /^ {2}- procore_id: '87001'\n(?: {4}.*\n)+/m.exec(text)![0]
  const second = first.replace('87001', '87002').replace('24-017', '24-018')
  const rule = "      - { match: { project: '87001' }, to: { analysis_type: ACT } }\n"
  writeFileSync(
    system.connectionFile,
    text.replace(first, first + second).replace(rule, rule + rule.replace('87001', '87002')),
  )
}
