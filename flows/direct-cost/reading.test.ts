import { isGone } from '@plumbline/flow-kit'
import type { ProcoreRows } from '@plumbline/sandbox-world'
import { describe, expect, test } from 'vitest'
import { type Started, startProcore } from '../testing/procore.ts'
import { type CostRead, directCostFromProcore } from './from-procore.ts'

/** A cost in a sub job, and a taxed one. */
const rows: ProcoreRows = {
  sub_jobs: [{ id: 301, project_id: 87001, code: 'B1', name: 'Building 1' }],
  cost_codes: [{ id: 41010, project_id: 87001, code: '05', name: 'Metals', sub_job_id: 301 }],
  tax_codes: [{ id: 901, company_id: 4266, code: 'WA-SEA', rate1: '10.35' }],
  direct_costs: [
    {
      id: 61002,
      project_id: 87001,
      direct_cost_type: 'expense',
      status: 'approved',
      direct_cost_date: '2026-10-20',
    },
  ],
  direct_cost_line_items: [
    {
      id: 62002,
      direct_cost_id: 61002,
      cost_code_id: 41010,
      line_item_type_id: 702,
      amount: '33.33',
      tax_code_id: 901,
    },
  ],
}

async function read({ procore, settings }: Started, ids: string[] | 'all') {
  const all = await Array.fromAsync(
    directCostFromProcore.read(procore, '87001', ids === 'all' ? 'all' : { ids }, settings),
  )
  return all.map(one => {
    if (isGone(one)) throw new Error(`${one.gone} is gone`)
    return directCostFromProcore.toCanonical(one as CostRead, {
      settings,
      today: '2026-11-16',
      readAt: '2026-11-16T15:00:00.000Z',
      before: null,
    })
  })
}

describe('a cost says the same', () => {
  test.each(['full', 'compact', 'absent'])(
    'listed or shown by itself, where a Show has cost codes %s',
    async showCostCode => {
      const started = await startProcore(rows)
      started.set({ showCostCode })
      const listed = await read(started, 'all')
      expect(listed.map(one => one.direct_cost_id)).toEqual(['61001', '61002'])
      expect(await read(started, ['61001', '61002'])).toEqual(listed)
      expect(listed[1]!.lines).toMatchObject([
        { cost_code: '05', sub_job_code: 'B1', sub_job_id: '301', tax_rate: '10.35', tax_amount: '3.45' },
      ])
      expect(listed[0]!.lines).toMatchObject([{ sub_job_code: null }])
    },
  )
})

test('budget codes and tax codes are asked for once, and once more for one that is new', async () => {
  const started = await startProcore(rows)
  const asked = () => started.calls.filter(path => /wbs_codes|tax_codes/.test(path)).length
  await read(started, 'all')
  await read(started, 'all')
  await read(started, ['61001'])
  expect(asked()).toBe(2)

  const set = { direct_cost_id: 61001, cost_code_id: 41010, line_item_type_id: 701, amount: '1.00' }
  await started.person({ do: 'create', collection: 'direct_cost_line_items', set: { id: 62003, ...set } })
  const [changed] = await read(started, ['61001'])
  expect(changed!.lines[1]).toMatchObject({ sub_job_code: 'B1' })
  await read(started, 'all')
  expect(asked()).toBe(3)
})

describe('a cost that was deleted', () => {
  const readGone = async ({ procore, settings }: Started) =>
    await Array.fromAsync(directCostFromProcore.read(procore, '87001', { ids: ['61002'] }, settings))

  test.each([
    ['listed', 'deleted_at at source', expect.any(String)],
    ['hidden', "404 by id, and absent from the project's list, which answers", null],
  ])('is gone with a proof, where Procore has deleted ones %s', async (deletedDirectCosts, proof, at) => {
    const started = await startProcore(rows)
    started.set({ deletedDirectCosts })
    await started.person({ do: 'delete', collection: 'direct_costs', id: '61002' })
    expect(await readGone(started)).toEqual([{ gone: '61002', at, proof }])
  })

  test('is not gone while it is shown', async () => {
    expect((await readGone(await startProcore(rows))).map(isGone)).toEqual([false])
  })
})
